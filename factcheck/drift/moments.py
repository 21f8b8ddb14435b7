"""Finds the dates and times of a text and resolves them against the day the text was published.

dateparser, dateutil, ctparse and recognizers-text were tried on the lines of a newsroom: they read "may resign" and "2-1" as
dates, "late 2023" as one day, know no weekday before publication, or give no offsets. So this is a small grammar of its own.

A `Moment` states some of year, month, day and weekday, and covers the days `first` to `last` when those are known. "Friday"
is the last Friday up to the day of publication, or the next one where the sentence speaks of the future ("will", "next").
Months and seasons without a year, and days without one, are never given a year: nothing tells which.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
_NUMBERS = {w: i for i, w in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1,
    "an": 1,
}
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

_MONTH = r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"  # noqa: E501
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_HOUR = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"

DATELINE = re.compile(r"\s*(?:[A-Z][\w’'.-]*\s?){1,5},\s")
"""What stands before a date that says when and where a report was written: "HYTHE CROSS, Aug 18"."""


@dataclass(frozen=True)
class Moment:
    """A date or a time of day `text[start:end]`.

    `first` and `last` are the days it covers, both inclusive, when they are known. `year`, `month`, `day` and `weekday`
    (0 is Monday) are what is known of it by itself, `said` is the weekday that the text names. `minutes` are those since
    midnight, for a time of day; `twelve` says that the text leaves open which half of the day, `about` that it is not exact
    ("shortly before noon", "half past six"). `loose` says that `first` and `last` are generous ("late 2023").
    """

    start: int
    end: int
    text: str
    first: date | None = None
    last: date | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    said: int | None = None
    minutes: int | None = None
    twelve: bool = False
    about: bool = False
    loose: bool = False

    @property
    def normalised(self) -> str:
        """One plain string: "2024-04-12", "2023-10-01 to 2023-12-31", "April", "24 March", "Friday", "17:00"."""
        if self.minutes is not None:
            return f"{self.minutes // 60:02}:{self.minutes % 60:02}"
        if self.first is not None and self.last is not None:
            if self.first == self.last:
                return self.first.isoformat()
            if self.month and self.year:
                return f"{self.year}-{self.month:02}"
            return str(self.year) if self.year else f"{self.first} to {self.last}"
        if self.month:
            return f"{self.day} {MONTHS[self.month - 1].title()}" if self.day else MONTHS[self.month - 1].title()
        return WEEKDAYS[self.weekday].title() if self.weekday is not None else self.text.lower()


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
    return tuple(sorted(found, key=lambda m: m.start))


def published_on(published: str | None) -> date | None:
    """The day of a document's ISO 8601 publication date, None when it has none that can be read."""
    if published is None:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _month_number(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(word.lower().rstrip(".")[:3]))


def _moment(match: re.Match[str], first: date | None = None, last: date | None = None, **fields: int | None) -> Moment:
    return Moment(match.start(), match.end(), match.group(), first, last or first, **fields)  # type: ignore[arg-type]


def _months(match: re.Match[str], year: int, first: int, last: int) -> Moment:
    end = date(year, last, calendar.monthrange(year, last)[1])
    whole_year, whole_month = (first, last) == (1, 12), first == last
    return _moment(
        match,
        date(year, first, 1),
        end,
        year=year if whole_year or whole_month else None,
        month=first if whole_month else None,
    )


def _full_date(match: re.Match[str], _published: date | None) -> Moment | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts["m"].isdigit() else _month_number(parts["m"])
    day, year = int(parts["d"]), int(parts["y"]) if parts.get("y") else None
    try:
        resolved = date(year or 2000, month, day)
    except ValueError:
        return None
    weekday = WEEKDAYS.index(parts["w"].lower()) if parts.get("w") else None
    if year is None:
        return _moment(match, month=month, day=day, weekday=weekday, said=weekday)
    return _moment(match, resolved, year=year, month=month, day=day, weekday=resolved.weekday(), said=weekday)


def _slashed(match: re.Match[str], _published: date | None) -> Moment | None:
    """24/03/2015 or 03/24/2015; with both numbers up to 12 nothing tells which is the month."""
    one, two, year = int(match["a"]), int(match["b"]), int(match["y"])
    if one <= 12 and two <= 12 and one != two and match["sep"] == "/":
        return _moment(match, year=year)
    day, month = (one, two) if two <= 12 else (two, one)
    try:
        resolved = date(year, month, day)
    except ValueError:
        return None
    return _moment(match, resolved, year=year, month=month, day=day, weekday=resolved.weekday())


