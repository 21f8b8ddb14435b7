"""Two processes with one store: one asks, the other waits for its answer; a killed one keeps nobody waiting."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from factcheck.models.base import Message, Weights
from factcheck.models.store import Store, StoredModel
from tests.cli.forked import finished, started
from tests.cli.reading_server import ReadingServer
from tests.scripted import ScriptedModel

KEY = "5c" * 32

HOLDER = """
import sys, time
from factcheck.models.store import Store

with Store.open(sys.argv[1]) as store:
    assert store.hold(sys.argv[2])
    print("held", flush=True)
    time.sleep(600)
"""

FACTS = [f"Bridge number {n} of the {n} bridges was closed in {1900 + n} by mayor {n}." for n in range(1, 9)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A story and its sources."""
    (tmp_path / "story.md").write_text("# Bridges\n\n" + "\n\n".join(FACTS) + "\n")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "council.md").write_text("# Old bridges\n\n" + "\n\n".join(FACTS[::2]) + "\n")
    (tmp_path / "sources" / "paper.md").write_text("# New bridges\n\n" + "\n\n".join(FACTS[1::3]) + "\n")
    return tmp_path


def checking(desk: Path, place: str, server: ReadingServer, output: str) -> BaseProcess:
    """A check in a process of its own."""
    return started(desk, "--quiet", "--store", place, "--base-url", server.base_url, "-o", output)


def without_clock(report: Path) -> dict[str, object]:
    """What the report says, whenever that was."""
    read: dict[str, object] = json.loads(report.read_text())
    del read["clock"]
    return read


def test_two_checks_at_once_ask_every_question_once(desk: Path, place: str) -> None:
    with ReadingServer() as server:
        both = [checking(desk, place, server, f"{name}.json") for name in "ab"]
        assert [finished(check) for check in both] == [0, 0]
        assert set(server.asked.values()) == {1}
    assert without_clock(desk / "a.json") == without_clock(desk / "b.json")
    paid = [json.loads((desk / f"{name}.json").read_text())["clock"]["paid"]["calls"] for name in "ab"]
    assert sum(paid) == server.asked.total()


def test_a_check_that_waits_for_one_that_is_killed_takes_over(desk: Path, place: str) -> None:
    with ReadingServer() as server:
        with server.holding_after(4) as reached:
            first = checking(desk, place, server, "first.json")
            assert reached.wait(120)
            second = checking(desk, place, server, "second.json")
            time.sleep(3)  # it comes up, finds the four answers and waits for those under way
            held = server.asked.total()
            os.kill(first.pid or 0, signal.SIGKILL)
            assert finished(first) == -signal.SIGKILL
        assert finished(second) == 0
        twice = [question for question, times in server.asked.items() if times > 1]
        assert max(server.asked.values()) == 2
        assert len(twice) <= held - 4  # of what was answered nothing was asked again
    assert not (desk / "first.json").exists()


def test_a_key_is_held_by_one_until_it_lets_go(place: str) -> None:
    with Store.open(place) as one, Store.open(place) as other:
        assert one.hold(KEY)
        assert not one.hold(KEY)
        assert not other.hold(KEY)
        assert other.hold("c5" * 32)
        one.let_go(KEY)
        assert other.hold(KEY)
        assert not one.hold(KEY)
    with Store.open(place) as third:
        assert third.hold(KEY)


def test_a_killed_process_holds_nothing(place: str) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, place, KEY], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with Store.open(place) as store:
        assert not store.hold(KEY)
        holder.kill()
        holder.communicate(timeout=60)
        deadline = time.monotonic() + 10
        while not store.hold(KEY):
            assert time.monotonic() < deadline, "it is held ten seconds after its holder was killed"
            time.sleep(0.05)


def test_whoever_failed_lets_the_next_one_ask(place: str) -> None:
    question = Message(step="extract", system="", user="The sky?")
    asked = 0

    def fails_first(message: Message, options: Sequence[str]) -> dict[str, float]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise TimeoutError
        return {"Yes": -0.5}

    async def both(one: Store, other: Store) -> list[Weights | BaseException]:
        models = [StoredModel(ScriptedModel(weighed=fails_first), store) for store in (one, other)]
        return await asyncio.gather(*(m.weigh(question, ["Yes"]) for m in models), return_exceptions=True)

    with Store.open(place) as one, Store.open(place) as other:
        failed, answered = asyncio.run(both(one, other))
    assert isinstance(failed, TimeoutError)
    assert isinstance(answered, Weights)
    assert answered.paid


def test_a_file_s_folder_of_turns_is_empty_after_a_run(desk: Path) -> None:
    with ReadingServer() as server:
        assert finished(checking(desk, "answers.sqlite3", server, "a.json")) == 0
    assert list((desk / "answers.sqlite3-turns").iterdir()) == []
