"""Single days and stretches of days: "24 March 2015", "Sun 4 May", "the sixth of May", "from 3 to 5 May", "Boxing Day"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter

from factcheck.english.calendar_names import GERMAN_MONTH, MONTH, SHORT_WEEKDAY, WEEKDAY, month_number, weekday_number
from factcheck.english.moment import YEAR, Grammar, Moment, compiled, moment
from factcheck.english.numerals import ONES, ORDINAL_WORDS, TENS, ordinal_value
from factcheck.english.to_come import is_to_come

_COUNTS = {word: number for number, word in enumerate(ONES)} | {"a": 1, "an": 1}
_COUNTS |= {word: 10 * number for number, word in enumerate(TENS, 2)}
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"


def _day_number(written: str) -> int:
    return int(written) if written.isdigit() else ordinal_value(written) or 0


def _day_of(year: int | None, month: int, day: int) -> date | None:
    """The day, in a leap year if no year is given; None if there is no such day."""
    try:
        return date(year or 2000, month, day)
    except ValueError:
        return None


def _full_date(match: re.Match[str], _published: date | None) -> Moment | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts["m"].isdigit() else month_number(parts["m"])
    day, year = _day_number(parts["d"]), int(parts["y"]) if parts.get("y") else None
    resolved = _day_of(year, month, day)
    if resolved is None:
        return None
    said = weekday_number(parts["w"]) if parts.get("w") else None
    if year is None:
        return moment(match, month=month, day=day, weekday=said, said=said)
    return _day_moment(match, resolved, said)


def _slashed(match: re.Match[str], _published: date | None) -> Moment | None:
    """24/03/2015 or 03/24/2015; if both numbers are up to 12, the month is ambiguous."""
    one, two, year = int(match["a"]), int(match["b"]), int(match["y"])
    if one <= 12 and two <= 12 and one != two and match["sep"] != ".":
        return moment(match, year=year)
    day, month = (one, two) if two <= 12 else (two, one)
    resolved = _day_of(year, month, day)
    return _day_moment(match, resolved) if resolved else None


def _stretch_of_days(match: re.Match[str], _published: date | None) -> Moment | None:
    """ "from 3 to 5 May", "May 3-5, 2024", "30 April to 2 May": what one end leaves out is said by the other."""
    parts = match.groupdict()
    names = [parts["m"] or parts["n"], parts["m2"] or parts["n2"]]
    if not any(names) or (parts["d"] and parts["m"] and not names[1]) or (not names[0] and parts["n2"]):
        return None
    months = [month_number(name or names[1 - index]) for index, name in enumerate(names)]
    days = [int(parts["d"] or parts["e"]), int(parts["d2"] or parts["e2"])]
    years = [int(said) if said else None for said in (parts["y"] or parts["y2"], parts["y2"] or parts["y"])]
    first, last = (_day_of(*end) for end in zip(years, months, days, strict=True))
    if first is None or last is None or first == last or (first > last and (years[0] or months[0] <= months[1])):
        return None
    ends = ((months[0], days[0]), (months[1], days[1]))
    if years[0] is None:
        return moment(match, month=months[0], day=days[0], days=ends)
    return moment(match, first, last, year=years[0], month=months[0], day=days[0], days=ends)


_FUTURE = re.compile(
    r"\b(?:will|next|due|set to|scheduled|expect(?:ed|s)?|hopes? to|intends? to|going to|plans? to|planned|coming|would|shall"
    r"|upcoming|until|ahead of|later)\b",
    re.IGNORECASE,
)


def _speaks_of_future(match: re.Match[str]) -> bool:
    """Whether a word of the sentence speaks of the future, up to 60 characters after the match.

    A day beside one stays open: it may go with another verb ("said on Monday that it will close"), and callers take an
    open weekday for the next one if that fits.
    """
    start = max(match.string.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? ")) + 1
    return _FUTURE.search(match.string, start, min(len(match.string), match.end() + 60)) is not None


_FIXED = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
    "new year's eve": (12, 31), "halloween": (10, 31), "valentine's day": (2, 14), "st patrick's day": (3, 17),
    "may day": (5, 1), "bastille day": (7, 14), "all saints' day": (11, 1),
}  # fmt: skip
_AFTER_EASTER = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2, "easter sunday": 0,
    "easter monday": 1, "ascension day": 39, "whit sunday": 49, "whit monday": 50, "pentecost": 49,
}  # fmt: skip
_HOLIDAY = (
    "|".join([*_FIXED, *_AFTER_EASTER]).replace("'", "['’]").replace("st ", r"(?:st|saint)\.?\s").replace(" ", r"\s")
)


def _holiday(match: re.Match[str], published: date | None) -> Moment | None:
    """The day in the year that is said; without one a fixed day has none, and one that moves is the last before publication."""
    name = re.sub(r"^(?:saint|st\.?)\s", "st ", re.sub(r"\s+", " ", match["name"].lower().replace("’", "'")))
    year = int(match["y"]) if match["y"] else None
    if name in _FIXED:
        month, day = _FIXED[name]
        return _day_moment(match, date(year, month, day)) if year else moment(match, month=month, day=day)
    years = (
        [year] if year else [published.year, published.year - 1] if published and not _speaks_of_future(match) else []
    )
    easters = [easter(said, EASTER_ORTHODOX) if match["orthodox"] else easter(said) for said in years]
    candidates = [day + timedelta(_AFTER_EASTER[name]) for day in easters]
    return next((_day_moment(match, day) for day in candidates if year or (published and day <= published)), None)


def _day_moment(match: re.Match[str], day: date, said: int | None = None) -> Moment:
    """A day that is wholly known."""
    return moment(match, day, year=day.year, month=day.month, day=day.day, weekday=day.weekday(), said=said)


def _weekday(match: re.Match[str], published: date | None) -> Moment | None:
    weekday, of_day = weekday_number(match["w"]), _PART_OF_DAY.get((match["of_day"] or "").lower(), "")
    found = _last_or_next(match, weekday, published)
    return replace(found, of_day=of_day, end=match.end("w"), text=match.string[match.start() : match.end("w")])


_PART_OF_DAY = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "evening"}


def _last_or_next(match: re.Match[str], weekday: int, published: date | None) -> Moment:
    if published is None:
        return moment(match, weekday=weekday, said=weekday)
    back = (published.weekday() - weekday) % 7
    word = (match["rel"] or "").lower()
    if word == "last":
        return moment(match, published - timedelta(back or 7), weekday=weekday, said=weekday)
    is_open = word == "next" or _speaks_of_future(match)
    to_come = None if is_open else is_to_come(match.string, *match.span())
    if to_come is None or (to_come and not back):  # today, or in a week
        return moment(match, weekday=weekday, said=weekday)
    return moment(match, published + timedelta(7 * to_come - back), weekday=weekday, said=weekday)


def _relative_day(match: re.Match[str], published: date | None) -> Moment | None:
    if published is None:
        return None
    word = match.group().lower()
    shift = -1 if "yesterday" in word or "last night" in word else 1 if "tomorrow" in word else 0
    if word.startswith("the day"):
        shift *= 2
    return moment(match, published + timedelta(shift))


_UNITS = {
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.44,
    "year": 365.25,
    "decade": 3652.5,
    "century": 36525,
}


_IN_YEARS = ("decade", "century")


def _ago(match: re.Match[str], published: date | None) -> Moment | None:
    """ "two days ago" is a day; "three weeks ago" and longer are round, and cover most of a unit on either side."""
    if published is None:
        return None
    said, unit = match["n"].lower(), match["unit"].lower()
    count = int(said) if said.isdigit() else _COUNTS[said]
    if unit == "centurie":
        unit = "century"
    days = count * _UNITS[unit]
    if published.toordinal() <= 2 * days:
        return None
    day = published - timedelta(round(days))
    if unit == "day":
        return moment(match, day)
    if unit in _IN_YEARS:  # so many years, put more roughly
        slack = timedelta(round(days * 0.3))
    else:
        slack = timedelta(round(_UNITS["week" if unit == "fortnight" else unit] * max(0.7, count * 0.1)))
    return replace(moment(match, day - slack, min(day + slack, published)), loose=True, about=True)


_SAID = rf"(?:\b(?P<w>{WEEKDAY}|{SHORT_WEEKDAY}),?\s(?:the\s)?)?"
_NO_FIGURE = r"(?<![\d.,:£$€])"
_NOT_OF_DAYS = r"(?![\d:.,]*\d|\s?%|\s(?:per\s?cent|percent|people|million)|\s?[ap]\.?m\b)"


def _end_of_stretch(number: str) -> str:
    """A regular expression for one end: "3", "3 May", "May 3", with a weekday and a year."""
    weekday = rf"(?:(?:{WEEKDAY}|{SHORT_WEEKDAY}),?\s)?(?:the\s)?"
    th = "(?:st|nd|rd|th)?"
    return (
        rf"{weekday}(?:{_NO_FIGURE}(?P<d{number}>{_DAY}){th}(?![\d:.,]*\d)(?:\s(?:of\s)?(?P<m{number}>{MONTH}))?"
        rf"|(?P<n{number}>{MONTH})\s(?:the\s)?(?P<e{number}>{_DAY}){th})(?:,?\s(?P<y{number}>{YEAR})\b)?"
    )


_NO_NAME = r"(?!\sNight\s[A-Z]|\s(?:Evening\s)?(?:Post|Times|Mail|Telegraph|Mirror|Express|Herald)\b)"
"""Words after a weekday that make it part of a name."""
DAYS: Grammar = (
    (
        compiled(rf"(?<![\d-])(?P<y>{YEAR})(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>{_DAY})(?![\d-]|[/.]\d)"),
        _full_date,
    ),
    (
        compiled(
            rf"\b(?:(?P<between>between\s)|from\s)?{_end_of_stretch('')}"
            rf"(?(between)\sand\s|(?:\s?[-–—]\s?|\s(?:to|through|thru|until|till)\s)){_end_of_stretch('2')}{_NOT_OF_DAYS}"
        ),
        _stretch_of_days,
    ),
    (
        compiled(rf"{_SAID}{_NO_FIGURE}(?P<d>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m>{MONTH})(?:,?\s(?P<y>{YEAR})\b)?"),
        _full_date,
    ),
    (compiled(rf"{_NO_FIGURE}(?P<d>{_DAY})\.\s?(?P<m>{GERMAN_MONTH})(?:\.?\s(?P<y>{YEAR})\b)?"), _full_date),
    (
        compiled(
            rf"{_SAID}\b(?<!\ba\s)(?<!\bone[-\s])(?<!\btwo[-\s])(?P<d>{ORDINAL_WORDS})\sof\s(?P<m>{MONTH})(?:,?\s(?P<y>{YEAR})\b)?"
        ),
        _full_date,
    ),
    (
        compiled(
            rf"{_SAID}\b(?P<m>{MONTH})\s(?:the\s)?(?P<d>{_DAY})(?:st|nd|rd|th)?{_NOT_OF_DAYS}(?:,?\s(?P<y>{YEAR})\b)?"
        ),
        _full_date,
    ),
    (
        compiled(
            rf"{_SAID}\b(?P<m>{MONTH})\s(?:the\s)?(?P<d>{ORDINAL_WORDS})(?=[.,;:)]|\s(?:at|in|and|to)\b|\s{YEAR}|\s*$)(?:,?\s(?P<y>{YEAR})\b)?"
        ),
        _full_date,
    ),
    (compiled(rf"(?<![\d./-])(?P<a>{_DAY})(?P<sep>[-/.])(?P<b>{_DAY})(?P=sep)(?P<y>{YEAR})(?![\d])"), _slashed),
    (
        compiled(
            rf"(?<!day\safter\s)(?<!day\sbefore\s)(?<!eve\sof\s)(?<!\bthe\s)\b(?P<orthodox>Orthodox\s)?(?P<name>{_HOLIDAY})\b(?:,?\s(?:of\s)?(?P<y>{YEAR})\b)?(?!['’\s-]\w*\s?(?:deal|agreement|accords?|truce|pact|market|song|card|party|raid|massacre|attack)s?\b)"
        ),
        _holiday,
    ),
    (
        compiled(
            rf"\b(?<!\bSheffield\s)(?<!\bGood\s)(?<!\bBlack\s)(?<!\bSuper\s)(?<!\bBloody\s)(?<!\bEaster\s)(?<!\bAsh\s)(?<!\bPalm\s)(?:(?P<rel>last|next|this)\s)?(?P<w>{WEEKDAY})\b{_NO_NAME}(?:\s(?P<of_day>morning|afternoon|evening|night)\b)?"
        ),
        _weekday,
    ),
    (
        compiled(rf"(?<=\bon\s)(?P<rel>)(?P<w>{SHORT_WEEKDAY})(?![\w'’])(?!\s[A-Z][a-z])(?P<of_day>)", re.NOFLAG),
        _weekday,
    ),
    (
        compiled(
            r"\b(?:the\sday\s(?:before\syesterday|after\stomorrow)|yesterday|today|tomorrow|tonight|last\snight)\b"
            # in money of our time, whatever the day
            r"(?![’']s\s(?:money|prices|terms|dollars?|pounds?|euros?|values?|currency|standards)\b)"
        ),
        _relative_day,
    ),
    (
        compiled(rf"\b(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)})\s(?P<unit>{'|'.join(_UNITS)}|centurie)s?\sago\b"),
        _ago,
    ),
)