def _month(match: re.Match[str], published: date | None) -> Moment | None:
    month = _month_number(match["m"])
    if match["y"]:
        return _months(match, int(match["y"]), month, month)
    if match["last"] and published:
        year = (
            published.year - (published.month <= month)
            if match["last"].lower() == "last"
            else published.year + (published.month >= month)
        )
        return _months(match, year, month, month)
    return _moment(match, month=month)


def _part_of_month(match: re.Match[str], published: date | None) -> Moment | None:
    moment = _month(match, published)
    return replace(moment, loose=True) if moment else None


def _quarter(match: re.Match[str], _published: date | None) -> Moment | None:
    word = (match["n"] or match["q"]).lower()
    quarter = int(word) if word.isdigit() else _QUARTERS[word]
    if match["y"] is None:
        return None
    return _months(match, int(match["y"]), 3 * quarter - 2, 3 * quarter)


def _half_year(match: re.Match[str], _published: date | None) -> Moment | None:
    return _months(match, int(match["y"]), *((1, 6) if match["n"].lower() == "first" else (7, 12)))


def _season(match: re.Match[str], _published: date | None) -> Moment | None:
    return replace(_months(match, int(match["y"]), *_SEASONS[match["s"].lower()]), loose=True)


def _stretch(match: re.Match[str], published: date | None) -> Moment | None:
    year = int(match["y"]) if match["y"] else None
    if year is None and published is not None:
        year = published.year + {"last": -1, "this": 0, "next": 1}[match["rel"].lower()]
    return replace(_months(match, year, *_STRETCHES[match["s"].lower()]), loose=True) if year else None


def _decade(match: re.Match[str], _published: date | None) -> Moment | None:
    year = int(match["y"])
    return _moment(match, date(year, 1, 1), date(year + 9, 12, 31))


def _years(match: re.Match[str], _published: date | None) -> Moment | None:
    """ "1491–1510", "2010-12": a period of which nothing says which part is meant."""
    first = int(match["y"])
    last = int(match["z"]) if len(match["z"]) == 4 else first - first % 100 + int(match["z"])
    if first >= last:
        return None
    return replace(_moment(match, date(first, 1, 1), date(last, 12, 31)), loose=True)


def _year(match: re.Match[str], _published: date | None) -> Moment | None:
    return _months(match, int(match["y"]), 1, 12)


_FUTURE = re.compile(
    r"\b(?:will|next|due|set to|scheduled|expect(?:ed|s)?|hopes? to|intends? to|going to|plans? to|planned|coming|would|shall"
    r"|upcoming|until|ahead of|later)\b",
    re.IGNORECASE,
)


