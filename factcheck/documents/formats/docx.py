"""Word documents (.docx)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.oxml.ns import qn
from docx.table import Table
from lxml.etree import _Element

from factcheck.documents.content import Block, Content
from factcheck.documents.formats.html import hidden_notice
from factcheck.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 500_000_000
_NOT_SHOWN = frozenset(map(qn, ("w:del", "w:moveFrom")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """Paragraphs, list items, table rows and headings in order; tracked insertions are in, deletions are out.

    Raises DocumentError when the file is password-protected, damaged or no Word document.
    """
    if data.startswith(_OLE):
        raise DocumentError("is password-protected or in the old .doc format; save it as .docx without a password")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MAX_UNPACKED:
                raise DocumentError(f"unpacks to more than {_MAX_UNPACKED // 1_000_000} MB")
        document = docx.Document(BytesIO(data))
        hidden: list[str] = []
        blocks = tuple(_blocks(document, hidden))
        properties = document.core_properties
        title, author = properties.title.strip(), properties.author.strip()
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DocumentError("is truncated or damaged: it cannot be unpacked as .docx") from error
    except Exception as error:  # on damaged files python-docx lets any error of its own parsing through
        raise DocumentError(f"is damaged or no Word document ({type(error).__name__})") from error
    concealed = " ".join(" ".join(hidden).split())
    return Content(
        blocks,
        title=title or None,
        author=author if author and author != "python-docx" else None,
        notices=(hidden_notice(concealed),) if concealed else (),
    )


def _blocks(document: docx.document.Document, hidden: list[str]) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from _rows(item, hidden)
        else:
            style = str(item.style.name or "") if item.style is not None else ""
            text = _text(item._p, hidden)
            if text.strip():
                is_item = style.startswith("List") or item._p.find(f".//{qn('w:numPr')}") is not None
                yield Block("- " + text.strip() if is_item else text, style.startswith(("Heading", "Title")))


def _rows(table: Table, hidden: list[str]) -> Iterator[Block]:
    for row in table._tbl.tr_lst:
        cells = (" ".join(_text(cell, hidden).split()) for cell in row.iterchildren(qn("w:tc")))
        yield Block(" | ".join(filter(None, cells)))


def _text(element: _Element, hidden: list[str]) -> str:
    """The text of an element's runs. python-docx's own leaves out tracked insertions and text boxes."""
    parts: list[str] = []
    for node in element.iter(qn("w:r"), qn("w:p")):
        if node.tag == qn("w:p"):
            if parts:
                parts.append("\n")
        elif not any(above.tag in _NOT_SHOWN or above.tag == _FALLBACK for above in node.iterancestors()):
            (hidden if _is_hidden(node) else parts).append("".join(_run(node)))
    return "".join(parts)


def _run(run: _Element) -> Iterator[str]:
    for node in run:
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif node.tag == qn("w:tab"):
            yield "\t"
        elif node.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"


def _is_hidden(run: _Element) -> bool:
    """Marked hidden, white without a ground of its own, or two points and less in size."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return False
    vanish = properties.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val")) not in ("0", "false", "off"):
        return True
    colour, size = properties.find(qn("w:color")), properties.find(qn("w:sz"))
    grounded = properties.find(qn("w:shd")) is not None or properties.find(qn("w:highlight")) is not None
    white = colour is not None and str(colour.get(qn("w:val"))).upper() == "FFFFFF" and not grounded
    half_points = size.get(qn("w:val")) if size is not None else None
    return white or (half_points is not None and bool(re.fullmatch(r"[0-4]", half_points)))
