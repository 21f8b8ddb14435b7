"""Paragraphs and table rows of an RTF document, which has marks only for where they end."""

from __future__ import annotations

from factcheck.documents.content import Block
from factcheck.documents.formats.runs import Run, Seen

_BODY_LEVEL = 9
"""The outline level of body paragraphs."""


class Paragraphs:
    """Collects the runs of a paragraph until it ends, and paragraphs until a table's row ends. `blocks` are the finished ones."""

    def __init__(self, seen: Seen) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.heading = False
        self.mark = ""
        self._seen = seen
        self._item = ""
        self._in_table = False
        self._cell: list[str] = []
        self._cells: list[str] = []

    def word(self, name: str, value: int | None) -> None:
        """A control word that may end a paragraph, cell or row, or say what a paragraph is."""
        if name in ("par", "sect", "page"):
            self.end_paragraph()
        elif name in ("cell", "nestcell"):
            self._in_table = True
            self.end_paragraph()
            self._cells.append(" ".join(self._cell))
            self._cell = []
        elif name in ("row", "nestrow"):
            self.end_table()
        elif name == "intbl":
            self._in_table = True
        elif name == "pard":
            self.heading, self._in_table, self._item = False, False, ""
        elif name == "outlinelevel":
            self.heading = value is not None and 0 <= value < _BODY_LEVEL

    def begin_item(self) -> None:
        """The paragraph is a list's: what its mark says begins it, a hyphen where that is only a bullet."""
        mark = " ".join(self.mark.split())
        self._item, self.mark = f"{mark} " if any(map(str.isalnum, mark)) and len(mark) > 1 else "- ", ""

    def end_paragraph(self) -> None:
        """The collected text is a paragraph, or a part of the table's cell."""
        text = self._seen.text(self.runs).strip()
        self.runs = []
        if text and self._in_table:
            self._cell.append(" ".join(text.split()))
        elif text:
            self.end_table()
            self.blocks.append(Block(self._item + text, self.heading))
        self._item = ""

    def end_table(self) -> None:
        """The collected cells are a row."""
        if self._cell:
            self._cells.append(" ".join(self._cell))
        if any(self._cells):
            self.blocks.append(Block(" | ".join(filter(None, self._cells)), row=True))
        self._cell, self._cells = [], []
