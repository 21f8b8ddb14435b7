"""The outcomes of a suite's cases: the product's own records, keyed like the gold. Scores come from these.

Every suite has one case per seed; `evals.suites` plays them, live or from tapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from factcheck.records import Claim, Comparison, Document, Failure, Relation, SentenceOutcome

Worded: TypeAlias = tuple[str, str | None]


@dataclass(frozen=True)
class Extracted:
    """The extraction's result for a story: its claims, in story order, and one outcome per sentence."""

    claims: tuple[Claim, ...]
    coverage: tuple[SentenceOutcome, ...]


@dataclass(frozen=True)
class Varied:
    """The extraction from a meaning-preserving change of a seed's story.

    `numbers` maps each sentence number of the changed story to that of the same sentence in the seed's own story.
    """

    story: Document
    numbers: dict[int, int]
    extracted: Extracted


@dataclass(frozen=True)
class Compared:
    """What each source says about each gold claim: one entry per (gold claim id, source file name)."""

    results: dict[tuple[str, str], Comparison | Failure]


@dataclass(frozen=True)
class Judged:
    """The probability, 0 to 1, that a claim's own sentences say it: one entry per claim id of the extraction."""

    entailed: dict[str, float | Failure]


@dataclass(frozen=True)
class Related:
    """What a source says about a claim in the wording of some sample or variant.

    One entry per (`worded` of the claim, source file name).
    """

    relations: dict[tuple[Worded, str], Relation | Failure]


def worded(claim: Claim) -> Worded:
    """The claim's wording, and who says it."""
    return claim.text, claim.speaker
