"""The words around an amount that bound it: "more than", "up to", "about", "or more"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from factcheck.english.numerals import NUMBER_WORDS, PARTS, any_of
from factcheck.english.units import Unit, unit_after

Bound = Literal["exactly", "about", "more than", "less than", "over"]
Side = Literal["", "below", "above"]
"""`over` leaves open which is meant: "over four years" is during them, or more than them."""

_MORE_WORDS = (
    r"(?:more|greater|higher|larger|bigger|longer|older)\sthan|no\s(?:fewer|less)\sthan|not\sless\sthan|over|above|exceed(?:s|ed|ing)?|at\sleast"
    r"|upwards?\sof|in\sexcess\sof|north\sof|a\sminimum\sof|topp(?:ed|ing)|surpass(?:ed|ing)|beyond|well\sover"
)
_LESS_WORDS = (
    r"(?:less|fewer|lower|smaller|shorter|younger)\sthan|no\smore\sthan|not\smore\sthan|under|below|at\smost|up\sto|as\s(?:many|much|high|long)\sas"
    r"|a\smaximum\sof"
)
_NEAR_WORDS = "roughly|approximately|nearly|almost"
"""Words that bound whatever follows, amount or not: "almost empty"."""
_ABOUT_WORDS = (
    rf"about|around|{_NEAR_WORDS}|approx\.?|some|circa|close\sto|just\s(?:under|over|short\sof|above|below)|near|approaching|estimated"
    r"|an\sestimated|getting\son\sfor|(?:close|nigh)\son|not\sfar\s(?:off|short\sof)|something\slike|in\sthe\sregion\sof"
    r"|(?:of|in|on)\sthe\sorder\sof|more\sor\sless|the\sbest\spart\sof|give\sor\stake"
)
_ARTICLE = r"(?:the\s|an?\s)?"
_MORE = re.compile(rf"\b(?:{_MORE_WORDS})\s{_ARTICLE}$", re.IGNORECASE)
_LESS = re.compile(rf"\b(?:{_LESS_WORDS})\s{_ARTICLE}$", re.IGNORECASE)
_ABOUT = re.compile(rf"(?:\b(?:{_ABOUT_WORDS})\s(?:at\s)?{_ARTICLE}|[~≈]\s?)$", re.IGNORECASE)
_LEADING = re.compile(
    rf"\b(?:(?P<less>{_LESS_WORDS})|(?P<more>{_MORE_WORDS})|(?P<about>{_ABOUT_WORDS}))\s", re.IGNORECASE
)
_NEAR = re.compile(_NEAR_WORDS, re.IGNORECASE)
_ANY_AMOUNT = re.compile(
    rf"(?:the\s|an?\s)?[$€£~]?\d|{_ARTICLE}(?:{any_of(NUMBER_WORDS | PARTS.keys())})\b|(?:all|every\w*|each|any|nobody|none|no)\b"
    r"|an?\s(?:decade|century|generation|lifetime|fortnight)\b",
    re.IGNORECASE,
)
_A_UNIT = re.compile(r"an?(?=\s)")
_JUST_BELOW = re.compile(
    r"\b(?:nearly|almost|close\sto|just\s(?:under|short\sof|below)|approaching|getting\son\sfor|(?:close|nigh)\son"
    r"|not\sfar\s(?:off|short\sof)|the\sbest\spart\sof)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_JUST_ABOVE = re.compile(r"\bjust\s(?:over|above)\s(?:the\s|an?\s)?$", re.IGNORECASE)
_MORE_AFTER = re.compile(r"\+|(?:\s[a-z]+)?\s(?:or|and)\s(?:more|higher|above|over|older)\b|[-\s]plus\b", re.IGNORECASE)
_LESS_AFTER = re.compile(r"\sor\s(?:less|fewer|lower|younger)\b", re.IGNORECASE)
_ABOUT_AFTER = re.compile(r"\sor\sso\b|[-\s]odd\b", re.IGNORECASE)
_STARTING_AT = re.compile(r"\bstart(?:s|ed|ing)?\s(?:at|from)\b[^.;:]*$", re.IGNORECASE)
_DURING = re.compile(r"\bover\s(?:the\s|an?\s)?$", re.IGNORECASE)

_WINDOW = 34
"""How many characters before an amount are read for a bound; the longest wording has fewer."""


def bound_of(text: str, start: int, end: int, unit: Unit) -> Bound:
    """The bound that the words around `text[start:end]`, an amount in `unit`, put on it."""
    window = max(0, start - _WINDOW)
    if _ABOUT.search(text, window, start) or _ABOUT_AFTER.match(text, end):
        return "about"
    if _is_long(unit) and _DURING.search(text, window, start):
        return "over"
    if _MORE.search(text, window, start) or _MORE_AFTER.match(text, end):
        return "more than"
    if unit.measure == "money" and _STARTING_AT.search(text, 0, start):
        return "more than"  # all prices of "fares start at 49 euros for a seat, 99 euros for a bed" are the lowest
    return "less than" if _LESS.search(text, window, start) or _LESS_AFTER.match(text, end) else "exactly"


def side_of(text: str, start: int, bound: Bound) -> Side:
    """On which side of the amount at `text[start:]`, of this bound, the words around it put what it is the bound of."""
    window = max(0, start - _WINDOW)
    if bound == "less than" or _JUST_BELOW.search(text, window, start):
        return "below"
    return "above" if bound == "more than" or _JUST_ABOVE.search(text, window, start) else ""


def bounded_from(text: str, start: int) -> int:
    """Where the words that bound the amount at `text[start:]` begin; `start` if there are none."""
    window = max(0, start - _WINDOW)
    found = (pattern.search(text, window, start) for pattern in (_ABOUT, _MORE, _LESS))
    return min((match.start() for match in found if match), default=start)


def bounds_in(text: str) -> Iterator[tuple[Bound, int, int]]:
    """The words of `text` that bound what follows them, with where they begin and where that begins.

    What follows is an amount of any form ("twice the estimate", "a mile", "every school"); after "nearly" and "almost" it may
    be anything.
    """
    for found in _LEADING.finditer(text):
        unit = _A_UNIT.match(text, found.end())
        amount = _ANY_AMOUNT.match(text, found.end()) or (unit and unit_after(text, unit.end()))
        if amount or _NEAR.fullmatch(text, found.start(), found.end() - 1):
            bound: Bound = "about" if found["about"] else "more than" if found["more"] else "less than"
            yield bound, found.start(), found.end()


def _is_long(unit: Unit) -> bool:
    return unit.measure == "months" or unit.name in ("day", "week", "fortnight")
