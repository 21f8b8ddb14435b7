"""`Store`: the interface of all stores, with the SQL that their databases have in common."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from factcheck.errors import StoreError
from factcheck.records import Usage
from factcheck.settings import SERVERS

FORMAT = 1
"""The layout of the table and of the keys."""


@dataclass(frozen=True)
class Kept:
    """One stored answer: its JSON text and its cost when given."""

    answer: str
    usage: Usage


@dataclass(frozen=True)
class Shelf:
    """All stored answers of one model to one step. Times are seconds since 1970 (UTC)."""

    model: str
    step: str
    entries: int
    oldest: float
    newest: float


def is_server(place: str | Path) -> bool:
    """Whether `place` is the URL of a database on a server, not a file."""
    return str(place).startswith(SERVERS)


class Store(ABC):
    """Kept answers. Made by `Store.open` or `Store.in_memory`; use it as a context manager or `close` it.

    Every method raises StoreError, in one line that says what to do, if the database cannot be used.
    """

    _table: str

    def __init__(self) -> None:
        self._held: set[str] = set()

    @staticmethod
    def open(place: str | Path) -> Store:
        """The store at `place`, a file or the `postgresql://` URL of a database. It is created if missing."""
        if is_server(place):
            try:
                from factcheck.models.store.postgres import PostgresStore
            except ImportError as missing:
                raise StoreError(f"a store on a server needs `pip install 'factcheck[postgres]'` ({missing})") from None

            return PostgresStore(str(place))
        from factcheck.models.store.sqlite import SQLiteStore

        return SQLiteStore(Path(place))

    @staticmethod
    def chosen(given: str | PathLike[str] | bool, usual: str | Path) -> Store:
        """The store at `given`, if that is a place; True means the `usual` one, False one that ends with the
        process."""
        if given is False:
            return Store.in_memory()
        return Store.open(usual if given is True else str(given))

    @staticmethod
    def in_memory() -> Store:
        """A store that ends with the process: identical calls of one run still share an answer."""
        from factcheck.models.store.sqlite import SQLiteStore

        return SQLiteStore(None)

    def find(self, key: str) -> Kept | None:
        """The answer stored under `key`, if there is one."""
        rows = self._query(f"SELECT answer, usage FROM {self._table} WHERE key = ?", key)  # noqa: S608
        if not rows:
            return None
        return self._kept(*rows[0])

    def _kept(self, answer: str, usage: str) -> Kept:
        try:
            return Kept(answer=answer, usage=Usage.model_validate_json(usage))
        except ValidationError as error:
            raise self._damaged("an entry cannot be read") from error

    def keep(self, key: str, model: str, step: str, kept: Kept) -> None:
        """Store an answer, on disk when this returns."""
        columns = ("model", "step", "answer", "usage", "created")
        given = (model, step, kept.answer, kept.usage.model_dump_json(), time.time())
        self._change(
            f"INSERT INTO {self._table} (key, {', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?) "  # noqa: S608
            f"ON CONFLICT (key) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns)}",
            key,
            *given,
        )

    def hold(self, key: str) -> bool:
        """Claim `key`, a SHA-256 in hex, for a call that will pay for its answer; false while another call has it, anywhere.

        The claim lasts until `let_go`. A process that ends, in whatever way, gives up all its claims.
        """
        if key in self._held or not self._lock(key):
            return False
        self._held.add(key)
        return True

    def let_go(self, key: str) -> None:
        """Give up the claim that `hold` gave."""
        self._held.discard(key)
        self._unlock(key)

    def shelves(self) -> list[Shelf]:
        """What is stored, by model and step."""
        rows = self._query(
            "SELECT model, step, count(*), min(created), max(created) "  # noqa: S608
            f"FROM {self._table} GROUP BY model, step ORDER BY model, step"
        )
        return [Shelf(*row) for row in rows]

    def everything(self) -> Iterator[tuple[str, str, str, Kept]]:
        """Key, model, step and answer of everything stored, in the order of the keys."""
        for key, model, step, answer, usage in self._query(
            f"SELECT key, model, step, answer, usage FROM {self._table} ORDER BY key"  # noqa: S608
        ):
            yield key, model, step, self._kept(answer, usage)

    def forget(self, *, before: float = math.inf) -> int:
        """Delete the answers given before that time (seconds since 1970), or all; gives their number."""
        return self._change(f"DELETE FROM {self._table} WHERE created < ?", before)  # noqa: S608

    @property
    @abstractmethod
    def place(self) -> str:
        """Its place, safe to show."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many bytes it takes on disk."""

    @abstractmethod
    def close(self) -> None:
        """Release it. Safe to call twice."""

    @abstractmethod
    def _query(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        """The rows of a statement. A `?` stands for a value."""

    @abstractmethod
    def _change(self, sql: str, *values: Any) -> int:
        """How many rows a statement changed, on disk when this returns."""

    @abstractmethod
    def _lock(self, key: str) -> bool:
        """Take the lock on `key`, which ends with the process; false if another process has it."""

    @abstractmethod
    def _unlock(self, key: str) -> None:
        """Give it back."""

    @abstractmethod
    def _damaged(self, reason: str) -> StoreError:
        """The error that says what to do about a broken store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
