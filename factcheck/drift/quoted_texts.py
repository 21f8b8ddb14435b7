"""A story's quotations and a source's words, in the form in which quotations are compared."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from factcheck.english.marks import Quoted, quoted
from factcheck.english.speakers import CUE
from factcheck.english.words import Word, words
from factcheck.records import Document, Span

_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_BY_COMMAS = re.compile(r"\W*,\W*\w+(?:[ .’'-]+\w+){0,5}\W*,\W+")
"""„…“, sagte Berg, „…“: a few words between commas are an attribution in any language."""
_BRACKETED = re.compile(r"\[[^\]]*\]")
_FIRST_PERSON = frozenset({"i", "we", "my", "our"})
_SPEAKER_LABEL = re.compile(r"^\s*(?:[A-Z][\w.'’-]*\s?){1,5}:\s", re.MULTILINE)

SHORT = 2
"""Quotations of at most this many words raise nothing."""
_INTERRUPTION = 25
"""At most so many words of the reporter can interrupt one quotation ("…," said X, who … , "…")."""
_OWN_VOICE = 0.01
"""Share of first-person words among the unquoted ones from which a source is someone's own words."""


@dataclass(frozen=True)
class Quotation:
    """A quotation of the story: its pieces between ellipses and brackets, and whether an ellipsis follows each.

    `following` are the heard words of the story's next quotation, which can continue the same sentence.
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
class QuotedStretch:
    """A source's stretch `text[start:end]` taken as the story's quotation; `score` is the share that agrees."""

    label: str
    source: Voices
    start: int
    end: int
    score: float

    @property
    def rank(self) -> tuple[bool, float]:
        return (self.label == "exact", self.score)


class Voices:
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


def apart(source: Voices, before: int, after: int) -> bool:
    """Whether the source's own words part two quoted ones, other than "…," she said, "…"."""
    if after - before > _INTERRUPTION:
        return True
    own = [at for at in range(before + 1, after) if source.quotation_of[at] is None]
    between = source.text(source.words[before].end, source.words[after].start)
    return bool(own) and CUE.search(between) is None and _BY_COMMAS.fullmatch(between) is None


def story_quotations(story: Document) -> Iterator[Quotation]:
    marks = quoted(story.text)
    for mark, following in zip_longest(marks, marks[1:]):
        pieces, elided = _pieces(story, mark)
        after = words(story.text[following.start : following.end]) if following else ()
        quotation = Quotation(
            span=_trimmed_span(story, mark.start, mark.end),
            following=tuple(word.heard for word in after),
            pieces=pieces,
            elided=elided,
        )
        if quotation.length > SHORT and quotation.content and not _is_title(quotation.span.text):
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
