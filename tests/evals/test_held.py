"""A run that holds less than it seems to: suites and gates that are gone or left out, floors of nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from evals.gate import first_baseline, read_baseline, write_baseline
from evals.record_files import UnusableFile
from evals.results import read_results
from evals.seeds import SeedError, load_seed
from factcheck.cli import main
from tests.evals.own_project import evals
from tests.evals.runs import results_of
from tests.evals.small_seed import small_seed

SUITE = """from evals.own import suite


@suite(cases=[{"name": f"c{n}", "n": n} for n in range(6)], asks=False)
def code(case):
    return {"even": case["n"] < 6}
"""
SKIPPING = """import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.skip)
"""
LEFT = "no gate ran for code: nothing was held against their floors"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one suite of code alone and its floors, committed."""
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "suite_code.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.factcheck.evals]\n", encoding="utf-8")
    assert evals(tmp_path, "--results", "results.json").returncode == 0
    floors = first_baseline(read_results(tmp_path / "results.code.json"))
    (tmp_path / "evals" / "floors").mkdir()
    write_baseline(floors, tmp_path / "evals" / "floors" / "code.json")
    for words in (("init", "-b", "main"), ("add", "evals", "pyproject.toml"), ("commit", "-m", "first")):
        named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *named, *words], check=True, capture_output=True)
    return tmp_path


def test_a_suite_that_is_gone_fails_the_run_and_is_named_when_its_floors_went_with_it(project: Path) -> None:
    assert "not held" not in evals(project).stdout
    (project / "evals" / "suite_code.py").unlink()
    ended = evals(project)
    assert (ended.returncode, "1 failed" in ended.stdout) == (1, True)
    assert "evals/floors/code.json: there is no suite code" in ended.stdout
    (project / "evals" / "floors" / "code.json").unlink()
    (project / "evals" / "suite_other.py").write_text(SUITE.replace("def code", "def other"), encoding="utf-8")
    ended = evals(project)
    assert ended.returncode == 0
    assert "evals/floors/code.json is gone, and so is what was held against it; " in ended.stdout


def test_a_gate_that_is_left_out_is_named(project: Path) -> None:
    assert LEFT in evals(project, "--deselect", "evals/suite_code.py::code[gate]").stdout
    (project / "evals" / "conftest.py").write_text(SKIPPING, encoding="utf-8")
    assert LEFT in evals(project).stdout


def test_a_suite_that_fails_in_every_case_for_one_reason_is_one_failure(project: Path) -> None:
    broken = SUITE.replace("return {", "raise ValueError('nothing works')\n    return {")
    (project / "evals" / "suite_code.py").write_text(broken, encoding="utf-8")
    ended = evals(project)
    assert "1 failed, 6 skipped" in ended.stdout
    assert ended.stdout.count("Traceback") + ended.stdout.count("nothing works") < 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--against", "nope"), "--against nope: git knows no such revision here"),
        (("--seeds", "nope"), "--seeds nope: there is no such folder"),
        (("--tapes", "nope"), "--tapes nope: there is no such folder"),
        (("--baseline", "nope"), "--baseline nope: there is no such file"),
        (("--summary", "pyproject.toml"), "--summary pyproject.toml: is a file, not a folder"),
    ],
)
def test_an_option_that_names_what_is_not_there_is_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.factcheck.evals]\n", encoding="utf-8")
    ended = evals(tmp_path, *words)
    assert ended.returncode != 0
    assert ended.stderr.strip().splitlines() == [f"ERROR: {said}"]


def test_stories_without_the_section_or_without_a_story_are_told_in_a_line(tmp_path: Path) -> None:
    assert main(["evals", "init", str(tmp_path)]) == 0
    for file in (tmp_path / "seeds" / "lantern-walk").rglob("*.*"):
        file.unlink()
    assert "KeyError" not in evals(tmp_path).stdout
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    ended = evals(tmp_path)
    assert ended.returncode != 0
    assert "no pyproject.toml here has a section [tool.factcheck.evals]" in ended.stdout


def test_a_floor_of_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    write_baseline(first_baseline(results_of({"right.relations": {"tram": (1, 2)}})), file)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["floors"]["right.relations"]["tram"] = [0, 0]
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnusableFile, match=r"floor of right\.relations of tram: 0 of 0 holds nothing: delete it"):
        read_baseline(file)


def test_a_story_without_its_sources_is_a_line(tmp_path: Path) -> None:
    shutil.rmtree(small_seed(tmp_path / "ferry").folder / "sources")
    with pytest.raises(SeedError, match=r"sources: cannot be read: No such file or directory$"):
        load_seed(tmp_path / "ferry")
