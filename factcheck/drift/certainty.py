"""A claim told as a fact although its evidence is unsure, open, a request, a plan, or only one side's word, in whatever
wording.

`hardening` compares a story with sentences in much the same words. This compares a claim with its evidence sentences,
so few words in common are enough. A frame of a sentence ("is suspected of", "has applied to", "though nobody has
checked") governs a stretch of it: the rest of its clause, the reported statement, or the whole sentence. The claim lost
certainty if the words it shares with its evidence are mostly in governed stretches. A relative clause ("whether the
lamp that broke is to blame"), a reason ("to appeal because a juror left") and an age told in passing state a fact under any
frame; `factcheck.drift.scope` has these limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from factcheck.drift.alignment import by_sentence
from factcheck.drift.attribution import doubts, is_reported
from factcheck.drift.hardening import is_judged
from factcheck.drift.scope import Claimed, is_in_passing, open_clause, reach, scene, subject
from factcheck.drift.unsure import (
    CONTENDS,
    FRAMES,
    HEARD,
    NOUN_BEFORE,
    OWN_DOUBT,
    PARTY,
    SAME_CONDITION,
    SURE,
    UNSURE,
    Kind,
)
from factcheck.english.hedges import HEDGES
from factcheck.english.reports import ACCORDING, holds, report_in, reports_in
from factcheck.english.speakers import Speaker
from factcheck.english.verbs import Token, tokens, told
from factcheck.records import Document, Drift, DriftKind, Span

_MODAL = re.compile(r"may|might|could")
_IS_ONE = re.compile(r"\b(?:is|are)\s+(?:an?|the|his|her|its|their|\d+)(?=[\s.-])")
"""Who or what something is, or how old, depends on no consent."""
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?)\s+(?:that|\w+ing)\b")
_RELATIVE = re.compile(
    r"(?:[\w’'-]+,?\s+)?\b(?:who|whose|where)\b[^,;]*|\b(?:which|when)\b[^,;]*|"
    r"(?<=[a-z] )that\s+(?=\w+(?:ed|ot|ew)\b)[^,;]*?(?=\s(?:is|was|had|has|were)\b|[,;]|$)"
)
_GIVES_REASON = re.compile(r",\s+(?:since|because)\b")
_HELD = 0.75
"""With this share of a claim's words, another sentence of the source tells it as a fact."""


def certainty_drift(
    claim: str, speaker: str | None, said: Span, evidence: Sequence[Span], *, story: Document, source: Document
) -> Drift | None:
    """The certainty that a claim lost, as a drift of `said`, its sentence in the story.

    None if the story also hedges it, in whatever words, or if another sentence of the source has much the same words and
    tells them as a fact. A story that reports it as somebody's word has only lost what is unsure in that word.
    """
    if HEDGES.search(said.text):
        return None
    spans = by_sentence(evidence, source)
    distanced = CONTENDS.search(said.text) is not None if speaker else is_reported(said, story)
    texts = [span.text for span in spans]
    found = lost_certainty(claim, speaker, texts, distanced=distanced, judged=_knows_end(source))
    if found is None or _keeps(said.text, spans[found.evidence].text[found.start : found.end]):
        return None
    if _is_told_elsewhere(claim, spans, source):
        return None
    at = spans[found.evidence].start + found.start
    frame = source.text[at : at + found.end - found.start].rstrip()
    here, there = _deed(claim, said, story), source.span(at, at + len(frame))
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
    """Whether the statement itself has the words of a frame: "was charged with fraud" of who "was charged with
    fraud"."""
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
    """The claim's first verb in its sentence; the sentence if it has another."""
    spoken = tokens(claim)
    keys = frozenset(spoken[verb.index].key for verb in told(spoken, frozenset(one.key for one in spoken)))
    verb = next(told(tokens(said.text), keys), None)
    return story.span(said.start + verb.start, said.start + verb.end) if verb else said


@dataclass(frozen=True)
class Softer:
    """An unsure statement: the number of the evidence, counted from 0, and the place of the frame in it."""

    evidence: int
    start: int
    end: int


@dataclass(frozen=True)
class _Frame:
    kind: Kind
    start: int
    end: int
    governed: tuple[int, int]


@lru_cache(maxsize=64)
def _knows_end(source: Document) -> bool:
    """Whether the source tells how a court or an inquest ended; asked for each of a story's claims."""
    return is_judged([span.text for span in by_sentence([source.span(0, len(source.text))], source)])


