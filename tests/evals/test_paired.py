"""The paired comparison against published values, exhaustive counts, scipy's own tests, and simulations."""

from __future__ import annotations

import math
import re
from itertools import product

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evals.bench.alarms import SETTINGS
from evals.bench.alarms import command as alarms
from evals.paired import LEVEL, Change, compare_metrics, compare_paired
from evals.statistics import Cases, Interval, UnusableScore, pooled
from tests.evals.runs import Stories, any_cases

# Charles Darwin's fifteen pairs of maize, cross-fertilised and self-fertilised, in eighths of an inch; the differences are
# those of R. A. Fisher, The Design of Experiments (1935), table 3.
MAIZE = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)


@st.composite
def two_runs(draw: st.DrawFn) -> tuple[Cases, Cases]:
    """Two runs on the same stories; the number of parts may differ, as that of claims does."""
    a, b = draw(any_cases), draw(any_cases)
    return {case: a[case] for case in a if case in b}, {case: b[case] for case in b if case in a}


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
    with pytest.raises(UnusableScore, match=r"^tram: .+ is not a score"):
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
    mixed: Cases = {f"s{n}": (9.0 - n % 2, 9.0) for n in range(6)}
    alone = compare_paired(right, wrong)
    assert (alone.change, alone.p_worse) == (Change.WORSE, 1 / 64)
    before = {"m.a": right, "m.b": mixed, "m.c": mixed, "m.d": mixed}
    other_way: Cases = {f"s{n}": (8.0 + n % 2, 9.0) for n in range(6)}
    found = compare_metrics(before, {**dict.fromkeys(before, other_way), "m.a": wrong, "other.only": wrong})
    assert set(found) == set(before)
    assert (found["m.a"].change, found["m.a"].p_worse) == (Change.CANNOT_TELL, 4 / 64)
    assert found["m.a"].detectable is None  # seven stories would have to change, and there are six
    assert found["m.b"].p_worse == 1


def test_metrics_that_cannot_tell_anything_are_no_further_chance_of_a_false_alarm() -> None:
    right, wrong = ({f"s{n}": (hits, 9.0) for n in range(6)} for hits in (9.0, 8.0))
    four: Cases = {**right, **{f"s{n}": (8.0, 9.0) for n in range(4)}}
    found = compare_metrics(dict.fromkeys("abcde", right), {**dict.fromkeys("abcde", right), "a": wrong, "b": four})
    assert (found["a"].change, found["a"].p_worse) == (Change.WORSE, 1 / 64)
    assert (found["b"].change, found["b"].p_worse) == (Change.CANNOT_TELL, 1 / 16)


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


def test_the_bench_of_false_alarms_fills_its_table() -> None:
    ended = CliRunner().invoke(alarms, ["--runs", "3"])
    assert ended.exit_code == 0
    assert len(re.findall(r"^\| \d+ \| 0\.\d+ \| \d+( \| \d+\.\d %){3} \|$", ended.output, re.M)) == len(SETTINGS)
