"""The dateline of a report: where, when and by whom it was filed, before its first sentence."""

from __future__ import annotations

import re

from factcheck.english.calendar_names import DAY_OF_MONTH, MONTH, WEEKDAY

_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'-]+"
_NAME = r"[A-Z][\w.’'-]+"
_IN_BRACKETS = r"\s?\([^)]{2,30}\)"
_DATE = rf"(?i:{MONTH}\s{DAY_OF_MONTH}|{DAY_OF_MONTH}\s{MONTH})(?:,?\s\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}}"
_DATELINE = re.compile(
    rf"""(?:
        {_CAPITALS}(?:\s{_CAPITALS}){{0,3}}  # BUENOS AIRES
        (?:,\s{_NAME}(?:\s{_NAME})?)??  # , Ohio
        (?:{_IN_BRACKETS})?
    |   {_NAME}(?:\s{_NAME}){{0,2}}{_IN_BRACKETS}  # Washington (AP)
    |   {_NAME}(?:\s[A-Z][\w.’'-]*){{0,3}}(?={_IN_BRACKETS}|,?\s(?:{_DATE}))(?:{_IN_BRACKETS})?(?=,?\s(?:{_DATE}))  # Velle, 3 May
    )
    (?:,?\s(?:(?i:{WEEKDAY}),?\s)?(?P<date>{_DATE}))?
    (?:{_IN_BRACKETS})?
    \s?(?(date)[—–:-]|[—–-])+\s+""",
    re.VERBOSE,
)


def without_dateline(text: str) -> str:
    """`text` without the dateline it begins with ("VELLE, 3 May (Eastline) - ")."""
    return _DATELINE.sub("", text, count=1) if _DATELINE.match(text) else text


def dateline_date(sentence: str) -> str | None:
    """The words of the date in the dateline that a sentence begins with ("VELLE (AP), October 14, 2026 - "), if it has one."""
    dateline = _DATELINE.match(sentence)
    return dateline["date"] if dateline else None
