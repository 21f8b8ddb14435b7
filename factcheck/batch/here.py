"""A batch on this machine: several stories at a time, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from factcheck.batch.checking import BatchChecker, Ended
from factcheck.batch.listing import Item
from factcheck.running import first_error


async def check_all(
    checker: BatchChecker, stories: Iterator[tuple[Item, str]], at_once: int, on_ended: Callable[[Ended], None]
) -> None:
    """Check the stories, each with its fingerprint, `at_once` at a time, and call `on_ended` for each. Closes the
    model.

    `stories` can end early to stop. Raises what `BatchChecker.check` raises; the other checks under way end with it.
    """

    async def work() -> None:
        for item, fingerprint in stories:
            on_ended(await checker.check(item, fingerprint))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(work())
    except BaseExceptionGroup as group_of_errors:
        raise first_error(group_of_errors) from None
    finally:
        await checker.asked.close()
