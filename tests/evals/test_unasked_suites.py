"""Suites that ask no model: played without a tape, exact from case to case, and refused where they ask after all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evals.falls import falls
from evals.modes import Mode
from evals.own import Case, suite
from evals.own.playing import Player
from evals.own.suite import SuiteError
from evals.results import Results, parts_by_metric
from evals.suite_scripted import scripted
from evals.tapes.allowance import Allowance
from tests.evals.test_own_playing import with_httpx
from tests.models.loopback import Loopback, completion

LONG = 4


def results(folder: Path, longest: int, word: str = "four", mode: Mode = Mode.NONE) -> Results:
    """A suite of code alone: whether a word is no longer than that."""

    @suite(cases=[{"name": "a", "word": word}, {"name": "b", "word": "by"}], asks=False)
    def short(case: Case) -> Mapping[str, Any]:
        return {"kept": len(case["word"]) <= longest}

    with closing(Player(folder, mode, Allowance(None), lambda _: None)) as player:
        return player.results(short, short.cases())


def test_it_needs_no_tape_and_records_none(tmp_path: Path) -> None:
    for mode in Mode:
        found = results(tmp_path, LONG, mode=mode)
        assert parts_by_metric(found) == {"short.kept": {"a": (1, 1), "b": (1, 1)}}
        assert not found.unplayed
    assert not [*tmp_path.rglob("*")]


def test_nothing_is_drawn_so_that_any_fall_is_one(tmp_path: Path) -> None:
    before, now = results(tmp_path, LONG), results(tmp_path, LONG - 1)
    (fall,) = falls(parts_by_metric(before), before.origin, now)
    assert (fall.case, fall.before, fall.now) == ("a", (1, 1), (0, 1))
    assert falls(parts_by_metric(before), before.origin, results(tmp_path, LONG, word="longer")) == ()


def test_one_that_asks_a_model_after_all_is_told(tmp_path: Path) -> None:
    with Loopback(completion("yes")) as server, closing(Player(tmp_path, Mode.ALL, Allowance(None), print)) as player:

        @suite(cases=[{"name": "a"}], asks=False)
        def asking(case: Case) -> Mapping[str, Any]:
            with_httpx(f"{server.base_url}/chat/completions", b"{}", {})
            return {"right": True}

        with pytest.raises(
            SuiteError, match=r"asking/a: socket\.\w+ to .*; a suite that asks a model has no asks=False"
        ):
            player.scores(asking, asking.cases()[0])
        assert server.requests == []


def test_each_written_case_is_as_a_person_reads_it(tmp_path: Path) -> None:
    with closing(Player(tmp_path, Mode.NONE, Allowance(None), print)) as player:
        found = player.results(scripted, scripted.cases())
    missed = {entry.case for entry in found.cases for score in entry.scores if score.hits < score.of}
    assert (missed, found.unplayed) == (set(), {})
