"""Which claims of two checks of a story are the same claim, in the same words or others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

CLAIM_WEIGHT = 0.6
"""The weight of two claims' own words in their likeness; the rest is the weight of their story sentences."""
LEAST = 0.6
"""Below this likeness two claims are different claims."""


@dataclass(frozen=True)
class Telling:
    """A claim as it is matched: its own words, and those of the story sentences it comes from."""

    text: str
    sentences: str


@dataclass(frozen=True)
class Match:
    """The places of two tellings of one claim in the two lists, and how alike they are, 0 to 1."""

    old: int
    new: int
    likeness: float


def likeness(old: Telling, new: Telling) -> float:
    """How alike two tellings are, 0 to 1; 1 only if they are equal except for case and white space.

    For each of the two texts, the share of characters in their longest common subsequence (rapidfuzz's `fuzz.ratio`:
    2 · common / total length); weighed by `CLAIM_WEIGHT`.
    """
    return CLAIM_WEIGHT * _ratio(old.text, new.text) + (1 - CLAIM_WEIGHT) * _ratio(old.sentences, new.sentences)


def match(old: Sequence[Telling], new: Sequence[Telling]) -> tuple[Match, ...]:
    """Pairs of tellings of one claim, in the order of `old`; each telling is in one pair at most.

    The most alike are paired first (of equals, the earlier in `old`, then the nearest in place). Nothing below `LEAST`
    is paired, so no claim counts as changed into one with other words in another place.
    """
    candidates = []
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            alike = likeness(one, other)
            if alike >= LEAST:
                candidates.append((-alike, i, abs(i - j), j))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for alike, i, _, j in sorted(candidates):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append(Match(i, j, -alike))
    return tuple(sorted(pairs, key=lambda pair: pair.old))


def _ratio(one: str, other: str) -> float:
    folded, other_folded = (" ".join(text.split()).casefold() for text in (one, other))
    return fuzz.ratio(folded, other_folded) / 100
