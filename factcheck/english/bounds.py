"""The words around an amount that bound it: "more than", "up to", "about", "or more"."""

from __future__ import annotations

import re
from typing import Literal

from factcheck.english.units import Unit

Bound = Literal["exactly", "about", "more than", "less than", "over"]
Side = Literal["", "below", "above"]
"""`over` leaves open which is meant: "over four years" is during them, or more than them."""

_MORE = re.compile(
    r"\b(?:(?:more|greater|higher|larger|bigger|longer|older)\sthan|no\s(?:fewer|less)\sthan|not\sless\sthan|over|above|exceed(?:s|ed|ing)?|at\sleast|upwards?\sof|"
    r"in\sexcess\sof|north\sof|a\sminimum\sof|topp(?:ed|ing)|surpass(?:ed|ing)|beyond|well\sover)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:(?:less|fewer|lower|smaller|shorter|younger)\sthan|no\smore\sthan|not\smore\sthan|under|below|at\smost|up\sto|as\s(?:many|much|high|long)\sas|"
    r"a\smaximum\sof)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|circa|close\sto|just\s(?:under|over|short\sof|above|below)|near|"
    r"approaching|estimated|an\sestimated)\s(?:at\s)?(?:the\s|an?\s)?|[~≈]\s?)$",
    re.IGNORECASE,
)
_JUST_BELOW = re.compile(
    r"\b(?:nearly|almost|close\sto|just\s(?:under|short\sof|below)|approaching)\s(?:the\s|an?\s)?$", re.IGNORECASE
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
    """Where the words begin that bound the amount at `text[start:]`; `start` where none stand before it."""
    window = max(0, start - _WINDOW)
    found = (pattern.search(text, window, start) for pattern in (_ABOUT, _MORE, _LESS))
    return min((match.start() for match in found if match), default=start)


def _is_long(unit: Unit) -> bool:
    return unit.measure == "months" or unit.name in ("day", "week", "fortnight")
