"""A check that is killed, stopped or doubled loses nothing that was paid for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.records import Clock, Report, Usage
from factcheck.render.json import read
from factcheck.store import Store
from tests.cli.reading_server import ReadingServer

KILLS = 20
NO_CLOCK = Clock(started="", seconds=0, paid=Usage())

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.cli.warm"])


def check_in(folder: Path, base_url: str, output: str) -> None:
    """What a forked process does: check, with standard error in a file."""
    os.chdir(folder)
    os.environ["FACTCHECK_STORE"] = str(folder / "store.sqlite3")
    os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    arguments = ["check", "story.md", "-s", "sources", "--model", "openai:toy", "--base-url", base_url]
    sys.exit(main([*arguments, "-o", output, "--force"]))


def started(desk: Path, server: ReadingServer, output: str) -> BaseProcess:
    """A check in a process that comes up quickly, because everything is imported before it is forked."""
    child = _forks.Process(target=check_in, args=(desk, server.base_url, output))
    child.start()
    return child


def finished(child: BaseProcess) -> int | None:
    """Its exit code, or minus the signal that ended it."""
    child.join(120)
    return child.exitcode


def report(path: Path) -> Report:
    """The report in a file, but for its clock."""
    return read(path.read_text(encoding="utf-8")).model_copy(update={"clock": NO_CLOCK})


def kept(desk: Path) -> int:
    """How many answers the store holds."""
    with Store.open(desk / "store.sqlite3") as store:
        return sum(shelf.entries for shelf in store.shelves())


def long_story(desk: Path) -> None:
    """Enough sentences for twenty kills to hit a check in different places."""
    facts = [f"Bridge number {n} of the {n} bridges was closed in {1900 + n} by mayor {n}." for n in range(1, 16)]
    (desk / "story.md").write_text("# Bridges\n\n" + "\n\n".join(facts) + "\n")
    (desk / "sources" / "council.md").write_text("# Old bridges\n\n" + "\n\n".join(facts[::2]) + "\n")


def test_a_check_killed_at_twenty_points_goes_on_each_time(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        assert finished(started(desk, server, "whole.json")) == 0
        needed = server.asked.total()
        (desk / "store.sqlite3").unlink()
        server.asked.clear()
        before = 0
        for kill in range(KILLS):
            with server.holding_after(server.asked.total() + kill % 5) as reached:
                child = started(desk, server, "killed.json")
                assert reached.wait(120)
                time.sleep(0.1 * (kill % 3))  # at once, and when the last answers are on disk
                os.kill(child.pid or 0, signal.SIGKILL)
                assert finished(child) == -signal.SIGKILL
            assert before <= kept(desk) < needed
            before = kept(desk)
        assert before >= KILLS / 2
        asked = server.asked.total()
        assert finished(started(desk, server, "resumed.json")) == 0
        assert server.asked.total() - asked == needed - before
    assert report(desk / "resumed.json") == report(desk / "whole.json")
    assert not (desk / "killed.json").exists()


def test_two_checks_at_once_share_a_store(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        both = [started(desk, server, f"{name}.json") for name in "ab"]
        assert [finished(child) for child in both] == [0, 0]
        asked = server.asked.total()
        assert kept(desk) == len(server.asked)
        assert finished(started(desk, server, "c.json")) == 0
        assert server.asked.total() == asked
    assert report(desk / "a.json") == report(desk / "b.json") == report(desk / "c.json")


def test_ctrl_c_says_that_everything_is_kept_and_the_next_run_goes_on(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        with server.holding_after(20) as reached:
            child = started(desk, server, "stopped.json")
            assert reached.wait(120)
            time.sleep(0.2)
            os.kill(child.pid or 0, signal.SIGINT)
            assert finished(child) == ExitCode.INTERRUPTED
        said = (desk / "stderr").read_text()
        assert said == "stopped; everything paid for is kept: the same command goes on from here\n"
        assert not (desk / "stopped.json").exists()
        assert kept(desk) == 20
        server.asked.clear()
        assert finished(started(desk, server, "resumed.json")) == 0
        assert server.asked.total() == kept(desk) - 20
