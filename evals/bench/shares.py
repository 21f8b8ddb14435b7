"""Metrics that are shares: of every text so many hits of so many; over texts the sum of hits over the sum of parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evals.bench.metrics import Estimate, Numbers, bootstrap


class Share(NamedTuple):
    """`hits` of `of`."""

    hits: float
    of: float


def f1_shares(name: str, answers: Iterable[tuple[bool, bool]]) -> dict[str, Share]:
    """F1, precision and recall of a yes/no question, from (truth, said) pairs.

    All three are shares: F1 is 2 · (both yes) of (truth yes) + (said yes).
    """
    pairs = list(answers)
    both = sum(truth and said for truth, said in pairs)
    truths, saids = sum(truth for truth, _ in pairs), sum(said for _, said in pairs)
    return {
        f"{name}_f1": Share(2 * both, truths + saids),
        f"{name}_precision": Share(both, saids),
        f"{name}_recall": Share(both, truths),
    }


def estimates(shares: Sequence[Mapping[str, Share]], articles: Sequence[str], seed: int) -> dict[str, Estimate]:
    """Every metric with its interval, from the shares of each text and the article that it is of."""
    weights = bootstrap(articles, seed)
    names = dict.fromkeys(name for one in shares for name in one)
    return {name: Estimate.of(_of_metric(weights, shares, name)) for name in names}


def differences(
    first: Sequence[Mapping[str, Share]], second: Sequence[Mapping[str, Share]], articles: Sequence[str], seed: int
) -> dict[str, Estimate]:
    """The second minus the first for every metric that both have, pair by pair: the same texts in the same draws."""
    weights = bootstrap(articles, seed)
    names = [name for name in totals(first) if name in totals(second)]
    return {name: Estimate.of(_of_metric(weights, second, name) - _of_metric(weights, first, name)) for name in names}


def totals(shares: Sequence[Mapping[str, Share]]) -> dict[str, Share]:
    """Hits and parts of every metric, over all texts."""
    names = dict.fromkeys(name for one in shares for name in one)
    return {
        name: Share(*(sum(values) for values in zip(*(one.get(name, Share(0, 0)) for one in shares), strict=True)))
        for name in names
    }


def _of_metric(weights: Numbers, shares: Sequence[Mapping[str, Share]], name: str) -> Numbers:
    """One value per replicate, NaN where there is nothing to count."""
    counted = weights @ np.array([one.get(name, Share(0, 0)) for one in shares], dtype=float)
    ratio: Numbers = np.divide(counted[:, 0], counted[:, 1], out=np.full(len(weights), np.nan), where=counted[:, 1] > 0)
    return ratio
