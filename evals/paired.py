"""One run of the evals against another on the same stories: better, worse or cannot tell.

`worse` and `better` are two one-sided tests, each at 5 %: the gate asks whether a change lost something, and should
raise a false alarm one time in twenty, not one in forty. Both tests are exact if nothing changed, so that rate is never
exceeded; if few stories differ at all, it is lower. docs/evals.md gives the simulated rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from evals.statistics import ROUNDING, SEED, Cases, Interval, checked, holm, mcnemar_exact
from factcheck.records import Record

LEVEL = 0.05
"""How often `worse` may be said if nothing changed; the same for `better`."""
POWER = 0.8
"""How often the smallest detectable difference would be seen if it were there."""
ENUMERATED_STORIES = 15
"""Up to as many stories all 2^n swaps are tried; above, 2^15 drawn ones."""
_TIE_BREAK = 1e-4
"""The weight of what orders equal patterns: below the smallest difference that thousands of parts can show."""

_Floats: TypeAlias = NDArray[np.float64]


class Change(StrEnum):
    """A paired comparison's verdict on the second run."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class PairedComparison(Record):
    """The second run (b) against the first (a), on the cases where both have parts.

    `difference` is b - a, of the pooled scores; None where no case is in both. `interval` is its 90 % interval, each end a
    one-sided 95 % bound, not adjusted for other metrics. `p_worse` and `p_better` are one-sided and adjusted over the
    metrics compared that could show anything. `lost` and `won` are the cases that scored lower and higher in b, and
    `mcnemar` the two-sided exact p of their numbers, for the reader only. `detectable` is the smallest difference that these
    cases could have shown, None when they are too few to show any. `left_out` are the cases that only one run has parts for.
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
        """How likely a difference as low as this one is, if nothing changed."""
        return (1 + int((self._passing >= -_TIE_BREAK * ROUNDING).sum())) / self._patterns

    @property
    def p_better(self) -> float:
        """How likely a difference as high as this one is, if nothing changed."""
        return (1 + int((self._passing <= _TIE_BREAK * ROUNDING).sum())) / self._patterns

    @property
    def interval(self) -> Interval:
        """From the one-sided lower to the one-sided upper bound; from -1, or to 1, where there are too few stories."""
        beyond = math.floor(LEVEL * self._patterns + ROUNDING)
        if beyond == 0:
            return Interval(low=-1, high=1)
        low, high = np.clip([self._passing[beyond - 1], self._passing[-beyond]], -1, 1)
        return Interval(low=float(low), high=float(high))


@lru_cache(maxsize=8)
def _swaps(stories: int) -> _Floats:
    """Patterns of swaps except the one that swaps nothing: a row each, 1 for a swapped story."""
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
    points = scipy.special.stdtrit(stories - 1, 1 - level) + scipy.special.stdtrit(stories - 1, POWER)
    smallest = float(max(points * error, changed / b[:, 1].sum()))
    return smallest if smallest <= 1 else None


def compare_paired(a: Cases, b: Cases) -> PairedComparison:
    """One metric's b against a: `compare_metrics` with nothing else to adjust for. Raises UnusableScore."""
    return compare_metrics({"": a}, {"": b})[""]


def compare_metrics(a: Mapping[str, Cases], b: Mapping[str, Cases]) -> dict[str, PairedComparison]:
    """Run b against run a, for each metric of both, the p-values adjusted after Holm.

    Adjusted are the metrics of which enough stories differ that some pattern of swaps is rarer than `LEVEL`. The others
    cannot be told from no change whatever the signs of their differences, so that they are no further chance of a false
    alarm (R. E. Tarone, Biometrics 46 (1990), 515-522): most metrics, if one suite was recorded again. Raises
    UnusableScore naming the case whose hits and parts are not a score.
    """
    paired = {name: _paired(a[name], b[name]) for name in a if name in b}
    telling = [name for name, (_, rows_a, rows_b) in paired.items() if _could_tell(rows_a, rows_b)]
    found = {name: _compare(a[name], b[name], *paired[name], max(len(telling), 1)) for name in paired}
    worse = dict(zip(telling, holm([found[name].p_worse for name in telling]), strict=True))
    better = dict(zip(telling, holm([found[name].p_better for name in telling]), strict=True))
    return {
        name: one.model_copy(
            update={
                "p_worse": worse.get(name, one.p_worse),
                "p_better": better.get(name, one.p_better),
                "change": _change(worse.get(name, 1), better.get(name, 1)),
            }
        )
        for name, one in found.items()
    }


def _paired(a: Cases, b: Cases) -> tuple[list[str], _Floats, _Floats]:
    """The cases that both have parts for, and the parts of each run, a row (hits, of) per case."""
    shared = sorted(case for case in a if case in b and checked(case, a[case])[1] > 0 and checked(case, b[case])[1] > 0)
    rows_a, rows_b = (np.array([run[case] for case in shared], dtype=float).reshape(-1, 2) for run in (a, b))
    return shared, rows_a, rows_b


def _could_tell(a: _Floats, b: _Floats) -> bool:
    return 0.5 ** int((np.abs(a - b) > ROUNDING).any(axis=1).sum()) <= LEVEL


def _change(p_worse: float, p_better: float) -> Change:
    if p_worse <= LEVEL:
        return Change.WORSE
    return Change.BETTER if p_better <= LEVEL else Change.CANNOT_TELL


def _compare(a: Cases, b: Cases, shared: list[str], rows_a: _Floats, rows_b: _Floats, metrics: int) -> PairedComparison:
    """The comparison with p-values as of this metric alone, and the change still to be said."""
    swapped = _Swapped(rows_a, rows_b) if shared else None
    rates = list(zip(shared, rows_a[:, 0] / rows_a[:, 1], rows_b[:, 0] / rows_b[:, 1], strict=True))
    lost = tuple(case for case, before, after in rates if after < before - ROUNDING)
    won = tuple(case for case, before, after in rates if after > before + ROUNDING)
    counted = {case for run in (a, b) for case, parts in run.items() if parts[1] > 0}
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
        left_out=tuple(sorted(counted.difference(shared))),
    )
