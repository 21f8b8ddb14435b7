"""A seed small enough that every score of it is known by hand."""

from __future__ import annotations

from pathlib import Path

from evals.outcomes import Compared, Extracted
from evals.scores import CaseScores, Score
from evals.seeds import Seed, gold_claims, load_seed
from factcheck.records import (
    Claim,
    Comparison,
    Evidence,
    Failure,
    FailureKind,
    Relation,
    SentenceOutcome,
    SkipReason,
)

STORY = """---
title: Ferry to sail
published: 2025-04-16
---

# Ferry to sail

The Alder was built in 2011 and can carry 180 passengers.

About 700 islanders signed a letter, Ida Marsh said.

Fares will rise to £12 in May.

What a lovely ship it is!

Will it pay?
"""
"""Sentences: 1 headline, 2 the Alder, 3 the letter, 4 fares, 5 opinion, 6 question."""

SOURCES = {
    "a.md": "# Paper\n\nThe Alder was built in 2011. The Alder can carry 180 passengers.\n\nFares will rise to £14 in May.\n",
    "b.md": "# Letter\n\nAbout 700 islanders signed a letter, Ida Marsh said.\n\nThe Alder was built in 2013.\n",
}
"""Sentences of a.md: 1 headline, 2 built, 3 passengers, 4 fares; of b.md: 1 headline, 2 letter, 3 built."""

GOLD = """
covers: [plain_agreement]
claims:
  - id: g1
    text: "The Alder was built in 2011."
    sentences: ["The Alder was built in 2011"]
    verdict: disputed
    conflict: values_differ
    sources:
      a.md: {relation: supports, evidence: ["The Alder was built in 2011."]}
      b.md: {relation: contradicts, evidence: ["The Alder was built in 2013."]}
  - id: g2
    text: "The Alder can carry 180 passengers."
    sentences: ["The Alder was built in 2011"]
    verdict: supported
    sources:
      a.md: {relation: supports, evidence: ["The Alder can carry 180 passengers."]}
      b.md: {relation: silent}
  - id: g3
    text: "Ida Marsh said that about 700 islanders signed a letter."
    sentences: ["About 700 islanders"]
    speaker: "Ida Marsh"
    hedge: "about"
    verdict: supported
    sources:
      a.md: {relation: silent}
      b.md: {relation: supports, evidence: ["About 700 islanders signed a letter"]}
  - id: g4
    text: "Fares will rise to £12 in May 2025."
    sentences: ["Fares will rise"]
    verdict: contradicted
    sources:
      a.md: {relation: contradicts, evidence: ["Fares will rise to £14 in May."]}
      b.md: {relation: silent}
skipped:
  - {sentence: "Ferry to sail", reason: duplicate, duplicate_of: g1}
  - {sentence: "What a lovely ship", reason: opinion}
  - {sentence: "Will it pay?", reason: question}
drifts:
  - {kind: date, label: different_year, story: "2011", source: b.md, evidence: "2013", conflict: true, claim: g1}
  - {kind: number, label: value_differs, story: "£12", source: a.md, evidence: "£14", conflict: true, claim: g4}
"""


def small_seed(folder: Path) -> Seed:
    """The seed, written to `folder`."""
    (folder / "sources").mkdir(parents=True)
    (folder / "story.md").write_text(STORY, encoding="utf-8")
    (folder / "gold.yaml").write_text(GOLD, encoding="utf-8")
    for name, text in SOURCES.items():
        (folder / "sources" / name).write_text(text, encoding="utf-8")
    return load_seed(folder)


def gold_extraction(seed: Seed) -> Extracted:
    """The extraction that gold asks for."""
    claims = gold_claims(seed)
    reasons = {number: skip.gold.reason for skip in seed.skipped for number in skip.sentences}
    return Extracted(claims, tuple(_outcome(s.number, claims, reasons) for s in seed.story.sentences))


def _outcome(number: int, claims: tuple[Claim, ...], reasons: dict[int, SkipReason]) -> SentenceOutcome:
    ids = tuple(claim.id for claim in claims if number in claim.sentences)
    if ids:
        return SentenceOutcome(number=number, outcome="claims", claims=ids)
    return SentenceOutcome(number=number, outcome="skipped", reason=reasons[number])


def gold_comparison(seed: Seed) -> Compared:
    """The comparisons that gold asks for."""
    return Compared(
        {
            (claim.gold.id, name): comparison(seed, claim.gold.id, name, found.relation, found.evidence)
            for claim in seed.claims
            for name, found in claim.relations.items()
        }
    )


def comparison(
    seed: Seed, claim: str, source: str, relation: Relation, evidence: tuple[Evidence, ...] = ()
) -> Comparison:
    """What a source says of a claim, without any doubt."""
    return Comparison(
        claim=claim,
        source=seed.sources[source].id,
        relation=relation,
        confidence=1.0,
        basis="logprobs",
        probabilities={one: float(one is relation) for one in Relation},
        evidence=evidence,
    )


def shown(seed: Seed, source: str, *numbers: int) -> tuple[Evidence, ...]:
    """These sentences of a source as evidence."""
    document = seed.sources[source]
    return tuple(Evidence(**document.sentence_span(number).model_dump(), sentences=(number,)) for number in numbers)


def failure(claim: str | None = None, source: str | None = None) -> Failure:
    """A step without an answer."""
    return Failure(
        step="compare" if source else "extract",
        kind=FailureKind.TIMED_OUT,
        detail="no answer",
        claim=claim,
        source=source,
    )


def changed(extracted: Extracted, number: int, *claims: Claim, reason: SkipReason | None = None) -> Extracted:
    """The extraction with these claims from sentence `number`, or with the sentence skipped, or failed."""
    if claims:
        outcome = SentenceOutcome(number=number, outcome="claims", claims=tuple(claim.id for claim in claims))
    elif reason:
        outcome = SentenceOutcome(number=number, outcome="skipped", reason=reason)
    else:
        outcome = SentenceOutcome(number=number, outcome="failed", failure=failure())
    others = tuple(claim for claim in extracted.claims if claim.sentences != (number,))
    coverage = tuple(outcome if one.number == number else one for one in extracted.coverage)
    return Extracted((*others, *claims), coverage)


def score(scores: CaseScores, metric: str) -> Score:
    """The score of that metric."""
    return next(one for one in scores.scores if one.metric == metric)


def parts(scores: CaseScores, metric: str) -> tuple[float, float]:
    """`(hits, of)` of that metric."""
    found = score(scores, metric)
    return found.hits, found.of
