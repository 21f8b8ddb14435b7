"""A text as its numbers are read: ligatures spelt out, "½" as "1/2", digits of any width, no note marks.

Unlike `evidence.fold`, which makes alike what only looks alike, this keeps signs and dashes: they have a meaning in numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SUPERSCRIPTS = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹⁺⁻")
_POWERS = frozenset("²³")
_TEN = re.compile(r"(?<!\d)10[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_LENGTH = re.compile(r"(?<![^\W\d])(?:[kcm]?m|ft)$")


@dataclass(frozen=True)
class Readable:
    """The readable text; its character `i` is read from the original's from `starts[i]` on."""

    text: str
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets for `text[start:end]` here."""
        last = self.starts[end - 1]
        return self.starts[start], next((s for s in self.starts[end:] if s > last), self._length)

    @property
    def _length(self) -> int:
        return self.starts[-1]


@lru_cache(maxsize=4096)
def readable(text: str) -> Readable:
    """`text` as its numbers are read."""
    pieces: list[str] = []
    starts: list[int] = []
    for place, character in enumerate(text):
        piece = character if character.isascii() else _piece(character, text[:place])
        pieces.append(piece)
        starts += [place] * len(piece)
    return Readable("".join(pieces), (*starts, len(text)))


def _piece(character: str, before: str) -> str:
    if character in _SUPERSCRIPTS:
        is_power = _TEN.search(before) or (character in _POWERS and _LENGTH.search(before))
        return character if is_power else ""
    plain = unicodedata.normalize("NFKC", character)
    if "⁄" in plain:
        return (" " if before[-1:].isdigit() else "") + plain.replace("⁄", "/")
    is_ligature = len(plain) > 1 and plain.isalpha()
    return plain if is_ligature or (character.isdigit() and plain.isdigit()) else character
