"""How a sentence reports what somebody says, thinks or alleges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.english.marks import quoted
from factcheck.english.speakers import PRONOUNS, Speaker, phrase_from, subject_before
from factcheck.english.words import FUNCTION_WORDS, words

_DISTANT = (
    "allege|alleges|alleged|claim|claims|claimed|accuses|accused|argues|argued|believe|believes|believed|think|thinks|thought|suspects|suspected|"
    "suggests|suggested|contends|contended|asserts|asserted|insists|insisted|maintains|maintained|speculated|fears|feared"
)
_NEUTRAL = (
    "said|say|says|told|tells|stated|states|added|adds|warned|warns|announced|wrote|writes|tweeted|explained|explains|"
    "confirmed|confirms|declared|noted|notes|predicted|predicts|estimated|estimates|testified|admitted|admits|"
    "acknowledged|conceded|reported|reports|revealed|recalled|promised|vowed"
)
SAYING = rf"\b(?P<cue>{_DISTANT}|{_NEUTRAL})\b"
"""The pattern of a verb of saying or thinking, as its group `cue`."""
_CLAUSE_BEGINS = r"(?:he|she|it|they|there|the|a|an|its|his|her|their|this|these|no|some|many|[A-Z])"
_REPORTING = (
    re.compile(rf"{SAYING}(?:\s+[\w’'.]+){{0,5}}?\s+that\b"),
    re.compile(rf"{SAYING}(?:\s+[\w’']+){{0,4}}?\s*[,:]?\s*[“\"‘]"),
    re.compile(
        rf"[,”\"]\s+(?:[\w’'.-]+\s+){{0,8}}?{SAYING}(?:\s+(?:me|us|reporters|journalists|the\s+\w+|[A-Z]\w+))?(?=\s*[.,;]|\s*$|\s+(?:on|in|at|to|during|late|after|outside)\b)"
    ),
    re.compile(
        rf"\b(?P<cue>said|say|says|believe|believes|believed|think|thinks|allege|claims|claimed|alleges|alleged|insists|insisted|argues|argued|"
        rf"suspects|warned|warns)\s+(?={_CLAUSE_BEGINS}\b)"
    ),
    re.compile(
        r"\b(?:[Cc]ourt|[Jj]ury|[Jj]urors|tribunal|inquest|inquiry|hearing|judge|magistrates|panel)\s+(?P<cue>heard|(?:was|were)\s+told)"
        rf"(?=\s+{_CLAUSE_BEGINS}\b|\s+that\b|\s*[.,;]|\s*$)"
    ),
    re.compile(r"\b(?P<cue>said|say|says)\s+(?!(?:yes|his|this|less|as|was|is|has|always|its)\b)(?=[a-z]{3,}s\s+\w)"),
)
ACCORDING = re.compile(r"\b[Aa]ccording to\s+")
_DISTANT_CUE = re.compile(rf"{_DISTANT}|heard|(?:was|were)\s+told")
_NAMED_NEXT = re.compile(r"\s+(?:the|a|an|his|her|its|their|one|two|some|[A-Z])")

ACCUSING = re.compile(
    r"\b(?:prosecut\w+|indict\w+|lawsuit|charge sheet|alleg\w+|accus\w+|charges?|heard|according to|"
    r"police (?:say|said|believe|suspect))\b",
    re.IGNORECASE,
)
"""Words after which a story may go on with what somebody is accused of."""


@dataclass(frozen=True)
class Report:
    """How a sentence reports: the offsets of its cue in the document, who speaks, and whether the cue keeps a distance."""

    start: int
    end: int
    speaker: Speaker | None
    distant: bool


def holds(sentence_text: str) -> bool:
    """Whether a sentence states something itself, rather than reports that someone says, thinks or alleges it.

    False for "X said that …", "…, X said", "according to X, …", "X: “…”", "reportedly", "allegedly", "is said to"; also for
    a sentence that is a quotation of more than two words. A source holds what it states, not what it reports.
    """
    if report_in(sentence_text, 0, len(sentence_text)) is not None:
        return False
    if re.search(
        r"\b(?:reportedly|allegedly|supposedly|alleged|(?:is|are|was|were)\s+(?:said|alleged|reported)\s+to)\b",
        sentence_text,
    ):
        return False
    return all(len(words(sentence_text[mark.start : mark.end])) <= 2 for mark in quoted(sentence_text))


def report_in(text: str, start: int, end: int) -> Report | None:
    """The first reporting construction of `text[start:end]`."""
    return next(reports_in(text, start, end), None)


def reports_in(text: str, start: int, end: int) -> Iterator[Report]:
    """The reporting constructions of `text[start:end]`: "according to" first, the others as they come."""
    for according in ACCORDING.finditer(text, start, end):
        speaker = phrase_from(text, according.end(), end)
        yield Report(according.start(), according.end(), speaker, distant=_accuses(speaker))
    cues = [found for pattern in _REPORTING for found in pattern.finditer(text, start, end)]
    inside = [(mark.start, mark.end) for mark in quoted(text[start:end])] if cues else []
    for found in sorted(cues, key=lambda one: one.start("cue")):
        at, stop = found.span("cue")
        if any(first <= at - start < last for first, last in inside):
            continue
        if re.search(
            r"\b(?:is|are|was|were|been|be|as|the|an?|his|her|its|their|not)\s+$", text[max(start, at - 6) : at]
        ):
            continue
        mark = re.compile(r"[”\"]\s*,?\s*$").search(text, start, at)
        before = text[start:at].rstrip()
        # "The wall fell, said the mayor" has one comma before its cue, "Berg, the mayor, said the wall fell" has two.
        inverted = before.endswith(",") and before.count(",") == 1 and _NAMED_NEXT.match(text, stop)
        speaker = phrase_from(text, stop, end) if mark or inverted else subject_before(text, start, at)
        if speaker is not None and speaker.name.casefold() not in FUNCTION_WORDS - PRONOUNS:
            yield Report(
                at, stop, speaker, distant=_DISTANT_CUE.fullmatch(found["cue"]) is not None or _accuses(speaker)
            )


def _accuses(speaker: Speaker | None) -> bool:
    return speaker is not None and ACCUSING.search(speaker.name) is not None


def reporter_of(text: str, start: int, end: int) -> Speaker | None:
    """Who the stretch `text[start:end]`, a sentence, reports as saying, thinking or alleging something; None for nobody."""
    report = report_in(text, start, end)
    return report.speaker if report else None
