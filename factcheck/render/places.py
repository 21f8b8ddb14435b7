"""Where a stretch of a document is in its file. Pure.

A document's text is what a reader of the file sees, without Markdown's and HTML's marks. A stretch is found by its
words, in order, whatever is between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from factcheck.records import Document

_WORD = re.compile(r"<[^<>]*>|&#?\w+;|\]\([^()\s]*\)|([^\W_]+)")
"""A word; a match without a group is a tag, an entity or the address of a link, which readers do not see."""
_SHORTENED = (None, 5, 3)
"""How many of a sentence's first words to look for: all, then fewer, in case a mark of the file splits a word."""


class Region(NamedTuple):
    """Lines and columns, counted from 1; `end_column` follows the last character. Columns count characters."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int


class Places:
    """The places of a document in its file, whose whole text is `file`."""

    def __init__(self, document: Document, file: str) -> None:
        self._document = document
        self._words = _words(file)
        self._positions: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            self._positions.setdefault(word.text, []).append(number)
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", file))]
        self._starts = [sentence.start for sentence in document.sentences]
        self._sentences = self._located()

    def region(self, start: int, end: int) -> Region | None:
        """Where the document's `text[start:end]` is, or else the first sentence that it touches; None if neither is
        found."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        for sentence in self._document.sentences[first : bisect_left(self._starts, end)]:
            within = self._sentences.get(sentence.number)
            if within is None or sentence.end <= start:
                continue
            wanted = [word.text for word in _words(self._document.text[start:end])]
            found = self._find(wanted, within[0], within[1] + len(wanted)) or within
            return self._region(self._words[found[0]].start, self._words[found[1] - 1].end)
        return None

    def _located(self) -> dict[int, tuple[int, int]]:
        """For each sentence found, the position of its first word and the one after its last."""
        found: dict[int, tuple[int, int]] = {}
        after = 0
        for sentence in self._document.sentences:
            words = [word.text for word in _words(self._document.text[sentence.start : sentence.end])]
            for count in _SHORTENED:
                place = self._find(words[:count], after, len(self._words))
                if place:
                    found[sentence.number] = place
                    after = place[1]
                    break
        return found

    def _find(self, wanted: Sequence[str], first: int, before: int) -> tuple[int, int] | None:
        """The first place of these words, one after another, at or after `first` and ending by `before`."""
        positions = self._positions.get(wanted[0], []) if wanted else []
        for place in range(bisect_left(positions, first), len(positions)):
            at = positions[place]
            if at + len(wanted) > before:
                return None
            if all(self._words[at + n].text == word for n, word in enumerate(wanted)):
                return at, at + len(wanted)
        return None

    def _region(self, start: int, end: int) -> Region:
        first, last = (bisect_right(self._lines, offset) for offset in (start, end - 1))
        return Region(first, start - self._lines[first - 1] + 1, last, end - self._lines[last - 1] + 1)


def _words(text: str) -> list[_Word]:
    return [
        _Word(match[1].casefold(), match.start(1), match.end(1))
        for match in _WORD.finditer(text)
        if match[1] is not None
    ]
