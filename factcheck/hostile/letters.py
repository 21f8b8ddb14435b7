"""Letters that look like others: read as a person sees them, character for character, so every offset holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

LETTERS_APART = 8
"""So many single letters in a row are words written letter by letter."""

_LOOK_ALIKES = dict(
    zip(
        map(ord, "аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρ"),
        "aeopcyxijsdhqwABEKMHOPCTXIJSGABEZHIKMNOPTYXoavip",
        strict=True,
    )
)
"""Cyrillic and Greek letters, and the Latin ones that look the same (a selection of Unicode's confusables, UTS 39)."""
_POSING = frozenset(map(chr, _LOOK_ALIKES))

_APART = re.compile(rf"(?<!\S)(?:[^\W\d_][ .·*_-]){{{LETTERS_APART - 1},}}[^\W\d_](?!\S)")


def unmasked(text: str) -> str:
    """`text` with the Latin letter for each look-alike in a word that mixes alphabets, as long as `text`."""
    if _POSING.isdisjoint(text):
        return text
    return WORD.sub(lambda word: word[0].translate(_LOOK_ALIKES) if is_mixed(word[0]) else word[0], text)


def undisguised(text: str) -> str:
    """`text` with all look-alike, full-width and mathematical letters as plain ones, as long as `text`."""
    if text.isascii():
        return text
    return "".join(map(_plain, text.translate(_LOOK_ALIKES)))


def is_mixed(word: str) -> bool:
    """Whether a word has Latin letters, and look-alikes of another alphabet that pose as Latin ones."""
    if word.isascii():
        return False
    foreign = [c for c in word if c.isalpha() and not _is_latin(c)]
    return bool(foreign) and all(ord(c) in _LOOK_ALIKES for c in foreign) and any(map(_is_latin, word))


def disguised(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of words in mixed alphabets, in styled letters, or written letter by letter."""
    for run in _APART.finditer(text):
        yield run.span()
    if text.isascii():
        return
    for word in WORD.finditer(text):
        if is_mixed(word[0]) or _is_styled(word[0]):
            yield word.span()


def _is_styled(word: str) -> bool:
    """Whether a whole word of three letters or more is in letters that exist for their style (𝐛𝐨𝐥𝐝, ｗｉｄｅ)."""
    return len(word) > 2 and all(not c.isascii() and _plain(c).isascii() and _plain(c).isalpha() for c in word)


def _is_latin(character: str) -> bool:
    return character.isalpha() and (character.isascii() or unicodedata.name(character, "").startswith("LATIN"))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    simple = unicodedata.normalize("NFKC", character)
    return simple if len(simple) == 1 else character
