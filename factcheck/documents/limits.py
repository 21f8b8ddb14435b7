"""How large a document may be."""

from __future__ import annotations

MAX_BYTES = 50_000_000
"""A file or download of this many bytes or more is refused."""

MAX_CHARACTERS = 5_000_000
"""A document with more characters of text than this is refused: no check of it would ever end."""


def size(count: int) -> str:
    """A number of bytes for a person: `50 MB`."""
    return f"{count / 1_000_000:.3g} MB" if count >= 1_000_000 else f"{count:,} bytes"
