"""Rejoins words that a hyphen breaks at the end of a line: "har-" and "bour", but "well-" and "known"."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from factcheck.documents.language import language_of

_BROKEN_WORD = re.compile(r"([^\W\d_]+)([-‐\u00ad])$")
_WORD_START = re.compile(r"[a-zß-öø-ÿ]+")
_HYPHENATED_END = re.compile(r"\w[-‐]$")
_BREAK = re.compile(r"(?<=\w[-‐\u00ad])[^\S\n]*\n[^\S\n]*(?=\w)")
_GOES_ON = frozenset("and or to und oder bzw bis et ou y o e".split())
"""After "two-" and a line end these continue with a second word: "two- and three-year"."""
_LITTLE_WORDS = frozenset(
    "of for with from and or than the one two three four five six seven eight nine"
    " twenty thirty forty fifty sixty seventy eighty ninety".split()
)
"""Words of compounds that the lexicon (nouns, verbs, adjectives and adverbs) lacks."""
_LONGEST_WORD = 60


class Mender:
    """Joins lines by a text's own words and its language."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.mended = 0
        """How many broken words were joined."""

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", self._text.lower()))

    @cached_property
    def _english(self) -> bool:
        return language_of(self._text) in ("en", None)

    def joined(self, paragraph: str, line: str) -> str:
        """The two with a space between, or as one word if a hyphen at the line end broke it."""
        head, tail = _BROKEN_WORD.search(paragraph[-_LONGEST_WORD:]), _WORD_START.match(line)
        if tail and tail[0] in _GOES_ON:
            return f"{paragraph} {line}"
        if not head or not tail:
            return paragraph + line if _HYPHENATED_END.search(paragraph[-2:]) else f"{paragraph} {line}"
        if head[2] != "\u00ad" and self._is_compound(head[1].lower(), tail[0]):
            return paragraph + line
        self.mended += 1
        return paragraph[:-1] + line

    def lines(self, text: str) -> str:
        """`text` without lines that end in a hyphen within a word; other lines stay as they are."""
        if not _BREAK.search(text):
            return text
        first, *others = _BREAK.split(text)
        parts = [first]
        for other in others:
            before = parts[-1][-_LONGEST_WORD:]
            parts[-1] = parts[-1][: len(parts[-1]) - len(before)]
            parts.append(self.joined(before, other))
        return "".join(parts)

    def notice(self) -> tuple[str, ...]:
        """The notice of how many words were joined; none if none were."""
        return (f"joined {self.mended} word{'s' * (self.mended > 1)} broken at a line end",) if self.mended else ()

    def _is_compound(self, head: str, tail: str) -> bool:
        """Whether the two would have a hyphen within a line, too.

        They do if they have one elsewhere in this document ("long-term"), or else if they are two English words that
        are not one together: "well-known" is, "over-run" is not.
        """
        whole, compound = self._words[head + tail], self._words[f"{head}-{tail}"]
        if whole or compound or not self._english:
            return compound > 0 and not whole
        return not _is_english(head + tail) and _is_english(head) and _is_english(tail)


def _is_english(word: str) -> bool:
    import lemminflect  # it reads its tables on import: only for broken words

    return word in _LITTLE_WORDS or any(lemminflect.getAllLemmas(word).values())
