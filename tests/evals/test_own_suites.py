"""Suites of a project's own: the two of docs/own-suites.md as they are written, and what a suite may be."""

from __future__ import annotations

import functools
import json
import math
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.floors import usual_floors
from evals.folders import REPOSITORY, floors_of
from evals.gate import BASELINE, first_baseline, write_baseline
from evals.own import Case, Tally, suite
from evals.own.suite import SuiteError
from evals.results import read_results
from evals.statistics import UnusableScore
from tests.actions import EVALS, run_step, summary
from tests.evals.own_project import KEY, answer, evals, written_out
from tests.evals.runs import results_of
from tests.models.loopback import Loopback

FACTCHECKS = ("factcheck.steps", "factcheck.pipeline", "factcheck.documents", "factcheck.drift", "factcheck.models")
SIGNS = """
from evals.own import suite


@suite(cases=[{"name": "a"}])
def signs(case):
    return {"right": True}
"""
STEPS = ("evals.deck", "evals.suites", "evals.seeds", "evals.scored", "evals.judge", "evals.makings", "evals.plugin")


def test_the_examples_record_and_replay_and_a_fall_fails_the_gate(tmp_path: Path) -> None:
    project = written_out(tmp_path / "project")
    (project / "before").mkdir()
    with Loopback(answer) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url}
        recorded = evals(project, "--record", "missing", "--results", "results.json", **environment)
        assert recorded.returncode == 0, recorded.stdout
        assert "To record of orders (--record missing), at most" in recorded.stdout
        assert "Not counted: 4 cases have no tape of the suite to go by" in recorded.stdout
        assert len(server.requests) == 3 + 2 * 4
    tapes = {str(file.relative_to(project)): file.read_bytes() for file in project.rglob("cassettes/suites/*/*.yaml")}
    assert len(tapes) == 3 + 4
    assert not any(KEY.encode() in file.read_bytes() for file in project.rglob("*") if file.is_file())
    floors = project / "evals" / "floors" / "orders.json"
    write_baseline(first_baseline(read_results(project / "results.orders.json")), floors)

    orders = project / "evals" / "orders.yaml"
    orders.write_text(orders.read_text(encoding="utf-8").replace("quantity: 12", "quantity: 13"), encoding="utf-8")
    (project / "results.orders.json").rename(project / "before" / "results.orders.json")
    replayed = run_step(EVALS, "Replay", project, FOLDER="summary")
    assert replayed.returncode == 1, replayed.stdout
    assert "orders.fields of lamps fell from 3 of 3 to 2 of 3 on the same answers" in replayed.stdout
    assert "quantity is 12" in replayed.stdout
    assert {name: (project / name).read_bytes() for name in tapes} == tapes
    tests = {case.get("name"): case for case in ElementTree.parse(project / "summary" / "junit.xml").iter("testcase")}  # noqa: S314
    assert tests.keys() == {
        *(f"orders[{name}]" for name in ("lamps", "chairs", "rope", "gate")),
        *(f"handbook[{name}]" for name in ("days", "flights", "key", "parking", "gate")),
    }
    assert [name for name, case in tests.items() if case.find("failure") is not None] == ["orders[gate]"]
    assert "handbook has no floors yet" in ElementTree.tostring(tests["handbook[gate]"], encoding="unicode")
    assert "Evals: orders" in summary(project)
    assert (project / "summary" / "orders" / "summary.html").exists()
    compared = run_step(EVALS, "Compare", project, FOLDER="summary", BEFORE="before")
    assert compared.returncode == 0, compared.stderr
    comment = (project / "summary" / "comment.md").read_text(encoding="utf-8")
    assert comment.count("## Evals: ") == 2, "the comparison, and every metric of it"
    assert "2 cases lower on the same answers" in comment
    assert "- ▼ `orders.all_right` lamps 100.0 → 0.0" in comment


