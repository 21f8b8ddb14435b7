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
from factcheck.documents.formats.word_runs import FALLBACK, Runs
from factcheck.documents.limits import MAX_ELEMENTS, MAX_PARAGRAPHS
from factcheck.documents.raised import marks_notice
from factcheck.documents.rows import CELL_MARK, with_gaps_named
from factcheck.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 500_000_000
_PIECE = 1_000_000
"""Bytes that are unpacked at a time while counting."""
_LONGEST_NAME = 40
_WIDEST_SPAN = 100
_PARAGRAPH = re.compile(rb"<(?:[\w.-]{1,30}:)?p[\s/>]")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_ASIDE = {"comments": "comments", "header": "page headers", "footer": "page footers"}
_EMBEDDED = {
    "altChunk": "inserted file", "object": "embedded object",
    "chart": "chart", "chartEx": "chart", "diagramData": "diagram",
}  # fmt: skip
"""By the element or the kind of relation: what stands in a document and is not its own text."""
_NEITHER_NOTE = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """Paragraphs, list items, table rows and headings in order, footnotes and endnotes after what refers to them.

    Tracked changes are as accepted. What is deleted, struck out or hidden, comments, page headers and footers are left out and
    named in notices. Raises DocumentError when the file is password-protected, damaged or no Word document.
    """
    if data.startswith(_OLE):
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
        raise DocumentError("is damaged or no Word document") from error
    except Exception as error:  # on damaged files python-docx lets any error of its own parsing through
        raise DocumentError(f"is damaged or no Word document ({type(error).__name__})") from error
    return Content(blocks, title=title or None, author=author or None, notices=notices)


def _refuse_too_many(package: zipfile.ZipFile) -> None:
    """Count elements and paragraphs in what unpacks, piece by piece. Raises DocumentError at the first one too many."""
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
                    raise DocumentError(f"has more than {MAX_PARAGRAPHS:,} paragraphs, the most that are read")
                if elements > 2 * MAX_ELEMENTS:  # a tag that opens, and one that closes
                    raise DocumentError(f"has more than {MAX_ELEMENTS:,} elements, the most that are read")


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
        text = "".join(map(self._runs.text, nodes))
        if text.strip():
            chosen = nodes[-1].find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            style = self._styles.get(chosen.get(qn("w:val")) or "", "") if chosen is not None else ""
            is_item = style.startswith("List") or nodes[-1].find(f".//{qn('w:numPr')}") is not None
            yield Block("- " + text.strip() if is_item else text, style.startswith(("Heading", "Title")))
        for node in nodes:
            yield from self._notes_of(node)

    def _table(self, table: _Element) -> Iterator[Block]:
        rows: list[_Element] = []
        said: list[list[str]] = []
        for row in _inside(table, "w:tr"):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                self._runs.left["deleted"].append(self._runs.text(row))
                continue
            rows.append(row)
            said.append(self._cells(row, said[-1] if said else ()))
        for row, cells in zip(rows, with_gaps_named(said), strict=True):
            frame = list(_inside(row, "w:tc"))
            if len(frame) == 1:  # around text rather than in a table
                yield from self._blocks(frame[0])
            else:
                yield Block(CELL_MARK.join(filter(None, cells)), row=True)
                yield from self._notes_of(row)

    def _cells(self, row: _Element, above: Sequence[str]) -> list[str]:
        """What the cells say, by column: that of a cell in all columns and rows that it spans."""
        said: list[str] = []
        cells = list(_inside(row, "w:tc"))
        for cell in cells if len(cells) > 1 else ():
            properties = cell.find(qn("w:tcPr"))
            merged = properties.find(qn("w:vMerge")) if properties is not None else None
            if merged is not None and merged.get(qn("w:val")) != "restart":
                words = above[len(said)] if len(said) < len(above) else ""
            else:
                words = " ".join(self._runs.text(cell).split())
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            across = (span.get(qn("w:val")) or "") if span is not None else ""
            said += [words] * (min(int(across), _WIDEST_SPAN) if across.isdecimal() and len(across) < 4 else 1)
        return said

    def _notes_of(self, node: _Element) -> Iterator[Block]:
        for reference in node.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            kind = "footnote" if reference.tag == qn("w:footnoteReference") else "endnote"
            yield from self._note(kind, reference.get(qn("w:id")) or "", self._runs.why_not(reference))

    def _note(self, kind: str, mark: str, why_not: str | None = None) -> Iterator[Block]:
        note = self._notes.pop((kind, mark), None)
        if note is not None and why_not:
            self._runs.left[why_not].append(self._runs.text(note))
        elif note is not None:
            yield from self._blocks(note)


def _embedded(counts: Counter[str]) -> tuple[str, ...]:
    """The notice of what the document holds beside its own text: none of it is read."""
    named = [f"{count} {what}{'s' * (count > 1)}" for what, count in sorted(counts.items()) if what and count]
    return (f"left out {', '.join(named)}: copy their text into the document",) if named else ()


def _goes_on(paragraph: _Element) -> bool:
    """Whether a tracked change deletes the end of the paragraph, which joins it to the next one."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _inside(parent: _Element, tag: str) -> Iterator[_Element]:
    """The children of that tag, those in content controls and other wrappers as well."""
    for node in parent:
        if node.tag == qn(tag):
            yield node
        elif node.tag not in (qn("w:tr"), qn("w:tc"), qn("w:p"), qn("w:tbl")):
            yield from _inside(node, tag)
