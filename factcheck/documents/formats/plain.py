"""Plain text."""

from __future__ import annotations

from factcheck.documents.content import Block, Content
from factcheck.documents.decode import decode


def read(data: bytes, charset: str | None = None) -> Content:
    """The whole text as one block: its own blank lines are its paragraphs."""
    text, notices = decode(data, charset)
    return Content(blocks=(Block(text),), notices=notices)
