"""A store in one SQLite file, for any number of processes of one machine.

SQLite's write-ahead log keeps the promise: a killed process loses no committed answer, and several runs share a file.
The system's file locks decide whose turn it is to pay for an answer, one for each call under way, in a folder beside
the file. They end with their process, so nobody waits for a killed one.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from factcheck.errors import StoreError
from factcheck.models.store.base import FORMAT, Store
from factcheck.sqlite_files import DAMAGED, HELD, header, prepare_in_turn, primary_code

APPLICATION_ID = 0x66616374
"""What SQLite keeps in the file's header to say whose file it is: "fact" in ASCII."""

BUSY_SECONDS = 30.0
"""How long a write waits for another run's write, which takes milliseconds."""

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


class DamagedStore(StoreError):
    """The file is not a store, or a broken one; `set_aside` makes room for a new one."""


class SQLiteStore(Store):
    """A store in the file at `path`, created with its folder if missing; in memory if `path` is None.

    Another program's database is refused.
    """

    _table = "answers"

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self._path = path
        self._locks: dict[str, FileLock] = {}
        with _named(path):
            self._connection = _connect(path)

    @property
    def place(self) -> str:
        """The file."""
        return str(self._path or "in memory")

    @property
    def size(self) -> int:
        """How many bytes the file and its log take on disk."""
        if self._path is None:
            return 0
        files = (self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def forget(self, *, before: float = math.inf) -> int:
        """Delete the answers given before that time (seconds since 1970), or all; gives how many that were.

        The space goes back to the disk unless another run is using the file; then it is used again for new answers.
        """
        gone = super().forget(before=before)
        with _named(self._path):
            try:
                self._connection.execute("VACUUM")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                if primary_code(error) not in HELD:
                    raise
        return gone

    def close(self) -> None:
        """Close the file, and give up all claims. Safe to call twice."""
        for key in list(self._locks):
            self._unlock(key)
        self._connection.close()

    def _query(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        with _named(self._path):
            return self._connection.execute(sql, values).fetchall()

    def _change(self, sql: str, *values: Any) -> int:
        with _named(self._path):
            return self._connection.execute(sql, values).rowcount

    def _lock(self, key: str) -> bool:
        if self._path is None:
            return True
        folder = self._path.with_name(self._path.name + "-turns")
        lock = FileLock(folder / key, timeout=0, thread_local=False)
        try:
            folder.mkdir(exist_ok=True)
            lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise StoreError(_advice(self._path, f"{folder.name}: {error.strerror}")) from error
        self._locks[key] = lock
        return True

    def _unlock(self, key: str) -> None:
        lock = self._locks.pop(key, None)
        if lock is not None:
            with suppress(OSError):  # Windows's error for an open file; the next holder removes it
                Path(lock.lock_file).unlink()
            lock.release()

    def _damaged(self, reason: str) -> StoreError:
        return _damaged(self._path, reason)


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


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(_advice(path, f"its folder cannot be made: {error.strerror}")) from error
    connection = sqlite3.connect(path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None)
    try:
        prepare_in_turn(connection, lambda: _prepare(connection, path), seconds=BUSY_SECONDS)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    """Make the table in a new file; refuse a file that is not a store, or a later factcheck's."""
    owner, tables, written_as = header(connection)
    if owner != APPLICATION_ID and (owner or tables):
        raise StoreError(f"{path} is another program's database: set FACTCHECK_STORE to another file")
    if written_as > FORMAT:
        raise StoreError(
            f"the store {path} is of a later factcheck (format {written_as}, this one knows {FORMAT}): "
            "upgrade factcheck, or set FACTCHECK_STORE to another file"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit is on the disk when it returns, not only in the system's cache. It costs milliseconds, an answer
    # seconds.
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
        code = primary_code(error)
        if code in DAMAGED:
            raise _damaged(path, str(error)) from error
        if code in HELD:
            raise StoreError(f"the store {path} is held by another program: end it, or use --no-store") from error
        raise StoreError(_advice(path, str(error))) from error


def _damaged(path: Path | None, reason: str) -> DamagedStore:
    return DamagedStore(
        f"the store {path} is damaged ({reason}): `factcheck store clear` sets it aside and starts a new one; "
        "FACTCHECK_STORE names another file"
    )


def _advice(path: Path | None, reason: str) -> str:
    return (
        f"the store {path} cannot be used ({reason}): make room and make its folder writable, "
        "set FACTCHECK_STORE to another file, or use --no-store"
    )
