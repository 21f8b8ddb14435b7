"""A check that is killed, stopped or doubled loses nothing that was paid for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.records import Report
from factcheck.render.json import read
from tests.cli.conftest import process
from tests.cli.reading_server import ReadingServer

KILLS = 20
AT_ONCE = 8
"""How many calls a model behind the OpenAI protocol has under way, so how many a kill may cut off."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["factcheck.cli.check", "factcheck.cli.screen", "factcheck.models.vendors", __name__])


def check_arguments(base_url: str, output: str) -> tuple[str, ...]:
    return (
        "check",
        "story.md",
        "-s",
        "sources",
        "--model",
        "openai:toy",
        "--base-url",
        base_url,
        "-o",
        output,
        "--force",
    )


def in_this_folder(folder: Path, environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    """What a forked process does."""
    os.chdir(folder)
    os.environ.update(environment)
    sys.exit(main(arguments))


def forked(desk: Path, base_url: str, output: str) -> BaseProcess:
    """A check in a process that comes up quickly, because everything is imported before it is forked."""
    environment = {"FACTCHECK_STORE": str(desk / "store.sqlite3")}
    child = _forks.Process(target=in_this_folder, args=(desk, environment, check_arguments(base_url, output)))
    child.start()
    return child


def report(path: Path) -> Report:
    return read(path.read_text(encoding="utf-8"))


def unhurried(report: Report) -> Report:
    """The report without what the clock says, and what cannot be the same when a server counts no cached tokens."""
    return report.model_copy(update={"clock": None})


def long_story(desk: Path) -> None:
    """Enough sentences for twenty kills to hit a check in different places."""
    facts = [f"Bridge number {n} of the {n} bridges was closed in {1900 + n} by mayor {n}." for n in range(1, 16)]
    (desk / "story.md").write_text("# Bridges\n\n" + "\n\n".join(facts) + "\n")
    (desk / "sources" / "council.md").write_text("# Old bridges\n\n" + "\n\n".join(facts[::2]) + "\n")


def test_a_check_killed_at_twenty_points_goes_on_each_time(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        whole = forked(desk, server.base_url, "whole.json")
        whole.join(60)
        assert whole.exitcode == 0
        needed = server.asked.total()
        (desk / "store.sqlite3").unlink()
        server.asked.clear()
        for kill in range(KILLS):
            reached = threading.Event()
            target = server.asked.total() + 1 + kill % 4
            server.on_request = lambda number, target=target, reached=reached: (
                reached.set() if number >= target else None
            )
            child = forked(desk, server.base_url, "killed.json")
            while not reached.wait(0.02) and child.is_alive():
                pass
            os.kill(child.pid or 0, signal.SIGKILL)
            child.join(60)
            if child.exitcode == 0:
                break
        server.on_request = lambda _: None
        last = forked(desk, server.base_url, "resumed.json")
        last.join(60)
        assert last.exitcode == 0
    assert unhurried(report(desk / "resumed.json")) == unhurried(report(desk / "whole.json"))
    assert set(server.asked.values()) <= set(range(1, KILLS + 2))
    # Asked again is only what was under way when a process was killed.
    assert server.asked.total() - needed <= KILLS * AT_ONCE
    settled = sum(1 for times in server.asked.values() if times == 1)
    assert settled >= needed / 2


def test_two_checks_at_once_share_a_store(desk: Path) -> None:
    long_story(desk)
    with ReadingServer() as server:
        children = [forked(desk, server.base_url, f"{name}.json") for name in "ab"]
        for child in children:
            child.join(60)
        assert [child.exitcode for child in children] == [0, 0]
        first, second = report(desk / "a.json"), report(desk / "b.json")
        assert unhurried(first) == unhurried(second)
        before = server.asked.total()
        third = forked(desk, server.base_url, "c.json")
        third.join(60)
        assert server.asked.total() == before


def test_ctrl_c_says_that_everything_is_kept_and_the_next_run_goes_on(desk: Path) -> None:
    long_story(desk)
    reached, gone_on = threading.Event(), threading.Event()

    def hold(number: int) -> None:
        if number >= 20:
            reached.set()
            gone_on.wait(30)

    with ReadingServer(hold) as server:
        child = process(*check_arguments(server.base_url, "stopped.json"))
        assert reached.wait(60)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        gone_on.set()
        assert child.returncode == ExitCode.INTERRUPTED
        assert err.decode().splitlines() == ["stopped; everything paid for is kept: the same command goes on from here"]
        assert (out, (desk / "stopped.json").exists()) == (b"", False)
        kept = server.asked.total()
        server.on_request = lambda _: None
        again = forked(desk, server.base_url, "report.json")
        again.join(60)
        assert again.exitcode == 0
        assert server.asked.total() - kept < kept + 60
        assert report(desk / "report.json").clock.paid.calls < sum(
            usage.calls for usage in report(desk / "report.json").run.usage.values()
        )


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_a_terminal_without_utf_8(desk: Path, environment: dict[str, str]) -> None:
    with ReadingServer() as server:
        arguments = ("check", "story.md", "-s", "sources", "--model", "openai:toy", "--base-url", server.base_url)
        text = process(*arguments, **environment)
        out, err = text.communicate(timeout=60)
        assert (text.returncode, err) == (0, b"")
        assert b"# DISPUTED" in out
        assert out.decode("ascii")
        data = process(*arguments, "--format", "json", **environment)
        out, err = data.communicate(timeout=60)
        assert (data.returncode, err) == (0, b"")
        assert read(out.decode("utf-8")).complete


def test_a_reader_that_has_seen_enough(desk: Path) -> None:
    with ReadingServer() as server:
        child = process("check", "story.md", "-s", "sources", "--model", "openai:toy", "--base-url", server.base_url)
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        err = child.stderr.read()
        child.stderr.close()
        assert (child.wait(60), err) == (0, b"")


def test_help_imports_nothing_heavy_and_is_quick() -> None:
    shown = (
        "import sys; from factcheck.cli import main; main(sys.argv[1:]);"
        "print([m for m in sys.modules if m.split('.')[0] in "
        "{'langchain', 'langchain_core', 'langchain_openai', 'openai', 'xllamacpp', 'pydantic', 'rich', 'numpy'}])"
    )
    for arguments in (["--help"], ["check", "--help"], ["--version"], ["store", "--help"]):
        ended = subprocess.run([sys.executable, "-c", shown, *arguments], capture_output=True, text=True, check=True)
        assert ended.stdout.splitlines()[-1] == "[]"
