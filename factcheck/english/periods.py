"""Months and longer periods: "late May", "Q3", "the first half of 2023", "last year", "the eighties", "the 17th
century"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from factcheck.english.calendar_names import MONTH, month_number
from factcheck.english.moment import YEAR, Grammar, Moment, compiled, moment, months
from factcheck.english.numerals import ORDINAL_WORDS, TENS, ordinal_value

_QUARTERS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_STRETCHES = {
    "early": (1, 4), "beginning": (1, 4), "start": (1, 4), "mid": (4, 9), "middle": (4, 9),
    "late": (8, 12), "end": (8, 12),
}  # fmt: skip
"""The months that "early 2023", "mid-2023" and "late 2023" may mean, generously."""
_DAYS_OF_MONTH = {"early": (1, 12), "mid": (8, 23), "late": (18, 31)}
_TENTHS = {"early": (0, 5), "mid": (3, 7), "late": (5, 10)}
"""Which tenths of a decade or century "early", "mid" and "late" may mean, generously."""


def _month(match: re.Match[str], published: date | None) -> Moment | None:
    month = month_number(match["m"])
    if match["y"]:
        return months(match, int(match["y"]), month, month)
    if match["last"] and published:
        year = (
            published.year - (published.month <= month)
            if match["last"].lower() == "last"
            else published.year + (published.month >= month)
        )
        return months(match, year, month, month)
    return moment(match, month=month)


def _part_of_month(match: re.Match[str], published: date | None) -> Moment | None:
    found = _month(match, published)
    if found is None or found.month is None:
        return None
    first, last = _DAYS_OF_MONTH[match["part"].lower()]
    ends = ((found.month, first), (found.month, last))
    if found.first is None or found.last is None:
        return replace(found, days=ends, loose=True)
    whole = found.last.day
    return replace(
        found,
        first=found.first.replace(day=first),
        last=found.last.replace(day=min(last, whole)),
        days=ends,
        loose=True,
    )


def _quarter(match: re.Match[str], _published: date | None) -> Moment | None:
    word = (match["n"] or match["q"]).lower()
    quarter = int(word) if word.isdigit() else _QUARTERS[word]
    if not match["y"]:
        return moment(match, part=("quarter", quarter))
    found = months(match, int(match["y"]), 3 * quarter - 2, 3 * quarter)
    return replace(found, part=("quarter", quarter))


def _half_year(match: re.Match[str], _published: date | None) -> Moment | None:
    half = 1 if (match["n"] or match["h"]).lower() in ("first", "1") else 2
    part = ("half", half)
    if not match["y"]:
        return moment(match, part=part)
    return replace(months(match, int(match["y"]), *((1, 6) if half == 1 else (7, 12))), part=part)


def _season(match: re.Match[str], _published: date | None) -> Moment | None:
    return replace(months(match, int(match["y"]), *_SEASONS[match["s"].lower()]), loose=True)


def _stretch(match: re.Match[str], published: date | None) -> Moment | None:
    year = int(match["y"]) if match["y"] else None
    if year is None and published is not None:
        year = published.year + {"last": -1, "this": 0, "next": 1}[match["rel"].lower()]
    return replace(months(match, year, *_STRETCHES[match["s"].lower()]), loose=True) if year else None


def _of_years(match: re.Match[str], first: int, count: int) -> Moment:
    """So many years from the first on, or the part of them that the match names."""
    part = (match["part"] or "").lower()
    if not part:
        return moment(match, date(first, 1, 1), date(first + count - 1, 12, 31))
    begin, end = (first + count * tenths // 10 for tenths in _TENTHS[part])
    return replace(moment(match, date(begin, 1, 1), date(end - 1, 12, 31)), loose=True, about=True)


def _decade(match: re.Match[str], _published: date | None) -> Moment | None:
    """ "the 1980s"; "the 1600s" are a century, but "the 2000s" ten years."""
    year = int(match["y"])
    return _of_years(match, year, 10 if year % 100 or year == 2000 else 100)


def _decade_without_century(match: re.Match[str], _published: date | None) -> Moment | None:
    """ "the sixties"; an early or a late part of them belongs to the last century unless it can belong to this one."""
    said = match["n"].lower()
    decade = int(said) // 10 if said.isdigit() else _TENS[said]
    part = ("decade", decade)
    return replace(_of_years(match, 1900 + 10 * decade, 10), part=part) if match["part"] else moment(match, part=part)


def _century(match: re.Match[str], _published: date | None) -> Moment | None:
    said = match["n"].lower()
    century = ordinal_value(said) if said.isalpha() or "-" in said else int(re.sub(r"\D", "", said))
    if not century or not 1 < century <= 30:
        return None
    return _of_years(match, 100 * (century - 1), 100)


def _years(match: re.Match[str], _published: date | None) -> Moment | None:
    """ "1491–1510", "2010-12": a period of which nothing says which part is meant."""
    first = int(match["y"])
    last = int(match["z"]) if len(match["z"]) == 4 else first - first % 100 + int(match["z"])
    if first >= last:
        return None
    return replace(moment(match, date(first, 1, 1), date(last, 12, 31)), loose=True)


def _year(match: re.Match[str], _published: date | None) -> Moment | None:
    return months(match, int(match["y"]), 1, 12)


def _relative_period(match: re.Match[str], published: date | None) -> Moment | None:
    if published is None:
        return None
    shift = {"last": -1, "previous": -1, "this": 0, "next": 1}[match["rel"].lower()]
    unit = match["unit"].lower()
    if unit == "year":
        return months(match, published.year + shift, 1, 12)
    if unit == "month":
        number = published.year * 12 + published.month - 1 + shift
        return months(match, number // 12, number % 12 + 1, number % 12 + 1)
    if unit == "quarter":
        quarters = published.year * 4 + (published.month - 1) // 3 + shift
        return months(match, quarters // 4, 3 * (quarters % 4) + 1, 3 * (quarters % 4) + 3)
    monday = published - timedelta(published.weekday() - 7 * shift)
    return moment(match, monday - timedelta(1), monday + timedelta(6))


_TENS = {re.sub(r"y$", "ies", word): number for number, word in enumerate(TENS, 2)}
_PART = r"(?:(?P<part>early|mid|late)(?:[-\s]to[-\s](?:mid|late))?[-\s](?:the\s)?)?"
_MONTH_FRAME = r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bof )|(?<=\bfrom )|(?<=\bduring )|(?<=\bbefore )|(?<=\bafter )|(?<=\bthis )|(?<=\blate )|(?<=\bearly )|(?<=\bmid-)|(?<=\band )|(?<=\bto )|(?<=\bfor )|(?<=\bthroughout ))"  # noqa: E501
_NTH = "|".join(_QUARTERS)

_WITH_YEAR = rf"(?:,?\s(?:of\s)?(?P<y>{YEAR})\b)"
_NO_YEARS = (
    r"(?![\w%]|[,.]\d|-\d|\s?(?:%|per\scent|percent|people|men|women|children|jobs|homes|km|miles|metres|meters|feet|tonnes|tons|"
    r"years|hours|days|dollars|euros|pounds|million|billion|troops|soldiers|workers|students|votes|points)\b)"
)
PERIODS: Grammar = (
    (compiled(rf"\b(?:Q(?P<q>[1-4])|(?P<n>{_NTH})[-\s]quarter){_WITH_YEAR}"), _quarter),
    (
        compiled(rf"\b(?:(?-i:Q)(?P<q>[1-4])|(?!last|final)(?P<n>{_NTH})[-\s]quarter)\b(?![-\s]finals?\b|-\w)(?P<y>)"),
        _quarter,
    ),
    (
        compiled(rf"\b(?:(?P<n>first|second|latter)\shalf\sof|(?-i:H)(?P<h>[12])\b(?:\sof)?)\s(?P<y>{YEAR})\b"),
        _half_year,
    ),
    (
        compiled(
            r"\b(?:(?P<n>first|second|latter)\shalf\sof\s(?:the|this|last|next)\syear|(?-i:H)(?P<h>[12])\b)(?P<y>)"
        ),
        _half_year,
    ),
    (compiled(rf"\b(?P<s>{'|'.join(_SEASONS)}),?\s(?:of\s)?(?P<y>{YEAR})\b"), _season),
    (
        compiled(
            rf"\b(?:the\s)?(?P<s>early|late|mid|middle|start|beginning|end)[-\s](?:of\s)?(?:in\s)?(?:(?P<y>{YEAR})\b(?!['’]?s\b)|(?P<rel>last|this|next)\syear\b)"
        ),
        _stretch,
    ),
    (
        compiled(
            rf"\b(?:(?P<part>early|mid|late)[-\s](?:in\s)?)(?P<last>)(?P<m>{MONTH})(?:,?\s(?P<y>{YEAR})\b|(?!\s?\d))"
        ),
        _part_of_month,
    ),
    (compiled(rf"\b(?:(?P<last>last|next)\s)?(?P<m>{MONTH}),?\s(?:of\s)?(?P<y>{YEAR})\b"), _month),
    (compiled(rf"\b(?P<last>last|next)\s(?P<m>{MONTH})(?P<y>)\b"), _month),
    (
        compiled(
            rf"(?<![\w])(?P<last>)(?P<m>(?!may|march|mar|sun|dec|jan)\b{MONTH}|January|Jan\.|December|Dec\.)(?P<y>)(?!\w)"
        ),
        _month,
    ),
    (compiled(rf"{_MONTH_FRAME}(?P<last>)(?P<m>May|March)\b(?P<y>)(?!\s[A-Z])", re.NOFLAG), _month),
    (
        compiled(r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bduring ))(?P<last>)(?P<m>may|march)\b(?P<y>)"),
        _month,
    ),
    (compiled(rf"(?<![\w$£€])(?:the\s)?{_PART}(?P<y>(?:1[5-9]|20)\d0)['’]?s\b"), _decade),
    (
        compiled(
            rf"(?:(?<=\bthe\s)|\bthe\s(?=early|mid|late)){_PART}(?:['’‘]?(?P<n>[2-9]0|{'|'.join(_TENS)}))['’]?(?:(?<=ies)|s)\b"
        ),
        _decade_without_century,
    ),
    (
        compiled(
            rf"\b{_PART}(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL_WORDS})[-\s]century\b(?!\s?(?:BC|B\.C|AD|A\.D|CE\b))"
        ),
        _century,
    ),
    (
        compiled(
            r"\b(?:the\s)?(?P<rel>last|previous|this|next)\s(?P<unit>year|month|week|quarter)\b(?!['’]s\s\w+\s(?:cup|election))"
        ),
        _relative_period,
    ),
)
YEARS: Grammar = (
    (
        compiled(rf"\b(?:from|between)\s(?P<y>{YEAR})\s(?:to|until|till|through|and)\s(?P<z>{YEAR})\b{_NO_YEARS}"),
        _years,
    ),
    (compiled(rf"(?<![\w$£€#.,-])(?P<y>1\d{{3}}|20\d\d)\s?[-–—]\s?(?P<z>{YEAR}|\d\d)(?![\w%-]|[.,]\d)"), _years),
    (compiled(rf"(?<![\w$£€#.,-])(?P<y>{YEAR}){_NO_YEARS}"), _year),
)
"""Read last: bare years, which can be the last part of anything else."""
