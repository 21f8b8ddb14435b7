"""`StoredModel`: a model whose answers are stored, and asked for once.

An answer's key is the SHA-256 of everything that determines it, so a changed prompt, text, schema, model or parameter is
another key, and nothing ever has to be invalidated.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from factcheck.models.base import Answer, AnswerT, Message, Model, ModelAround, Weights
from factcheck.models.store.base import FORMAT, Kept, Store

BETWEEN_LOOKS = 0.05
"""Seconds between two checks whether someone else's call is over."""

LONGEST_TURN = 1800.0
"""Seconds to wait for someone else's call. A killed process ends its turn at once; a suspended one does not."""

GivenT = TypeVar("GivenT")


class _StoredWeights(BaseModel):
    """The stored part of `Weights`; an option's log-probability can be minus infinity."""

    model_config = ConfigDict(ser_json_inf_nan="constants")

    logprobs: dict[str, float]
    basis: Literal["logprobs", "stated"]


class StoredModel(ModelAround):
    """A model whose answers are stored. The model behind it is called only for answers that the store lacks.

    Failures are not stored: the next run asks again. Of identical calls under way at once, in one process or in several that
    share the store, one asks and the others wait for its answer. Closing it leaves the store open.
    """

    def __init__(self, inner: Model, store: Store) -> None:
        super().__init__(inner)
        self._store = store

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """The stored answer, or the model's, which is then stored. Raises what the model raises, and StoreError."""
        key = self._key(message, {"kind": "ask", "schema": answer.model_json_schema(), "max_tokens": max_tokens})

        def read(kept: Kept) -> Answer[AnswerT]:
            return Answer(answer.model_validate_json(kept.answer), kept.usage, paid=False)

        async def pay() -> tuple[Answer[AnswerT], Kept]:
            given = await self._inner.ask(message, answer, max_tokens=max_tokens)
            return given, Kept(given.value.model_dump_json(by_alias=True), given.usage)

        return await self._answered(key, message.step, read, pay)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The stored weights, or the model's, stored. Raises what the model raises, and StoreError."""
        key = self._key(message, {"kind": "weigh", "options": list(options)})

        def read(kept: Kept) -> Weights:
            stored = _StoredWeights.model_validate_json(kept.answer)
            return Weights(stored.logprobs, stored.basis, kept.usage, paid=False)

        async def pay() -> tuple[Weights, Kept]:
            given = await self._inner.weigh(message, options)
            stored = _StoredWeights(logprobs=given.logprobs, basis=given.basis)
            return given, Kept(stored.model_dump_json(), given.usage)

        return await self._answered(key, message.step, read, pay)

    async def _answered(
        self,
        key: str,
        step: str,
        read: Callable[[Kept], GivenT],
        pay: Callable[[], Awaitable[tuple[GivenT, Kept]]],
    ) -> GivenT:
        given = _still_valid(read, self._store.find(key))
        if given is not None:
            return given
        async with self._turn(key):
            given = _still_valid(read, self._store.find(key))  # the previous holder of the turn may have paid for it
            if given is None:
                given, kept = await pay()
                self._store.keep(key, self.identity.name, step, kept)
            return given

    @asynccontextmanager
    async def _turn(self, key: str) -> AsyncIterator[None]:
        """A turn in which nobody else with this store asks for the answer under `key`."""
        deadline = time.monotonic() + LONGEST_TURN
        # The previous turn can be another machine's: there is no local event to wait for.
        while not (held := self._store.hold(key)) and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(BETWEEN_LOOKS)
        try:
            yield
        finally:
            if held:
                self._store.let_go(key)

    def _key(self, message: Message, form: dict[str, object]) -> str:
        # Not in the key: the step, which the model never sees, and the spec, which is how the user called the model. Of the
        # adapters just that of the step is: the others answer nothing of it.
        model = self.identity.model_dump(mode="json", exclude={"spec", "adapters"})
        if adapter := self.identity.adapters.get(message.step):
            model["adapter"] = adapter
        if message.seed is not None:
            model["parameters"] = model["parameters"] | {"seed": message.seed}
        whole = {"format": FORMAT, "model": model, "message": message.texts, **form}
        canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _still_valid(read: Callable[[Kept], GivenT], kept: Kept | None) -> GivenT | None:
    """The stored answer, unless its type's own checks have become stricter since."""
    if kept is None:
        return None
    try:
        return read(kept)
    except ValidationError:
        return None
