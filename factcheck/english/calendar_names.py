"""The names of months and weekdays, written out and short, from the Unicode CLDR: one table for everything that reads
dates.

The patterns are for case-insensitive regular expressions, except `SHORT_WEEKDAY`, which sets its own case.
"""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale


def _named(*names: str) -> str:
    """A regular expression for any of the names, the longest that fits."""
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


def _variants(table: str, locales: Iterable[str]) -> dict[str, int]:
    """Every name that a table ("months", "days") has in these locales, lower-case and without its stop, with its number."""
    return {
        name.lower().rstrip("."): number
        for locale in map(Locale.parse, locales)
        for forms in getattr(locale, table).values()
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
    }


_ENGLISH = ("en", "en_GB", "en_AU")
_ENGLISH_LOCALE = Locale.parse("en")

MONTHS = [_ENGLISH_LOCALE.months["format"]["wide"][number].lower() for number in range(1, 13)]
"""January first."""
WEEKDAYS = [_ENGLISH_LOCALE.days["format"]["wide"][number].lower() for number in range(7)]
"""Monday first."""
CALENDAR = frozenset({*MONTHS, *WEEKDAYS})
"""All of them, in lower case."""

_MONTH_NUMBERS = _variants("months", _ENGLISH)
_GERMAN_MONTH_NUMBERS = _variants("months", ("de", "de_AT"))
_WEEKDAY_NUMBERS = _variants("days", _ENGLISH) | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

SHORT_MONTHS = sorted({name.title() for name in _MONTH_NUMBERS} - {name.title() for name in MONTHS if len(name) > 4})
"""The names of at most four letters, as they are written: "Jan", "May", "June", "Sept"."""

MONTH = rf"(?:{_named(*MONTHS)}|(?:{_named(*(_MONTH_NUMBERS.keys() - set(MONTHS)))})\.?)(?![a-z])"
DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?"
GERMAN_MONTH = rf"(?:{_named(*_GERMAN_MONTH_NUMBERS)})(?![^\W\d_])"
WEEKDAY = rf"(?:{_named(*WEEKDAYS)})"
SHORT_WEEKDAY = rf"(?-i:{_named(*(name.title() for name in _WEEKDAY_NUMBERS.keys() - set(WEEKDAYS)))})\b\.?"
"""Short names only with their capital: a court "sat 4 May"."""


def month_number(name: str) -> int:
    """1 for "January", "Jan." and "Januar". Raises KeyError for anything except a month's name."""
    plain = name.lower().rstrip(".")
    return _MONTH_NUMBERS.get(plain) or _GERMAN_MONTH_NUMBERS[plain]


def weekday_number(name: str) -> int:
    """0 for "Monday" and "Mon.". Raises KeyError for anything except a weekday's name."""
    return _WEEKDAY_NUMBERS[name.lower().rstrip(".")]
