"""Text of a document inside Markdown or JSON, shown as it is: nothing of it is markup, and it reorders nothing but itself."""

from __future__ import annotations

import json
import re
from typing import Any

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#^@!{}]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=:]))(.)")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STEERING = re.compile(f"[\x7f-\x9f]|{_DIRECTIONS.pattern}")
"""What JSON may hold as it is, and a terminal that shows it obeys."""
_CONTROLS = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_OPENING, _CLOSING, _ISOLATE = "\u2066\u2067\u2068", "\u2069", "\u2068"


def without_controls(text: str) -> str:
    """`text` without characters that steer a terminal; white space and direction marks stay."""
    return _CONTROLS.sub("", text)


def escaped(text: str) -> str:
    """`text` on one line, escaped to be shown by Markdown and nothing more."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(without_controls(text).split()))
    line = _BLOCK_START.sub(r"\1\\\2", line)
    return isolated(line)


def isolated(text: str) -> str:
    """`text` with its direction marks, if any, kept from reordering the text around it.

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


def as_json(value: Any, *, indent: int = 2, sort_keys: bool = False) -> str:
    """`value` as JSON in lines, with a line break at the end. What could steer a terminal is escaped, and read back the same."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
