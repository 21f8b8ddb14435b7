"""Kept answers, written to a file by one person and read from it by another."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.bench.answers import command
from factcheck.models.store import Store
from factcheck.models.store.base import Kept
from factcheck.records import Usage

ANSWERS = {"a1": '{"Yes": -0.1}', "b2": '{"Yes": -2.5, "No": -0.3}'}


def _run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "one.sqlite3") as store:
        for key, answer in reversed(ANSWERS.items()):
            store.keep(key, "a model", "confirm", Kept(answer, Usage(calls=1, prompt_tokens=90)))
    assert _run("write", tmp_path / "answers.jsonl.gz", "--store", tmp_path / "one.sqlite3") == "2 answers\n"
    return tmp_path / "answers.jsonl.gz"


def test_what_one_store_has_another_gets_at_no_cost(written: Path) -> None:
    other = written.with_name("other.sqlite3")
    assert _run("read", written, "--store", other) == "2 answers are new\n"
    with Store.open(other) as store:
        found = {key: store.find(key) for key in ANSWERS}
        (shelf,) = store.shelves()
    assert found == {key: Kept(answer, Usage()) for key, answer in ANSWERS.items()}
    assert (shelf.model, shelf.step, shelf.entries) == ("a model", "confirm", 2)


def test_an_answer_that_is_there_stays(written: Path) -> None:
    other = written.with_name("other.sqlite3")
    mine = Kept('{"Yes": -9}', Usage(calls=1))
    with Store.open(other) as store:
        store.keep("a1", "a model", "confirm", mine)
    assert _run("read", written, "--store", other) == "1 answers are new\n"
    with Store.open(other) as store:
        assert store.find("a1") == mine


def test_the_same_answers_make_the_same_bytes(written: Path) -> None:
    other, again = written.with_name("other.sqlite3"), written.with_name("again.jsonl.gz")
    _run("read", written, "--store", other)
    _run("write", again, "--store", other)
    assert again.read_bytes() == written.read_bytes()
