"""The words of a text that carry content, and the stem by which each is compared."""

from __future__ import annotations

import re
from functools import lru_cache

STEM_LENGTH = 5
"""Letters of a word that count: "import", "imports" and "imported" are one word to us."""

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
EMPTY_WORDS = frozenset(
    """a about above after again all almost also am an and any are around as at away be because been before being below
    between both but by came can could did do does doing down during each else even ever every few fewer for from further
    had has have having he her here hers him his how i if in into is it its itself just least less like made make many may
    me might more most much must my nearly no nor not now of off on once one only onto or other our out over own per put
    quite rather roughly said same say saying says she should since so some still such than that the their them then there
    these they this those though through till to told too total under until up upon us very was we well went were what when
    where which while who whom whose why will with within without would yet you your""".split()
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The part of a word by which it is compared: lower case, no possessive, no plural s, at most `STEM_LENGTH` letters."""
    word = re.sub(r"['’]s?$", "", word.casefold().replace("’", "'"))
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:STEM_LENGTH]


def content_words(text: str, empty: frozenset[str] = EMPTY_WORDS) -> tuple[tuple[int, int], ...]:
    """The content words of `text`, in order, as offsets of `text`; those of `empty` carry no content."""
    return tuple(match.span() for match in WORD.finditer(text) if match[0].casefold() not in empty)


def content_stems(text: str, empty: frozenset[str] = EMPTY_WORDS) -> tuple[str, ...]:
    """The stems of the content words of `text`, in order; those of `empty` carry no content."""
    return tuple(stem(text[start:end]) for start, end in content_words(text, empty))
