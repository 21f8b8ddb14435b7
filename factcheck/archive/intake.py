"""`Intake`: files, folders and URLs into an archive, in small batches; unchanged ones are not read again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from factcheck.archive.archive import Archive
from factcheck.documents import expanded, is_url, load
from factcheck.errors import DocumentError
from factcheck.records import Document

_BATCH = 16
_BATCH_SECONDS = 5.0
"""A batch is written when it is full or this old: a killed run loses only this much."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one origin: `done` of `total`. `reason` says in a line why a document could not be read."""

    origin: str
    became: Literal["new", "changed", "unchanged", "unreadable"]
    done: int
    total: int
    reason: str | None = None


def place_of(origin: str) -> str:
    """An archive's key for a document: a URL unchanged, a file's absolute path."""
    return origin if is_url(origin) else os.path.abspath(origin)  # noqa: PTH100 - takes any text, also what is not a valid path


class Intake:
    """Adds documents to `archive` and calls `on_outcome` for each one, once it is on disk."""

    def __init__(self, archive: Archive, on_outcome: Callable[[Outcome], None]) -> None:
        self._archive = archive
        self._on_outcome = on_outcome
        self._waiting: list[tuple[Document, str]] = []
        self._since = time.monotonic()
        self._done = 0
        self._total = 0
        self.notices: list[str] = []
        """Lines on files that were skipped in folders, because their names are not those of documents."""

    def take(self, origins: Iterable[str]) -> None:
        """Add the documents at these origins. An unreadable document is an outcome, not an error; raises ArchiveError.

        Until it is done, `Archive.unfinished` names them, even after a killed run.
        """
        origins = tuple(origins)
        mark = self._archive.begin(place for place in map(place_of, origins) if _is_text(place))
        places = list(dict.fromkeys(self._expanded(origins)))
        self._total = self._done + len(places)
        known = self._archive.stamps()
        for place in places:
            stamp = _stamp(place)
            if stamp and known.get(place) == stamp:
                self._tell(place, "unchanged")
                continue
            try:
                document = load(place)
            except DocumentError as error:
                self._tell(place, "unreadable", str(error))
                continue
            self._waiting.append((document.model_copy(update={"origin": place}), stamp))
            if len(self._waiting) >= _BATCH or time.monotonic() - self._since > _BATCH_SECONDS:
                self._write()
        self._write()
        self._archive.end(mark)

    def _expanded(self, origins: Iterable[str]) -> Iterator[str]:
        for origin in origins:
            try:
                places, notices = expanded(origin)
            except DocumentError as error:
                self._total += 1
                self._tell(place_of(origin), "unreadable", str(error))
                continue
            self.notices += notices
            for place in map(place_of, places):
                if _is_text(place):
                    yield place
                else:
                    self._total += 1
                    self._tell(place, "unreadable", f"{place!r} is not UTF-8: give it another name")

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._since = time.monotonic()
        for (document, _), became in zip(waiting, self._archive.add(waiting) if waiting else (), strict=True):
            self._tell(document.origin, became)

    def _tell(
        self,
        origin: str,
        became: Literal["new", "changed", "unchanged", "unreadable"],
        reason: str | None = None,
    ) -> None:
        self._done += 1
        self._on_outcome(Outcome(origin, became, self._done, max(self._total, self._done), reason))


def _is_text(place: str) -> bool:
    """Whether an archive can hold that path: a path in another encoding is not text."""
    try:
        place.encode()
    except UnicodeEncodeError:
        return False
    return True


def _stamp(place: str) -> str:
    """A file's stamp, its size and time of change, to see whether it changed. Empty for a URL, which is always
    fetched."""
    if is_url(place):
        return ""
    try:
        status = Path(place).stat()
    except (OSError, ValueError):  # a ValueError for a NUL in the path
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"
