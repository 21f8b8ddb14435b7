"""A batch that is killed, stopped or doubled loses nothing that was paid for, and ends as one that was left alone."""

from __future__ import annotations

import os
import random
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.models.store import Store
from tests.cli.forked import finished, started
from tests.cli.reading_server import ReadingServer
from tests.cli.test_batch import results, states
from tests.postgres import Server

KILLS = int(os.environ.get("BATCH_KILLS", "10"))
STORIES = 6
AT_ONCE = 2
MODEL_CALLS_AT_ONCE = 8


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """A few stories."""
    return write_stories(desk, STORIES)


def write_stories(desk: Path, count: int) -> Path:
    """So many stories, which have no sentence in common, and a source that knows one sentence of each."""
    folder = desk / "stories"
    folder.mkdir()
    told = {
        n: [f"Bridge number {n}{m} of the {n} bridges was closed in {1900 + n} by mayor {m}." for m in range(3)]
        for n in range(1, count + 1)
    }
    for n, facts in told.items():
        (folder / f"story-{n}.md").write_text(f"# Bridges of town {n}\n\n" + "\n\n".join(facts) + "\n")
    (desk / "sources" / "council.md").write_text("\n\n".join(facts[0] for facts in told.values()) + "\n")
    (desk / "sources" / "paper.md").unlink()
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, desk: Path) -> str:
    """Where the answers are kept: the file that the commands use by default, or an empty database on a server."""
    if request.param == "sqlite":
        return str(desk / "store.sqlite3")
    postgres: Server = request.getfixturevalue("postgres")
    return postgres.new_database()


def begun(desk: Path, server: ReadingServer, *more: str, out: str = "out") -> BaseProcess:
    """A batch by that server's model."""
    told = ("--base-url", server.base_url, "--at-once", str(AT_ONCE), "-o", out, *more)
    return started(desk, *told, command=("batch", "stories", "-s", "sources", "--model", "openai:toy"))


def kept(place: Path | str) -> int:
    """How many answers the store there holds."""
    with Store.open(place) as store:
        return sum(shelf.entries for shelf in store.shelves())


def test_a_batch_killed_at_random_points_ends_as_one_left_alone(desk: Path, store: str) -> None:
    draw = random.Random(os.environ.get("BATCH_SEED", "17"))  # noqa: S311 - where to kill is no secret
    with ReadingServer() as server:
        assert finished(begun(desk, server, "--store", store, out="whole")) == 0
        needed = server.asked.total()
        assert len(server.asked) == needed
        with Store.open(store) as answers:
            answers.forget()
        server.asked.clear()
        before = lost = 0
        for kill in range(KILLS):
            answered = draw.randrange(
                2 * needed // (KILLS + 2)
            )  # before the kill, so that about all of it is done at the last
            with server.holding_after(server.asked.total() + answered) as reached:
                child = begun(desk, server, "--store", store)
                assert reached.wait(600)
                time.sleep(draw.choice([0, 0.05, 0.3]))
                os.kill(child.pid or 0, signal.SIGKILL)
                assert finished(child) == -signal.SIGKILL
            assert before <= kept(store) < needed
            before = kept(store)
            lost = server.asked.total() - before
            assert lost <= (kill + 1) * AT_ONCE * MODEL_CALLS_AT_ONCE  # those under way, which nobody can keep
        assert before
        assert finished(begun(desk, server, "--store", store)) == 0
        assert server.asked.total() - lost == needed
    assert set(states(desk, "out").values()) == {"checked"}
    assert results(desk, "out") == results(desk, "whole")


def test_two_batches_at_once_on_one_folder(desk: Path) -> None:
    with ReadingServer() as server:
        with server.holding_after(3) as reached:
            first = begun(desk, server)
            assert reached.wait(600)
            assert finished(begun(desk, server)) == ExitCode.UNUSABLE_INPUT
            assert "another batch is writing to out" in (desk / "stderr").read_text()
        assert finished(first) == 0
        asked = server.asked.total()
        assert finished(begun(desk, server, out="other")) == 0
        assert server.asked.total() == asked
    assert results(desk, "out") == results(desk, "other")


def test_ctrl_c_shows_what_is_done_and_what_is_not(desk: Path) -> None:
    with ReadingServer() as server:
        assert finished(begun(desk, server, out="whole")) == 0
        (desk / "store.sqlite3").unlink()
        needed, asked = len(server.asked), server.asked.total()
        with server.holding_after(asked + needed * 2 // 3) as reached:
            child = begun(desk, server)
            assert reached.wait(600)
            os.kill(child.pid or 0, signal.SIGINT)
            assert finished(child) == ExitCode.INTERRUPTED
        assert "stopped; paid answers are kept: run the same command to continue\n" in (desk / "stderr").read_text()
        assert {"checked", "waiting"} == set(states(desk, "out").values())
        assert finished(begun(desk, server)) == 0
    assert results(desk, "out") == results(desk, "whole")
