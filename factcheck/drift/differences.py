"""How two quantities differ that count the same thing. `numbers` explains the labels."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from factcheck.drift.quantities import Quantity
from factcheck.drift.units import same_unit
from factcheck.records import DriftKind


class Difference(NamedTuple):
    """A difference by kind and label; `conflict` says that both sides cannot be right."""

    kind: DriftKind
    label: str
    conflict: bool


_ROOM = Fraction(1, 4)
"""How far beyond a bound an amount may lie that the bound still describes: "more than 70" of 72, not of 95."""

_SUM = 10_000
"""From here on a bare number may be a sum of money whose currency stands beside another: "$5 million, against 4 million"."""

NAMING = frozenset(("ordinal", "label", "score", "age"))
"""Measures whose values are never rounded or bounded: another value is another thing."""

_POWERS_OF_TEN = frozenset(Fraction(10**power) for power in range(1, 13))


def near(one: Fraction, other: Fraction, tolerance: float) -> bool:
    """Whether `one` is within `tolerance` (a share) of `other`."""
    return abs(one - other) <= tolerance * abs(other)


def comparable(story: Quantity, source: Quantity) -> bool:
    """Whether the two measure the same, or have one value in units that are easily mistaken for each other."""
    one, other = story.unit.measure, source.unit.measure
    if one == "label":
        return other == "label" and story.name == source.name
    if {one, other} in ({"share", "points"}, {"time", "months"}):
        return same_figures(story, source)
    return one == other


def same_figures(story: Quantity, source: Quantity) -> bool:
    """Whether the two state the same numbers, whatever their units."""
    return (story.low, story.high) == (source.low, source.high)


def equal(story: Quantity, source: Quantity) -> bool:
    """Whether the two are the same amount, bounds aside: in one unit, or converted to within five percent."""
    one, other = story.unit, source.unit
    if same_unit(one, other):
        return same_figures(story, source) and story.name == source.name
    if same_figures(story, source):
        if {one.measure, other.measure} == {"count", "money"}:
            return abs(story.low) >= _SUM
        return {one.measure, other.measure} in _INTERCHANGEABLE or "degree" in (one.name, other.name)
    if one.measure != other.measure or one.measure == "money":
        return False
    return near(story.base[0], source.base[0], 0.05) and near(story.base[1], source.base[1], 0.05)


_INTERCHANGEABLE = ({"count", "age"}, {"age", "months"}, {"count", "label"}, {"count", "ordinal"}, {"label", "ordinal"})
"""Measures in which a figure may be put either way: "a boy of 12" and "12-year-old", "12 years" and "aged 12"."""


def difference(story: Quantity, source: Quantity) -> Difference | None:
    """How the story's quantity differs from its counterpart in the source; None where the two agree or nothing tells."""
    if equal(story, source):
        return _of_bounds(story, source)
    if same_figures(story, source):
        return _of_units(story, source)
    if story.unit.measure == "money" and not same_unit(story.unit, source.unit):
        return None  # another amount in another currency may be a conversion
    if story.unit.measure in NAMING:
        return Difference(DriftKind.NUMBER, "value_differs", conflict=True)
    if story.low != story.high or source.low != source.high:
        return _of_ranges(story, source)
    return _of_values(story, source)


def _of_units(story: Quantity, source: Quantity) -> Difference:
    if {story.unit.measure, source.unit.measure} == {"share", "points"}:
        return Difference(DriftKind.UNIT, "percent_as_points", conflict=True)
    label = "currency_differs" if story.unit.measure == "money" else "unit_differs"
    return Difference(DriftKind.UNIT, label, conflict=True)


def _of_bounds(story: Quantity, source: Quantity) -> Difference | None:
    if story.bound == source.bound or "over" in (story.bound, source.bound) or not same_figures(story, source):
        return None
    if {story.bound, source.bound} == {"more than", "less than"}:
        return Difference(DriftKind.NUMBER, "bound_reversed", conflict=True)
    if story.bound == "exactly":
        return Difference(DriftKind.NUMBER, "hedge_lost", conflict=False)
    if source.bound == "exactly":
        return Difference(DriftKind.NUMBER, "hedge_added", conflict=False)
    return None


def _of_ranges(story: Quantity, source: Quantity) -> Difference:
    if story.low == story.high and source.base[0] <= story.base[0] <= source.base[1]:
        return Difference(DriftKind.NUMBER, "range_narrowed", conflict=False)
    if source.low == source.high and story.base[0] <= source.base[0] <= story.base[1]:
        return Difference(DriftKind.NUMBER, "range_widened", conflict=False)
    return Difference(DriftKind.NUMBER, "value_differs", conflict=True)


def _of_values(story: Quantity, source: Quantity) -> Difference | None:
    ours, theirs = story.base[0], source.base[0]
    if source.bound in ("exactly", "about") and _within_bound(theirs, story.bound, ours):
        return None
    if _is_rounding(story, source):
        return Difference(DriftKind.NUMBER, "rounded", conflict=False)
    if story.bound in ("exactly", "about") and _within_bound(ours, source.bound, theirs):
        return Difference(DriftKind.NUMBER, "bound_differs", conflict=False)
    if ours > 0 and theirs > 0 and max(ours, theirs) / min(ours, theirs) in _POWERS_OF_TEN:
        return Difference(DriftKind.NUMBER, "scale_differs", conflict=True)
    return Difference(DriftKind.NUMBER, "value_differs", conflict=True)


def _within_bound(value: Fraction, bound: str, limit: Fraction) -> bool:
    """Whether "more than limit" or "less than limit" describes the value, and not by far."""
    if bound == "more than":
        return limit < value <= limit * (1 + _ROOM)
    return bound == "less than" and limit * (1 - _ROOM) <= value < limit


def _is_rounding(story: Quantity, source: Quantity) -> bool:
    """Whether the story's amount is the source's with fewer figures: "nearly 900" of 897, "5 percent" of 4.7 percent."""
    ours, theirs = story.low, source.low
    if not same_unit(story.unit, source.unit) or ours * theirs <= 0 or _figures(ours) > _figures(theirs):
        return False
    if story.bound == "about":
        return near(ours, theirs, 0.1)
    if theirs.denominator > 1 or source.unit.measure == "money":
        return near(ours, theirs, 0.1) and abs(ours - theirs) <= _last_place(ours) / 2
    return theirs >= 100 and near(ours, theirs, 0.02)


def _last_place(value: Fraction) -> Fraction:
    """The size of the last non-zero digit's place: 100 for 900, 1/10 for 1.5."""
    place = Fraction(1, 10**6)
    while (value / (place * 10)).denominator == 1:
        place *= 10
    return place


def _figures(value: Fraction) -> int:
    """How many figures the value states: 1 for 900, 3 for 897."""
    return len(str(abs(round(value / _last_place(value)))))
