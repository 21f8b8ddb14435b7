"""The gate fails on what it is for, passes what it is not for, and its floors move up only."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evals.floors import command
from evals.gate import (
    Baseline,
    Finding,
    FindingKind,
    FloorsNotComparable,
    Move,
    MustHold,
    check,
    first_baseline,
    raise_floors,
    read_baseline,
    write_baseline,
)
from evals.record_files import UnusableFile
from evals.results import Results, write_results
from evals.statistics import Cases, Parts, UnusableScore, pooled
from factcheck.records import PromptIdentity
from tests.evals.runs import MODEL, origin_of, results_of

RIGHT = "right.relations"
FOUND = "complete.claims_found"
STORIES = tuple(f"story-{n:02}" for n in range(12))
ORIGIN = origin_of(*STORIES, suites=())
"""Nothing says that two runs of it heard the same answers, so that chance may be in what differs."""


def run(hits: float, *, of: float = 10, changed: dict[str, Parts] | None = None) -> Results:
    """Twelve stories with the same score in both metrics; `changed` in the first."""
    same: Cases = dict.fromkeys(STORIES, (hits, of))
    return results_of({RIGHT: {**same, **(changed or {})}, FOUND: same}, origin=ORIGIN)


def kinds(findings: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in findings]


# What fails, and what does not


def test_a_run_passes_against_itself() -> None:
    assert check(run(8), first_baseline(run(8))) == ()


def test_a_better_run_passes() -> None:
    assert check(run(9), first_baseline(run(8))) == ()


def test_a_worse_run_fails_and_names_the_stories() -> None:
    lower: dict[str, Parts] = dict.fromkeys(STORIES[:9], (6, 10))
    (finding,) = check(run(8, changed=lower), first_baseline(run(8)))
    assert (finding.kind, finding.metric) == (FindingKind.WORSE, RIGHT)
    assert finding.message == (
        "right.relations: worse by 15.0 points, more than the margin of 2.0 points (p 0.002); "
        f"9 of 12 stories lower: {', '.join(STORIES[:9])}"
    )


def test_a_drop_that_chance_explains_passes() -> None:
    assert check(run(8, changed={"story-00": (1, 10), "story-01": (9, 10)}), first_baseline(run(8))) == ()


def test_worse_within_the_margin_passes_and_beyond_it_fails() -> None:
    lower = run(80, of=100, changed=dict.fromkeys(STORIES, (78.5, 100)))
    baseline = first_baseline(run(80, of=100))
    assert check(lower, baseline) == ()
    assert kinds(check(lower, baseline.model_copy(update={"margin": 0.01}))) == [FindingKind.WORSE]


def test_a_must_hold_case_fails_alone() -> None:
    baseline = first_baseline(run(8)).model_copy(update={"must_hold": (MustHold(metric=RIGHT, case="story-03"),)})
    assert check(run(8, changed={"story-04": (7, 10)}), baseline) == ()
    (finding,) = check(run(8, changed={"story-03": (7, 10)}), baseline)
    assert finding.kind is FindingKind.MUST_HOLD
    assert finding.message == "right.relations of story-03 must hold at 80.0 %, but is 70.0 %"


@pytest.mark.parametrize(
    ("metric", "case", "said"),
    [
        (RIGHT, "story-99", "has no floor"),
        ("right.typo", "story-00", "has no floor"),
        (RIGHT, "story-05", "has no score"),
    ],
)
def test_a_must_hold_that_cannot_be_held_fails(metric: str, case: str, said: str) -> None:
    baseline = first_baseline(run(8)).model_copy(update={"must_hold": (MustHold(metric=metric, case=case),)})
    findings = check(run(8, changed={"story-05": (0, 0)}), baseline)
    assert [said in finding.message for finding in findings if finding.kind is FindingKind.MUST_HOLD] == [True]


def test_a_metric_without_a_floor_fails() -> None:
    results = results_of({RIGHT: {"tram": (1, 2)}, FOUND: {"tram": (1, 2)}})
    (finding,) = check(results, first_baseline(results_of({RIGHT: {"tram": (1, 2)}})))
    assert (finding.kind, finding.metric) == (FindingKind.NO_FLOOR, FOUND)


def test_a_metric_and_a_case_without_a_score_fail() -> None:
    baseline = first_baseline(results_of({RIGHT: {"tram": (1, 2), "pier": (1, 2)}, FOUND: {"tram": (1, 2)}}))
    findings = check(results_of({RIGHT: {"tram": (1, 2), "pier": (0, 0)}}, origin=baseline.origin), baseline)
    assert [(finding.kind, finding.message) for finding in findings] == [
        (FindingKind.NO_SCORE, "right.relations: pier has a floor, but no score in this run"),
        (FindingKind.NO_SCORE, "complete.claims_found: every case has a floor, but no score in this run"),
    ]


def test_a_case_without_a_floor_fails() -> None:
    origin = origin_of("tram", "pier")
    baseline = first_baseline(results_of({RIGHT: {"tram": (1, 2)}}, origin=origin))
    (finding,) = check(results_of({RIGHT: {"tram": (1, 2), "pier": (1, 2)}}, origin=origin), baseline)
    assert (finding.kind, "pier has no floor" in finding.message) == (FindingKind.NO_FLOOR, True)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (origin_of("tram", recorded="later"), "other tapes: cassettes/comparison/tram.yaml changed."),
        (
            origin_of("tram", prompt=PromptIdentity(name="compare", version=4, sha256="b" * 64)),
            "other prompts: compare changed.",
        ),
        (
            origin_of("tram", model=MODEL.model_copy(update={"name": "x"})),
            "another model: name small-instruct-q4 -> x.",
        ),
        (origin_of("tram", "pier", "ferry"), "other seeds: seeds/ferry/gold.yaml is new; "),
    ],
)
def test_a_baseline_of_something_else_is_never_a_silent_pass(moved: object, said: str) -> None:
    results = results_of({RIGHT: {"tram": (1, 2)}})
    findings = check(results.model_copy(update={"origin": moved}), first_baseline(results))
    assert kinds(findings)[0] is FindingKind.MOVED
    assert f"the baseline was made from {said}" in findings[0].message


def test_so_many_moved_files_are_counted() -> None:
    findings = check(
        run(8).model_copy(update={"origin": origin_of(*STORIES, recorded="later")}), first_baseline(run(8))
    )
    assert "other tapes: 12 files of cassettes/comparison are new. " in findings[0].message


@pytest.mark.parametrize(("floor", "said"), [("NaN", "right.relations"), ("11.0", "11 hits of 10 is not a score")])
def test_a_floor_that_is_no_score_is_refused(tmp_path: Path, floor: str, said: str) -> None:
    file = tmp_path / "baseline.json"
    write_baseline(first_baseline(run(8, changed={"story-00": (7, 10)})), file)
    file.write_text(file.read_text().replace("7.0", floor))
    with pytest.raises(UnusableFile, match=said):
        check(run(8), read_baseline(file))


def test_a_score_that_is_none_is_refused_by_the_gate() -> None:
    """Made without the validation that reading does, as a careless caller could."""
    broken = run(8).model_copy(deep=True)
    object.__setattr__(broken.cases[0].scores[0], "hits", float("nan"))
    with pytest.raises(UnusableScore):
        check(broken, first_baseline(run(8)))


# Floors


@pytest.mark.parametrize(
    ("tram", "move", "floor"),
    [((2, 2), Move.WIDENED, {"tram": (2, 2), "pier": (0, 2)}), ((1, 2), Move.KEPT, {"tram": (2, 2)})],
)
def test_a_case_of_its_own_low_score_gets_a_floor_and_hides_no_fall(
    tram: tuple[int, int], move: Move, floor: dict[str, tuple[int, int]]
) -> None:
    origin = origin_of("tram", "pier")
    baseline = first_baseline(results_of({RIGHT: {"tram": (2, 2)}}, origin=origin))
    widened, (change,) = raise_floors(results_of({RIGHT: {"tram": tram, "pier": (0, 2)}}, origin=origin), baseline)
    assert change.move is move
    assert widened.floors[RIGHT] == floor


def test_floors_rise() -> None:
    raised, changes = raise_floors(run(9), first_baseline(run(8)))
    assert [(change.move, change.message) for change in changes] == [
        (Move.RAISED, "complete.claims_found: raised 80.0 % -> 90.0 %"),
        (Move.RAISED, "right.relations: raised 80.0 % -> 90.0 %"),
    ]
    assert check(run(9), raised) == ()
    assert raise_floors(run(9), raised) == (raised, ())


def test_a_lower_run_keeps_the_floor_and_is_listed() -> None:
    lower = run(8, changed={"story-00": (2, 10)})
    kept, changes = raise_floors(lower, first_baseline(run(8)))
    assert kept == first_baseline(run(8))
    assert [change.message for change in changes] == ["right.relations: kept 80.0 % (this run is 75.0 %)"]


def test_a_floor_falls_only_when_asked_and_is_listed() -> None:
    lower = run(8, changed={"story-00": (2, 10)})
    lowered, changes = raise_floors(lower, first_baseline(run(8)), allow_lower=True)
    assert [(change.move, change.message) for change in changes] == [
        (Move.LOWERED, "right.relations: lowered 80.0 % -> 75.0 % (this run is 75.0 %)")
    ]
    assert lowered.floors == first_baseline(lower).floors


def test_a_rise_is_not_bought_with_a_must_hold_case() -> None:
    held = {"must_hold": (MustHold(metric=RIGHT, case="story-03"),)}
    baseline = first_baseline(run(8)).model_copy(update=held)
    risen = run(9, changed={"story-03": (7, 10)})
    kept, changes = raise_floors(risen, baseline)
    assert kept.floors[RIGHT] == baseline.floors[RIGHT]
    assert changes[1].message == ("right.relations: kept 80.0 % (story-03 must hold at 80.0 % and is 70.0 %)")
    assert raise_floors(risen, baseline, allow_lower=True)[0].floors[RIGHT]["story-03"] == (7, 10)


def test_the_same_score_from_other_cases_is_listed() -> None:
    other = run(8, changed={"story-00": (7, 10), "story-01": (9, 10)})
    floors, changes = raise_floors(other, first_baseline(run(8)))
    assert [change.move for change in changes] == [Move.RESPREAD]
    assert check(other, floors) == ()


def test_metrics_come_and_go() -> None:
    before = first_baseline(results_of({RIGHT: {"tram": (1, 2)}}))
    after = results_of({FOUND: {"tram": (1, 2)}})
    kept, changes = raise_floors(after, before)
    assert [change.move for change in changes] == [Move.NEW, Move.KEPT]
    assert set(kept.floors) == {RIGHT, FOUND}
    dropped, changes = raise_floors(after, before, allow_lower=True)
    assert [change.move for change in changes] == [Move.NEW, Move.DROPPED]
    assert set(dropped.floors) == {FOUND}


def test_floors_of_other_seeds_are_not_kept() -> None:
    before = first_baseline(results_of({RIGHT: {"tram": (2, 2)}}))
    after = results_of({RIGHT: {"tram": (1, 2), "pier": (2, 2)}})
    with pytest.raises(FloorsNotComparable, match=r"right\.relations is higher than this run, but is of other seeds"):
        raise_floors(after, before)
    floors, _ = raise_floors(after, before, allow_lower=True)
    assert check(after, floors) == ()


counts = st.integers(1, 9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
any_run = st.dictionaries(
    st.sampled_from([RIGHT, FOUND]), st.dictionaries(st.sampled_from("abcde"), counts, min_size=1)
)


@given(st.lists(any_run, min_size=2, max_size=5))
def test_no_run_of_raises_ever_lowers_a_floor(given_runs: list[dict[str, dict[str, Parts]]]) -> None:
    origin = origin_of(*"abcde")
    first, *rest = (results_of(metrics, origin=origin) for metrics in given_runs)
    baseline = first_baseline(first)
    for results in rest:
        raised, _ = raise_floors(results, baseline)
        for metric, cases in baseline.floors.items():
            same = {case: parts for case, parts in raised.floors[metric].items() if case in cases}
            (hits, of), (now, parts) = pooled(cases), pooled(same)
            assert now / parts >= hits / of - 1e-9
        baseline = raised


# The file and the command


def test_a_baseline_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    baseline = first_baseline(run(8)).model_copy(update={"must_hold": (MustHold(metric=RIGHT, case="story-03"),)})
    write_baseline(baseline, tmp_path / "baseline.json")
    assert read_baseline(tmp_path / "baseline.json") == baseline


def test_the_command_makes_raises_and_refuses(tmp_path: Path) -> None:
    results, path = tmp_path / "results.json", tmp_path / "baseline.json"

    def said(measured: Results, *options: str, exit_code: int = 0) -> str:
        write_results(measured, results)
        ended = CliRunner().invoke(command, [str(results), "--baseline", str(path), *options])
        assert ended.exit_code == exit_code, ended.output
        return ended.output

    assert "new, with the floors" in said(run(8))
    assert "right.relations: raised 80.0 % -> 90.0 %" in said(run(9))
    assert "right.relations: kept 90.0 %" in said(run(8))
    assert read_baseline(path).floors[RIGHT]["story-00"] == (9, 10)
    assert "right.relations: lowered 90.0 % -> 80.0 %" in said(run(8), "--allow-lower")
    path.write_text("{}")
    assert "Error: " in said(run(8), exit_code=1)


def test_what_a_baseline_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="margin"):
        Baseline(margin=2, origin=ORIGIN, floors={})
