"""How two quantities differ that count the same thing. `numbers` explains the labels."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from factcheck.english.quantity import Quantity
from factcheck.english.rates import in_a_year, may_be_one, shares_of_time
from factcheck.english.units import UNITS, same_unit
from factcheck.records import MAY_DIFFER, DriftKind


class Difference(NamedTuple):
    """A difference by kind and label; `conflict` says that both sides cannot be right."""

    kind: DriftKind
    label: str
    conflict: bool


_ROOM = Fraction(1, 4)
"""How far beyond a bound an amount may lie that the bound still describes: "more than 70" of 72, not of 95."""

_SUM = 10_000
"""From here on a bare number may be a sum of money with its currency beside another: "$5 million, against 4
million"."""

_SECONDS_OF_A_MONTH = Fraction(365, 12) * 24 * 60 * 60
_ABOUT_AS_LONG = Fraction(11, 10)
"""A length of time in weeks or days is about one in months up to this ratio."""

_BOUNDED = {"more than", "less than"}

NAMING = frozenset(("ordinal", "label", "score", "age", "era"))
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
    if one == "era":  # other years are other times
        return other == "era" and abs(story.low) == abs(source.low)
    if {one, other} == {"factor", "share"}:
        return True
    if {one, other} in ({"share", "points"}, {"time", "months"}):
        return same_figures(story, source)
    return one == other


def same_figures(story: Quantity, source: Quantity) -> bool:
    """Whether the two state the same numbers, whatever their units."""
    return (story.low, story.high) == (source.low, source.high)


def equal(story: Quantity, source: Quantity) -> bool:
    """Whether the two are the same amount, bounds aside: in one unit, converted to within five percent, or a part's share."""
    one, other = story.unit, source.unit
    if story.per and source.per and not may_be_one(story.per, source.per):
        return same_unit(one, other) and _same_pace(story, source)
    if same_unit(one, other):
        same_name = story.name == source.name or one.measure != "label"
        return (same_figures(story, source) and same_name) or _is_part_said(story, source)
    if same_figures(story, source):
        if {one.measure, other.measure} == {"count", "money"}:
            return abs(story.low) >= _SUM
        if "age" in (one.measure, other.measure) and {one.measure, other.measure} & {"time", "months"}:
            return f"{one.name}s old" == other.name or f"{other.name}s old" == one.name
        return {one.measure, other.measure} in _INTERCHANGEABLE or "degree" in (one.name, other.name)
    if one.measure != other.measure or one.measure == "money":
        return False
    if one.measure == "temperature":
        return _same_heat(story, source)
    return near(story.base[0], source.base[0], 0.05) and near(story.base[1], source.base[1], 0.05)


def _same_pace(story: Quantity, source: Quantity) -> bool:
    """Whether the two come to the same in a year."""
    ours, theirs = in_a_year(story.per), in_a_year(source.per)
    return bool(ours and theirs) and near(story.low * (ours or 1), source.low * (theirs or 1), 0.05)


def _is_part_said(story: Quantity, source: Quantity) -> bool:
    """Whether one is a part ("two-thirds") and the other its share to the last place given (67 percent)."""
    if story.fraction == source.fraction:
        return False
    part, share = (story, source) if story.fraction else (source, story)
    return abs(part.low - share.low) <= min(_last_place(share.low), Fraction(1)) / 2


_HEAT = Fraction(3, 5)
"""By how many degrees Celsius two temperatures may differ that were rounded on either scale."""


def _same_heat(story: Quantity, source: Quantity) -> bool:
    """Whether the two are one temperature, "degrees" alone being of either scale."""
    return any(
        all(abs(ours - theirs) <= _HEAT for ours, theirs in zip(one.base, other.base, strict=True))
        for one in _on_scales(story)
        for other in _on_scales(source)
    )


def _on_scales(quantity: Quantity) -> list[Quantity]:
    if quantity.unit.name != "degree":
        return [quantity]
    return [replace(quantity, unit=UNITS[name]) for name in ("degree celsius", "degree fahrenheit")]


