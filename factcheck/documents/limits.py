"""How large a document may be."""

from __future__ import annotations

MAX_BYTES = 50_000_000
"""A file or download of this many bytes or more is refused."""

MAX_CHARACTERS = 5_000_000
"""A document with more characters of text than this is refused: no check of it would ever end."""


MAX_ATTRIBUTES = 1_000
"""A tag of a page with more attributes than this is refused: the time to read it grows with their square."""

MAX_DEPTH = 1_000
"""A page whose elements nest deeper than this is refused: its parser silently drops anything below some 2,000."""

DEEP = 100
MAX_DEEP = 5_000
"""A page with more elements than this that nest deeper than `DEEP` is refused: the time to read it grows with their square."""

MAX_SEARCHED = 30_000
"""A page with more elements than this is read whole: its article is not looked for."""

MAX_PARAGRAPHS = 200_000
"""A Word document with more paragraphs than this is refused: none of 5,000,000 characters has as many."""

MAX_ELEMENTS = 2_000_000
"""A Word document whose parts have more elements than this is refused."""

MAX_CELLS = 300_000
"""A table or workbook with more cells than this is refused."""


MAX_UNPACKED = 500_000_000
"""An e-book or OpenDocument text that unpacks to more bytes than this is refused."""

MAX_LINES = 1_000_000
"""A file of captions or an e-mail of more lines than this is refused."""

MAX_GROUPS = 10_000
"""An RTF document whose groups nest deeper than this is refused."""

MAX_TOKENS = 3_000_000
"""An RTF document of more control words, groups and lines than this is refused."""

MAX_PARTS = 100
"""An e-mail with more parts that hold parts than this is refused."""


def size(count: int) -> str:
    """A number of bytes for a person: `50 MB`."""
    return f"{count / 1_000_000:.3g} MB" if count >= 1_000_000 else f"{count:,} bytes"
