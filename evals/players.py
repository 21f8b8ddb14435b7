"""Other processes that play tapes, one seed each at a time: a replay uses all cores.

They only give outcomes. The deck itself plays a case that none of them could play, so a tape's fault is found and
reported in one place.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import forkserver
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from evals.collecting import collect_seldom
from evals.recipes import Suite

if TYPE_CHECKING:  # what is loaded here, every session of pytest loads before anything else
    from evals.deck import Deck
    from evals.seeds import Seed
    from evals.tapes.head import Head

Played: TypeAlias = "dict[Suite, tuple[Any, Head]]"
"""The playable part of a seed: the outcome of each suite, and its tape's head."""

_deck: Deck
"""The deck of a player: one a process."""


class Players:
    """Plays the wanted cases of each seed, in that order, with decks like `deck`. A context manager that stops them at
    its end.

    Called with a suite and a seed's name it waits for that seed, and gives the outcome and the tape's head, or None if
    the case was not wanted or could not be played.
    """

    def __init__(self, deck: Deck, wanted: Mapping[str, frozenset[Suite]], seeds: Mapping[str, Seed]) -> None:
        import loky

        context = multiprocessing.get_context("forkserver" if _can_fork() else "spawn")
        workers = min(loky.cpu_count(), len(wanted))
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(deck.unplayed(),))
        self._coming: dict[str, Future[Played]] = {
            name: self._pool.submit(_play, seeds[name], suites) for name, suites in wanted.items()
        }

    def __call__(self, suite: Suite, seed_name: str) -> tuple[Any, Head] | None:
        """The outcome of a case and the head of its tape, if a player has them."""
        coming = self._coming.get(seed_name)
        try:
            return coming.result().get(suite) if coming else None
        except Exception:  # noqa: BLE001 - a player that was killed, or an outcome that cannot be sent: the deck plays it
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def get_ready() -> None:
    """Start importing what players need, in a separate process from which they are then forked, if the system can
    fork."""
    if _can_fork():
        forkserver.set_forkserver_preload(["evals.preloaded"])
        forkserver.ensure_running()


def _can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _begin(deck: Deck) -> None:
    """Make this process a player. Ctrl-C reaches it too; what it means is the session's to say."""
    global _deck
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    _deck = deck


def _play(seed: Seed, suites: frozenset[Suite]) -> Played:
    played: Played = {}
    for suite in Suite:
        if suite in suites:
            try:
                outcome = _deck.outcome(suite, seed)
            except Exception:  # noqa: BLE001, S112 - whatever it is, the session's own deck meets it again
                continue
            played[suite] = outcome, _deck.heads[suite, seed.name]
    return played
