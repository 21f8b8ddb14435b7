"""The stretch of a source that is nearest to a quotation which the source does not have word for word."""

from __future__ import annotations

import re

from rapidfuzz.distance import LCSseq

from factcheck.drift.quoted_texts import SHORT, Quotation, QuotedStretch, Voices, apart
from factcheck.english.marks import Quoted
from factcheck.english.words import Word

_NEXT_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z])")
_CUT = 8
"""So many quoted words left out unmarked are a splice of two stretches; fewer are words dropped from one."""
_FUNCTION_WEIGHT = 0.25
"""The weight of a shared function word; a shared content word has 1."""
_GAP_COST = 0.2
"""The cost of each source word between two shared ones, which keeps an aligned stretch together."""
_NEAR = 0.7
"""Share of the story's quotation, by weight, from which a source's stretch is surely the same statement."""
_RELATED = 0.3
"""The same, if a run of shared words within the source's marks shows that one statement was meant."""
_MOST = 0.8
"""Share of the shared content words inside the source's marks from which the stretch counts as quoted."""


def find_closest(quotation: Quotation, source: Voices) -> QuotedStretch | None:
    """Two stretches joined as one, or else the stretch most like the quotation; None if nothing is near."""
    return _spliced(quotation, source) or _aligned(quotation, source)


def _aligned(quotation: Quotation, source: Voices) -> QuotedStretch | None:
    """The stretch of the source whose words agree best with the quotation, if it is close enough to mean the same."""
    candidates = [_align(quotation, source, window) for window in _windows(quotation, source)]
    readings = [_label(quotation, source, pairs) for pairs in candidates if pairs]
    return max((reading for reading in readings if reading), key=lambda reading: reading.score, default=None)


def _spliced(quotation: Quotation, source: Voices) -> QuotedStretch | None:
    """The quotation is two runs of the source's quoted words that are far apart or in another order."""
    heard = [word for piece in quotation.pieces for word in piece]
    for cut in range(3, len(heard) - 2):
        head, tail = heard[:cut], heard[cut:]
        if sum(word.is_content for word in head) < 2 or sum(word.is_content for word in tail) < 2:
            continue
        first = next(source.occurrences(head, in_marks=True), None)
        second = next(source.occurrences(tail, in_marks=True), None) if first else None
        if first is None or second is None:
            continue
        between = sum(source.quotation_of[at] is not None for at in range(first[-1] + 1, second[0]))
        if second[0] < first[0] or between >= _CUT or apart(source, first[-1], second[0]):
            start = min(first[0], second[0])
            return QuotedStretch("spliced", source, *source.stretch(start, max(first[-1], second[-1])), 1.0)
    return None


