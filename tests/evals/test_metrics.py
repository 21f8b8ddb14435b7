"""The bench's metrics against scikit-learn's, and against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score

from evals.bench.metrics import (
    Estimate,
    auroc,
    balanced_accuracy,
    best_balanced_accuracy,
    bootstrap,
    calibration_error,
    calibration_error_by_chance,
    macro_f1,
)

ROWS = 60
GENERATOR = np.random.default_rng(0)
YES = GENERATOR.random(ROWS) < 0.4
SCORES = np.round(GENERATOR.random(ROWS) * 0.7 + YES * 0.3, 1)  # rounded, so that many are equal
WEIGHTS = bootstrap([f"a{number // 3}" for number in range(ROWS)], seed=1, replicates=20)


def test_area_is_scikit_learns_in_every_replicate() -> None:
    expected = [roc_auc_score(YES, SCORES, sample_weight=weights) for weights in WEIGHTS]
    assert auroc(WEIGHTS, YES, SCORES) == pytest.approx(expected)


def test_balanced_accuracy_is_scikit_learns_in_every_replicate() -> None:
    expected = [balanced_accuracy_score(YES, SCORES >= 0.5, sample_weight=weights) for weights in WEIGHTS]
    assert balanced_accuracy(WEIGHTS, YES, SCORES >= 0.5) == pytest.approx(expected)


def test_the_best_threshold_is_the_best_of_all() -> None:
    tried = [balanced_accuracy(WEIGHTS, YES, threshold <= SCORES) for threshold in (*np.unique(SCORES), 2)]
    assert best_balanced_accuracy(WEIGHTS, YES, SCORES) == pytest.approx(np.max(tried, axis=0))


def test_macro_f1_is_scikit_learns_in_every_replicate() -> None:
    truth, said = GENERATOR.integers(0, 3, ROWS), GENERATOR.integers(0, 3, ROWS)
    expected = [f1_score(truth, said, average="macro", sample_weight=weights) for weights in WEIGHTS]
    assert macro_f1(WEIGHTS, truth, said) == pytest.approx(expected)


def test_calibration_error_by_hand() -> None:
    yes = np.array([True, False, True, True])
    probabilities = np.array([0.72, 0.78, 1.0, 0.31])  # bins: 0.5 against 0.75, 1 against 1, 1 against 0.31
    assert calibration_error(np.ones((1, 4)), yes, probabilities) == pytest.approx([(0.5 + 0 + 0.69) / 4])


def test_calibration_error_by_chance_is_that_of_labels_drawn_from_the_probabilities() -> None:
    # Both rows share a bin: |labels - probabilities| / 2 is 0.5 when the labels agree (half of the time), else 0.
    assert calibration_error_by_chance(np.array([0.5, 0.5])) == pytest.approx(0.25, abs=0.03)
    assert calibration_error_by_chance(np.array([0.0, 1.0])) == 0
    few, many = (calibration_error_by_chance(np.linspace(0.05, 0.95, rows)) for rows in (20, 2000))
    assert many < 0.03 < few


def test_a_class_that_is_missing_gives_no_number() -> None:
    only_yes = np.ones(ROWS, dtype=bool)
    assert Estimate.of(auroc(WEIGHTS, only_yes, SCORES)) == Estimate(None, None, None)
    assert Estimate.of(balanced_accuracy(WEIGHTS, only_yes, only_yes)) == Estimate(None, None, None)


def test_rows_of_an_article_are_drawn_together() -> None:
    assert (WEIGHTS[0] == 1).all()
    assert (WEIGHTS.sum(axis=1) == ROWS).all()
    assert (WEIGHTS.reshape(-1, ROWS // 3, 3) == WEIGHTS.reshape(-1, ROWS // 3, 3)[:, :, :1]).all()
    assert (bootstrap(["a", "b"], seed=3) == bootstrap(["a", "b"], seed=3)).all()


def test_an_interval_holds_its_estimate() -> None:
    estimate = Estimate.of(auroc(bootstrap([str(n) for n in range(ROWS)], seed=0), YES, SCORES))
    assert estimate.low is not None
    assert estimate.value is not None
    assert estimate.high is not None
    assert estimate.low < estimate.value < estimate.high
