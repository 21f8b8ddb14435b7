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

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, pairwise

from factcheck.drift.alignment import Alignment, Setting, counted_words, sentences_of, setting
from factcheck.drift.moments import find_moments
from factcheck.drift.quantities import Quantity, find_quantities
from factcheck.records import Document, Drift, DriftKind, Span


def find_number_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """The numbers of `claim`, a span of `story`, that differ from their counterparts in `evidence`, spans of `source`.

    At most one drift for each number of the claim, in the order of the story. The order of `evidence` does not matter.
    """
    ours = _amounts([claim], story)
    if not ours:
        return ()
    theirs = _amounts(evidence, source)
    sentences = {(a.setting.start, a.setting.end): a.setting.sentence for a in theirs}
    alignment = Alignment(list(sentences.values()))
    drifts = list(_share_as_total(ours, theirs, story, source))
    proved = tuple(drifts)
    claimed = [t for t in theirs if any(_equal(o.quantity, t.quantity) for o in ours)]
    for amount in ours:
        if any(d.story.start <= amount.quantity.start < d.story.end for d in proved):
            continue
        drift = _drift(amount, theirs, claimed, alignment, story, source)
        if drift is not None:
            drifts.append(drift)
    return tuple(sorted(drifts, key=lambda drift: (drift.story.start, drift.story.end)))


@dataclass(frozen=True)
class _Amount:
    """A quantity of one side with where it stands."""

    quantity: Quantity
    setting: Setting
    written: str
    counted: str


def _amounts(spans: Iterable[Span], document: Document) -> tuple[_Amount, ...]:
    """The quantities of the spans that lie in no date or time, in text order, each once."""
    found: dict[tuple[int, int], _Amount] = {}
    for span in spans:
        for start, end in sentences_of(span, document):
            text = document.text[start:end]
            moments = find_moments(text)
            for q in find_quantities(text):
                if any(q.start < m.end and m.start < q.end for m in moments):
                    continue
                located = replace(q, start=start + q.start, end=start + q.end)
                found[located.start, located.end] = _Amount(
                    located,
                    setting(document.text, located.start, located.end, (start, end)),
                    document.text[located.start : located.end],
                    counted_words(document.text, located.end, end),
                )
    return tuple(found[key] for key in sorted(found))


_LOOSE = frozenset(("count", "age", "months", "label", "time"))
"""Measures whose equal values agree with one another: "a boy of 12", "12 years", "12"."""


def _equal(story: Quantity, source: Quantity) -> bool:
    """Whether the two are the same amount in units that can mean the same, bounds aside."""
    if (story.low, story.high) == (source.low, source.high):
        one, other = story.unit, source.unit
        if one == other:
            return one.measure != "label" or story.name == source.name
        if {one.measure, other.measure} <= _LOOSE and {one.measure, other.measure} != {"time", "months"}:
            return True
        return "count" in (one.measure, other.measure) or "degree" in (one.name, other.name)
    if story.unit.measure != source.unit.measure or story.unit == source.unit or story.unit.measure == "money":
        return False
    return _near(story.base[0], source.base[0], 0.05) and _near(story.base[1], source.base[1], 0.05)


