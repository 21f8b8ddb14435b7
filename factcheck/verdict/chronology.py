"""Findings from publication dates: which of two documents came first, and which source is older than the event it seems
to confirm.

A source is an anachronism for a claim if it speaks of the claim and was published before the first day that the claim's
date can mean, read by `factcheck.english.moments`: to the day, never finer. In doubt there is no finding: the claim is
about the story's future or told as a plan; one of its dates is not after the source's day; or the source contradicts it
by another date.

| what is there | what follows |
|---|---|
| no publication date of the source, or no date in the claim's own words | nothing can be said |
| a day and a month without a year | the last such day up to the story's own, if it is no more than half a year back |
| a date after the story's own day | the story speaks of what is to come: nothing |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from factcheck.english.calendar_names import MONTHS, WEEKDAYS
from factcheck.english.moments import Moment, find_moments, published_on
from factcheck.records import Anachronism, Claim, Comparison, Document, Drift, DriftKind, Failure, Relation

_PLANNED = re.compile(
    r"\b(?:will|would|shall|should|to (?:be|begin|start|open|close|take)|(?:is|are|was|were) to|plan(?:s|ned|ning)?|due|"
    r"schedul\w+|set (?:to|for|a|the|its)|expect\w*|takes? effect|took effect|promis\w+|intend\w*|announc\w+|deadline|"
    r"forecast\w*|predict\w*|upcoming|next|propos\w+|hop(?:es?|ed)|aim(?:s|ed)?|target\w*|invit\w+|call(?:s|ed) for|"
    r"runs? (?:from|to|until)|expires?|until|till|before|ahead of|"
    rf"by (?:the|end|mid|early|late|\d|{'|'.join([*MONTHS, *WEEKDAYS])}))\b",
    re.IGNORECASE,
)
"""Words of a claim that may point to a day still in the future when a source wrote of it."""

_RECENT = timedelta(183)
"""How far back a day without a year can be."""


def earlier_of(one: Document, other: Document) -> Document | None:
    """The one published first; None if the dates do not tell. Dates without a time are compared as days."""
    first, second = _time(one.published), _time(other.published)
    if first is not None and second is not None:
        return None if first == second else one if first < second else other
    days = published_on(one.published), published_on(other.published)
    if days[0] is None or days[1] is None or days[0] == days[1]:
        return None
    return one if days[0] < days[1] else other


def in_order(document: Document) -> tuple[bool, datetime]:
    """A key that sorts documents by publication: a day without a time at its end, documents without a date last."""
    moment, day = _time(document.published), published_on(document.published)
    if moment is None and day is not None:
        moment = datetime.combine(day, time.max, UTC)
    return (moment is None, moment or datetime.max.replace(tzinfo=UTC))


def find_anachronisms(
    claim: Claim,
    story: Document,
    sources: Sequence[Document],
    results: Sequence[Comparison | Failure],
    drifts: Sequence[Drift],
) -> tuple[Anachronism, ...]:
    """The sources that speak of `claim` and are older than its event; `results` has one entry per source, in their order."""
    first_days = _first_days(claim, published_on(story.published))
    if not first_days:
        return ()
    event, words = min(first_days)
    found = []
    for source, result in zip(sources, results, strict=True):
        published = published_on(source.published)
        if published is None or isinstance(result, Failure) or result.relation is Relation.SILENT:
            continue
        if published < event and not _another_date(source, drifts):
            found.append(Anachronism(source=source.id, published=f"{published}", event=f"{event}", words=words))
    return tuple(found)


def _time(published: str | None) -> datetime | None:
    """The publication as a moment with its zone; None if it states only a day, or nothing readable."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _first_days(claim: Claim, told: date | None) -> tuple[tuple[date, str], ...]:
    """The first day of each date of the claim, with its words; empty if one of them may still be in the future."""
    if _PLANNED.search(claim.text):
        return ()
    found = []
    for moment in find_moments(claim.text, told):
        if moment.minutes is not None:
            continue
        day = _first_day(moment, told)
        if day is None or (told is not None and day > told):
            return ()
        found.append((day, " ".join(moment.text.split())))
    return tuple(found)


def _first_day(moment: Moment, told: date | None) -> date | None:
    if moment.first is not None:
        return moment.first
    if told is None or moment.month is None or moment.day is None or moment.year is not None:
        return None
    for year in (told.year, told.year - 1):
        try:
            day = date(year, moment.month, moment.day)
        except ValueError:
            continue
        if told - _RECENT <= day <= told:
            return day
    return None


def _another_date(source: Document, drifts: Sequence[Drift]) -> bool:
    return any(
        drift.kind is DriftKind.DATE
        and drift.conflict
        and drift.source is not None
        and drift.source.document == source.id
        for drift in drifts
    )
