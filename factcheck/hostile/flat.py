"""A text as plain words, so a rule reads like speech."""

from __future__ import annotations

import re
from bisect import bisect_right

from factcheck.hostile.letters import WORD

REPEATED_WORDS = 8
REPEATED_OFTEN = 6
SOON = 24
"""The same stretch of that many words, that often, each within `SOON` words of the one before: repeated for
emphasis."""

END = "|"
_STOP = re.compile(r"[.!?:;\n“”\"()\[\]{}<>|*#=]|\s[-–—]\s")


class FlatText:
    """`text` in lower case with one space between words and `|` where a remark ends; knows the place of each word."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = [END]
        self._spans: list[tuple[int, int]] = [(0, 0)]
        last = 0
        for word in WORD.finditer(text):
            if _STOP.search(text, last, word.start()) and self._words[-1] != END:
                self._words.append(END)
                self._spans.append((last, last))
            self._words.append(word[0].lower().replace("’", "'"))
            self._spans.append(word.span())
            last = word.end()
        self._words.append(END)
        self._spans.append((last, last))
        self._starts: list[int] = []
        length = 0
        for plain in self._words:
            self._starts.append(length)
            length += len(plain) + 1
        self.text = " ".join(self._words)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of the words that share a character with `self.text[start:end]`."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        words = [span for span in self._spans[first : last + 1] if span[0] < span[1]]
        return words[0][0], words[-1][1]

    def repeated(self) -> list[tuple[int, int]]:
        """The stretches in which the same `REPEATED_WORDS` words come `REPEATED_OFTEN` times, each soon after the last."""
        words = [(word, span) for word, span in zip(self._words, self._spans, strict=True) if word != END]
        last: dict[int, tuple[int, int]] = {}
        stretches: list[tuple[int, int]] = []
        for i in range(len(words) - REPEATED_WORDS + 1):
            gram = hash(tuple(word for word, _ in words[i : i + REPEATED_WORDS]))
            before, times = last.get(gram, (-SOON, 0))
            times = times + 1 if i - before <= SOON else 1
            last[gram] = i, times
            if times >= REPEATED_OFTEN:
                joined = bool(stretches) and i <= stretches[-1][1] + 1
                first = stretches.pop()[0] if joined else i
                stretches.append((first, i + REPEATED_WORDS - 1))
        return [(words[first][1][0], words[end][1][1]) for first, end in stretches]
