"""What scores are worth: intervals for one run, and better, worse or cannot tell for two runs on the same cases.

A case is one story, and the story is the unit that is drawn: what a model makes of two claims of one story is not
independent. A score is `(hits, of)` of a case; the score of several cases is pooled, the sum of hits over the sum of `of`.
Repeated samples are averaged within their case first (`averaged`), so that five samples never count as five stories.

`worse` and `better` are two one-sided tests, each at 5 %: the gate asks whether a change lost something, and is to raise a
false alarm one time in twenty, not one in forty. Both tests are exact where nothing changed, so that rate is never passed;
where few stories differ at all, it is lower. docs/evals.md gives the method in prose and the simulated rates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from factcheck.errors import InputError
from factcheck.records import Record

LEVEL = 0.05
"""How often `worse` may be said where nothing changed; the same for `better`."""
POWER = 0.8
"""How often the smallest detectable difference would be seen if it were there."""
RESAMPLES = 9_999
SEED = 20_240_412
"""Of every generator here: the same scores give the same numbers to the last digit."""
ENUMERATED_STORIES = 15
"""Up to as many stories all 2^n swaps are tried; above, 2^15 drawn ones."""
_ROUNDING = 1e-9
"""Scores that differ by less are equal."""
_TIE_BREAK = 1e-4
"""The weight of what orders equal patterns: below the smallest difference that thousands of parts can show."""

Parts: TypeAlias = tuple[float, float]
"""`(hits, of)` of one case: 0 <= hits <= of; of = 0 where the case has nothing that the metric counts."""
Cases: TypeAlias = Mapping[str, Parts]
"""The parts of each case of one metric."""
_Floats: TypeAlias = NDArray[np.float64]


class UnusableScore(InputError):
    """Hits and parts that are no score: one line with the case and the values."""


class Interval(Record):
    """From `low` to `high`, both within the interval."""

    low: float
    high: float


class Change(StrEnum):
    """What a paired comparison says of the second run."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class PairedComparison(Record):
    """The second run (b) against the first (a), on the cases where both have parts.

    `difference` is b - a, of the pooled scores; None where no case is in both. `interval` is its 90 % interval, each end a
    one-sided 95 % bound, not adjusted for other metrics. `p_worse` and `p_better` are one-sided and adjusted over the
    metrics compared. `lost` and `won` are the cases that scored lower and higher in b, and `mcnemar` the two-sided exact p
    of their numbers, for the reader only. `detectable` is the smallest difference that these cases could have shown, None
    when they are too few to show any. `left_out` are the cases that only one run has parts for.
    """

    change: Change
    difference: float | None
    interval: Interval | None
    p_worse: float
    p_better: float
    stories: int
    lost: tuple[str, ...]
    won: tuple[str, ...]
    mcnemar: float
    detectable: float | None
    left_out: tuple[str, ...]


def checked(case: str, parts: Parts) -> Parts:
    """The same parts. Raises UnusableScore naming the case where they are not finite or not 0 <= hits <= of."""
    hits, of = parts
    if not (math.isfinite(hits) and math.isfinite(of) and 0 <= hits <= of + _ROUNDING):
        raise UnusableScore(f"{case}: {hits:g} hits of {of:g} is no score: give finite numbers, 0 <= hits <= of")
    return parts


def pooled(cases: Cases) -> Parts:
    """The hits and parts of all cases together."""
    return math.fsum(hits for hits, _ in cases.values()), math.fsum(of for _, of in cases.values())


def averaged(samples: Iterable[Parts]) -> Parts:
    """One case's parts from repeated samples of it: the mean hits and the mean number of parts.

    A sample without parts is left out; (0, 0) when all are.
    """
    counted = [parts for parts in samples if parts[1] > 0]
    if not counted:
        return 0.0, 0.0
    return math.fsum(hits for hits, _ in counted) / len(counted), math.fsum(of for _, of in counted) / len(counted)


def wilson(hits: int, of: int) -> Interval | None:
    """The 95 % score interval of a rate, as of independent parts; None without parts.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212; without
    continuity correction, method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872.
    """
    if of == 0:
        return None
    low, high = stats.binomtest(hits, of).proportion_ci(0.95, method="wilson")
    return Interval(low=float(low), high=float(high))


