"""A batch by way of the Batch endpoint that is killed anywhere pays for nothing twice, and ends as direct calls would."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from tests.cli.batch_server import BatchServer
from tests.cli.forked import finished, started
from tests.cli.test_batch import states
from tests.cli.test_batch_api import same
from tests.cli.test_batch_interrupted import write_stories

KILLS = int(os.environ.get("BATCH_KILLS", "10"))
COMMAND = ("batch", "stories", "-s", "sources", "--model", "openai:toy")


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """A few stories."""
    return write_stories(desk, 3)


def begun(desk: Path, server: BatchServer, *more: str) -> BaseProcess:
    """A batch by way of that server's endpoint."""
    told = ("--base-url", server.base_url, "--batch-api", "-o", "out", *more)
    return started(desk, *told, command=COMMAND)


def needed(desk: Path, server: BatchServer) -> int:
    """How many questions direct calls took, whose results are in `whole`."""
    child = started(desk, "--base-url", server.base_url, "-o", "whole", command=COMMAND)
    assert finished(child) == ExitCode.DONE, (desk / "stderr").read_text()
    (desk / "store.sqlite3").unlink()
    asked = server.asked.total()
    server.asked.clear()
    server.calls.clear()
    return asked


class Killer:
    """Kills the process that makes a call of that server: before it is heard, before it is answered, or a while later."""

    def __init__(self, server: BatchServer) -> None:
        self._pid = 0
        self._calls = 0
        self._call = ""
        self._way = ""
        server.before = self._before
        server.after = self._after

    def aim(self, child: BaseProcess, way: str, calls: int, call: str = "") -> None:
        """Kill `child` at its call of that number that begins with `call`."""
        self._way, self._calls, self._call, self._pid = way, calls, call, child.pid or 0

    def disarm(self) -> None:
        """Kill nothing."""
        self._pid = 0

    def _before(self, call: str) -> bool:
        self._calls -= call.startswith(self._call)
        return self._way == "lost" and self._shot()

    def _after(self, call: str) -> None:
        if self._way == "late" and self._calls == 0:
            time.sleep(random.choice([0, 0.01, 0.1]))  # noqa: S311 - no secret
        if self._way != "lost":
            self._shot()

    def _shot(self) -> bool:
        if not self._pid or self._calls > 0:
            return False
        os.kill(self._pid, signal.SIGKILL)
        self._pid = 0
        return True


@pytest.mark.parametrize("way", ["lost", "unanswered"])
def test_killed_at_each_step_of_a_parcel(desk: Path, way: str) -> None:
    with BatchServer() as server:
        wanted = needed(desk, server)
        killer = Killer(server)
        for call in ("POST /files", "POST /batches", "GET /batches/", "GET /files/", "GET /batches"):
            child = begun(desk, server)
            killer.aim(child, way, 1, call)
            assert finished(child) == -signal.SIGKILL, (call, (desk / "stderr").read_text())
            assert set(states(desk, "out").values()) == {"waiting"}
            if call == "POST /batches":
                assert len(server.parcels) == (way == "unanswered")
        assert finished(begun(desk, server)) == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == wanted
        assert len(server.parcels) == 3
    assert same(desk)


def test_killed_at_random_points(desk: Path) -> None:
    draw = random.Random(os.environ.get("BATCH_SEED", "17"))  # noqa: S311 - where to kill is no secret
    kills = 0
    while kills < KILLS:
        kills += killed_until_done(desk, draw)
        for folder in ("out", "whole"):
            shutil.rmtree(desk / folder)
        (desk / "store.sqlite3").unlink()


def killed_until_done(desk: Path, draw: random.Random) -> int:
    """A batch that is killed again and again until it is done, compared with direct calls; how often it was killed."""
    kills = 0
    with BatchServer("expired") as server:
        wanted = needed(desk, server)
        killer = Killer(server)
        code: int = -signal.SIGKILL
        while code != ExitCode.DONE:
            child = begun(desk, server, *draw.choice([(), ("--no-wait",)]))
            killer.aim(child, draw.choice(["lost", "unanswered", "late"]), draw.randrange(1, 9))
            code = finished(child)
            assert code in (-signal.SIGKILL, ExitCode.INCOMPLETE, ExitCode.DONE), (desk / "stderr").read_text()
            killer.disarm()
            kills += code == -signal.SIGKILL
        assert server.asked.total() == len(server.asked) == wanted
    assert same(desk)
    return kills
