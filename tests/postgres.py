"""A PostgreSQL server for tests, from the binaries of the system's package. Without them the tests that need one are skipped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian's package puts the server's programs, which are not on the path."""

USER = "reporter"
PASSWORD = "toy-password"


def program(name: str) -> str | None:
    """The path of one of the server's programs, of the newest version; None where it is not installed."""
    found = [str(path) for path in sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True)]
    return shutil.which(name) or next(iter(found), None)


class Server:
    """A server on loopback that wants a password. `kill` and `start` it as often as a test needs."""

    def __init__(self, folder: Path, owner: str | None) -> None:
        self._folder = folder
        self._owner = owner
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self._names = count(1)

    def start(self) -> None:
        """Come up, and wait until it answers."""
        program_ = program("postgres")
        assert program_
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program_, "-D", str(self._folder / "data"), "-p", str(self.port), *options],
                user=self._owner,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self._folder / "log").read_text()
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Go away, dropping all connections. Safe to call twice."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: there is nothing to repair
            self._process.wait(60)
            self._process = None

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"newsroom{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name: str) -> str:
        """The URL of a database, with name and password."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"


@contextmanager
def server() -> Iterator[Server | None]:
    """A new server, up until the end of the block; None where no PostgreSQL is installed."""
    initdb = program("initdb")
    if initdb is None or program("postgres") is None:
        yield None
        return
    # The server refuses to run as root, who may make it run as the user that the package brings.
    owner = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="factcheck-postgres-") as made:
        folder = Path(made)
        (folder / "password").write_text(PASSWORD)
        if owner:
            account = pwd.getpwnam(owner)
            for path in (folder, folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        subprocess.run(
            [initdb, "-D", folder / "data", "-U", USER, "-A", "scram-sha-256", "--pwfile", folder / "password"],
            user=owner,
            check=True,
            capture_output=True,
        )
        running = Server(folder, owner)
        running.start()
        try:
            yield running
        finally:
            running.stop()
