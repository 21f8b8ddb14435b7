"""Tapes played by other processes: the same outcomes, and whatever goes wrong there is found and told by the deck."""

from __future__ import annotations

import multiprocessing

import pytest

from evals.players import Players
from evals.recipes import Suite
from evals.tapes.errors import UnusedExchange
from evals.tapes.tape import read_tape
from tests.evals.taping import SEED, Bench, rewrite

ALL = {SEED: frozenset(Suite)}


def test_players_give_what_the_deck_itself_would(bench: Bench) -> None:
    bench.record(*Suite)
    own, helped = bench.deck(), bench.deck()
    with Players(helped, ALL, {SEED: bench.seed}) as helped.players:
        for suite in Suite:
            assert helped.players(suite, SEED) is not None
            assert helped.outcome(suite, bench.seed) == own.outcome(suite, bench.seed)
    assert helped.heads == own.heads
    assert not helped.faults


def test_players_play_only_what_is_wanted(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION, Suite.JUDGE)
    with Players(bench.deck(), {SEED: frozenset({Suite.EXTRACTION})}, {SEED: bench.seed}) as players:
        assert players(Suite.EXTRACTION, SEED) is not None
        assert players(Suite.JUDGE, SEED) is None
        assert players(Suite.EXTRACTION, "another-seed") is None


def test_a_tape_that_a_player_cannot_play_is_the_decks_fault_to_tell_and_spoils_no_other(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION, Suite.COMPARISON)
    (one_too_many, *_) = read_tape(bench.tape(Suite.EXTRACTION)).exchanges
    rewrite(bench.tape(Suite.COMPARISON), lambda exchanges: [*exchanges, one_too_many])
    deck = bench.deck()
    with Players(deck, ALL, {SEED: bench.seed}) as deck.players:
        assert deck.players(Suite.COMPARISON, SEED) is None
        with pytest.raises(UnusedExchange):
            deck.outcome(Suite.COMPARISON, bench.seed)
        assert deck.players(Suite.EXTRACTION, SEED) is not None
    assert len(deck.faults) == 1


def test_a_player_that_is_killed_loses_no_case(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION)
    deck = bench.deck()
    with Players(deck, ALL, {SEED: bench.seed}) as deck.players:
        for player in multiprocessing.active_children():
            player.kill()
        assert deck.outcome(Suite.EXTRACTION, bench.seed) == bench.replay()
    assert not deck.faults
