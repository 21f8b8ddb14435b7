"""Finds the dates and times of a text and resolves them against the day the text was published.

dateparser, dateutil, ctparse and recognizers-text were tried on the lines of a newsroom: they read "may resign" and
"2-1" as dates, "late 2023" as one day, know no weekday before publication, or give no offsets. So this is our own small
grammar, kept beside its readers: `days`, `periods` and `clock`.

A `Moment` states some of year, month, day and weekday, and covers the days `first` to `last` when those are known.
"Friday" is the last Friday up to the day of publication, or the next one, depending on its verb (`to_come`). It stays
without a date if that is unclear, or if a word of the sentence speaks of the future ("will", "next"). Months, quarters
and days without a year never get one: it is unknown.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from factcheck.english.calendar_names import GERMAN_MONTH, MONTH
from factcheck.english.clock import CLOCK, with_glosses
from factcheck.english.days import DAYS
from factcheck.english.moment import Moment
from factcheck.english.periods import PERIODS, YEARS

__all__ = ["DATELINE", "Moment", "find_moments", "published_on"]

DATELINE = re.compile(r"\s*(?:[A-Z][\w’'.-]*\s?){1,5},\s")
"""Words before the date on which a report was written: "HYTHE CROSS, Aug 18"."""

_GRAMMAR = (*DAYS, *PERIODS, *CLOCK, *YEARS)
_HINT = re.compile(
    rf"\d|days?\b|yesterday|tomorrow|tonight|last\s|next\s|this\s|previous\s|midnight|noon|o['’]clock|in\sthe\s(?:morn|aft|eve)"
    rf"|at\snight|past|minutes|quarter|\bhalf\s|\bago\b|\bat\s(?:five|ten|twenty)|\bon\s(?:mon|tue|wed|thu|fri|sat|sun)|centur|ties\b|halloween|eve\b|pentecost|\b{MONTH}|\b{GERMAN_MONTH}",
    re.IGNORECASE,
)
"""A sign that every moment has; most sentences lack it, and need not be read further."""


@lru_cache(maxsize=4096)
def find_moments(text: str, published: date | None = None) -> tuple[Moment, ...]:
    """All dates and times of day of `text`, in text order, none overlapping another; relative ones by `published`."""
    if _HINT.search(text) is None:
        return ()
    found: list[Moment] = []
    for pattern, read in _GRAMMAR:
        for match in pattern.finditer(text):
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            moment = read(match, published)
            if moment is not None:
                found.append(moment)
    return with_glosses(sorted(found, key=lambda m: m.start), text)


def published_on(published: str | None) -> date | None:
    """The day of a document's ISO 8601 publication date; None if it has no readable one."""
    if published is None:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None
