"""The text of the file that a report's story was read from, for formats with line numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.records import Document


def text_of(document: Document) -> str | None:
    """The whole text of the document's file; None where it has only pages, is not a file (any more), or is not UTF-8."""
    if not document.media_type.startswith("text/") or "://" in document.origin or document.origin == "-":
        return None
    try:
        file = Path(document.origin)
        # A pipe can be read once, and was.
        return file.read_bytes().decode("utf-8-sig") if file.is_file() else None
    except (OSError, ValueError):
        return None
