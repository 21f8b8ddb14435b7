"""`Intake`: files, folders and URLs into an archive, in small batches; what is there unchanged is not read again."""

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

_BATCH = 256
_BATCH_SECONDS = 5.0
"""A batch is written when it is full or that old: so much is read again after a killed run."""


@dataclass(frozen=True)
class Outcome:
    """What became of one origin: `done` of `total`. `reason` says in a line why a document could not be read."""

    origin: str
    became: Literal["new", "changed", "unchanged", "unreadable"]
    done: int
    total: int
    reason: str | None = None


def place_of(origin: str) -> str:
    """What an archive knows a document by: a URL as it is, a file by its absolute path."""
    return origin if is_url(origin) else os.path.abspath(origin)  # noqa: PTH100 - takes any text, also what is no valid path


class Intake:
    """Takes documents into `archive` and tells `on_outcome` of each one, after it is on disk."""

    def __init__(self, archive: Archive, on_outcome: Callable[[Outcome], None]) -> None:
        self._archive = archive
        self._on_outcome = on_outcome
        self._waiting: list[tuple[Document, str]] = []
        self._since = time.monotonic()
        self._done = 0
        self._total = 0
        self.notices: list[str] = []
        """Lines on what was passed over in folders, because its name is not that of a document."""

    def take(self, origins: Iterable[str]) -> None:
        """Take in what is at these origins. What cannot be read is an outcome, not an error; raises ArchiveError."""
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

    def _expanded(self, origins: Iterable[str]) -> Iterator[str]:
        for origin in origins:
            try:
                places, notices = expanded(origin)
            except DocumentError as error:
                self._total += 1
                self._tell(place_of(origin), "unreadable", str(error))
                continue
            self.notices += notices
            yield from map(place_of, places)

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


def _stamp(place: str) -> str:
    """What tells that a file is as it was: its size and time of change. Empty for a URL, which is always fetched."""
    if is_url(place):
        return ""
    try:
        status = Path(place).stat()
    except (OSError, ValueError):  # a ValueError for a NUL in the path
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"
