"""On the same answers every fall is real; floors that somebody lowered are told; what could not be played is one reason."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from evals.floors_before import baseline_before, gone, highest, lowered
from evals.gate import (
    FindingKind,
    FloorsNotComparable,
    Move,
    MustHold,
    check,
    first_baseline,
    raise_floors,
    write_baseline,
)
from evals.paired import Change
from evals.results import Results
from evals.statistics import Parts
from evals.summary import terminal, wording
from evals.summary.overview import overview, side_by_side
from tests.evals.runs import origin_of, results_of

DRIFTS, FOUND = "right.drifts_found", "complete.claims_found"
STORIES = ("barge", "kiln", "orchard", "weir")


def run(recorded: str = "first", **changed: Parts) -> Results:
    parts = {DRIFTS: {**dict.fromkeys(STORIES, (4.0, 5.0)), **changed}}
    lines = {(DRIFTS, story): (f"quotation altered in {story}",) for story in changed}
    return results_of(parts, origin=origin_of(*STORIES, recorded=recorded), missed=lines)


def test_one_part_of_one_story_is_a_fall_and_is_named_with_what_it_misses() -> None:
    (finding,) = check(run(kiln=(3, 5)), first_baseline(run()))
    assert finding.kind is FindingKind.FELL
    assert finding.message == (
        "right.drifts_found of kiln fell from 4 of 5 to 3 of 5 on the same answers; it misses: quotation altered in kiln"
    )


def test_a_rise_elsewhere_does_not_pay_for_a_fall() -> None:
    found = check(run(kiln=(3, 5), barge=(5, 5), weir=(5, 5)), first_baseline(run()))
    assert [finding.kind for finding in found] == [FindingKind.FELL]


def test_other_answers_are_left_to_the_statistics() -> None:
    found = check(run("later", kiln=(3, 5)), first_baseline(run()))
    assert {finding.kind for finding in found} == {FindingKind.MOVED}


def test_a_must_hold_case_is_told_once() -> None:
    held = first_baseline(run()).model_copy(update={"must_hold": (MustHold(metric=DRIFTS, case="weir"),)})
    assert [finding.kind for finding in check(run(weir=(2, 5)), held)] == [FindingKind.MUST_HOLD]


def test_floors_are_not_moved_to_a_run_with_a_fall_unless_asked_and_the_gate_goes_on_failing() -> None:
    rise = run(kiln=(3, 5), barge=(5, 5), weir=(5, 5))
    kept, (change,) = raise_floors(rise, first_baseline(run()))
    assert (change.move, "kiln fell on the same answers" in change.message) == (Move.KEPT, True)
    assert [finding.kind for finding in check(rise, kept)] == [FindingKind.FELL]
    moved, _ = raise_floors(rise, first_baseline(run()), allow_lower=True)
    assert check(rise, moved) == ()


def test_a_floor_kept_over_a_new_recording_is_of_other_answers() -> None:
    lower = run("later", kiln=(3, 5))
    kept, _ = raise_floors(lower, first_baseline(run()))
    assert kept.older == (DRIFTS,)
    assert check(lower, kept) == ()


def test_steps_that_stop_answering_fail_the_gate_though_no_score_is_lower() -> None:
    failing = run().model_copy(update={"cases": tuple(case.model_copy(update={"failures": 1}) for case in run().cases)})
    (finding,) = check(failing, first_baseline(run()))
    assert (finding.kind, "4 steps gave no answer, 0 in the baseline" in finding.message) == (
        FindingKind.NO_ANSWER,
        True,
    )
    raised, _ = raise_floors(failing, first_baseline(run()))
    assert check(failing, raised)


def test_what_could_not_be_played_is_one_reason_and_moves_no_floor() -> None:
    part = run().model_copy(update={"cases": run().cases[1:], "unplayed": {"right/barge": "barge: was never recorded"}})
    (finding,) = check(part, first_baseline(run()))
    assert finding.message == "right/barge could not be played: barge: was never recorded"
    with pytest.raises(FloorsNotComparable, match="floors are moved to whole runs"):
        raise_floors(part, first_baseline(run()))


def test_a_comparison_on_the_same_answers_never_says_that_nothing_got_worse() -> None:
    told = side_by_side(run(), run(kiln=(3, 5)), names=("HEAD", "."))
    assert wording.headline(told).startswith("1 case lower on the same answers, 0 better")
    assert "right.drifts_found of kiln fell from 4 of 5 to 3 of 5" in " ".join(terminal.render(told).split())


def test_a_lowered_floor_is_listed_and_the_run_is_not_better_than_it() -> None:
    stories = tuple(f"s{number:02}" for number in range(12))
    here = results_of({FOUND: dict.fromkeys(stories, (8, 10))}, origin=origin_of(*stories))
    floors = {FOUND: dict.fromkeys(stories, (4.0, 10.0))}
    by_hand = first_baseline(here).model_copy(update={"floors": floors, "margin": 0.5})
    assert overview(here, by_hand).changed(Change.BETTER)
    told = overview(here, by_hand, ("0123abcd", first_baseline(here)))
    assert not told.changed(Change.BETTER)
    assert told.lowered[0].startswith("complete.claims_found: 80.0 % -> 40.0 %; s00 8/10 -> 4/10, ")
    assert told.lowered[-1] == "the margin: 2.0 % -> 50.0 %"
    assert "Floors are lower than at 0123abcd." in wording.headline(told)
    assert "FLOORS LOWER THAN AT 0123ABCD" in terminal.render(told).upper()


def test_a_case_or_a_must_hold_that_was_taken_out_is_listed() -> None:
    before = first_baseline(run()).model_copy(update={"must_hold": (MustHold(metric=DRIFTS, case="weir"),)})
    floors = {DRIFTS: {case: parts for case, parts in before.floors[DRIFTS].items() if case != "weir"}}
    now = before.model_copy(update={"floors": floors, "must_hold": ()})
    assert [line.partition(":")[2] or line for line in lowered(now, before)] == [
        " 80.0 % -> 80.0 %; weir 4/5 -> gone",
        "right.drifts_found of weir need not hold any more",
    ]
    assert highest(now, before).floors == before.floors


@pytest.mark.parametrize("main", ["main", "master"])
def test_the_baseline_before_is_that_of_the_branch_and_on_the_main_one_that_of_the_commit_before(
    tmp_path: Path, main: str
) -> None:
    def git(*words: str) -> None:
        named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *named, *words], check=True, capture_output=True)

    file = tmp_path / "baseline.json"
    git("init", "-b", main)
    assert baseline_before(file) is None
    for number, score in enumerate((5.0, 4.0)):
        write_baseline(first_baseline(run(weir=(score, 5))), file)
        git("add", ".")
        git("commit", "-m", f"floors {number}")
    found = baseline_before(file)
    assert found is not None
    assert found[1].floors[DRIFTS]["weir"] == (5, 5)
    git("switch", "-c", "branch")
    assert gone(file) is None
    git("commit", "--allow-empty", "-m", "more")
    found = baseline_before(file)
    assert found is not None
    assert found[1].floors[DRIFTS]["weir"] == (4, 5)
    file.unlink()
    assert (gone(file) or "").startswith(f"{file} is gone, so nothing is compared with it; {found[0]} has it")
    git("commit", "-am", "no floors")
    assert gone(file), "also once that is committed"
