"""The promised error rate: the rule, by hand and against a simulation."""

from __future__ import annotations

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.calibration.promise import PROMISE_CONFIDENCE, Step, steps, tail, threshold_for

FEWEST = ((0.05, 77), (0.1, 38), (0.2, 18))
labelled = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)


def test_the_tail_of_a_binomial_by_hand() -> None:
    assert tail(0, 3, 0.5) == pytest.approx(1 / 8)
    assert tail(1, 3, 0.5) == pytest.approx(4 / 8)
    assert tail(3, 3, 0.2) == pytest.approx(1)
    assert (tail(2, 3, 0.0), tail(2, 3, 1.0), tail(3, 3, 1.0)) == (1, 0, 1)
    assert tail(300, 5000, 0.05) == pytest.approx(0.9993, abs=1e-3)
    assert tail(2, 60, 0.05) == pytest.approx(sum(comb(60, k) * 0.05**k * 0.95 ** (60 - k) for k in range(3)))


def test_every_threshold_shows_all_that_is_as_likely() -> None:
    found = steps([0.9, 0.7, 0.9, 0.4], [True, False, False, True])
    assert found == (
        Step(threshold=0.9, shown=2, wrong=1),
        Step(threshold=0.7, shown=3, wrong=2),
        Step(threshold=0.4, shown=4, wrong=2),
    )


@pytest.mark.parametrize(("rate", "fewest"), FEWEST)
def test_too_few_claims_promise_nothing(rate: float, fewest: int) -> None:
    """As many as prove the rate with half of the allowed share wrong: P(at most n * rate / 2 of n wrong) is 0.1 or less."""
    for number, proves in ((fewest - 1, False), (fewest, True)):
        found = threshold_for(steps([1 - n / 1000 for n in range(number)], [True] * number), rate)
        assert (found is not None) == proves


def test_the_search_ends_at_the_first_threshold_that_fails() -> None:
    likely = [(1 - n / 10_000, True) for n in range(800)]
    doubtful = [(0.8 - n / 1000, False) for n in range(60)]
    sure_again = [(0.5 - n / 10_000, True) for n in range(2000)]
    pairs = [*likely, *doubtful, *sure_again]
    found = threshold_for(steps([p for p, _ in pairs], [right for _, right in pairs]), 0.05)
    assert found is not None
    assert 0.7 < found.threshold <= 0.9, "what comes after the doubtful ones is never reached"
    assert 0 < found.wrong <= 40


def test_wrong_ones_among_the_first_handful_do_not_end_the_search() -> None:
    first = [(1 - n / 100_000, n not in (12, 94, 104)) for n in range(110)]
    rest = [(0.9 - n / 10_000, True) for n in range(1000)]
    found = threshold_for(steps([p for p, _ in first + rest], [right for _, right in first + rest]), 0.05)
    assert found is not None
    assert (found.shown, found.wrong) == (1110, 3)


@given(labelled, st.floats(0.01, 0.4), st.floats(0.01, 0.4))
def test_a_stricter_rate_never_shows_more(claims: list[tuple[float, bool]], one: float, other: float) -> None:
    tried = steps([p for p, _ in claims], [right for _, right in claims])
    strict, loose = sorted((one, other))
    shown = [found.shown if (found := threshold_for(tried, rate)) else 0 for rate in (strict, loose)]
    assert shown[0] <= shown[1]


@given(labelled)
def test_steps_count_every_claim_once_and_only_grow(claims: list[tuple[float, bool]]) -> None:
    tried = steps([p for p, _ in claims], [right for _, right in claims])
    assert tried[-1].shown == len(claims)
    assert tried[-1].wrong == sum(not right for _, right in claims)
    assert [step.threshold for step in tried] == sorted({p for p, _ in claims}, reverse=True)
    assert all(a.shown < b.shown and a.wrong <= b.wrong for a, b in pairwise(tried))


@pytest.mark.parametrize("sharpness", [2.0, 4.0])
def test_five_percent_promised_at_ninety_is_exceeded_in_at_most_one_of_ten_draws(sharpness: float) -> None:
    """1,000 draws of 600 labelled claims, each from a world in which the share of wrong ones above a threshold is known."""
    random = np.random.default_rng(20261125)
    world = random.random(200_000)
    right = random.random(200_000) < 1 / (1 + np.exp(-6 * sharpness * (world - 0.45)))
    order = np.argsort(-world)
    shown = np.arange(1, len(world) + 1)
    wrong = np.cumsum(~right[order])
    rates = dict(zip(world[order], wrong / shown, strict=True))
    exceeded = promised = 0
    for _ in range(1000):
        drawn = random.integers(0, len(world), 600)
        found = threshold_for(steps(world[drawn].tolist(), right[drawn].tolist()), 0.05)
        if found is not None:
            promised += 1
            exceeded += rates[found.threshold] > 0.05
    assert promised > 100
    assert exceeded / 1000 <= 1 - PROMISE_CONFIDENCE


def test_the_search_may_begin_with_a_smaller_share() -> None:
    """A model is sure of few contradictions: at a quarter of all claims most that it calls so are none."""
    sure = [(1 - n / 10_000, True) for n in range(100)]
    doubtful = [(0.8 - n / 10_000, n % 2 == 0) for n in range(900)]
    tried = steps([p for p, _ in sure + doubtful], [right for _, right in sure + doubtful])
    assert threshold_for(tried, 0.1) is None
    found = threshold_for(tried, 0.1, begin=0.05)
    assert found is not None
    assert found.shown >= 100
