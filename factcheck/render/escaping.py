"""Text of a document inside Markdown, shown as it is: nothing of it is markup, and it reorders nothing but itself."""

from __future__ import annotations

import re

from factcheck.render.wording import without_controls

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#^@!{}]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=:]))(.)")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OPENING, _CLOSING, _ISOLATE = "\u2066\u2067\u2068", "\u2069", "\u2068"


def escaped(text: str) -> str:
    """`text` on one line, escaped to be shown by Markdown and nothing more."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(without_controls(text).split()))
    line = _BLOCK_START.sub(r"\1\\\2", line)
    return isolated(line)


def isolated(text: str) -> str:
    """`text` with its marks of writing direction, if it has any, kept from reordering the text around it.

    An isolate closes every embedding opened in it, so only isolates are counted; a closing mark that closes nothing has no
    effect on what is shown and is left out, because here it would end ours.
    """
    if not _DIRECTIONS.search(text):
        return text
    kept, depth = [_ISOLATE], 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character == _CLOSING:
            if not depth:
                continue
            depth -= 1
        kept.append(character)
    return "".join(kept) + _CLOSING * (depth + 1)
