"""From a document's place to its text: `load`, `load_sources`, `from_text` and `from_data`."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from factcheck.documents.content import Block, Content
from factcheck.documents.dates import iso_date
from factcheck.documents.fetch import TIMEOUT, fetch, shown_url
from factcheck.documents.foreign import SUPPORTED
from factcheck.documents.kinds import PLAIN, kind_of, kind_of_name, reader_of
from factcheck.documents.language import language_of
from factcheck.documents.limits import MAX_BYTES, MAX_CHARACTERS, size
from factcheck.documents.mending import Mender
from factcheck.documents.normalise import join
from factcheck.documents.roles import as_stated, stamped_date
from factcheck.documents.segment import MAX_SENTENCE, segment
from factcheck.english.datelines import dateline_date
from factcheck.errors import DocumentError
from factcheck.hostile import notices_of
from factcheck.records import Document, Sentence, SentenceRole

STDIN = "-"
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_EMPTY = "'': names no document; is a variable empty?"
_PIPE_TRIES, _PIPE_PAUSE, _PIPE_PIECE = 40, 0.05, 1_000_000
"""How often and how long, in seconds, to wait for a pipe without a writer, and how many bytes to read at a time."""
_TOP_LINES = 12
"""A publication date is searched in this many sentences from the top; further down it belongs to another article."""


def load(
    origin: str | os.PathLike[str], *, id: str = "story", allow_private: bool = False, timeout: float = TIMEOUT
) -> Document:
    """The document at `origin`: a path, an `http(s)` URL, or `-` for standard input.

    `allow_private` and `timeout` (seconds) are those of `fetch`. Raises DocumentError, whose one line names the
    document and says why it cannot be used.
    """
    origin = os.fspath(origin)
    if not origin:
        raise DocumentError(_EMPTY)
    try:
        if origin == STDIN:
            return _from_bytes(_limited(sys.stdin.buffer.read(MAX_BYTES)), id=id, name="standard input", origin=STDIN)
        if is_url(origin):
            return _from_url(origin, id=id, allow_private=allow_private, timeout=timeout)
        path = Path(origin)
        return _from_bytes(_bytes_of(path), id=id, name=_one_line(path.name), origin=_one_line(origin))
    except DocumentError as error:
        raise DocumentError(f"{_label(origin)}: {_one_line(error)}") from error


def load_sources(
    origins: Iterable[str | os.PathLike[str]], *, allow_private: bool = False, timeout: float = TIMEOUT
) -> tuple[Document, ...]:
    """The documents at `origins`, ids `s1`, `s2`, … in that order; a folder means all documents in it, by path.

    In a folder, hidden files are skipped, and files that cannot be read are named in a notice of the folder's
    first document. Raises DocumentError like `load`, and for a folder without documents.
    """
    documents: list[Document] = []
    for origin in origins:
        paths, notices = expanded(os.fspath(origin))
        for path in paths:
            document = load(path, id=f"s{len(documents) + 1}", allow_private=allow_private, timeout=timeout)
            documents.append(document.model_copy(update={"notices": (*document.notices, *notices)}))
            notices = ()
    return tuple(documents)


def from_text(
    text: str,
    *,
    id: str = "story",
    name: str = "text",
    title: str | None = None,
    author: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
) -> Document:
    """A document of plain text in memory. Raises DocumentError if it has no text."""
    content = Content((Block(text),), title=title, author=author, publisher=publisher, published=published)
    try:
        return _document(content, id=id, name=name, origin=name, media_type=PLAIN)
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from error


def from_data(
    data: bytes,
    *,
    id: str = "story",
    name: str = "text",
    title: str | None = None,
    author: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
) -> Document:
    """A document of any format in memory; its first bytes tell which, then its name, as for standard input.

    What is given of title, author, publisher and `published` (ISO 8601) goes before what the document says. Raises
    DocumentError if it cannot be read or has no text.
    """
    given = {"title": title, "author": author, "publisher": publisher, "published": published}
    try:
        return _from_bytes(data, id=id, name=name, origin=name, given={k: v for k, v in given.items() if v})
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from error


def is_url(origin: str) -> bool:
    """Whether `load` takes that origin for a URL rather than a path."""
    return _URL.match(origin) is not None


def _from_url(url: str, *, id: str, allow_private: bool, timeout: float) -> Document:
    fetched = fetch(url, allow_private=allow_private, timeout=timeout)
    place = urlsplit(fetched.url)
    shown = shown_url(url)
    notices = (f"redirected to {fetched.url}",) if fetched.url != shown else ()
    return _from_bytes(
        fetched.data,
        id=id,
        name=(place.netloc + place.path).rstrip("/"),
        origin=shown,
        stated=fetched.media_type,
        charset=fetched.charset,
        notices=notices,
    )


def _from_bytes(
    data: bytes,
    *,
    id: str,
    name: str,
    origin: str,
    stated: str | None = None,
    charset: str | None = None,
    notices: tuple[str, ...] = (),
    given: Mapping[str, Any] = MappingProxyType({}),
) -> Document:
    """The document; `given` are facts about it that go before its own."""
    if not data:
        raise DocumentError("is empty")
    kind = kind_of(data, name, stated)
    content = replace(reader_of(kind)(data, charset), **given)
    return _document(content, id=id, name=name, origin=origin, media_type=kind, notices=notices)


def _document(
    content: Content, *, id: str, name: str, origin: str, media_type: str, notices: tuple[str, ...] = ()
) -> Document:
    mender = Mender(" ".join(block.text for block in content.blocks))
    joined = join([block if block.times else replace(block, text=mender.lines(block.text)) for block in content.blocks])
    text = joined.text
    if not any(map(str.isalnum, text)):
        raise DocumentError("has no text")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(f"has {len(text):,} characters of text; the limit is {MAX_CHARACTERS:,}")
    language = language_of(text)
    sentences = _timed(segment(text, joined.headings, language, joined.rows), joined.times)
    tops = [(sentence, text[sentence.start : sentence.end]) for sentence in sentences[:_TOP_LINES]]
    stamped = next((date for s, line in tops if s.role is SentenceRole.BYLINE and (date := stamped_date(line))), None)
    filed = next((date for s, line in tops if s.role is SentenceRole.BODY and (date := dateline_date(line))), None)
    headline = next((line for s, line in tops if s.role is SentenceRole.HEADLINE), None)
    title, author = as_stated(content.title), as_stated(content.author)
    around = {"title": title, "author": author, "publisher": content.publisher}
    steering = [f"its {field} {line}" for field, words in around.items() if words for line in notices_of(words, ())]
    if any(sentence.end - sentence.start > MAX_SENTENCE * 0.9 for sentence in sentences):
        notices = (*notices, f"has sentences of about {MAX_SENTENCE:,} characters or more; longer ones were cut there")
    return Document(
        id=id,
        name=name,
        origin=origin,
        media_type=media_type,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sentences=sentences,
        title=title or headline,
        author=author,
        publisher=content.publisher,
        published=content.published or iso_date(stamped or filed),
        language=language,
        notices=tuple(
            map(
                _one_line,
                (
                    *notices,
                    *content.notices,
                    *mender.notice(),
                    *joined.notices,
                    *steering,
                    *notices_of(text, sentences),
                ),
            )
        ),
    )


def _timed(sentences: tuple[Sentence, ...], times: Sequence[tuple[int, str]]) -> tuple[Sentence, ...]:
    """The sentences of a recording, each with the time at which its words begin."""
    if not times:
        return sentences
    starts = [start for start, _ in times]
    return tuple(
        sentence.model_copy(update={"time": times[max(bisect_right(starts, sentence.start) - 1, 0)][1]})
        for sentence in sentences
    )


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DocumentError("is a folder, not a document; only sources can be a folder")
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise DocumentError("is a device, not a document")
        if stat.S_ISFIFO(mode):
            return _limited(_piped(path))
        # A file that the system makes up as it is read, as the kernel's log, would else be waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            data: bytes | None = file.read(MAX_BYTES)
    except OSError as error:
        raise DocumentError(_reason(error)) from error
    except ValueError as error:  # a NUL in the path
        raise DocumentError("is not a valid path") from error
    if data is None:
        raise DocumentError("has nothing to read yet: whatever is to write it has not")
    return _limited(data)


def _piped(path: Path) -> bytes:
    """The content of a named pipe. Raises DocumentError if nobody writes to it: opening it would never end."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        for _ in range(_PIPE_TRIES):
            first = pipe.read(_PIPE_PIECE)
            if first is None or first:  # a writer is there
                os.set_blocking(descriptor, True)
                pieces = [first or b""]
                while sum(map(len, pieces)) < MAX_BYTES and (piece := pipe.read(_PIPE_PIECE)):
                    pieces.append(piece)
                return b"".join(pieces)
            time.sleep(_PIPE_PAUSE)
    raise DocumentError("is a pipe that nobody writes to")


