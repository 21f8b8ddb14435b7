"""How two dates or two times of day relate: `same`, or by what they differ. The labels are those of `factcheck.drift.dates`."""

from __future__ import annotations

from datetime import date

from factcheck.english.moment import DAY, DayOfYear, Moment
from factcheck.records import MAY_DIFFER

CONFLICTS = {
    "different_year": "year",
    "different_month": "month",
    "different_week": "week",
    "different_day": "day",
    "different_weekday": "weekday",
    "different_time": "time of day",
}
"""The labels of a conflict, with what differs."""

_ABOUT = 30
"""How many minutes apart two times may be of which one is not exact."""
_FIVE = 10
"""The same if one is in steps of five or fifteen minutes."""
_HALF_DAY = DAY // 2
_ZONE_STEP = 15
"""All zones are so many minutes apart, or a multiple."""
_SUMMER_TIME = 60
_TEN_YEARS, _TWO_MONTHS = 3651, 62
"""Days, at least and at most."""


def relation(story: Moment, source: Moment) -> str | None:
    """`same`, a label of this module, or None if the two cannot be compared; morning and evening of one day
    `may_differ`."""
    if story.minutes is not None and source.minutes is not None:
        return _of_times(story, source)
    if story.minutes is not None or source.minutes is not None:
        return None
    found = _of_days(story, source)
    # One date with two weekdays, or with one that it does not fall on: one of them is wrong.
    named_apart = story.said is not None and story.said != (source.weekday if source.said is None else source.said)
    if found == "same" and named_apart and _has_weekday(source):
        return "different_weekday"
    apart = {story.of_day, source.of_day} - {""}
    return MAY_DIFFER if found == "same" and len(apart) == 2 and "morning" in apart else found


def _has_weekday(moment: Moment) -> bool:
    """Whether its weekday is said, or follows from a date of our calendar, which some countries have had for a century only."""
    return moment.said is not None or (moment.day is not None and moment.year is not None and moment.year > 1923)


def _of_times(story: Moment, source: Moment) -> str:
    """The relation of two times of day, compared in UTC if both name their zone."""
    about = _ABOUT if story.about or source.about else _FIVE if story.to_five or source.to_five else 0
    zones = [(one, other) for one in story.offsets or () for other in source.offsets or ()]
    if story.offsets == source.offsets:
        zones = []
    apart = min(_apart(story, source, other - one) for one, other in zones or [(0, 0)])
    if apart <= about:
        return "same"
    is_open = bool(story.offsets) != bool(source.offsets) or (not zones and story.offsets != source.offsets)
    if is_open and apart % _ZONE_STEP == 0:
        return "other_zone"
    # Half of all writers say "EST" in summer, too.
    return "other_zone" if zones and apart <= _SUMMER_TIME + about else "different_time"


def _apart(story: Moment, source: Moment, shift: int) -> int:
    """The minutes between two times of day, the story's moved by `shift`, around the clock."""
    around = _HALF_DAY if story.twelve or source.twelve else DAY
    apart = (story.minutes or 0) + shift - (source.minutes or 0)
    return min(apart % around, -apart % around)


def is_same_instant(our_day: Moment, our_time: Moment, their_day: Moment, their_time: Moment) -> bool:
    """Whether two days that differ are one moment by their times, which name their zones."""
    days = _numbered(our_day, their_day)
    if days is None or our_time.twelve or their_time.twelve:
        return False
    instants = [
        {DAY * day + (time.minutes or 0) - offset for offset in time.offsets or ()}
        for day, time in zip(days, (our_time, their_time), strict=True)
    ]
    weeks = (-7, 0, 7) if max(days) < 7 else (0,)
    return any(instants[0] & {instant + DAY * week for instant in instants[1]} for week in weeks)


def _numbered(one: Moment, other: Moment) -> tuple[int, int] | None:
    """The two single days as numbers that count days, by the first of weekday, date and day of the year that both say."""
    if one.said is not None and other.said is not None:
        return one.said, other.said
    if one.first and other.first:
        is_day = one.first == one.last and other.first == other.last
        return (one.first.toordinal(), other.first.toordinal()) if is_day else None
    if one.month and one.day and other.month and other.day:
        return date(2000, one.month, one.day).toordinal(), date(2000, other.month, other.day).toordinal()
    if one.weekday is not None and other.weekday is not None:
        return one.weekday, other.weekday
    return None


def _of_days(story: Moment, source: Moment) -> str | None:
    if story.part is not None and source.part is not None and not (story.first and source.first):
        return _of_parts(story.part, source.part)
    if story.part is not None and story.part[0] == "decade" and source.first and source.last:
        return _of_decade(story.part[1], source.first, source.last, "vaguer")
    if source.part is not None and source.part[0] == "decade" and story.first and story.last:
        return _of_decade(source.part[1], story.first, story.last, "more_precise")
    if story.first and story.last and source.first and source.last:
        return _of_periods(story, source, (story.first, story.last), (source.first, source.last))
    return _by_parts(story, source)