def _near(one: Fraction, other: Fraction, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * abs(other)


def _comparable(story: Quantity, source: Quantity) -> bool:
    one, other = story.unit.measure, source.unit.measure
    if one == "label":
        return other == "label" and story.name == source.name
    if {one, other} in ({"share", "points"}, {"time", "months"}):
        return story.low == source.low and story.high == source.high
    return one == other


def _difference(story: Quantity, source: Quantity) -> tuple[DriftKind, str, bool] | None:
    """How the story's amount differs from its counterpart: kind, label, conflict; None where they agree."""
    if {story.unit.measure, source.unit.measure} == {"share", "points"}:
        return DriftKind.UNIT, "percent_as_points", True
    same = (story.low, story.high) == (source.low, source.high)
    if not _equal(story, source) and story.unit != source.unit:
        if same:
            return DriftKind.UNIT, "currency_differs" if story.unit.measure == "money" else "unit_differs", True
        if story.unit.measure == "money":
            return None  # another amount in another currency may be a conversion
    if _equal(story, source):
        return _bounds(story, source)
    if story.low != story.high or source.low != source.high:
        if story.low == story.high and source.base[0] <= story.base[0] <= source.base[1]:
            return DriftKind.NUMBER, "range_narrowed", False
        if source.low == source.high and story.base[0] <= source.base[0] <= story.base[1]:
            return DriftKind.NUMBER, "range_widened", False
        return DriftKind.NUMBER, "value_differs", True
    return _values(story, source)


def _bounds(story: Quantity, source: Quantity) -> tuple[DriftKind, str, bool] | None:
    if {story.bound, source.bound} == {"more than", "less than"}:
        return DriftKind.NUMBER, "bound_reversed", True
    if story.bound == "exactly" != source.bound:
        return DriftKind.NUMBER, "hedge_lost", False
    if source.bound == "exactly" != story.bound:
        return DriftKind.NUMBER, "hedge_added", False
    return None


def _values(story: Quantity, source: Quantity) -> tuple[DriftKind, str, bool] | None:
    """Two different single values of one measure."""
    ours, theirs = story.base[0], source.base[0]
    if story.unit.measure in ("ordinal", "label", "score", "age"):
        return DriftKind.NUMBER, "value_differs", True
    if source.bound == "exactly" or source.bound == "about":
        if story.bound == "more than" and ours < theirs <= ours * Fraction(5, 4):
            return None
        if story.bound == "less than" and ours * Fraction(3, 4) <= theirs < ours:
            return None
    if _is_rounding(story, source):
        return DriftKind.NUMBER, "rounded", False
    if story.bound in ("exactly", "about") and (
        (source.bound == "more than" and theirs < ours <= theirs * Fraction(5, 4))
        or (source.bound == "less than" and theirs * Fraction(3, 4) <= ours < theirs)
    ):
        return DriftKind.NUMBER, "bound_differs", False
    ratio = max(ours, theirs) / min(ours, theirs) if ours > 0 and theirs > 0 else Fraction(0)
    if ratio in _POWERS_OF_TEN:
        return DriftKind.NUMBER, "scale_differs", True
    return DriftKind.NUMBER, "value_differs", True


_POWERS_OF_TEN = frozenset(Fraction(10**power) for power in range(1, 13))


def _is_rounding(story: Quantity, source: Quantity) -> bool:
    """Whether the story's amount is the source's with fewer digits: "nearly 900" of 897, "5 percent" of 4.7 percent."""
    ours, theirs = story.low, source.low
    if story.unit != source.unit:
        return False
    if _figures(ours) > _figures(theirs) or ours * theirs <= 0:
        return False
    if story.bound == "about":
        return _near(ours, theirs, 0.1)
    if theirs.denominator > 1:
        return _near(ours, theirs, 0.1) and abs(ours - theirs) <= _last_place(ours) / 2
    return theirs >= 100 and _near(ours, theirs, 0.02)


def _last_place(value: Fraction) -> Fraction:
    """The size of the last non-zero digit's place: 100 for 900, 1/10 for 1.5."""
    place = Fraction(1, 10**6)
    while (value / (place * 10)).denominator == 1:
        place *= 10
    return place


def _figures(value: Fraction) -> int:
    """How many digits the value states: 1 for 900, 3 for 897."""
    return len(str(abs(round(value / _last_place(value))))) if value else 1


def _drift(
    amount: _Amount,
    theirs: Sequence[_Amount],
    claimed: Sequence[_Amount],
    alignment: Alignment,
    story: Document,
    source: Document,
) -> Drift | None:
    equal = [other for other in theirs if _equal(amount.quantity, other.quantity)]
    if equal:
        differences = [_difference(amount.quantity, other.quantity) for other in equal]
        if any(difference is None for difference in differences):
            return None
        counterpart = max(equal, key=lambda other: alignment.fit(amount.setting, other.setting))
        if alignment.fit(amount.setting, counterpart.setting) < _HEDGE_FIT:
            return None
    else:
        if _is_derived(amount.quantity, theirs):
            return None
        found = _counterpart(amount, [other for other in theirs if other not in claimed], alignment)
        if found is None:
            return None
        counterpart = found
    difference = _difference(amount.quantity, counterpart.quantity)
    if difference is None:
        return None
    kind, label, conflict = difference
    return Drift(
        kind=kind,
        label=label,
        conflict=conflict,
        story=story.span(amount.quantity.start, amount.quantity.end),
        source=source.span(counterpart.quantity.start, counterpart.quantity.end),
        story_value=amount.quantity.normalised,
        source_value=counterpart.quantity.normalised,
        message=_message(label, amount, counterpart),
    )


_FIT = 0.35
_HEDGE_FIT = 0.35
_MARGIN = 0.05


def _counterpart(amount: _Amount, theirs: Sequence[_Amount], alignment: Alignment) -> _Amount | None:
    """The amount of the evidence that counts the same thing, None where none does with good reason."""
    ranked = sorted(
        (
            (alignment.fit(amount.setting, other.setting), -other.quantity.start, other)
            for other in theirs
            if _comparable(amount.quantity, other.quantity)
        ),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    if not ranked or ranked[0][0] < _FIT:
        return None
    rivals = [fit for fit, _, other in ranked[1:] if not _equal(ranked[0][2].quantity, other.quantity)]
    if rivals and ranked[0][0] - rivals[0] < _MARGIN:
        return None
    return ranked[0][2]


def _is_derived(amount: Quantity, theirs: Sequence[_Amount]) -> bool:
    """Whether the amount is a sum of two to four amounts of one evidence sentence, or the difference of two."""
    by_sentence: dict[int, list[Fraction]] = {}
    for other in theirs:
        if other.quantity.unit == amount.unit and other.quantity.low == other.quantity.high:
            by_sentence.setdefault(other.setting.start, []).append(other.quantity.low)
    if amount.unit.measure in ("ordinal", "score", "label", "age") or amount.low != amount.high:
        return False
    for values in by_sentence.values():
        for size in (2, 3, 4):
            if any(sum(chosen) == amount.low for chosen in combinations(values[:8], size)):
                return True
        if any(abs(one - other) == amount.low for one, other in combinations(values[:8], 2)):
            return True
    return False


_CONNECTIVE = r"(?:(?:the|its|their|his|her|a|an|that|those|these|this|some|total|estimated|nearly|almost|about|around|roughly|approximately|over|more|than|just|under|all|of|whole)\s)*"  # noqa: E501
_OF = re.compile(
    rf"\s?(?:out\s)?of\s{_CONNECTIVE}$|^\s?(?:out\s)?of\s(?:[\w’'-]+\s){{0,3}}total\s(?:[\w’'-]+\s){{0,3}}of\s{_CONNECTIVE}$",
    re.IGNORECASE,
)
_TOTALLING = re.compile(
    rf"[,(–—-].*?\b(?:totall?(?:ing|ed)|worth|amount(?:ing|ed)\sto|valued\sat|equivalent\sto|equal\sto|adding\sup\sto|coming\sto|came\sto|"
    rf"for\sa\stotal\sof|or|some|that\sis|i\.e\.)\s{_CONNECTIVE}$|[^(]*\(\s?{_CONNECTIVE}$",
    re.IGNORECASE,
)
_WHICH_IS = re.compile(
    rf".*[,(–—-]\s?(?:or|which\sis|that\sis|representing|accounting\sfor|making\sup|equal\sto|equivalent\sto)\s{_CONNECTIVE}$",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(rf"\b(?:out\s)?of\s{_CONNECTIVE}$", re.IGNORECASE)
_OF_WHICH = re.compile(r"\sof\s(?:which|them|it|that|this|these|those)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Portion:
    """A share and an amount of one sentence; `amount_is_whole` says whether the share is of that amount or comes to it."""

    share: _Amount
    amount: _Amount
    amount_is_whole: bool


def _portions(amounts: Sequence[_Amount], text: str) -> Iterable[_Portion]:
    for first, second in pairwise(amounts):
        if first.setting.start != second.setting.start:
            continue
        gap = text[first.quantity.end : second.quantity.start]
        one, other = first.quantity.unit.measure, second.quantity.unit.measure
        if one == "share" and other not in ("share", "points", "ordinal", "label", "score", "age"):
            if _OF.match(gap):
                yield _Portion(first, second, amount_is_whole=True)
            elif _TOTALLING.search(gap):
                yield _Portion(first, second, amount_is_whole=False)
        elif other == "share" and one not in ("share", "points", "ordinal", "label", "score", "age"):
            after = text[second.quantity.end : second.setting.end]
            before = text[first.setting.start : first.quantity.start]
            if _OF_WHICH.match(after) or (_OF_BEFORE.search(before) and "," in gap):
                yield _Portion(second, first, amount_is_whole=True)
            elif _WHICH_IS.match(gap):
                yield _Portion(second, first, amount_is_whole=False)


def _share_as_total(
    ours: Sequence[_Amount], theirs: Sequence[_Amount], story: Document, source: Document
) -> Iterable[Drift]:
    others = list(_portions(theirs, source.text))
    for portion in _portions(ours, story.text):
        same = [
            other
            for other in others
            if _same_amount(portion.amount.quantity, other.amount.quantity)
            and abs(portion.share.quantity.low - other.share.quantity.low) <= 5
        ]
        if not same or any(other.amount_is_whole == portion.amount_is_whole for other in same):
            continue
        yield _portion_drift(portion, same[0], story, source)


def _same_amount(story: Quantity, source: Quantity) -> bool:
    return story.unit == source.unit and _near(story.low, source.low, 0.05) and _near(story.high, source.high, 0.05)


def _portion_drift(portion: _Portion, other: _Portion, story: Document, source: Document) -> Drift:
    def role(p: _Portion) -> str:
        return "the whole" if p.amount_is_whole else "the share"

    def says(p: _Portion) -> str:
        if p.amount_is_whole:
            return f"that {p.amount.written} is the whole and {p.share.written} is a share of it"
        return f"that the {p.share.written} itself came to {p.amount.written}"

    def span(p: _Portion, document: Document) -> Span:
        return document.span(
            min(p.share.quantity.start, p.amount.quantity.start), max(p.share.quantity.end, p.amount.quantity.end)
        )

    return Drift(
        kind=DriftKind.NUMBER,
        label="share_as_total",
        conflict=True,
        story=span(portion, story),
        source=span(other, source),
        story_value=f"{portion.amount.quantity.bare} is {role(portion)}",
        source_value=f"{other.amount.quantity.bare} is {role(other)}",
        message=f"The story says {says(portion)}; the source says {says(other)}.",
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


def _message(label: str, ours: _Amount, theirs: _Amount) -> str:
    counted = theirs.counted or ours.counted
    story, source = (_said(amount) for amount in (ours, theirs))
    return f"The story says {story}, the source {source}{f' ({counted})' if counted else ''}.{_REMARKS.get(label, '')}"


def _said(amount: _Amount) -> str:
    bound = "" if amount.quantity.bound == "exactly" else f"{amount.quantity.bound} "
    return bound + " ".join(amount.written.split())
