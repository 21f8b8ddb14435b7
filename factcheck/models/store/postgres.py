"""A store in a PostgreSQL database, for any number of machines.

The server's advisory locks decide whose turn it is to pay for an answer. They end with their connection: at once if its
process is killed, within half a minute if its machine is gone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from factcheck.errors import StoreError
from factcheck.models.store.base import FORMAT, Store

BACK_SECONDS = 30.0
"""How long a lost database has to come back, for example after a restart, before the run ends."""

_BETWEEN_TRIES = 0.5

_CONNECTION = {
    "application_name": "factcheck",
    "connect_timeout": "10",  # seconds
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",  # milliseconds that what was sent may stay unconfirmed
}
"""A connection's parameters unless the URL says otherwise."""

_SESSION = """
SET statement_timeout = '30s';
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3
"""
"""With the keepalives the server also notices a vanished client machine, and takes its locks back."""

_MAKING = 0x66616374
"""The number of the lock under which the table is made: "fact" in ASCII."""


class PostgresStore(Store):
    """A store in its own table of the database at `url`. The database's user must be allowed to create it, once.

    Its error messages do not show the URL's name or password.
    """

    # Another format is another table: an older and a newer factcheck can share a database.
    _table = f"factcheck_answers_{FORMAT}"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._place = _shown(url)
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error:
            raise StoreError(
                f"the store {self._place} is not the address of a database; give one like postgresql://user@host/name"
            ) from None
        self._given_up = False
        self._secret = str(given.get("password") or "")
        self._address = make_conninfo("", **(_CONNECTION | given))
        try:
            self._connection = self._connected()
            self._make_table()
        except psycopg.Error as error:
            raise self._lost(error) from None

    @property
    def place(self) -> str:
        """The database's URL, without name, password and parameters."""
        return self._place

    @property
    def size(self) -> int:
        """How many bytes the table and its index take on the server's disk."""
        return int(self._query("SELECT pg_total_relation_size(?)", self._table)[0][0])

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        self._connection.close()

    def _query(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        return self._execute(sql, values).fetchall()

    def _change(self, sql: str, *values: Any) -> int:
        return self._execute(sql, values).rowcount

    def _lock(self, key: str) -> bool:
        return bool(self._query("SELECT pg_try_advisory_lock(?)", _number(key))[0][0])

    def _unlock(self, key: str) -> None:
        if not self._connection.closed:  # a lost connection loses its locks
            self._query("SELECT pg_advisory_unlock(?)", _number(key))

    def _damaged(self, reason: str) -> StoreError:
        return StoreError(f"the store {self.place} is damaged ({reason}): `factcheck store clear` empties it")

    def _execute(self, sql: str, values: tuple[Any, ...]) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run a statement, on a new connection if the old one is lost. All our statements can safely run twice.

        After one vain wait for a database, no call waits again: otherwise each of many calls under way would.
        """
        deadline = time.monotonic() + (0 if self._given_up else BACK_SECONDS)
        while True:
            try:
                if self._connection.broken:
                    self._connection = self._connected()
                    self._given_up = False
                return self._connection.execute(sql.replace("?", "%s"), values)
            except psycopg.Error as error:
                lost = isinstance(error, psycopg.OperationalError) and self._connection.broken
                if not lost or time.monotonic() > deadline:
                    self._given_up = lost
                    raise self._lost(error) from None
                time.sleep(_BETWEEN_TRIES)

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        connection = psycopg.connect(self._address, autocommit=True)
        connection.execute(_SESSION)
        return connection

    def _make_table(self) -> None:
        """Create the table if missing. Look first: a user of a table may not be allowed to create one."""
        there = self._connection.execute("SELECT to_regclass(%s)", (self._table,)).fetchone()
        if there is not None and there[0] is not None:
            return
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            self._connection.execute(
                f"CREATE TABLE IF NOT EXISTS {self._table} ("
                "key text PRIMARY KEY, model text NOT NULL, step text NOT NULL, answer text NOT NULL, "
                "usage text NOT NULL, created double precision NOT NULL)"
            )

    def _lost(self, error: psycopg.Error) -> StoreError:
        return StoreError(
            f"the store {self.place} cannot be used ({_line(error, self._secret)}): every answer it confirmed is kept; "
            "check that the database is up and lets you in, and start again, or use --no-store"
        )


def _shown(url: str) -> str:
    """A URL without the name, the password and the parameters in it."""
    scheme, _, rest = url.partition("://")
    host, slash, name = rest.partition("?")[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{name.rpartition('@')[2]}"


def _number(key: str) -> int:
    """The signed 64-bit number for an advisory lock on `key`; the keys are already hashes."""
    return int.from_bytes(bytes.fromhex(key[:16]), signed=True)


def _line(error: Exception, secret: str) -> str:
    """The database's words, on one line and without the password."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said.replace(secret, "[password]") if secret else said
