"""A claim told as a fact where its evidence is unsure, open, asked for, planned, or only one side's word, however it is worded.

`hardening` compares a story with sentences in much the same words. This compares a claim with the very sentences that are its
evidence, so that few words in common are enough. A frame of a sentence ("is suspected of", "has applied to", "though
nobody has checked") governs a stretch of it: what follows it in its clause, what is reported, or the whole sentence. The claim
lost certainty where what it shares with its evidence stands in governed stretches, and not as much of it elsewhere.
What a relative clause adds ("whether the lamp that broke is to blame") is told as a fact under any frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from factcheck.drift.alignment import by_sentence
from factcheck.drift.attribution import doubts, is_reported
from factcheck.drift.unsure import FRAMES, NOUN_BEFORE, PARTY, SURE, UNSURE, Kind
from factcheck.english.hedges import HEDGES
from factcheck.english.reports import ACCORDING, holds, report_in, reports_in
from factcheck.english.speakers import Speaker
from factcheck.english.verbs import Token, tokens, told
from factcheck.records import Document, Drift, DriftKind, Span

_MODAL = re.compile(r"may|might|could")
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?)\s+(?:that|\w+ing)\b")
_ENDS_CLAUSE = re.compile(r"[;:”\"]|\b(?:but|although|though|whereas)\b")
_ENDS_PHRASE = re.compile(r"[,;:–—“”\"()]|\b(?:but|although|though|whereas|while)\b")
_LONG = re.compile(r"\b(?:that|whether|of|if|to|knowledge|view|opinion|account)\W*$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:which|who|whose|where|when)\b[^,;]*|"
    r"(?<=[a-z] )that\s+(?=\w+(?:ed|ot|ew)\b)[^,;]*?(?=\s(?:is|was|had|has|were)\b|[,;]|$)"
)
_HELD = 0.75
"""The share of a claim's words with which another sentence of the source tells it as a fact."""


def certainty_drift(
    claim: str, speaker: str | None, said: Span, evidence: Sequence[Span], *, story: Document, source: Document
) -> Drift | None:
    """The certainty that a claim lost, as a drift of `said`, its sentence in the story.

    None where the story hedges it as well, in the same words or in others, or goes on with somebody's words, and where another
    sentence of the source has much the same words and tells them as a fact.
    """
    if HEDGES.search(said.text) or (speaker is None and is_reported(said, story)):
        return None
    spans = by_sentence(evidence, source)
    found = lost_certainty(claim, speaker, [span.text for span in spans])
    if found is None or _keeps(said.text, spans[found.evidence].text[found.start : found.end]):
        return None
    if _is_told_elsewhere(claim, spans, source):
        return None
    at = spans[found.evidence].start
    here, there = _deed(claim, said, story), source.span(at + found.start, at + found.end)
    return Drift(
        kind=DriftKind.ATTRIBUTION,
        label="hardened",
        conflict=False,
        story=here,
        source=there,
        story_value=here.text.casefold(),
        source_value=there.text.casefold(),
        message=f"The source says “{there.text}”, the story states it as a fact: “{here.text}”.",
    )


def _keeps(told: str, frame: str) -> bool:
    """Whether what is told has the words of a frame itself: "was charged with fraud" of who "was charged with fraud"."""
    words = tokens(frame)
    wanted = {one.key for one in words if one.is_content} or {one.key for one in words}
    return wanted <= {one.key for one in tokens(told)}


def _is_told_elsewhere(claim: str, evidence: Sequence[Span], source: Document) -> bool:
    ours = frozenset(one.key for one in tokens(claim) if one.is_content)
    shown = {span.start for span in evidence}
    return any(
        len(ours & {one.key for one in tokens(span.text)}) >= _HELD * len(ours)
        and holds(span.text)
        and not doubts(span.text)
        for span in by_sentence([source.span(0, len(source.text))], source)
        if span.start not in shown
    )


def _deed(claim: str, said: Span, story: Document) -> Span:
    """The claim's first verb in its sentence; the sentence where it has another."""
    spoken = tokens(claim)
    keys = frozenset(spoken[verb.index].key for verb in told(spoken, frozenset(one.key for one in spoken)))
    verb = next(told(tokens(said.text), keys), None)
    return story.span(said.start + verb.start, said.start + verb.end) if verb else said


@dataclass(frozen=True)
class Softer:
    """What is less sure: the number of the evidence, counted from 0, and where the frame stands in it."""

    evidence: int
    start: int
    end: int


@dataclass(frozen=True)
class _Frame:
    kind: Kind
    start: int
    end: int
    governed: tuple[int, int]


