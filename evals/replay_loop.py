"""The event loop of a replay."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class ReplayLoop(asyncio.SelectorEventLoop):
    """An event loop that does at once, itself, what it is to have done in another thread.

    A replay has nothing to wait for meanwhile, and LangChain hands every answer to a thread: to wake that and to be woken by
    it takes longer than the work.
    """

    def run_in_executor(
        self,
        executor: Executor | None,  # noqa: ARG002 - asyncio's signature
        func: Callable[[Unpack[Ts]], T],
        *args: *Ts,
    ) -> asyncio.Future[T]:
        """A future that has what `func` gave or raised."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is for whoever awaits it
            done.set_exception(error)
        return done
