"""PDF files: the text layer, its wrapped lines put back into paragraphs."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from factcheck.documents.content import Block, Content, shown
from factcheck.documents.formats.pdf_glyphs import text_of
from factcheck.documents.mending import Mender
from factcheck.documents.raised import marks_notice
from factcheck.documents.wrapping import LIST_MARKER, is_wrapped, page_width
from factcheck.errors import DocumentError

# It logs every oddity of a file although it reads it; the terminal is not the place for that.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_STOP = re.compile(r"[.!?:][\"'”’)\]]*$")
_FIGURE = re.compile(r"[-+−–(]*[£$€¥]?\d[\d.,]*\W{0,2}")
_FEWEST_FIGURES = 2
_FULL_LINE = 0.8
_NAMED = 8
_AROUND = 16
_UNNAMED = re.compile("[\ue000-\uf8ff\ufffd]")
_MAX_PAGES = 5_000


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """The pages' text as paragraphs, without running headers, footers and page numbers (named in a notice).

    Raises DocumentError if the file is password-protected, damaged, or lacks a text layer.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("is password-protected; save it without a password")
        if len(reader.pages) > _MAX_PAGES:
            raise DocumentError(f"has {len(reader.pages)} pages; the limit is {_MAX_PAGES}")
        marks: list[str] = []
        pages = [_lines(text_of(page, marks)) for page in reader.pages]
        title, author = _metadata(reader, "title"), _metadata(reader, "author")
    except DocumentError:
        raise
    except PyPdfError as error:
        raise DocumentError("is truncated or damaged: it cannot be read as PDF") from error
    except Exception as error:  # on damaged files pypdf lets any error of its own parsing through
        raise DocumentError(f"is damaged: it cannot be read as PDF ({type(error).__name__})") from error
    if not any(pages):
        raise DocumentError("has no text layer (scanned pages?); run it through text recognition first")
    kept, notices = _without_running_lines(pages)
    blocks, mended = _paragraphs(kept)
    notices = (*_without_text(pages), *notices, *mended, *marks_notice(marks), *_unnamed(blocks))
    return Content(blocks, title=title, author=author, notices=notices)


def _without_text(pages: Sequence[list[str]]) -> tuple[str, ...]:
    """The notice of single pages without text among pages with text."""
    empty = [str(number) for number, page in enumerate(pages, 1) if not any(page)]
    if not empty:
        return ()
    numbers = ", ".join(empty[:_NAMED]) + (f" and {len(empty) - _NAMED} more" if len(empty) > _NAMED else "")
    return (
        f"has no text layer on page{'s' * (len(empty) > 1)} {numbers} of {len(pages)}: blank, or a scan that was not read",
    )


def _unnamed(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The notice of characters that the file draws but does not name."""
    text = " ".join(block.text for block in blocks)
    found = _UNNAMED.findall(text)
    if not found:
        return ()
    first = text.index(found[0])
    around = shown(text[max(first - _AROUND, 0) : first + _AROUND])
    return (f"has {len(found)} character{'s' * (len(found) > 1)} that its fonts do not name, the first in {around}",)


def _lines(page: str) -> list[str]:
    """The page's lines with single spaces; no blank ones at either end."""
    return [" ".join(line.split()) for line in page.strip().splitlines()]


def _metadata(reader: PdfReader, field: str) -> str | None:
    value = getattr(reader.metadata, field, None)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _without_running_lines(pages: Sequence[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The pages without first and last lines that recur, except for their digits, on three pages or more."""
    edges = Counter(shape for page in pages for shape in {_shape(line) for line in (*page[:1], *page[-1:])})
    running = {shape for shape, count in edges.items() if count >= 3}
    if not running:
        return list(pages), ()
    kept: list[list[str]] = []
    taken: list[str] = []
    for page in pages:
        page = list(page)
        for at in (0, -1):
            if page and _shape(page[at]) in running:
                taken.append(page.pop(at))
            while page and not page[at]:
                page.pop(at)
        kept.append(page)
    named = shown(" ".join(dict.fromkeys(taken)))
    return kept, (f"left out {len(taken)} running headers, footers and page numbers: {named}",)


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(pages: Sequence[Sequence[str]]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Blocks of joined wrapped lines, also across pages, and a notice of broken words that were joined."""
    text = " ".join(line for page in pages for line in page)
    mender = Mender(text)
    paragraphs: list[str] = []
    in_table: list[bool] = []
    previous = ""
    for page in pages:
        width = page_width(page)
        for line, row in zip(page, _rows_among(page), strict=True):
            if row or (line and in_table and in_table[-1] and previous):
                paragraphs.append(line)
                in_table.append(row)
                previous = line
                continue
            ended = bool(_STOP.search(previous)) and len(previous) < width * _FULL_LINE
            if previous and line and not ended and not LIST_MARKER.match(line) and is_wrapped(previous, line, width):
                paragraphs[-1] = mender.joined(paragraphs[-1], line)
            elif line:
                paragraphs.append(line)
                in_table.append(False)
            previous = line
    return tuple(Block(text, row=row) for text, row in zip(paragraphs, in_table, strict=True)), mender.notice()


def _rows_among(lines: Sequence[str]) -> Iterator[bool]:
    """Which lines are rows of a table: next to another one, and with figures at the end."""
    ends = [line.split()[-_FEWEST_FIGURES:] for line in lines]
    numeric = [len(words) == _FEWEST_FIGURES and all(map(_FIGURE.fullmatch, words)) for words in ends]
    for place, is_numeric in enumerate(numeric):
        yield is_numeric and any(numeric[max(place - 1, 0) : place] + numeric[place + 1 : place + 2])
