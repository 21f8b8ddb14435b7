"""Tables of pages: every row on one line, and a cell's words repeated in all cells that it spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from lxml.etree import Element, SubElement, _Element, iterwalk

from factcheck.documents.formats.markup import BLOCKS, BREAKS
from factcheck.documents.rows import Cell, Row, spread, with_gaps_named

_CELLS = ("td", "th")
_LISTS = frozenset({"li", "dl"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_LONGEST_CELL = 300
"""A cell with more characters than this holds prose, and its table lays out a page."""
_MOST_SPANNED = 1_000


def straighten_tables(root: _Element) -> None:
    """Rewrites the rows of data tables in the tree that cannot be read line by line as they are.

    The rows of a table in a cell go behind the row of that cell. No cell spans others any more then: what reads the tree next
    would fill each place with an empty cell.
    """
    rows_of: dict[_Element, list[_Element]] = {}
    for row in root.iter("tr"):
        table = _table_of(row)
        if table is not None:
            rows_of.setdefault(table, []).append(row)
    cells_of = {row: [cell for cell in row if cell.tag in _CELLS] for rows in rows_of.values() for row in rows}
    columns = {table for table, rows in rows_of.items() if max(len(cells_of[row]) for row in rows) > 1}
    inner: dict[_Element, list[_Element]] = {}
    data: dict[_Element, _Element | None] = {}
    for table in reversed([table for table in root.iter("table") if table in columns]):  # those in cells first
        rows = rows_of[table]
        holds_tables = any(row in inner for row in rows)
        if _straighten(rows, [cells_of[row] for row in rows], data.keys(), holds_tables=holds_tables):
            around = next((row for row in table.iterancestors("tr") if _table_of(row) in columns), None)
            data[table] = _table_of(around) if around is not None else None
            if around is not None:
                inner.setdefault(around, []).append(table)  # from last to first
    for table, around in data.items():
        if around not in data:
            _take_in(rows_of[table], inner, rows_of)
    for cell in root.iter(*_CELLS):
        for span in ("colspan", "rowspan"):
            cell.attrib.pop(span, None)


def _table_of(row: _Element) -> _Element | None:
    return next(row.iterancestors("table"), None)


def _straighten(
    rows: Sequence[_Element], cells: Sequence[Sequence[_Element]], data: Set[_Element], *, holds_tables: bool
) -> bool:
    """Rewrites the rows of a table, without the tables of `data` in its cells. False, and nothing done, if it lays out a page."""
    listed = any(cell.tag == "th" for row in cells for cell in row)
    read = [[_read(cell, data) for cell in row] for row in cells]
    if any(is_layout or (is_list and not listed) for row in read for _, is_list, is_layout in row):
        return False
    said = [[words for words, _, _ in row] for row in read]
    if holds_tables and max(sum(map(bool, row)) for row in said) < 2:
        return False  # it only stands around them
    spans = [
        [Cell(words, _span(cell, "colspan"), _span(cell, "rowspan")) for words, cell in zip(row, own, strict=True)]
        for row, own in zip(said, cells, strict=True)
    ]
    for row, own, before, after in zip(rows, cells, said, with_gaps_named(spread(spans)), strict=True):
        _rewrite(row, own, before, after)
    return True


def _take_in(
    rows: Sequence[_Element],
    inner: Mapping[_Element, Sequence[_Element]],
    rows_of: Mapping[_Element, Sequence[_Element]],
) -> None:
    """Moves the rows of the tables in a row behind it, and so on, each of them once."""
    for row in rows:
        last = row
        waiting = [row]
        while waiting:
            one = waiting.pop()
            if one is not row:
                last.addnext(one)
                last = one
            for table in inner.get(one, ()):
                waiting.extend(reversed(rows_of[table]))
                title, _, _ = _read(table, set(rows_of[table]))
                if title:
                    waiting.append(Element("tr"))
                    SubElement(waiting[-1], "td").text = title


def _rewrite(row: _Element, own: Sequence[_Element], before: Row, after: Row) -> None:
    if list(before) == list(after) and not any(
        node.tag in BLOCKS or node.tag in BREAKS for cell in own for node in cell.iterdescendants()
    ):
        return
    for cell in own:
        row.remove(cell)
    for words in after:
        SubElement(row, own[0].tag if own else "td").text = words


def _span(cell: _Element, name: str) -> int:
    stated = cell.get(name) or "1"
    return min(max(int(stated), 1), _MOST_SPANNED) if stated.isdecimal() and len(stated) < 6 else 1


def _read(element: _Element, apart: Set[_Element]) -> tuple[str, bool, bool]:
    """What it says without what is set `apart`, whether it has a list, and whether it holds more than a cell of data does."""
    parts: list[str] = []
    is_list = False
    walker = iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if node.tag in BLOCKS or node.tag in BREAKS:
            parts.append(" ")
        if event == "start" and node in apart:
            walker.skip_subtree()
        elif event == "start":
            if node.tag in _HEADINGS or (node.tag == "tr" and sum(1 for _ in node.iterchildren(*_CELLS)) > 1):
                return "", is_list, True  # a row in a cell is of a table that lays out a page
            is_list |= node.tag in _LISTS
            parts.append(node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
    words = " ".join("".join(parts).split())
    return words, is_list, len(words) > _LONGEST_CELL
