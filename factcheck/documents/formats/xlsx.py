"""Workbooks of Excel and compatible programs (.xlsx, .xlsm)."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import IO

import openpyxl
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.foreign import OFFICE_CONTAINER
from factcheck.documents.formats.cell_format import shown
from factcheck.documents.limits import MAX_CELLS, MAX_ELEMENTS
from factcheck.documents.raised import lowered, marks_notice
from factcheck.documents.rows import row_blocks
from factcheck.errors import DocumentError

_MAX_UNPACKED = 500_000_000
_PIECE = 1_000_000
_CELL = re.compile(rb"<(?:[\w.-]{1,30}:)?c[\s/>]")
_FORMULA = re.compile(rb"<(?:[\w.-]{1,30}:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:[\w.-]{1,30}:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_DRAWN = re.compile(r"xl/(?:drawings/drawing|charts/chart|diagrams/data)\d*\.xml")
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_NAME_OF_NOTHING = re.compile(r"\w+ ?1")
"""How programs name the only sheet: "Sheet1", "Tabelle1"."""
_WHITE = "FFFFFFFF"
_MOST_NAMED = 8


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """The rows of all sheets as the spreadsheet shows them, with the words of their header; formulas by the value last computed.

    Hidden sheets, rows, columns and cells, struck-out words, comments, shapes, charts, and formulas without a value are left out
    and named in notices. Raises DocumentError if the file is password-protected, damaged, not a workbook, or too large.
    """
    if data.startswith(OFFICE_CONTAINER):
        raise DocumentError("is password-protected or in the old .xls format; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that openpyxl does not keep when it saves
            has_formulas = _refuse_too_much(package)
            book = openpyxl.load_workbook(BytesIO(data), data_only=True, rich_text=True, keep_links=False)
            formulas = openpyxl.load_workbook(BytesIO(data), keep_links=False) if has_formulas else None
            reader = _Reader(book, formulas)
            blocks = tuple(reader.blocks())
            properties = book.properties
            notices = (*reader.notices(), *_drawn(package))
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DocumentError("is truncated or damaged: it cannot be unpacked as .xlsx") from error
    except Exception as error:  # on damaged files openpyxl lets any error of its own parsing through
        raise DocumentError(f"is damaged or not a workbook ({type(error).__name__})") from error
    return Content(blocks, title=_words(properties.title), author=_words(properties.creator), notices=notices)


def _refuse_too_much(package: zipfile.ZipFile) -> bool:
    """Count cells and elements while unpacking, piece by piece, and say whether there are formulas.

    Raises DocumentError at the first one too many. Cells that are merged count as well: openpyxl makes every one of them.
    """
    if sum(entry.file_size for entry in package.infolist()) > _MAX_UNPACKED:
        raise DocumentError(f"unpacks to more than {_MAX_UNPACKED // 1_000_000} MB")
    cells = elements = 0
    formulas = False
    for entry in package.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with package.open(entry) as part:
            for tags in _whole_tags(part):
                if b"<!DOCTYPE" in tags or b"<!ENTITY" in tags:
                    raise DocumentError("is not a workbook: its parts declare entities")
                elements += tags.count(b"<")
                if "worksheets/" in entry.filename:
                    formulas = formulas or bool(_FORMULA.search(tags))
                    cells += len(_CELL.findall(tags)) + sum(map(_size_of, _MERGED.findall(tags)))
                if cells > MAX_CELLS:
                    raise DocumentError(f"has more than {MAX_CELLS:,} cells, the limit")
                if elements > 2 * MAX_ELEMENTS:  # a tag that opens, and one that closes
                    raise DocumentError(f"has more than {MAX_ELEMENTS:,} elements, the limit")
    return formulas


def _whole_tags(part: IO[bytes]) -> Iterator[bytes]:
    """The unpacked part, in pieces that end between tags."""
    rest = b""
    while piece := part.read(_PIECE):
        piece = rest + piece
        cut = piece.rfind(b"<") if len(rest) < _PIECE else len(piece)
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def _size_of(span: bytes) -> int:
    left, top, right, bottom = range_boundaries(span.decode())
    return int((right - left + 1) * (bottom - top + 1))


def _drawn(package: zipfile.ZipFile) -> tuple[str, ...]:
    """The text of shapes and charts, and whether there are charts at all."""
    names = [name for name in package.namelist() if _DRAWN.fullmatch(name)]
    words = [
        node.text or ""
        for name in names
        for node in etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False)).iter(_DRAWN_TEXT)
    ]
    charts = sum("/chart" in name for name in names)
    notices = (
        (f"left out {charts} chart{'s' * (charts > 1)}: its numbers are read where they are in cells",)
        if charts
        else ()
    )
    return left_out("text of shapes and charts", " ".join(words)) + notices


class _Reader:
    """Reads one workbook. Cells are taken from where openpyxl keeps them: its own rows fill every gap, up to 17 billion cells."""

    def __init__(self, book: Workbook, formulas: Workbook | None) -> None:
        self._book = book
        self._formulas = formulas
        self._left: dict[str, list[str]] = defaultdict(list)
        self._marks: list[str] = []
        self._uncomputed: list[str] = []

    def blocks(self) -> Iterator[Block]:
        sheets = self._book.worksheets
        for sheet in sheets:
            rows = self._rows(sheet)
            if sheet.sheet_state != "visible":
                self._left[f"the hidden sheet {sheet.title}"] += [" ".join(row) for row in rows]
                continue
            if any(map(any, rows)) and (len(sheets) > 1 or not _NAME_OF_NOTHING.fullmatch(sheet.title)):
                yield Block(sheet.title, heading=True)
            yield from row_blocks(rows)

    def notices(self) -> tuple[str, ...]:
        count = len(self._uncomputed)
        named = ", ".join(self._uncomputed[:_MOST_NAMED]) + (
            f" and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
        )
        uncomputed = (
            f"left out {count} formula{'s' * (count > 1)} without a value in the file: {named}; "
            "open it in a spreadsheet program and save it",
        )
        return (
            *(notice for what, words in self._left.items() for notice in left_out(what, " ".join(words))),
            *marks_notice(self._marks),
            *(uncomputed if count else ()),
        )

    def _rows(self, sheet: Worksheet) -> list[list[str]]:
        """The rows that say something, an empty one for all that say nothing between two of them."""
        hidden = _Hidden(sheet)
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), cell in sorted(sheet._cells.items()):
            words = self._words(sheet, cell)
            if words and (why := hidden.why(cell)):
                self._left[f"hidden {why} of sheet {sheet.title}"].append(words)
            elif words:
                found[row][column] = words
        columns = sorted({column for cells in found.values() for column in cells})
        _fill_merged(sheet, found, columns)
        rows: list[list[str]] = []
        for before, row in pairwise([0, *sorted(found)]):
            if before and not all(map(hidden.row, range(before + 1, row))):
                rows.append([])
            rows.append([found[row].get(column, "") for column in columns])
        return rows

    def _words(self, sheet: Worksheet, cell: Cell) -> str:
        if cell.comment is not None:
            self._left["comments"].append(cell.comment.text)
        value = cell.value
        if value is None:
            if self._formulas is not None and self._formulas[sheet.title][cell.coordinate].data_type == "f":
                self._uncomputed.append(f"{sheet.title}!{cell.coordinate}")
            return ""
        if cell.font.strike:
            self._left["struck-out text"].append(str(value))
            return ""
        if isinstance(value, CellRichText):
            value = self._runs(value)
        words = " ".join(shown(value, cell.number_format).split())
        if not words:
            self._left["cells whose number format hides them"].append(str(value))
        return words

    def _runs(self, value: CellRichText) -> str:
        """The text of a cell without what is struck out and without footnote marks."""
        text = ""
        for run, following in zip(value, [*value[1:], ""], strict=True):
            if not isinstance(run, TextBlock):
                text += run
            elif run.font.strike:
                self._left["struck-out text"].append(run.text)
            elif run.font.vertAlign == "superscript":
                kept = lowered(text, run.text, str(following))
                text += kept or ""
                if kept is None:
                    self._marks.append(run.text.strip())
            else:
                text += run.text
        return text


class _Hidden:
    """The hidden parts of a sheet: rows, columns, and text in the colour of its ground."""

    def __init__(self, sheet: Worksheet) -> None:
        self._rows = {row: bool(kept.hidden) or kept.ht == 0 for row, kept in sheet.row_dimensions.items()}
        self._others = bool(sheet.sheet_format.zeroHeight)
        self._columns = [
            (kept.min, kept.max) for kept in sheet.column_dimensions.values() if kept.hidden or kept.width == 0
        ]
        self._coloured = bool(sheet.tables or sheet.conditional_formatting)

    def row(self, row: int) -> bool:
        return self._rows.get(row, self._others)

    def why(self, cell: Cell) -> str | None:
        if self.row(cell.row):
            return "rows"
        if any(first <= cell.column <= last for first, last in self._columns):
            return "columns"
        white = cell.font.color is not None and cell.font.color.rgb == _WHITE and cell.fill.fill_type is None
        return "white cells" if white and not self._coloured else None


def _fill_merged(sheet: Worksheet, found: dict[int, dict[int, str]], columns: Sequence[int]) -> None:
    """Copies the text of a merged cell into all that it covers, but for a title over a table."""
    for span in sheet.merged_cells.ranges:
        words = found.get(span.min_row, {}).get(span.min_col)
        if words is None or (
            span.min_col == columns[0] and len(found[span.min_row]) == 1 and span.max_col > span.min_col
        ):
            continue
        for row in range(span.min_row, span.max_row + 1):
            for column in range(span.min_col, span.max_col + 1):
                if row in found and column in columns:
                    found[row].setdefault(column, words)


def _words(value: str | None) -> str | None:
    return " ".join((value or "").split()) or None
