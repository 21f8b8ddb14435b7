"""The statistics against published values, exhaustive counts, scipy's own tests, and simulations."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from evals.statistics import (
    LEVEL,
    Cases,
    Change,
    Interval,
    UnusableScore,
    averaged,
    bootstrap_by_story,
    compare_metrics,
    compare_paired,
    holm,
    mcnemar_exact,
    pooled,
    wilson,
)

# Charles Darwin's fifteen pairs of maize, cross-fertilised and self-fertilised, in eighths of an inch; the differences are
# those of R. A. Fisher, The Design of Experiments (1935), table 3.
MAIZE = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)

Counts = NDArray[np.int64]


def cases_of(hits: Counts, of: Counts) -> Cases:
    return {f"story-{n:02}": (float(h), float(o)) for n, (h, o) in enumerate(zip(hits, of, strict=True))}


class Stories:
    """Runs on the same stories: a run's rate differs from story to story, and parts of one story share it."""

    def __init__(self, generator: np.random.Generator, number: int = 12) -> None:
        self.generator = generator
        self.of = generator.integers(6, 20, number)

    def run(self, rate: float, likeness: float = 8) -> Cases:
        rates = self.generator.beta(rate * likeness, (1 - rate) * likeness, len(self.of))
        return cases_of(self.generator.binomial(self.of, rates), self.of)


runs = st.lists(
    st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=1, max_size=8
).map(lambda parts: {f"story-{n}": (float(hits), float(of)) for n, (hits, of) in enumerate(parts)})


@st.composite
def two_runs(draw: st.DrawFn) -> tuple[Cases, Cases]:
    """Two runs on the same stories; the number of parts may differ, as that of claims does."""
    a, b = draw(runs), draw(runs)
    return {case: a[case] for case in a if case in b}, {case: b[case] for case in b if case in a}


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


@given(runs)
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


# Paired comparison


def test_the_paired_test_gives_fishers_count() -> None:
    """R. A. Fisher, The Design of Experiments, section 21: 863 of the 32,768 sums of signs are as high as the one seen."""
    self_fertilised = {str(pair): (100.0, 200.0) for pair in range(15)}
    cross_fertilised = {str(pair): (100.0 + difference, 200.0) for pair, difference in enumerate(MAIZE)}
    found = compare_paired(self_fertilised, cross_fertilised)
    assert found.p_better == 863 / 32768
    assert found.change is Change.BETTER
    assert found.difference == pytest.approx(sum(MAIZE) / 15 / 200)
    assert (found.lost, len(found.won)) == (("1", "14"), 13)


@given(two_runs())
def test_the_paired_test_is_the_count_of_all_swaps(pair: tuple[Cases, Cases]) -> None:
    """Without the tie-break the p could only be higher, and the patterns above the observed one count in any case."""
    a, b = pair

    def difference(swaps: tuple[bool, ...]) -> float:
        sides = [
            pooled({case: (first if swapped else then)[case] for case, swapped in zip(a, swaps, strict=True)})
            for first, then in ((a, b), (b, a))
        ]
        return sides[0][0] / sides[0][1] - sides[1][0] / sides[1][1]

    every = np.array([difference(swaps) for swaps in product([False, True], repeat=len(a))])
    found = compare_paired(a, b)
    assert found.difference == pytest.approx(every[0])
    assert np.mean(every < every[0] - 1e-9) < found.p_worse <= np.mean(every <= every[0] + 1e-9)
    assert np.mean(every > every[0] + 1e-9) < found.p_better <= np.mean(every >= every[0] - 1e-9)


