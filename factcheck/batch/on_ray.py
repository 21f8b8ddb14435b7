"""A batch on a Ray cluster. Ray does the queue, the placement, and the retries of a dead process's work.

The checking process reads stories and sources, so every machine must see the same files, archive and store. The results
go to the folder of the process that started the batch; nothing else writes there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.batch.checking import BatchChecker, Ended, Terms, not_checked
from factcheck.batch.folder import Folder
from factcheck.batch.listing import Item
from factcheck.batch.results import State
from factcheck.errors import UsageError
from factcheck.models.budget import Cap, OwnPurse
from factcheck.records import Usage
from factcheck.running import run

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.actor import ActorHandle

RETRIES = 5
"""How often Ray restarts a story whose process died."""


def check_all(
    terms: Terms,
    cap: Cap,
    folder: Path,
    stories: Iterator[tuple[Item, str]],
    at_once: int | None,
    cpus: float,
    on_ended: Callable[[Ended], None],
) -> None:
    """Check the stories on the cluster that `RAY_ADDRESS` names or that runs here, else on a new one on this machine.

    At most `at_once` stories are under way, else as many as the cluster has room for with `cpus` for each. `folder` is
    the folder of results, which keeps the spending. Raises like `BatchChecker.check`, and UsageError if Ray is not
    installed.
    """
    ray = _ray()
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    except Exception as error:
        raise UsageError(f"Ray cannot be started or reached: {' '.join(str(error).split())}") from error
    try:
        most = at_once or max(int(ray.cluster_resources().get("CPU", 1) / cpus), 1)
        purse = _shared_purse(ray).remote(cap, str(folder.resolve()))
        work = [ray.put(terms), purse]  # in a list, Ray passes the references on unchanged
        check = ray.remote(num_cpus=cpus, max_retries=RETRIES)(_checked)
        under_way: dict[ObjectRef[Ended], Item] = {}
        while True:
            for item, fingerprint in islice(stories, most - len(under_way)):
                under_way[check.remote(work, item, fingerprint)] = item
            if not under_way:
                return
            (ready, *_), _ = ray.wait(list(under_way))
            on_ended(_result(ray, ready, under_way.pop(ready)))
    finally:
        ray.shutdown()


def _ray() -> Any:
    """Ray, told first to report nothing to its makers."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise UsageError("--engine ray needs Ray: pip install 'factcheck[ray]'") from error
    return ray


def _result(ray: Any, ready: ObjectRef[Ended], item: Item) -> Ended:
    try:
        ended: Ended = ray.get(ready)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
    except ray.exceptions.RayError as error:
        reason = f"the process that checked it died {RETRIES + 1} times ({type(error).__name__})"
        return not_checked(item, State.FAILED, reason)
    return ended


def _checked(work: list[Any], item: Item, fingerprint: str) -> Ended:
    """The outcome of that story, in a process of the cluster."""

    async def checked() -> Ended:
        return await _checker(*work)[0].check(item, fingerprint)

    return run(checked())


@lru_cache(maxsize=1)
def _checker(terms: ObjectRef[Terms], purse: ActorHandle[_SharedPurse]) -> tuple[BatchChecker, ExitStack]:
    """This process's checker, opened for the first story and kept open for the others."""
    import ray

    stack = ExitStack()
    return stack.enter_context(ray.get(terms).opened(_RemotePurse(purse))), stack


def _shared_purse(ray: Any) -> Any:
    """The actor, on this machine, because it writes into the folder of results; Ray restarts it if it dies."""
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    return ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1, scheduling_strategy=here)(_SharedPurse)


class _SharedPurse:
    """The purse of all processes of the cluster. It begins with the spending in the folder of results."""

    def __init__(self, cap: Cap, folder: str) -> None:
        kept = Folder(Path(folder))
        self._purse = OwnPurse(cap, kept.spent(), kept.note_spent)

    async def take(self, guess: Usage) -> str | None:
        return await self._purse.take(guess)

    async def settle(self, guess: Usage, cost: Usage) -> None:
        await self._purse.settle(guess, cost)


class _RemotePurse:
    """The shared purse, seen from another process."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    async def take(self, guess: Usage) -> str | None:
        cap: str | None = await self._actor.take.remote(guess)
        return cap

    async def settle(self, guess: Usage, cost: Usage) -> None:
        await self._actor.settle.remote(guess, cost)
