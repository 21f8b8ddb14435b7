"""E-books (.epub): the pages of a book in reading order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

from lxml.etree import _Element

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.dates import iso_date
from factcheck.documents.formats import html
from factcheck.documents.formats.package import part_of, reading, xml_of
from factcheck.documents.formats.page import text_of
from factcheck.documents.limits import MAX_BYTES, size
from factcheck.errors import DocumentError

_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - each page of a book names its own
    """All pages that the book lists in its reading order, whole; title, author, publisher and date as it states them.

    Hidden and struck-out text and the table of contents are left out and named in notices. Raises DocumentError if the
    book is damaged, copy-protected, or unpacks to more than the limit.
    """
    with reading(BytesIO(data), "an e-book") as package:
        return _book(package)


def _book(package: ZipFile) -> Content:
    _refuse_protected(package)
    container = xml_of(package, "META-INF/container.xml")
    place = next((str(node.get("full-path")) for node in _named(container, "rootfile")), "")
    book = xml_of(package, place)
    blocks: list[Block] = []
    notices: list[str] = []
    unpacked = 0
    for path, is_contents in _pages(book, posixpath.dirname(place)):
        unpacked += package.getinfo(path).file_size
        if unpacked > MAX_BYTES:
            raise DocumentError(f"is an e-book with pages of more than {size(MAX_BYTES)}, the limit")
        page = html.read_whole(part_of(package, path), None)
        if is_contents:
            notices += left_out("the table of contents", " ".join(block.text for block in page.blocks))
            continue
        blocks.extend(page.blocks)
        notices.extend(f"{posixpath.basename(path)}: {notice}" for notice in page.notices)
    return Content(
        tuple(blocks),
        title=_stated(book, "title"),
        author=", ".join(filter(None, map(text_of, _named(book, "creator")))) or None,
        publisher=_stated(book, "publisher"),
        published=_published(book),
        notices=tuple(notices),
    )


def _refuse_protected(package: ZipFile) -> None:
    """Raises DocumentError for a book with encrypted pages. Fonts may be encrypted: they say nothing."""
    if "META-INF/encryption.xml" in package.namelist():
        for reference in _named(xml_of(package, "META-INF/encryption.xml"), "CipherReference"):
            if str(reference.get("URI")).lower().endswith((".xhtml", ".html", ".htm", ".xml", ".opf")):
                raise DocumentError("is an e-book that is protected against copying (DRM), and cannot be read")


def _pages(book: _Element, folder: str) -> Iterator[tuple[str, bool]]:
    """The place in the package of each page in reading order, once, and whether it is the table of contents."""
    items = {str(node.get("id")): node for node in _named(book, "item")}
    seen: set[str] = set()
    for reference in _named(book, "itemref"):
        item = items.get(str(reference.get("idref")))
        if item is None:
            raise DocumentError("is a damaged e-book: its reading order names a page that it has not")
        path = posixpath.normpath(posixpath.join(folder, unquote(urlsplit(str(item.get("href"))).path)))
        if str(item.get("media-type")) in _PAGES and path not in seen:
            seen.add(path)
            yield path, "nav" in str(item.get("properties")).split()


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return root.iter(f"{{*}}{name}")


def _stated(book: _Element, name: str) -> str | None:
    return next(filter(None, map(text_of, _named(book, name))), None)


def _published(book: _Element) -> str | None:
    """The date of publication, if it is a whole one; older books also state others, marked as such."""
    for node in _named(book, "date"):
        event = next((value for name, value in node.items() if str(name).endswith("event")), "publication")
        if event == "publication" and _DATED.match(text_of(node)):
            return iso_date(text_of(node))
    return None
