"""An amount, wherever it was found and however it was written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from factcheck.english.bounds import Bound, Side
from factcheck.english.units import UNITS, Unit

PLAIN = Unit("count", "")
PERCENT = UNITS["percent"]
AGES = {
    unit: Unit("age", f"{unit}s old", size)
    for unit, size in (
        ("year", Fraction(12)),
        ("month", Fraction(1)),
        ("week", Fraction(84, 365)),
        ("day", Fraction(12, 365)),
    )
}
"""Ages by what they are counted in, in months."""
AGE = AGES["year"]
ORDINAL = Unit("ordinal", "")
SCORE = Unit("score", "")
LABEL = Unit("label", "")
FACTOR = Unit("factor", "fold")
ERA = Unit("era", "")
"""Years and centuries before and after Christ; those before are negative."""
PLACE = "place"
"""The name of a rank that somebody came in: "finished third", "in second place"."""


@dataclass(frozen=True)
class Quantity:
    """An amount `text[start:end]`; `low` and `high` are in its own unit and differ only for a range.

    `side` is where the words put it, whatever its bound: "almost" and "less than" are `below`. `name` is the word that
    a `label` belongs to ("Apollo") and `PLACE` for a rank, else empty. `per` is what it recurs with: the "month" of
    "£900 a month", the "litre" of "25 cents a litre". `fraction` says that it is written as a part: "a third", "one in
    five".
    """

    start: int
    end: int
    low: Fraction
    high: Fraction
    unit: Unit
    bound: Bound = "exactly"
    side: Side = ""
    name: str = ""
    per: str = ""
    fraction: bool = False

    @property
    def base(self) -> tuple[Fraction, Fraction]:
        """`low` and `high` in the measure's base unit."""
        return self.unit.in_base(self.low), self.unit.in_base(self.high)

    @property
    def normalised(self) -> str:
        """The amount as one plain string: "more than 70 percent", "between 5 and 7", "900000000 USD", "2-1"."""
        return " ".join(part for part in ("" if self.bound == "exactly" else self.bound, self.bare) if part)

    @property
    def bare(self) -> str:
        """`normalised` without the bound."""
        if self.unit.measure == "score":
            return f"{in_digits(self.high)}-{in_digits(self.low)}"
        if self.unit.measure == "ordinal":
            return ordinal(int(self.low))
        if self.unit.measure == "era":
            return f"{in_digits(abs(self.low))} BC" if self.low < 0 else f"AD {in_digits(self.low)}"
        if self.unit.measure == "factor":
            return f"{in_digits(self.low)}-fold"
        if self.unit.measure == "label":
            return f"{self.name} {in_digits(self.low)}"
        number = (
            in_digits(self.low)
            if self.low == self.high
            else f"between {in_digits(self.low)} and {in_digits(self.high)}"
        )
        return " ".join(part for part in (number, self.unit.name, self.per and f"per {self.per}") if part)


def in_digits(value: Fraction) -> str:
    """A number in digits, without separators, with at most four significant decimals: "0.3333", "1500000"."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def ordinal(value: int) -> str:
    """An ordinal in digits: "1st", "12th", "23rd"."""
    last = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{last}"