def _of_parts(ours: tuple[str, int], theirs: tuple[str, int]) -> str | None:
    """The relation of two quarters, halves or decades of which one or both do not say of what."""
    if ours[0] != theirs[0]:
        return None
    return "same" if ours == theirs else "different_year" if ours[0] == "decade" else "different_month"


def _of_decade(decade: int, first: date, last: date, within: str) -> str | None:
    """The relation of "the eighties" to known days; `within` if these are only part of the ten years."""
    if first.year // 10 != last.year // 10:
        return None
    if first.year // 10 % 10 != decade:
        return "different_year"
    return within if (last - first).days < _TEN_YEARS else "same"


def _of_periods(story: Moment, source: Moment, ours: tuple[date, date], theirs: tuple[date, date]) -> str | None:
    """The relation of two moments whose first and last days are known."""
    if _is_week(ours) and _is_week(theirs) and ours != theirs:
        return "different_week"
    exact_years = _is_years(ours) and _is_years(theirs) and not (story.about or source.about)
    if exact_years and story.loose and source.loose and ours != theirs:
        return "different_year"
    if ours[0] <= theirs[1] and theirs[0] <= ours[1]:
        return _where_they_overlap(story, source, ours, theirs)
    by_parts = _by_parts(story, source)
    if by_parts in CONFLICTS:
        return by_parts
    return "different_year" if ours[0].year != theirs[0].year else "different_month"


_Ends = tuple[date, date] | tuple[DayOfYear, DayOfYear]


def _where_they_overlap(story: Moment, source: Moment, ours: _Ends, theirs: _Ends) -> str | None:
    """The relation of two stretches that have a day in common."""
    if ours == theirs or (story.loose and theirs[0] != theirs[1]) or (source.loose and ours[0] != ours[1]):
        return "same"
    if story.about or source.about:
        return "same"
    if story.is_stretch and source.is_stretch:
        return "different_day"
    if (story.is_stretch and theirs[0] == theirs[1] in ours) or (source.is_stretch and ours[0] == ours[1] in theirs):
        return "same"  # the day on which it begins or ends
    if ours[0] <= theirs[0] and theirs[1] <= ours[1]:  # type: ignore[operator]
        return "vaguer"
    return "more_precise" if theirs[0] <= ours[0] and ours[1] <= theirs[1] else None  # type: ignore[operator]


def _is_week(days: tuple[date, date]) -> bool:
    """Whether the days are those that "last week" covers, from Sunday to Sunday."""
    return (days[1] - days[0]).days == 7


def _is_years(days: tuple[date, date]) -> bool:
    """Whether the days are those of whole years."""
    return (days[0].month, days[1].month) == (1, 12)


def _by_parts(story: Moment, source: Moment) -> str | None:
    """The relation by the parts of a date that both state."""
    weekdays = {story.weekday, source.weekday} - {None}
    if len(weekdays) == 2 and not (story.month and source.month):
        return "different_weekday"
    years = _year_of(story), _year_of(source)
    if None not in years and years[0] != years[1]:
        return "different_year"
    if any(moment.days or (moment.about and moment.first) for moment in (story, source)):
        return _of_stretches(story, source)
    for label, ours, theirs in (
        ("different_month", story.month or _month_of(story), source.month or _month_of(source)),
        ("different_day", story.day or _day_of(story), source.day or _day_of(source)),
    ):
        if ours is not None and theirs is not None and ours != theirs:
            return label
    if story.month and source.month:
        if bool(story.day) == bool(source.day):
            return "same"
        return "vaguer" if source.day else "more_precise"
    return "same" if story.weekday is not None and story.weekday == source.weekday else None


def _of_stretches(story: Moment, source: Moment) -> str | None:
    """The relation of two stretches of days, of which one or both leave the year open."""
    ours, theirs = _days_of_year(story), _days_of_year(source)
    if ours is None or theirs is None or ours[0] > ours[1] or theirs[0] > theirs[1]:
        return "same" if ours is not None and ours == theirs else None
    if ours[0] <= theirs[1] and theirs[0] <= ours[1]:
        return _where_they_overlap(story, source, ours, theirs)
    return "different_day" if ours[0][0] == theirs[0][0] else "different_month"


def _days_of_year(moment: Moment) -> tuple[DayOfYear, DayOfYear] | None:
    """The first and the last day without their year; None if they are unknown, or more than two months apart."""
    if moment.days is not None:
        return moment.days
    if moment.first and moment.last:
        is_short = moment.first.year == moment.last.year and (moment.last - moment.first).days <= _TWO_MONTHS
        return ((moment.first.month, moment.first.day), (moment.last.month, moment.last.day)) if is_short else None
    if moment.month is None:
        return None
    return (moment.month, moment.day or 1), (moment.month, moment.day or 31)


def _year_of(moment: Moment) -> int | None:
    if moment.first and moment.last and moment.first.year == moment.last.year:
        return moment.first.year
    return moment.year


def _month_of(moment: Moment) -> int | None:
    if (
        moment.first
        and moment.last
        and (moment.first.year, moment.first.month) == (moment.last.year, moment.last.month)
    ):
        return moment.first.month
    return None


def _day_of(moment: Moment) -> int | None:
    return moment.first.day if moment.first and moment.first == moment.last else None
