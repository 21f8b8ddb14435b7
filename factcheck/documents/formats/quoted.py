"""Separates an e-mail's own words from quoted earlier ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

import quotequail

from factcheck.documents.content import Block, left_out

_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|rif|odp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^>.*\n?", re.MULTILINE)
_MOST_LINES = 3_000
"""quotequail's time grows with the square of the lines; further down only lines marked with ">" count as quoted."""


def without_quoted(blocks: Sequence[Block], subject: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a message's body without quoted text, and notices.

    Lines after ">" are quoted; so is, in a reply, everything after "On Tuesday, Ada wrote:" and its like. If nothing
    else is left, or the message forwards another one, the text stays whole.
    """
    own = _before_reply(blocks) if _REPLY.match(subject) else tuple(blocks)
    kept = tuple(Block(text, block.heading) for block in own if (text := _QUOTED_LINE.sub("", block.text)).strip())
    if not kept:
        return tuple(blocks), ("has only quoted text, which was read",)
    gone = [line for block in own for line in _QUOTED_LINE.findall(block.text)]
    whole, length = _joined(blocks), len(_joined(own))
    return kept, left_out("quoted text", " ".join([*(line.lstrip("> ") for line in gone), whole[length:]]))


def _before_reply(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks before the message that this one replies to."""
    text = _joined(blocks)
    head = "\n".join(text.split("\n", _MOST_LINES)[:_MOST_LINES])
    found = quotequail.unwrap(head)
    if not found or found["type"] == "quote" or not found.get("text_top"):
        return tuple(blocks)
    end = head.find(found["text_top"]) + len(found["text_top"])
    kept: list[Block] = []
    at = 0
    for block in blocks:
        if at < end:
            kept.append(Block(block.text[: end - at], block.heading))
        at += len(block.text) + 2
    return tuple(kept)


def _joined(blocks: Sequence[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)
