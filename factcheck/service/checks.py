"""The queue of checks: a few at a time, a bounded number waiting, and the latest results, in memory.

When the program ends it forgets its checks but not the model's answers: these are in the store, so the same check, sent
again, pays for nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

from factcheck import api
from factcheck.errors import FactcheckError
from factcheck.models.base import Model
from factcheck.models.store import Store
from factcheck.pipeline import Compared, Event, Extracted
from factcheck.prompts import Prompts
from factcheck.records import Document, Record, Report, VerdictName
from factcheck.render.findings import count, nothing_answered
from factcheck.service.sent import Form, Sent

RENDERERS: dict[Form, str] = {
    "json": "factcheck.render.json",
    "html": "factcheck.render.html",
    "markdown": "factcheck.render.markdown",
    "text": "factcheck.render.terminal",
    "csv": "factcheck.render.table",
}


_LOG = logging.getLogger(__name__)


class RequestRefused(FactcheckError):
    """A request that cannot be served now. `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Limits:
    """The limits: checks at once, checks waiting for their turn, and ended checks to remember."""

    at_once: int = 1
    waiting: int = 20
    kept: int = 50


@dataclass(frozen=True)
class Checker:
    """The arguments of `factcheck.check` for every check."""

    model: Model
    prompts: Prompts | None = None
    store: Store | bool = False
    max_tokens_total: int | None = None
    max_false_green: float | None = None

    async def check(self, story: Document, sources: Sequence[Document], on_event: Callable[[Event], None]) -> Report:
        """The report. Raises a FactcheckError if there is none."""
        return await api.check(
            story,
            sources,
            model=self.model,
            prompts=self.prompts,
            store=self.store,
            max_tokens_total=self.max_tokens_total,
            max_false_green=self.max_false_green,
            on_event=on_event,
        )


class Progress(Record):
    """How many of how many."""

    done: int
    total: int


class Status(Record):
    """How far a check is.

    `ahead` counts the checks before a waiting one. `sentences` and `pairs` (of a claim and a source) show a running
    check's progress, `claims`, `verdicts` and `needing_person` a finished one's result; `complete` is false if the cap
    on tokens stopped it, and `warning` says what is missing. `error` is why there is no report.
    """

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    ahead: int = 0
    sentences: Progress | None = None
    pairs: Progress | None = None
    claims: int | None = None
    verdicts: dict[VerdictName, int] | None = None
    needing_person: int | None = None
    complete: bool | None = None
    warning: str | None = None
    error: str | None = None


@dataclass
class _Check:
    """One check on its way."""

    id: str
    sentences: Progress | None = None
    pairs: Progress | None = None
    running: bool = False
    report: Report | None = None
    error: str | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def on_event(self, event: Event) -> None:
        """Record its progress."""
        if isinstance(event, Extracted):
            self.sentences = Progress(done=event.done, total=event.total)
        elif isinstance(event, Compared):
            self.pairs = Progress(done=event.done, total=event.total)


class Checks:
    """All checks that this process knows. Belongs to one event loop."""

    def __init__(self, checker: Checker, limits: Limits | None = None) -> None:
        self._checker = checker
        self._limits = limits or Limits()
        self._turns = asyncio.Semaphore(self._limits.at_once)
        self._checks: dict[str, _Check] = {}
        """By id, in the order they were sent."""

    async def check(self, sent: Sent) -> Status:
        """Accept a check. Raises DocumentError for an unusable text, RequestRefused if the queue is full."""
        unended = sum(not one.ended.is_set() for one in self._checks.values())
        if unended >= self._limits.at_once + self._limits.waiting:
            raise RequestRefused(
                503, f"{unended} checks are waiting or running, as many as this service takes: try again later"
            )
        check = _Check(secrets.token_hex(16))
        self._checks[check.id] = check  # it already counts while its texts load
        try:
            story, sources = await asyncio.to_thread(sent.loaded)
        except BaseException:
            del self._checks[check.id]
            raise
        check.task = asyncio.create_task(self._run(check, story, sources))
        return self._status(check)

    async def status(self, id: str, wait: float = 0) -> Status:
        """That check's progress, at its end or after `wait` seconds. Raises RequestRefused for an unknown check."""
        check = self._known(id)
        if wait and not check.ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(check.ended.wait(), wait)
        return self._status(check)

    def report(self, id: str, form: Form) -> str:
        """The report of that check in that format. Raises RequestRefused if there is none, or none yet."""
        check = self._known(id)
        if check.report is None:
            why = (
                f"failed: {check.error}"
                if check.ended.is_set()
                else "is not finished: ask for its status until it is done"
            )
            raise RequestRefused(409, f"check {id} {why}")
        text: str = import_module(RENDERERS[form]).render(check.report)
        return text

    async def forget(self, id: str) -> None:
        """Stop that check, if it is running, and forget it. Paid answers stay in the store."""
        check = self._known(id)
        del self._checks[id]
        check.ended.set()
        await self._stopped(check)

    async def close(self) -> None:
        """Stop all checks and close the model."""
        for check in self._checks.values():
            await self._stopped(check)
        await self._checker.model.close()

    async def _run(self, check: _Check, story: Document, sources: Sequence[Document]) -> None:
        try:
            async with self._turns:
                check.running = True
                check.report = await self._checker.check(story, sources, check.on_event)
        except FactcheckError as error:
            check.error = str(error)
        except Exception as error:  # noqa: BLE001 - the task's last line: whoever asks is told, and the log has the rest
            check.error = f"internal error, {type(error).__name__}: please report it, with the service's log"
            _LOG.exception("check %s ended in an internal error", check.id)
        finally:
            check.ended.set()
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        ended = [one.id for one in self._checks.values() if one.ended.is_set()]
        for id in ended[: -self._limits.kept]:
            del self._checks[id]

    async def _stopped(self, check: _Check) -> None:
        if check.task is not None:
            check.task.cancel()
            await asyncio.wait([check.task])

    def _known(self, id: str) -> _Check:
        try:
            return self._checks[id]
        except KeyError:
            kept = self._limits.kept
            raise RequestRefused(
                404, f"there is no check {id!r} here: only the latest {kept} that ended are remembered"
            ) from None

    def _status(self, check: _Check) -> Status:
        if check.report is not None:
            counts = count(check.report)
            return Status(
                id=check.id,
                state="done",
                claims=counts.claims,
                verdicts=counts.verdicts,
                needing_person=counts.needing_person,
                complete=check.report.complete,
                warning=_warning(check.report),
            )
        if check.ended.is_set():
            return Status(id=check.id, state="failed", error=check.error or "stopped")
        before = list(self._checks.values())
        before = before[: before.index(check)] if check in before else []
        return Status(
            id=check.id,
            state="running" if check.running else "waiting",
            ahead=0 if check.running else sum(not one.ended.is_set() for one in before),
            sentences=check.sentences,
            pairs=check.pairs,
        )


def _warning(report: Report) -> str | None:
    failure = nothing_answered(report)
    if failure is not None:
        return f"the model answered nothing at all: {failure}"
    if not report.complete:
        return "incomplete: the cap on tokens stopped the check; the rest is unchecked"
    return None
