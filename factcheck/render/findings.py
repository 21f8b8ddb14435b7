"""What a report holds, counted and looked up: the same for every output, so that all of them say the same thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from factcheck.records import Claim, Comparison, Document, Drift, Failure, Report, Verdict, VerdictName
from factcheck.render.wording import VERDICTS, plural


@dataclass(frozen=True)
class Counts:
    """A report in numbers. `verdicts` has every verdict, in the order of urgency, also those that nothing got."""

    claims: int
    verdicts: dict[VerdictName, int]
    drifting: int
    needing_person: int
    sentences: int
    yielding: int
    skipped: int
    failed: int

    @property
    def coverage(self) -> str:
        """What became of the story's sentences, in a line."""
        return (
            f"{plural(self.sentences, 'sentence')}: {self.yielding} with claims, "
            f"{self.skipped} skipped, {self.failed} failed"
        )


def count(report: Report) -> Counts:
    """The report in numbers."""
    verdicts = Counter(verdict.verdict for verdict in report.verdicts)
    outcomes = Counter(outcome.outcome for outcome in report.coverage)
    return Counts(
        claims=len(report.claims),
        verdicts={name: verdicts[name] for name in VERDICTS},
        drifting=sum(bool(verdict.drifts) for verdict in report.verdicts),
        needing_person=sum(needs_person(verdict) for verdict in report.verdicts),
        sentences=len(report.coverage),
        yielding=outcomes["claims"],
        skipped=outcomes["skipped"],
        failed=outcomes["failed"],
    )


def needs_person(verdict: Verdict) -> bool:
    """Whether a person should look: anything but plain support that code and model agree on."""
    return (
        verdict.verdict is not VerdictName.SUPPORTED
        or bool(verdict.failures)
        or bool(verdict.disagreements)
        or any(drift.conflict for drift in verdict.drifts)
    )


def results(report: Report, verdict: Verdict) -> tuple[tuple[Document, Comparison | Failure], ...]:
    """What came of each source for one claim, in source order. A source without an entry is left out."""
    by_source: dict[str | None, Comparison | Failure] = {failure.source: failure for failure in verdict.failures}
    by_source |= {comparison.source: comparison for comparison in verdict.comparisons}
    return tuple((source, by_source[source.id]) for source in report.sources if source.id in by_source)


def decided(report: Report) -> tuple[tuple[Claim, Verdict], ...]:
    """Each claim with its verdict, in story order."""
    by_claim = {verdict.claim: verdict for verdict in report.verdicts}
    return tuple((claim, by_claim[claim.id]) for claim in report.claims if claim.id in by_claim)


def drifts_against(verdict: Verdict, source: str | None) -> tuple[Drift, ...]:
    """The drifts of a claim against one source; against None, those where the finding is that no source has it."""
    return tuple(d for d in verdict.drifts if (d.source.document if d.source else None) == source)


def loose_quotations(report: Report) -> tuple[Drift, ...]:
    """The quotation findings that belong to no claim and would be lost if only claims were shown."""
    told = {drift for verdict in report.verdicts for drift in verdict.drifts}
    return tuple(drift for drift in report.quotations if drift not in told)


def title(document: Document) -> str:
    """What a document is called: its title, else its name."""
    return document.title or document.name
