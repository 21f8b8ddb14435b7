"""How good scores and answers are against labels, with intervals.

Every metric takes `weights` of shape replicates × rows and gives one value per replicate, NaN where a replicate lacks a
class that the metric needs. Row 0 of the weights is all ones, so the first value is the estimate itself; the others are a
bootstrap over articles (Efron 1979; rows of one article are drawn together), whose percentiles are the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

REPLICATES = 2000
BINS = 10
INTERVAL = (2.5, 97.5)
"""Percentiles: a 95 % interval."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int_]


@dataclass(frozen=True)
class Estimate:
    """A metric's value with its interval; all None where the labels do not allow the metric."""

    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, values: Numbers) -> Estimate:
        """From one value per replicate, the first being the estimate."""
        known = values[1:][~np.isnan(values[1:])]
        if np.isnan(values[0]) or not known.size:
            return cls(None, None, None)
        low, high = np.percentile(known, INTERVAL)
        return cls(round(float(values[0]), 4), round(float(low), 4), round(float(high), 4))


def bootstrap(articles: Sequence[str], seed: int, replicates: int = REPLICATES) -> Numbers:
    """Weights of shape (1 + replicates) × rows: ones, then how often each row's article was drawn."""
    _, index = np.unique(np.asarray(articles), return_inverse=True)
    count = int(index.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=replicates)
    return np.vstack([np.ones(len(index)), drawn[:, index]]).astype(float)


def balanced_accuracy(weights: Numbers, yes: Flags, said: Flags) -> Numbers:
    """The mean of sensitivity and specificity."""
    return (_mean(weights[:, yes], said[yes]) + _mean(weights[:, ~yes], ~said[~yes])) / 2


def auroc(weights: Numbers, yes: Flags, scores: Numbers) -> Numbers:
    """How likely a yes scores higher than a no; equal scores count half (Mann and Whitney 1947)."""
    ups, downs = _by_score(weights, yes, scores)
    below = np.cumsum(downs, axis=1) - downs
    return _divide((ups * (below + downs / 2)).sum(axis=1), ups.sum(axis=1) * downs.sum(axis=1))


def best_balanced_accuracy(weights: Numbers, yes: Flags, scores: Numbers) -> Numbers:
    """Balanced accuracy at the threshold that suits these very rows best: an upper bound for any threshold."""
    ups, downs = _by_score(weights, yes, scores)
    sensitivity = 1 - _divide(np.cumsum(ups, axis=1), ups.sum(axis=1, keepdims=True))
    specificity = _divide(np.cumsum(downs, axis=1), downs.sum(axis=1, keepdims=True))
    best: Numbers = np.maximum((sensitivity + specificity).max(axis=1) / 2, 0.5)
    return best


def calibration_error(weights: Numbers, yes: Flags, probabilities: Numbers) -> Numbers:
    """Expected calibration error: |share of yes - mean probability| over `BINS` equal bins, weighted by their rows."""
    return _divide(_binned(weights * (yes - probabilities), probabilities), weights.sum(axis=1))


def calibration_error_by_chance(probabilities: Numbers, seed: int = 0) -> float:
    """The calibration error that probabilities which are right have on so few rows, on average: labels are drawn from them."""
    drawn = np.random.default_rng(seed).random((REPLICATES, len(probabilities))) < probabilities
    return round(float(_binned(drawn - probabilities, probabilities).mean()) / len(probabilities), 4)


def macro_f1(weights: Numbers, truth: Codes, said: Codes) -> Numbers:
    """The plain mean of the F1 of every class that occurs in `truth`; a class that no answer hits has 0."""
    scores = []
    for code in np.unique(truth):
        hits = weights[:, (truth == code) & (said == code)].sum(axis=1)
        both = weights[:, truth == code].sum(axis=1) + weights[:, said == code].sum(axis=1)
        scores.append(_divide(2 * hits, both))
    mean: Numbers = np.mean(scores, axis=0)
    return mean


def _binned(gaps: Numbers, probabilities: Numbers) -> Numbers:
    """For each row of `gaps`, the sum over the bins of the probabilities of the size of the gaps' sum in the bin."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    sums = [np.abs(gaps[:, bins == number].sum(axis=1)) for number in range(BINS)]
    total: Numbers = np.sum(sums, axis=0)
    return total


def _by_score(weights: Numbers, yes: Flags, scores: Numbers) -> tuple[Numbers, Numbers]:
    """The weights of yes and of no at each distinct score, ascending: two arrays of replicates × scores."""
    order = np.argsort(scores, kind="stable")
    _, starts = np.unique(scores[order], return_index=True)
    ups = np.add.reduceat((weights * yes)[:, order], starts, axis=1)
    downs = np.add.reduceat((weights * ~yes)[:, order], starts, axis=1)
    return ups, downs


def _mean(weights: Numbers, values: Flags) -> Numbers:
    return _divide(weights @ values.astype(float), weights.sum(axis=1))


def _divide(numerator: Numbers, denominator: Numbers) -> Numbers:
    """The quotient, NaN where the denominator is 0."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    quotient: Numbers = np.divide(numerator, denominator, out=np.full(shape, np.nan), where=denominator != 0)
    return quotient
