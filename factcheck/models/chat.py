"""`ChatModel`: any chat model as a `Model`. It decides on retries, re-asks and graceful steps down for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from math import log
from typing import Any, Literal, Self

from pydantic import BaseModel, ValidationError, create_model

from factcheck.errors import FactcheckError, Filtered, Refused, Truncated, Unparsable, UsageError
from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.models.connection import Abilities, Connection, Reply, Request, Turn
from factcheck.models.faults import Addressee, read_fault, redact
from factcheck.models.logprobs import option_logprobs
from factcheck.models.retrying import FaultError, persist
from factcheck.records import ModelIdentity, Usage

STATED_PROBABILITY = 0.9
"""`weigh` without log-probabilities: the probability of the option that the model states; the others share the rest.

It is a convention, not a measurement, which is why such weights have the basis `stated`."""

REASONING_TOKENS = 4096
"""Added to every answer's output limit once a model has spent that limit on reasoning before it answers."""

_STATED_MAX_TOKENS = 32
_CUT_SHORT = {"length", "max_tokens"}
_WITHHELD = {"content_filter", "safety", "blocklist", "prohibited_content", "recitation"}
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class ChatModel:
    """A `Model` over a `Connection` that opens at the first call. It belongs to that call's event loop until it is
    closed.

    `async with` closes it.

    `connect` opens the connection; `identify` must not need it. `timeout` is in seconds and holds for each attempt.
    `sleep` waits between attempts; a test passes one that returns at once.
    """

    def __init__(
        self,
        *,
        identify: Callable[[], ModelIdentity],
        connect: Callable[[], Awaitable[Connection]],
        addressee: Addressee,
        abilities: Abilities,
        context_tokens: int,
        concurrency: int,
        timeout: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._identify = identify
        self._identity: ModelIdentity | None = None
        self._connect = connect
        self._connection: Connection | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connecting = asyncio.Lock()
        self._addressee = addressee
        self._wanted = abilities
        self._abilities = abilities
        self._seedless = False
        self._room_to_reason = 0
        self._context_tokens = context_tokens
        self._concurrency = concurrency
        self._free = asyncio.Semaphore(concurrency)
        self._timeout = timeout
        self._sleep = sleep
        self._reached = False

    @property
    def identity(self) -> ModelIdentity:
        """All that determines the answers; known without starting anything."""
        if self._identity is None:
            self._identity = self._identify()
        return self._identity

    @property
    def context_tokens(self) -> int:
        """How many tokens a prompt and its answer may have together."""
        return self._context_tokens

    @property
    def concurrency(self) -> int:
        """How many calls are worth having under way at once; further ones wait here, before their time-out starts."""
        return self._concurrency

    @property
    def degraded(self) -> tuple[str, ...]:
        """The features that the endpoint has turned out to lack, and their replacements: one line each, for the
        report."""
        lines = []
        if self._abilities.form == "json_object":
            lines.append("no JSON-schema mode: answers are asked for as JSON, and checked here")
        if self._abilities.form == "text":
            lines.append("no JSON mode: answers are asked for in words, and checked here")
        if self._wanted.top_logprobs and not self._abilities.top_logprobs:
            lines.append("no log-probabilities: confidence is what the model states, uncalibrated")
        refused = self._wanted.parameters.keys() - self._abilities.parameters.keys()
        for name in sorted(refused | ({"seed"} if self._seedless else set())):
            lines.append(f"{name} is not accepted: the provider's own applies")
        if self._room_to_reason:
            lines.append(f"reasons before it answers: up to {self._room_to_reason} more output tokens an answer")
        return tuple(lines)

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """A structured answer of type `answer`. If it has another form, it is asked for once more.

        Raises a `StepError` if this call gave none, a `FatalModelError` if no call can.
        """
        turns = _turns(message)
        reply = await self._ask(message, turns, answer, max_tokens)
        usage = reply.usage
        try:
            return Answer(read_answer(reply.text, answer), usage)
        except ValidationError as invalid:
            turns = _asked_again(turns, reply.text, _problem(invalid))
        reply = await self._ask(message, turns, answer, max_tokens)
        usage += reply.usage
        try:
            return Answer(read_answer(reply.text, answer), usage)
        except ValidationError as invalid:
            problem = redact(_problem(invalid), self._secrets)
            raise Unparsable(f"{self._addressee}: the answer does not have the requested form: {problem}") from None

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """How likely each of `options` is as the first word of the answer, as `option_logprobs` reads it.

        Without log-probabilities the model states its option, which gets `STATED_PROBABILITY`. Raises like `ask`;
        `Unparsable` if the answer begins with none of the options.
        """
        usage = Usage()
        while self._abilities.top_logprobs:
            reply = await self._send(message, _turns(message), 1)
            if reply is None:
                break
            self._check(reply, cut_short_is_fine=True)
            usage += reply.usage
            if reply.first_token:
                return Weights(self._read_weights(reply.first_token, options), "logprobs", usage)
            self._abilities = replace(self._abilities, top_logprobs=())
        one_of: Any = Literal[tuple(options)]
        choice = create_model("Choice", answer=(one_of, ...))
        stated = await self.ask(message, choice, max_tokens=_STATED_MAX_TOKENS)
        chosen = stated.value.model_dump()["answer"]
        rest = (1 - STATED_PROBABILITY) / max(1, len(options) - 1)
        logprobs = {option: log(STATED_PROBABILITY if option == chosen else rest) for option in options}
        return Weights(logprobs, "stated", usage + stated.usage)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop what was started. Safe to call twice, and when nothing was started."""
        async with self._connecting:
            connection, self._connection = self._connection, None
            if connection is not None:
                await connection.close()

    async def _ask(self, message: Message, turns: tuple[Turn, ...], answer: type[BaseModel], max_tokens: int) -> Reply:
        """A reply that may hold an answer; asked for once more, with more room, if the model spent its limit on
        reasoning."""
        room = self._room_to_reason
        reply = await self._send(message, turns, max_tokens + room, answer)
        assert reply is not None  # noqa: S101 - only a weighing call comes back without a reply
        if reply.finish_reason in _CUT_SHORT and reply.reasoning_tokens and not room:
            self._room_to_reason = REASONING_TOKENS
            more = await self._ask(message, turns, answer, max_tokens)
            return replace(more, usage=reply.usage + more.usage)
        self._check(reply)
        return reply

    def _check(self, reply: Reply, cut_short_is_fine: bool = False) -> None:
        """Raises the error that the reply itself states, if it is not an answer."""
        if reply.refusal or reply.finish_reason == "refusal":
            said = redact(reply.refusal or reply.text or "no reason given", self._secrets)
            raise Refused(f"{self._addressee}: the model declined to answer: {said}")
        if reply.finish_reason in _WITHHELD:
            raise Filtered(f"{self._addressee}: the content filter withheld the answer")
        if reply.finish_reason in _CUT_SHORT and not cut_short_is_fine:
            spent = reply.usage.output_tokens
            raise Truncated(f"{self._addressee}: the answer ran into the output limit after {spent} tokens")

    def _read_weights(self, first_token: tuple[tuple[str, float], ...], options: Sequence[str]) -> dict[str, float]:
        logprobs = option_logprobs(first_token, options)
        if logprobs is None:
            begun = " or ".join(repr(token) for token, _ in first_token[:3])
            raise Unparsable(f"{self._addressee}: the answer begins with {begun}, not with {' or '.join(options)}")
        return logprobs

    async def _send(
        self,
        message: Message,
        turns: tuple[Turn, ...],
        max_tokens: int,
        answer: type[BaseModel] | None = None,
    ) -> Reply | None:
        """The reply to `turns`, which continue `message`, without any feature that the endpoint turns out to lack.

        None if the call is for log-probabilities and there turn out to be none.
        """
        connection = await self._connected()
        while answer is not None or self._abilities.top_logprobs:
            known = self._abilities
            abilities = known if message.seed is None or self._seedless else known.seeded(message.seed)
            said = turns
            if answer is not None and abilities.form != "json_schema":
                said = _with_schema(turns, answer)
            adapter = self.identity.adapters.get(message.step)
            request = Request(said, max_tokens, answer, abilities, adapter)
            try:
                return await persist(partial(self._attempt, connection, request), self._sleep)
            except FaultError as failed:
                if failed.fault.rejected is None:
                    raise failed.fault.error from None
                # If several calls are refused the same feature at once, only the first takes the step down.
                self._seedless |= failed.fault.rejected == "seed"
                if self._abilities == known:
                    self._abilities = known.without(failed.fault.rejected)
        return None

    async def _attempt(self, connection: Connection, request: Request) -> Reply:
        async with self._free:
            try:
                async with asyncio.timeout(self._timeout):
                    reply = await connection.complete(request)
            except Exception as exception:  # noqa: BLE001 - vendors raise what they like; the map sorts it
                to = replace(self._addressee, secrets=self._secrets)
                raise FaultError(read_fault(exception, to, request.features, self._reached)) from None
        self._reached = True
        return reply

    async def _connected(self) -> Connection:
        await self._settle_in()
        async with self._connecting:
            if self._connection is None:
                try:
                    self._connection = await self._connect()
                except FactcheckError:
                    raise
                except Exception as exception:  # noqa: BLE001 - as above
                    raise read_fault(exception, self._addressee).error from None
            return self._connection

    async def _settle_in(self) -> None:
        """Move to the running loop, if the previous one is closed. Raises UsageError while that one runs."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        if self._loop is not None:
            if not self._loop.is_closed():
                raise UsageError(
                    f"{self._addressee}: this model is in use in another event loop: open one for each, "
                    "or make all calls with factcheck.run"
                )
            lost, self._connection = self._connection, None
            self._connecting, self._free = asyncio.Lock(), asyncio.Semaphore(self._concurrency)
            if lost is not None:
                with contextlib.suppress(Exception):  # its sockets went with their loop
                    await lost.close()
        self._loop = loop

    @property
    def _secrets(self) -> tuple[str, ...]:
        return self._addressee.secrets + (self._connection.secrets if self._connection else ())


def read_answer(text: str, answer: type[AnswerT]) -> AnswerT:
    """The answer that a reply's text holds: the text is its JSON, or has it inside (a fence, a word before it).

    Raises pydantic's ValidationError. JSON that is broken or cut off stays broken: nothing is repaired.
    """
    text = _THINKING.sub("", text)
    try:
        return answer.model_validate_json(text)
    except ValidationError:
        start, end = text.find("{"), text.rfind("}") + 1
        if not 0 <= start < end or text[start:end] == text:
            raise
        return answer.model_validate_json(text[start:end])


def _problem(invalid: ValidationError) -> str:
    """The first fault of an answer, in one line."""
    first = invalid.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _turns(message: Message) -> tuple[Turn, ...]:
    turns = [Turn("system", message.system)] if message.system else []
    if message.example:
        asked, answered = message.example
        turns += [Turn("user", asked), Turn("assistant", answered)]
    return (*turns, Turn("user", message.user))


def _asked_again(turns: tuple[Turn, ...], text: str, problem: str) -> tuple[Turn, ...]:
    """The conversation continued by the faulty answer and its fault."""
    if not text.strip():
        return turns  # some providers refuse an empty turn; there is nothing to correct in it anyway
    correction = Turn(
        "user", f"That is not of the form asked for ({problem}). Answer again, with the JSON object only."
    )
    return (*turns, Turn("assistant", text), correction)


def _with_schema(turns: tuple[Turn, ...], answer: type[BaseModel]) -> tuple[Turn, ...]:
    """The conversation with the answer's form spelled out at its end, for endpoints that do not enforce a schema."""
    schema = json.dumps(answer.model_json_schema(), ensure_ascii=False)
    form = f"Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"
    return (*turns[:-1], replace(turns[-1], text=f"{turns[-1].text}\n\n{form}"))
