"""A check that is killed, stopped or doubled loses nothing that was paid for."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from factcheck.cli.exit_codes import ExitCode
from factcheck.models.store import Store
from factcheck.records import Clock, Report, Usage
from factcheck.render.json import read
from tests.cli.forked import finished, started
from tests.cli.reading_server import ReadingServer

KILLS = 20
NO_CLOCK = Clock(started="", seconds=0, paid=Usage())


def begun(desk: Path, server: ReadingServer, output: str) -> BaseProcess:
    """A check by that server's model, with the report to be written there."""
    return started(desk, "--base-url", server.base_url, "-o", output, "--force")


def report(path: Path) -> Report:
    """The report in a file, but for its clock."""
    return read(path.read_text(encoding="utf-8")).model_copy(update={"clock": NO_CLOCK})


def kept(desk: Path) -> int:
    """How many answers the store holds."""
    with Store.open(desk / "store.sqlite3") as store:
        return sum(shelf.entries for shelf in store.shelves())


def until(there: Callable[[], bool]) -> None:
    """Wait for what another process is about to do, for a minute at most."""
    deadline = time.monotonic() + 60
    while not there() and time.monotonic() < deadline:
        time.sleep(0.05)


def long_story(desk: Path) -> None:
    """Enough sentences for twenty kills to hit a check in different places."""
    facts = [f"Bridge number {n} of the {n} bridges was closed in {1900 + n} by mayor {n}." for n in range(1, 16)]
    (desk / "story.md").write_text("# Bridges\n\n" + "\n\n".join(facts) + "\n")
    (desk / "sources" / "council.md").write_text("# Old bridges\n\n" + "\n\n".join(facts[::2]) + "\n")


def test_a_check_killed_at_twenty_points_goes_on_each_time(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        assert finished(begun(desk, server, "whole.json")) == 0
        needed = server.asked.total()
        (desk / "store.sqlite3").unlink()
        server.asked.clear()
        before = 0
        for kill in range(KILLS):
            with server.holding_after(server.asked.total() + kill % 5) as reached:
                child = begun(desk, server, "killed.json")
                assert reached.wait(120)
                time.sleep(0.1 * (kill % 3))  # at once, and when the last answers are on disk
                os.kill(child.pid or 0, signal.SIGKILL)
                assert finished(child) == -signal.SIGKILL
            assert before <= kept(desk) < needed
            before = kept(desk)
        assert before >= KILLS / 2
        asked = server.asked.total()
        assert finished(begun(desk, server, "resumed.json")) == 0
        assert server.asked.total() - asked == needed - before
    assert report(desk / "resumed.json") == report(desk / "whole.json")
    assert not (desk / "killed.json").exists()


def test_two_checks_at_once_share_a_store(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        both = [begun(desk, server, f"{name}.json") for name in "ab"]
        assert [finished(child) for child in both] == [0, 0]
        asked = server.asked.total()
        assert kept(desk) == len(server.asked)
        assert finished(begun(desk, server, "c.json")) == 0
        assert server.asked.total() == asked
    assert report(desk / "a.json") == report(desk / "b.json") == report(desk / "c.json")


def test_ctrl_c_says_that_everything_is_kept_and_the_next_run_goes_on(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        with server.holding_after(20) as reached:
            child = begun(desk, server, "stopped.json")
            assert reached.wait(120)
            until(lambda: kept(desk) == 20)
            os.kill(child.pid or 0, signal.SIGINT)
            assert finished(child) == ExitCode.INTERRUPTED
        said = (desk / "stderr").read_text()
        assert said == "stopped; paid answers are kept: run the same command to continue\n"
        assert not (desk / "stopped.json").exists()
        assert kept(desk) == 20
        server.asked.clear()
        assert finished(begun(desk, server, "resumed.json")) == 0
        assert server.asked.total() == kept(desk) - 20
