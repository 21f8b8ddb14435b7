"""A promised error rate: from which calibrated probability on a claim may be shown as supported.

Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052), by fixed-sequence testing: thresholds are
tried from the strictest one down, and each is held against the hypothesis that more than the allowed share of the claims shown
from it on is wrong. The p-value is the exact binomial tail. The first threshold that fails ends the search, so that the one that
is chosen keeps the rate with the stated confidence, however many were tried. The order of the thresholds comes from the
probabilities alone, never from the labels.

The tail takes the labelled claims for independent. Claims of one story are not quite, and to look for the lowest of several
rates that is proved is to look more than once: both make the promise a little too good.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from math import comb, fsum

from factcheck.records import Confidence, Record

RATES = (0.05, 0.1, 0.15, 0.2)
"""The share of the claims shown as supported that is not, at most: the first of these that the labelled claims prove."""
MAX_FALSE_RED = 0.05
"""The same of the claims shown as contradicted."""
PROMISE_CONFIDENCE = 0.9
NEVER = 1.1
"""A threshold that no probability reaches: nothing may be shown as supported."""


class Step(Record):
    """From `threshold` on, `shown` labelled claims are shown as supported (or as contradicted), and `wrong` of these are not."""

    threshold: Confidence
    shown: int
    wrong: int


def steps(probabilities: Iterable[float], right: Iterable[bool]) -> tuple[Step, ...]:
    """What each threshold that tells labelled claims apart would show, the strictest first."""
    ordered = sorted(zip(probabilities, right, strict=True), key=lambda one: -one[0])
    wrong = list(accumulate(not is_right for _, is_right in ordered))
    return tuple(
        Step(threshold=probability, shown=number, wrong=wrong[number - 1])
        for number, (probability, _) in enumerate(ordered, 1)
        if number == len(ordered) or ordered[number][0] < probability
    )


@lru_cache(maxsize=64)  # asked for with every comparison
def threshold_for(
    tried: tuple[Step, ...], max_false_green: float, confidence: float = PROMISE_CONFIDENCE
) -> Step | None:
    """The last of `tried`, the strictest first, down to which the rate is kept with this confidence; None where none keeps it.

    The search begins with the first that shows so many claims that half of the allowed share being wrong would prove the rate:
    one that begins among a handful ends at the first wrong one.
    """
    chosen = None
    begun = False
    for step in tried:
        half = int(step.shown * max_false_green / 2)
        begun = begun or tail(half, step.shown, max_false_green) <= 1 - confidence
        if not begun:
            continue
        if tail(step.wrong, step.shown, max_false_green) > 1 - confidence:
            break
        chosen = step
    return chosen


def tail(wrong: int, shown: int, rate: float) -> float:
    """The probability of at most `wrong` in `shown` independent draws, each of which is wrong with probability `rate`."""
    return fsum(comb(shown, k) * rate**k * (1 - rate) ** (shown - k) for k in range(wrong + 1))
