"""Over all seeds: every planted drift is found with its kind and label, and nothing else is raised.

A claim is compared as a check compares it, with the sentences that the gold gives as its evidence; where the gold calls a
source silent on a claim that drifts from it (a hedge or a speaker was lost), with the sentence it drifts from.
"""

from __future__ import annotations

import pytest

from evals.seeds import Seed, SeedClaim, SeedDrift, all_seeds
from factcheck.drift import find_quotation_drift
from factcheck.records import Claim, Comparison, Document, Drift, Relation
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.attach import drifts_of_claim

ALL = all_seeds()
each_seed = pytest.mark.parametrize("seed", ALL, ids=lambda seed: seed.name)

WORTH_A_LOOK = {
    ("night-train", "hedge_added"),  # "at least 99 euros", where the source says that fares start at 49
}
"""What is raised beside the planted drifts and is not a conflict: a checker would want to see it, the gold does not list it."""


def comparison(seed: Seed, claim: SeedClaim, name: str, source: Document) -> Comparison:
    """What a comparison that points where the gold points gives."""
    numbers = [number for evidence in claim.relations[name].evidence for number in evidence.sentences]
    for drift in seed.drifts:
        if drift.gold.claim == claim.gold.id and drift.gold.source == name and drift.source is not None:
            numbers += source.sentences_within(drift.source.start, drift.source.end)
    return Comparison(
        claim=claim.gold.id,
        source=source.id,
        relation=Relation.SUPPORTS if numbers else Relation.SILENT,
        confidence=0.9,
        basis="stated",
        probabilities={},
        evidence=evidence_from_sentences(source, numbers),
    )


def found(seed: Seed) -> tuple[Drift, ...]:
    """All findings on all claims, and the quotations."""
    quotations = find_quotation_drift(seed.story, list(seed.sources.values()))
    drifts = dict.fromkeys(quotations)
    for gold in seed.claims:
        claim = Claim(id="c1", text=gold.gold.text, sentences=gold.sentences, speaker=gold.gold.speaker)
        results = [comparison(seed, gold, name, source) for name, source in seed.sources.items()]
        drifts |= dict.fromkeys(drifts_of_claim(claim, seed.story, list(seed.sources.values()), results, quotations))
    return tuple(drifts)


def overlap(drift: Drift, planted: SeedDrift) -> bool:
    return drift.story.start < planted.story.end and planted.story.start < drift.story.end


def test_what_code_proves_alone_had_the_model_called_every_source_silent() -> None:
    proved = {True: 0, False: 0}
    for seed in ALL:
        for gold in seed.claims:
            claim = Claim(id="c1", text=gold.gold.text, sentences=gold.sentences, speaker=gold.gold.speaker)
            for name, source in seed.sources.items():
                silent = comparison(seed, gold, name, source).model_copy(
                    update={"relation": Relation.SILENT, "evidence": ()}
                )
                drifts = drifts_of_claim(claim, seed.story, [source], [silent], ())
                contradicts = gold.relations[name].relation is Relation.CONTRADICTS
                proved[contradicts] += any(drift.conflict for drift in drifts)
    assert proved[True] >= 34, "of 43 contradicting sources"
    assert proved[False] <= 3, "of 619 others"


@each_seed
def test_every_planted_drift_is_found_with_its_kind_and_label(seed: Seed) -> None:
    drifts = found(seed)
    for planted in seed.drifts:
        there = {(drift.kind, drift.label, drift.conflict) for drift in drifts if overlap(drift, planted)}
        assert (planted.gold.kind, planted.gold.label, planted.gold.conflict) in there, planted.gold.story


@each_seed
def test_nothing_is_raised_where_nothing_was_planted(seed: Seed) -> None:
    others = [drift for drift in found(seed) if not any(overlap(drift, planted) for planted in seed.drifts)]
    assert [drift.message for drift in others if (seed.name, drift.label) not in WORTH_A_LOOK or drift.conflict] == []
