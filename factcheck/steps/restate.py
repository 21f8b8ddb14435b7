"""Restates a claim's dates, times and amounts in a source's own words, if code proves that both say the same.

"Thursday, 8 May 2025" and "this Thursday" are one day to code, which knows when the source was published; a small
language model calls the claim wrong. So it is asked about the claim as this source would put it: code verifies whatever
it can. "About 700" becomes the source's 718 and "more than a third" its 37 percent, from which they follow. Nothing
else that differs by a day, a cent or a "more than" is restated; differences stay for the model, and for
`factcheck.drift`, which looks at the claim as the story has it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from factcheck.drift.differences import difference
from factcheck.english.bounds import bounded_from
from factcheck.english.moment import DAY
from factcheck.english.moments import DATELINE, Moment, find_moments, published_on
from factcheck.english.quantities import find_quantities
from factcheck.english.quantity import Quantity
from factcheck.english.units import same_unit

_RECENT = timedelta(183)
"""A day or month in another year than the source's can go without the year up to this distance from the source's
day."""
_WEEK = timedelta(7)
_MEASURES_LEFT = ("age", "era", "factor", "label", "score")
"""Measures whose figures are part of a longer phrase: "81-year-old", "Apollo 11", "2-1"."""

_PREPOSITION = re.compile(r"\b(?:on|in|during|at)\s$", re.IGNORECASE)
"""Words that belong to a time: they are replaced with it."""
_ON = re.compile(r"\b(?:on|for)\s$", re.IGNORECASE)
"""Before the day of something to come: not "Monday to Friday", which is every week."""
_LINK = re.compile(r"\b(?:by|since|until|till|from|to|before|after|of|for|between|and|or)\s$", re.IGNORECASE)
"""Words that relate a time to something else: they stay."""
_DETERMINER = re.compile(
    r"(?:\b(?:the|an?|this|that|last|next|every|each|its|his|her|their|our|[\w’']+[’']s)\s|[-–—/]\s?)$", re.I
)
"""Before words that are part of a longer phrase: "the 2025 budget"."""
_BY_ITSELF = re.compile(
    r"(?:earlier |later )?(?:today|tonight|yesterday|tomorrow|this|last|next|previous|from|between)\b", re.IGNORECASE
)
"""The start of words that say when without a preposition."""
_ATTRIBUTE = re.compile(r"-[^\W\d_]+$")
"""The end of an amount before the thing it measures: "nine-metre waves"."""
_AS_SHOWN_BY_A_CLOCK = re.compile(r"\d:\d\d")
"""A time like "9:15" is in the morning for people who count to 24; for others it leaves the half of the day open."""
_PART_OF_A_WORD = re.compile(r"[-’'\w]")


@dataclass(frozen=True)
class _Said:
    """What a text says at `text[start:end]`: a moment or a quantity."""

    text: str
    start: int
    end: int
    value: Moment | Quantity

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


def restate(
    claim: str, sentences: Sequence[str], *, published: str | None = None, source_published: str | None = None
) -> str:
    """`claim`, with each date, time and amount in the words of the first of the source's `sentences` that says the
    same.

    `sentences` are the source's, the nearest to the claim first. The ISO 8601 dates of publication of the story and the
    source resolve relative dates; without one, that side's stay as they are.
    """
    day, told_on = published_on(source_published), published_on(published)
    free = [ours for ours in _said(claim, told_on) if not _is_bound(ours)]
    theirs = [said for sentence in sentences for said in _said(sentence, day)] if free else []
    restated = claim
    for ours in reversed(free):
        to_come = told_on if _ON.search(ours.text[: ours.start]) else None
        same = [other for other in theirs if _is_same(ours.value, other.value, day, to_come)]
        if not same:
            bounding = _with_bound(ours)
            same = [other for other in theirs if bounding and _is_instance(other.value, ours.value)]
            ours = bounding or ours
        nearest = [other for other in same if other.text == same[0].text]
        if nearest and all(_plain(other.words) != _plain(ours.words) for other in nearest):
            restated = _put(restated, ours, nearest[0])
    return restated


def say_the_rest(
    claim: str,
    shown: Sequence[str],
    others: Sequence[str],
    *,
    published: str | None = None,
    source_published: str | None = None,
) -> tuple[int, ...]:
    """Which of `others` say a date, a time or an amount of `claim` that none of `shown` says: the first for each, as
    indices.

    Both are sentences of the source; the publication dates are as for `restate`.
    """
    day = published_on(source_published)
    wanted = _said(claim, published_on(published))
    said = [_said(text, day) for text in (*shown, *others)] if wanted else []
    found: dict[int, None] = {}
    for ours in wanted:
        says = [
            any(
                _is_same(ours.value, theirs.value, day) or _is_instance(theirs.value, ours.value) for theirs in sentence
            )
            for sentence in said
        ]
        if not any(says[: len(shown)]) and any(says):
            found[says.index(True) - len(shown)] = None
    return tuple(found)


def shares_said(claim: str, sentences: Sequence[str], *, published: str | None = None) -> list[float]:
    """For each sentence of a source: the share, 0 to 1, of the claim's dates, times and amounts that it says.

    It is 0 for a claim that has none. Everything is read as of the source's day, `published`: the claim is as `restate`
    leaves it.
    """
    day = published_on(published)
    wanted = _said(claim, day)
    if not wanted:
        return [0.0] * len(sentences)
    return [_share_said(wanted, _said(sentence, day), day) for sentence in sentences]


def _share_said(wanted: Sequence[_Said], theirs: Sequence[_Said], day: date | None) -> float:
    said = [
        any(_is_same(ours.value, other.value, day) or _is_instance(other.value, ours.value) for other in theirs)
        for ours in wanted
    ]
    return sum(said) / len(said)


@lru_cache(maxsize=4096)  # a source's sentences are compared with every claim
def _said(text: str, published: date | None) -> tuple[_Said, ...]:
    """The dates, times and amounts of `text` that are separate words, in text order."""
    moments = find_moments(text, published)
    said = [_Said(text, m.start, m.end, m) for m in moments if not DATELINE.fullmatch(text, 0, m.start)]
    said += [
        _Said(text, q.start, q.end, q)
        for q in find_quantities(text)
        if all(q.end <= m.start or m.end <= q.start for m in moments)
        and (q.unit.measure == "share" or not _ATTRIBUTE.search(text, q.start, q.end))
    ]
    whole = [_without_stop(one) for one in sorted(said, key=lambda one: one.start)]
    return tuple(one for one in whole if not _PART_OF_A_WORD.match(text, one.end))


def _without_stop(said: _Said) -> _Said:
    """Without the full stop after a month's name, which may end the sentence."""
    is_day = isinstance(said.value, Moment) and said.value.minutes is None
    return replace(said, end=said.end - 1) if is_day and said.words.endswith(".") else said


