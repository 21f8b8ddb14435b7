"""The evals: every case is played from its tape and scored, and the scores go through the gate.

A case fails when its tape cannot be played exactly, or when a step gave no answer; how good its scores are, and whether
they got worse, is the gate's to say, over all cases together. One tape or seed that cannot be used is one failure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

import pytest

from evals.deck import Deck
from evals.floors_before import gone
from evals.gate import BASELINE, Baseline, FindingKind, check
from evals.modes import Mode
from evals.plugin import Seeds
from evals.project import SECTION
from evals.results import Results
from evals.scored import Scored
from evals.tapes.errors import TapeError
from evals.tapes.inventory import State, estimate
from evals.tapes.status import status_text
from factcheck.errors import FactcheckError

if "evals.conftest" not in sys.modules:
    raise pytest.Collector.CollectError(
        f"no pyproject.toml here has a section [{SECTION}], which brings the evals: `factcheck evals init` writes it"
    )


def test_tapes_are_fresh(deck: Deck, seeds: Seeds, told: set[str]) -> None:
    if deck.mode is not Mode.NONE:
        pytest.skip("tapes are being recorded")
    try:
        entries = [entry for entry in deck.inventory() if entry.case not in seeds.unusable]
    except FactcheckError as error:  # a model that nobody knows
        _fail_once(str(error), str(error), told)
    bad = frozenset(State) - {State.FRESH, State.PARTLY_USED}
    found = [entry for entry in entries if entry.state in bad]
    if found:
        told |= {f"{entry.suite}/{entry.case}" for entry in found}
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        first = f"{found[0].suite}/{found[0].case} is {found[0].state.value}: {'; '.join(found[0].reasons)}{more}"
        pytest.fail(f"{first}\n{status_text(entries, estimate(entries, states=bad), 100, deck.options)}", pytrace=False)


def test_case(eval_name: str, name: str, scored: Scored, seeds: Seeds, told: set[str]) -> None:
    if name in seeds.unusable:
        _fail_once(f"seeds/{name}", seeds.unusable[name], told)
    fault: FactcheckError | None = None
    try:
        scores = scored.case(eval_name, seeds[name])
    except FactcheckError as error:
        fault = error
    if fault is not None:  # told here, so that pytest does not print the error it came from as well
        cause = scored.deck.cause(fault) if isinstance(fault, TapeError) else None
        _fail_once(cause or str(fault), str(fault), told)
    assert (scores.eval, scores.case) == (eval_name, name)
    assert any(score.of for score in scores.scores)


def test_gate(
    scored: Scored,
    seeds: Seeds,
    baseline: Baseline | None,
    publish: Callable[[Results], None],
    told: set[str],
    pytestconfig: pytest.Config,
) -> None:
    try:
        results = scored.results(seeds.values(), seeds.unusable)
        publish(results)
    except FactcheckError as error:
        _fail_once(str(error), str(error), told)
    if baseline is None and scored.deck.is_shipped and (lost := gone(BASELINE, pytestconfig.getoption("--against"))):
        pytest.fail(lost, pytrace=False)
    if baseline is not None and scored.deck.mode is Mode.NONE:
        findings = check(results, baseline)
        if findings and {finding.kind for finding in findings} != {FindingKind.UNPLAYED}:
            pytest.fail("\n".join(finding.message for finding in findings), pytrace=False)
        if findings:
            pytest.skip(findings[0].message)


def _fail_once(cause: str, reason: str, told: set[str]) -> NoReturn:
    """One failure a cause: what else follows from it is skipped, and the run fails all the same."""
    if cause in told:
        pytest.skip(f"told already: {reason}")
    told.add(cause)
    pytest.fail(reason, pytrace=False)
