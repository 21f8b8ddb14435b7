"""Numbers that differ between a story's sentence and the evidence: what was counted, measured, paid or ranked.

A number of the story finds its counterpart by what it counts (`alignment`), never by position. An equal amount anywhere in
the evidence is agreement. Where no counterpart can be aligned with good reason nothing is said.

| label | kind | conflict | what differs |
|---|---|---|---|
| `value_differs` | number | yes | the amount |
| `scale_differs` | number | yes | the amount, by a factor of ten or more with the same digits: 1.5 million, 1.5 billion |
| `share_as_total` | number | yes | an amount is a share on one side and the whole that the share is of on the other |
| `bound_reversed` | number | yes | more than X, less than X |
| `rounded` | number | no | the story's amount is the source's, rounded |
| `bound_differs` | number | no | the story's looser bound is true of the source's amount |
| `range_narrowed` | number | no | the story picks one amount of the source's range |
| `range_widened` | number | no | the story gives a range that holds the source's amount |
| `hedge_lost` | number | no | the source says "about", "at least" or the like, the story does not |
| `hedge_added` | number | no | the other way round |
| `percent_as_points` | unit | yes | percent on one side, percentage points on the other |
| `currency_differs` | unit | yes | the same amount in another currency |
| `unit_differs` | unit | yes | the same amount in another unit of what is measured |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from factcheck.drift.alignment import Alignment
from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.differences import comparable, difference, equal
from factcheck.drift.portions import share_as_total
from factcheck.records import Document, Drift, Span

FIT = 0.3
"""How well the words around two amounts must match, 0 to 1, for them to be each other's counterparts."""

LONE_FIT = 0.15
"""The same where the evidence is short and holds only one amount of the kind."""

SHORT = 4
"""How many sentences are short evidence."""

CERTAIN_FIT = 0.6
"""The same where there is a reason for doubt: the figure is there, but counts something else."""

MARGIN = 0.05
"""How much better a counterpart must match than the next one."""

FAR = 20
"""An amount so many times larger or smaller counts something else, unless the words around it match very well."""


def find_number_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """The numbers of `claim`, a span of `story`, that differ from their counterparts in `evidence`, spans of `source`.

    At most one drift for each number of the claim, in the order of the story. The order of `evidence` does not matter.
    """
    ours = located_amounts([claim], story)
    if not ours:
        return ()
    search = _Search(ours, located_amounts(evidence, source))
    drifts = list(share_as_total(ours, search.theirs, story=story, source=source))
    proved = tuple(drift.story for drift in drifts)
    for amount in ours:
        if any(span.start <= amount.quantity.start < span.end for span in proved):
            continue
        counterpart = search.counterpart(amount)
        if counterpart is not None:
            drifts += _drift(amount, counterpart, story, source)
    return tuple(sorted(drifts, key=lambda drift: (drift.story.start, drift.story.end)))