def test_floors_of_a_suite_that_were_lowered_or_deleted_are_told(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "evals").mkdir(parents=True)
    (project / "pyproject.toml").write_text("[tool.factcheck.evals]\n", encoding="utf-8")
    (project / "evals" / "suite_signs.py").write_text(SIGNS, encoding="utf-8")
    recorded = evals(project, "--record", "missing", "--results", "results.json")
    assert recorded.returncode == 0, recorded.stdout
    floors = project / "evals" / "floors" / "signs.json"
    baseline = first_baseline(read_results(project / "results.signs.json"))
    write_baseline(baseline, floors)
    named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
    for words in (("init", "-b", "main"), ("add", "."), ("commit", "-m", "floors"), ("switch", "-c", "branch")):
        subprocess.run(["git", "-C", str(project), *named, *words], check=True, capture_output=True)
    write_baseline(baseline.model_copy(update={"floors": {"signs.right": {"a": (0.0, 1.0)}}}), floors)
    lower = evals(project)
    assert lower.returncode == 0, lower.stdout
    assert "signs.right: 100.0 % -> 0.0 %; a 1/1 -> 0/1" in lower.stdout
    floors.unlink()
    floors.parent.rmdir()
    deleted = evals(project)
    assert deleted.returncode == 1, deleted.stdout
    assert "evals/floors/signs.json is gone, so nothing is compared with it" in deleted.stdout


def test_floors_go_to_the_file_of_their_suite() -> None:
    own = results_of({"orders.fields": {"a": (1.0, 2.0)}})
    assert usual_floors(own) == floors_of("orders")
    assert usual_floors(results_of({"right.relations": {"a": (1.0, 2.0)}})) == BASELINE


def test_a_suite_is_where_its_function_is_whatever_wraps_it() -> None:
    def wrapping(play: Callable[[Case], Any]) -> Callable[[Case], Any]:
        namespace: dict[str, Any] = {}
        exec(compile("def outer(*words): return inner(*words)", "elsewhere.py", "exec"), namespace)  # noqa: S102
        namespace["inner"] = play
        return functools.wraps(play)(namespace["outer"])

    def plain(case: Case) -> Any:
        return {"right": bool(case)}

    one = suite(cases=[{"name": "a"}])(wrapping(plain))
    assert (one.name, one.file) == ("plain", Path(__file__))
    with pytest.raises(SuiteError, match="is made of a function"):
        suite(cases=[{"name": "a"}], name="partial")(functools.partial(plain))


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ({"right": math.nan}, "right is nan"),
        ({"right": 1.2}, "right is 1.2"),
        ({"right": -1}, "right is -1"),
        ({"right": "yes"}, "right is 'yes'"),
        ({"right": (1, 2)}, r"right is \(1, 2\)"),
        ({"right": Tally(3, 2)}, "3 hits of 2"),
        ({"right": Tally(math.inf, math.inf)}, "inf hits of inf"),
        ({"Is right": True}, "'Is right'"),
        ({3: True}, "called 3"),
        ({}, "returned {}"),
        (None, "returned None"),
        ([True], r"returned \[True\]"),
    ],
)
def test_what_is_no_score_is_told_by_name(returned: Any, said: str) -> None:
    one = suite(cases=[{"name": "a"}], name="asking")(lambda _: returned)
    with pytest.raises((SuiteError, UnusableScore), match=said) as caught:
        one.scores("a", returned)
    assert str(caught.value).startswith("asking/a: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- {text: x}", "case 1 has the name None"),
        ("- {name: A b}", "case 1 has the name 'A b'"),
        ("- {name: ../a}", "case 1 has the name '../a'"),
        ("- {name: a}\n- {name: a}", "two cases have the name 'a'"),
        ("- just words", "case 1 has the name None"),
        ("name: a", "must be a list of cases"),
        ("[]", "has no case"),
        ("- {name: [", "cannot be read"),
        (None, "cannot be read: No such file"),
    ],
)
def test_cases_that_cannot_be_used_are_told_with_their_file(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "cases.yaml").write_text(content, encoding="utf-8")
    one = suite(cases=str(tmp_path / "cases.yaml"), name="asking")(lambda _: {})
    with pytest.raises(SuiteError, match=said) as caught:
        one.cases()
    assert str(tmp_path / "cases.yaml") in str(caught.value)


def test_cases_are_read_from_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps({"name": name, "n": 1}) for name in "ab") + "\n", encoding="utf-8")
    assert [case["name"] for case in suite(cases=file, name="asking")(lambda _: {}).cases()] == ["a", "b"]


@pytest.mark.parametrize("name", ["Right", "faithful", "right", "a-b", "1a"])
def test_a_suite_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(SuiteError, match="cannot be called"):
        suite(cases=[{"name": "a"}], name=name)(lambda _: {})


def test_suites_load_nothing_of_factchecks_steps() -> None:
    """So that they could be a package of their own: docs/own-suites.md says why they are not."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, evals.own.plugin, evals.floors; print(*sorted(sys.modules))"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "evals.own.playing" in loaded
    assert [name for name in loaded if name.startswith((*FACTCHECKS, *STEPS))] == []