_INTERCHANGEABLE = (
    {"count", "age"},
    {"count", "label"},
    {"count", "ordinal"},
    {"label", "ordinal"},
    {"temperature", "warming"},
)
"""Measures in which a figure may be put either way: "a boy of 12" and "12-year-old", "12 years" and "aged 12"."""


def agree(ours: Quantity, theirs: Quantity) -> bool:
    """Whether both can be the same amount: equal, rounded, bounded or vaguer."""
    if {ours.unit.measure, theirs.unit.measure} == {"time", "months"}:
        return _last_alike(ours, theirs)
    if not comparable(ours, theirs):
        return False
    found = difference(ours, theirs)
    return found is None or not found.conflict


def _last_alike(one: Quantity, other: Quantity) -> bool:
    """Whether a length of time in weeks or days is about one in months: "a month" and "four weeks"."""
    low, high = _in_seconds(one)
    least, most = _in_seconds(other)
    return low <= most * _ABOUT_AS_LONG and least <= high * _ABOUT_AS_LONG


def _in_seconds(length: Quantity) -> tuple[Fraction, Fraction]:
    low, high = length.base
    size = _SECONDS_OF_A_MONTH if length.unit.measure == "months" else 1
    return low * size, high * size


def difference(story: Quantity, source: Quantity) -> Difference | None:
    """How the story's quantity differs from its counterpart in the source; None if the two agree or it is unclear."""
    if equal(story, source):
        return _of_bounds(story, source)
    if same_figures(story, source):
        return _of_units(story, source)
    if story.unit.measure == "money" and not same_unit(story.unit, source.unit):
        return None  # another amount in another currency may be a conversion
    if story.per != source.per and _may_be_another_pace(story, source):
        return None
    if story.unit.measure != source.unit.measure:
        return _of_multiples(story, source)
    is_range = story.low != story.high or source.low != source.high
    if story.unit.measure in NAMING and not (is_range and story.unit.measure == "age"):
        return Difference(DriftKind.NUMBER, "value_differs", conflict=True)
    if (story.low < 0) != (source.low < 0) and story.unit.measure != "temperature":
        # "fell by 10 percent" is "-10 percent": the words around tell which way it went
        return difference(_unsigned(story), _unsigned(source)) or Difference(DriftKind.NUMBER, "sign_differs", False)
    if is_range:
        return _of_ranges(story, source)
    return _of_values(story, source)


def _may_be_another_pace(story: Quantity, source: Quantity) -> bool:
    """Whether the two recur with different things, or may do so if one side does not say with what."""
    if story.per and source.per:
        return in_a_year(story.per) is None or in_a_year(source.per) is None
    small, large = sorted((abs(story.low), abs(source.low)))
    return any(near(small * times, large, 0.05) for times in shares_of_time())


def _unsigned(quantity: Quantity) -> Quantity:
    low, high = sorted((abs(quantity.low), abs(quantity.high)))
    return replace(quantity, low=low, high=high)


def _of_multiples(story: Quantity, source: Quantity) -> Difference | None:
    """ "doubled" and "rose by 100 percent"."""
    multiple, share = (story, source) if story.unit.measure == "factor" else (source, story)
    if share.unit.measure != "share" or near((multiple.low - 1) * 100, share.low, 0.05):
        return None
    return None if near(abs(multiple.low - 1) * 100, abs(share.low), 0.05) else _UNCERTAIN


_UNCERTAIN = Difference(DriftKind.NUMBER, MAY_DIFFER, conflict=False)


def _of_units(story: Quantity, source: Quantity) -> Difference:
    if {story.unit.measure, source.unit.measure} == {"share", "points"}:
        return Difference(DriftKind.UNIT, "percent_as_points", conflict=True)
    is_currency = story.unit.measure == "money" and not same_unit(story.unit, source.unit)
    label = "currency_differs" if is_currency else "unit_differs"
    return Difference(DriftKind.UNIT, label, conflict=True)


