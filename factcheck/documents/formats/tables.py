"""Tables of pages: every row on one line, and what a cell spans said in all that it spans."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.etree import SubElement, _Element, iterwalk

from factcheck.documents.formats.markup import BLOCKS, BREAKS
from factcheck.documents.rows import Row, with_gaps_named

_CELLS = ("td", "th")
_IN_LINE = ("table", "li", "dl", "h1", "h2", "h3")
_LONGEST_CELL = 300
"""A cell with more characters than this holds prose, and its table lays out a page."""
_MOST_CELLS = 20_000
"""Beyond as many cells of one table, none spans others any more."""
_MOST_SPANNED = 1_000


def straighten_tables(root: _Element) -> None:
    """Rewrites the rows of the tables in the tree that hold data where they cannot be read line by line as they are."""
    for table in list(root.iter("table")):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        cells = [[cell for cell in row if cell.tag in _CELLS] for row in rows]
        if max(map(len, cells), default=0) > 1 and not any(_is_layout(cell) for row in cells for cell in row):
            for row, own, said in zip(rows, cells, with_gaps_named(_spread(cells)), strict=True):
                _rewrite(row, own, said)


def _is_layout(cell: _Element) -> bool:
    return next(cell.iter(*_IN_LINE), None) is not None or len(_text(cell)) > _LONGEST_CELL


def _rewrite(row: _Element, own: Sequence[_Element], said: Row) -> None:
    if list(said) == list(map(_text, own)) and not any(
        node.tag in BLOCKS or node.tag in BREAKS for cell in own for node in cell.iterdescendants()
    ):
        return
    for cell in own:
        row.remove(cell)
    for words in said:
        SubElement(row, own[0].tag if own else "td").text = words


def _spread(cells: Sequence[Sequence[_Element]]) -> list[Row]:
    """The words of each row by column, those of a cell in every column and row that it spans."""
    rows: list[Row] = []
    above: dict[int, tuple[int, str]] = {}
    widest = max(map(len, cells))
    total = 0
    for own in cells:
        row: dict[int, str] = {}
        if total > _MOST_CELLS:
            above.clear()
        for column, (left, words) in list(above.items()):
            row[column] = words
            above[column] = (left - 1, words)
            if left == 1:
                del above[column]
        column = 0
        for cell in own:
            while column in row:
                column += 1
            words, down, across = _text(cell), _span(cell, "rowspan"), min(_span(cell, "colspan"), widest)
            if len(own) == 1 or total > _MOST_CELLS:
                down = across = 1
            for place in range(column, column + across):
                row[place] = words
                if down > 1:
                    above[place] = (down - 1, words)
        total += len(row)
        rows.append([row.get(place, "") for place in range(max(row, default=-1) + 1)])
    return rows


def _span(cell: _Element, name: str) -> int:
    stated = cell.get(name) or "1"
    return min(max(int(stated), 1), _MOST_SPANNED) if stated.isdecimal() and len(stated) < 6 else 1


def _text(cell: _Element) -> str:
    parts: list[str] = []
    for event, node in iterwalk(cell, events=("start", "end", "comment", "pi")):
        if node.tag in BLOCKS or node.tag in BREAKS:
            parts.append(" ")
        if event == "start":
            parts.append(node.text or "")
        elif node is not cell:
            parts.append(node.tail or "")
    return " ".join("".join(parts).split())
