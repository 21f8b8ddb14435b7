"""The statistics against published values, exhaustive counts and a simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics import Cases, averaged, bootstrap_by_story, holm, mcnemar_exact, pooled, wilson
from tests.evals.runs import Stories, any_cases

LEVEL = 0.05


# Wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_table_one(hits: int, of: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    found = wilson(hits, of)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_rate_of_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_few_and_many_parts_of_one_rate_are_told_apart() -> None:
    few, many = wilson(17, 20), wilson(850, 1000)
    assert few is not None
    assert many is not None
    assert few.high - few.low > 5 * (many.high - many.low)


# Bootstrap by story


def test_the_interval_is_of_stories_and_not_of_parts() -> None:
    """Four stories all right and four all wrong say less than their eighty parts would if each stood alone."""
    stories = {f"s{n}": (10.0 * (n % 2), 10.0) for n in range(8)}
    drawn, alone = bootstrap_by_story(stories), wilson(40, 80)
    assert drawn is not None
    assert alone is not None
    assert drawn.high - drawn.low > 2 * (alone.high - alone.low)


def test_the_bootstrap_is_the_same_each_time_and_in_any_order() -> None:
    stories = Stories(np.random.default_rng(3)).run(0.8)
    assert bootstrap_by_story(stories) == bootstrap_by_story(dict(stories))


@pytest.mark.parametrize(
    "cases",
    [{}, {"a": (3, 4)}, {"a": (3, 4), "b": (0, 0)}, {"a": (3, 4), "b": (6, 8)}, {"a": (0, 5), "b": (0, 9)}],
)
def test_stories_that_do_not_differ_have_no_bootstrap_interval(cases: Cases) -> None:
    assert bootstrap_by_story(cases) is None


@given(any_cases)
def test_the_interval_holds_the_score(cases: Cases) -> None:
    drawn = bootstrap_by_story(cases)
    if drawn is not None:
        hits, of = pooled(cases)
        assert 0 <= drawn.low <= hits / of <= drawn.high <= 1


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(11)
    covered = 0
    for _ in range(150):
        drawn = bootstrap_by_story(Stories(generator).run(0.8))
        covered += drawn is not None and drawn.low <= 0.8 <= drawn.high
    assert 0.88 <= covered / 150 <= 0.99


# McNemar, Holm


def test_mcnemar_gives_fays_example() -> None:
    """M. P. Fay, "Exact McNemar's test and matching confidence intervals" (vignette of exact2x2): 9 against 2."""
    assert mcnemar_exact(9, 2) == pytest.approx(0.06543, abs=5e-6)
    assert mcnemar_exact(0, 0) == 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_counts_the_tail(lost: int, won: int) -> None:
    tail = sum(math.comb(lost + won, fewer) for fewer in range(min(lost, won) + 1)) / 2 ** (lost + won)
    assert mcnemar_exact(lost, won) == pytest.approx(min(1, 2 * tail))


def test_holm_gives_pingouins_example() -> None:
    """The documentation of pingouin.multicomp, method "holm"."""
    assert holm([0.50, 0.003, 0.32, 0.054, 0.0003]) == pytest.approx([0.64, 0.012, 0.64, 0.162, 0.0015])


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_rejects_what_its_steps_reject(values: list[float]) -> None:
    """The procedure as the paper states it: from the smallest p on, until one is above its share of the level."""
    adjusted = holm(values)
    going = True
    for step, index in enumerate(sorted(range(len(values)), key=lambda index: (values[index], index))):
        going = going and values[index] * (len(values) - step) <= LEVEL
        assert (adjusted[index] <= LEVEL) == going
        assert values[index] <= adjusted[index] <= 1


# Samples


def test_samples_are_averaged_within_their_case() -> None:
    assert averaged([(3, 4), (4, 4), (2, 4)]) == (3, 4)
    assert averaged([(3, 4), (0, 0), (2, 6)]) == (2.5, 5)
    assert averaged([(0, 0)]) == averaged([]) == (0, 0)
