"""What a person at a terminal sees while a check runs, and is asked before it costs something."""

from __future__ import annotations

import os
import pty
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.render.json import read
from tests.cli.forked import finished, started
from tests.cli.reading_server import ReadingServer

PAID = ("--base-url", "http://models.invalid/v1", "-o", "report.json")


class Terminal:
    """A terminal of which a test is the person: `type` there, and `seen` is what came up."""

    def __init__(self) -> None:
        self._person, self._line = pty.openpty()
        self.name = os.ttyname(self._line)
        self._seen = bytearray()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def type(self, text: str) -> None:
        os.write(self._person, text.encode())

    def close(self) -> str:
        """Everything that was shown, once the program has ended."""
        os.close(self._line)
        self._reading.join(10)
        os.close(self._person)
        return self._seen.decode()

    def _read(self) -> None:
        try:
            while content := os.read(self._person, 4096):
                self._seen += content
        except OSError:
            return  # The other side is closed.


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    return Terminal()


def test_bars_and_results_come_up_and_the_report_stays_clean(desk: Path, terminal: Terminal) -> None:
    with ReadingServer() as server:
        child = started(desk, "--base-url", server.base_url, "-o", "report.json", terminal=terminal.name)
        assert finished(child) == 0
    shown = terminal.close()
    said = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown)
    assert "finding claims" in said
    assert "6 of 6 sentences" in said
    assert re.search(r"c2 s1 +✗ contradicts 90 %", said)
    assert re.search(r"c2 s2 +✓ supports 90 %", said)
    assert "the report is in report.json" in said
    assert read((desk / "report.json").read_text()).complete


def test_quiet_shows_nothing_on_a_terminal_either(desk: Path, terminal: Terminal) -> None:
    with ReadingServer() as server:
        child = started(desk, "--base-url", server.base_url, "-o", "report.json", "--quiet", terminal=terminal.name)
        assert finished(child) == 0
    assert terminal.close() == ""


def test_a_paid_model_is_asked_about_and_no_is_no(desk: Path, terminal: Terminal) -> None:
    terminal.type("n\n")
    child = started(desk, *PAID, terminal=terminal.name)
    assert finished(child) == ExitCode.INTERRUPTED
    shown = terminal.close()
    assert "toy at http://models.invalid/v1: about" in shown
    assert "Go on? [Y/n]" in shown
    assert not (desk / "report.json").exists()
