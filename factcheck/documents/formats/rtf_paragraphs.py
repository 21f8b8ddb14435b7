"""Paragraphs and table rows of an RTF document, which marks only their ends."""

from __future__ import annotations

from factcheck.documents.content import Block
from factcheck.documents.formats.runs import Seen, TextRun

_BODY_LEVEL = 9
"""The outline level of body paragraphs."""
_DEEPEST = 100
"""Tables that nest deeper are read as one."""


class Paragraphs:
    """Collects the runs of a paragraph until it ends, and paragraphs until a table's row ends. `blocks` are the finished ones.

    The rows of a table in a cell, which end before the row of that cell does, go behind it.
    """

    def __init__(self, seen: Seen) -> None:
        self.blocks: list[Block] = []
        self.runs: list[TextRun] = []
        self.heading = False
        self.mark = ""
        self._seen = seen
        self._item = ""
        self._level = 0
        self._rows = {1: _Row()}

    def word(self, name: str, value: int | None) -> None:
        """A control word that can end a paragraph, cell or row, or give a paragraph's kind."""
        if name in ("par", "sect", "page"):
            self.end_paragraph()
        elif name in ("cell", "nestcell"):
            self._level = 1 if name == "cell" else max(self._level, 2)
            self.end_paragraph()
            self._row.end_cell()
        elif name == "row":
            self.end_table()
        elif name == "nestrow":
            self._end_row(max(self._level, 2))
        elif name == "intbl":
            self._level = max(self._level, 1)
        elif name == "itap":
            self._level = min(max(value or 0, 0), _DEEPEST)
        elif name == "pard":
            self.heading, self._level, self._item = False, 0, ""
        elif name == "outlinelevel":
            self.heading = value is not None and 0 <= value < _BODY_LEVEL

    def begin_item(self) -> None:
        """The paragraph is a list item: it begins with its mark, or a hyphen for a bullet."""
        mark = " ".join(self.mark.split())
        self._item, self.mark = f"{mark} " if any(map(str.isalnum, mark)) and len(mark) > 1 else "- ", ""

    def end_paragraph(self) -> None:
        """The collected text is a paragraph, or a part of the table's cell."""
        text = self._seen.text(self.runs).strip()
        self.runs = []
        if text and self._level:
            self._row.cell.append(" ".join(text.split()))
        elif text:
            self.end_table()
            self.blocks.append(Block(self._item + text, self.heading))
        self._item = ""

    def end_table(self) -> None:
        """The collected cells are rows."""
        for level in range(max(self._rows, default=0), 0, -1):
            self._end_row(level)
        self.blocks += self._rows.pop(0, _Row()).inner

    @property
    def _row(self) -> _Row:
        return self._rows.setdefault(self._level, _Row())

    def _end_row(self, level: int) -> None:
        row = self._rows.pop(level, _Row())
        row.end_cell()
        around = self._rows.setdefault(level - 1, _Row())
        if any(row.cells):
            around.inner.append(Block(" | ".join(filter(None, row.cells)), row=True))
        around.inner += row.inner


class _Row:
    """The cells of a row so far, the paragraphs of the last one, and the rows of tables in them."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.cell: list[str] = []
        self.inner: list[Block] = []

    def end_cell(self) -> None:
        self.cells.append(" ".join(self.cell))
        self.cell = []