def _of_bounds(story: Quantity, source: Quantity) -> Difference | None:
    if {story.side, source.side} == {"below", "above"} and "about" in (story.bound, source.bound):
        return _UNCERTAIN if same_figures(story, source) else None  # "almost 900", "just over 900"
    if story.bound == source.bound or "over" in (story.bound, source.bound) or not same_figures(story, source):
        return None
    if {story.bound, source.bound} == _BOUNDED:
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
    if {story.bound, source.bound} & _BOUNDED and _overlap(story, source):
        return Difference(DriftKind.NUMBER, "bound_differs", conflict=False)
    ends = [
        (replace(story, low=ours, high=ours), replace(source, low=theirs, high=theirs))
        for ours, theirs in zip((story.low, story.high), (source.low, source.high), strict=True)
    ]
    if all(same_figures(*end) or _is_rounding(*end) for end in ends):
        return Difference(DriftKind.NUMBER, "rounded", conflict=False)
    return Difference(DriftKind.NUMBER, "value_differs", conflict=True)


def _overlap(story: Quantity, source: Quantity) -> bool:
    """Whether some amount is described by both."""

    highest = [one.base[1] for one in (story, source) if one.bound != "more than"]
    lowest = [one.base[0] for one in (story, source) if one.bound != "less than"]
    return not highest or not lowest or max(lowest) <= min(highest)


def _of_values(story: Quantity, source: Quantity) -> Difference | None:
    ours, theirs = story.base[0], source.base[0]
    if source.bound in ("exactly", "about") and _within_bound(theirs, story.bound, ours):
        return None
    if _is_rounding(story, source) or _is_nearly_part(story, source):
        return Difference(DriftKind.NUMBER, "rounded", conflict=False)
    if story.unit.measure != "share" and story.bound == source.bound and story.bound in _BOUNDED:
        return _UNCERTAIN  # "more than five years" is not a looser way to say "more than ten" where it is a condition
    if story.bound in ("exactly", "about") and source.bound in _BOUNDED and _overlap(story, source):
        return Difference(DriftKind.NUMBER, "bound_differs", conflict=False)
    if story.unit.measure != "share" and {story.bound, source.bound} & _BOUNDED and _overlap(story, source):
        return Difference(DriftKind.NUMBER, "bound_differs", conflict=False)
    if {story.bound, source.bound} == _BOUNDED and _overlap(story, source):
        return Difference(DriftKind.NUMBER, "bound_differs", conflict=False)
    if _is_sharpened(story, source):
        return Difference(DriftKind.NUMBER, "sharpened", conflict=False)
    if ours > 0 and theirs > 0 and max(ours, theirs) / min(ours, theirs) in _POWERS_OF_TEN:
        return Difference(DriftKind.NUMBER, "scale_differs", conflict=True)
    return Difference(DriftKind.NUMBER, "value_differs", conflict=True)


def _is_sharpened(story: Quantity, source: Quantity) -> bool:
    """Whether the source's amount is the story's, rounded: "4,800" of 4,878, or "about 60" of 62."""
    if source.bound == "about" and near(story.low, source.low, 0.05):
        return True
    if story.unit.measure == "share" and abs(story.low - source.low) > Fraction(1, 2):
        return False
    return _is_rounding(source, story)


def _is_nearly_part(story: Quantity, source: Quantity) -> bool:
    """Whether one is a part, as "half" is of 48 percent; a part is hardly ever meant to the point."""
    parts = [one.low for one in (story, source) if one.fraction]
    return len(parts) == 1 and abs(story.low - source.low) <= min(Fraction(2), parts[0] / 10)


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


@lru_cache(maxsize=4096)  # the same few values, again and again
def _last_place(value: Fraction) -> Fraction:
    """The size of the last non-zero digit's place: 100 for 900, 1/10 for 1.5; 1 for 0."""
    if not value:
        return Fraction(1)
    place = Fraction(1, 10**6)
    while (value / (place * 10)).denominator == 1:
        place *= 10
    return place


def _figures(value: Fraction) -> int:
    """How many figures the value states: 1 for 900, 3 for 897."""
    return len(str(abs(round(value / _last_place(value)))))
