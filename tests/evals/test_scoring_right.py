"""Scores of comparisons, verdicts and drifts made by hand, where the right number is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.outcomes import Compared
from evals.scoring.right import right
from evals.seeds import Seed
from factcheck.records import DriftKind, Relation, VerdictName
from tests.evals.small_seed import (
    comparison,
    failure,
    gold_comparison,
    parts,
    score,
    shown,
)


def test_gold_is_right(seed: Seed) -> None:
    scores = right(seed, gold_comparison(seed))
    assert {one.metric: (one.hits, one.of) for one in scores.scores} == {
        "right.relations": (8, 8),
        "right.relations_balanced": (3, 3),
        "right.supports_found": (3, 3),
        "right.contradicts_found": (2, 2),
        "right.silent_found": (3, 3),
        "right.evidence_found": (5, 5),
        "right.evidence_precise": (5, 5),
        "right.verdicts": (4, 4),
        "right.greens_right": (2, 2),
        "right.greens_found": (2, 2),
        "right.conflicts_found": (2, 2),
        "right.conflicts_precise": (2, 2),
        "right.drifts_found": (2, 2),
        "right.no_false_alarm": (3, 3),
    }
    assert scores.failures == 0


def answered(seed: Seed, claim_id: str, source: str, relation: Relation, *sentences: int) -> Compared:
    results = dict(gold_comparison(seed).results)
    results[claim_id, source] = comparison(seed, claim_id, source, relation, shown(seed, source, *sentences))
    return Compared(results)


def test_a_wrong_relation_counts_once_in_each_share_that_it_belongs_to(seed: Seed) -> None:
    scores = right(seed, answered(seed, "g3", "b.md", Relation.SILENT))
    assert parts(scores, "right.relations") == (7, 8)
    assert parts(scores, "right.supports_found") == (2, 3)
    assert parts(scores, "right.silent_found") == (3, 3)
    assert score(scores, "right.relations_balanced").value == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert score(scores, "right.relations").missed == (
        "g3 “Ida Marsh said that about 700 islanders signed a letter.” × b.md: silent, not supports",
    )
    # Evidence is asked for where the relation is right only; the verdict is not_mentioned instead of supported.
    assert parts(scores, "right.evidence_found") == (4, 4)
    assert parts(scores, "right.verdicts") == (3, 4)
    assert parts(scores, "right.no_false_alarm") == (2, 2)


def test_a_false_conflict_counts_against_precision_and_a_missed_one_against_recall(seed: Seed) -> None:
    false = right(seed, answered(seed, "g3", "b.md", Relation.CONTRADICTS, 2))
    assert parts(false, "right.conflicts_found") == (2, 2)
    assert parts(false, "right.conflicts_precise") == (2, 3)
    assert "g3" in score(false, "right.conflicts_precise").missed[0]
    wrong = seed.claims[1].gold.model_copy(update={"verdict": VerdictName.CONTRADICTED})
    claims = (seed.claims[0], replace(seed.claims[1], gold=wrong), *seed.claims[2:])
    missed = right(replace(seed, claims=claims), gold_comparison(seed))
    assert parts(missed, "right.conflicts_found") == (2, 3)
    assert parts(missed, "right.conflicts_precise") == (2, 2)


def test_a_verdict_that_code_proves_counts_as_the_product_counts_it(seed: Seed) -> None:
    # The model takes £14 for support; code proves the difference, so that the verdict is right although the relation is not.
    scores = right(seed, answered(seed, "g4", "a.md", Relation.SUPPORTS, 4))
    assert parts(scores, "right.contradicts_found") == (1, 2)
    assert parts(scores, "right.verdicts") == (4, 4)
    assert parts(scores, "right.drifts_found") == (2, 2)


def test_evidence_is_counted_by_sentence(seed: Seed) -> None:
    scores = right(seed, answered(seed, "g2", "a.md", Relation.SUPPORTS, 1, 4))
    assert parts(scores, "right.relations") == (8, 8)
    assert parts(scores, "right.evidence_found") == (4, 5)
    assert parts(scores, "right.evidence_precise") == (4, 6)
    assert [line.rpartition(": ")[2] for line in score(scores, "right.evidence_precise").missed] == [
        "shows sentence 1 “Paper”",
        "shows sentence 4 “Fares will rise to £14 in May.”",
    ]


def test_a_planted_drift_is_found_also_where_the_model_calls_its_source_silent(seed: Seed) -> None:
    scores = right(seed, answered(seed, "g4", "a.md", Relation.SILENT))
    assert parts(scores, "right.drifts_found") == (2, 2)


def test_a_planted_drift_of_another_kind_is_missed(seed: Seed) -> None:
    dates, fares = seed.drifts
    other = replace(fares, gold=fares.gold.model_copy(update={"kind": DriftKind.UNIT}))
    scores = right(replace(seed, drifts=(dates, other)), gold_comparison(seed))
    assert parts(scores, "right.drifts_found") == (1, 2)
    assert score(scores, "right.drifts_found").missed == ("unit value_differs “£12” against a.md",)


def test_a_finding_against_another_source_is_not_the_planted_one(seed: Seed) -> None:
    fares = seed.drifts[1]
    elsewhere = replace(
        fares, gold=fares.gold.model_copy(update={"source": "b.md"}), source=seed.sources["b.md"].sentence_span(2)
    )
    compared = gold_comparison(seed)
    assert parts(right(replace(seed, drifts=(fares,)), compared), "right.drifts_found") == (1, 1)
    assert parts(right(replace(seed, drifts=(elsewhere,)), compared), "right.drifts_found") == (0, 1)


def test_a_finding_between_a_clean_pair_is_a_false_alarm(seed: Seed) -> None:
    # With nothing planted all five pairs with evidence are clean, and what code finds between two of them is an alarm.
    scores = right(replace(seed, drifts=()), gold_comparison(seed))
    assert parts(scores, "right.no_false_alarm") == (3, 5)
    first, second = score(scores, "right.no_false_alarm").missed
    assert first.startswith("g1 “The Alder was built in 2011.” × b.md: ")
    assert second.startswith("g4 “Fares will rise to £12 in May 2025.” × a.md: ")
    assert parts(scores, "right.drifts_found") == (0, 0)


def test_a_planted_drift_makes_all_claims_of_its_sentence_unclean_for_its_source(seed: Seed) -> None:
    # g1's year lies in g2's sentence, and it is planted against b.md: the pair is not a clean one.
    compared = answered(seed, "g2", "b.md", Relation.SUPPORTS, 3)
    assert parts(right(seed, compared), "right.no_false_alarm") == (3, 3)
    compared = answered(seed, "g3", "a.md", Relation.SUPPORTS, 4)
    assert parts(right(seed, compared), "right.no_false_alarm") == (4, 4)


def test_a_failure_is_neither_a_miss_nor_a_hit(seed: Seed) -> None:
    results = dict(gold_comparison(seed).results)
    results["g4", "a.md"] = failure("g4", "a.md")
    scores = right(seed, Compared(results))
    assert scores.failures == 1
    assert parts(scores, "right.relations") == (7, 7)
    assert parts(scores, "right.contradicts_found") == (1, 1)
    assert parts(scores, "right.verdicts") == (3, 3)
    assert parts(scores, "right.drifts_found") == (1, 1)


def test_a_comparison_that_is_missing_is_an_error(seed: Seed) -> None:
    results = dict(gold_comparison(seed).results)
    del results["g4", "a.md"]
    with pytest.raises(KeyError):
        right(seed, Compared(results))