def lost_certainty(
    claim: str, speaker: str | None, evidence: Sequence[str], *, distanced: bool = False, judged: bool = False
) -> Softer | None:
    """The frame under which the evidence has `claim`, told by `speaker` or else by the story itself.

    None if the claim is not told as a fact, or the evidence tells it as one. `distanced` says that the story reports it as
    an allegation or somebody's word; `judged` that the source knows a verdict, so what a court heard is established.
    """
    spoken = tokens(claim)
    if UNSURE.search(claim):
        return None
    told_by = frozenset(one.key for one in tokens(speaker or "") if one.is_content)
    ours = frozenset(one.key for one in spoken if one.is_content) - told_by
    verbs = list(told(spoken, frozenset(one.key for one in spoken)))
    done = any(verb.is_done for verb in verbs) and not any(verb.is_future for verb in verbs)
    event = done or any(verb.is_future for verb in verbs)
    claimed = Claimed(
        claim, ours, frozenset(spoken[one.index].key for one in verbs if one.is_done or one.is_future) & ours
    )
    done_keys = frozenset(spoken[verb.index].key for verb in verbs if verb.is_done)
    reported = report_in(claim, 0, len(claim)) is not None or _DENIED.search(claim) is not None
    best: tuple[int, Softer] | None = None
    firm = 0
    sure: set[str] = set()
    unsure: set[str] = set()
    for number, text in enumerate(evidence):
        if SURE.search(text):
            return None
        theirs = [one for one in tokens(text) if one.is_content and one.key in ours]
        frames = []
        for frame in _frames(text, speaker, told_by, judged=judged):
            if _keeps(claim, text[frame.start : frame.end]) or claimed.has(frame.kind, text, frame.start, frame.end):
                continue
            others = frame.kind is Kind.WORD or (frame.kind is Kind.DOUBT and not OWN_DOUBT.match(text, frame.start))
            if distanced and others:
                continue
            held = _held(frame, theirs, text)
            if held and is_in_passing(text, [one for one in theirs if one.key in held]):
                continue
            if frame.kind is Kind.PLAN and not (done and done_keys & held and done_keys & _head(text, frame)):
                continue
            if frame.kind is Kind.WISH and not event:
                continue
            if frame.kind is Kind.CONDITION and (done or SAME_CONDITION.search(claim) or _IS_ONE.search(claim)):
                continue
            if frame.kind is Kind.WORD and (reported or not held):
                continue
            frames.append((frame, held))
        governed = [frame.governed for frame, _ in frames]
        subjects = [place for frame, _ in frames for place in (subject(text, frame.start), scene(text, frame.start))]
        outside = {
            one.key
            for one in theirs
            if not any(a <= one.start < b for a, b in governed) and not any(a <= one.start < b for a, b in subjects)
        }
        places = [frame.start for frame, _ in frames]
        outside |= {one.key for one in theirs if _is_relative(text, one, places)}
        firm = max(firm, len(outside))
        sure |= outside
        unsure |= {key for _, held in frames for key in held}
        for frame, held in frames:
            alone = (
                len(evidence) == 1
                and not _MODAL.match(text, frame.start)
                and frame.kind in (Kind.DOUBT, Kind.OPEN)
                and not theirs
                and not _GIVES_REASON.match(text, frame.governed[1])
            )
            if (held or alone) and (best is None or len(held) > best[0]):
                best = len(held), Softer(number, frame.start, frame.end)
    if claimed.verbs & sure - unsure:
        return None  # what it says was done is told as a fact
    return best[1] if best and best[0] >= firm else None


def _frames(text: str, speaker: str | None, told_by: frozenset[str], *, judged: bool) -> Iterator[_Frame]:
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
        yield from _reports(text, judged=judged)


def _governed(text: str, kind: Kind, found: re.Match[str]) -> tuple[int, int]:
    if kind in (Kind.OPEN, Kind.CONDITION):
        return open_clause(text, found)
    return found.start(), reach(text, found)


def _head(text: str, frame: _Frame) -> frozenset[str]:
    """The word that names the plan."""
    said = (one.key for one in tokens(text[frame.end : frame.governed[1]]) if one.is_content)
    return frozenset(islice(said, 1))


def _held(frame: _Frame, theirs: Sequence[Token], text: str) -> frozenset[str]:
    """The keys of the claim's words that a frame governs, itself aside."""
    start, end = frame.governed
    return frozenset(
        one.key
        for one in theirs
        if start <= one.start < end
        and not frame.start <= one.start < frame.end
        and not _is_relative(text, one, (frame.start,))
    )


@lru_cache(maxsize=4096)
def _relatives(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _RELATIVE.finditer(text))


def _is_relative(text: str, one: Token, frames: Sequence[int]) -> bool:
    """Whether a word is in a relative clause in which none of the frames, given by their places, begins."""
    return any(
        start <= one.start < end and not any(start <= at < end for at in frames) for start, end in _relatives(text)
    )


def _is_by(text: str, at: int, told_by: frozenset[str]) -> bool:
    """Whether who thinks so is who says the claim."""
    before = tokens(text[max(0, at - 60) : at])[-8:]
    return bool(told_by & {one.key for one in before}) or bool(
        told_by and before and before[-1].word in ("he", "she", "they", "it")
    )


def _reports(text: str, *, judged: bool) -> Iterator[_Frame]:
    """The words that the sentence has somebody say; if it is `judged`, not what a court heard."""
    for report in reports_in(text, 0, len(text)):
        if judged and HEARD.match(text, report.start):
            continue
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
