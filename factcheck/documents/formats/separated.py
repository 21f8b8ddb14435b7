"""Tables in plain text: values between commas, semicolons, tabs or bars (CSV, TSV)."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from factcheck.documents.content import Block, Content
from factcheck.documents.decode import decode
from factcheck.documents.delimited import delimiter_of
from factcheck.documents.limits import MAX_CELLS, MAX_CHARACTERS
from factcheck.documents.rows import row_blocks
from factcheck.errors import DocumentError

_STATED = re.compile(r"\A\ufeff?sep=(.)\r?\n", re.IGNORECASE)
"""The line by which Excel is told the delimiter."""


def read(data: bytes, charset: str | None = None) -> Content:
    """Each row as a line with the words of the header before its cells; anything else is read as plain text, with a notice.

    Raises DocumentError if the file is not text or has too many cells.
    """
    text, notices = decode(data, charset)
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    mark = stated[1] if stated else delimiter_of(text)
    if mark is None:
        return Content((Block(text),), notices=(*notices, "without columns; it was read as plain text"))
    if text.count(mark) > MAX_CELLS:
        raise DocumentError(f"has more than {MAX_CELLS:,} cells, the limit")
    rows, complaints = _rows(text, mark)
    return Content(tuple(row_blocks(rows)), notices=(*notices, *complaints))


def _rows(text: str, mark: str) -> tuple[Sequence[Sequence[str]], tuple[str, ...]]:
    """The rows, every cell on one line, and a notice if quotation marks are not a table's."""
    lines = text.splitlines(keepends=True)
    csv.field_size_limit(MAX_CHARACTERS)
    try:
        rows = list(csv.reader(lines, delimiter=mark, strict=True))
        complaints: tuple[str, ...] = ()
    except csv.Error:
        rows = list(csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE))
        complaints = ("has quotation marks that are not closed where a cell ends; they were read as characters",)
    return [[" ".join(cell.split()) for cell in row] for row in rows], complaints
