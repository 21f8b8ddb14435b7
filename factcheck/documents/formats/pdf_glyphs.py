"""A PDF page's text, with raised small text separated from the word it is attached to."""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Sequence
from math import hypot
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, NameObject, TextStringObject

from factcheck.documents.raised import lowered

_SMALL = 0.85
"""Raised and lowered text has at most this share of the size of the text around it."""
_HIGH = 0.1
"""How far raised text is above its line at least, as a part of its size."""
_LONGEST_MARK = 12
_LONGEST_MEANT = 8
"""Longer ones describe words rather than glyphs."""
_MEANT = b"%meant"
"""Our own operator, which no other reader of the page sees: the meaning of the glyphs that follow."""
_SHOWS = (b"Tj", b"TJ", b"'", b'"')

Piece = tuple[str, float, float]
"""Text, its size on the page, the height of its line."""


def text_of(page: PageObject, marks: list[str]) -> str:
    """The page's text in its own lines. Footnote marks are left out of it and added to `marks`."""
    pieces: list[Piece] = []
    rise = shown_at = 0.0

    meant: str | None = None

    def follow(operator: bytes, operands: Sequence[Any], *_matrices: Any) -> None:
        nonlocal rise, shown_at, meant
        if operator == b"Ts" and operands:
            rise = float(operands[0])
        elif operator in _SHOWS:
            shown_at = rise
        elif operator == _MEANT:
            meant = str(operands[0])

    def keep(text: str, outer: Sequence[float], matrix: Sequence[float], _font: Any, size: float) -> None:
        nonlocal meant
        read.append(text)
        if text.strip() and meant is not None:
            text, meant = text[: len(text) - len(text.lstrip())] + meant + text[len(text.rstrip()) :], None
        if text:
            scale = hypot(matrix[2], matrix[3]) * hypot(outer[2], outer[3])
            pieces.append((text, abs(size) * scale, (matrix[5] + shown_at * matrix[3]) * outer[3] + outer[5]))

    _part_at_sizes(page)
    read: list[str] = []
    whole = page.extract_text(visitor_text=keep, visitor_operand_before=follow)
    if "".join(read) != whole:
        return whole  # the sizes of the pieces cannot be trusted
    parts: list[str] = []
    around, height = 0.0, 0.0
    for place, (text, size, at) in enumerate(pieces):
        raised = 0 < size <= around * _SMALL and at - height > size * _HIGH and len(text.strip()) <= _LONGEST_MARK
        before = "".join(parts[-2:])
        if raised and text.strip() and before and not before.endswith("\n"):
            after = pieces[place + 1][0] if place + 1 < len(pieces) else ""
            shown = lowered(before, text, after)
            if shown is None:
                marks.append(text.strip())
                shown = text[len(text.rstrip()) :]
            parts.append(shown)
            continue
        parts.append(text)
        if text.strip():
            around, height = size, at
    return "".join(parts)


def _part_at_sizes(page: PageObject) -> None:
    """Repeats the font wherever a text matrix changes its size, or the page gives the meaning of glyphs.

    pypdf tells pieces apart by their fonts alone.
    """
    if "/Contents" not in page:
        return
    contents = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    operations: list[tuple[Any, bytes]] = []
    font: list[Any] = []
    scale: list[float] | None = None
    opened: list[str] = []
    for operands, operator in contents.operations:
        operations.append((operands, operator))
        if operator == b"Tf":
            font = operands
        elif operator == b"Tm" and len(operands) == 6:
            if scale not in (None, operands[:4]) and font:
                operations.append((font, b"Tf"))
            scale = operands[:4]
        elif operator == b"BDC":
            opened.append(_meaning(operands))
            if opened[-1] and font:
                operations[-1:-1] = [(font, b"Tf")]
                operations.append(([TextStringObject(opened[-1])], _MEANT))
        elif operator == b"BMC":
            opened.append("")
        elif operator == b"EMC" and opened and opened.pop() and font:
            operations.append((font, b"Tf"))
    if len(operations) == len(contents.operations):
        return
    contents.operations = operations
    page[NameObject("/Contents")] = contents


def _meaning(operands: Sequence[Any]) -> str:
    """The page's stated meaning of a marked stretch of glyphs: a ligature drawn as one glyph has no other name."""
    properties = operands[1].get_object() if len(operands) > 1 else None
    words = properties.get("/ActualText") if isinstance(properties, dict) else None
    if isinstance(words, bytes):
        utf16 = words.startswith(BOM_UTF16_BE)
        words = words[2:].decode("utf-16-be", "ignore") if utf16 else words.decode("latin-1")
    return str(words) if words and len(words) <= _LONGEST_MEANT else ""
