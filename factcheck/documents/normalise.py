"""One form for all text: offsets count the characters that a reader sees.

Normalising twice is the same as normalising once. Letters, quotation marks and dashes stay as they are; white space,
line ends and characters that nobody can see do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.documents.content import Block

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Blank to the eye though Unicode calls them letters or symbols: Hangul fillers and the empty Braille pattern.
_BLANK = re.compile(r"[^\S\n]|[\u115f\u1160\u2800\u3164\uffa0]")
# Format characters (category Cf) that do print, such as the Arabic number sign, stay.
_PRINTED_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Variation selectors: they change no letter, and can carry hidden bytes.
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Letters that are printed as one; "fi" is two to whoever looks for it.
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_AROUND = 16
"""How many characters around the first removed one a notice shows."""


def normalise(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` in the one form, and notices of removed characters that a reader should know about.

    NFC, with "fi" for the ligature "ﬁ" and its like; lines end in one newline and neither begin nor end with white
    space; every other run of white space is one space; at most one blank line in a row, none at either end; no control,
    zero-width, bidirectional or unpaired surrogate characters.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    text, notices = _without_invisible(text)
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    text = _BLANK.sub(" ", text)
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip(" \n"), notices


@dataclass(frozen=True)
class Joined:
    """Blocks as one text: the spans of its headings, the times of its words, where the rows of its tables begin, and
    notices."""

    text: str
    headings: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, str], ...]
    rows: frozenset[int]
    notices: tuple[str, ...]


def join(blocks: Sequence[Block]) -> Joined:
    """The blocks as one normalised text with a blank line between them."""
    parts: list[str] = []
    headings: list[tuple[int, int]] = []
    times: list[tuple[int, str]] = []
    rows: set[int] = set()
    notices: list[str] = []
    position = 0
    for block in blocks:
        text, found = normalise(block.text)
        notices.extend(found)
        if not text:
            continue
        if block.heading:
            headings.append((position, position + len(text)))
        times.extend((position + at, time) for at, time in block.times)
        if block.row:
            rows.add(position)
        parts.append(text)
        position += len(text) + 2
    return Joined("\n\n".join(parts), tuple(headings), tuple(times), frozenset(rows), tuple(dict.fromkeys(notices)))


def _without_invisible(text: str) -> tuple[str, tuple[str, ...]]:
    if text.isascii() and text.isprintable():
        return text, ()
    doomed = {character for character in set(text) if _invisible(character)}
    if not doomed:
        return text, ()
    counts = Counter(character for character in text if character in doomed)
    whole, text = text, text.translate(dict.fromkeys(map(ord, doomed)))
    # An emoji's variation selector hides nothing worth a notice.
    names = sorted({_name(character) for character in doomed if not "\ufe00" <= character <= "\ufe0f"})
    if not names:
        return text, ()
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more kinds" if len(names) > 3 else "")
    first = next(place for place, character in enumerate(whole) if character in doomed)
    around = " ".join("".join(c for c in whole[max(0, first - _AROUND) : first + _AROUND] if c not in doomed).split())
    return text, (
        f"took out {counts.total()} invisible character{'s' * (counts.total() > 1)} ({shown}), the first in “{around}”",
    )


def _invisible(character: str) -> bool:
    if character == "\ufeff":
        return True
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _PRINTED_FORMAT
    if category == "Cc":
        return not character.isspace()
    return bool(_VARIATION.match(character))


def _name(character: str) -> str:
    if "\U000e0000" <= character <= "\U000e007f":
        return "tag character"
    return unicodedata.name(character, f"control character U+{ord(character):04X}").lower()
