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
from factcheck.documents.language import language_of
from factcheck.documents.raised import marks_notice
from factcheck.documents.wrapping import LIST_MARKER, is_wrapped, page_width
from factcheck.errors import DocumentError

# It reports every oddity of a file that it reads all the same; the terminal is not the place for that.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_BROKEN_WORD = re.compile(r"([^\W\d_]+)([-‐\u00ad])$")
_WORD_START = re.compile(r"[a-zß-öø-ÿ]+")
_STOP = re.compile(r"[.!?:][\"'”’)\]]*$")
_LITTLE_WORDS = frozenset(
    "of for with from and or than the one two three four five six seven eight nine"
    " twenty thirty forty fifty sixty seventy eighty ninety".split()
)
"""Words of compounds that the lexicon, of nouns, verbs, adjectives and adverbs, has not."""
_FIGURE = re.compile(r"[-+−–(]*[£$€¥]?\d[\d.,]*\W{0,2}")
_FEWEST_FIGURES = 2
_FULL_LINE = 0.8
_LONGEST_WORD = 60
_MAX_PAGES = 5_000


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - the readers of all formats are called alike
    """The pages' text as paragraphs, without running headers, footers and page numbers (said in a notice).

    Raises DocumentError when the file is password-protected, damaged, or lacks a text layer.
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
    pages, notices = _without_running_lines(pages)
    blocks, mended = _paragraphs(pages)
    if mended:
        notices += (f"joined {mended} word{'s' * (mended > 1)} broken at a line end",)
    notices += marks_notice(marks)
    return Content(blocks, title=title, author=author, notices=notices)


def _lines(page: str) -> list[str]:
    """The page's lines with single spaces; no blank ones at either end."""
    return [" ".join(line.split()) for line in page.strip().splitlines()]


def _metadata(reader: PdfReader, field: str) -> str | None:
    value = getattr(reader.metadata, field, None)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _without_running_lines(pages: Sequence[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The pages without first and last lines that recur, but for their digits, on three pages or more."""
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


def _paragraphs(pages: Sequence[Sequence[str]]) -> tuple[tuple[Block, ...], int]:
    """Blocks made of the lines that only wrap, across pages as well, and how many broken words were joined."""
    text = " ".join(line for page in pages for line in page)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    english = language_of(text) in ("en", None)
    paragraphs: list[str] = []
    in_table: list[bool] = []
    mended = 0
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
                paragraphs[-1], joined = _joined(paragraphs[-1], line, words, english=english)
                mended += joined
            elif line:
                paragraphs.append(line)
                in_table.append(False)
            previous = line
    return tuple(Block(text, row=row) for text, row in zip(paragraphs, in_table, strict=True)), mended


def _rows_among(lines: Sequence[str]) -> Iterator[bool]:
    """Which lines are rows of a table: next to another one, and with figures at the end."""
    ends = [line.split()[-_FEWEST_FIGURES:] for line in lines]
    numeric = [len(words) == _FEWEST_FIGURES and all(map(_FIGURE.fullmatch, words)) for words in ends]
    for place, is_numeric in enumerate(numeric):
        yield is_numeric and any(numeric[max(place - 1, 0) : place] + numeric[place + 1 : place + 2])


def _joined(paragraph: str, line: str, words: Counter[str], *, english: bool) -> tuple[str, bool]:
    """The two with a space between, or as one word where a hyphen at the line end broke one."""
    head, tail = _BROKEN_WORD.search(paragraph[-_LONGEST_WORD:]), _WORD_START.match(line)
    if not head or not tail:
        return (paragraph + line, False) if re.search(r"\w[-‐]$", paragraph[-2:]) else (f"{paragraph} {line}", False)
    if head[2] != "\u00ad" and _is_compound(head[1].lower(), tail[0], words, english=english):
        return paragraph + line, False
    return paragraph[:-1] + line, True


def _is_compound(head: str, tail: str, words: Counter[str], *, english: bool) -> bool:
    """Whether the two have a hyphen within a line, too.

    They do as they stand elsewhere in this document ("long-term"), or else when they are two English words that are not one
    together: "well-known" is, "over-run" is not.
    """
    whole, compound = words[head + tail], words[f"{head}-{tail}"]
    if whole or compound or not english:
        return compound > 0 and not whole
    return not _is_english(head + tail) and _is_english(head) and _is_english(tail)


def _is_english(word: str) -> bool:
    import lemminflect  # it reads its tables when it is imported: only for broken words

    return word in _LITTLE_WORDS or any(lemminflect.getAllLemmas(word).values())
