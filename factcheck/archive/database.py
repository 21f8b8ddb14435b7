"""The file of an archive: one SQLite database with a full-text index (FTS5), and its errors as ours.

SQLite's write-ahead log lets an archive be searched while it grows, and a killed process loses only the documents that it
had not committed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factcheck.errors import ArchiveError
from factcheck.sqlite_files import DAMAGED, HELD, header, prepare_in_turn

APPLICATION_ID = 0x66617263
"""The mark in SQLite's file header that says whose file it is: "farc" in ASCII."""

BUSY_SECONDS = 60.0
"""How long one process waits for the writes of another, which take a second or so."""

_CACHE_KIBIBYTES = 65_536

_OPEN_TO_YOU = "you must be allowed to write to it and to its folder, to search it as well"
"""SQLite shares its log between processes by way of a file beside the archive, which readers need, too."""

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""The full-text index's rules for words and their forms."""

_DOCUMENTS = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    title TEXT,
    author TEXT,
    publisher TEXT,
    published TEXT,
    language TEXT,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sentences TEXT NOT NULL,  -- JSON: number, start, end and role of each, and of captions their time
    notices TEXT NOT NULL,    -- JSON: a list of lines
    stamp TEXT NOT NULL,      -- size and time of the file when it was read; empty for a URL
    lead INTEGER NOT NULL,    -- the document that this one is a print of; its own id when there is none
    sampled INTEGER NOT NULL  -- how many of its runs of words are in `runs`, or would be
) STRICT;
CREATE INDEX documents_by_text ON documents (sha256);
CREATE INDEX documents_by_lead ON documents (lead);
CREATE TABLE runs (hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    title, text, content = 'documents', content_rowid = 'id', tokenize = '$TOKENIZER'
);
CREATE TRIGGER indexed AFTER INSERT ON documents BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER taken_out AFTER DELETE ON documents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
"""
_ADDITIONS = """
CREATE TABLE additions (  -- those that have begun and not ended
    origin TEXT PRIMARY KEY,
    mark TEXT NOT NULL  -- which run began it last, for only that one ends it
) STRICT;
"""
_SCHEMA = (_DOCUMENTS, _ADDITIONS)
"""The additions of each format. A file of an earlier format gets the rest when it is opened."""

FORMAT = len(_SCHEMA)
"""The layout of the file. A later factcheck wrote a file with a higher number."""


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """The database at `path`, created with its folder if `create` is true. Raises ArchiveError."""
    with named(path):
        if create:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ArchiveError(f"the archive {path} cannot be made: {error.strerror}") from error
        mode = "rwc" if create else "rw"
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        try:
            prepare_in_turn(connection, lambda: _prepare(connection, path), seconds=BUSY_SECONDS)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables that a new or older file lacks; refuse a file that is not an archive, or a later
    factcheck's."""
    owner, tables, written_as = header(connection)
    if owner != APPLICATION_ID and (owner or tables):
        raise ArchiveError(f"{path} is another program's database: give the archive another name")
    if written_as > FORMAT:
        raise ArchiveError(
            f"the archive {path} is of a later factcheck (format {written_as}, this one knows {FORMAT}): upgrade factcheck"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # documents can be read again, so the log need not be flushed every time
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
    if written_as < FORMAT:
        with written(connection):
            (written_as,) = connection.execute("PRAGMA user_version").fetchone()
            for schema in _SCHEMA[written_as:]:  # none, if another process was faster
                for statement in _statements(schema):
                    connection.execute(statement)
            if written_as < FORMAT:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")


def _statements(schema: str) -> Iterator[str]:
    """The statements of a schema one by one: `executescript` would commit the current transaction."""
    statement = ""
    for line in schema.replace("$TOKENIZER", TOKENIZER).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def written(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is written, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Turn SQLite's errors, and those of the file system, into an ArchiveError that names the file and says what to do."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"the archive {path} cannot be used ({error.strerror or error}): {_OPEN_TO_YOU}") from error
    except UnicodeEncodeError as error:
        raise ArchiveError(f"the archive {path} cannot hold {error.object!r}, which is not UTF-8") from error
    except sqlite3.Error as error:
        # Without a SQLite code, the file is whole but its text is invalid, or not ours.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in DAMAGED:
            reason = "a text in it is not in UTF-8" if "decode to UTF-8" in str(error) else error
            raise ArchiveError(
                f"the archive {path} is damaged ({reason}): delete the file and add the documents again"
            ) from error
        if code in HELD:
            raise ArchiveError(f"the archive {path} is held by another program: wait for it, or end it") from error
        closed = code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
        raise ArchiveError(
            f"the archive {path} cannot be used ({error}): {_OPEN_TO_YOU if closed else 'make room on its disk'}"
        ) from error
