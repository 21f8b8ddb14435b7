"""What a thing costs as it grows. Seconds say more of the machine than of the code; how they grow says what the code does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

Made = TypeVar("Made")

TIMES = 4
MOST = 9.0
"""In proportion to the cost at the smaller size. Linear work costs 4 times as much, quadratic work 16 times."""
ATTEMPTS = 5


def assert_not_quadratic(made: Callable[[int], Made], run: Callable[[Made], object], size: int) -> None:
    """Fails where `run` of what `made` makes of four times `size` takes far more CPU time than in proportion.

    A busy machine only ever adds to a time, so the least of several counts. `run` must not remember what it was given.
    """
    small, large = made(size), made(TIMES * size)
    run(small)  # what is imported or filled in at the first call
    least, most = _seconds(run, small), _seconds(run, large)
    for _ in range(ATTEMPTS - 1):
        if most < MOST * least:
            break
        least, most = min(least, _seconds(run, small)), min(most, _seconds(run, large))
    assert most < MOST * least, (
        f"{TIMES} times the size takes {most / least:.1f} times as long: {least:.3f} s, {most:.3f} s"
    )


def _seconds(run: Callable[[Made], object], given: Made) -> float:
    """CPU seconds. The garbage of other tests is not collected meanwhile."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        run(given)
        return time.process_time() - began
    finally:
        gc.enable()


def forbid(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Makes the function of that full name fail wherever it is called: a refusal must come before it."""

    def reached(*_: object, **__: object) -> None:
        raise AssertionError(f"{name} is reached")

    monkeypatch.setattr(name, reached)
