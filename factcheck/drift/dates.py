"""Dates and times that differ between a story's sentence and the evidence, each read against its own document's publication.

A date of the story finds its counterpart by the words around it. An equal date anywhere in the evidence is agreement.
Dates that are not comparable ("Friday" and "24 March" without a year, say) are left alone.

| label | conflict | what differs |
|---|---|---|
| `different_year`, `different_month`, `different_week`, `different_day` | yes | the date, by the largest part that differs |
| `different_weekday` | yes | the weekday that both name |
| `different_time` | yes | the time of day |
| `may_differ` | no | the part of the day: "Sunday morning", "Sunday night" |
| `other_zone` | no | the time of day, if a zone that one of them leaves out, or summer time, may explain it |
| `vaguer` | no | the story's period holds the source's |
| `more_precise` | no | the story's period lies in the source's |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from factcheck.drift.alignment import Alignment, Setting, sentences_of, setting
from factcheck.drift.date_relations import CONFLICTS, is_same_instant, relation
from factcheck.drift.rewording import Rewording, covers, rewordings
from factcheck.english.calendar_names import WEEKDAYS
from factcheck.english.moments import DATELINE, Moment, published_on
from factcheck.english.reports import is_when_said
from factcheck.languages import language
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind, Span


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
    claimed = {t.moment.start for t in theirs if any(_relation(o, t) == "same" for o in ours)}
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
    """A moment of one side with its setting."""

    moment: Moment
    setting: Setting
    frame: str
    """How it relates to the dated event: `limit` ("by June"), `start` ("since June"), `period` ("in the year to June", "as of
    1 June"), `said` ("said on 1 June that …"), or `time` ("in June")."""
    time: Moment | None
    """The only time of day with a zone in the sentence of a day."""


def _dated(spans: Iterable[Span], document: Document) -> tuple[_Dated, ...]:
    published, tongue = published_on(document.published), language(document.language)
    found: dict[int, _Dated] = {}
    for span in spans:
        for start, end in sentences_of(span, document):
            moments = tongue.find_moments(document.text[start:end], published)
            zoned = [m for m in moments if m.offsets]
            for m in moments:
                if DATELINE.fullmatch(document.text, start, start + m.start):
                    continue
                located = replace(m, start=start + m.start, end=start + m.end)
                around = setting(document.text, located.start, located.end, (start, end), tongue.empty_words)
                found[located.start] = _Dated(
                    located,
                    around,
                    frame=_frame(document.text, located, start),
                    time=zoned[0] if len(zoned) == 1 and m.minutes is None else None,
                )
    return tuple(found[key] for key in sorted(found))


_FRAMES = tuple(
    (
        frame,
        re.compile(
            rf"\b(?:{words})\s(?:the\s)?(?:(?:end|middle|beginning|start)\sof\s|early\s|late\s|mid-)?$", re.IGNORECASE
        ),
    )
    for frame, words in (
        (
            "period",
            r"(?:half|half-year|years?|quarters?|months?|weeks?|days?|period|term|season)\s"
            r"(?:(?:that\s)?end(?:ed|ing|s)|to|through|up\sto)(?:\son)?|as\s(?:at|of)|at",
        ),
        ("limit", "by|until|till|before"),
        ("start", "since|from|after"),
    )
)


def _frame(text: str, moment: Moment, sentence: int) -> str:
    """The frame that the words around a date give it; a time of day ("at 5 p.m.") ends no period."""
    frame = next((frame for frame, words in _FRAMES if words.search(text, sentence, moment.start)), "time")
    if frame == "time" and is_when_said(text, moment.start, moment.end, sentence):
        return "said"
    return "time" if frame == "period" and moment.minutes is not None else frame


def _of_another_thing(ours: _Dated, theirs: _Dated) -> bool:
    """Whether the dates cannot clash: the end of the period that figures are of, the day on which something was said or
    published, and the day of an event are days of different things."""
    if (ours.frame == "said") != (theirs.frame == "said"):
        return True
    event = theirs if ours.frame == "period" else ours
    return (ours.frame == "period") != (theirs.frame == "period") and _grain(event.moment) in ("day", "time")


def _relation(ours: _Dated, theirs: _Dated) -> str | None:
    """The relation of the two moments; Monday, 8 p.m. in New York is Tuesday in London."""
    found = relation(ours.moment, theirs.moment)
    if found in CONFLICTS and ours.time and theirs.time:
        return "same" if is_same_instant(ours.moment, ours.time, theirs.moment, theirs.time) else found
    return found


_FIT = 0.3
_LONG_FIT = 0.4
_LONE_FIT = 0.2
_CERTAIN_FIT = 0.5
_SHORT = 4
_MARGIN = 0.1
"""A date that does not conflict goes before one that does and matches better by no more than this."""

_SHARED_PARTS = 0.2
"""The bonus on the match of two dates if two of year, month and day are the same."""


def _drift(
    dated: _Dated,
    theirs: Sequence[_Dated],
    claimed: set[int],
    alignment: Alignment,
    short: bool,
    story: Document,
    source: Document,
) -> Drift | None:
    relations = [(other, _relation(dated, other)) for other in theirs]
    if any(label == "same" for _, label in relations):
        return None
    ranked = sorted(
        (
            (_fit(dated, other, alignment), -other.moment.start, label, other)
            for other, label in relations
            if label is not None and other.moment.start not in claimed and not _of_another_thing(dated, other)
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
    _, _, label, other = next((entry for entry in near if entry[2] not in CONFLICTS), ranked[0])
    return _found(dated, other, label, story, source)


def _in_place_of(
    dated: _Dated, theirs: Sequence[_Dated], changed: Sequence[Rewording], story: Document, source: Document
) -> Drift | None:
    """The drift from the date in this one's place in an otherwise repeated sentence.

    None if an equal date is among words that the story left out: it may have left out the other's part of the sentence.
    Also None if one is in another sentence, unless the story copied this one.
    """
    same = [one for one in theirs if _relation(dated, one) == "same"]
    left_out = [change.source for change in changed if not change.story_words]
    if any(one.moment.start < end and start < one.moment.end for one in same for start, end in left_out):
        return None
    for change in changed:
        for other in theirs:
            opposite = covers(other.moment.start, other.moment.end, change.source)
            if not change.is_copy and any(one.setting.start != other.setting.start for one in same):
                continue
            if _of_another_thing(dated, other):
                continue
            if opposite and covers(dated.moment.start, dated.moment.end, change.story):
                label = _relation(dated, other)
                return _found(dated, other, label, story, source) if label in CONFLICTS else None
    return None


def _found(dated: _Dated, other: _Dated, label: str, story: Document, source: Document) -> Drift:
    return Drift(
        kind=DriftKind.DATE,
        label=label,
        conflict=label in CONFLICTS and not (label != "different_time" and (dated.moment.about or other.moment.about)),
        story=story.span(dated.moment.start, dated.moment.end),
        source=source.span(other.moment.start, other.moment.end),
        story_value=_value(dated.moment, label),
        source_value=_value(other.moment, label),
        message=_message(label, dated.moment, other.moment),
    )


def _value(moment: Moment, label: str) -> str:
    """The moment normalised, with its weekday if that differs on one date."""
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
    if label in CONFLICTS:
        part = story.part[0] if story.part and source.part else CONFLICTS[label]
        return f"The story says {ours}, the source {theirs}: another {part}."
    return f"The story says {ours}, the source {theirs}. {_REMARKS[label]}"


_REMARKS = {
    MAY_DIFFER: "The two may be of different times.",
    "vaguer": "The story is vaguer.",
    "more_precise": "The source does not say it that exactly.",
    "other_zone": "The time zone may explain it.",
}


def _said(moment: Moment) -> str:
    written = " ".join(moment.text.split())
    if moment.minutes is None:
        written = written.removesuffix(".")  # of the sentence, or of a short form
    return written if written.casefold() == moment.normalised.casefold() else f"{written} ({moment.normalised})"
