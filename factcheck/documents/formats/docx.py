"""Word documents (.docx)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

import docx
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.foreign import OFFICE_CONTAINER
from factcheck.documents.formats.word_runs import FALLBACK, REFERENCES, Runs, inside
from factcheck.documents.limits import MAX_ELEMENTS, MAX_PARAGRAPHS
from factcheck.documents.raised import marks_notice
from factcheck.documents.rows import with_gaps_named
from factcheck.english.columns import CELL_MARK
from factcheck.errors import DocumentError

_MAX_UNPACKED = 500_000_000
_PIECE = 1_000_000
"""How many bytes to unpack at a time while counting."""
_LONGEST_NAME = 40
_WIDEST_SPAN = 100
_PARAGRAPH = re.compile(rb"<(?:[\w.-]{1,30}:)?p[\s/>]")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_ASIDE = {"comments": "comments", "header": "page headers", "footer": "page footers"}
_EMBEDDED = {
    "altChunk": "inserted file", "object": "embedded object",
    "chart": "chart", "chartEx": "chart", "diagramData": "diagram",
}  # fmt: skip
"""By element or kind of relation: parts of a document that are not its own text."""
_NEITHER_NOTE = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """Paragraphs, list items, table rows and headings in order, footnotes and endnotes after what refers to them.

    Tracked changes are as accepted. Deleted, struck-out and hidden text, comments, page headers and footers are left
    out and named in notices. Raises DocumentError if the file is password-protected, damaged or not a Word document.
    """
    if data.startswith(OFFICE_CONTAINER):
        raise DocumentError("is password-protected or in the old .doc format; save it as .docx without a password")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MAX_UNPACKED:
                raise DocumentError(f"unpacks to more than {_MAX_UNPACKED // 1_000_000} MB")
            _refuse_too_many(package)
        document = docx.Document(BytesIO(data))
        reader = _Reader(document)
        blocks = tuple(reader.body())
        properties = document.core_properties
        title, author = properties.title.strip(), properties.author.strip()
        notices = reader.notices()
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DocumentError("is truncated or damaged: it cannot be unpacked as .docx") from error
    except ValueError as error:
        if "macroEnabled" in str(error) or "template" in str(error):
            raise DocumentError("is a Word template or a document with macros; save it as .docx") from error
        raise DocumentError("is damaged or not a Word document") from error
    except Exception as error:  # on damaged files python-docx lets any error of its own parsing through
        raise DocumentError(f"is damaged or not a Word document ({type(error).__name__})") from error
    return Content(blocks, title=title or None, author=author or None, notices=notices)


def _refuse_too_many(package: zipfile.ZipFile) -> None:
    """Count elements and paragraphs while unpacking, piece by piece. Raises DocumentError at the first one too many."""
    elements = paragraphs = 0
    for entry in package.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with package.open(entry) as part:
            before = b""
            while piece := part.read(_PIECE):
                elements += piece.count(b"<")
                paragraphs += len(_PARAGRAPH.findall(before + piece))
                before = piece[piece.rfind(b"<") :] if b"<" in piece[-_LONGEST_NAME:] else b""
                if before and _PARAGRAPH.match(before):
                    before = b""
                if paragraphs > MAX_PARAGRAPHS:
                    raise DocumentError(f"has more than {MAX_PARAGRAPHS:,} paragraphs, the limit")
                if elements > 2 * MAX_ELEMENTS:  # a tag that opens, and one that closes
                    raise DocumentError(f"has more than {MAX_ELEMENTS:,} elements, the limit")


class _Reader:
    """Reads one document's body. python-docx's own reading skips content controls, tracked insertions and notes."""

    def __init__(self, document: docx.document.Document) -> None:
        self._body = document.element.body
        self._styles = {style.style_id: str(style.name or "") for style in document.styles}
        self._runs = Runs(document.styles.element)
        self._notes: dict[tuple[str, str], _Element] = {}
        self._aside: dict[str, list[str]] = {}
        self._embedded = Counter(
            _EMBEDDED.get(etree.QName(node).localname, "") for node in self._body.iter("{*}altChunk", "{*}object")
        )
        for relation in document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            self._embedded[_EMBEDDED.get(kind, "")] += 1
            if kind in _NOTES or kind in _ASIDE:
                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
                self._keep(kind, root)

    def body(self) -> Iterator[Block]:
        yield from self._blocks(self._body)
        for kind, mark in list(self._notes):
            yield from self._note(kind, mark)  # a note that nothing refers to any more

    def notices(self) -> tuple[str, ...]:
        aside = (left_out(what, " ".join(said)) for what, said in self._aside.items())
        left = self._runs.left
        return (
            *left_out("hidden text", " ".join(left["hidden"])),
            *left_out("text deleted in tracked changes", " ".join(left["deleted"])),
            *left_out("struck-out text", " ".join(left["struck"])),
            *left_out("placeholders", " ".join(left["unfilled"])),
            *marks_notice(left["marks"]),
            *(notice for notices in aside for notice in notices),
            *_embedded(self._embedded),
        )

    def _keep(self, kind: str, root: _Element) -> None:
        if kind in _ASIDE:
            text = " ".join(node.text or "" for node in root.iter(qn("w:t")))
            self._aside.setdefault(_ASIDE[kind], []).append(text)
            return
        for note in root.iterchildren(qn(f"w:{_NOTES[kind]}")):
            if note.get(qn("w:type")) not in _NEITHER_NOTE:
                self._notes[_NOTES[kind], note.get(qn("w:id")) or ""] = note

    def _blocks(self, parent: _Element) -> Iterator[Block]:
        pending: list[_Element] = []
        for node in parent:
            if node.tag == qn("w:p"):
                pending.append(node)
                if not _goes_on(node):
                    yield from self._paragraph(pending)
                    pending = []
            elif node.tag == qn("w:tbl"):
                yield from self._table(node)
            elif isinstance(node.tag, str) and node.tag != FALLBACK:
                yield from self._blocks(node)  # a content control or another wrapper
        yield from self._paragraph(pending)

    def _paragraph(self, nodes: Sequence[_Element]) -> Iterator[Block]:
        apart: list[_Element] = []
        text = "".join(self._runs.text(node, apart) for node in nodes)
        if text.strip():
            chosen = nodes[-1].find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            style = self._styles.get(chosen.get(qn("w:val")) or "", "") if chosen is not None else ""
            is_item = style.startswith("List") or nodes[-1].find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
            yield Block("- " + text.strip() if is_item else text, style.startswith(("Heading", "Title")))
        yield from self._apart(apart)

    def _table(self, table: _Element) -> Iterator[Block]:
        rows: list[tuple[_Element, list[_Element]]] = []
        said: list[list[str]] = []
        for row in inside(table, "w:tr"):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                self._runs.left["deleted"].append(self._runs.text(row))
                continue
            apart: list[_Element] = []
            rows.append((row, apart))
            said.append(self._cells(row, said[-1] if said else (), apart))
        for (row, apart), cells in zip(rows, with_gaps_named(said), strict=True):
            frame = list(inside(row, "w:tc"))
            if len(frame) == 1:  # around text rather than in a table
                yield from self._blocks(frame[0])
            elif any(cells):
                yield Block(CELL_MARK.join(filter(None, cells)), row=True)
            yield from self._apart(apart)

    def _cells(self, row: _Element, above: Sequence[str], apart: list[_Element]) -> list[str]:
        """What the cells say, by column: that of a cell in all columns and rows that it spans. `apart` as in `Runs.text`."""
        said: list[str] = []
        cells = list(inside(row, "w:tc"))
        for cell in cells if len(cells) > 1 else ():
            properties = cell.find(qn("w:tcPr"))
            merged = properties.find(qn("w:vMerge")) if properties is not None else None
            if merged is not None and merged.get(qn("w:val")) != "restart":
                words = above[len(said)] if len(said) < len(above) else ""
                self._runs.left["hidden"].append(self._runs.text(cell))
            else:
                words = " ".join(self._runs.text(cell, apart).split())
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            across = (span.get(qn("w:val")) or "") if span is not None else ""
            said += [words] * (min(int(across), _WIDEST_SPAN) if across.isdecimal() and len(across) < 4 else 1)
        return said

    def _apart(self, nodes: Sequence[_Element]) -> Iterator[Block]:
        """The tables and notes that stand in a paragraph or row, behind it."""
        for node in nodes:
            if node.tag in REFERENCES:
                yield from self._note(REFERENCES[node.tag], node.get(qn("w:id")) or "", self._runs.why_not(node))
            else:
                yield from self._table(node)

    def _note(self, kind: str, mark: str, why_not: str | None = None) -> Iterator[Block]:
        note = self._notes.pop((kind, mark), None)
        if note is not None and why_not:
            self._runs.left[why_not].append(self._runs.text(note))
        elif note is not None:
            yield from self._blocks(note)


def _embedded(counts: Counter[str]) -> tuple[str, ...]:
    """The notice of anything in the document beside its own text, which is not read."""
    named = [f"{count} {what}{'s' * (count > 1)}" for what, count in sorted(counts.items()) if what and count]
    return (f"left out {', '.join(named)}: copy their text into the document",) if named else ()


def _goes_on(paragraph: _Element) -> bool:
    """Whether a tracked change deletes the end of the paragraph, which joins it to the next one."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None