def lost_certainty(claim: str, speaker: str | None, evidence: Sequence[str]) -> Softer | None:
    """The frame under which the evidence has `claim`, which `speaker` tells, or else the story itself.

    None where the claim is not told as a fact, or the evidence tells it as one.
    """
    spoken = tokens(claim)
    if UNSURE.search(claim):
        return None
    told_by = frozenset(one.key for one in tokens(speaker or "") if one.is_content)
    ours = frozenset(one.key for one in spoken if one.is_content) - told_by
    verbs = list(told(spoken, frozenset(one.key for one in spoken)))
    done = any(verb.is_done for verb in verbs) and not any(verb.is_future for verb in verbs)
    event = done or any(verb.is_future for verb in verbs)
    done_keys = frozenset(spoken[verb.index].key for verb in verbs if verb.is_done)
    reported = report_in(claim, 0, len(claim)) is not None or _DENIED.search(claim) is not None
    best: tuple[int, Softer] | None = None
    firm = 0
    for number, text in enumerate(evidence):
        if SURE.search(text):
            return None
        theirs = [one for one in tokens(text) if one.is_content and one.key in ours]
        frames = []
        for frame in _frames(text, speaker, told_by):
            if _keeps(claim, text[frame.start : frame.end]):
                continue
            held = _held(frame, theirs, text)
            if frame.kind is Kind.PLAN and not (done and done_keys & held and done_keys & _head(text, frame)):
                continue
            if frame.kind is Kind.WISH and not event:
                continue
            if frame.kind is Kind.WORD and (reported or not held):
                continue
            frames.append((frame, held))
        governed = [frame.governed for frame, _ in frames]
        subjects = [_subject(text, frame) for frame, _ in frames]
        outside = {
            one.key
            for one in theirs
            if not any(a <= one.start < b for a, b in governed) and not any(a <= one.start < b for a, b in subjects)
        }
        outside |= {one.key for one in theirs if _is_relative(text, one)}
        firm = max(firm, len(outside))
        for frame, held in frames:
            alone = (
                len(evidence) == 1
                and not _MODAL.match(text, frame.start)
                and frame.kind in (Kind.DOUBT, Kind.OPEN)
                and not theirs
            )
            if (held or alone) and (best is None or len(held) > best[0]):
                best = len(held), Softer(number, frame.start, frame.end)
    return best[1] if best and best[0] >= firm else None


def _frames(text: str, speaker: str | None, told_by: frozenset[str]) -> Iterator[_Frame]:
    for kind, patterns in FRAMES.items():
        for pattern in patterns:
            for found in pattern.finditer(text):
                if found[0].startswith("May") and found.start():
                    continue  # the month
                thinks = found.groupdict().get("thinks")
                if thinks and (NOUN_BEFORE.search(text[: found.start()]) or _is_by(text, found.start(), told_by)):
                    continue
                yield _Frame(kind, found.start(), found.end(), _governed(text, kind, found))
    if speaker is None:
        yield from _reports(text)


def _governed(text: str, kind: Kind, found: re.Match[str]) -> tuple[int, int]:
    if kind is Kind.OPEN:
        start = max((one.end() for one in re.finditer(r"[;“]", text[: found.start()])), default=0)
        end = _ENDS_CLAUSE.search(text, found.end())
        return start, end.start() if end else len(text)
    end = (_ENDS_CLAUSE if _LONG.search(found[0]) else _ENDS_PHRASE).search(text, found.end())
    return found.start(), end.start() if end else len(text)


def _subject(text: str, frame: _Frame) -> tuple[int, int]:
    """The words right before a frame in its clause, which are neither sure nor unsure."""
    start = max((one.end() for one in _ENDS_PHRASE.finditer(text, 0, frame.start)), default=0)
    return start, frame.start


def _head(text: str, frame: _Frame) -> frozenset[str]:
    """The word that says what is planned."""
    said = (one.key for one in tokens(text[frame.end : frame.governed[1]]) if one.is_content)
    return frozenset(islice(said, 1))


def _held(frame: _Frame, theirs: Sequence[Token], text: str) -> frozenset[str]:
    """The keys of the claim's words that a frame governs, itself aside."""
    start, end = frame.governed
    return frozenset(
        one.key
        for one in theirs
        if start <= one.start < end and not frame.start <= one.start < frame.end and not _is_relative(text, one)
    )


@lru_cache(maxsize=4096)
def _relatives(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _RELATIVE.finditer(text))


def _is_relative(text: str, one: Token) -> bool:
    return any(start <= one.start < end for start, end in _relatives(text))


def _is_by(text: str, at: int, told_by: frozenset[str]) -> bool:
    """Whether who thinks so is who says the claim."""
    before = tokens(text[max(0, at - 60) : at])[-8:]
    return bool(told_by & {one.key for one in before}) or bool(
        told_by and before and before[-1].word in ("he", "she", "they", "it")
    )


def _reports(text: str) -> Iterator[_Frame]:
    """What the sentence has somebody say."""
    for report in reports_in(text, 0, len(text)):
        first = min(report.start, report.speaker.start) if report.speaker else report.start
        if NOUN_BEFORE.search(text[: report.start]) or not (report.distant or _is_side(report.speaker)):
            continue
        after = report.speaker.end if report.speaker and report.speaker.start > report.start else report.end
        closed = text[:first].rstrip().endswith((",", "”", '"'))
        if ACCORDING.match(text, report.start):
            governed = (after, len(text)) if report.start < 3 else (0, report.start)
        elif closed and not re.match(r"\s*(?:\w+\s+){0,3}that\b", text[report.end :]):
            governed = 0, first
        elif first == report.start:
            continue
        else:
            governed = report.end, len(text)
        yield _Frame(Kind.WORD, report.start, report.end, governed)


def _is_side(speaker: Speaker | None) -> bool:
    return speaker is not None and any(one.key in PARTY for one in tokens(speaker.name))
