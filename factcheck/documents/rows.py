"""Tables whose cells are known: a line of text for each row, with the words of its column's header before every cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, zip_longest

from factcheck.documents.content import Block
from factcheck.documents.limits import MAX_CHARACTERS
from factcheck.english.columns import CELL_MARK, FIGURE
from factcheck.errors import DocumentError

Row = Sequence[str]

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


_MOST_CELLS = 20_000
"""Beyond as many cells of one table, none spans others any more."""


@dataclass(frozen=True)
class Cell:
    """What a cell says, and how many columns and rows it spans."""

    words: str
    across: int = 1
    down: int = 1


def row_blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """The rows as blocks, "Town: Holm | Votes: 1,204". A blank row ends a table; a table without a header keeps the
    last one.

    A row with only its first cell filled is a title, a note or the name of a group, and stays alone. Raises
    DocumentError if the words of headers make the text longer than the limit for documents.
    """
    labels: Row = ()
    characters = 0
    for blank, table in groupby(rows, key=lambda row: not any(row)):
        if blank:
            continue
        for block in _table(list(table), labels):
            if isinstance(block, Block):
                characters += len(block.text)
                if characters > MAX_CHARACTERS:
                    raise DocumentError(f"has more than {MAX_CHARACTERS:,} characters of text, the limit")
                yield block
            else:
                labels = block


def with_gaps_named(rows: Sequence[Row]) -> list[Row]:
    """The rows of a table below its header, in which a cell's position gives its column: "Holm | 1,204".

    If a cell before others is empty, the position no longer does, and the words of the header go before each cell.
    """
    first = next((place for place, row in enumerate(rows) if _filled(row) > 1), len(rows))
    header = _header_rows(rows[first:], known=True)
    labels = _labels(rows[first : first + header]) if header else ()
    return [_gaps_named(row, labels) if place >= first + header else row for place, row in enumerate(rows)]


def spread(cells: Sequence[Sequence[Cell]]) -> list[Row]:
    """The words of each row by column, those of a cell in every column and row that it spans."""
    rows: list[Row] = []
    above: dict[int, tuple[int, str]] = {}
    widest = max(map(len, cells), default=0)
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
            down, across = cell.down, min(cell.across, widest)
            if len(own) == 1 or total + len(row) > _MOST_CELLS:
                down = across = 1
            for place in range(column, column + across):
                row[place] = cell.words
                if down > 1:
                    above[place] = (down - 1, cell.words)
        total += len(row)
        rows.append([row.get(place, "") for place in range(max(row, default=-1) + 1)])
    return rows


def _gaps_named(row: Row, labels: Row) -> Row:
    while row and not row[-1]:
        row = row[:-1]
    if not labels or all(row) or (_filled(row) == 1 and row[0]):
        return row
    return _named(row, labels)


def _table(rows: Sequence[Row], labels: Row) -> Iterator[Block | Row]:
    """The blocks of one table, and its header if it has one."""
    first = next((place for place, row in enumerate(rows) if _filled(row) > 1), len(rows))
    body = rows[first:]
    header = _header_rows(body, known=bool(labels))
    if header:
        labels = _labels(body[:header])
        yield labels
    for row in rows[:first]:
        yield Block(" ".join(filter(None, row)))
    if header and any(label and not _is_said(place, body[header:]) for place, label in enumerate(labels)):
        yield Block(CELL_MARK.join(filter(None, labels)), row=True)
    for row in body[header:]:
        yield _block(row, labels)


def _is_said(column: int, rows: Sequence[Row]) -> bool:
    """Whether the name of the column goes before any cell."""
    return any(len(row) > column and row[column] for row in rows if _filled(row) > 1 or not row[0])


def _block(row: Row, labels: Row) -> Block:
    if _filled(row) == 1 and row[0]:
        return Block(row[0], row=True)
    return Block(CELL_MARK.join(_named(row, labels)), row=True)


def _named(row: Row, labels: Row) -> Row:
    """The filled cells, each after the name of its column."""
    named = zip(row, (*labels, *[""] * len(row)), strict=False)
    return [f"{label}: {cell}" if label else cell for cell, label in named if cell]


def _header_rows(rows: Sequence[Row], *, known: bool) -> int:
    """How many rows at the top name the columns: none, one, or two if the first names groups of columns.

    If a header is `known` from the table above, only a row over figures is a new one.
    """
    if not rows or not _may_name(rows[0], rows[1:]) or (known and not any(map(_has_figures, rows[1:]))):
        return 0
    return 2 if _names_groups(rows) else 1


def _names_groups(rows: Sequence[Row]) -> bool:
    """Whether the first row names groups of columns, with a gap or the same words again over all but the first of each."""
    if len(rows) < 3 or not _may_name(rows[1], rows[2:]) or not any(map(_has_figures, rows[2:])):
        return False
    above = [*rows[0], *[""] * len(rows[1])]
    gap = any(name and not group for group, name in zip(above, rows[1], strict=False))
    again = any(name and name == following for name, following in pairwise(rows[0]))
    return _filled(rows[1]) > 1 and (gap or again)


def _may_name(row: Row, below: Sequence[Row]) -> bool:
    """Whether no cell of the row is a figure. Years can name columns, unless there are also years below them."""
    years = [cell for cell, _ in groupby(row) if _YEAR.fullmatch(cell)]
    if any(FIGURE.fullmatch(cell) for cell in row if cell not in years):
        return False
    if len(years) > 1:
        return len(set(years)) == len(years)
    column = row.index(years[0]) if years else 0
    return not years or not all(_YEAR.fullmatch(other[column]) for other in below if len(other) > column)


def _labels(header: Sequence[Row]) -> Row:
    if len(header) == 1:
        return [cell.rstrip(": ") for cell in header[0]]
    again = any(name and name == following for name, following in pairwise(header[0]))
    group = ""
    names: list[str] = []
    for above, name in zip_longest(*header, fillvalue=""):
        group = above or (group if name and not again else "")
        names.append(name if group == name else f"{group} {name}".strip())
    return names


def _has_figures(row: Row) -> bool:
    return any(map(FIGURE.fullmatch, row))


def _filled(row: Row) -> int:
    return sum(map(bool, row))
