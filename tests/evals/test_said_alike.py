"""The matcher of the bench of claims, against pairs that a person judged."""

from __future__ import annotations

import pytest

from evals.bench.said_alike import adds, found, held, said

SENTENCE = "The bridge, built in 1961, will close for about six weeks on Monday because of rust, Ana Ruiz said."


@pytest.mark.parametrize(
    ("gold", "claim"),
    [
        ("The bridge was built in 1961.", "The bridge was built in 1961."),
        ("The Tamm bridge was built in 1961.", "It was built in 1961, the bridge."),
        ("The bridge will close for about six weeks.", "The bridge will be closed about six weeks."),
        ("The bridge will close on Monday, 3 May 2025.", "The bridge will close on Monday."),
        ("The bridge will close because of rust.", "Rust is why the bridge closes."),
    ],
)
def test_a_claim_that_says_the_same_finds_it(gold: str, claim: str) -> None:
    assert found(said(gold).within(said(SENTENCE)), [said(claim)])


@pytest.mark.parametrize(
    ("gold", "claim"),
    [
        ("The bridge was built in 1961.", "The bridge was built in 1916."),
        ("The bridge was built in 1961.", "The bridge will close."),
        ("The bridge will close on Monday.", "The bridge will not close on Monday."),
        ("The bridge will close because of rust.", "The bridge will close on Monday."),
        ("The bridge will close for about six weeks.", "The bridge is made of rust."),
    ],
)
def test_a_claim_that_says_something_else_does_not(gold: str, claim: str) -> None:
    assert not found(said(gold).within(said(SENTENCE)), [said(claim)])


def test_parts_find_a_claim_together() -> None:
    gold = said("The bridge will close for six weeks on Monday because of rust.")
    parts = [said("The bridge will close for six weeks."), said("The bridge will close on Monday because of rust.")]
    assert found(gold, parts)
    assert not found(gold, parts[:1])


def test_how_many_facts_a_claim_holds() -> None:
    golds = [said("The bridge was built in 1961."), said("The bridge will close on Monday.")]
    assert held(said("The bridge, built in 1961, will close on Monday."), golds) == 2
    assert held(said("The bridge was built in 1961."), golds) == 1
    assert held(said("Rust is red."), golds) == 0
    assert held(said("The bridge was built in 1961."), [*golds, golds[0]]) == 1


def test_a_figure_or_name_from_nowhere_is_an_addition() -> None:
    assert adds("The bridge was built in 1962.", SENTENCE)
    assert adds("The bridge near Orla was built in 1961.", SENTENCE)
    assert not adds("The bridge will close, Ana Ruiz said.", SENTENCE)
