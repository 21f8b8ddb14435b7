"""Whether a number of a claim and the number found in its place in a source surely measure the same thing.

Two different numbers disprove a claim only if both count the same thing. This module looks for signs that they do not.
Such a difference is still shown, as worth a look (`may_differ`): it overrules nothing, and it keeps a mark from being green.
docs/measurements.md says how many proofs were wrong before and after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.derived import NEARLY, Strictness, is_derived, is_share_of
from factcheck.drift.differences import near
from factcheck.drift.measured import are_complements, is_distance_of, is_measured_otherwise, is_ratio_of
from factcheck.drift.same_event import is_of_another_event, may_be_of_another_case, may_be_of_another_event
from factcheck.drift.table_rows import may_be_of_another_row
from factcheck.english.moments import Moment, published_on
from factcheck.english.quantity import ORDINAL
from factcheck.english.stems import content_stems
from factcheck.languages import Language, language
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind, Span

LEAST_SHARED = 0.3
"""The share of the claim's words, without the number, that the source's sentence must have."""
MOSTLY = 0.75
"""A sentence of the source that shares so many of its words with the claim, and lacks none of it, says the same in the
same order."""
AS_MUCH = 0.4
"""The share of its words that the source's sentence must share with the claim for its "first" to be of what the claim's is."""

_FIGURES = (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE)
_JUDGED = ("value_differs", "scale_differs")
_ONE_IN = re.compile(r"\bone\s+(?:\w+\s+){0,4}in\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_OF_WHAT = re.compile(r"\s+of\s+(?:(?:the|all|its|their|his|her|those|these)\s+)*([^\W\d_]{3,})", re.IGNORECASE)
_ROUGH = r"(?:just|nearly|almost|about|around|roughly|some|close to|over|under|than)"
_ROUGHLY = re.compile(rf"\b{_ROUGH}\s+$", re.IGNORECASE)
_CHANGED_BY = re.compile(rf"\bby\s+(?:{_ROUGH}\s+)*$", re.IGNORECASE)
_STANDS_BY = re.compile(
    rf"\b(?:ahead|behind|leads|led|leading|trail(?:s|ed|ing)?|wins?|won|beat(?:s|en)?)\b[^.;]{{0,30}}\bby\s+(?:{_ROUGH}\s+)*$",
    re.IGNORECASE,
)
_REACHED = re.compile(rf"\b(?:at|after|past|beyond)\s+(?:the\s+)?(?:{_ROUGH}\s+)*$", re.IGNORECASE)
_LEFT = re.compile(r"\s+(?:to\s+go|left|remaining|before|short\s+of|(?:away\s+)?from)\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:first|last|next|initial)\s+$", re.IGNORECASE)
_REST = re.compile(r"\b(?:others?|rest|remaining|remainder)\b", re.IGNORECASE)
_ON_A_WAY = frozenset({"length", "time", "months"})
"""Measures of a way or a time, of which one amount is gone and another is still to come."""
_ARTICLE = re.compile(r"\W*(?:(?:the|a|an|its|his|her|their)\s)?", re.IGNORECASE)
_AROUND = 60
"""So many characters around an amount are looked at."""
_IN_DAYS = {"time": Fraction(1, 86400), "months": Fraction(365, 12)}
"""The base units of time in days."""
_A_LIFE = 36525
"""Days: nothing that is dated by a day is counted further."""
_ANY_YEAR = 2000
"""The year of two dates that name none; a leap year, which has every day."""
_SLACK = timedelta(days=3)
"""A deadline that falls on no working day moves by so much."""


def with_doubt(
    claim: str, drift: Drift, evidence: Sequence[Span], *, story: Document, source: Document
) -> Drift | None:
    """The difference between numbers or dates unchanged, as one that may concern two things, or None where there is none.

    `claim` is the claim's text; `evidence` are the spans of `source` compared with it.
    """
    if drift.source is None or not drift.conflict:
        return drift
    if drift.kind is DriftKind.DATE:
        if is_of_another_event(claim, drift.story, drift.source, story=story, source=source):
            return None
        counted = _is_counted_from(drift.story, drift.source, story, source)
        doubtful = counted or may_be_of_another_event(drift.source, source)
    elif drift.kind is DriftKind.NUMBER and drift.label in _JUDGED:
        ours, theirs = _amount_at(drift.story, story), _amount_at(drift.source, source)
        if ours and theirs and _agree(ours, theirs, evidence, story, source):
            return None
        doubtful = bool(ours and theirs and _may_be_of_two_things(claim, ours, theirs, evidence, story, source))
    else:
        return drift
    return _doubted(drift) if doubtful else drift


def with_doubt_of_two(drifts: Sequence[Drift], sources: Sequence[Document]) -> list[Drift]:
    """The differences, with doubt where a sentence has both another name and another figure than the claim: it is likely to be
    of something else ("Rents rose 7 per cent in Tamm" beside "rose 4 per cent in Velle")."""
    by_id = {source.id: source for source in sources}

    def place(drift: Drift) -> tuple[str | int, ...] | None:
        there = drift.source if drift.conflict else None
        return (there.document, *by_id[there.document].sentences_within(there.start, there.end)) if there else None

    names = {place(drift) for drift in drifts if _is_other_name(drift)}
    figures = {place(drift) for drift in drifts if drift.kind in _FIGURES}
    both = (names & figures) - {None}
    of_either = (_is_other_name(drift) or drift.kind in _FIGURES for drift in drifts)
    return [_doubted(d) if counts and place(d) in both else d for d, counts in zip(drifts, of_either, strict=True)]


def _is_other_name(drift: Drift) -> bool:
    return drift.kind is DriftKind.NAME and drift.label not in ("misspelt", "title_differs")


def _doubted(drift: Drift) -> Drift:
    message = f"{drift.message.rstrip('.')}. The two may be of different things."
    return drift.model_copy(update={"label": MAY_DIFFER, "conflict": False, "message": message})


def _agree(ours: Amount, theirs: Amount, evidence: Sequence[Span], story: Document, source: Document) -> bool:
    """Whether the source's amounts come to ours, which is how far they are apart, how many times one is the other, or the
    share of those who did not."""
    others = located_amounts([*evidence, _sentence_of(theirs, source)], source)
    return (
        is_distance_of(ours, others, story)
        or is_ratio_of(ours, others, story)
        or are_complements(ours, theirs, story, source)
    )


def _may_be_of_two_things(
    claim: str, ours: Amount, theirs: Amount, evidence: Sequence[Span], story: Document, source: Document
) -> bool:
    held = source.text[theirs.setting.start : theirs.setting.end]
    shown = " ".join([held, *(span.text for span in evidence)])
    tongue = language(source.language)
    shared = _shared(claim, ours, held, theirs, tongue)
    back = _shared(held, theirs, claim, ours, tongue)
    retold = shared == 1 and back >= MOSTLY
    return (
        ours.role != theirs.role
        or may_be_of_another_row(claim, held, theirs.quantity.start - theirs.setting.start)
        or (ours.quantity.low in tongue.find_values(shown) and not retold)
        or is_derived(ours, located_amounts([*evidence, _sentence_of(theirs, source)], source), Strictness.ANY_TWO)
        or (shared < LEAST_SHARED and not _names_the_same(ours, theirs))
        or _counts_others(ours, theirs)
        or _is_share_of_others(ours, theirs, story, source)
        or is_share_of(ours, theirs, located_amounts([_sentence_of(ours, story)], story))
        or (
            back < AS_MUCH or _is_one_of_several(ours, story)
            if ours.quantity.unit is ORDINAL
            else may_be_of_another_case(claim, source.span(theirs.quantity.start, theirs.quantity.end), source)
        )
        or _is_change(ours, story, theirs) != _is_change(theirs, source, ours)
        or _is_of_a_part(ours, story) != _is_of_a_part(theirs, source)
        or _place_on_the_way(ours, story) != _place_on_the_way(theirs, source)
        or is_measured_otherwise(ours, theirs, story=story, source=source)
    )


def _is_one_of_several(ours: Amount, story: Document) -> bool:
    """Whether an ordinal tells of which one its sentence speaks, beside which there are others: "The second phase opens"."""
    return _ARTICLE.fullmatch(story.text, ours.setting.start, ours.quantity.start) is not None


def _names_the_same(ours: Amount, theirs: Amount) -> bool:
    """Whether both count the same ("34 cars", "24 cars"), or the digits are the same and only the scale is not."""
    counted = ours.setting.counted[:1]
    scaled = set(ours.written.split()[:1]) == set(theirs.written.split()[:1])
    return scaled or (bool(counted) and counted == theirs.setting.counted[:1])


def _amount_at(span: Span, document: Document) -> Amount | None:
    sentences = document.sentences_within(span.start, span.end)
    around = [document.sentence_span(number) for number in sentences] or [span]
    return next((one for one in located_amounts(around, document) if one.quantity.start == span.start), None)


def _sentence_of(amount: Amount, document: Document) -> Span:
    return document.span(amount.setting.start, amount.setting.end)


def _shared(one: str, number: Amount, other: str, its_number: Amount, tongue: Language) -> float:
    """The share of the content words of one text that the other has, the two numbers aside."""
    said = set(content_stems(one, tongue.empty_words)) - set(content_stems(number.written))
    there = set(content_stems(other, tongue.empty_words)) - set(content_stems(its_number.written))
    return len(said & there) / len(said) if said else 0.0


def _counts_others(ours: Amount, theirs: Amount) -> bool:
    """Whether one side counts a kind of what the other counts: "31 elementary schools", "46 schools"."""
    one, other = (content_stems(amount.counted) for amount in (ours, theirs))
    noun = next((stem for stem in one if stem in other), None)
    return noun is not None and set(one[: one.index(noun)]) != set(other[: other.index(noun)])


def _is_share_of_others(ours: Amount, theirs: Amount, story: Document, source: Document) -> bool:
    """Whether the two are shares of different things, one of them is put as "one in …", or ours is rough and theirs is near."""
    if any(
        _ONE_IN.search(document.text, max(0, amount.quantity.start - 60), amount.quantity.start)
        for amount, document in ((ours, story), (theirs, source))
    ):
        return True
    if "share" not in (ours.quantity.unit.measure, theirs.quantity.unit.measure):
        return False
    named = [_OF_WHAT.match(d.text, a.quantity.end) for a, d in ((ours, story), (theirs, source))]
    of_others = named[0] and named[1] and content_stems(named[0][1]) != content_stems(named[1][1])
    if of_others and ours.setting.before[:1] != theirs.setting.before[:1]:
        return True
    rough = _ROUGHLY.search(story.text, max(0, ours.quantity.start - 20), ours.quantity.start) is not None
    return rough and near(ours.quantity.base[0], theirs.quantity.base[0], NEARLY)


def _is_change(amount: Amount, document: Document, other: Amount) -> bool:
    """Whether it is by how much something changed, and nothing says that the other is: "narrowed by five points", "is eight"."""
    start = amount.quantity.start
    before = document.text[max(amount.setting.start, start - _AROUND) : start]
    return bool(_CHANGED_BY.search(before)) and not _STANDS_BY.search(before) and not other.change.way


def _is_of_a_part(amount: Amount, document: Document) -> bool:
    """Whether it counts some of them, or what some of them have: "the first 600 families", "the other 45 come from 21"."""
    start = amount.quantity.start
    before = document.text[amount.setting.start : start]
    return _PART.search(before) is not None or _REST.search(before) is not None


def _place_on_the_way(amount: Amount, document: Document) -> str:
    """Whether so much of a way or of a time is gone or is still to come: "at 18 kilometres", "with three kilometres to go"."""
    if amount.quantity.unit.measure not in _ON_A_WAY:
        return ""
    start, end = amount.quantity.start, amount.quantity.end
    if _LEFT.match(document.text, end, amount.setting.end):
        return "left"
    reached = _REACHED.search(document.text, max(amount.setting.start, start - _AROUND), start)
    return "reached" if reached else ""


def _is_counted_from(ours: Span, theirs: Span, story: Document, source: Document) -> bool:
    """Whether the source's day and a stretch of time beside it come to the claim's: "on Tuesday … for sixty days", "in July"."""
    here, there = _moment_at(ours, story), _moment_at(theirs, source)
    if here is None or there is None:
        return False
    if there.first and there.last:
        first, last = there.first, there.last
    elif there.month and there.day:
        first = last = date(here.first.year if here.first else _ANY_YEAR, there.month, there.day)
    else:
        return False
    lengths = [
        quantity.base[0] * _IN_DAYS[quantity.unit.measure]
        for number in source.sentences_within(theirs.start, theirs.end)
        for quantity in language(source.language).find_quantities(source.sentence_text(number))
        if quantity.unit.measure in _IN_DAYS
    ]
    ways = [timedelta(days=float(way)) for length in lengths if length < _A_LIFE for way in (length, -length)]
    return any(_covers(here, first + way - _SLACK, last + way + _SLACK) for way in ways)


def _covers(moment: Moment, first: date, last: date) -> bool:
    """Whether the moment can have a day from `first` to `last`; a month without a year is any year's."""
    if moment.first and moment.last:
        return moment.first <= last and first <= moment.last
    return moment.day is None and moment.month in (first.month, last.month)


def _moment_at(span: Span, document: Document) -> Moment | None:
    """The date that the span is, read in its sentence."""
    published = published_on(document.published)
    for number in document.sentences_within(span.start, span.end):
        sentence = document.sentence_span(number)
        for moment in language(document.language).find_moments(sentence.text, published):
            if sentence.start + moment.start == span.start:
                return moment
    return None
