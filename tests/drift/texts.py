"""Documents made of plain strings, for the drift tests."""

from __future__ import annotations

import hashlib

from factcheck.records import Document, Span


def document(text: str, name: str = "s1") -> Document:
    """A document of this text, without sentences."""
    return Document(
        id=name,
        name=name,
        origin=f"{name}.txt",
        media_type="text/plain",
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        sentences=(),
    )


def whole(text: Document) -> Span:
    """All of the document's text as a span."""
    return text.span(0, len(text.text))
