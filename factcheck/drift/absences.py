"""Finds where one side says that there was none of the things that the other counts: "Nobody died", "Four people died".

Never a conflict: the count may concern another place or day than the denial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.drift.alignment import Alignment, Setting, sentences_of, setting
from factcheck.drift.amounts import Amount
from factcheck.english.stems import stem
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind, Span

_NONE = re.compile(
    r"\b(?P<who>nobody|no[\s-]one|none|not\s(?:a\ssingle|one)\sperson)\b|\bno\s(?=[a-z]+s\b)", re.IGNORECASE
)
_PEOPLE = frozenset(map(stem, "people person man men woman women child children".split()))
_SAME_MATTER = 0.5
"""How much of the words of the shorter sentence the other must have, for the two to be about one thing."""


@dataclass(frozen=True)
class Absence:
    """ "Nobody" or the "no" of "no homes"; `is_of_people` says that it is followed by nothing that could be counted."""

    span: Span
    is_of_people: bool
    setting: Setting


def find_absences(spans: Sequence[Span], document: Document) -> tuple[Absence, ...]:
    """The spans' denials, in text order."""
    found: list[Absence] = []
    for span in spans:
        for sentence in sentences_of(span, document):
            for match in _NONE.finditer(document.text, *sentence):
                start, end = match.start(), match.start() + len(match[0].rstrip())
                around = setting(document.text, start, end, sentence)
                found.append(Absence(document.span(start, end), match["who"] is not None, around))
    return tuple(found)


def absence_drift(
    denied: Sequence[Absence], theirs: Sequence[Amount], evidence: Sequence[Span], *, source: Document
) -> Iterator[Drift]:
    """The drifts of what the story denies and the source counts."""
    also = {_denied(absence) for absence in find_absences(evidence, source)} if denied else set()
    for absence in denied:
        counts = [amount for amount in theirs if _counts_what(amount, absence)]
        if counts and _denied(absence) not in also:
            yield _drift((absence.span, "0"), (_span(counts[0], source), counts[0].quantity.normalised))


def count_drift(
    ours: Sequence[Amount], theirs: Sequence[Amount], evidence: Sequence[Span], *, story: Document, source: Document
) -> Iterator[Drift]:
    """The drifts of what the story counts and the source denies."""
    denied = find_absences(evidence, source)
    for amount in ours:
        against = [absence for absence in denied if _counts_what(amount, absence)]
        if against and all(amount.quantity.low != other.quantity.low for other in theirs):
            yield _drift((_span(amount, story), amount.quantity.normalised), (against[0].span, "0"))


def _denied(absence: Absence) -> tuple[str, ...]:
    return absence.setting.after[:1]


def _counts_what(amount: Amount, absence: Absence) -> bool:
    """Whether the amount counts what the absence denies: by the same noun, or people to whom the same happened."""
    counted = amount.setting.after
    if amount.quantity.unit.measure != "count" or not amount.quantity.low or not counted or not _denied(absence):
        return False
    if absence.is_of_people and counted[0] in _PEOPLE:
        counted = counted[1:]
    overlap = Alignment([amount.setting.sentence]).overlap(absence.setting.sentence, amount.setting.sentence)
    return counted[:1] == _denied(absence) and overlap >= _SAME_MATTER


def _span(amount: Amount, document: Document) -> Span:
    return document.span(amount.quantity.start, amount.quantity.end)


def _drift(story: tuple[Span, str], source: tuple[Span, str]) -> Drift:
    return Drift(
        kind=DriftKind.NUMBER,
        label=MAY_DIFFER,
        conflict=False,
        story=story[0],
        source=source[0],
        story_value=story[1],
        source_value=source[1],
        message=f"The story says {story[0].text}, the source {source[0].text}.",
    )
