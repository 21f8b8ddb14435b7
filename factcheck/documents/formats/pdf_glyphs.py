"""A PDF page's text, with what is set small and high on its line told from what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, NameObject

from factcheck.documents.raised import lowered

_SMALL = 0.8
"""Raised and lowered text is set in no more than this part of the size of the text around it."""
_HIGH = 0.1
"""How far raised text is above its line at least, as a part of its size."""
_LONGEST_MARK = 12
_SHOWS = (b"Tj", b"TJ", b"'", b'"')

Piece = tuple[str, float, float]
"""Text, its size on the page, the height of its line."""


def text_of(page: PageObject, marks: list[str]) -> str:
    """The page's text in its own lines. Footnote marks are left out of it and added to `marks`."""
    pieces: list[Piece] = []
    rise = shown_at = 0.0

    def follow(operator: bytes, operands: Sequence[Any], *_matrices: Any) -> None:
        nonlocal rise, shown_at
        if operator == b"Ts" and operands:
            rise = float(operands[0])
        elif operator in _SHOWS:
            shown_at = rise

    def keep(text: str, outer: Sequence[float], matrix: Sequence[float], _font: Any, size: float) -> None:
        if text:
            scale = hypot(matrix[2], matrix[3]) * hypot(outer[2], outer[3])
            pieces.append((text, abs(size) * scale, (matrix[5] + shown_at * matrix[3]) * outer[3] + outer[5]))

    _part_at_sizes(page)
    whole = page.extract_text(visitor_text=keep, visitor_operand_before=follow)
    if "".join(text for text, _, _ in pieces) != whole:
        return whole  # what the pieces say of sizes cannot be trusted
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
    """Names the font again wherever a text matrix changes its size: pypdf tells pieces apart by their fonts alone."""
    if "/Contents" not in page:
        return
    contents = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    operations: list[tuple[Any, bytes]] = []
    font: list[Any] = []
    scale: list[float] | None = None
    for operands, operator in contents.operations:
        operations.append((operands, operator))
        if operator == b"Tf":
            font = operands
        elif operator == b"Tm" and len(operands) == 6:
            if scale not in (None, operands[:4]) and font:
                operations.append((font, b"Tf"))
            scale = operands[:4]
    if len(operations) == len(contents.operations):
        return
    contents.operations = operations
    page[NameObject("/Contents")] = contents