def _limited(data: bytes) -> bytes:
    if len(data) >= MAX_BYTES:
        raise DocumentError(f"is too large: files must be smaller than {size(MAX_BYTES)}")
    return data


def _reason(error: OSError) -> str:
    reasons = {errno.ENOENT: "there is no such file", errno.EACCES: "may not be read (permission denied)"}
    return reasons.get(error.errno or 0, f"cannot be read ({error.strerror})")


def expanded(origin: str) -> tuple[Sequence[str], tuple[str, ...]]:
    """The documents of an origin: itself or, for a folder, all documents in it, by path; and a notice of skipped files.

    Raises DocumentError for a folder that cannot be read or has no documents.
    """
    if not origin:
        raise DocumentError(_EMPTY)
    try:
        if origin == STDIN or is_url(origin) or not Path(origin).is_dir():
            return (origin,), ()
        files = sorted(_files_below(Path(origin)))
    except (OSError, ValueError) as error:
        reason = _reason(error) if isinstance(error, OSError) else "is not a valid path"
        raise DocumentError(f"{_label(origin)}: {reason}") from error
    found = [str(path) for path in files if kind_of_name(path.name) and not _is_special(path)]
    read = set(found)
    others = [_one_line(path.relative_to(origin).as_posix()) for path in files if str(path) not in read]
    if not found:
        raise DocumentError(f"{_label(origin)}: the folder has no documents ({SUPPORTED} can be read)")
    if not others:
        return found, ()
    named = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
    return found, (f"folder {_one_line(origin)}: skipped files that are not documents: {named}",)


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if not name.startswith("."))


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a socket or a device: reading one may never end, and nobody who names its folder means
    it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # reading it says what is wrong
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _raise(error: OSError) -> None:
    raise error


def _label(origin: str) -> str:
    """`origin` for a message: on one line, without a password."""
    label = shown_url(origin) if is_url(origin) else "standard input" if origin == STDIN else origin
    return _one_line(label) or "''"


def _one_line(value: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(value))[:500]
