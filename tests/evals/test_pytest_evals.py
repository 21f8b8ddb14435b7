"""`pytest evals` as a person or CI runs it: what passes, what fails the run, and what is said at its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evals.folders import CASSETTES, REPOSITORY
from evals.results import read_results

CASE = "test_case and complete and island-ferry"
TAPE = Path("extraction") / "island-ferry.yaml"

SWALLOWING = """
import pytest
from evals.scored import Scored

real = Scored.case

def case(self, eval_name, seed):
    try:
        return real(self, eval_name, seed)
    except Exception:
        pytest.skip("nothing to see here")

Scored.case = case
"""


def run(*words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The run in a process of its own; `path` holds plugins of the test."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "evals", "-q", "-p", "no:cacheprovider", *words],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    """A copy of one tape, to do anything to."""
    copy = tmp_path / "cassettes" / TAPE
    copy.parent.mkdir(parents=True)
    shutil.copy(CASSETTES / TAPE, copy)
    return tmp_path / "cassettes"


def test_a_case_replays_from_its_tape(tapes: Path) -> None:
    ended = run("-k", CASE, "--tapes", str(tapes))
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout


def test_a_damaged_tape_fails_its_case_and_is_listed_at_the_end(tapes: Path) -> None:
    (tapes / TAPE).write_bytes((tapes / TAPE).read_bytes()[:-10])
    ended = run("-k", CASE, "--tapes", str(tapes))
    assert ended.returncode == 1
    listed = ended.stdout.partition("= tapes =")[2]
    assert "island-ferry.yaml: its exchanges are not those that were recorded" in listed


def test_a_fault_that_a_test_swallows_still_fails_the_run(tapes: Path, tmp_path: Path) -> None:
    (tmp_path / "swallowing.py").write_text(SWALLOWING, encoding="utf-8")
    (tapes / TAPE).unlink()
    ended = run("-k", CASE, "--tapes", str(tapes), "-p", "swallowing", path=tmp_path)
    assert "1 skipped" in ended.stdout
    assert "was never recorded" in ended.stdout.partition("= tapes =")[2]
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--prompt", "compare"), "say STEP=FILE, with STEP one of extract, kind, compare"),
        (("--prompt", "judge=x.md"), "say STEP=FILE, with STEP one of extract, kind, compare"),
        (("--prompt", "compare=no-such.md"), "no-such.md: no such prompt file"),
    ],
)
def test_a_prompt_that_cannot_be_used_is_said(words: tuple[str, ...], said: str) -> None:
    ended = run("-k", CASE, *words)
    assert ended.returncode == 1
    assert said in ended.stdout


def test_two_workers_in_any_order_score_the_same_to_the_last_digit(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    assert run("--results", str(one)).returncode == 0
    assert run("-n", "2", "--results", str(other)).returncode == 0
    assert one.read_bytes() == other.read_bytes()
    assert len(read_results(one).cases) > 20


def test_one_wrong_story_is_one_failure_and_the_others_are_scored(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    for name in ("island-ferry", "tram-inquiry"):
        shutil.copytree(REPOSITORY / "seeds" / name, seeds / name)
    gold = seeds / "tram-inquiry" / "gold.yaml"
    gold.write_text(gold.read_text(encoding="utf-8").replace("text:", "txt:", 1), encoding="utf-8")
    ended = run("-k", "test_case or test_gate", "--seeds", str(seeds), "--results", str(tmp_path / "results.json"))
    assert ended.returncode == 1
    assert "1 failed" in ended.stdout
    assert len(ended.stdout.splitlines()) < 120
    written = read_results(tmp_path / "results.json")
    assert {case.case for case in written.cases} == {"island-ferry"}
    assert written.unplayed.keys() == {f"{one}/tram-inquiry" for one in ("faithful", "complete", "consistent", "right")}


def test_a_missing_tape_leaves_results_and_a_summary_of_the_others(tmp_path: Path) -> None:
    shutil.copytree(CASSETTES, tmp_path / "cassettes", ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "cassettes" / TAPE).unlink()
    baseline = str(REPOSITORY / "evals" / "baseline.json")
    ended = run("--tapes", str(tmp_path / "cassettes"), "--baseline", baseline, "--summary", str(tmp_path / "summary"))
    assert ended.returncode == 1
    assert "1 failed" in ended.stdout
    assert "could not be played" in (tmp_path / "summary" / "summary.md").read_text(encoding="utf-8").lower()
    assert len(read_results(tmp_path / "summary" / "results.json").unplayed) == 3
