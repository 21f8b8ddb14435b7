"""Results are read back as they were written, refuse what is not a score, and pool it with an interval that says of what."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.record_files import UnusableFile
from evals.results import failures, metric_scores, parts_by_metric, read_results, what_moved, write_results
from evals.scores import CaseScores, Score
from evals.statistics import UnusableScore
from factcheck.records import PromptIdentity, Usage
from tests.evals.runs import MODEL, origin_of, results_of

RIGHT = "right.relations"


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.integers(0, 9).flatmap(lambda of: st.tuples(st.floats(0, of), st.just(of))),
        max_size=4,
    )
)
def test_what_is_written_is_read_back_equal(cases: dict[str, tuple[float, float]]) -> None:
    results = results_of({RIGHT: cases}).model_copy(update={"usage": {"comparison": Usage(calls=3)}})
    assert type(results).model_validate_json(results.model_dump_json()) == results


def test_a_file_is_the_same_bytes_each_time_and_leaves_no_draft(tmp_path: Path) -> None:
    results = results_of(
        {RIGHT: {"tram": (2.5, 3), "Fähre": (0.1 + 0.2, 7)}}, missed={(RIGHT, "tram"): ("c3: “11 %”",)}
    )
    file = tmp_path / "new" / "results.json"
    write_results(results, file)
    first = file.read_bytes()
    assert read_results(file) == results
    write_results(read_results(file), file)
    assert file.read_bytes() == first
    assert [path.name for path in file.parent.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "the file: Invalid JSON"),
        ("{}", "origin: Field required"),
        ('{"schema_name": "factcheck-eval-results/2"}', "schema_name: Input should be"),
    ],
)
def test_what_is_no_results_file_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(content)
    with pytest.raises(UnusableFile, match=said) as caught:
        read_results(file)
    assert "\n" not in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_missing_and_an_unwritable_file_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="cannot be read: No such file"):
        read_results(tmp_path / "none.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableFile, match="cannot be written"):
        write_results(results_of({}), tmp_path / "file" / "results.json")


@pytest.mark.parametrize(
    ("hits", "of"), [("5", "4"), ("NaN", "4"), ("1", "Infinity"), ("Infinity", "Infinity"), ("-1", "4")]
)
def test_a_file_with_what_is_no_score_is_refused(tmp_path: Path, hits: str, of: str) -> None:
    file = tmp_path / "results.json"
    text = json.dumps(results_of({RIGHT: {"tram": (3, 7)}}).model_dump(mode="json"))
    file.write_text(text.replace('"hits": 3.0', f'"hits": {hits}').replace('"of": 7.0', f'"of": {of}'))
    with pytest.raises(UnusableFile):
        read_results(file)


def test_a_score_that_no_case_can_have_is_refused_where_it_is_made() -> None:
    with pytest.raises(UnusableScore, match=r"^right.relations of tram: 5 hits of 4 is not a score"):
        results_of({RIGHT: {"tram": (5, 4)}})


def test_samples_of_a_case_are_averaged_before_cases_are_pooled() -> None:
    results = results_of({RIGHT: {"tram": (2, 4), "ferry": (9, 9)}})
    again = CaseScores(eval="right", case="tram", scores=(Score(metric=RIGHT, hits=4, of=4),))
    results = results.model_copy(update={"cases": (*results.cases, again)})
    assert parts_by_metric(results) == {RIGHT: {"tram": (3, 4), "ferry": (9, 9)}}
    assert metric_scores(results)[0].value == pytest.approx(12 / 13)


def test_an_interval_says_what_it_draws() -> None:
    found = {
        score.metric: score
        for score in metric_scores(
            results_of(
                {
                    "right.varied": {"tram": (2, 4), "ferry": (9, 9), "pier": (1, 2)},
                    "right.perfect": {"tram": (4, 4), "ferry": (9, 9), "pier": (0, 0)},
                    "right.fraction": {"tram": (1.5, 3), "ferry": (4.5, 9)},
                    "right.nothing": {"tram": (0, 0)},
                }
            )
        )
    }
    assert [(score.interval_of, score.stories) for score in found.values()] == [
        ("stories", 3),
        ("parts", 2),
        (None, 2),
        (None, 0),
    ]
    assert found["right.perfect"].interval is not None
    assert found["right.perfect"].interval.low < 0.9  # thirteen of thirteen is not 100 %
    assert found["right.nothing"].value is None


def test_failures_are_counted_apart() -> None:
    results = results_of({RIGHT: {"tram": (2, 2), "ferry": (1, 1)}, "complete.skips": {"tram": (1, 1)}}, failures=2)
    assert failures(results) == {"complete": 4, "right": 4}
    assert metric_scores(results)[0].value == 1


def test_what_moved_is_named() -> None:
    old = origin_of("tram", "ferry")
    assert what_moved(old, old) == {}
    new = origin_of(
        "tram",
        "pier",
        recorded="later",
        prompt=PromptIdentity(name="compare", version=4, sha256="b" * 64),
        model=MODEL.model_copy(update={"name": "another"}),
    )
    assert what_moved(old, new) == {
        "seeds": (
            "seeds/ferry/gold.yaml is gone",
            "seeds/ferry/story.md is gone",
            "seeds/pier/gold.yaml is new",
            "seeds/pier/story.md is new",
        ),
        "tapes": (
            "cassettes/comparison/ferry.yaml is gone",
            "cassettes/comparison/pier.yaml is new",
            "cassettes/comparison/tram.yaml changed",
        ),
        "prompts": ("compare changed",),
        "model": ("name small-instruct-q4 -> another",),
    }


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_numbers_that_are_not_finite_never_become_scores(value: float) -> None:
    with pytest.raises((ValidationError, UnusableScore)):
        results_of({RIGHT: {"tram": (value, value)}})
