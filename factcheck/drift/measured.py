"""What the words around an amount say that it is: a level, a distance between two, a multiple, one part of a ratio, a rate.

"Four months shorter than usual" and "two years" do not disagree: one is a distance, the other a level. The same goes for "three
times that of" and "three", "three in four" and "300", "within an hour" and "ten minutes", "one in five did not" and "81 percent
did". A sign of this on one side only makes a difference doubtful, not wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from factcheck.drift.amounts import Amount
from factcheck.drift.senses import RACE, is_level
from factcheck.english.bounds import bounded_from
from factcheck.english.numerals import find_numerals
from factcheck.english.quantity import FACTOR
from factcheck.english.units import unit_after
from factcheck.records import Document

_COMPARATIVE = r"(?:more|less|fewer|[^\W\d_]{2,}er)"
_THAN = re.compile(rf"[\s-](?:[^\W\d_]+\s){{0,2}}{_COMPARATIVE}\sthan\b", re.IGNORECASE)
_SCALED = re.compile(
    r"\s(?:short|long|high|low|small|larg|bigg|cheap|dear|fast|slow|tall|deep|wid|narrow|heavi|light|old|young|warm|cool|cold|hott)er\b",
    re.IGNORECASE,
)
"""A comparative right after a measure says how far it is apart, "than" or not."""
_APART = re.compile(r"\s(?:[^\W\d_]+\s){0,2}(?:ahead|behind|apart|clear)\b(?!\s+schedule)", re.IGNORECASE)
_DISTANCE_OF = re.compile(
    r"\b(?:gap|margin|majority|lead|edge|advantage|difference)\b[^.;,]{0,50}?\b(?:of|is|was|stands\sat|stood\sat)\s$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s(?:an?\s)?$", re.IGNORECASE)
_SPEAKS_OF_DISTANCE = re.compile(
    rf"\b(?:gap|margin|majority|edge|advantage|difference|apart|{_COMPARATIVE}\sthan)\b", re.IGNORECASE
)
_TIMES = re.compile(
    r"\stimes\s(?:as\b|that\b|those\b|the\b|what\b|its\b|their\b|his\b|her\b|more\b|[^\W\d_]{3,}er\b|an?\s(?!day|week|month|year)|[$£€\d])",
    re.IGNORECASE,
)
_IN_SO_MANY = re.compile(r"\s(?:(?!(?:in|of)\s)[^\W\d_]+\s){0,3}(?:in|out\sof)\s(?:every\s)?(?=\S)", re.IGNORECASE)
_FOR_EACH = re.compile(
    r"\s(?:(?!and\s|or\s|for\s)[^\W\d_]+\s){0,1}(?:each|apiece|one[\s-]way|a\s(?:head|time|piece)|per\s[^\W\d_]+)\b",
    re.IGNORECASE,
)
_MOST_SHARERS = 12
"""Of a larger multiple than this no one is said to get a part "each"."""
_NOT = re.compile(
    r"\b(?:not|never|neither|nor|no|none|without|unable|fail\w*|refus\w*|declin\w*)\b|n[’']t\b", re.IGNORECASE
)
_WITHIN = re.compile(r"\bwithin\s(?:(?:the|an?|just|about|around|some)\s)*$", re.IGNORECASE)
_ROOM_OF_COMPLEMENT, _ROUGH_ROOM = Fraction(1), Fraction(5)
"""Points that two complements may miss a hundred by, and by which they may if one of them is a rough one."""


def is_measured_otherwise(ours: Amount, theirs: Amount, *, story: Document, source: Document) -> bool:
    """Whether the words around only one of two different amounts make it something else than a level, or both may be right."""
    return (
        (_is_distance(ours, story) and not _may_be_distance(theirs, source))
        or (_is_distance(theirs, source) and not _may_be_distance(ours, story))
        or _is_multiple(ours, story) != _is_multiple(theirs, source)
        or _is_part_of_ratio(ours, story) != _is_part_of_ratio(theirs, source)
        or _is_each_of_other(ours, theirs, story, source)
        or keeps_bound(ours, theirs, story)
        or may_be_complements(ours, theirs, story, source)
    )


def keeps_bound(ours: Amount, theirs: Amount, story: Document) -> bool:
    """Whether theirs lies in the time that ours allows: "within an hour", "in ten minutes"."""
    before = _before(ours, story)
    return (
        ours.quantity.unit.measure == "time"
        and (_WITHIN.search(before) is not None)
        and theirs.quantity.bound in ("exactly", "about", "less than")
        and theirs.quantity.base[1] <= ours.quantity.base[0]
    )


def are_complements(ours: Amount, theirs: Amount, story: Document, source: Document) -> bool:
    """Whether they are a whole together and one is of those who did not: "one in five did not", "81 percent did"."""
    return _make_whole(ours, theirs) and _is_denied(ours, story) != _is_denied(theirs, source)


def may_be_complements(ours: Amount, theirs: Amount, story: Document, source: Document) -> bool:
    """Whether one is a share of those who did and one of those who did not."""
    shares = ours.quantity.unit.measure == theirs.quantity.unit.measure == "share"
    return shares and _is_denied(ours, story) != _is_denied(theirs, source)


def is_distance_of(ours: Amount, others: Sequence[Amount], story: Document) -> bool:
    """Whether ours is a distance, and two levels of one sentence are so far apart, or within its bound."""
    return _is_distance(ours, story) and any(_keeps(ours, apart) for apart in _distances(ours, others))


def is_ratio_of(ours: Amount, others: Sequence[Amount], story: Document) -> bool:
    """Whether ours is a multiple, and two amounts of one sentence and one unit are in that ratio."""
    return _is_multiple(ours, story) and any(
        other.quantity.low > 0
        and abs(one.quantity.low / other.quantity.low - ours.quantity.low) * 20 <= ours.quantity.low
        for one, other in _pairs(others)
    )


def _pairs(others: Sequence[Amount]) -> Iterator[tuple[Amount, Amount]]:
    for one, other in permutations(others, 2):
        if one.quantity.unit == other.quantity.unit and one.setting.start == other.setting.start:
            yield one, other


def _distances(ours: Amount, others: Sequence[Amount]) -> Iterator[Fraction]:
    for one, other in _pairs(others):
        if one.quantity.unit.measure == ours.quantity.unit.measure:
            yield one.quantity.base[0] - other.quantity.base[0]


def _keeps(ours: Amount, apart: Fraction) -> bool:
    """Whether so much is ours, or is bounded by it and no more than a quarter away."""
    limit = ours.quantity.base[0]
    if ours.quantity.bound == "less than":
        return limit * 3 <= apart * 4 and apart <= limit
    if ours.quantity.bound == "more than":
        return limit <= apart and apart * 4 <= limit * 5
    return apart == limit


def _before(amount: Amount, document: Document) -> str:
    return document.text[amount.setting.start : bounded_from(document.text, amount.quantity.start)]


def _after(amount: Amount, document: Document) -> str:
    return document.text[amount.quantity.end : amount.setting.end]


def _is_distance(amount: Amount, document: Document) -> bool:
    """Whether it is how far two are apart: "led by 400 votes", "ten months shorter than usual", "a gap of 12 kilometres"."""
    before, after = _before(amount, document), _after(amount, document)
    measured = amount.quantity.unit.measure not in ("count", "share", "factor")
    return (
        (RACE.search(before) is not None and _BY.search(before) is not None)
        or _DISTANCE_OF.search(before) is not None
        or _APART.match(after) is not None
        or _THAN.match(after) is not None
        or (measured and _SCALED.match(after) is not None)
    )


def _may_be_distance(amount: Amount, document: Document) -> bool:
    """Whether it is a distance or a change, or stands among words of one."""
    if amount.change.way and not is_level(amount, document):
        return True
    said = document.text[amount.setting.start : amount.setting.end]
    return _is_distance(amount, document) or bool(_SPEAKS_OF_DISTANCE.search(said) or RACE.search(said))


def _is_multiple(amount: Amount, document: Document) -> bool:
    """Whether it says how many times as much: "two and a half times that of the losers"."""
    return amount.quantity.unit is FACTOR or _TIMES.match(_after(amount, document)) is not None


def _is_part_of_ratio(amount: Amount, document: Document) -> bool:
    """Whether it is the first number of "three streets in four"."""
    if amount.quantity.unit.measure != "count" or amount.quantity.low > 100:
        return False
    text = document.text
    link = _IN_SO_MANY.match(text, amount.quantity.end, amount.setting.end)
    if link is None:
        return False
    whole = next((one for one in find_numerals(text[link.end() : link.end() + 20]) if one.start == 0), None)
    if whole is None or not amount.quantity.low < whole.value <= 1000:
        return False
    return unit_after(text, link.end() + whole.end) is None


def _is_each_of_other(ours: Amount, theirs: Amount, story: Document, source: Document) -> bool:
    """Whether one is for each, or each way, and the other so many of them: "50 minutes each way", "100 minutes a day"."""
    each = [_FOR_EACH.match(_after(one, document)) is not None for one, document in ((ours, story), (theirs, source))]
    if each[0] == each[1]:
        return False
    one, other = (ours, theirs) if each[0] else (theirs, ours)
    if not one.quantity.base[0]:
        return False
    times = other.quantity.base[0] / one.quantity.base[0]
    return times.denominator == 1 and 1 < times <= _MOST_SHARERS


def _is_denied(amount: Amount, document: Document) -> bool:
    """Whether it counts those who did not."""
    after = re.split(r"[,;:]", _after(amount, document), maxsplit=1)[0]
    return _NOT.search(after) is not None


def _make_whole(ours: Amount, theirs: Amount) -> bool:
    if not ours.quantity.unit.measure == theirs.quantity.unit.measure == "share":
        return False
    rough = any(one.quantity.fraction or one.quantity.bound == "about" for one in (ours, theirs))
    room = _ROUGH_ROOM if rough else _ROOM_OF_COMPLEMENT
    return abs(100 - ours.quantity.low - theirs.quantity.low) <= room
