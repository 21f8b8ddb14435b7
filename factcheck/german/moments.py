"""Finds the dates and times of a German text and resolves them against the day it was published.

"3. Mai 2024", "03.05.2024", "am Freitag", "im Mai", "gestern", "um 14.30 Uhr". Names of months, weekdays and days
nearby are those of the CLDR. "Freitag" is the last one up to the day of publication, unless the text says that it is in
the future.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from factcheck.english.moment import YEAR, Grammar, Moment, compiled, moment, months
from factcheck.english.numerals import any_of
from factcheck.german.words import ONES

_LOCALES = [Locale.parse(name) for name in ("de", "de_AT")]


def _variants(table: str) -> dict[str, int]:
    return {
        name.rstrip(".").lower(): number
        for locale in _LOCALES
        for forms in getattr(locale, table).values()
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
        if len(name.rstrip(".")) > 2 or table == "months"
    }


MONTHS = _variants("months")
WEEKDAYS = _variants("days")
_NEARBY = {str(word).lower(): shift for shift, word in _LOCALES[0]._data["date_fields"]["day"]["relative"].items()}
_MONTH = rf"(?:{any_of(MONTHS)})\b\.?"
_WEEKDAY = rf"(?:{any_of(WEEKDAYS)})\b"
_DAY = r"(?P<d>[12]?\d|3[01]|0[1-9])\."


def _date(match: re.Match[str], published: date | None) -> Moment | None:
    """A day of a month, with its year if given."""
    del published
    month = int(match["m"]) if match["m"].isdigit() else MONTHS[match["m"].lower().rstrip(".")]
    day = int(match["d"])
    if not match["y"]:
        return moment(match, month=month, day=day)
    try:
        found = date(int(match["y"]), month, day)
    except ValueError:
        return None
    return moment(match, found, year=found.year, month=month, day=day, weekday=found.weekday())


def _month(match: re.Match[str], published: date | None) -> Moment | None:
    del published
    month = MONTHS[match["m"].lower().rstrip(".")]
    return months(match, int(match["y"]), month, month) if match["y"] else moment(match, month=month)


def _year(match: re.Match[str], published: date | None) -> Moment | None:
    del published
    return months(match, int(match["y"]), 1, 12)


def _weekday(match: re.Match[str], published: date | None) -> Moment | None:
    weekday = WEEKDAYS[match["w"].lower()]
    said = (match["rel"] or "").lower()
    if published is None or said.startswith(("nächst", "kommend")) or _is_to_come(match):
        return moment(match, weekday=weekday, said=weekday)
    back = (published.weekday() - weekday) % 7
    day = published - timedelta(back or (7 if said else 0))
    return moment(match, day, weekday=weekday, said=weekday)


def _nearby(match: re.Match[str], published: date | None) -> Moment | None:
    return moment(match, published + timedelta(_NEARBY[match[0].lower()])) if published else None


def _clock(match: re.Match[str], published: date | None) -> Moment | None:
    del published
    hour = int(match["h"]) if match["h"].isdigit() else ONES.index(match["h"].lower())
    return moment(match, minutes=60 * hour + int(match["min"] or match["late"] or 0), twelve=not match["h"].isdigit())


_TO_COME = re.compile(r"\b(?:wird|werden|will|wollen|soll|sollen|plant|planen)\b", re.IGNORECASE)


def _is_to_come(match: re.Match[str]) -> bool:
    return _TO_COME.search(match.string) is not None


_GRAMMAR: Grammar = (
    (
        compiled(rf"(?:\b{_WEEKDAY},?\s(?:den\s|dem\s)?)?(?<![\d.,]){_DAY}\s?(?P<m>{_MONTH})(?:\s(?P<y>{YEAR})\b)?"),
        _date,
    ),
    (compiled(rf"(?<![\d.,]){_DAY}\s?(?P<m>1[0-2]|0?[1-9])\.\s?(?P<y>{YEAR})\b"), _date),
    (compiled(rf"\b(?P<m>{_MONTH})\s(?P<y>{YEAR})\b"), _month),
    (compiled(rf"\b(?:im|seit|bis|vom|ab)\s(?:(?:Anfang|Mitte|Ende)\s)?(?P<m>{_MONTH})(?P<y>)"), _month),
    (compiled(rf"\b(?:Jahre?s?|seit|bis|ab)\s(?P<y>{YEAR})\b"), _year),
    (compiled(rf"\b(?:(?P<rel>letzte|vergangene|vorige|diese|nächste|kommende)[nrm]?\s)?(?P<w>{_WEEKDAY})"), _weekday),
    (re.compile(rf"\b(?:{any_of([*_NEARBY, 'Gestern', 'Heute', 'Vorgestern'])})\b"), _nearby),  # "Morgen" is a noun
    (
        compiled(
            rf"(?<![\d.,:])(?P<h>[01]?\d|2[0-4]|\b(?:{any_of(ONES[1:])}))(?:[.:](?P<min>[0-5]\d))?\sUhr(?:\s(?P<late>[0-5]\d))?\b"
        ),
        _clock,
    ),
)


@lru_cache(maxsize=4096)
def find_moments(text: str, published: date | None = None) -> tuple[Moment, ...]:
    """All dates and times of day of a German `text`, in text order, none overlapping another; relative ones by `published`."""
    found: list[Moment] = []
    for pattern, read in _GRAMMAR:
        for match in pattern.finditer(text):
            if not any(match.start() < one.end and one.start < match.end() for one in found):
                found += filter(None, [read(match, published)])
    return tuple(sorted(found, key=lambda one: one.start))
