"""`factcheck batch --engine ray`: a local cluster of several processes, which are killed in the middle."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from tests.cli.conftest import process
from tests.cli.forked import finished
from tests.cli.reading_server import ReadingServer
from tests.cli.test_batch import results, states
from tests.cli.test_batch_interrupted import begun, kept, write_stories

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'factcheck[ray]'"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found under /proc"),
]
KILLS = int(os.environ.get("RAY_KILLS", "3"))
WORKERS = 3
PATIENCE = 900
"""Seconds after which something must hang, on however busy a machine."""


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """More stories than there are processes."""
    return write_stories(desk, max(WORKERS + 3, KILLS))


@contextmanager
def on_ray(server: ReadingServer, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A batch on a cluster of its own; at the end of the block nothing of it runs any more."""
    batch = begun_on_ray(server, *more)
    try:
        yield batch
    finally:
        end(batch)


def end(batch: subprocess.Popen[bytes]) -> None:
    """Kill it, and wait until nothing that it began runs any more: its processes outlive it for some seconds."""
    family = below(batch.pid)
    batch.kill()
    batch.communicate(timeout=PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while any(map(runs, family)) and time.monotonic() < deadline:
        time.sleep(0.1)


def begun_on_ray(server: ReadingServer, *more: str) -> subprocess.Popen[bytes]:
    """The batch, when its cluster is up. Ray waits 30 seconds for that, which a busy machine may need several times."""
    told = ("--model", "openai:toy", "--base-url", server.base_url, "--at-once", str(WORKERS), "-o", "out", *more)
    own = {"FACTCHECK_TIMEOUT": "600", "RAY_worker_niceness": "0"}
    for _ in range(5):
        batch = process("batch", "stories", "-s", "sources", "--engine", "ray", "--cpus", "0.1", *told, **own)
        while batch.poll() is None and not named(batch.pid, b"ray::_SharedPurse"):
            time.sleep(0.1)
        if batch.returncode != ExitCode.UNUSABLE_INPUT:
            return batch
        assert "timed out during startup" in ended(batch)[1]
    return batch


def ended(batch: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Its exit code and standard error."""
    _, err = batch.communicate(timeout=PATIENCE)
    return batch.returncode, err.decode()


def wait_for(reached: threading.Event, batch: subprocess.Popen[bytes]) -> None:
    """Wait until the server holds a request back, for as long as the batch runs."""
    while not reached.wait(0.5):
        assert batch.poll() is None, ended(batch)


def wait_until_kept(desk: Path, server: ReadingServer) -> None:
    """Wait until the processes have kept all that they were answered: then a kill costs only what is held back."""
    found, since = (-1, -1), 0.0
    while found[0] < sum(times > server.held[question] for question, times in server.asked.items()) or since < 1:
        time.sleep(0.1)
        before, found = found, (kept(desk / "store.sqlite3"), server.asked.total())
        since = since + 0.1 if found == before else 0.0


def stat(pid: int | str) -> list[str]:
    """State, parent and what else the system says of a process; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def runs(pid: int) -> bool:
    """Whether it does; one that has ended may still be listed, where nobody asks how it ended."""
    return stat(pid)[:1] not in ([], ["Z"])


def below(pid: int) -> list[int]:
    """The processes that it began, and those that they began."""
    listed = [int(place.name) for place in Path("/proc").glob("[0-9]*")]
    parents = {one: int(told[1]) for one in listed if (told := stat(one))}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def named(pid: int, name: bytes) -> list[int]:
    """Those of them with that name; Ray calls a process after what it has in hand."""
    found = []
    for one in below(pid):
        with suppress(OSError):  # it has just ended
            found += [one] if Path(f"/proc/{one}/cmdline").read_bytes().startswith(name) else []
    return found


def test_processes_that_are_killed_lose_nothing_and_nothing_is_paid_for_twice(desk: Path) -> None:
    draw = random.Random(os.environ.get("RAY_SEED", "17"))  # noqa: S311 - where to kill is no secret
    with ReadingServer() as server:
        assert finished(begun(desk, server, out="whole")) == 0
        needed = server.asked.total()
        (desk / "store.sqlite3").unlink()
        server.asked.clear()
        with on_ray(server) as batch:
            for kill in range(KILLS + 1):
                limit = needed * (kill + 1) // (KILLS + 3)
                with server.holding_after(max(limit, server.asked.total())) as reached:
                    wait_for(reached, batch)
                    wait_until_kept(desk, server)
                    if kill < KILLS:
                        os.kill(draw.choice(named(batch.pid, b"ray::_checked")), signal.SIGKILL)
                    else:
                        end(batch)  # before the requests are let go: what comes of them then is lost with the processes
        assert 0 < kept(desk / "store.sqlite3") < needed
        with on_ray(server) as batch:
            assert ended(batch)[0] == ExitCode.DONE
        assert kept(desk / "store.sqlite3") == needed == len(server.asked)
        held = server.held
        assert {question for question, times in server.asked.items() if times > 1 + held[question]} == set()
    assert set(states(desk, "out").values()) == {"checked"}
    assert results(desk, "out") == results(desk, "whole")


def test_the_cap_is_for_all_processes_together(desk: Path) -> None:
    cap = 3_000
    with ReadingServer() as server, on_ray(server, "--max-tokens-total", str(cap)) as batch:
        code, err = ended(batch)
    assert code == ExitCode.INCOMPLETE, err
    spent = json.loads((desk / "out" / "spent.json").read_text())
    assert 15 * server.asked.total() == spent["prompt_tokens"] + spent["output_tokens"] <= cap
    assert "waiting" in states(desk, "out").values()