def _is_same(
    ours: Moment | Quantity, theirs: Moment | Quantity, published: date | None, told_on: date | None = None
) -> bool:
    """Whether the two say the same, to the day, to the minute and to the last figure.

    `published` is the day of the source, `told_on` that of the story.
    """
    if isinstance(ours, Quantity):
        return isinstance(theirs, Quantity) and _is_same_amount(ours, theirs)
    if isinstance(theirs, Quantity) or ours.loose or theirs.loose:
        return False
    if ours.minutes is not None or theirs.minutes is not None:
        return _is_same_time(ours, theirs)
    if _are_two(ours.said, theirs.said):
        return False
    if ours.first is None or ours.last is None:
        return _is_day_to_come(ours, theirs, told_on)
    if ours.said is not None and ours.month is not None and ours.said != ours.weekday:
        return False  # the date does not fall on that weekday
    if theirs.first is not None:
        return (ours.first, ours.last) == (theirs.first, theirs.last)
    return published is not None and _means(theirs, ours.first, ours.last, published)


def _is_day_to_come(ours: Moment, theirs: Moment, told_on: date | None) -> bool:
    """Whether a bare weekday of something to come ("is due on Monday") is that day of the source, told on `told_on`: the
    next one, or the day itself, as newspapers put it."""
    if told_on is None or (ours.month, ours.day) != (None, None) or theirs.first != theirs.last:
        return False
    if theirs.first is None:
        return (theirs.month, theirs.day, theirs.weekday) == (None, None, ours.weekday)
    return ours.weekday == theirs.first.weekday() and timedelta(0) <= theirs.first - told_on < _WEEK


def _is_same_time(ours: Moment, theirs: Moment) -> bool:
    """Whether both are the same minute: in UTC, if both name a known zone."""
    if any(time.twelve and not _AS_SHOWN_BY_A_CLOCK.search(time.text) for time in (ours, theirs)):
        return False
    if not ours.offsets or not theirs.offsets or ours.offsets == theirs.offsets:
        return ours.minutes == theirs.minutes and bool(ours.offsets) == bool(theirs.offsets)
    instants = [
        {(time.minutes - offset) % DAY for offset in time.offsets}
        for time in (ours, theirs)
        if time.minutes is not None and time.offsets
    ]
    return len(instants) == 2 and not instants[0].isdisjoint(instants[1])


