"""The words of a claim to search an archive for: its content words, in order."""

from __future__ import annotations

import re

MOST = 24
"""The most words in a query. A claim has some fifteen; a longer text is searched for by its first ones."""

_WORD = re.compile(r"[^\W_]+")
_FUNCTION_WORDS = frozenset(
    "a about after again against all also although am an and any are as at be because been before being between both but by"
    " can could did do does doing down during each either for from further had has have having he her here hers him his how i"
    " if in into is it its itself just may me might more most must my neither no nor not of off on once one only or other our"
    " out over own said same say says she should so some such than that the their them then there these they this those"
    " through to too under until up upon us very was we were what when where which while who whom whose why will with would"
    " you your".split()
)
"""English words that are in most documents or show how a claim speaks, not its topic."""


def content_words(text: str) -> tuple[str, ...]:
    """The words to search for, folded, each once, at most `MOST`. All words if there is no content word."""
    words = [word.casefold() for word in _WORD.findall(text)]
    content = [word for word in words if word not in _FUNCTION_WORDS and (len(word) > 1 or not word.isascii())]
    return tuple(dict.fromkeys(content or words))[:MOST]


def any_of(words: tuple[str, ...]) -> str:
    """The FTS5 query for documents with any of these words."""
    return " OR ".join(f'"{word}"' for word in words)