def _windows(quotation: Quotation, source: Voices, best: int = 3) -> list[range]:
    """The `best` stretches that hold most of the quotation's content words; none overlaps a better one much."""
    heard = {word.heard for piece in quotation.pieces for word in piece if word.is_content}
    hits = sorted(at for word in heard for at in source.places.get(word, ()))
    length = int(1.7 * len(quotation.heard)) + 6
    scored = []
    for position, first in enumerate(hits):
        inside = [at for at in hits[position : position + length] if at < first + length]
        scored.append((len({source.words[at].heard for at in inside}), -first))
    windows: list[range] = []
    for _, negative in sorted(scored, reverse=True):
        first = -negative
        if all(abs(first - window.start) >= length // 2 for window in windows):
            windows.append(range(first, min(first + length, len(source.words))))
        if len(windows) == best:
            break
    # Function words before the first shared content word belong to the stretch as well.
    return [range(max(0, window.start - 6), window.stop) for window in windows]


def _align(quotation: Quotation, source: Voices, window: range) -> list[tuple[int, int]]:
    """Pairs of equal words (in the quotation, in the source), in order, cut down to where they are close together."""
    heard = list(quotation.heard)
    there = [source.words[at].heard for at in window]
    pairs = [
        (block.src_start + step, window.start + block.dest_start + step)
        for block in LCSseq.opcodes(heard, there)
        if block.tag == "equal"
        for step in range(block.src_end - block.src_start)
    ]
    best: list[tuple[int, int]] = []
    best_sum = running = 0.0
    begin = 0
    for position, (_, at) in enumerate(pairs):
        gap = at - pairs[position - 1][1] - 1 if position else 0
        running -= _GAP_COST * gap
        if running <= 0:
            running, begin = 0.0, position
        running += _weight(source.words[at])
        if running > best_sum:
            best_sum, best = running, pairs[begin : position + 1]
    return best


def _weight(word: Word) -> float:
    return 1.0 if word.is_content else _FUNCTION_WEIGHT


def _label(quotation: Quotation, source: Voices, pairs: list[tuple[int, int]]) -> QuotedStretch | None:
    """How the aligned stretch classifies the quotation, or None if it is a different statement."""
    own = [word for piece in quotation.pieces for word in piece]
    shared = [at for _, at in pairs]
    score = sum(_weight(source.words[at]) for at in shared) / sum(map(_weight, own))
    content = [at for at in shared if source.words[at].is_content]
    inside = sum(source.quotation_of[at] is not None for at in content) / len(content) if content else 0.0
    start, end = source.stretch(shared[0], shared[-1])
    fragment = _whole_fragment(quotation, source, pairs)
    unmatched = sum(word.is_content for word in own) - len(content)
    if fragment is not None and (inside < 1.0 or unmatched >= 3):
        return QuotedStretch("extended", source, min(start, fragment.outer_start), max(end, fragment.outer_end), score)
    if score >= _NEAR and 0 < inside < _MOST:
        return QuotedStretch("extended", source, start, end, score)
    if score >= _MOST and inside == 0:
        return QuotedStretch("quoted_paraphrase", source, start, end, score)
    if inside >= _MOST and (score >= _NEAR or (score >= _RELATED and _has_telling_run(source, pairs))):
        return QuotedStretch("altered", source, *_quoted_around(source, shared, len(own)), score)
    return None


def _whole_fragment(quotation: Quotation, source: Voices, pairs: list[tuple[int, int]]) -> Quoted | None:
    """A quotation of the source, at least three words long, that the story's quotation holds whole and goes beyond."""
    matched = {at: own for own, at in pairs}
    for number in sorted({n for at in matched if (n := source.quotation_of[at]) is not None}):
        members = [at for at in range(min(matched) - 40, max(matched) + 40) if 0 <= at < len(source.words)]
        members = [at for at in members if source.quotation_of[at] == number]
        if len(members) <= SHORT or len(members) >= len(quotation.heard) or not source.quotations:
            continue
        owns = [matched.get(at) for at in members]
        if None not in owns and all(source.words[at].heard == quotation.heard[matched[at]] for at in members):
            return source.quotations[number]
    return None


def _has_telling_run(source: Voices, pairs: list[tuple[int, int]]) -> bool:
    """Whether three words, two of them content words, are adjacent in both texts, with more shared."""
    content = sum(source.words[at].is_content for _, at in pairs)
    run: list[int] = []
    previous = (-2, -2)
    for own, at in pairs:
        run = [*run, at] if (own - 1, at - 1) == previous else [at]
        previous = (own, at)
        if content >= 3 and len(run) >= 3 and sum(source.words[i].is_content for i in run) >= 2:
            return True
    return False


def _quoted_around(source: Voices, shared: list[int], length: int) -> tuple[int, int]:
    """The stretch to show: of the source's quotation the sentences that share words, if it is about as long, else the
    shared stretch."""
    start, end = source.stretch(shared[0], shared[-1])
    numbers = {source.quotation_of[at] for at in shared} - {None}
    if len(numbers) == 1 and source.quotations:
        number = numbers.pop()
        members = [at for at in source.quoted if source.quotation_of[at] == number]
        if len(members) <= 2 * length + 10:
            first, last = source.stretch(members[0], members[-1])
            before = list(_NEXT_SENTENCE.finditer(source.document.text, first, start + 1))
            after = _NEXT_SENTENCE.search(source.document.text, end, last)
            return min(start, before[-1].end() if before else first), max(end, after.start() + 1 if after else last)
    return start, end
