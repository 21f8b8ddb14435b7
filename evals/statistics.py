"""What scores are worth: intervals for rates and for pooled scores, and the tests that comparisons of runs are made of.

A case is one story, and the story is the unit that is drawn: what a model makes of two claims of one story is not
independent. A score is `(hits, of)` of a case; the score of several cases is pooled, the sum of hits over the sum of `of`.
Repeated samples are averaged within their case first (`averaged`), so that five samples never count as five stories.
docs/evals.md gives the method in prose.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import scipy

from factcheck.errors import InputError
from factcheck.records import Record

RESAMPLES = 9_999
SEED = 20_240_412
"""Of every generator of the evals' statistics: the same scores give the same numbers to the last digit."""
ROUNDING = 1e-9
"""Scores that differ by less are equal."""

Parts: TypeAlias = tuple[float, float]
"""`(hits, of)` of one case: 0 <= hits <= of; of = 0 where the case has nothing that the metric counts."""
Cases: TypeAlias = Mapping[str, Parts]
"""The parts of each case of one metric."""


class UnusableScore(InputError):
    """Hits and parts that are not a score: one line with the case and the values."""


class Interval(Record):
    """From `low` to `high`, both within the interval."""

    low: float
    high: float


def checked(case: str, parts: Parts) -> Parts:
    """The same parts. Raises UnusableScore naming the case where they are not finite or not 0 <= hits <= of."""
    hits, of = parts
    if not (math.isfinite(hits) and math.isfinite(of) and 0 <= hits <= of + ROUNDING):
        raise UnusableScore(f"{case}: {hits:g} hits of {of:g} is not a score: give finite numbers, 0 <= hits <= of")
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
    low, high = scipy.stats.binomtest(hits, of).proportion_ci(0.95, method="wilson")
    return Interval(low=float(low), high=float(high))


def bootstrap_by_story(cases: Cases) -> Interval | None:
    """The 95 % interval of the pooled score, drawing whole stories; None where the stories do not differ, or is but one.

    Bias-corrected and accelerated (B. Efron, JASA 82 (1987), 171-185), `RESAMPLES` draws, fixed seed. With n stories the
    level is widened to 1 - 2 * Phi(-sqrt(n / (n - 1)) * t), t the 97.5 % point of Student's t with n - 1 degrees of freedom:
    a bootstrap of a dozen stories is too narrow without (T. C. Hesterberg, The American Statistician 69 (2015), 371-386).
    """
    counted = np.array([parts for parts in cases.values() if parts[1] > 0], dtype=float).reshape(-1, 2)
    stories = len(counted)
    if stories < 2 or np.ptp(counted[:, 0] / counted[:, 1]) < ROUNDING:
        return None
    beyond = scipy.special.ndtr(-math.sqrt(stories / (stories - 1)) * scipy.special.stdtrit(stories - 1, 0.975))
    drawn = scipy.stats.bootstrap(
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
    return float(scipy.stats.binomtest(lost, lost + won, 0.5).pvalue) if lost + won else 1.0


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted for being several, in the order given: each the largest of (m - j + 1) * p(j) up to its rank.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    p = np.asarray(values, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1)
    return tuple(adjusted.tolist())
