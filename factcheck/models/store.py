"""What was paid for survives: every answer of a model, on disk, before anything is done with it.

`Store` is one SQLite file. `StoredModel` is a `Model` that looks there first, asks the model behind it only for what is
not there, and commits the answer before it hands it on. An answer's key is the SHA-256 of everything that determines
it, so a changed prompt, text, schema, model or parameter is another key, and nothing ever has to be invalidated.

SQLite's write-ahead log keeps the promise: a killed process loses no committed answer, and several runs share a file.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, ValidationError

from factcheck.errors import StoreError
from factcheck.models.base import Answer, AnswerT, Message, Model, Weights
from factcheck.records import ModelIdentity, Usage

FORMAT = 1
"""The layout of the file and of the keys. A file with a higher number was written by a later factcheck."""

APPLICATION_ID = 0x66616374
"""What SQLite keeps in the file's header to say whose file it is: "fact" in ASCII."""

BUSY_SECONDS = 30.0
"""How long a write waits for another run's write, which takes milliseconds."""

_BETWEEN_TURNS = 0.01
"""Seconds between two tries to prepare a file that other runs are preparing."""

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    step TEXT NOT NULL,
    answer TEXT NOT NULL,
    usage TEXT NOT NULL,
    created REAL NOT NULL
) STRICT
"""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

GivenT = TypeVar("GivenT")


class DamagedStore(StoreError):
    """The file is no store, or a broken one; `set_aside` makes room for a new one."""


@dataclass(frozen=True)
class Kept:
    """One stored answer: its JSON text and what it cost when it was given."""

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


class _StoredWeights(BaseModel):
    """What of `Weights` is stored as the answer; an option's log-probability may be minus infinity."""

    model_config = ConfigDict(ser_json_inf_nan="constants")

    logprobs: dict[str, float]
    basis: Literal["logprobs", "stated"]


