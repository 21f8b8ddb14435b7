"""A model for tests in which the model is not the point: it answers from a script and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.records import ModelIdentity, Usage

IDENTITY = ModelIdentity(spec="scripted", name="scripted", provider="scripted")


def no_answer(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
    """The script of a model that must not be asked."""
    raise AssertionError(f"the model was asked: {message}")


def no_weights(message: Message, options: Sequence[str]) -> Mapping[str, float]:
    """The script of a model that must not be weighed."""
    raise AssertionError(f"the model was asked: {message}")


class ScriptedModel:
    """Answers `ask` with the fields that `asked` returns and `weigh` with the log-probabilities that `weighed` returns.

    A script that raises is a model that raises. Every call costs ten prompt tokens and one output token.
    """

    def __init__(
        self,
        asked: Callable[[Message, type[BaseModel]], Mapping[str, object]] = no_answer,
        weighed: Callable[[Message, Sequence[str]], Mapping[str, float]] = no_weights,
        identity: ModelIdentity = IDENTITY,
    ) -> None:
        self.identity = identity
        self.context_tokens = 8192
        self.concurrency = 2
        self.messages: list[Message] = []
        self.closed = 0
        self._asked = asked
        self._weighed = weighed
        self._usage = Usage(calls=1, prompt_tokens=10, output_tokens=1)

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """The script's answer."""
        self.messages.append(message)
        await asyncio.sleep(0)
        return Answer(answer.model_validate(self._asked(message, answer)), self._usage)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The script's weights."""
        self.messages.append(message)
        await asyncio.sleep(0)
        return Weights(dict(self._weighed(message, options)), "logprobs", self._usage)

    async def close(self) -> None:
        """Count the call."""
        self.closed += 1
