"""What kind of file some bytes are: by media type, by name, by their first bytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import PurePath

from factcheck.documents.content import Content
from factcheck.documents.delimited import is_table
from factcheck.documents.foreign import (
    CAPTION_TIME,
    SUPPORTED,
    refuse_bytes,
    refuse_name,
    refuse_package,
    refuse_text,
    refuse_type,
    start_of,
)
from factcheck.errors import DocumentError

PLAIN, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EML, SRT, VTT = "message/rfc822", "application/x-subrip", "text/vtt"
ODT, EPUB, RTF = "application/vnd.oasis.opendocument.text", "application/epub+zip", "application/rtf"
CSV, TSV = "text/csv", "text/tab-separated-values"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Reader = Callable[[bytes, str | None], Content]

_READERS = {
    PLAIN: "plain", MARKDOWN: "markdown", HTML: "html", PDF: "pdf", DOCX: "docx", ODT: "odt", RTF: "rtf", EPUB: "epub",
    EML: "eml", SRT: "captions", VTT: "captions", CSV: "separated", TSV: "separated", XLSX: "xlsx",
}  # fmt: skip
_SUFFIXES = {
    ".txt": PLAIN, ".text": PLAIN, ".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".pdf": PDF, ".docx": DOCX, ".odt": ODT, ".ott": ODT, ".epub": EPUB, ".rtf": RTF, ".eml": EML, ".srt": SRT, ".vtt": VTT,
    ".csv": CSV, ".tsv": TSV, ".tab": TSV, ".xlsx": XLSX, ".xlsm": XLSX,
}  # fmt: skip
_ALIASES = {
    "application/xhtml+xml": HTML, "text/x-markdown": MARKDOWN, "application/x-pdf": PDF,
    "text/srt": SRT, "text/x-srt": SRT, "text/rtf": RTF, "application/csv": CSV,
}  # fmt: skip
_SENT_AS_PLAIN = frozenset({MARKDOWN, EML, SRT, VTT})
"""Media types that servers use for anything they take for plain text."""
_PACKAGES = (DOCX, XLSX, ODT, EPUB)
_UNSTATED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BY_HEAD = (
    (re.compile(r"WEBVTT(?:\s|$)"), VTT),
    (re.compile(rf"(?:\d+\s*\n)?{CAPTION_TIME}\s*-->\s*{CAPTION_TIME}"), SRT),
    (
        re.compile(
            r"(?:From \S+@.*\n)?(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?(?:MIME-Version|Message-ID|Received(?=: (?:from|by) )|Return-Path"
            r"|Content-Transfer-Encoding|Content-Type|Delivered-To|DKIM-Signature):",
            re.IGNORECASE,
        ),
        EML,
    ),
)
"""The start of text that is written for a program, and can be read."""
_MARKDOWN_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n[\w-]+:|#{1,6} \S)")


def kind_of_name(name: str) -> str | None:
    """The media type of a file's suffix, or None if it cannot be read."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def kind_of(data: bytes, name: str, stated: str | None = None) -> str:
    """The media type of `data`: that of its first bytes, else as `stated` by a server, else by the suffix of `name`.

    A file of plain text that begins like Markdown or HTML is read as that.

    Raises DocumentError if it is not a readable kind.
    """
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return PDF
    by_name = kind_of_name(name)
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_package(data, by_name) or refuse_package(data)
    if by_name in (PDF, *_PACKAGES) and stated is None:
        return by_name
    refuse_bytes(data, name)
    if stated is None or stated in _UNSTATED or stated == PLAIN:
        refuse_name(name)
    if stated is not None and stated not in _UNSTATED:
        kind = _kind_stated(stated, by_name)
    else:
        kind = _kind_of_text(data) if by_name in (None, PLAIN) else by_name
        if kind in (CSV, TSV) and _HTML_START.match(data[:4096]):
            kind = HTML  # as programs save their tables
    if kind == PLAIN:
        head = start_of(data).lstrip()
        kind = next((kind for start, kind in _BY_HEAD if start.match(head)), PLAIN)
    if kind == PLAIN:
        refuse_text(data)
    return kind


def reader_of(kind: str) -> Reader:
    """The function that reads that kind. Its libraries are imported only when a document needs them."""
    read: Reader = import_module(f"factcheck.documents.formats.{_READERS[kind]}").read
    return read


def _kind_stated(stated: str, by_name: str | None) -> str:
    kind = _ALIASES.get(stated, stated)
    if kind == PLAIN and by_name in _SENT_AS_PLAIN:
        return by_name
    if kind in _READERS:
        return kind
    refuse_type(stated)
    if stated.startswith("text/") and stated not in ("text/css", "text/javascript"):
        return PLAIN
    raise DocumentError(f"is {stated}, not text; {SUPPORTED} can be read")


def _kind_of_text(data: bytes) -> str:
    if _HTML_START.match(data[:4096]):
        return HTML
    if _MARKDOWN_START.match(data[:4096]):
        return MARKDOWN
    return CSV if is_table(start_of(data)) else PLAIN


def _kind_of_package(data: bytes, by_name: str | None) -> str | None:
    """Which ZIP-based kind it is, by its contents; if damaged, by its name."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            said = package.open("mimetype").read(len(ODT)) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return by_name if by_name in _PACKAGES else None
    for part, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("META-INF/container.xml", EPUB)):
        if part in names:
            return kind
    return next((kind for kind in (ODT, EPUB) if said.startswith(kind.encode())), None)
