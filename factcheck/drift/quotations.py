"""Quotations: every stretch in quotation marks of the story against all sources.

No drift when one source has the words inside quotation marks, whatever its punctuation, typography, spelling and
letter case, whole or as part of a longer quotation, and whoever interrupts it ("…," he said, "…"). Else the closest
stretch of all sources decides the label:

| label | conflict | meaning |
|---|---|---|
| `trimmed` | no | the words are there, but a negation before them, or the end of their sentence, was left out |
| `hidden_negation` | yes | what the story's ellipsis leaves out turns the statement round |
| `spliced` | yes | two stretches that are apart in the source stand together as one |
| `altered` | yes | the source quotes the same statement in other words |
| `extended` | yes | the source puts only a part of these words in quotation marks |
| `quoted_paraphrase` | yes | the words are the source's own, outside quotation marks |
| `misattributed` | yes | the same words, but someone else says them |
| `not_found` | no | no source has the quotation |

Quotations of one or two words and titles of works ("The Old Man and the Sea") raise nothing: such marks are often
the writer's own. A source without reported speech, such as a transcript, is one long quotation; it is known by the
first person outside quotation marks or by its speakers' labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest

from rapidfuzz.distance import LCSseq

from factcheck.english.marks import Quoted, quoted
from factcheck.english.speakers import CUE, different_speakers, speaker_of
from factcheck.english.words import NEGATIONS, Word, words
from factcheck.records import Document, Drift, DriftKind, Span

_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_BY_COMMAS = re.compile(r"\W*,\W*\w+(?:[ .’'-]+\w+){0,5}\W*,\W+")
"""„…“, sagte Berg, „…“: a few words between commas are an attribution in any language."""
_BRACKETED = re.compile(r"\[[^\]]*\]")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s")
_FIRST_PERSON = frozenset({"i", "we", "my", "our"})
_SPEAKER_LABEL = re.compile(r"^\s*(?:[A-Z][\w.'’-]*\s?){1,5}:\s", re.MULTILINE)

_SHORT = 2
"""Quotations of at most this many words raise nothing."""
_INTERRUPTION = 25
"""At most so many words of the reporter may stand inside one quotation ("…," said X, who … , "…")."""
_CUT = 8
"""So many quoted words left out unmarked are a splice of two stretches; fewer are words dropped from one."""
_FUNCTION_WEIGHT = 0.25
"""What a shared function word counts against a shared content word's 1."""
_GAP_COST = 0.2
"""What each of the source's words between two shared ones costs, so that an aligned stretch stays together."""
_OWN_VOICE = 0.01
"""Share of first-person words among the unquoted ones from which a source is someone's own words."""
_NEAR = 0.7
"""Share of the story's quotation, by weight, from which a source's stretch is surely the same statement."""
_RELATED = 0.3
"""The same, where a run of shared words within the source's marks shows that one statement was meant."""
_MOST = 0.8
"""Share of the shared content words inside the source's marks from which the stretch counts as quoted."""

_MESSAGES = {
    "trimmed": "The story quotes only “{story}” of what stands in one sentence of the source: “{source}”.",
    "hidden_negation": "The ellipsis in “{story}” leaves out a negation: the source has “{source}”.",
    "spliced": "The story's “{story}” joins words that stand apart in the source: “{source}”.",
    "altered": "The story quotes “{story}”, the source “{source}”: both cannot be verbatim.",
    "extended": "The story puts all of “{story}” in quotation marks, the source only “{quoted}”.",
    "quoted_paraphrase": "The story quotes “{story}”; the source says it in its own words, unquoted: “{source}”.",
    "not_found": "No source has the quotation “{story}”.",
}


@dataclass(frozen=True)
class _Quotation:
    """A quotation of the story: its pieces between ellipses and brackets, and whether an ellipsis follows each.

    `following` are the heard words of the story's next quotation, which may go on with the same sentence.
    """

    span: Span
    following: tuple[str, ...]
    pieces: tuple[tuple[Word, ...], ...]
    elided: tuple[bool, ...]

    @property
    def heard(self) -> tuple[str, ...]:
        return tuple(word.heard for piece in self.pieces for word in piece)

    @property
    def length(self) -> float:
        """How many words there are; a sign of a script without spaces is half of one."""
        return sum(0.5 if word.is_sign else 1 for piece in self.pieces for word in piece)

    @property
    def content(self) -> int:
        """How many content words there are."""
        return sum(word.is_content for piece in self.pieces for word in piece)


