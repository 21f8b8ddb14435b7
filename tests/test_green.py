"""No green without its ground, over the recorded answers of the embedded model to every gold claim of the seeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals import outcomes
from evals.deck import Deck
from evals.recipes import Suite
from evals.scoring.right import verdicts_of
from evals.seeds import Seed, all_seeds
from factcheck.calibration.calibration import shipped_calibration
from factcheck.prompts import load_prompts
from factcheck.records import Comparison, Counted, DriftKind, PartKind, Relation, Verdict, VerdictName


@pytest.fixture(scope="module")
def deck() -> Deck:
    return Deck(load_prompts(), spec="embedded")


def recorded(deck: Deck) -> Iterator[tuple[Seed, Verdict]]:
    """Every gold claim's verdict."""
    for seed in all_seeds():
        played: outcomes.Compared = deck.outcome(Suite.COMPARISON, seed)
        yield from ((seed, verdict) for verdict in verdicts_of(seed, played))


def supporting(verdict: Verdict) -> list[Comparison]:
    """The comparisons that count as support."""
    return [one for one in verdict.comparisons if verdict.counted[one.source] is Counted.SUPPORTS]


def test_the_evidence_alone_carries_each_green(deck: Deck) -> None:
    calibration = shipped_calibration(deck.identity, deck.prompts)
    threshold = calibration.green_from() if calibration else None
    greens = 0
    for _, verdict in recorded(deck):
        for one in supporting(verdict):
            greens += 1
            assert one.evidence
            assert one.confirmation is not None
            if threshold is None:
                assert one.confirmation[Relation.SUPPORTS] >= 0.5
            else:
                assert one.confidence >= threshold
    assert greens > 50


def test_no_green_lacks_a_name_a_number_a_date_or_a_quotation(deck: Deck) -> None:
    lacking = 0
    for _, verdict in recorded(deck):
        absent = {part.source for part in verdict.uncovered if part.absent or part.kind is PartKind.DEGREE}
        lacking += bool(absent)
        assert not absent & {one.source for one in supporting(verdict)}
        touched = any(d.kind is DriftKind.QUOTATION and (d.conflict or d.source is None) for d in verdict.drifts)
        assert not (touched and verdict.verdict is VerdictName.SUPPORTED)
    assert lacking > 10, "the seeds have claims that a source lacks a part of"
