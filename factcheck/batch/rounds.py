"""A batch whose questions go through OpenAI's Batch endpoint, in rounds.

A round checks every story as far as the replies reach, sends the missing questions as parcels, and waits for those. A
story's next questions depend on earlier answers, so it takes several rounds. Each step is written down before the next,
so a run stopped anywhere continues there (`factcheck.batch.ledger`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from pydantic import BaseModel

from factcheck.batch.checking import BatchChecker, Ended, waiting
from factcheck.batch.ledger import Ledger, Parcel
from factcheck.batch.listing import Item
from factcheck.errors import Postponed, StepError, Unavailable
from factcheck.models.base import Message, Model
from factcheck.models.batch_endpoint import BatchEndpoint, SentParcel
from factcheck.pipeline import Compared, Event, Extracted
from factcheck.render.wording import plural

FIRST_LOOK, LONGEST_BETWEEN_LOOKS = 0.25, 60.0
"""Seconds until the first look at a parcel, and the most between two looks."""

MOST_SILENT = 60
"""How many looks in a row may fail, for example while a network is down, before the run ends."""

Sleep = Callable[[float], Awaitable[None]]


class Rounds:
    """The rounds of one run. `model` is asked two short questions directly before anything is noted: see `_try_out`.

    `stories` gives those still to be checked, each with its fingerprint, and is called once a round; `on_ended` is
    called for each checked story. `tell` shows people a line, `on_replies` how many requests of how many under way are
    done.
    """

    def __init__(
        self,
        checker: BatchChecker,
        model: Model,
        ledger: Ledger,
        endpoint: BatchEndpoint,
        stories: Callable[[], Iterable[tuple[Item, str]]],
        on_ended: Callable[[Ended], None],
        tell: Callable[[str], None],
        on_replies: Callable[[int, int], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._checker = checker
        self._model = model
        self._ledger = ledger
        self._endpoint = endpoint
        self._stories = stories
        self._on_ended = on_ended
        self._tell = tell
        self._on_replies = on_replies
        self._sleep = sleep
        self._tried_out = False
        self._in_vain: set[str] = set()

    async def run(self, *, wait: bool) -> bool:
        """Run until no story waits for a reply. Closes the model and the endpoint.

        Without `wait`, gives False as soon as parcels are under way. Raises what `BatchChecker.check` and the endpoint
        raise, and Unavailable if the endpoint ended all parcels of a round without a single reply.
        """
        try:
            while True:
                if not await self._fetch(wait=wait):
                    return False
                await self._check()
                if not self._ledger.noted:
                    self._ledger.forget(self._in_vain)
                    return True
                self._ledger.make_parcels()
        finally:
            await self._checker.asked.close()
            await self._endpoint.close()

    async def _check(self) -> None:
        """Check the stories as far as the replies reach. Stories with a question that the cap stopped end as
        waiting."""
        capped: Ended | None = None
        for item, fingerprint in self._stories():
            if not self._tried_out:
                await self._try_out()
            self._ledger.read.clear()
            before = self._ledger.put_off

            def stop_here(event: Event, before: int = before) -> None:
                """Compare no claims while some are unknown, because they may yet change; and judge no half-compared
                claim."""
                over = isinstance(event, Extracted | Compared) and event.done == event.total
                if over and self._ledger.put_off > before:
                    raise Postponed("some questions about this story have no answer yet")

            with suppress(Postponed):
                ended = await self._checker.check(item, fingerprint, stop_here)
                if self._ledger.put_off == before:
                    self._on_ended(ended)
                    if (
                        not ended.result.settled
                    ):  # useful answers are in the store; the next run asks for the rest again
                        self._in_vain |= self._ledger.read
                    continue
            if self._ledger.capped:
                capped = waiting(item)
        if capped and not self._ledger.noted:
            self._on_ended(capped)

    async def _try_out(self) -> None:
        """Ask a question of each kind directly: a missing feature, or a wrong key, must not show only after a day.

        If a model turns out to lack a feature, all further requests, including those of the parcels, go without it.
        """
        self._tried_out = True
        with self._ledger.stepping_aside():
            with suppress(StepError):
                await self._model.ask(TRIAL, Trial, max_tokens=32)
            with suppress(StepError):
                await self._model.weigh(TRIAL, ("Yes", "No"))

    async def _fetch(self, *, wait: bool) -> bool:
        """Send the unsent parcels, and fetch the replies of all. False if some are under way and not waited for."""
        under_way = [(parcel, await self._sent(parcel)) for parcel in self._ledger.under_way()]
        replies, problems, pause = 0, [], FIRST_LOOK
        while under_way:
            self._on_replies(sum(sent.done for _, sent in under_way), sum(parcel.requests for parcel, _ in under_way))
            for parcel, sent in [one for one in under_way if one[1].ended]:
                under_way.remove((parcel, sent))
                came = self._ledger.came(parcel, await self._endpoint.fetch(sent))
                replies += came
                if came < parcel.requests:
                    problems.append(f"{sent.id} {sent.status}{f': {sent.problem}' if sent.problem else ''}")
                    self._tell(f"{problems[-1]}; {came:,} of {plural(parcel.requests, 'request')} came back")
            if not under_way:
                break
            if not wait:
                for parcel, sent in under_way:
                    self._tell(
                        f"submitted {plural(parcel.requests, 'request')} as {sent.id} ({sent.status}); "
                        "run the same command again to continue"
                    )
                return False
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_BETWEEN_LOOKS)
            under_way = [(parcel, await self._looked_at(sent)) for parcel, sent in under_way]
        if problems and not replies:
            raise Unavailable(
                f"{self._endpoint}: not one request came back ({problems[-1]}); run the same command to send them again"
            )
        return True

    async def _sent(self, parcel: Parcel) -> SentParcel:
        """The parcel as the endpoint has it, sent first if needed."""
        if parcel.id is not None:
            return await self._endpoint.look(parcel.id)
        sent = await self._endpoint.send(parcel.token, self._ledger.requests_of(parcel), parcel.since)
        self._ledger.sent(parcel, sent.id)
        self._tell(f"sent {plural(parcel.requests, 'request')} as {sent.id}")
        return sent

    async def _looked_at(self, sent: SentParcel) -> SentParcel:
        for _ in range(MOST_SILENT - 1):
            with suppress(StepError):
                return await self._endpoint.look(sent.id)
            await self._sleep(LONGEST_BETWEEN_LOOKS)
        return await self._endpoint.look(sent.id)


class Trial(BaseModel):
    """The answer to the trial question."""

    answer: str


TRIAL = Message(step="trial", system="You answer questions.", user="Is two more than one? Answer Yes or No.")
