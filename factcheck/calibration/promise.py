"""A promised error rate: the calibrated probability from which on a claim may be shown as supported.

Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052), by fixed-sequence testing:
thresholds are tried from the strictest one down, and each is tested against the hypothesis that more than the allowed
share of the claims shown from it on is wrong. The p-value is the exact binomial tail. The first threshold that fails
ends the search, so the chosen one keeps the rate with the stated confidence, however many were tried. The order of the
thresholds comes only from the probabilities, never from the labels.

The tail assumes that the labelled claims are independent. Claims of one story are not quite, and searching for the
lowest proven one of several rates means looking more than once: both make the promise a little too good.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from math import exp, fsum, lgamma, log, log1p

from factcheck.records import Confidence, Record

RATES = (0.05, 0.1, 0.15, 0.2)
"""Caps on the share of the claims shown as supported that are not: the first that the labelled claims prove applies."""
MAX_FALSE_RED = 0.1
"""The cap for the claims shown as contradicted on the model's word alone: a wrong one costs a look, a wrong green a
correction."""
PROMISE_CONFIDENCE = 0.9
BEGIN = 0.25
"""The search for a threshold of support begins where it shows this share of the labelled claims."""
BEGIN_RED = 0.05
"""That of contradiction: fewer claims are contradicted, and a model is sure of fewer of these."""
NEVER = 1.1
"""A threshold that no probability reaches: nothing may be shown as supported."""


class Step(Record):
    """From `threshold` on, `shown` labelled claims are shown as supported (or as contradicted), and `wrong` of these are not."""

    threshold: Confidence
    shown: int
    wrong: int


def steps(probabilities: Iterable[float], right: Iterable[bool]) -> tuple[Step, ...]:
    """The counts of each threshold that separates labelled claims, the strictest first."""
    ordered = sorted(zip(probabilities, right, strict=True), key=lambda one: -one[0])
    wrong = list(accumulate(not is_right for _, is_right in ordered))
    return tuple(
        Step(threshold=probability, shown=number, wrong=wrong[number - 1])
        for number, (probability, _) in enumerate(ordered, 1)
        if number == len(ordered) or ordered[number][0] < probability
    )


@lru_cache(maxsize=64)  # needed for every comparison
def threshold_for(
    tried: tuple[Step, ...], rate: float, confidence: float = PROMISE_CONFIDENCE, *, begin: float = BEGIN
) -> Step | None:
    """The last of `tried`, strictest first, down to which the rate holds with this confidence; None if it never does.

    The search begins with the first that shows the share `begin` of all claims, and enough for half of the allowed share
    being wrong to prove the rate: among a handful, the second wrong one would end it. Neither depends on a label.
    """
    chosen = None
    begun = False
    for step in tried:
        half = int(step.shown * rate / 2)
        enough = step.shown >= begin * tried[-1].shown and tail(half, step.shown, rate) <= 1 - confidence
        begun = begun or enough
        if not begun:
            continue
        if tail(step.wrong, step.shown, rate) > 1 - confidence:
            break
        chosen = step
    return chosen


def tail(wrong: int, shown: int, rate: float) -> float:
    """The probability of at most `wrong` in `shown` independent draws, each of which is wrong with probability `rate`."""
    if not 0 < rate < 1:
        return float(rate <= 0 or wrong >= shown)
    yes, no, all_ways = log(rate), log1p(-rate), lgamma(shown + 1)
    return fsum(
        exp(all_ways - lgamma(k + 1) - lgamma(shown - k + 1) + k * yes + (shown - k) * no)
        for k in range(min(wrong, shown) + 1)
    )
