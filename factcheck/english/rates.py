"""What an amount recurs with: "£900 a month", "40 tonnes of dust a day", "25 cents per litre", "a monthly rent of
£900"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from factcheck.english.numerals import any_of

_IN_A_YEAR = {"year": 1, "annum": 1, "quarter": 4, "month": 12, "fortnight": 26, "week": 52, "day": 365, "night": 365}
_IN_A_YEAR |= {"hour": 8760, "minute": 525_600, "second": 31_536_000}
_ADVERBS = {
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "nightly": "night",
}
_ADVERBS |= {"hourly": "hour", "p.a.": "year"}
_PERSONS = frozenset("head person pupil child patient passenger guest".split())
"""Whom an amount may be reckoned by; one person may be several of these."""
_ADJECTIVES = {"annual": "year", "quarterly": "quarter"} | {k: v for k, v in _ADVERBS.items() if k.endswith("ly")}
_OTHERS = """head person pupil child patient household passenger guest seat ticket unit share barrel litre liter gallon pint
gallon tonne ton kilo kilogram kilogramme kg pound ounce kilometre kilometer km mile metre meter acre hectare kilowatt-hour
kwh square_metre square_meter square_foot square_kilometre square_kilometer square_mile"""
_PER = any_of([*_IN_A_YEAR, *(word.replace("_", " ") for word in _OTHERS.split())])

_LINKS = """about after and as at before by for from half in is just like of on once or over quite such than to twice was were
what with within"""
"""Words after which "a day" is not a rate: "20 metres in a day"."""
_AFTER = re.compile(
    rf"(?:[\s-]of)?(?:[\s-](?!(?:{any_of(_LINKS.split())})\b)[^\W\d_’'-]+){{0,3}}?[\s-](?:(?:an?|per|each|every)[\s-](?P<per>{_PER})|(?P<adverb>{any_of(_ADVERBS)}))"
    r"(?![\w’'-]|\s(?:ago|earlier|later|after|before|since|in|into|from|when|until|old|and\sa)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b(?P<adjective>{any_of(_ADJECTIVES)})\s(?:[^\W\d_]+\s){{1,2}}?(?:of|is|was|to|at)\s(?:about\s|around\s|some\s|nearly\s|almost\s)?$",
    re.IGNORECASE,
)


def rate_of(text: str, start: int, end: int) -> str:
    """What the amount `text[start:end]` recurs with, in the singular; empty if the text does not say."""
    if match := _AFTER.match(text, end):
        per = (match["per"] or "").lower() or _ADVERBS[match["adverb"].lower()]
    elif match := _BEFORE.search(text, max(0, start - 60), start):
        per = _ADJECTIVES[match["adjective"].lower()]
    else:
        return ""
    return _ONE_NAME.get(per, per.replace("meter", "metre"))


_ONE_NAME = {"annum": "year", "night": "day", "liter": "litre", "kg": "kilogram", "kilo": "kilogram", "km": "kilometre"}
_ONE_NAME |= {"kilogramme": "kilogram", "kwh": "kilowatt-hour", "ton": "tonne", "head": "person"}


def may_be_one(one: str, other: str) -> bool:
    """Whether what two amounts come again with may be one thing after all: a pupil and a child."""
    return one == other or {one, other} <= _PERSONS


def in_a_year(per: str) -> Fraction | None:
    """How often `per`, a stretch of time, recurs in a year; None for anything else."""
    return Fraction(_IN_A_YEAR[per]) if per in _IN_A_YEAR else None


def shares_of_time() -> Iterator[int]:
    """How often one stretch of time goes into another: 12 months, 52 weeks, 7 days …"""
    yield from (4, 7, 12, 24, 26, 30, 52, 60, 365)
