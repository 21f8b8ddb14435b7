"""OpenDocument texts (.odt): what a reader of the accepted text sees, read from their XML.

The format is well described, and the extras of libraries (writing, layouts, their own text with marks for notes and
lists) do not help to tell what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml.etree import _Element

from factcheck.documents.content import Block, Content
from factcheck.documents.formats.odt_styles import OFFICE, STYLE, TEXT, Look, Styles
from factcheck.documents.formats.package import reading, xml_of
from factcheck.documents.formats.runs import DELETED, HIDDEN, Seen, TextRun
from factcheck.documents.rows import Cell, spread, with_gaps_named
from factcheck.english.columns import CELL_MARK
from factcheck.errors import DocumentError

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_ASIDE = {
    f"{OFFICE}annotation": "comments", f"{TEXT}table-of-content": "the table of contents", f"{TEXT}placeholder": "placeholders",
    f"{TEXT}hidden-text": HIDDEN, "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc": "descriptions of pictures",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title": "descriptions of pictures",
}  # fmt: skip
_UNSEEN = frozenset({f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{OFFICE}binary-data"})
_MOST_SPACES = 100
_MOST_SPANNED = 100

Apart = tuple[_Element, Look]
"""What stands in the cell of a row and goes behind the row, and how text in it looks where nothing else says how."""


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """Paragraphs, list items, table rows and headings in order, footnotes and endnotes after what refers to them.

    Tracked changes are as accepted. Deleted, struck-out and hidden text, comments, page headers and footers are left
    out and named in notices. Raises DocumentError if the file is password-protected, damaged or not an OpenDocument
    text.
    """
    with reading(BytesIO(data), "an OpenDocument text") as package:
        return _document(package)


def _document(package: ZipFile) -> Content:
    names = package.namelist()
    if (
        "META-INF/manifest.xml" in names
        and next(xml_of(package, "META-INF/manifest.xml").iter("{*}encryption-data"), None) is not None
    ):
        raise DocumentError("is password-protected: save it without a password")
    content = xml_of(package, "content.xml")
    layout = xml_of(package, "styles.xml") if "styles.xml" in names else None
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise DocumentError("is an OpenDocument file, but not a text: save it as .odt or .pdf")
    reader = _Reader(Styles([root for root in (layout, content) if root is not None]))
    blocks = tuple(reader.blocks(body, Look()))
    if layout is not None:
        reader.keep_page_frame(layout)
    meta = xml_of(package, "meta.xml") if "meta.xml" in names else None
    return Content(
        blocks,
        title=_stated(meta, f"{_DC}title"),
        author=_stated(meta, f"{_META}initial-creator") or _stated(meta, f"{_DC}creator"),
        notices=reader.notices(),
    )


def _stated(meta: _Element | None, tag: str) -> str | None:
    node = next(meta.iter(tag), None) if meta is not None else None
    return " ".join((node.text or "").split()) or None if node is not None else None


class _Reader:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._seen = Seen()

    def notices(self) -> tuple[str, ...]:
        return self._seen.notices()

    def keep_page_frame(self, layout: _Element) -> None:
        """Notes the headers and footers of every page."""
        for tag, what in (("header", "page headers"), ("footer", "page footers")):
            for node in layout.iter(f"{STYLE}{tag}"):
                self._seen.left[what].append(_all_text(node))

    def blocks(
        self, parent: Iterable[_Element], look: Look, marker: str = "", apart: list[Apart] | None = None
    ) -> Iterator[Block]:
        """The blocks under `parent`, whose text looks like `look` where nothing else says how; list items begin with `marker`.

        Tables that have columns, and notes, go to `apart` in their order; without one they stand among the blocks.
        """
        for node in parent:
            if node.tag in _PARAGRAPHS:
                for block in self._paragraph(node, look, apart):
                    yield Block(marker + block.text, block.heading)
                    marker = ""
            elif node.tag == f"{TEXT}tracked-changes":
                for deletion in node.iter(f"{TEXT}deletion"):
                    self._seen.left[DELETED].append(_all_text(deletion))
            elif node.tag in _ASIDE:
                self._seen.left[_ASIDE[node.tag]].append(_all_text(node))
            elif node.tag == f"{TEXT}section" and node.get(f"{TEXT}display") == "none":
                self._seen.left[HIDDEN].append(_all_text(node))
            elif node.tag == f"{_TABLE}table":
                if apart is not None and _has_columns(node):
                    apart.append((node, look))
                else:
                    yield from self._table(node, look, apart)
            elif node.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                yield from self.blocks(node, look, "- " if node.tag == f"{TEXT}list-item" else "", apart)
            elif isinstance(node.tag, str) and node.tag not in _UNSEEN:
                yield from self.blocks(node, look, apart=apart)

    def _table(self, table: _Element, look: Look, outside: list[Apart] | None) -> Iterator[Block]:
        """`outside` is `apart` of `blocks` where this table is a frame in a cell."""
        for what in table.iterchildren(f"{_TABLE}title", f"{_TABLE}desc"):
            self._seen.left["descriptions of tables"].append(_all_text(what))
        for row in _rows(table):
            self._seen.left[HIDDEN] += map(_all_text, row.iterchildren(_COVERED))
        rows = list(_rows(table))
        set_apart: list[list[Apart]] = [[] for _ in rows]
        cells = [
            [] if _framed(row) is not None else [self._cell(cell, look, apart) for cell in row.iterchildren(_CELL)]
            for row, apart in zip(rows, set_apart, strict=True)
        ]
        for row, said, apart in zip(rows, with_gaps_named(spread(cells)), set_apart, strict=True):
            if (framed := _framed(row)) is not None:
                yield from self.blocks(framed, look.over(self._look_of(framed)), apart=outside)
            elif any(said):
                yield Block(CELL_MARK.join(filter(None, said)), row=True)
            for node, own in apart:
                yield from self.blocks([node], own)

    def _cell(self, cell: _Element, look: Look, apart: list[Apart]) -> Cell:
        found = self.blocks(cell, look.over(self._look_of(cell)), apart=apart)
        words = " ".join(" ".join(block.text.split()) for block in found)
        across = _number(cell, "number-columns-spanned") * _number(cell, "number-columns-repeated")
        return Cell(words, across, _number(cell, "number-rows-spanned"))

    def _look_of(self, cell: _Element) -> Look:
        return self._styles.look("table-cell", cell.get(f"{_TABLE}style-name"))

    def _paragraph(self, node: _Element, look: Look, apart: list[Apart] | None) -> Iterator[Block]:
        style = node.get(f"{TEXT}style-name")
        runs: list[TextRun] = []
        inside: list[_Element] = []
        self._collect(node, look.over(self._styles.look("paragraph", style)), runs, inside)
        text = self._seen.text(runs)
        if text.strip():
            yield Block(text.strip(), node.tag == f"{TEXT}h" or self._styles.is_title(style))
        for held in inside:  # notes and frames stand where the text is that they belong to
            if apart is not None and held.tag == f"{TEXT}note-body":
                apart.append((held, look))
            else:
                yield from self.blocks([held], look, apart=apart)

    def _collect(self, node: _Element, look: Look, runs: list[TextRun], inside: list[_Element]) -> None:
        runs.append(_run(node.text, look))
        for child in node:
            if child.tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                runs.append(TextRun(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)))
            elif child.tag == f"{TEXT}tab":
                runs.append(TextRun("\t"))
            elif child.tag == f"{TEXT}line-break":
                runs.append(TextRun("\n"))
            elif child.tag == f"{TEXT}note":
                self._seen.marks.append(_all_text(child.find(f"{TEXT}note-citation")))
                inside.extend(child.iterchildren(f"{TEXT}note-body"))
            elif child.tag in _ASIDE:
                self._seen.left[_ASIDE[child.tag]].append(_all_text(child))
            elif isinstance(child.tag, str) and child.tag.startswith(_DRAW):
                inside.append(child)
            elif isinstance(child.tag, str) and child.tag not in (f"{TEXT}ruby-text", *_UNSEEN):
                own = (
                    self._styles.look("text", child.get(f"{TEXT}style-name")) if child.tag == f"{TEXT}span" else Look()
                )
                self._collect(child, look.over(own), runs, inside)
            runs.append(_run(child.tail, look))


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of a table, those that are headers or in groups as well; none of a table in its cells."""
    for node in table:
        if node.tag == f"{_TABLE}table-row":
            yield node
        elif isinstance(node.tag, str) and node.tag.startswith(f"{_TABLE}table-"):
            yield from _rows(node)


def _framed(row: _Element) -> _Element | None:
    """The cell that is all of the row: it is around text rather than in a table."""
    cells = list(row.iterchildren(_CELL))
    across = sum(1 for _ in row.iterchildren(_CELL, _COVERED))
    return cells[0] if len(cells) == 1 and _number(cells[0], "number-columns-spanned") >= across else None


def _has_columns(table: _Element) -> bool:
    """Whether any row has several cells: a table without them is a frame around text."""
    return any(_framed(row) is None for row in _rows(table))


def _number(cell: _Element, name: str) -> int:
    stated = cell.get(f"{_TABLE}{name}") or "1"
    return min(max(int(stated), 1), _MOST_SPANNED) if stated.isdecimal() and len(stated) < 6 else 1


def _run(text: str | None, look: Look) -> TextRun:
    return TextRun(re.sub(r"[ \t\r\n]+", " ", text or ""), look.why_not, look.is_raised)


def _all_text(node: _Element | None) -> str:
    return " ".join(" ".join(map(str, node.itertext())).split()) if node is not None else ""
