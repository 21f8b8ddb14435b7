"""The evals: every case is played from its tape and scored, and the scores go through the gate.

A case fails when its tape cannot be played exactly, or when a step gave no answer; how good its scores are, and whether
they got worse, is the gate's to say, over all cases together.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evals.deck import Deck
from evals.folders import longest_first, seed_names
from evals.gate import BASELINE, check, read_baseline
from evals.modes import Mode
from evals.results import Results
from evals.scored import EVALS, Scored
from evals.seeds import Seed
from evals.tapes.inventory import State, estimate
from evals.tapes.status import status_text

CASES = [(eval_name, name) for name in longest_first(seed_names()) for eval_name in EVALS]
"""Seed by seed, so that one is scored while others are played; those that take longest come first."""


def test_tapes_are_fresh(deck: Deck) -> None:
    if deck.mode is not Mode.NONE:
        pytest.skip("tapes are being recorded")
    entries = deck.inventory()
    bad = frozenset(State) - {State.FRESH, State.PARTLY_USED}
    if any(entry.state in bad for entry in entries):
        pytest.fail("\n" + status_text(entries, estimate(entries, states=bad), 100), pytrace=False)


@pytest.mark.parametrize(("eval_name", "name"), CASES, ids=["-".join(case) for case in CASES])
def test_case(eval_name: str, name: str, scored: Scored, seeds: dict[str, Seed]) -> None:
    scores = scored.case(eval_name, seeds[name])
    assert (scores.eval, scores.case) == (eval_name, name)
    assert any(score.of for score in scores.scores)


def test_gate(scored: Scored, seeds: dict[str, Seed], publish: Callable[[Results], None]) -> None:
    results = scored.results(seeds.values())
    publish(results)
    if scored.deck.is_shipped and BASELINE.exists() and scored.deck.mode is Mode.NONE:
        findings = check(results, read_baseline())
        if findings:
            pytest.fail("\n" + "\n".join(finding.message for finding in findings), pytrace=False)
