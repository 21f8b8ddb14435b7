"""Texts of the page cut into stretches, each with what to show about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.records import VerdictName
from factcheck.render.findings import Gap
from factcheck.steps.own_words import Resolved


@dataclass(frozen=True)
class Worded:
    """A stretch of a claim's text, or of its speaker, with its gap and its resolved words.

    `means` is the date of a relative time that ends with it.
    """

    text: str
    gap: Gap | None
    resolved: Resolved | None
    means: str | None = None


@dataclass(frozen=True)
class Marked:
    """A stretch of a story sentence: its claims, and those of them that end with it.

    `drifted` says that a drift was proved there; `verdict` is the most urgent of its claims'.
    """

    text: str
    drifted: bool
    claims: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    verdict: VerdictName | None = None


def worded(text: str, lacking: Sequence[Gap], resolved: Sequence[Resolved]) -> tuple[Worded, ...]:
    """The text in stretches, each with its gap and its resolved words."""
    edges = {0, len(text)}
    edges |= {edge for gap in lacking for edge in (gap.start, gap.end)}
    edges |= {edge for one in resolved for edge in (one.start, one.end)}
    return tuple(
        Worded(
            text[start:end],
            next((gap for gap in lacking if gap.start <= start and end <= gap.end), None),
            next((one for one in resolved if one.start <= start and end <= one.end), None),
            next((one.means for one in resolved if one.end == end), None),
        )
        for start, end in pairwise(sorted(edges))
    )
