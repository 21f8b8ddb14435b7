"""Finds the amounts in a text and normalises them: numbers in digits and words, with scale, unit, bound and range.

The well-kept parsers (quantulum3, recognizers-text, text2num, word2number, number-parser, price-parser) were tried on the
lines of a newsroom and each failed where it matters here: "$1.5m" read as metres, "F-16" as a quantity, no exact offsets,
or 70 ms a line. So this is our own small grammar.

A `Quantity` is never a name such as "F-16", a telephone number or a web address. Dates and times of day belong to
`moments`: comparisons leave out amounts inside a moment. `unit.measure` says what can be compared:

| measure | as written | unit |
|---|---|---|
| `count` | "12 people", "three million" | none |
| `share` | "70 %", "half of", "two-thirds", "one in five" | percent |
| `points` | "5 percentage points" | percentage point |
| `money` | "$1.5m", "900 mln euros" | ISO code |
| `time`, `months`, `length`, `mass`, … | "90 minutes", "5 miles" | see `units` |
| `age` | "aged 33", "33-year-old", "Ann Smith, 33," | years old |
| `factor` | "doubled", "threefold", "three times as many" | none |
| `ordinal` | "third", "50th" | none |
| `era` | "300 BC", "AD 300" | none |
| `score` | "2-1", "two-nil" | none |
| `label` | "Apollo 11", "No. 10": a number that names | none |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from factcheck.english.bounds import bound_of, side_of
from factcheck.english.columns import header_of, one_of_column
from factcheck.english.numerals import Numeral, find_numerals
from factcheck.english.quantity import AGE, AGES, ERA, FACTOR, LABEL, ORDINAL, PERCENT, PLAIN, SCORE, Quantity
from factcheck.english.rates import rate_of
from factcheck.english.readable import readable
from factcheck.english.spoken import spoken
from factcheck.english.units import UNITS, Unit, currency_before, unit_after

_IN = re.compile(r"\s(?:in\s(?:every\s)?|out\sof\s(?:every\s)?)", re.IGNORECASE)
_JOINT = re.compile(r"\s?[-–—]\s?|\s(?:to|and)\s", re.IGNORECASE)
_YEARS_OLD = re.compile(r"\s?[-\s]\s?(?P<unit>year|month|week|day)s?\s?(?:[-\s]\s?olds?\b|\sof\sage\b)", re.IGNORECASE)
_AGED = re.compile(
    r"\b(?:who\s(?:is|was|turned|turns|has\sturned)|aged|at\sage|(?:at\s)?the\sage\sof|age\sof|aged\sjust|age|ages)\s$",
    re.IGNORECASE,
)
_NAME_COMMA = re.compile(r"[^\W\d_]{2,}[’']?\s?(?:,\s|\()$")
_AGE_END = re.compile(r",|\)|\.(?:\s|$)|\s?$")
_NOT_COUNTED = re.compile(
    r"[-\s](?:of|another|day|who|that|thing|which|can|could|would|should|is|was|has|or|and|by|year)\b|[^\w\s-]|\s*$|\s(?=[A-Z])"
)
_PRONOUN = re.compile(r"\b(?:the|this|that|which|each|every|no|any|other|new|old|\w+er|\w+est)\s$", re.IGNORECASE)
_METRES = re.compile(
    r"[-\s](?:wide|deep|high|long|tall|away|above|below|from|race|sprint|hurdles|freestyle|final|relay|title|dash|butterfly|backstroke|medley|gold|waves?|world)\b"
)
_METRE_RACES = {50, 60, 100, 110, 200, 400, 800, 1500, 5000, 10000}
_NAMED = re.compile(
    r"(?:(?<![.!?:]\s)(?<!^)\b(?:[A-Z][\w’']*|No\.?|no\.|number|Number)"
    r"|\b(?:Item|Section|Article|Rule|Clause|Condition|Chapter|Paragraph|Page|Table|Figure|Annex|Part|Step))[\s-]$"
)


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All amounts of `text`, in text order, none overlapping another."""
    read = readable(text)
    found: list[Quantity] = []
    for quantity in _find(read.text):
        start, end = read.place(quantity.start, quantity.end)
        if not found or start >= found[-1].end:
            found.append(replace(quantity, start=start, end=end))
    return tuple(found)


