"""Whether an amount is derived from others: their sum, their difference, a product, or a share of one of them.

How strict the reading is depends on what follows from it. Where a derived amount counts as told by the source, the others must
count the same things (`Strictness.SAME_THINGS`); where it only makes a difference doubtful, any two numbers will do (`ANY_TWO`).
A headline sums up its whole story, so there any amounts of it that are alike will do (`is_derived_in_text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from fractions import Fraction
from itertools import combinations, permutations

from factcheck.drift.amounts import Amount
from factcheck.drift.differences import NAMING, near
from factcheck.english.quantity import Quantity

NEARLY = 0.1
"""A share that is put roughly ("just under a third") may be so far off, as a share of itself."""
_RATIO_NEARLY = 0.05
"""How far a ratio may be from what a headline makes of it ("doubles"), as a share of it."""
_MANY = 100
"""Of more amounts than these some two come to nearly any other."""


class Strictness(Enum):
    """Which amounts another may be derived from."""

    SAME_THINGS = "the amounts of one sentence that count the same things, exactly"
    ANY_TWO = "any two numbers, whatever they count"


def is_derived(amount: Amount, others: Sequence[Amount], strictness: Strictness) -> bool:
    """Whether the amount comes of the others.

    By `SAME_THINGS` it is a sum of two to four amounts of one sentence, a difference, or a product of a rate and a count; by
    `ANY_TWO` the sum or the difference of two numbers, the share that one is of the other, or by which it exceeds it.
    """
    if strictness is Strictness.ANY_TWO:
        return _comes_of_any_two(amount, others)
    quantity = amount.quantity
    if quantity.unit.measure in NAMING | {"factor"} or quantity.low != quantity.high:
        return False
    sentences: dict[int, list[Amount]] = {}
    for other in others:
        if other.quantity.low == other.quantity.high:
            sentences.setdefault(other.setting.start, []).append(other)
    return any(_comes_of_same_things(amount, within) for within in sentences.values())


def is_derived_in_text(amount: Quantity, others: Iterable[Quantity], *, names_one: bool) -> bool:
    """Whether amounts from anywhere in a text come to this one: two as a sum, difference, product or ratio, or all as a sum.

    `names_one` says that the text may name one more without a number: "a man and two women".
    """
    measure, value = amount.unit.measure, amount.low
    others = [one for one in others if one.unit.measure not in NAMING - {"age", "era"}]
    if len(others) > _MANY:
        return True
    alike = {one.low for one in others if one.unit == amount.unit} - {Fraction(0)}
    if measure == "count" and names_one:
        alike.add(Fraction(1))
    if measure in ("count", "points"):  # "48 percent to 45", "three points ahead"
        alike |= {one.low for one in others if one.unit.measure == "share"}
    if _is_sum_or_difference(value, alike):
        return True
    if measure == "count":
        products = {one * other for one, other in permutations(alike, 2) if one > 1 < other}
        return value in products or value == sum(alike - {Fraction(1)})
    return measure in ("factor", "share") and _is_ratio(amount, others)


def is_share_of(amount: Amount, whole: Amount, shares: Sequence[Amount]) -> bool:
    """Whether one of the other `shares` and multiples makes the amount of the whole: "220 tonnes, 1 per cent" of 22,000."""
    times = [
        one.quantity.low / (100 if one.quantity.unit.measure == "share" else 1)
        for one in shares
        if one.quantity.unit.measure in ("share", "factor") and one.quantity.start != amount.quantity.start
    ]
    return any(near(whole.quantity.low * many, amount.quantity.low, NEARLY) for many in times)


def counts_same(amount: Amount, other: Amount) -> bool:
    """Whether one of the first two words after each number is the same: "five injured men", "twelve men"."""
    return bool({*amount.setting.counted[:2]} & {*other.setting.counted[:2]})


def _comes_of_any_two(amount: Amount, others: Sequence[Amount]) -> bool:
    values = {abs(one.quantity.low) for one in others} - {Fraction(0)}
    value = abs(amount.quantity.low)
    if _is_sum_or_difference(value, values):
        return True
    if _is_ratio(amount.quantity, [one.quantity for one in others]):
        return True
    shares = (one / other * 100 for one, other in permutations(values, 2) if one < other)
    return amount.quantity.unit.measure == "share" and any(near(share, value, NEARLY) for share in shares)


def _is_sum_or_difference(value: Fraction, values: Iterable[Fraction]) -> bool:
    return any(value in (one + other, one - other) for one, other in permutations(values, 2))


def _is_ratio(amount: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether a factor or a share is that of two amounts in one unit, or that by which one exceeds the other."""
    if amount.unit.measure not in ("factor", "share"):
        return False
    for one, other in permutations(others, 2):
        if one.unit != other.unit or one.unit.measure == "share" or not one.base[0] > 0 < other.base[0]:
            continue
        ratio = one.base[0] / other.base[0]
        ratios = (ratio,) if amount.unit.measure == "factor" else (100 * ratio, 100 * abs(ratio - 1))
        if any(near(each, amount.low, _RATIO_NEARLY) for each in ratios):
            return True
    return False


def _comes_of_same_things(amount: Amount, others: Sequence[Amount]) -> bool:
    value, unit = amount.quantity.low, amount.quantity.unit
    parts = [other for other in others if other.quantity.unit == unit][:8]
    for size in (2, 3, 4):
        for chosen in combinations(parts, size):
            same = {counts_same(amount, part) for part in chosen}
            # five men and seven women are twelve people; six titles and three cups are not nine titles
            if sum(part.quantity.low for part in chosen) == value and len(same) == 1:
                return True
    if amount.role == "increase" and any(
        near(abs(one.quantity.low - other.quantity.low), value, 0.1 if amount.quantity.bound != "exactly" else 0)
        for one, other in combinations(parts, 2)
    ):
        return True  # "almost 600 more deaths than": a difference, and perhaps a rounded one
    if unit.measure == "count":
        return False
    if any(abs(one.quantity.low - other.quantity.low) == value for one, other in combinations(parts, 2)):
        return True
    times = [other.quantity.low for other in others if other.quantity.unit.measure in ("count", "months", "time")]
    return any(part.quantity.per and part.quantity.low * count == value for part in parts for count in times)
