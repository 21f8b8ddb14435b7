"""OpenDocument texts (.odt): what a reader of the accepted text sees, read from the XML that they are.

The format is well described, and what libraries add (writing, layouts, a text of their own with marks for notes and lists) is
no help in telling what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml.etree import _Element

from factcheck.documents.content import Block, Content
from factcheck.documents.formats.odt_styles import OFFICE, STYLE, TEXT, Look, Styles
from factcheck.documents.formats.package import reading, xml_of
from factcheck.documents.formats.runs import DELETED, HIDDEN, Run, Seen
from factcheck.errors import DocumentError

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
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


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """Paragraphs, list items, table rows and headings in order, footnotes and endnotes after what refers to them.

    Tracked changes are as accepted. What is deleted, struck out or hidden, comments, page headers and footers are left out and
    named in notices. Raises DocumentError when the file is password-protected, damaged or no OpenDocument text.
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
        raise DocumentError("is an OpenDocument file, but no text: save it as .odt or .pdf")
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

    def blocks(self, parent: _Element, look: Look, marker: str = "") -> Iterator[Block]:
        """The blocks under `parent`, whose text looks like `look` where nothing else says how; list items begin with `marker`."""
        for node in parent:
            if node.tag in _PARAGRAPHS:
                for block in self._paragraph(node, look):
                    yield Block(marker + block.text, block.heading)
                    marker = ""
            elif node.tag == f"{TEXT}tracked-changes":
                for deletion in node.iter(f"{TEXT}deletion"):
                    self._seen.left[DELETED].append(_all_text(deletion))
            elif node.tag in _ASIDE:
                self._seen.left[_ASIDE[node.tag]].append(_all_text(node))
            elif node.tag == f"{TEXT}section" and node.get(f"{TEXT}display") == "none":
                self._seen.left[HIDDEN].append(_all_text(node))
            elif node.tag == f"{_TABLE}table-row":
                yield from self._row(node, look)
            elif node.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                yield from self.blocks(node, look, "- " if node.tag == f"{TEXT}list-item" else "")
            elif isinstance(node.tag, str) and node.tag not in _UNSEEN:
                yield from self.blocks(node, look)

    def _row(self, row: _Element, look: Look) -> Iterator[Block]:
        cells: list[str] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell"):
            found = list(self.blocks(cell, look.over(self._styles.look("table-cell", cell.get(f"{_TABLE}style-name")))))
            cells.append(" ".join(" ".join(block.text.split()) for block in found))
        if any(cells):
            yield Block(" | ".join(filter(None, cells)), row=True)

    def _paragraph(self, node: _Element, look: Look) -> Iterator[Block]:
        style = node.get(f"{TEXT}style-name")
        runs: list[Run] = []
        inside: list[_Element] = []
        self._collect(node, look.over(self._styles.look("paragraph", style)), runs, inside)
        text = self._seen.text(runs)
        if text.strip():
            yield Block(text.strip(), node.tag == f"{TEXT}h" or self._styles.is_title(style))
        for held in inside:  # notes and frames stand where the text is that they belong to
            yield from self.blocks(held, look)

    def _collect(self, node: _Element, look: Look, runs: list[Run], inside: list[_Element]) -> None:
        runs.append(_run(node.text, look))
        for child in node:
            if child.tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                runs.append(Run(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)))
            elif child.tag == f"{TEXT}tab":
                runs.append(Run("\t"))
            elif child.tag == f"{TEXT}line-break":
                runs.append(Run("\n"))
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


def _run(text: str | None, look: Look) -> Run:
    return Run(re.sub(r"[ \t\r\n]+", " ", text or ""), look.why_not, look.is_raised)


def _all_text(node: _Element | None) -> str:
    return " ".join(" ".join(map(str, node.itertext())).split()) if node is not None else ""