def _find(text: str) -> Iterator[Quantity]:
    telephones = [match.span() for match in _TELEPHONE.finditer(text)]
    found = sorted([*spoken(text), *_amounts(text)], key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for quantity in found:
        if (not kept or quantity.start >= kept[-1].end) and not any(
            quantity.start < end and start < quantity.end for start, end in telephones
        ):
            kept.append(quantity)
    measured = [_with_unit_of_header(text, quantity) for quantity in _compounds(text, kept)]
    for quantity in _with_shared_units(text, measured):
        if quantity.unit in _OF_NO_MEASURE:
            yield quantity
        else:
            bound = bound_of(text, quantity.start, quantity.end, quantity.unit)
            per = "" if quantity.unit in (*AGES.values(), FACTOR) else rate_of(text, quantity.start, quantity.end)
            yield replace(quantity, bound=bound, side=side_of(text, quantity.start, bound), per=per)


def _with_shared_units(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """Gives a bare number the unit of the amount before it: "450 tonnes of coal in 2021 and 310 last year"."""
    measured: Quantity | None = None
    for quantity in quantities:
        if quantity.unit is PLAIN and measured is not None and _UNIT_LEFT_OUT.match(text, quantity.end):
            year = (
                quantity.low.denominator == 1 and text[quantity.start : quantity.end].isdigit() and quantity.low > 1000
            )
            if not year and _AND_BEFORE.search(text[measured.end : quantity.start]):
                quantity = replace(quantity, unit=measured.unit)
        if quantity.unit.measure in _SHARED:
            measured = quantity
        yield quantity


def _with_unit_of_header(text: str, quantity: Quantity) -> Quantity:
    """Gives a bare figure of a table the unit and the scale in the header of its column: "Budget (€m): 31.5"."""
    header = header_of(text, quantity.start) if quantity.unit is PLAIN else ""
    if not header:
        return quantity
    one = one_of_column(header)
    read = list(_amounts(one))
    if [(amount.start, amount.end) for amount in read] != [(0, len(one))] or read[0].unit in _OF_NO_MEASURE:
        return quantity
    if read[0].unit.measure in _TIMES and one == f"1 {header}":  # "Year: 2023"
        return quantity
    return replace(quantity, low=quantity.low * read[0].low, high=quantity.high * read[0].high, unit=read[0].unit)


_OF_NO_MEASURE = (ORDINAL, SCORE, LABEL, ERA)
_TIMES = frozenset({"time", "months"})
_SHARED = frozenset({"share", "points", "length", "area", "mass", "volume", "speed", "energy", "power", "temperature"})
"""Measures whose unit a second amount can leave out."""
_AND_BEFORE = re.compile(r"^[^.;:!?()]{0,60}(?:\b(?:and|but|against|from|with)|,)\s(?:only\s|just\s|about\s)?$")
_UNIT_LEFT_OUT = re.compile(
    r"(?=[.,;:)]\s|[.,;:)]?\s*$|\s(?:last|this|next|in\s(?:\d|[A-Z])|a\syear|the\s(?:year|month|week|day)\b))"
)
_TELEPHONE = re.compile(
    r"(?<![\w.,-])(?:\+\d{1,3}(?:[\s-]?\(?\d{1,5}\)?){2,6}|\(?0\d{1,4}\)?(?:[\s-]\d{2,5}){1,4}|\(?\d{3}\)?[\s-]\d{3}-\d{4})(?![\w-])"
)


def _compounds(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """Joins one amount in two units: "two hours and 10 minutes", "an hour and 35 minutes", "6 feet 2 inches"."""
    pending: Quantity | None = None
    for quantity in quantities:
        hour = _AN_HOUR_AND.search(text, max(0, quantity.start - 12), quantity.start)
        if pending is not None and _is_compound(text, pending, quantity):
            value = (pending.base[0] + quantity.base[0]) / quantity.unit.size
            pending = replace(quantity, start=pending.start, low=value, high=value)
            continue
        if pending is not None:
            yield pending
        pending = quantity
        if hour and quantity.unit.name == "minute":
            pending = replace(quantity, start=hour.start(), low=quantity.low + 60, high=quantity.high + 60)
    if pending is not None:
        yield pending


def _is_compound(text: str, first: Quantity, second: Quantity) -> bool:
    return (
        first.unit.measure == second.unit.measure
        and first.unit.measure in ("time", "months", "length", "mass")
        and first.unit.size > second.unit.size
        and second.base[1] < first.unit.size
        and _COMPOUND.fullmatch(text, first.end, second.start) is not None
    )


_AN_HOUR_AND = re.compile(r"\ban\shour\sand\s$", re.IGNORECASE)
_COMPOUND = re.compile(r",?\s(?:and\s)?", re.IGNORECASE)


def _amounts(text: str) -> Iterator[Quantity]:
    """Every other amount: one or two numerals with the words right before and after them."""
    numerals = list(find_numerals(text))
    place = 0
    while place < len(numerals):
        first, second = numerals[place], numerals[place + 1] if place + 1 < len(numerals) else None
        pair = second and (_ratio(text, first, second) or _range_or_score(text, first, second))
        if pair:
            yield pair
            place += 2
            continue
        single = _single(text, first, second)
        if single is not None:
            yield single
        place += 1


def _ratio(text: str, first: Numeral, second: Numeral) -> Quantity | None:
    """ "one in five", "nine out of ten": a share."""
    gap = text[first.end : second.start]
    if not _IN.fullmatch(gap) or not 0 < first.value <= second.value or second.value > 100_000:
        return None
    if first.value != 1 and second.value != 10 and "out" not in gap and not (first.digits and second.value <= 100):
        return None
    if unit_after(text, second.end) is not None or (first.value == second.value and "out" not in gap):
        return None
    share = first.value / second.value * 100
    return Quantity(first.start, second.end, share, share, PERCENT, fraction=True)


def _range_or_score(text: str, first: Numeral, second: Numeral) -> Quantity | None:
    """ "between 5 and 7", "$5-7 million", "5 to 7 percent": a range; "2-1": a score. Not "from 24 to 18": that is two."""
    symbol = currency_before(text, second.start)
    joint = _JOINT.fullmatch(text, first.end, symbol[1] if symbol else second.start)
    if joint is None:
        return None
    word = joint.group().strip().lower()
    between = _BETWEEN.search(text, max(0, first.start - 12), first.start)
    if (word == "and" and not between) or (word == "to" and _before_from(text, first)):
        return None
    high = _single(text, second, None)
    if high is None or high.unit is LABEL:
        return None
    if word not in ("to", "and") and high.unit is PLAIN and _is_score(text, first, second):
        small, large = sorted((first.value, second.value))
        return Quantity(first.start, second.end, small, large, SCORE)
    scale = _scale_of(second.value) if 0 < first.value * 1000 < second.value else 1
    low = first.value * scale * (high.low / second.value if second.value else 1)
    if low >= high.low:
        return None
    before = currency_before(text, first.start)
    unit = before[0] if before and high.unit.measure in ("money", "count") else high.unit
    start = between.start() if between else before[1] if before else first.start
    return Quantity(start, high.end, low, high.low, unit)


def _before_from(text: str, numeral: Numeral) -> bool:
    return _FROM.search(text, max(0, numeral.start - 8), numeral.start) is not None


def _is_score(text: str, first: Numeral, second: Numeral) -> bool:
    small = first.digits and second.digits and not first.tight and not second.tight and second.value < 200
    return small and not _counts(text, second.end) and re.match(r"[-–]\d", text[second.end :]) is None


_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s[^\w]?$", re.IGNORECASE)


def _scale_of(value: Fraction) -> int:
    """The scale that the second number of "5-7 million" lends to the first."""
    return next((scale for scale in (10**12, 10**9, 10**6, 10**3) if value >= scale), 1)


_PLURAL = re.compile(
    r"\s(?!(?:this|was|has|his|its|is|as|us|less|across|versus|always|towards|plus|unless|perhaps|besides|thus|yes|loss)\b)"
    r"(?:people|men|women|children|[a-z]{2,}s)\b"
)


def _counts(text: str, end: int) -> bool:
    """Whether a plural follows, something that can be counted."""
    return _PLURAL.match(text, end) is not None


def _single(text: str, numeral: Numeral, following: Numeral | None) -> Quantity | None:
    """One numeral with its unit, or None if it is not an amount."""
    start, end, value = numeral.start, numeral.end, numeral.value
    before, after = currency_before(text, start), unit_after(text, end)
    if before is not None:
        return _priced(numeral, before, after)
    if after is None and text[end : end + 1].isalpha():
        return None
    age = _age(text, numeral, followed_by_unit=after is not None)
    if age is not None:
        return age
    race = value / 10**6 in _METRE_RACES and not _counts(text, end)
    if numeral.tight == "m" and (race or _METRES.match(text, end)):
        return Quantity(start, end, value / 10**6, value / 10**6, UNITS["metre"])
    unit = after or _unit_of_following(text, numeral, following)
    if unit is not None:
        return _measured(text, replace(numeral, end=max(end, after[1] if after else end)), unit[0])
    if numeral.fraction and value < 1:
        return _part_of_one(text, numeral)
    named = _NAMED.search(text, max(0, start - 30), start)
    if named and numeral.digits and not numeral.tight and not _counts(text, end):
        return Quantity(start, end, value, value, LABEL, name=named.group().strip(" -.").casefold())
    pronoun = _NOT_COUNTED.match(text, end) or _PRONOUN.search(text, max(0, start - 12), start)
    return None if value == 1 and not numeral.digits and pronoun else Quantity(start, end, value, value, PLAIN)


def _measured(text: str, numeral: Numeral, unit: Unit) -> Quantity:
    """A number with its unit, in its certain meaning: pence are pounds, "94,400 pounds of beef" are not money."""
    value = numeral.value
    if unit is UNITS["penny"]:
        unit, value = UNITS["pound"], value * unit.size
    elif unit is UNITS["pound"] and (
        _WEIGHED.search(text, max(0, numeral.start - 30), numeral.start) or _MATTER.match(text, numeral.end)
    ):
        unit = UNITS["lb"]
    elif unit.measure == "temperature":
        if below := _BELOW_ZERO.match(text, numeral.end):
            value, numeral = -abs(value), replace(numeral, end=below.end())
        elif _CHANGE.search(text, max(0, numeral.start - 40), numeral.start) or _CHANGE_AFTER.match(text, numeral.end):
            unit = Unit("warming", unit.name, unit.size)
    return Quantity(numeral.start, numeral.end, value, value, unit)


_OF = re.compile(r"\s(?:of\b(?:\san?\b)?|an?\b)")


def _part_of_one(text: str, numeral: Numeral) -> Quantity | None:
    """ "3/4 of the cows" as a share, "½ a litre" and "¾ of an hour" with their unit."""
    of = _OF.match(text, numeral.end)
    if of is None:
        return None
    unit = unit_after(text, of.end())
    if unit is not None:
        return Quantity(numeral.start, unit[1], numeral.value, numeral.value, unit[0])
    return Quantity(numeral.start, numeral.end, numeral.value * 100, numeral.value * 100, PERCENT, fraction=True)


_WEIGHED = re.compile(
    r"\bweigh(?:s|ed|ing)?\s(?:(?:in\sat|about|around|nearly|almost|over|more\sthan|less\sthan|up\sto)\s)*$", re.I
)
_MATTER = re.compile(
    r"\sof\s(?!(?:the|its|his|her|their|our|my|your|public|private|state|government|taxpayers?|debts?|money|savings|damage|cash"
    r"|invest\w+|fund\w*|aid|loans?|tax\w*|revenues?|spending|budgets?|loss\w*|profits?|sales|income|fines?|costs?|cuts|support"
    r"|grants?|credit|compensation|business|trade|exports|imports|orders|assets|shares|stolen|new|extra|additional|donations)\b)[a-z]"
)
_BELOW_ZERO = re.compile(r"\s(?:below\szero|of\sfrost)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:by|(?:rise|fall|drop|increase|warming|cooling|jump)\sof)\s(?:[a-z]+\s){0,3}$", re.IGNORECASE
)
_CHANGE_AFTER = re.compile(
    r"[-\s](?:of\swarming|warmer|cooler|colder|hotter|higher|lower|above|below|warming|rise|increase|fall|drop)\b",
    re.IGNORECASE,
)


def _priced(numeral: Numeral, before: tuple[Unit, int], after: tuple[Unit, int] | None) -> Quantity:
    """A number with a currency before it; a currency after it ("$5 Australian dollars") makes it exact."""
    if after is not None and after[0].measure == "money" and (after[0] == before[0] or before[0].name == "USD"):
        return Quantity(before[1], after[1], numeral.value, numeral.value, after[0])
    return Quantity(before[1], numeral.end, numeral.value, numeral.value, before[0])


def _age(text: str, numeral: Numeral, *, followed_by_unit: bool) -> Quantity | None:
    """The age that the numeral states, None when it states none."""
    start, end, value = numeral.start, numeral.end, numeral.value
    if old := _YEARS_OLD.match(text, end):
        return Quantity(start, old.end(), value, value, AGES[old["unit"].lower()])
    if numeral.tight or value.denominator != 1 or not 0 < value < 200:
        return None
    if not followed_by_unit and _AGED.search(text, max(0, start - 18), start):
        return Quantity(start, end, value, value, AGE)
    apposition = _NAME_COMMA.search(text, max(0, start - 30), start)
    return Quantity(start, end, value, value, AGE) if apposition and _AGE_END.match(text, end) else None


def _unit_of_following(text: str, numeral: Numeral, following: Numeral | None) -> tuple[Unit, int] | None:
    """The unit that "20 to 15 minutes" and "5 or 7 percent" state once for both."""
    if following is None or not _BOTH.fullmatch(text, numeral.end, following.start):
        return None
    return unit_after(text, following.end)


_BOTH = re.compile(r"\s(?:to|and|or)\s", re.IGNORECASE)
