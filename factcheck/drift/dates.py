"""Dates and times that differ between a story's sentence and the evidence, each read against its own document's publication.

A date of the story finds its counterpart by the words around it. An equal date anywhere in the evidence is agreement. Dates
that nothing makes comparable ("Friday" and "24 March" without a year, say) are left alone.

| label | conflict | what differs |
|---|---|---|
| `different_year`, `different_month`, `different_week`, `different_day` | yes | the date, by the largest part that differs |
| `different_weekday` | yes | the weekday that both name |
| `different_time` | yes | the time of day |
| `other_zone` | no | the time of day, where a zone that one of them leaves out, or summer time, may explain it |
| `vaguer` | no | the story's period holds the source's |
| `more_precise` | no | the story's period lies in the source's |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from factcheck.calendar_names import WEEKDAYS
from factcheck.drift.alignment import Alignment, Setting, sentences_of, setting
from factcheck.drift.clock import DAY
from factcheck.drift.moment import DayOfYear
from factcheck.drift.moments import DATELINE, Moment, find_moments, published_on
from factcheck.drift.rewording import Rewording, covers, rewordings
from factcheck.records import Document, Drift, DriftKind, Span

_CONFLICTS = {
    "different_year": "year",
    "different_month": "month",
    "different_week": "week",
    "different_day": "day",
    "different_weekday": "weekday",
    "different_time": "time of day",
}


def find_date_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """The dates and times of `claim`, a span of `story`, that differ from their counterparts in `evidence`.

    Relative dates ("Friday", "last year") are resolved by the document's `published`; without it they are compared as far
    as they go. At most one drift for each date of the claim, in story order. The order of `evidence` does not matter.
    """
    ours = _dated([claim], story)
    if not ours:
        return ()
    theirs = _dated(evidence, source)
    sentences = {(a.setting.start, a.setting.end): a.setting.sentence for a in theirs}
    alignment = Alignment(list(sentences.values()))
    claimed = {t.moment.start for t in theirs if any(_relation(o.moment, t.moment) == "same" for o in ours)}
    short = len({sentence for span in evidence for sentence in sentences_of(span, source)}) <= _SHORT
    changed = rewordings(claim, evidence, story=story, source=source)
    drifts = (
        _in_place_of(dated, theirs, changed, story, source)
        or _drift(dated, theirs, claimed, alignment, short, story, source)
        for dated in ours
    )
    return tuple(drift for drift in drifts if drift is not None)


@dataclass(frozen=True)
class _Dated:
    """A moment of one side with where it stands."""

    moment: Moment
    setting: Setting
    frame: str
    """How it relates to what is dated: `limit` ("by June"), `start` ("since June"), or `time` ("in June")."""


def _dated(spans: Iterable[Span], document: Document) -> tuple[_Dated, ...]:
    published = published_on(document.published)
    found: dict[int, _Dated] = {}
    for span in spans:
        for start, end in sentences_of(span, document):
            for m in find_moments(document.text[start:end], published):
                if DATELINE.fullmatch(document.text, start, start + m.start):
                    continue
                located = replace(m, start=start + m.start, end=start + m.end)
                around = setting(document.text, located.start, located.end, (start, end))
                found[located.start] = _Dated(located, around, _frame(document.text[start : located.start]))
    return tuple(found[key] for key in sorted(found))


_FRAMES = {
    frame: re.compile(
        rf"\b(?:{words})\s(?:the\s)?(?:(?:end|middle|beginning|start)\sof\s|early\s|late\s|mid-)?$", re.IGNORECASE
    )
    for frame, words in (("limit", "by|until|till|before"), ("start", "since|from|after"))
}


def _frame(before: str) -> str:
    """The frame that the words before a date give it."""
    return next((frame for frame, words in _FRAMES.items() if words.search(before)), "time")


def _relation(story: Moment, source: Moment) -> str | None:
    """`same`, a label of this module, or None where the two cannot be compared."""
    if story.minutes is not None and source.minutes is not None:
        return _of_times(story, source)
    if story.minutes is not None or source.minutes is not None:
        return None
    found = _of_days(story, source)
    # One date with two weekdays, or with one that it does not fall on: one of them is wrong.
    named_apart = story.said is not None and story.said != (source.weekday if source.said is None else source.said)
    return "different_weekday" if found == "same" and named_apart and _has_weekday(source) else found


def _has_weekday(moment: Moment) -> bool:
    """Whether its weekday is said, or follows from a date of our calendar, which some countries have had for a century only."""
    return moment.said is not None or (moment.day is not None and moment.year is not None and moment.year > 1923)


def _of_times(story: Moment, source: Moment) -> str:
    """The relation of two times of day, held against each other in UTC where both name their zone."""
    about = _ABOUT if story.about or source.about else 0
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
    """The relation of "the eighties" to known days; which is `within` where they are some of the ten years' only."""
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
    if by_parts in _CONFLICTS:
        return by_parts
    return "different_year" if ours[0].year != theirs[0].year else "different_month"


_Ends = tuple[date, date] | tuple[DayOfYear, DayOfYear]


def _where_they_overlap(story: Moment, source: Moment, ours: _Ends, theirs: _Ends) -> str | None:
    """The relation of two stretches that have a day in common."""
    if ours == theirs or (story.loose and theirs[0] != theirs[1]) or (source.loose and ours[0] != ours[1]):
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
    """The first and the last day without their year, None where they are not known or the year is more than one."""
    if moment.days is not None:
        return moment.days
    if moment.first and moment.last:
        one_year = moment.first.year == moment.last.year
        return ((moment.first.month, moment.first.day), (moment.last.month, moment.last.day)) if one_year else None
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