def _means(moment: Moment, first: date, last: date, published: date) -> bool:
    """Whether a moment that leaves its week or year open means exactly these days in a text of the day `published`."""
    if moment.month is None:
        # A weekday that is to come.
        return first == last and moment.weekday == first.weekday() and timedelta(0) < first - published <= _WEEK
    if moment.year is not None or (first.year != published.year and abs(first - published) > _RECENT):
        return False
    if moment.days is not None:
        return ((first.month, first.day), (last.month, last.day)) == moment.days
    if moment.day is None:
        days = calendar.monthrange(first.year, moment.month)[1]
        return (first, last) == (first.replace(month=moment.month, day=1), first.replace(month=moment.month, day=days))
    return first == last and (first.month, first.day) == (moment.month, moment.day)


def _is_same_amount(ours: Quantity, theirs: Quantity) -> bool:
    if ours.unit.measure != theirs.unit.measure or ours.unit.measure in _MEASURES_LEFT or ours.bound != theirs.bound:
        return False
    if ours.per and theirs.per and ours.per != theirs.per:
        return False
    return ours.base == theirs.base and (ours.unit.measure != "money" or same_unit(ours.unit, theirs.unit))


def _is_instance(theirs: Moment | Quantity, ours: Moment | Quantity) -> bool:
    """Whether the story's amount bounds or rounds the source's: "more than a third" for 37 percent."""
    if not isinstance(ours, Quantity) or not isinstance(theirs, Quantity) or ours.unit.measure != theirs.unit.measure:
        return False
    if ours.unit.measure in _MEASURES_LEFT or (ours.unit.measure == "money" and not same_unit(ours.unit, theirs.unit)):
        return False
    found = difference(ours, theirs)
    if ours.bound == "about":
        return found is not None and found.label == "rounded"
    return found is None and ours.bound in ("more than", "less than") and ours.base != theirs.base


def _with_bound(said: _Said) -> _Said | None:
    """An amount together with the words before it that bound it; None where there are none."""
    start = bounded_from(said.text, said.start) if isinstance(said.value, Quantity) else said.start
    return replace(said, start=start) if start < said.start else None


def _are_two(one: int | None, other: int | None) -> bool:
    """Whether both are known, and not the same."""
    return one is not None and other is not None and one != other


def _is_bound(said: _Said) -> bool:
    """Whether a date is part of a longer phrase, in which no other words fit: "the 2025 budget"."""
    if not isinstance(said.value, Moment) or said.value.minutes is not None:
        return False
    before = said.text[: said.start]
    if _PREPOSITION.search(before) or _LINK.search(before):
        return False
    is_period = said.value.first != said.value.last
    return _DETERMINER.search(before) is not None or (is_period and not _BY_ITSELF.match(said.words))


def _put(text: str, ours: _Said, theirs: _Said) -> str:
    """`text` with `theirs` in place of `ours`, and with the words and stops that go with it."""
    before, after = text[: ours.start], text[ours.end :]
    words = theirs.words
    starts_sentence = not theirs.text[: theirs.start].strip()
    if starts_sentence and (isinstance(theirs.value, Quantity) or _BY_ITSELF.match(words)):
        words = words[:1].lower() + words[1:]
    if isinstance(ours.value, Moment):
        preposition = _PREPOSITION.search(before)
        if preposition or (_BY_ITSELF.match(ours.words) and not _LINK.search(before)):
            before = before[: preposition.start()] if preposition else before
            words = _preposition_of(theirs) + words
        if after.startswith(",") and "," in ours.words and "," not in words:
            after = after[1:]  # the comma after a year
    elif _is_share_of(theirs) and not after.startswith(" of "):
        words += " of"
    if not before.strip():
        words = words[:1].upper() + words[1:]
    stop = "." if ours.words.endswith(".") and not after.strip() and not words.endswith(".") else ""
    return before + words + stop + after


def _preposition_of(said: _Said) -> str:
    """The words before a time: those that stand there, or else those that would."""
    if not isinstance(said.value, Moment) or _BY_ITSELF.match(said.words):
        return ""
    if found := _PREPOSITION.search(said.text, 0, said.start):
        return found.group().lower()
    if said.value.is_stretch:
        return ""
    return "at " if said.value.minutes is not None else "in " if said.value.first != said.value.last else "on "


def _is_share_of(said: _Said) -> bool:
    is_share = isinstance(said.value, Quantity) and said.value.unit.measure == "share"
    return is_share and said.text.startswith(" of ", said.end)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+|[%$€£¥]", words.casefold()))