def bootstrap_by_story(cases: Cases) -> Interval | None:
    """The 95 % interval of the pooled score, drawing whole stories; None where the stories do not differ, or is but one.

    Bias-corrected and accelerated (B. Efron, JASA 82 (1987), 171-185), `RESAMPLES` draws, fixed seed. With n stories the
    level is widened to 1 - 2 * Phi(-sqrt(n / (n - 1)) * t), t the 97.5 % point of Student's t with n - 1 degrees of freedom:
    a bootstrap of a dozen stories is too narrow without (T. C. Hesterberg, The American Statistician 69 (2015), 371-386).
    """
    counted = np.array([parts for parts in cases.values() if parts[1] > 0], dtype=float).reshape(-1, 2)
    stories = len(counted)
    if stories < 2 or np.ptp(counted[:, 0] / counted[:, 1]) < _ROUNDING:
        return None
    beyond = special.ndtr(-math.sqrt(stories / (stories - 1)) * special.stdtrit(stories - 1, 0.975))
    drawn = stats.bootstrap(
        (counted[:, 0], counted[:, 1]),
        lambda hits, of, axis=-1: hits.sum(axis=axis) / of.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=1 - 2 * max(float(beyond), 1 / RESAMPLES),  # of two or three stories: all that was drawn
        method="BCa",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(low=float(drawn.low), high=float(drawn.high))


def mcnemar_exact(lost: int, won: int) -> float:
    """The two-sided exact p of as many losses and wins or more uneven ones; 1 where there are none.

    Q. McNemar, Psychometrika 12 (1947), 153-157, with the binomial distribution in place of chi-square.
    """
    return float(stats.binomtest(lost, lost + won, 0.5).pvalue) if lost + won else 1.0


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted for being several, in the order given: each the largest of (m - j + 1) * p(j) up to its rank.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    p = np.asarray(values, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1)
    return tuple(adjusted.tolist())


class _Swapped:
    """The test and the interval of the difference of two runs, from swapping which run is which, story by story.

    Where nothing changed, either run's answers on a story could have come from the other, so every pattern of swaps was as
    likely as the one seen (R. A. Fisher, The Design of Experiments (1935), section 21; with equal parts in both runs this is
    the sign-flip test of the stories' differences). Patterns are ordered by the difference of the pooled scores; those equal
    in it, of which counts give many, by the mean of the stories' own differences: as exact, and less conservative.

    The interval holds the differences that the same test does not reject (D. Tritchler, "On inverting permutation tests",
    JASA 79 (1984), 200-207). Taking d off b's score moves the statistic of each pattern linearly in d, so each pattern has
    one d at which it passes the observed one, and the interval's ends are order statistics of these. Drawn patterns are
    counted with the observed one among them (B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular
    Biology 9 (2010), article 39).
    """

    def __init__(self, a: _Floats, b: _Floats) -> None:
        """`a` and `b` have one row (hits, of) per story, in the same order, every `of` above 0."""
        swaps = _swaps(len(a))
        self._patterns = len(swaps) + 1
        in_b, in_a = b.sum(axis=0) + swaps @ (a - b), a.sum(axis=0) + swaps @ (b - a)
        differences = in_b[:, 0] / in_b[:, 1] - in_a[:, 0] / in_a[:, 1]
        moved_by = ((1 - swaps) @ b[:, 1]) / in_b[:, 1] - (swaps @ b[:, 1]) / in_a[:, 1]
        self.difference = float(b[:, 0].sum() / b[:, 1].sum() - a[:, 0].sum() / a[:, 1].sum())
        by_story = b[:, 0] / b[:, 1] - a[:, 0] / a[:, 1]
        # What a pattern falls short of the observed one, in the difference and, weighted as a tie-break, in the stories' mean.
        short = self.difference - differences + _TIE_BREAK * 2 * (swaps @ by_story) / len(a)
        self._passing = np.sort(short / (1 - moved_by + _TIE_BREAK * 2 * swaps.mean(axis=1)))

    @property
    def p_worse(self) -> float:
        """How likely a difference as low as this one is, where nothing changed."""
        return (1 + int((self._passing >= -_TIE_BREAK * _ROUNDING).sum())) / self._patterns

    @property
    def p_better(self) -> float:
        """How likely a difference as high as this one is, where nothing changed."""
        return (1 + int((self._passing <= _TIE_BREAK * _ROUNDING).sum())) / self._patterns

    @property
    def interval(self) -> Interval:
        """From the one-sided lower to the one-sided upper bound; from -1, or to 1, where there are too few stories."""
        beyond = math.floor(LEVEL * self._patterns + _ROUNDING)
        if beyond == 0:
            return Interval(low=-1, high=1)
        low, high = np.clip([self._passing[beyond - 1], self._passing[-beyond]], -1, 1)
        return Interval(low=float(low), high=float(high))


@lru_cache(maxsize=8)
def _swaps(stories: int) -> _Floats:
    """Patterns of swaps but the one that swaps nothing: a row each, 1 where the story is swapped."""
    if stories <= ENUMERATED_STORIES:
        numbers = np.arange(1, 2**stories)
        return ((numbers[:, None] >> np.arange(stories)) & 1).astype(float)
    drawn = np.random.default_rng(SEED).integers(0, 2, (2**ENUMERATED_STORIES - 1, stories)).astype(float)
    return drawn[drawn.any(axis=1)]


def smallest_detectable(a: _Floats, b: _Floats, metrics: int = 1) -> float | None:
    """The smallest true difference that would be told from none with `POWER`, given how much the stories' differences vary.

    (t(1 - LEVEL / metrics) + t(POWER)) * SE, t the points of Student's t with n - 1 degrees of freedom: H. S. Bloom, "Minimum
    detectable effects", Evaluation Review 19 (1995), 547-556. SE is that of the difference of two ratios of totals over n
    stories, by linearisation (W. G. Cochran, Sampling Techniques (1977), section 6.3). Where the stories hardly differ, the
    bound is that of the exact test itself: k = log2(metrics / LEVEL), rounded up, stories would have to change by a part
    each. None when there are fewer than k stories, or when not even from 0 to 1 would do. `a` and `b` have one row
    (hits, of) per story.
    """
    stories, level = len(a), LEVEL / metrics
    changed = math.ceil(-math.log2(level))
    if stories < changed:
        return None
    residuals = [(side[:, 0] - side[:, 0].sum() / side[:, 1].sum() * side[:, 1]) / side[:, 1].mean() for side in (b, a)]
    error = float(np.std(residuals[0] - residuals[1], ddof=1)) / math.sqrt(stories)
    points = special.stdtrit(stories - 1, 1 - level) + special.stdtrit(stories - 1, POWER)
    smallest = float(max(points * error, changed / b[:, 1].sum()))
    return smallest if smallest <= 1 else None


def compare_paired(a: Cases, b: Cases) -> PairedComparison:
    """One metric's b against a: `compare_metrics` with nothing else to adjust for. Raises UnusableScore."""
    return compare_metrics({"": a}, {"": b})[""]


def compare_metrics(a: Mapping[str, Cases], b: Mapping[str, Cases]) -> dict[str, PairedComparison]:
    """Run b against run a, for each metric of both, the p-values adjusted after Holm over these metrics.

    Raises UnusableScore naming the case where hits and parts are no score.
    """
    names = [name for name in a if name in b]
    found = {name: _compare(a[name], b[name], len(names)) for name in names}
    worse = holm([one.p_worse for one in found.values()])
    better = holm([one.p_better for one in found.values()])
    return {
        name: one.model_copy(update={"p_worse": p_worse, "p_better": p_better, "change": _change(p_worse, p_better)})
        for (name, one), p_worse, p_better in zip(found.items(), worse, better, strict=True)
    }


def _change(p_worse: float, p_better: float) -> Change:
    if p_worse <= LEVEL:
        return Change.WORSE
    return Change.BETTER if p_better <= LEVEL else Change.CANNOT_TELL


def _compare(a: Cases, b: Cases, metrics: int) -> PairedComparison:
    """The comparison with p-values as of this metric alone."""
    counted = [{case for case, parts in run.items() if checked(case, parts)[1] > 0} for run in (a, b)]
    shared = sorted(counted[0] & counted[1])
    left_out = tuple(sorted(counted[0] ^ counted[1]))
    rows_a, rows_b = (np.array([run[case] for case in shared], dtype=float).reshape(-1, 2) for run in (a, b))
    swapped = _Swapped(rows_a, rows_b) if shared else None
    rates = [(case, a[case][0] / a[case][1], b[case][0] / b[case][1]) for case in shared]
    lost = tuple(case for case, before, after in rates if after < before - _ROUNDING)
    won = tuple(case for case, before, after in rates if after > before + _ROUNDING)
    return PairedComparison(
        change=Change.CANNOT_TELL,
        difference=swapped.difference if swapped else None,
        interval=swapped.interval if swapped else None,
        p_worse=swapped.p_worse if swapped else 1,
        p_better=swapped.p_better if swapped else 1,
        stories=len(shared),
        lost=lost,
        won=won,
        mcnemar=mcnemar_exact(len(lost), len(won)),
        detectable=smallest_detectable(rows_a, rows_b, metrics),
        left_out=left_out,
    )