@dataclass(frozen=True)
class _Reading:
    """A source's stretch `text[start:end]` taken as the story's quotation; `score` is the share that agrees."""

    label: str
    source: _Voices
    start: int
    end: int
    score: float

    @property
    def rank(self) -> tuple[bool, float]:
        return (self.label == "exact", self.score)


class _Voices:
    """A source's heard words, which of them are in quotation marks, and where each word occurs."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = words(document.text)
        self.quotations = quoted(document.text)
        self.quotation_of = self._assign()
        if self._is_own_voice():
            self.quotation_of = [0] * len(self.words)
        self.quoted = [index for index, quotation in enumerate(self.quotation_of) if quotation is not None]
        self.rank = {index: position for position, index in enumerate(self.quoted)}
        self.places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            self.places.setdefault(word.heard, []).append(index)

    def _assign(self) -> list[int | None]:
        """For every word the index of the quotation it is in."""
        assigned: list[int | None] = []
        number = 0
        for word in self.words:
            while number < len(self.quotations) and self.quotations[number].end <= word.start:
                number += 1
            inside = number < len(self.quotations) and self.quotations[number].start <= word.start
            assigned.append(number if inside else None)
        return assigned

    def _is_own_voice(self) -> bool:
        own = [word.heard for word, number in zip(self.words, self.quotation_of, strict=True) if number is None]
        first_person = sum(heard in _FIRST_PERSON for heard in own)
        labels = len(_SPEAKER_LABEL.findall(self.document.text))
        return (first_person >= 2 and first_person >= _OWN_VOICE * len(own)) or labels >= 3

    def occurrences(self, piece: Sequence[Word], *, in_marks: bool, after: int = -1) -> Iterator[tuple[int, ...]]:
        """Where the words of `piece` follow one another past index `after`: the indexes of the words.

        With `in_marks`, only words inside quotation marks count, and they follow one another over what is between.
        """
        wanted = [word.heard for word in piece]
        length = len(self.quoted) if in_marks else len(self.words)
        places = self.places.get(wanted[0], [])
        for index in places[bisect_right(places, after) :]:
            first = self.rank.get(index) if in_marks else index
            if first is None or first + len(wanted) > length:
                continue
            found = self.quoted[first : first + len(wanted)] if in_marks else range(first, first + len(wanted))
            if all(self.words[at].heard == heard for at, heard in zip(found, wanted, strict=True)):
                yield tuple(found)

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """Offsets from word `first` to word `last`."""
        return self.words[first].start, self.words[last].end

    def text(self, start: int, end: int) -> str:
        return self.document.text[start:end]


def find_quotation_drift(story: Document, sources: Sequence[Document]) -> tuple[Drift, ...]:
    """What the story's quotations change of the sources' words, in story order; at most one finding for a quotation.

    The order of the sources matters only where two have equally close stretches: the first is shown. Without sources
    there is nothing to compare and nothing is found.
    """
    if not sources:
        return ()
    voices = [_voices(source) for source in sources]
    findings = (_finding(story, quotation, voices) for quotation in _story_quotations(story))
    return tuple(finding for finding in findings if finding is not None)


@lru_cache(maxsize=32)
def _voices(document: Document) -> _Voices:
    return _Voices(document)


def _story_quotations(story: Document) -> Iterator[_Quotation]:
    marks = quoted(story.text)
    for mark, following in zip_longest(marks, marks[1:]):
        pieces, elided = _pieces(story, mark)
        after = words(story.text[following.start : following.end]) if following else ()
        quotation = _Quotation(
            span=_trimmed_span(story, mark.start, mark.end),
            following=tuple(word.heard for word in after),
            pieces=pieces,
            elided=elided,
        )
        if quotation.length > _SHORT and quotation.content and not _is_title(quotation.span.text):
            yield quotation


def _trimmed_span(document: Document, start: int, end: int) -> Span:
    text = document.text[start:end]
    return document.span(start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()))


def _pieces(story: Document, mark: Quoted) -> tuple[tuple[tuple[Word, ...], ...], tuple[bool, ...]]:
    """The quotation's pieces, and for each whether an ellipsis (not only a bracketed word) follows it."""
    cuts = [(found.start(), found.end(), True) for found in _ELLIPSIS.finditer(story.text, mark.start, mark.end)]
    cuts += [
        (found.start(), found.end(), False)
        for found in _BRACKETED.finditer(story.text, mark.start, mark.end)
        if not _ELLIPSIS.fullmatch(found[0])
    ]
    pieces: list[tuple[Word, ...]] = []
    elided: list[bool] = []
    every = words(story.text)
    first = bisect_left(every, mark.start, key=lambda word: word.start)
    last = bisect_right(every, mark.end, key=lambda word: word.end)
    inside = every[first:last]
    position = mark.start
    for start, end, is_ellipsis in [*sorted(cuts), (mark.end, mark.end, False)]:
        piece = tuple(word for word in inside if position <= word.start and word.end <= start)
        if piece:
            pieces.append(piece)
            elided.append(is_ellipsis)
        elif elided and is_ellipsis:
            elided[-1] = True
        position = max(position, end)
    return tuple(pieces), tuple(elided)


