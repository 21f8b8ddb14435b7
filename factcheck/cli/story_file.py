"""The text of the file that a report's story was read from, for forms that tell lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.records import Document


def text_of(document: Document) -> str | None:
    """The whole text of the document's file; None where it has only pages, does not exist, or is not UTF-8."""
    if not document.media_type.startswith("text/") or "://" in document.origin or document.origin == "-":
        return None
    try:
        return Path(document.origin).read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return None