def test_the_paired_test_is_scipys_sign_flip() -> None:
    generator = np.random.default_rng(4)
    before, after = generator.random(11), generator.random(11)
    a, b = ({str(n): (float(hits), 1.0) for n, hits in enumerate(run)} for run in (before, after))
    flips = stats.permutation_test(
        (after - before,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="less"
    )
    assert compare_paired(a, b).p_worse == pytest.approx(flips.pvalue)


@given(two_runs())
def test_both_ways_round_say_the_opposite(pair: tuple[Cases, Cases]) -> None:
    there, back = compare_paired(*pair), compare_paired(*reversed(pair))
    assert (there.p_worse, there.p_better) == (back.p_better, back.p_worse)
    assert (there.lost, there.won, there.mcnemar) == (back.won, back.lost, back.mcnemar)
    assert there.difference == pytest.approx(-(back.difference or 0))


@given(two_runs())
def test_the_interval_agrees_with_the_verdict(pair: tuple[Cases, Cases]) -> None:
    found = compare_paired(*pair)
    assert found.interval is not None
    assert found.difference is not None
    assert found.interval.low - 1e-9 <= found.difference <= found.interval.high + 1e-9
    assert (found.change is Change.WORSE) == (found.interval.high < -1e-12)
    assert (found.change is Change.BETTER) == (found.interval.low > 1e-12)


def test_a_run_against_itself_is_no_change() -> None:
    run = Stories(np.random.default_rng(2)).run(0.8)
    found = compare_paired(run, run)
    assert (found.change, found.difference, found.p_worse, found.p_better) == (Change.CANNOT_TELL, 0, 1, 1)
    assert (found.lost, found.won, found.mcnemar) == ((), (), 1)
    assert found.detectable == pytest.approx(5 / pooled(run)[1])  # five stories a part each: 1 in 32


def test_five_stories_are_the_fewest_that_can_show_anything() -> None:
    right, wrong = ({f"s{n}": (hits, 9.0) for n in range(4)} for hits in (9.0, 0.0))
    few = compare_paired(right, wrong)
    assert (few.change, few.detectable) == (Change.CANNOT_TELL, None)
    assert few.interval == Interval(low=-1, high=1)
    five = compare_paired({**right, "s4": (9, 9)}, {**wrong, "s4": (0, 9)})
    assert (five.change, five.p_worse) == (Change.WORSE, 1 / 32)


def test_cases_without_parts_on_a_side_are_left_out_and_named() -> None:
    a: Cases = {"one": (1, 2), "none": (0, 0), "gone": (1, 1)}
    b: Cases = {"one": (1, 2), "none": (1, 1), "new": (1, 1)}
    found = compare_paired(a, b)
    assert (found.stories, found.left_out) == (1, ("gone", "new", "none"))


def test_nothing_in_common_is_no_difference() -> None:
    found = compare_paired({"a": (0, 0)}, {})
    assert (found.change, found.difference, found.interval, found.stories) == (Change.CANNOT_TELL, None, None, 0)
    assert compare_metrics({}, {}) == {}


@pytest.mark.parametrize("parts", [(math.nan, 1), (1, math.nan), (1, math.inf), (-1, 2), (3, 2)])
def test_what_is_no_score_is_refused_with_its_case(parts: tuple[float, float]) -> None:
    with pytest.raises(UnusableScore, match=r"^tram: .+ is no score"):
        compare_paired({"tram": (1, 1)}, {"tram": parts})


def test_above_fifteen_stories_swaps_are_drawn_the_same_each_time() -> None:
    generator = np.random.default_rng(9)
    stories = Stories(generator, number=24)
    a, b = stories.run(0.9), stories.run(0.7)
    assert compare_paired(a, b) == compare_paired(dict(a), dict(b))
    flips = stats.ttest_rel([hits / of for hits, of in b.values()], [hits / of for hits, of in a.values()])
    assert compare_paired(a, b).p_worse == pytest.approx(flips.pvalue / 2, abs=0.02)


def test_metrics_are_adjusted_together() -> None:
    right, wrong = ({f"s{n}": (hits, 9.0) for n in range(6)} for hits in (9.0, 8.0))
    alone = compare_paired(right, wrong)
    assert (alone.change, alone.p_worse) == (Change.WORSE, 1 / 64)
    metrics = {f"m.{letter}": right for letter in "abcd"}
    found = compare_metrics(metrics, {**metrics, "m.a": wrong, "other.only": wrong})
    assert set(found) == set(metrics)
    assert (found["m.a"].change, found["m.a"].p_worse) == (Change.CANNOT_TELL, 4 / 64)
    assert found["m.a"].detectable is None  # seven stories would have to change, and there are six
    assert found["m.b"].p_worse == 1


# Simulations


def test_worse_is_said_of_no_change_one_time_in_twenty() -> None:
    """Nothing changed, but the parts of a story go together: a test that took them one by one would cry worse."""
    generator = np.random.default_rng(1)
    said = dict.fromkeys(Change, 0)
    part_by_part = 0
    for _ in range(1500):
        stories = Stories(generator)
        a, b = stories.run(0.7), stories.run(0.7)
        said[compare_paired(a, b).change] += 1
        (before, of), (after, _) = pooled(a), pooled(b)
        spread = math.sqrt((before * (of - before) + after * (of - after)) / of)
        part_by_part += (after - before) / spread <= stats.norm.ppf(LEVEL)
    assert 0.03 <= said[Change.WORSE] / 1500 <= 0.07
    assert 0.03 <= said[Change.BETTER] / 1500 <= 0.07
    assert part_by_part / 1500 > 0.1


def test_any_worse_among_several_metrics_is_one_time_in_twenty() -> None:
    generator = np.random.default_rng(6)
    said = 0
    for _ in range(400):
        stories = Stories(generator)
        a, b = ({metric: stories.run(0.7) for metric in "xyz"} for _ in range(2))
        said += any(found.change is Change.WORSE for found in compare_metrics(a, b).values())
    assert 0.03 <= said / 400 <= 0.07


def test_the_smallest_detectable_difference_is_seen_four_times_in_five() -> None:
    """The spread of the stories' differences stays, their mean moves: what the formula supposes."""
    generator = np.random.default_rng(8)
    of = np.full(12, 100.0)

    def two(moved: float) -> tuple[Cases, Cases]:
        before, after = generator.normal(60, 6, 12), generator.normal(60 - moved, 6, 12)
        return tuple({str(n): parts for n, parts in enumerate(zip(run, of, strict=True))} for run in (before, after))  # type: ignore[return-value]

    detectable = float(np.median([compare_paired(*two(0)).detectable or 1 for _ in range(200)]))
    seen = sum(compare_paired(*two(100 * detectable)).change is Change.WORSE for _ in range(300))
    assert 0.7 <= seen / 300 <= 0.9