def _is_title(text: str) -> bool:
    """Whether the stretch is written as a name or the title of a work: every content word has a capital."""
    telling = [text[word.start] for word in words(text) if word.is_content and len(word.heard) > 1]
    return len(telling) > 1 and not any(map(str.islower, telling)) and text[-1:] not in ".,!?"


def _finding(story: Document, quotation: _Quotation, voices: Sequence[_Voices]) -> Drift | None:
    readings = [reading for source in voices for reading in _readings(quotation, source, story)]
    if not readings:
        return _drift("not_found", quotation, None)
    best = max(readings, key=lambda reading: reading.rank)
    if best.label != "exact":
        return _drift(best.label, quotation, best)
    named = speaker_of(story.text, quotation.span.start, quotation.span.end)
    ours = named.known_as if named else None
    exact = [reading for reading in readings if reading.label == "exact"]
    theirs = [_speaker_name(reading) for reading in exact]
    for reading, name in zip(exact, theirs, strict=True):
        text = reading.source.document.text
        if ours is None or name is None or not different_speakers(ours, story.text, name, text):
            return None
    message = f"The story has {ours} say “{_brief(quotation.span.text)}”, in the source it is {theirs[0]}."
    return _drift("misattributed", quotation, exact[0], message)


def _speaker_name(reading: _Reading) -> str | None:
    speaker = speaker_of(reading.source.document.text, reading.start, reading.end)
    return speaker.known_as if speaker else None


def _readings(quotation: _Quotation, source: _Voices, story: Document) -> Iterator[_Reading]:
    """Ways to find the quotation in one source: verbatim ones, or else the closest."""
    verbatim = list(_verbatim(quotation, source, story))
    yield from verbatim
    if not verbatim:
        closest = _spliced(quotation, source) or _closest(quotation, source)
        if closest is not None:
            yield closest


def _verbatim(quotation: _Quotation, source: _Voices, story: Document) -> Iterator[_Reading]:
    """All the words are in the source, in this order: inside marks, across them or outside."""
    for in_marks in (True, False):
        for first in source.occurrences(quotation.pieces[0], in_marks=in_marks):
            found = [first]
            for piece in quotation.pieces[1:]:
                following = next(source.occurrences(piece, in_marks=in_marks, after=found[-1][-1]), None)
                if following is None:
                    break
                found.append(following)
            if len(found) == len(quotation.pieces) and not any(_interrupted(source, run) for run in found):
                yield _judge(quotation, source, found, story)


def _interrupted(source: _Voices, run: Sequence[int]) -> bool:
    """Whether something else than an attribution stands between words of the run."""
    return any(_apart(source, before, after) for before, after in pairwise(run))


def _apart(source: _Voices, before: int, after: int) -> bool:
    """Whether the source's own words part two quoted ones, other than "…," she said, "…"."""
    if after - before > _INTERRUPTION:
        return True
    own = [at for at in range(before + 1, after) if source.quotation_of[at] is None]
    between = source.text(source.words[before].end, source.words[after].start)
    return bool(own) and CUE.search(between) is None and _BY_COMMAS.fullmatch(between) is None


