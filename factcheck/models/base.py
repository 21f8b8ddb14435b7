"""The seam between the steps and a language model. A model answers in two ways only.

- `ask`: a structured answer of a pydantic type.
- `weigh`: how likely each of a few one-token answers is.

Both are async; there are no sync twins. A fake for a test is any object with these members.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from factcheck.records import ModelIdentity, Usage

AnswerT = TypeVar("AnswerT", bound=BaseModel)


@dataclass(frozen=True)
class Message:
    """A rendered prompt, as sent to the model. `step` names the step for logs and budgets, never for the model.

    `example` is one worked exchange, a user turn and its answer, that goes between `system` and `user`. `seed` is this
    call's; None means the model's.
    """

    step: str
    system: str
    user: str
    example: tuple[str, str] | None = None
    seed: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """All messages to the model, in order: system, the example's two turns if any, user."""
        return (self.system, *(self.example or ()), self.user)


@dataclass(frozen=True)
class Answer(Generic[AnswerT]):
    """A structured answer and its cost when first given; `paid` is false if this run got it from the store."""

    value: AnswerT
    usage: Usage
    paid: bool = True


@dataclass(frozen=True)
class Weights:
    """How likely each option is.

    `logprobs` maps every option to a natural-log probability (not normalised over the options). `basis` is `logprobs`
    if they are the model's first-token log-probabilities, `stated` if the provider gives none and the model's answer by
    `ask` stands in for them: such confidence is uncalibrated and says so.
    """

    logprobs: dict[str, float]
    basis: Literal["logprobs", "stated"]
    usage: Usage
    paid: bool = True

    @property
    def probabilities(self) -> dict[str, float]:
        """The options' probabilities, normalised over the options."""
        top = max(self.logprobs.values())
        weights = {option: math.exp(value - top) for option, value in self.logprobs.items()}
        total = sum(weights.values())
        return {option: weight / total for option, weight in weights.items()}


class Model(Protocol):
    """A language model. Nothing is started or connected before the first call of `ask` or `weigh`."""

    @property
    def identity(self) -> ModelIdentity:
        """Everything that determines the answers; known without starting anything."""

    @property
    def context_tokens(self) -> int:
        """The limit of tokens for a prompt and its answer together."""

    @property
    def concurrency(self) -> int:
        """How many calls are worth having under way at once."""

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """A structured answer of type `answer`.

        Raises a `factcheck.errors.StepError` if this call gave none, a `FatalModelError` if no call can.
        """

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """How likely each of `options` is as the first word of the answer.

        Options are short words that differ in their first token ("Yes", "No", "A"). Raises like `ask`; `Unparsable` if
        the answer begins with none of them.
        """

    async def close(self) -> None:
        """Stop everything started. Safe to call twice, and if nothing was started."""


class ModelAround:
    """The base of a model that wraps another: it adds `ask` and `weigh`, and the wrapped model gives the rest."""

    def __init__(self, inner: Model) -> None:
        self._inner = inner

    @property
    def identity(self) -> ModelIdentity:
        """The identity of the model behind."""
        return self._inner.identity

    @property
    def context_tokens(self) -> int:
        """The context of the model behind."""
        return self._inner.context_tokens

    @property
    def concurrency(self) -> int:
        """The concurrency of the model behind."""
        return self._inner.concurrency

    async def close(self) -> None:
        """Close the model behind."""
        await self._inner.close()