_ABOUT = 30
"""How many minutes apart two times may be of which one is not exact."""
_HALF_DAY = DAY // 2
_ZONE_STEP = 15
"""All zones are so many minutes apart, or a multiple."""
_SUMMER_TIME = 60
_TEN_YEARS = 3651
"""Days."""

_FIT = 0.3
_LONG_FIT = 0.4
_LONE_FIT = 0.2
_CERTAIN_FIT = 0.5
_SHORT = 4
_MARGIN = 0.1
"""A date that does not conflict goes before one that does and matches better by no more than this."""

_SHARED_PARTS = 0.2
"""What it adds to the match of two dates that two of year, month and day are the same."""


def _drift(
    dated: _Dated,
    theirs: Sequence[_Dated],
    claimed: set[int],
    alignment: Alignment,
    short: bool,
    story: Document,
    source: Document,
) -> Drift | None:
    relations = [(other, _relation(dated.moment, other.moment)) for other in theirs]
    if any(label == "same" for _, label in relations):
        return None
    ranked = sorted(
        (
            (_fit(dated, other, alignment), -other.moment.start, label, other)
            for other, label in relations
            if label is not None and other.moment.start not in claimed
        ),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    if not ranked:
        return None
    fit, _, label, other = ranked[0]
    lone = short and len({entry[3].moment.normalised for entry in ranked}) == 1
    needed = _LONG_FIT if not short else _LONE_FIT if lone else _FIT
    if _grain(dated.moment) != _grain(other.moment) or dated.frame != other.frame:
        needed = _CERTAIN_FIT
    if fit < needed:
        return None
    near = (entry for entry in ranked if fit - entry[0] < _MARGIN)
    _, _, label, other = next((entry for entry in near if entry[2] not in _CONFLICTS), ranked[0])
    return _found(dated, other, label, story, source)


def _in_place_of(
    dated: _Dated, theirs: Sequence[_Dated], changed: Sequence[Rewording], story: Document, source: Document
) -> Drift | None:
    """The drift from the date that stands in this one's place in a sentence that is otherwise repeated.

    None where an equal date is among words that the story left out: it may have left out the other's part of the sentence.
    None, too, where one is in another sentence, unless the story has this one copied.
    """
    same = [one for one in theirs if _relation(dated.moment, one.moment) == "same"]
    left_out = [change.source for change in changed if not change.story_words]
    if any(one.moment.start < end and start < one.moment.end for one in same for start, end in left_out):
        return None
    for change in changed:
        for other in theirs:
            opposite = covers(other.moment.start, other.moment.end, change.source)
            if not change.is_copy and any(one.setting.start != other.setting.start for one in same):
                continue
            if opposite and covers(dated.moment.start, dated.moment.end, change.story):
                label = _relation(dated.moment, other.moment)
                return _found(dated, other, label, story, source) if label in _CONFLICTS else None
    return None


def _found(dated: _Dated, other: _Dated, label: str, story: Document, source: Document) -> Drift:
    return Drift(
        kind=DriftKind.DATE,
        label=label,
        conflict=label in _CONFLICTS and not (label != "different_time" and (dated.moment.about or other.moment.about)),
        story=story.span(dated.moment.start, dated.moment.end),
        source=source.span(other.moment.start, other.moment.end),
        story_value=_value(dated.moment, label),
        source_value=_value(other.moment, label),
        message=_message(label, dated.moment, other.moment),
    )


def _value(moment: Moment, label: str) -> str:
    """The moment normalised, with its weekday where that is what differs on one date."""
    if label != "different_weekday" or moment.said is None or moment.month is None:
        return moment.normalised
    return f"{WEEKDAYS[moment.said].title()}, {moment.normalised}"


def _grain(moment: Moment) -> str:
    """How exact a moment is: a time of day, a day, or a longer period."""
    if moment.minutes is not None:
        return "time"
    is_day = moment.day is not None or moment.weekday is not None or (moment.first and moment.first == moment.last)
    return "day" if is_day else "month" if moment.month else "year"


def _fit(dated: _Dated, other: _Dated, alignment: Alignment) -> float:
    ours, theirs = dated.moment, other.moment
    shared = sum(
        one is not None and one == another
        for one, another in ((ours.year, theirs.year), (ours.month, theirs.month), (ours.day, theirs.day))
    )
    return alignment.fit(dated.setting, other.setting) + (_SHARED_PARTS if shared >= 2 else 0)


def _message(label: str, story: Moment, source: Moment) -> str:
    ours, theirs = _said(story), _said(source)
    if label in _CONFLICTS:
        return f"The story says {ours}, the source {theirs}: another {_CONFLICTS[label]}."
    return f"The story says {ours}, the source {theirs}. {_REMARKS[label]}"


_REMARKS = {
    "vaguer": "The story is vaguer.",
    "more_precise": "The source does not say it that exactly.",
    "other_zone": "The time zone may explain it.",
}


def _said(moment: Moment) -> str:
    written = " ".join(moment.text.split())
    if moment.minutes is None:
        written = written.removesuffix(".")  # of the sentence, or of a short form
    return written if written.casefold() == moment.normalised.casefold() else f"{written} ({moment.normalised})"