def _judge(quotation: _Quotation, source: _Voices, found: list[tuple[int, ...]], story: Document) -> _Reading:
    """Label a verbatim occurrence, given the words' indexes for each piece."""
    start, end = source.stretch(found[0][0], found[-1][-1])
    for index, (run, following) in enumerate(pairwise(found)):
        if quotation.elided[index] and _turns_round(source, run[-1], following[0]):
            return _Reading("hidden_negation", source, start, end, 1.0)
    content = [at for run in found for at in run if source.words[at].is_content]
    inside = sum(source.quotation_of[at] is not None for at in content)
    if inside == len(content):
        negated = _negation_before(source, found[0][0])
        if negated is not None and not _story_negates(story, quotation.span.start):
            return _Reading("trimmed", source, source.words[negated].start, end, 1.0)
        rest = _rest_of_sentence(quotation, source, found[-1][-1])
        if len(rest) > _SHORT:
            return _Reading("trimmed", source, start, source.words[rest[-1]].end, 1.0)
        return _Reading("exact", source, start, end, 1.0)
    label = "extended" if inside else "quoted_paraphrase"
    return _Reading(label, source, start, end, 1.0)


def _turns_round(source: _Voices, before: int, after: int) -> bool:
    """Whether a negation between the two words belongs to the sentence of either."""
    for at in range(before + 1, after):
        word = source.words[at]
        if word.heard in NEGATIONS and (
            not _SENTENCE_END.search(source.text(source.words[before].end, word.start))
            or not _SENTENCE_END.search(source.text(word.end, source.words[after].start))
        ):
            return True
    return False


def _negation_before(source: _Voices, first: int) -> int | None:
    """The negation that governs word `first`: in its quotation, at most four words before, no comma between."""
    for at in range(first - 1, max(first - 5, -1), -1):
        if source.quotation_of[at] is None or source.quotation_of[at] != source.quotation_of[first]:
            return None
        if re.search(r"[.,;:!?—]|\b(?:but|only|just)\b", source.text(source.words[at].end, source.words[at + 1].start)):
            return None
        if source.words[at].heard in {"but", "only", "just", "because"}:
            return None
        if source.words[at].heard in NEGATIONS:
            return at
    return None


def _rest_of_sentence(quotation: _Quotation, source: _Voices, last: int) -> list[int]:
    """The words that the source's quotation has between word `last` and the end of the sentence.

    None when the story does not present its quotation as a whole sentence, or goes on with the rest itself.
    """
    text = quotation.span.text
    if not (text[:1].isupper() and text[-1:] in ".,!?"):
        return []
    rest = []
    for at in range(last + 1, len(source.words)):
        gap = source.text(source.words[at - 1].end, source.words[at].start)
        same = source.quotations and source.quotation_of[at] == source.quotation_of[last]
        if not same or re.search(r"[.!?…;:—–“”\"]|,['’]|--|\n", gap):
            break
        rest.append(at)
    goes_on = bool(rest) and quotation.following[:2] == tuple(source.words[at].heard for at in rest[:2])
    return [] if goes_on else rest


def _story_negates(story: Document, start: int) -> bool:
    """Whether the story's own words before the quotation say no."""
    before = story.text[max(0, start - 100) : start]
    heard = {word.heard for word in words(_SENTENCE_END.split(before)[-1])}
    return bool(
        heard & (NEGATIONS | {"denied", "denies", "deny", "refused", "rejected", "doubted", "against", "ruled"})
    )


def _spliced(quotation: _Quotation, source: _Voices) -> _Reading | None:
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
        if second[0] < first[0] or between >= _CUT or _apart(source, first[-1], second[0]):
            start = min(first[0], second[0])
            return _Reading("spliced", source, *source.stretch(start, max(first[-1], second[-1])), 1.0)
    return None


def _closest(quotation: _Quotation, source: _Voices) -> _Reading | None:
    """The stretch of the source whose words agree best with the quotation, when it is close enough to mean the same."""
    candidates = [_align(quotation, source, window) for window in _windows(quotation, source)]
    readings = [_label(quotation, source, pairs) for pairs in candidates if pairs]
    return max((reading for reading in readings if reading), key=lambda reading: reading.score, default=None)


def _windows(quotation: _Quotation, source: _Voices, best: int = 3) -> list[range]:
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


def _align(quotation: _Quotation, source: _Voices, window: range) -> list[tuple[int, int]]:
    """Pairs of equal words (in the quotation, in the source), in order, cut down to where they lie together."""
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


