"""The outcome of the log for a report: which decisions hold, which must be repeated, and whether it is signed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.changes.matching import Telling, match
from factcheck.records import Claim, Report, Verdict, VerdictName
from factcheck.render.findings import decided as with_verdicts
from factcheck.review.decisions import Decision, SignOff, fingerprint
from factcheck.review.log import Decided, LogContent, Signed, SignedClaim


@dataclass(frozen=True)
class DeskItem:
    """One claim on the desk. `decision` holds; `earlier`, if none does, was made on an earlier version of the claim."""

    claim: Claim
    verdict: Verdict
    fingerprint: str
    decision: Decided | None
    earlier: Decided | None

    @property
    def held(self) -> VerdictName:
        """The final verdict: the person's, else the check's."""
        return self.decision.verdict if self.decision else self.verdict.verdict


@dataclass(frozen=True)
class Standing:
    """A report with people's decisions. `signature` holds; `lapsed`, if none does, is the last one that held.

    `position` is the log's; `torn` says that a crash cut off its last line, which does not count.
    """

    items: tuple[DeskItem, ...]
    signature: Signed | None
    lapsed: Signed | None
    position: int
    torn: bool

    def item(self, claim: str) -> DeskItem | None:
        """The claim of that id, None if the report lacks it."""
        return next((item for item in self.items if item.claim.id == claim), None)

    @property
    def decided(self) -> int:
        """How many claims have a decision that holds."""
        return sum(item.decision is not None for item in self.items)


def stand(report: Report, reading: LogContent) -> Standing:
    """The outcome of the log for this report.

    A decision belongs to every claim with the fingerprint it was made on, whatever its id, and the last one counts; so
    it comes back when a new check finds the same. A claim without one may be a new version of a claim that has one:
    these are matched by likeness (`factcheck.changes.matching`). A signature holds as long as no decision follows it
    and the report has exactly the claims it covers.
    """
    decisions: dict[str, Decided] = {}
    for entry in reading.entries:
        if isinstance(entry, Decided):
            decisions.pop(entry.fingerprint, None)  # to keep the order of their last word
            decisions[entry.fingerprint] = entry
    found = [(claim, verdict, fingerprint(report, claim, verdict)) for claim, verdict in with_verdicts(report)]
    asked = [(claim, mark) for claim, _, mark in found if mark not in decisions]
    marks = {mark for *_, mark in found}
    earlier = _earlier(
        report, [claim for claim, _ in asked], [d for d in decisions.values() if d.fingerprint not in marks]
    )
    items = tuple(
        DeskItem(claim, verdict, mark, decisions.get(mark), earlier.get(claim.id)) for claim, verdict, mark in found
    )
    signatures = [entry for entry in reading.entries if isinstance(entry, Signed)]
    last = signatures[-1] if signatures else None
    holds = last is not None and reading.entries[-1] is last and _set(last.claims) == _set(signed_claims(items))
    return Standing(items, last if holds else None, None if holds else last, reading.position, reading.torn > 0)


def signed_claims(items: Sequence[DeskItem]) -> tuple[SignedClaim, ...]:
    """The whole set that a signature would cover now."""
    return tuple(
        SignedClaim(
            claim=item.claim.id,
            fingerprint=item.fingerprint,
            verdict=item.held,
            rating=item.decision.rating if item.decision else None,
            decided_by=item.decision.by if item.decision else None,
        )
        for item in items
    )


def sign_off(standing: Standing) -> SignOff:
    """The decisions that stand, under the ids that the claims have in this report, and the signature if it holds."""
    return SignOff(
        decisions=tuple(_decision(item, item.decision) for item in standing.items if item.decision),
        signed_by=standing.signature.by if standing.signature else None,
        signed_at=standing.signature.at if standing.signature else None,
    )


def _decision(item: DeskItem, kept: Decided) -> Decision:
    fields = {name: getattr(kept, name) for name in Decision.model_fields}
    return Decision.model_validate(fields | {"claim": item.claim.id})


def _earlier(report: Report, claims: Sequence[Claim], decisions: Sequence[Decided]) -> dict[str, Decided]:
    """For each claim without a decision, the last one made on an earlier version of it."""
    latest_first = list(reversed(decisions))
    pairs = match(
        [Telling(one.text, " ".join(one.story)) for one in latest_first],
        [Telling(claim.text, " ".join(map(report.story.sentence_text, claim.sentences))) for claim in claims],
    )
    return {claims[pair.new].id: latest_first[pair.old] for pair in pairs}


def _set(claims: Sequence[SignedClaim]) -> list[tuple[str, VerdictName, str | None, str | None]]:
    """The claims of a signature without their ids, which can change from check to check."""
    return sorted(
        ((one.fingerprint, one.verdict, one.rating, one.decided_by) for one in claims), key=lambda one: str(one)
    )
