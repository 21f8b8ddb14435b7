"""The output of a format's reader: blocks of text and their layout. No sentence is numbered yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row or heading. A line break inside `text` is one the author made.

    `times` gives the offsets and times of a recording's words (`00:01:02`); `text` is then normalised.
    """

    text: str
    heading: bool = False
    times: tuple[tuple[int, str], ...] = ()
    row: bool = False


@dataclass(frozen=True)
class Content:
    """A document as its format gives it. `published` is an ISO 8601 date, or date and time with its zone."""

    blocks: tuple[Block, ...]
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    notices: tuple[str, ...] = ()


_SHOWN = 60
"""How many characters of left-out text a notice shows."""


def left_out(what: str, words: str) -> tuple[str, ...]:
    """The notice of words that a document has and its text does not; none if there are none."""
    words = " ".join(words.split())
    return (f"left out {what} of {len(words)} character{'s' * (len(words) > 1)}: {shown(words)}",) if words else ()


def shown(words: str) -> str:
    """The beginning of `words` in quotation marks, as notices name left-out text."""
    return f"“{words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + '…'}”"