def _label(quotation: _Quotation, source: _Voices, pairs: list[tuple[int, int]]) -> _Reading | None:
    """What the aligned stretch makes of the quotation, or None when it is a different statement."""
    own = [word for piece in quotation.pieces for word in piece]
    shared = [at for _, at in pairs]
    score = sum(_weight(source.words[at]) for at in shared) / sum(map(_weight, own))
    content = [at for at in shared if source.words[at].is_content]
    inside = sum(source.quotation_of[at] is not None for at in content) / len(content) if content else 0.0
    start, end = source.stretch(shared[0], shared[-1])
    fragment = _whole_fragment(quotation, source, pairs)
    unmatched = sum(word.is_content for word in own) - len(content)
    if fragment is not None and (inside < 1.0 or unmatched >= 3):
        return _Reading("extended", source, min(start, fragment.outer_start), max(end, fragment.outer_end), score)
    if score >= _NEAR and 0 < inside < _MOST:
        return _Reading("extended", source, start, end, score)
    if score >= _MOST and inside == 0:
        return _Reading("quoted_paraphrase", source, start, end, score)
    if inside >= _MOST and (score >= _NEAR or (score >= _RELATED and _has_telling_run(source, pairs))):
        return _Reading("altered", source, *_quoted_around(source, shared, len(own)), score)
    return None


def _whole_fragment(quotation: _Quotation, source: _Voices, pairs: list[tuple[int, int]]) -> Quoted | None:
    """A quotation of the source, at least three words long, that the story's quotation holds whole and goes beyond."""
    matched = {at: own for own, at in pairs}
    for number in sorted({n for at in matched if (n := source.quotation_of[at]) is not None}):
        members = [at for at in range(min(matched) - 40, max(matched) + 40) if 0 <= at < len(source.words)]
        members = [at for at in members if source.quotation_of[at] == number]
        if len(members) <= _SHORT or len(members) >= len(quotation.heard) or not source.quotations:
            continue
        owns = [matched.get(at) for at in members]
        if None not in owns and all(source.words[at].heard == quotation.heard[matched[at]] for at in members):
            return source.quotations[number]
    return None


def _has_telling_run(source: _Voices, pairs: list[tuple[int, int]]) -> bool:
    """Whether three words, two of them content words, stand side by side in both texts, with more shared."""
    content = sum(source.words[at].is_content for _, at in pairs)
    run: list[int] = []
    previous = (-2, -2)
    for own, at in pairs:
        run = [*run, at] if (own - 1, at - 1) == previous else [at]
        previous = (own, at)
        if content >= 3 and len(run) >= 3 and sum(source.words[i].is_content for i in run) >= 2:
            return True
    return False


def _quoted_around(source: _Voices, shared: list[int], length: int) -> tuple[int, int]:
    """The stretch to show: the source's whole quotation when it is about as long, else the shared stretch."""
    start, end = source.stretch(shared[0], shared[-1])
    numbers = {source.quotation_of[at] for at in shared} - {None}
    if len(numbers) == 1 and source.quotations:
        number = numbers.pop()
        members = [at for at in source.quoted if source.quotation_of[at] == number]
        if len(members) <= 2 * length + 10:
            first, last = source.stretch(members[0], members[-1])
            return min(start, first), max(end, last)
    return start, end


def _drift(label: str, quotation: _Quotation, reading: _Reading | None, message: str | None = None) -> Drift:
    source = None if reading is None else reading.source.document.span(reading.start, reading.end)
    return Drift(
        kind=DriftKind.QUOTATION,
        label=label,
        conflict=label not in ("trimmed", "not_found"),
        story=quotation.span,
        source=source,
        story_value=" ".join(quotation.heard),
        source_value=None if source is None else " ".join(word.heard for word in words(source.text)),
        message=message
        or _MESSAGES[label].format(
            story=_brief(quotation.span.text),
            source=_brief(source.text) if source else "",
            quoted=_brief(_quoted_part(reading)) if reading else "",
        ),
    )


def _quoted_part(reading: _Reading) -> str:
    """What of the reading's stretch the source has inside its quotation marks."""
    inside = [
        reading.source.text(max(mark.start, reading.start), min(mark.end, reading.end))
        for mark in reading.source.quotations
        if mark.start < reading.end and reading.start < mark.end
    ]
    return "” and “".join(inside)


def _brief(text: str, limit: int = 90) -> str:
    """The text on one line, its middle left out when it is long."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"{line[: limit * 2 // 3].rsplit(' ', 1)[0]} […] {line[-limit // 3 :].split(' ', 1)[-1]}"