class Store:
    """Answers on disk. Made by `Store.open` or `Store.in_memory`; use it as a context manager or `close` it.

    Every method raises StoreError, in one line that says what to do, when the file cannot be used.
    """

    def __init__(self, path: Path | None, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Store:
        """The store at `path`, made with its folder when it is not there. Another program's database is refused."""
        with _named(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(_advice(path, f"its folder cannot be made: {error.strerror}")) from error
            return cls(path, _connect(str(path), path))

    @classmethod
    def in_memory(cls) -> Store:
        """A store that ends with the process: identical calls of one run still share an answer."""
        return cls(None, _connect(":memory:", Path(":memory:")))

    def find(self, key: str) -> Kept | None:
        """The answer stored under `key`, if there is one."""
        with self._named():
            row = self._connection.execute("SELECT answer, usage FROM answers WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            return Kept(answer=row[0], usage=Usage.model_validate_json(row[1]))
        except ValidationError as error:
            raise _damaged(self.path, "an entry cannot be read") from error

    def keep(self, key: str, model: str, step: str, kept: Kept) -> None:
        """Store an answer; it is on disk when this returns."""
        with self._named():
            self._connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
                (key, model, step, kept.answer, kept.usage.model_dump_json(), time.time()),
            )

    def shelves(self) -> list[Shelf]:
        """What is stored, by model and step."""
        with self._named():
            rows = self._connection.execute(
                "SELECT model, step, count(*), min(created), max(created)"
                " FROM answers GROUP BY model, step ORDER BY model, step"
            ).fetchall()
        return [Shelf(*row) for row in rows]

    @property
    def size(self) -> int:
        """How many bytes it takes on disk."""
        if self.path is None:
            return 0
        files = (self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def forget(self, *, before: float = math.inf) -> int:
        """Delete the answers given before that time (seconds since 1970), or all; gives how many that were.

        The space goes back to the disk unless another run is using the file; then it is used again for new answers.
        """
        with self._named():
            gone = self._connection.execute("DELETE FROM answers WHERE created < ?", (before,)).rowcount
            try:
                self._connection.execute("VACUUM")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                if _primary_code(error) not in _HELD:
                    raise
        return gone

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        with _named(self.path):
            yield


def set_aside(path: Path) -> Path:
    """Move a damaged store out of the way and say where it went. It is not deleted: it may not be a store at all."""
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(_advice(path, f"it cannot be moved to {aside.name}: {error.strerror}")) from error
    return aside


class StoredModel:
    """A model whose answers are stored. The model behind it is called only for what the store does not hold.

    Failures are not stored: the next run asks again. Identical calls under way at once share one answer.
    """

    def __init__(self, inner: Model, store: Store) -> None:
        self._inner = inner
        self._store = store
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def identity(self) -> ModelIdentity:
        """The identity of the model behind."""
        return self._inner.identity

    @property
    def context_tokens(self) -> int:
        """The context of the model behind."""
        return self._inner.context_tokens

    @property
    def concurrency(self) -> int:
        """The concurrency of the model behind."""
        return self._inner.concurrency

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """The stored answer, or the model's, stored. Raises what the model raises, and StoreError."""
        key = self._key(message, {"kind": "ask", "schema": answer.model_json_schema(), "max_tokens": max_tokens})

        def read(kept: Kept) -> Answer[AnswerT]:
            return Answer(answer.model_validate_json(kept.answer), kept.usage, paid=False)

        async def pay() -> tuple[Answer[AnswerT], Kept]:
            given = await self._inner.ask(message, answer, max_tokens=max_tokens)
            return given, Kept(given.value.model_dump_json(by_alias=True), given.usage)

        return await self._answered(key, message.step, read, pay)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The stored weights, or the model's, stored. Raises what the model raises, and StoreError."""
        key = self._key(message, {"kind": "weigh", "options": list(options)})

        def read(kept: Kept) -> Weights:
            stored = _StoredWeights.model_validate_json(kept.answer)
            return Weights(stored.logprobs, stored.basis, kept.usage, paid=False)

        async def pay() -> tuple[Weights, Kept]:
            given = await self._inner.weigh(message, options)
            stored = _StoredWeights(logprobs=given.logprobs, basis=given.basis)
            return given, Kept(stored.model_dump_json(), given.usage)

        return await self._answered(key, message.step, read, pay)

    async def close(self) -> None:
        """Close the model behind. The store stays open: it belongs to whoever opened it."""
        await self._inner.close()

    async def _answered(
        self,
        key: str,
        step: str,
        read: Callable[[Kept], GivenT],
        pay: Callable[[], Awaitable[tuple[GivenT, Kept]]],
    ) -> GivenT:
        async with self._turns.setdefault(key, asyncio.Lock()):
            given = _still_valid(read, self._store.find(key))
            if given is None:
                given, kept = await pay()
                self._store.keep(key, self.identity.name, step, kept)
            return given

    def _key(self, message: Message, form: dict[str, object]) -> str:
        # Not in the key: the step, which the model never sees, and the spec, which is how the user called the model. Of the
        # adapters just that of the step is: the others answer nothing of it.
        model = self.identity.model_dump(mode="json", exclude={"spec", "adapters"})
        if adapter := self.identity.adapters.get(message.step):
            model["adapter"] = adapter
        if message.seed is not None:
            model["parameters"] = model["parameters"] | {"seed": message.seed}
        whole = {"format": FORMAT, "model": model, "message": message.texts, **form}
        canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _still_valid(read: Callable[[Kept], GivenT], kept: Kept | None) -> GivenT | None:
    """The stored answer, unless its type's own checks became stricter than they were when it was stored."""
    if kept is None:
        return None
    try:
        return read(kept)
    except ValidationError:
        return None


def _connect(database: str, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _prepare_in_turn(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare_in_turn(connection: sqlite3.Connection, path: Path) -> None:
    """Prepare the file, again and again while other runs are about the same: SQLite waits for most locks, not for all."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _prepare(connection, path)
        except sqlite3.OperationalError as error:
            if _primary_code(error) not in _HELD or time.monotonic() > deadline:
                raise
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            time.sleep(_BETWEEN_TURNS)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the table in a new file; refuse a file that is not a store, or a later factcheck's."""
    connection.execute("BEGIN")  # The three are read as of one moment: another run may be making the file just now.
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (written_as,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute("COMMIT")
    if owner != APPLICATION_ID and (owner or tables):
        raise StoreError(f"{path} is another program's database: set FACTCHECK_STORE to a file of its own")
    if written_as > FORMAT:
        raise StoreError(
            f"the store {path} is of a later factcheck (format {written_as}, this one knows {FORMAT}): "
            "upgrade factcheck, or set FACTCHECK_STORE to another file"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit is on the disk when it returns, not only with the system. It costs milliseconds, an answer seconds.
    connection.execute("PRAGMA synchronous = FULL")
    if written_as < FORMAT:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(_TABLE)
        connection.execute("COMMIT")


@contextmanager
def _named(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        code = _primary_code(error)
        if code in _DAMAGED:
            raise _damaged(path, str(error)) from error
        if code in _HELD:
            raise StoreError(f"the store {path} is held by another program: end it, or use --no-store") from error
        raise StoreError(_advice(path, str(error))) from error


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension: 0 when the error did not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _damaged(path: Path | None, reason: str) -> DamagedStore:
    return DamagedStore(
        f"the store {path} is damaged ({reason}): `factcheck store clear` puts it aside and starts a new one; "
        "FACTCHECK_STORE names another file"
    )


def _advice(path: Path | None, reason: str) -> str:
    return (
        f"the store {path} cannot be used ({reason}): make room and its folder writable, "
        "set FACTCHECK_STORE to another file, or use --no-store"
    )
