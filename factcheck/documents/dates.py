"""Publication dates, as exact as a document states them and never more."""

from __future__ import annotations

import re
from datetime import date, datetime

from dateutil import parser

from factcheck.english.calendar_names import DAY_OF_MONTH, MONTH

WRITTEN_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|{DAY_OF_MONTH} {MONTH},? \d{{4}}|{MONTH} {DAY_OF_MONTH},? \d{{4}})\b",
    re.IGNORECASE,
)
"""A whole date with its year. `03/04/2024` does not count: it is a different day on each side of an ocean."""


def iso_date(value: object) -> str | None:
    """`value` (a date, a time, or words that hold one whole date) as ISO 8601, or None without one.

    A time is kept only with its zone; without one it says less than it seems to, and the date alone is returned.
    """
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return None
    try:
        return iso_date(datetime.fromisoformat(value.strip()))
    except ValueError:
        return _date_in(value)


def _date_in(words: str) -> str | None:
    found = WRITTEN_DATE.search(words)
    if not found:
        return None
    try:
        day: datetime = parser.parse(found[0])
        return day.date().isoformat()
    except (ValueError, OverflowError):
        return None
