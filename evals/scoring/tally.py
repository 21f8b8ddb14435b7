"""Counting hits: what the metrics of all evals have in common."""

from __future__ import annotations

from collections.abc import Iterable

from evals.scores import Score
from factcheck.records import Claim


def tally(metric: str, parts: Iterable[tuple[bool, str]]) -> Score:
    """The score of these parts: whether each is a hit, and the line for a person that names it when it is none."""
    counted = list(parts)
    return Score(
        metric=metric,
        hits=sum(hit for hit, _ in counted),
        of=len(counted),
        missed=tuple(line for hit, line in counted if not hit),
    )


def mean(metric: str, values: Iterable[float], missed: Iterable[str] = ()) -> Score:
    """The mean of these values, 0 to 1 each, as a score: `hits` is their sum."""
    counted = list(values)
    return Score(metric=metric, hits=sum(counted), of=len(counted), missed=tuple(missed))


def named(claim: Claim) -> str:
    """A claim as a line for a person names it."""
    return f"{claim.id} “{claim.text}”"
