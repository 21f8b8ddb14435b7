"""Whether a date of a claim and the date found in its place in a source can be of one event.

A date stands in a clause: "since the registry began in 1988" dates the beginning of a registry, whatever its sentence is about.
So two dates clash only where the source's clause says what the claim says.
"""

from __future__ import annotations

import re

from factcheck.english.stems import content_stems
from factcheck.languages import language
from factcheck.records import Document, Span

_OF_A_BACKGROUND = 0.5
"""A clause of the background bears on the claim only if the claim has more of its words than this share."""

_EDGE = re.compile(
    r"[,;:()“”\"]|\s[—–-]\s|\b(?:since|when|after|before|until|till|while|as|because|although|though|whereas|where|which|who|that|but)\b"
)
_BACKGROUND = re.compile(
    r"\s*(?:(?:since|when|after|before|until|till|while|as|who|which|where)\b|,\s+(?:\w+(?:ing|ed|en)|born|built|made|set|won|due)\b)",
    re.IGNORECASE,
)
"""How a clause begins that tells something else of what its sentence is about, or when something else happened."""
_OWNED = re.compile(r"['’]s?\s+((?:[\w-]+\s+){0,2}?[a-z][\w-]*)")
"""What a possessive date is of: "Saturday's opponents"."""
_STRETCH = r"(?:days?|weeks?|months?|years?|hours?|night|morning|evening|decades?)"
_COUNTED_FROM = re.compile(
    rf"\b(?:an?|one|two|three|four|five|six|\d+|several|some|the)\s(?:few\s)?{_STRETCH}\s(?:after|before|earlier|later|ago|on)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:(?:this|last|next)\s(?:week|weekend|month|year|season|spring|summer|autumn|fall|winter|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|yesterday|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
"""A time that only the day of publication resolves."""


def is_of_another_event(claim: str, ours: Span, theirs: Span, *, story: Document, source: Document) -> bool:
    """Whether the source's date `theirs` surely is of something else than the claim's, `ours`: it is in a clause that tells
    when something else happened, or in a possessive of what the claim does not name."""
    owned = _OWNED.match(source.text, theirs.end)
    if owned and not _said(claim, source) & set(content_stems(owned[1])):
        return True
    here, there = _clause(ours, story), _clause(theirs, source)
    if _BACKGROUND.match(here.text) or not _BACKGROUND.match(there.text):
        return False
    return _share_said(claim, there, theirs, source) <= _OF_A_BACKGROUND


def may_be_of_another_event(theirs: Span, source: Document) -> bool:
    """Whether the source's date may be of something else than the claim's: near it is a time that is counted from another one,
    or its sentence has one that only the unknown day of publication would resolve."""
    if source.published is None and _OPEN.search(_sentence(theirs, source).text):
        return True
    first, last = _part_of_sentence(theirs, source)
    clause = _clause(theirs, source)
    # "a week after police shot him on Thursday": the date is of what the week is counted from.
    return any(
        not found.start() < clause.start < found.end() for found in _COUNTED_FROM.finditer(source.text, first, last)
    )


def _clause(date: Span, document: Document) -> Span:
    """The clause that the date stands in; a date between commas belongs to the words next to it."""
    sentence = _sentence(date, document)
    edges = [edge for edge in _EDGE.finditer(document.text, sentence.start, sentence.end) if not _leads(edge, date)]
    starts = [sentence.start, *(edge.start() for edge in edges if edge.end() <= date.start)]
    ends = [*(edge.start() for edge in edges if edge.start() >= date.end), sentence.end]
    first, last = starts.pop(), ends.pop(0)
    while ends and not content_stems(f"{document.text[first : date.start]} {document.text[date.end : last]}"):
        last = ends.pop(0)
    while starts and not content_stems(f"{document.text[first : date.start]} {document.text[date.end : last]}"):
        first = starts.pop()
    return document.span(first, last)


def _leads(edge: re.Match[str], date: Span) -> bool:
    """Whether a word is the preposition of the date, with which no clause begins: "until 2001"."""
    return edge[0].isalpha() and edge.end() <= date.start and not edge.string[edge.end() : date.start].strip()


def _sentence(date: Span, document: Document) -> Span:
    numbers = document.sentences_within(date.start, date.end)
    return document.sentence_span(numbers[0]) if numbers else date


def _part_of_sentence(date: Span, document: Document) -> tuple[int, int]:
    """The date's sentence, or its part between semicolons."""
    sentence = _sentence(date, document)
    first = document.text.rfind(";", sentence.start, date.start) + 1 or sentence.start
    last = document.text.find(";", date.end, sentence.end)
    return first, last if last >= 0 else sentence.end


def _said(claim: str, source: Document) -> set[str]:
    return set(content_stems(claim, language(source.language).empty_words))


def _share_said(claim: str, clause: Span, date: Span, source: Document) -> float:
    """The share of the clause's content words, its date aside, that the claim has; 1 where it has none."""
    around = f"{source.text[clause.start : date.start]} {source.text[date.end : clause.end]}"
    words = set(content_stems(around, language(source.language).empty_words))
    return len(words & _said(claim, source)) / len(words) if words else 1.0
