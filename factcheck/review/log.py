"""The log of decisions beside a report: JSON lines, append-only.

A line is one entry, written whole under a lock and on the disk before anyone hears that it is kept. A crash can leave a
last line without its line break: nobody heard that it was kept, so it does not count, and the next entry replaces it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from filelock import FileLock, Timeout
from pydantic import Field, TypeAdapter, ValidationError

from factcheck.errors import InputError, OutputError
from factcheck.records import Record, VerdictName
from factcheck.review.decisions import Decision

_PATIENCE_SECONDS = 10.0


def now() -> str:
    """The time to the second, as a log has it: ISO 8601 in UTC, "2026-05-04T09:30:00Z"."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Decided(Decision):
    """A decision as it was written: `before` is the verdict until then, `text` and `story` the claim's words."""

    kind: Literal["decided"] = "decided"
    before: VerdictName
    text: str
    story: tuple[str, ...]


class SignedClaim(Record):
    """One claim of the set that was signed. `decided_by` is None if it was signed as the check left it."""

    claim: str
    fingerprint: str
    verdict: VerdictName
    rating: str | None = None
    decided_by: str | None = None


class Signed(Record):
    """A signature under a report: by whom, when (ISO 8601 in UTC), and the whole set of claims it covers."""

    kind: Literal["signed"] = "signed"
    by: str
    at: str
    claims: tuple[SignedClaim, ...]


Entry = Annotated[Decided | Signed, Field(discriminator="kind")]
_ENTRY: TypeAdapter[Decided | Signed] = TypeAdapter(Entry)


@dataclass(frozen=True)
class LogContent:
    """The log as it is on disk: its entries, oldest first, and the length in bytes of a cut-off last line after
    them."""

    entries: tuple[Decided | Signed, ...]
    torn: int = 0

    @property
    def position(self) -> int:
        """The log's position: the number of its entries."""
        return len(self.entries)


def beside(report: Path) -> Path:
    """The log of decisions on that report: `report.json` has `report.decisions.jsonl`."""
    return report.with_name(f"{report.stem}.decisions.jsonl")


@dataclass(frozen=True)
class Log:
    """The log at `path`; the file appears with the first entry."""

    path: Path

    def read(self) -> LogContent:
        """Everything in the log. Raises InputError if the file cannot be read or a whole line of it is not an entry."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return LogContent(())
        except OSError as error:
            raise InputError(f"the decisions {self.path} cannot be read: {error.strerror}") from error
        *lines, rest = content.split(b"\n")
        return LogContent(tuple(self._entry(number, line) for number, line in enumerate(lines, start=1)), len(rest))

    def add(self, write: Callable[[LogContent], Decided | Signed]) -> Decided | Signed:
        """Add the entry that `write` makes from the current log, while nobody else can add one.

        If `write` raises, the log stays as it was. Raises OutputError if the entry cannot be kept.
        """
        try:
            with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=_PATIENCE_SECONDS):
                reading = self.read()
                entry = write(reading)
                self._append(entry, reading.torn)
                return entry
        except Timeout:
            raise OutputError(f"the decisions {self.path} are in use by another program: try again") from None
        except OSError as error:
            raise OutputError(f"the decisions {self.path} cannot be written: {error.strerror}") from error

    def _append(self, entry: Decided | Signed, torn: int) -> None:
        new = not self.path.exists()
        with self.path.open("ab", buffering=0) as file:
            kept = os.fstat(file.fileno()).st_size - torn
            file.truncate(kept)
            line = entry.model_dump_json().encode() + b"\n"
            try:
                written = file.write(line)
                if written != len(line):
                    raise OSError(errno.ENOSPC, "the disk took only part of the line")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(kept)
                raise
        if new and os.name == "posix":
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)  # else a crash could lose the file's name
            finally:
                os.close(folder)

    def _entry(self, number: int, line: bytes) -> Decided | Signed:
        try:
            return _ENTRY.validate_json(line)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"])
            raise InputError(
                f"line {number} of the decisions {self.path} is broken{f' at {where}' if where else ''}: "
                f"{problem['msg']}; fix or remove that line"
            ) from None
