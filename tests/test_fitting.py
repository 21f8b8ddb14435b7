"""Fitting a calibration to labelled comparisons."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from factcheck.calibration.calibration import (
    AS_ANSWERED,
    Calibration,
)
from factcheck.calibration.fitting import Example, as_lines, fit, held_out, measured
from factcheck.calibration.labelled import Label, read_rows
from factcheck.errors import InputError
from factcheck.records import Relation
from tests.calibrations import PLAIN, PROMPTS, made, with_odds
from tests.scripted import IDENTITY


def examples(count: int = 120) -> list[Example]:
    """Answers whose zero is in the wrong place: the odds of a claim that is not supported are 2, of one that is, 4."""
    generator = random.Random(1)  # noqa: S311 - no secret
    labels = (Label.SUPPORTED, Label.CONTRADICTED, Label.SUPPORTED, Label.NOT_MENTIONED)
    rows = []
    for number in range(count):
        label = labels[number % 4]
        found = with_odds(
            generator.gauss(4 if label is Label.SUPPORTED else 2, 0.5),
            generator.gauss(1 if label is Label.CONTRADICTED else -1, 0.5),
        )
        rows.append(Example(found, Relation.SUPPORTS, label, f"d{number % 3}", f"a{number // 2}"))
    return rows


def test_fitting_moves_the_zero_to_where_the_labels_say() -> None:
    fitted = fit(examples(), IDENTITY, PROMPTS, chooses=True, day="2025-01-01")
    assert fitted.relation(with_odds(2.0, 1.0)) is Relation.CONTRADICTS
    assert fitted.relation(with_odds(2.0, -1.0)) is Relation.SILENT
    assert fitted.relation(with_odds(4.0, 0.0)) is Relation.SUPPORTS
    assert all(m.calibrated.right >= 0.9 > 0.6 > m.uncalibrated.right for m in fitted.measured.values())
    assert fitted.fits(IDENTITY, PROMPTS)


def test_a_fit_of_confidences_says_of_half_of_the_rows_that_they_are_supported() -> None:
    """Half of the rows are: maximum likelihood makes the mean probability the share of yes (Platt 1999)."""
    rows = examples()
    fitted = fit(rows, IDENTITY, PROMPTS, chooses=False)
    assert fitted.thresholds is None
    assert sum(fitted.probabilities(row.probabilities)[Relation.SUPPORTS] for row in rows) == pytest.approx(
        60, rel=1e-3
    )
    assert all(m.calibrated.right == m.uncalibrated.right for m in fitted.measured.values())
    assert all(m.calibrated.brier < m.uncalibrated.brier for m in fitted.measured.values())


def test_a_dataset_weighs_the_same_however_many_rows_it_has() -> None:
    rows = examples()
    several = [row for row in rows for _ in range(9 if row.dataset == "d0" else 1)]
    once, often = (fit(them, IDENTITY, PROMPTS, chooses=True, day="d") for them in (rows, several))
    assert often.supports.probability(3) == pytest.approx(once.supports.probability(3), abs=0.02)


def test_a_threshold_weighs_both_classes_the_same() -> None:
    """One claim in ten is not supported: a threshold that is right most often would let nearly all of those pass."""
    generator = random.Random(4)  # noqa: S311 - no secret
    rows = []
    for number in range(400):
        label = Label.UNSUPPORTED if number % 10 == 0 else Label.SUPPORTED
        found = with_odds(generator.gauss(2 if label is Label.SUPPORTED else 0, 1), 0)
        rows.append(Example(found, Relation.SUPPORTS, label, "d", f"a{number}"))
    fitted = fit(rows, IDENTITY, PROMPTS, chooses=True)
    refused = [fitted.relation(e.probabilities) is not Relation.SUPPORTS for e in rows if e.label is Label.UNSUPPORTED]
    assert sum(refused) > 0.7 * len(refused)


def test_too_few_contradictions_leave_the_models_own_odds() -> None:
    rows = [e for e in examples() if e.label is not Label.CONTRADICTED or int(e.article[1:]) < 30]
    fitted = fit(rows, IDENTITY, PROMPTS, chooses=True)
    assert fitted.contradicts == AS_ANSWERED
    assert fitted.relation(with_odds(0, 0.1)) is Relation.CONTRADICTS
    assert fitted.relation(with_odds(0, -0.1)) is Relation.SILENT


def test_answers_that_have_nothing_to_do_with_the_labels_are_refused() -> None:
    turned = {Label.SUPPORTED: Label.CONTRADICTED}
    rows = [
        Example(e.probabilities, e.relation, turned.get(e.label, Label.SUPPORTED), e.dataset, e.article)
        for e in examples()
    ]
    with pytest.raises(InputError, match="nothing to do with the labels"):
        fit(rows, IDENTITY, PROMPTS, chooses=False)


@pytest.mark.parametrize("chooses", [True, False])
def test_fitting_twice_gives_the_same(chooses: bool) -> None:
    once, again = (fit(examples(), IDENTITY, PROMPTS, chooses=chooses, day="d") for _ in range(2))
    assert once == again
    assert Calibration.model_validate_json(once.model_dump_json()) == once


def test_one_fitted_on_another_day_has_another_title() -> None:
    assert made().title != made(fitted="2025-01-02").title


@pytest.mark.parametrize("chooses", [True, False])
def test_nothing_is_measured_on_rows_of_an_article_that_was_fitted_to(chooses: bool) -> None:
    """Other answers about one article change what others are measured with, and not what its own rows are."""
    rows = examples()
    changed = [
        Example(with_odds(-8, 3), e.relation, e.label, e.dataset, e.article) if e.article == "a7" else e for e in rows
    ]
    before, after = held_out(rows, chooses=chooses), held_out(changed, chooses=chooses)
    same = {row.article for row, old, new in zip(rows, before, after, strict=True) if old == new}
    assert "a7" in same
    assert len(same) < len({row.article for row in rows})


def test_the_lines_have_every_dataset_and_the_mean() -> None:
    rows = examples()
    lines = as_lines(measured(rows, [made(**PLAIN)] * len(rows))).splitlines()
    assert [line.partition(":")[0].partition(";")[0] for line in lines] == ["d0", "d1", "d2", "mean"]
    assert "40 rows; relations right 0.500 -> 0.500" in lines[0]


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(InputError, match="fitting needs 20 of each"):
        fit(examples(30), IDENTITY, PROMPTS, chooses=True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: is not a JSON object"),
        ('{"claim": "c", "source": "s", "label": "true"}', "line 2: label: .*got 'true'"),
        ('{"claim": "c", "label": "supported"}', "line 2: source: Field required"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    good = json.dumps({"claim": "c", "source": "s", "label": "supported"})
    (tmp_path / "rows.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_rows(tmp_path / "rows.jsonl")
