"""A real review server in a process of its own, and a person who sends it forms."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from factcheck.records import Report
from factcheck.render import json
from factcheck.review.desk import Desk
from factcheck.review.log import Decided, Log, Signed
from factcheck.review.publisher import Scale
from factcheck.review.server import PageServer
from tests.render.conftest import chromium
from tests.render.stories import april

__all__ = ["chromium"]


@dataclass
class Review:
    """A running review: its address, the log that it writes, and its process where it has one of its own."""

    address: str
    log: Log
    process: subprocess.Popen[str] | None = None

    @property
    def origin(self) -> str:
        return "/".join(self.address.split("/")[:3])

    @property
    def entries(self) -> tuple[Decided | Signed, ...]:
        return self.log.read().entries

    def page(self) -> str:
        return httpx.get(self.address).raise_for_status().text

    def send(self, what: str, headers: dict[str, str] | None = None, **fields: object) -> httpx.Response:
        """Send a form as the page does, unless `headers` say otherwise."""
        given = {"Origin": self.origin} if headers is None else headers
        sent = {name: str(value) for name, value in fields.items()}
        return httpx.post(self.address + what, data=sent, headers=given, timeout=30)


Start = Callable[..., Review]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a review in a thread: `start(report, name="Ada")`; its log lies in the test's folder and outlives it."""
    running: list[tuple[PageServer, threading.Thread]] = []

    def starting(report: Report | None = None, name: str = "Ada Editor", scale: Scale | None = None) -> Review:
        log = Log(tmp_path / "report.decisions.jsonl")
        server = PageServer(Desk(report or april(), log, name, scale))
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread))
        return Review(server.address, log)

    yield starting
    for server, thread in running:
        server.stop()
        thread.join(20)


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Start]:
    """Starts `factcheck review` as a person does, in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def launching() -> Review:
        (tmp_path / "report.json").write_text(json.render(april()), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "factcheck", "review", "report.json", "--no-open", "--name", "Ada Editor"],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return Review(process.stdout.readline().strip(), Log(tmp_path / "report.decisions.jsonl"), process)

    yield launching
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
