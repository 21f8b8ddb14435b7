"""Retries calls to a provider as often as the fault is worth it (`factcheck.models.faults`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential, wait_random

from factcheck.models.faults import Fault

LONGEST_WAIT = 60.0
"""The most seconds that one call waits between its attempts, in total."""

_BACKOFF = wait_exponential(multiplier=0.5, max=16) + wait_random(0, 0.25)
_APART = wait_random(0, 0.25)  # keeps calls with the same wait from coming back in one moment

T = TypeVar("T")


class FaultError(Exception):
    """A failed attempt, on its way from the attempt to the retries."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault.error))
        self.fault = fault


async def persist(attempt: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]]) -> T:
    """The result of an attempt, after as many as its faults are worth. Raises the last FaultError, and any other error
    at once."""
    retrying = AsyncRetrying(
        sleep=sleep, retry=retry_if_exception_type(FaultError), wait=_pause, stop=_enough, reraise=True
    )
    return await retrying(attempt)


def _fault(state: RetryCallState) -> Fault:
    failed = state.outcome.exception() if state.outcome else None
    assert isinstance(failed, FaultError)  # noqa: S101 - tenacity asks only after such a failure
    return failed.fault


def _pause(state: RetryCallState) -> float:
    """Seconds before the next attempt: the server's wish, else ever longer."""
    wait = _fault(state).wait
    return _BACKOFF(state) if wait is None else wait + _APART(state)


def _enough(state: RetryCallState) -> bool:
    """Whether to give up, after too many attempts or too long a wait."""
    return state.attempt_number >= _fault(state).attempts or state.idle_for + state.upcoming_sleep > LONGEST_WAIT
