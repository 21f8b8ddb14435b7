"""`run`: how ordinary code, or a notebook's cell, calls anything async in factcheck."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

from factcheck.errors import UsageError

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of `coroutine`, even if an event loop is already running, as in a notebook.

        report = factcheck.run(factcheck.check("story.md", ["agency.md"]))

    All runs of a process share one loop in a separate thread, so a model opened for one serves the next. Ctrl-C cancels
    the coroutine. Raises what the coroutine raises, and UsageError if called from a coroutine that `run` itself runs.
    """
    loop = _background()
    if _running_loop() is loop:
        coroutine.close()
        raise UsageError("factcheck.run was called inside factcheck.run: await the coroutine instead")
    future = asyncio.run_coroutine_threadsafe(coroutine, loop)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def first_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error that ended the calls under way; the others only followed from it."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@cache
def _background() -> asyncio.AbstractEventLoop:
    """The loop of all runs. It ends with the process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="factcheck.run", daemon=True)
    thread.start()

    def stop() -> None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=1)
        if not thread.is_alive():
            loop.close()

    atexit.register(stop)
    return loop


if hasattr(os, "register_at_fork"):  # a forked process does not inherit its parent's threads
    os.register_at_fork(after_in_child=_background.cache_clear)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