def _weekday(match: re.Match[str], published: date | None) -> Moment | None:
    weekday = WEEKDAYS.index(match["w"].lower())
    if published is None:
        return _moment(match, weekday=weekday, said=weekday)
    back = (published.weekday() - weekday) % 7
    word = (match["rel"] or "").lower()
    if word == "last":
        return _moment(match, published - timedelta(back or 7), weekday=weekday, said=weekday)
    sentence_start = max(match.string.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? ")) + 1
    if word == "next" or _FUTURE.search(match.string, sentence_start, min(len(match.string), match.end() + 60)):
        return _moment(match, weekday=weekday, said=weekday)
    return _moment(match, published - timedelta(back), weekday=weekday, said=weekday)


def _relative_day(match: re.Match[str], published: date | None) -> Moment | None:
    if published is None:
        return None
    word = match.group().lower()
    shift = -1 if "yesterday" in word or "last night" in word else 1 if "tomorrow" in word else 0
    day = published + timedelta(shift)
    return _moment(match, day)


def _relative_period(match: re.Match[str], published: date | None) -> Moment | None:
    if published is None:
        return None
    shift = {"last": -1, "previous": -1, "this": 0, "next": 1}[match["rel"].lower()]
    unit = match["unit"].lower()
    if unit == "year":
        return _months(match, published.year + shift, 1, 12)
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return _months(match, months // 12, months % 12 + 1, months % 12 + 1)
    if unit == "quarter":
        quarters = published.year * 4 + (published.month - 1) // 3 + shift
        return _months(match, quarters // 4, 3 * (quarters % 4) + 1, 3 * (quarters % 4) + 3)
    monday = published - timedelta(published.weekday() - 7 * shift)
    return _moment(match, monday - timedelta(1), monday + timedelta(6))


def _days_ago(match: re.Match[str], published: date | None) -> Moment | None:
    if published is None or match["unit"].lower() != "day":
        return None
    count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"].lower()]
    day = published - timedelta(count)
    return _moment(match, day)


_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|towards?|(?:shortly|just|soon|some\stime)\s(?:before|after))\s$",
    re.IGNORECASE,
)


def _clock(match: re.Match[str], _published: date | None) -> Moment | None:
    parts = match.groupdict()
    about = _ABOUT.search(match.string, 0, match.start()) is not None
    if parts.get("word"):
        return _moment(match, minutes=0 if parts["word"].lower() == "midnight" else 720, about=about)
    said = parts["h"].lower()
    hour, minute = int(said) if said.isdigit() else _NUMBERS[said], int(parts.get("min") or 0)
    if past := (parts.get("past") or "").lower():
        about = True  # so nobody says who means the very minute
        minute = 30 if past.startswith("half") else 15 if past.endswith("past") else -15
    half = (parts.get("half") or "").lower()
    if not half:
        twelve = 0 < hour <= 12 and (len(said) == 1 or "min" not in parts)
        return _moment(match, minutes=hour * 60 + minute, twelve=twelve, about=about)
    if not 1 <= hour <= 12:
        return None
    is_late = half[0] == "p" or half in ("afternoon", "evening")
    return _moment(match, minutes=(hour % 12 + (12 if is_late else 0)) * 60 + minute, about=about)


def _compiled(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


_MONTH_FRAME = r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bof )|(?<=\bfrom )|(?<=\bduring )|(?<=\bbefore )|(?<=\bafter )|(?<=\bthis )|(?<=\blate )|(?<=\bearly )|(?<=\bmid-)|(?<=\band )|(?<=\bto )|(?<=\bfor )|(?<=\bthroughout ))"  # noqa: E501
_HINT = re.compile(
    rf"\d|days?\b|yesterday|tomorrow|tonight|last\s|next\s|this\s|previous\s|midnight|noon|o['’]clock|in\sthe\s(?:morn|aft|eve)|half\spast|quarter\s(?:past|to)|\b{_MONTH}",
    re.IGNORECASE,
)
"""What every moment holds; most sentences do not, and need not be read further."""
_NO_NAME = r"(?!\sNight\s[A-Z]|\s(?:Evening\s)?(?:Post|Times|Mail|Telegraph|Mirror|Express|Herald)\b)"
"""What follows a weekday that is part of a name."""
_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Moment | None]], ...] = (
    (_compiled(rf"(?<![\d-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>{_DAY})(?![\d-])"), _full_date),
    (
        _compiled(
            rf"(?:\b(?P<w>{_WEEKDAY}),?\s(?:the\s)?)?(?<![\d.,:£$€])(?P<d>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m>{_MONTH})(?:,?\s(?P<y>{_YEAR})\b)?"
        ),
        _full_date,
    ),
    (
        _compiled(
            rf"(?:\b(?P<w>{_WEEKDAY}),?\s)?\b(?P<m>{_MONTH})\s(?:the\s)?(?P<d>{_DAY})(?:st|nd|rd|th)?(?![\d:.,]*\d|\s?%|\s(?:per\s?cent|percent|people|million))(?:,?\s(?P<y>{_YEAR})\b)?"
        ),
        _full_date,
    ),
    (_compiled(rf"(?<![\d./])(?P<a>{_DAY})(?P<sep>[/.])(?P<b>{_DAY})(?P=sep)(?P<y>{_YEAR})(?![\d])"), _slashed),
    (
        _compiled(rf"\b(?:Q(?P<q>[1-4])|(?P<n>{'|'.join(_QUARTERS)})\squarter)(?:,?\s(?:of\s)?(?P<y>{_YEAR}))\b"),
        _quarter,
    ),
    (_compiled(rf"\b(?P<n>first|second)\shalf\sof\s(?P<y>{_YEAR})\b"), _half_year),
    (_compiled(rf"\b(?P<s>{'|'.join(_SEASONS)}),?\s(?:of\s)?(?P<y>{_YEAR})\b"), _season),
    (
        _compiled(
            rf"\b(?:the\s)?(?P<s>early|late|mid|middle|start|beginning|end)[-\s](?:of\s)?(?:in\s)?(?:(?P<y>{_YEAR})|(?P<rel>last|this|next)\syear)\b"
        ),
        _stretch,
    ),
    (
        _compiled(
            rf"\b(?:(?P<part>early|mid|late)[-\s](?:in\s)?)(?P<last>)(?P<m>{_MONTH})(?:\s(?P<y>{_YEAR})\b|(?!\s?\d))"
        ),
        _part_of_month,
    ),
    (_compiled(rf"\b(?:(?P<last>last|next)\s)?(?P<m>{_MONTH}),?\s(?:of\s)?(?P<y>{_YEAR})\b"), _month),
    (_compiled(rf"\b(?P<last>last|next)\s(?P<m>{_MONTH})(?P<y>)\b"), _month),
    (
        _compiled(
            rf"(?<![\w])(?P<last>)(?P<m>(?!may|march|mar|sun|dec|jan)\b{_MONTH}|January|Jan\.|December|Dec\.)(?P<y>)(?!\w)"
        ),
        _month,
    ),
    (_compiled(rf"{_MONTH_FRAME}(?P<last>)(?P<m>May|March)\b(?P<y>)(?!\s[A-Z])", re.NOFLAG), _month),
    (
        _compiled(r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bduring ))(?P<last>)(?P<m>may|march)\b(?P<y>)"),
        _month,
    ),
    (_compiled(r"(?<![\w$£€])(?:the\s)?(?P<y>(?:1[5-9]|20)\d0)['’]?s\b"), _decade),
    (
        _compiled(
            rf"\b(?<!\bSheffield\s)(?<!\bGood\s)(?<!\bBlack\s)(?<!\bSuper\s)(?<!\bBloody\s)(?<!\bEaster\s)(?<!\bAsh\s)(?<!\bPalm\s)(?:(?P<rel>last|next|this)\s)?(?P<w>{_WEEKDAY})\b{_NO_NAME}"
        ),
        _weekday,
    ),
    (_compiled(r"\b(?:yesterday|today|tomorrow|tonight|last\snight)\b"), _relative_day),
    (
        _compiled(
            r"\b(?:the\s)?(?P<rel>last|previous|this|next)\s(?P<unit>year|month|week|quarter)\b(?!['’]s\s\w+\s(?:cup|election))"
        ),
        _relative_period,
    ),
    (_compiled(rf"\b(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})\s(?P<unit>day)s?\sago\b"), _days_ago),
    (
        _compiled(
            rf"\b(?P<past>half\spast|(?:a\s)?quarter\s(?:past|to))\s(?P<h>{_HOUR})(?:(?:\sin\sthe\s|\s?)(?P<half>morning|afternoon|evening|[ap]\.m\.|[ap]\.?m\b))?(?!\w)"
        ),
        _clock,
    ),
    (
        _compiled(r"(?<![\d.,:£$€-])(?P<h>1[0-2]|0?[1-9])(?:[.:](?P<min>[0-5]\d))?\s?(?P<half>[ap]\.m\.|[ap]\.?m\b)"),
        _clock,
    ),
    (
        _compiled(
            rf"(?<![\d.,:£$€-])\b(?P<h>{_HOUR})\s(?:o['’]clock\s)?in\sthe\s(?P<half>morning|afternoon|evening)\b"
        ),
        _clock,
    ),
    (_compiled(r"(?<![\d.,:£$€-])(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?![\d:]|\.\d)"), _clock),
    (_compiled(rf"(?<![\d.,:£$€-])\b(?P<h>{_HOUR})\so['’]clock\b"), _clock),
    (_compiled(r"\b(?P<word>midnight|noon|midday)\b"), _clock),
    (_compiled(rf"(?<![\w$£€#.,-])(?P<y>1\d{{3}}|20\d\d)\s?[-–—]\s?(?P<z>{_YEAR}|\d\d)(?![\w%-]|[.,]\d)"), _years),
    (
        _compiled(
            rf"(?<![\w$£€#.,-])(?P<y>{_YEAR})(?![\w%]|[,.]\d|-\d|\s?(?:%|per\scent|percent|people|men|women|children|jobs|homes|km|miles|metres|meters|feet|tonnes|tons|years|hours|days|dollars|euros|pounds|million|billion|troops|soldiers|workers|students|votes|points)\b)"
        ),
        _year,
    ),
)
