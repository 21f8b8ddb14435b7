"""What holds for all tests."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Server, server

# A machine may be slow or busy: no example has a deadline. In CI the examples are the same every time, so that a change is
# never blamed for what a lucky draw found; elsewhere they are drawn anew.
settings.register_profile("factcheck", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("factcheck")

# A shell that runs the tests in the background has them ignore Ctrl-C, and the programs they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for the whole run; what needs it is skipped where none is installed."""
    with server() as running:
        if running is None:
            pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
        yield running