class _Search:
    """Finds the counterparts of the story's amounts among those of the evidence."""

    def __init__(self, ours: Sequence[Amount], theirs: Sequence[Amount]) -> None:
        self.theirs = theirs
        sentences = {(other.setting.start, other.setting.end): other.setting.sentence for other in theirs}
        self._alignment = Alignment(list(sentences.values()))
        self._short = len(sentences) <= SHORT
        self._pairs = self._equal_pairs(ours)
        self._free = [other for other in theirs if other not in self._pairs.values()]

    def _fit(self, amount: Amount, other: Amount) -> float:
        return self._alignment.fit(amount.setting, other.setting)

    def _equal_pairs(self, ours: Sequence[Amount]) -> Mapping[Amount, Amount]:
        """Each amount of the story with the equal one of the evidence that fits best; none is taken twice."""
        candidates = sorted(
            ((a, t) for a in ours for t in self.theirs if equal(a.quantity, t.quantity)),
            key=lambda pair: (-self._fit(*pair), pair[0].quantity.start, pair[1].quantity.start),
        )
        pairs: dict[Amount, Amount] = {}
        for amount, other in candidates:
            if amount not in pairs and other not in pairs.values():
                pairs[amount] = other
        return pairs

    def counterpart(self, amount: Amount) -> Amount | None:
        """The amount of the evidence that counts the same thing, None where none does with good reason."""
        equals = [other for other in self.theirs if equal(amount.quantity, other.quantity)]
        if not equals:
            return None if _is_derived(amount, self.theirs) else self._closest(amount)
        if any(difference(amount.quantity, other.quantity) is None for other in equals):
            best = max(self._fit(amount, other) for other in equals)
            return self._misplaced(amount, best)
        paired = self._pairs.get(amount)
        return paired if paired is not None and self._fit(amount, paired) >= FIT else None

    def _misplaced(self, amount: Amount, fit_of_equal: float) -> Amount | None:
        """A counterpart of another figure, where the figure itself occurs in the evidence, but of something else."""
        if self._pairs.get(amount) is not None and fit_of_equal > CERTAIN_FIT / 2:
            return None
        found = self._closest(amount)
        return found if found is not None and self._fit(amount, found) >= CERTAIN_FIT else None

    def _closest(self, amount: Amount) -> Amount | None:
        ranked = sorted(
            (other for other in self._free if comparable(amount.quantity, other.quantity)),
            key=lambda other: (-self._fit(amount, other), other.quantity.start),
        )
        if not ranked:
            return None
        best = self._fit(amount, ranked[0])
        rivals = [other for other in ranked[1:] if not equal(ranked[0].quantity, other.quantity)]
        if rivals and best - self._fit(amount, rivals[0]) < MARGIN:
            return None
        needed = LONE_FIT if self._short and not rivals else FIT
        if _is_far(amount, ranked[0]):
            needed = CERTAIN_FIT
        return ranked[0] if best >= needed else None


def _is_far(amount: Amount, other: Amount) -> bool:
    small, large = sorted((abs(amount.quantity.base[1]), abs(other.quantity.base[1])))
    return large > FAR * small


def _is_derived(amount: Amount, theirs: Sequence[Amount]) -> bool:
    """Whether the amount is a sum of two to four amounts of one evidence sentence, or the difference of two."""
    quantity = amount.quantity
    if quantity.unit.measure in ("ordinal", "score", "label", "age") or quantity.low != quantity.high:
        return False
    by_sentence: dict[int, list[Fraction]] = {}
    for other in theirs:
        if other.quantity.unit == quantity.unit and other.quantity.low == other.quantity.high:
            by_sentence.setdefault(other.setting.start, []).append(other.quantity.low)
    for values in by_sentence.values():
        first = values[:8]
        if any(abs(one - other) == quantity.low for one, other in combinations(first, 2)):
            return True
        if any(sum(chosen) == quantity.low for size in (2, 3, 4) for chosen in combinations(first, size)):
            return True
    return False


def _drift(amount: Amount, counterpart: Amount, story: Document, source: Document) -> Iterator[Drift]:
    found = difference(amount.quantity, counterpart.quantity)
    if found is None:
        return
    yield Drift(
        kind=found.kind,
        label=found.label,
        conflict=found.conflict,
        story=story.span(amount.quantity.start, amount.quantity.end),
        source=source.span(counterpart.quantity.start, counterpart.quantity.end),
        story_value=amount.quantity.normalised,
        source_value=counterpart.quantity.normalised,
        message=_message(found.label, amount, counterpart),
    )


_REMARKS = {
    "rounded": " The story rounds.",
    "bound_differs": " The story's looser figure fits the source's.",
    "range_narrowed": " The story picks one figure of the source's range.",
    "range_widened": " The story's range holds the source's figure.",
    "hedge_lost": " The story drops the source's caution.",
    "hedge_added": " The story is more cautious than the source.",
    "bound_reversed": " The bound is turned round.",
    "scale_differs": " The digits are the same, the scale is not.",
    "currency_differs": " The currencies differ.",
    "unit_differs": " The units differ.",
    "percent_as_points": " Percent and percentage points are not the same.",
}


def _message(label: str, ours: Amount, theirs: Amount) -> str:
    counted = theirs.counted or ours.counted
    story, source = (_said(amount) for amount in (ours, theirs))
    return f"The story says {story}, the source {source}{f' ({counted})' if counted else ''}.{_REMARKS.get(label, '')}"


def _said(amount: Amount) -> str:
    bound = "" if amount.quantity.bound == "exactly" else f"{amount.quantity.bound} "
    return bound + " ".join(amount.written.split())
