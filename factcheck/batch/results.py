"""`Result`: the outcome of one story of a batch, in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from factcheck.batch.listing import Item
from factcheck.records import FailureKind, Record, Report, Usage, VerdictName
from factcheck.render.findings import count, findings, title


class State(StrEnum):
    """A story's state. Only `checked` says anything about its claims."""

    UNREADABLE = "unreadable"
    """The story, or one of its sources, cannot be read: the reason names it."""
    FAILED = "failed"
    """There was no report, though everything could be read: the model answered nothing, or the program failed."""
    WAITING = "waiting"
    """Not checked yet."""
    CHECKED = "checked"
    """There is a report."""


class Result(Record):
    """The row of one story. Nothing in it depends on when or how often the batch ran.

    `fingerprint` covers everything the report is made of. `unanswered` counts the model's missing answers: the next run
    asks for them again. `headline` counts the findings on the headline. `findings` are those that `--fail-on` can name.
    `usage` is the cost of the answers when given.
    """

    id: str
    story: str
    state: State
    reason: str | None = None
    fingerprint: str | None = None
    title: str = ""
    sources: int = 0
    claims: int = 0
    verdicts: dict[VerdictName, int] = Field(default_factory=dict)
    needing_person: int = 0
    drifting: int = 0
    headline: int = 0
    failed_sentences: int = 0
    left: int = 0
    unanswered: int = 0
    findings: tuple[str, ...] = ("unchecked",)
    usage: Usage = Field(default_factory=Usage)

    @property
    def settled(self) -> bool:
        """Whether another run would have nothing to ask."""
        return self.state is State.CHECKED and not self.unanswered


def result_of(report: Report, item: Item, fingerprint: str) -> Result:
    """The row of a report."""
    counts = count(report)
    failures = [outcome.failure for outcome in report.coverage if outcome.failure]
    failures += [failure for verdict in report.verdicts for failure in verdict.failures]
    return Result(
        id=item.id,
        story=item.name,
        state=State.CHECKED,
        fingerprint=fingerprint,
        title=title(report.story),
        sources=len(report.sources),
        claims=counts.claims,
        verdicts=counts.verdicts,
        needing_person=counts.needing_person,
        drifting=counts.drifting,
        headline=len(report.headline),
        failed_sentences=counts.failed,
        left=counts.left,
        unanswered=sum(failure.kind is not FailureKind.BEYOND_TOP for failure in failures),
        findings=tuple(sorted(findings(report))),
        usage=sum(report.run.usage.values(), Usage()),
    )


@dataclass(frozen=True)
class Totals:
    """All rows in numbers: stories by state, and the checked stories' claims by verdict."""

    states: Counter[State]
    verdicts: Counter[VerdictName]
    claims: int
    needing_person: int
    drifting: int
    headline: int
    unanswered: int
    usage: Usage


def totals(results: Iterable[Result]) -> Totals:
    """The sums."""
    rows = list(results)
    verdicts: Counter[VerdictName] = Counter()
    for row in rows:
        verdicts.update(row.verdicts)
    return Totals(
        states=Counter(row.state for row in rows),
        verdicts=verdicts,
        claims=sum(row.claims for row in rows),
        needing_person=sum(row.needing_person for row in rows),
        drifting=sum(row.drifting for row in rows),
        headline=sum(row.headline for row in rows),
        unanswered=sum(row.unanswered for row in rows),
        usage=sum((row.usage for row in rows), Usage()),
    )
