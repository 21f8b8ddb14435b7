"""What the store and the archive share as files of SQLite: whose file it is, and how several processes make it at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import NamedTuple

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

_BETWEEN_TRIES = 0.01
"""Seconds between attempts to prepare a file that other processes are preparing."""


class Header(NamedTuple):
    """What the file says of itself, as of one moment."""

    owner: int
    """The application ID; 0 in a new file, and in most programs' files."""
    tables: int
    """How many tables, indexes and triggers there are."""
    format: int
    """The user version; 0 in a new file."""


def header(connection: sqlite3.Connection) -> Header:
    """The header, read in one transaction: another process may be creating the file right now."""
    connection.execute("BEGIN")
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (written_as,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute("COMMIT")
    return Header(owner, tables, written_as)


def prepare_in_turn(connection: sqlite3.Connection, prepare: Callable[[], None], *, seconds: float) -> None:
    """Call `prepare`, and again while other processes do the same: SQLite itself waits for most locks, but not for
    the one that turns on its write-ahead log. Raises sqlite3.OperationalError when the file is still held after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return prepare()
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if primary_code(error) not in HELD or time.monotonic() > deadline:
                raise
            time.sleep(_BETWEEN_TRIES)


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 if the error did not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
