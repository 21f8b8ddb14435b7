"""What playing a case of a suite gives: the product's own records, keyed as the gold is. Scores are read off these.

Every suite has one case per seed; `evals.suites` plays them, live or from tapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.records import Claim, Comparison, Document, Failure, Relation, SentenceOutcome


@dataclass(frozen=True)
class Extracted:
    """What the extraction made of a story: its claims, in story order, and one outcome per sentence."""

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
    """What each source says of each gold claim: one entry per (gold claim id, source file name)."""

    results: dict[tuple[str, str], Comparison | Failure]


@dataclass(frozen=True)
class Judged:
    """The probability, 0 to 1, that a claim's own sentences say it: one entry per claim id of the extraction."""

    entailed: dict[str, float | Failure]


@dataclass(frozen=True)
class Related:
    """What a source says of a claim as it is worded in some sample or variant.

    One entry per (`factcheck.steps.compare.statement` of the claim, source file name).
    """

    relations: dict[tuple[str, str], Relation | Failure]
