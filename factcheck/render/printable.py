"""Makes text safe for a terminal. Loads nothing, so that the shortest command can use it."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]")
_JOINERS = "\u200c\u200d"
"""Zero-width characters that words and emoji need; any other invisible one can only deceive here."""


def printable(text: str) -> str:
    """`text` on one line, with nothing that could steer a terminal or reorder text.

    Escape sequences, control characters, bidirectional controls and other invisible ones are taken out; line breaks,
    tabs and runs of white space become one space.
    """
    kept = (character for character in _ESCAPE.sub("", " ".join(text.split())) if _is_visible(character))
    return " ".join("".join(kept).split())


def harmless(text: str) -> str:
    """`text` in its own lines and with its own blanks, else as `printable` makes it."""
    return "".join(c for c in _ESCAPE.sub("", text) if c in "\n\t" or _is_visible(c))


def _is_visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
