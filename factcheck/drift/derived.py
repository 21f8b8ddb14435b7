"""Whether an amount comes of others: their sum, their difference, a product, or a share of one of them.

How strict the reading is depends on what follows from it. Where a derived amount counts as told by the source, the others must
count the same things (`Strictness.SAME_THINGS`); where it only makes a difference doubtful, any two numbers will do (`ANY_TWO`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from itertools import combinations, permutations

from factcheck.drift.amounts import Amount
from factcheck.drift.differences import near

NEARLY = 0.1
"""A share that is put roughly ("just under a third") may be so far off, as a share of itself."""


class Strictness(Enum):
    """Which amounts another may be derived from."""

    SAME_THINGS = "the amounts of one sentence that count the same things, exactly"
    ANY_TWO = "any two numbers, whatever they count"


def is_derived(amount: Amount, others: Sequence[Amount], strictness: Strictness) -> bool:
    """Whether the amount comes of the others.

    By `SAME_THINGS` it is a sum of two to four amounts of one sentence, a difference, or a product of a rate and a count; by
    `ANY_TWO` the sum or the difference of two numbers, or the share that one is of the other.
    """
    if strictness is Strictness.ANY_TWO:
        return _comes_of_any_two(amount, others)
    quantity = amount.quantity
    if quantity.unit.measure in ("ordinal", "score", "label", "age", "era", "factor") or quantity.low != quantity.high:
        return False
    sentences: dict[int, list[Amount]] = {}
    for other in others:
        if other.quantity.low == other.quantity.high:
            sentences.setdefault(other.setting.start, []).append(other)
    return any(_comes_of_same_things(amount, within) for within in sentences.values())


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
    for one, other in permutations(values, 2):
        if one + other == value or one - other == value:
            return True
        if amount.quantity.unit.measure == "share" and one < other and near(one / other * 100, value, NEARLY):
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
