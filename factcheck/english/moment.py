"""A date or a time of day as it was read, and what all its readers share."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from factcheck.english.calendar_names import MONTHS, WEEKDAYS

DAY = 24 * 60
"""Minutes."""
DayOfYear = tuple[int, int]
"""A month and a day of it, in a year that is not said."""


@dataclass(frozen=True)
class Moment:
    """A date or a time of day `text[start:end]`.

    `first` and `last` are the days it covers, both inclusive, when they are known. `year`, `month`, `day` and `weekday`
    (0 is Monday) are its known parts, `said` is the weekday that the text names. `days` are the first and the last day
    of "3 to 5 May" and "early May", `part` what "the third quarter" and "the eighties" say without a year: a kind of
    stretch of time and which of them it is. `minutes` are those since midnight, for a time of day; `offsets` are the
    minutes east of UTC of its zone, as many as it may mean, None where no zone is named; `twelve` says that the text
    leaves open which half of the day. `about` says that it is not exact ("shortly before noon", "three weeks ago"),
    `to_five` that its minutes are said as nobody says the very minute ("half past six"). `of_day` is the part of the
    day that a weekday is said with ("Sunday night"): "morning", "afternoon" or "evening", which the night belongs to.
    `loose` says that `first` and `last`, or `days`, are generous ("late 2023").
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
    days: tuple[DayOfYear, DayOfYear] | None = None
    part: tuple[str, int] | None = None
    minutes: int | None = None
    offsets: frozenset[int] | None = None
    twelve: bool = False
    about: bool = False
    to_five: bool = False
    of_day: str = ""
    loose: bool = False

    @property
    def is_stretch(self) -> bool:
        """Whether it names a first and a last day: "3 to 5 May"."""
        return self.days is not None and not self.loose

    @property
    def normalised(self) -> str:
        """One plain string: "2024-04-12", "2023-10-01 to 2023-12-31", "April", "24 March", "Friday", "17:00", "17:00 UTC"."""
        if self.minutes is not None:
            times = sorted((self.minutes - offset) % DAY for offset in self.offsets or (0,))
            return " or ".join(f"{time // 60:02}:{time % 60:02}" for time in times) + (" UTC" if self.offsets else "")
        if self.first is not None and self.last is not None:
            if self.first == self.last:
                return self.first.isoformat()
            if self.month and self.year and self.days is None:
                return f"{self.year}-{self.month:02}"
            return str(self.year) if self.year and self.days is None else f"{self.first} to {self.last}"
        if self.is_stretch and self.days is not None:
            return " to ".join(f"{day} {MONTHS[month - 1].title()}" for month, day in self.days)
        if self.month and not self.loose:
            return f"{self.day} {MONTHS[self.month - 1].title()}" if self.day else MONTHS[self.month - 1].title()
        return WEEKDAYS[self.weekday].title() if self.weekday is not None else self.text.lower()


Reader = Callable[[re.Match[str], date | None], Moment | None]
"""Reads a match, relative to the day of publication if known; None if it is not a date or time after all."""
Grammar = tuple[tuple[re.Pattern[str], Reader], ...]

YEAR = r"(?:1[5-9]\d\d|20\d\d)"


def compiled(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def moment(match: re.Match[str], first: date | None = None, last: date | None = None, **fields: object) -> Moment:
    """The matched words as a moment; one day without `last`."""
    return Moment(match.start(), match.end(), match.group(), first, last or first, **fields)  # type: ignore[arg-type]


def months(match: re.Match[str], year: int, first: int, last: int) -> Moment:
    """From the first day of the one month to the last of the other."""
    end = date(year, last, calendar.monthrange(year, last)[1])
    whole_year, whole_month = (first, last) == (1, 12), first == last
    return moment(
        match,
        date(year, first, 1),
        end,
        year=year if whole_year or whole_month else None,
        month=first if whole_month else None,
    )
