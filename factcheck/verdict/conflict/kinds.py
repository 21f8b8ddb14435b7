"""The kind of a conflict, read by code from the words, the figures and the dates of the sources on either side.

Each supporting source is compared with each contradicting one. The first row that fits is the pair's kind:

| kind | read from |
|---|---|
| `superseded` | the later of two texts of one publisher says that it corrects or replaces the earlier |
| `rounding` | they say the same in different precision (rounded, bounded, hedged, vaguer): both can be right |
| `scope` | their figures count different things: `factcheck.verdict.conflict.scope` |
| `superseded` | their figures differ, and the later one updates the earlier: `factcheck.verdict.conflict.succession` |
| `values_differ` | they differ in a figure, a unit, a date or a name, and none of the above explains it |
| `unknown` | code can show no difference |

A claim with several pairs has the kind that leaves most to settle: `values_differ`, then `unknown`, `scope`, `superseded`,
`rounding`. Publication times alone tell which is later (`factcheck.verdict.chronology.earlier_of`).
"""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.records import Claim, Conflict, ConflictKind, Document, Drift, DriftKind, Verdict, VerdictName
from factcheck.verdict.conflict.opposing import Disagreement, Side, differences, sides
from factcheck.verdict.conflict.scope import another_scope, same_matter
from factcheck.verdict.conflict.succession import Succession, corrects, updates

_FIGURES = frozenset({DriftKind.NUMBER, DriftKind.UNIT})
_ORDER = (
    ConflictKind.VALUES_DIFFER,
    ConflictKind.UNKNOWN,
    ConflictKind.SCOPE,
    ConflictKind.SUPERSEDED,
    ConflictKind.ROUNDING,
)


def conflict_of(claim: Claim, verdict: Verdict, sources: Sequence[Document]) -> Conflict | None:
    """The conflict of a disputed claim, both sides quoted; None for any other verdict."""
    if verdict.verdict is not VerdictName.DISPUTED:
        return None
    supporting, contradicting = sides(verdict, sources)
    pairs = [_conflict(claim, verdict.drifts, one, other) for one in supporting for other in contradicting]
    if not pairs:
        quoted = [side[0].sentences[0] if side else None for side in (supporting, contradicting)]
        return Conflict(
            kind=ConflictKind.UNKNOWN, supports=quoted[0], contradicts=quoted[1], reason="one side has no evidence"
        )
    return min(pairs, key=lambda conflict: _ORDER.index(conflict.kind))


def _conflict(claim: Claim, drifts: Sequence[Drift], supporting: Side, contradicting: Side) -> Conflict:
    found = differences(claim, drifts, supporting, contradicting)
    hard = [difference for difference in found if difference.hard and not _softened(difference, found)]
    first = next(iter(hard or found), None)

    def of(kind: ConflictKind, reason: str, later: Document | None = None) -> Conflict:
        return Conflict(
            kind=kind,
            supports=first.supporting if first else supporting.sentences[0],
            contradicts=first.contradicting if first else contradicting.sentences[0],
            reason=reason,
            later=later.id if later else None,
        )

    def superseded(by: Succession) -> Conflict:
        earlier = supporting if by.later is contradicting.source else contradicting
        return of(
            ConflictKind.SUPERSEDED, f"{by.later.id} is later than {earlier.source.id}, and {by.reason}", by.later
        )

    if corrected := corrects(supporting, contradicting):
        return superseded(corrected)
    if first is None:
        return of(ConflictKind.UNKNOWN, "no differing figure, date or name was found")
    values = f"{first.supporting_value} against {first.contradicting_value}"
    if not hard:
        if not same_matter(first):
            return of(ConflictKind.UNKNOWN, f"{values} can both be right, and no other difference was found")
        return of(ConflictKind.ROUNDING, f"{values}: both can be right")
    figures = next((difference for difference in hard if difference.kind in _FIGURES), None)
    if figures is not None:
        first, values = figures, f"{figures.supporting_value} against {figures.contradicting_value}"
        if scope := another_scope(figures, supporting.source, contradicting.source):
            return of(ConflictKind.SCOPE, f"{values}, but {scope}")
        if updated := updates(supporting, contradicting, figures):
            return superseded(updated)
    return of(ConflictKind.VALUES_DIFFER, values)


def _softened(difference: Disagreement, found: Sequence[Disagreement]) -> bool:
    """Whether the same two values differ only in precision when read the other way round."""
    return any(
        not other.hard
        and other.contradicting == difference.contradicting
        and other.supporting == difference.supporting
        and other.kind is difference.kind
        for other in found
    )
