"""A cap on a run's use of a model: `BudgetedModel` refuses a call that could exceed it, and sends nothing.

Put it behind the store, `StoredModel(BudgetedModel(model, cap))`: then an answer from the store costs nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from factcheck.errors import BudgetExhausted
from factcheck.models.base import Answer, AnswerT, Message, Model, ModelAround, Weights
from factcheck.records import Usage

BYTES_PER_TOKEN = 3
"""Bytes per token, to guess a prompt's tokens before it is sent. English has 4 to 5, Chinese 3; fewer is safer."""

WEIGH_OUTPUT_TOKENS = 16
"""The output limit of a `weigh`: one token, or a few if a model without log-probabilities states its answer."""

GivenT = TypeVar("GivenT", bound=Answer[Any] | Weights)


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens."""

    prompt: float
    output: float

    def of(self, usage: Usage) -> float:
        """The cost of that usage in US dollars. Cached tokens count in full: providers' discounts differ."""
        return (usage.prompt_tokens * self.prompt + usage.output_tokens * self.output) / 1_000_000

    @property
    def halved(self) -> Price:
        """The price at the Batch endpoint."""
        return Price(self.prompt / 2, self.output / 2)


@dataclass(frozen=True)
class Cap:
    """The most a run may cost: `tokens` prompt and output together, `dollars` at that `price`. None means no cap.

    `other_tokens` and `other_dollars` were spent under the same cap at another price.
    """

    tokens: int | None = None
    dollars: float | None = None
    price: Price | None = None
    other_tokens: int = 0
    other_dollars: float = 0.0

    def __post_init__(self) -> None:
        if self.dollars is not None and self.price is None:
            raise ValueError("a cap in dollars needs a price")

    def beside(self, usage: Usage, price: Price | None) -> Cap:
        """The same cap, with that usage at that price already spent."""
        return replace(
            self,
            other_tokens=usage.prompt_tokens + usage.output_tokens,
            other_dollars=price.of(usage) if price else 0.0,
        )

    def passed_by(self, usage: Usage) -> str | None:
        """The cap that this usage exceeds, in words; None if it exceeds none."""
        tokens = usage.prompt_tokens + usage.output_tokens + self.other_tokens
        if self.tokens is not None and tokens > self.tokens:
            return f"the cap of {self.tokens:,} tokens"
        if (
            self.dollars is not None
            and self.price is not None
            and self.price.of(usage) + self.other_dollars > self.dollars
        ):
            return f"the cap of ${self.dollars:,.2f}"
        return None


class Purse(Protocol):
    """The spending under one cap, by one model or by several."""

    async def take(self, guess: Usage) -> str | None:
        """Count a call before it is made. Gives the cap that it could exceed, in words: then it must not be made."""

    async def settle(self, guess: Usage, cost: Usage) -> None:
        """Count the call's real cost in place of the guess."""


class OwnPurse:
    """The purse of one process. `spent` begins with the spending of earlier runs; `on_change` is called at each
    change."""

    def __init__(
        self, cap: Cap, spent: Usage | None = None, on_change: Callable[[Usage], None] = lambda _: None
    ) -> None:
        self._cap = cap
        self._known = spent or Usage()
        self._guessed: list[Usage] = []
        self._on_change = on_change

    @property
    def spent(self) -> Usage:
        """The spending so far, with the guesses for calls under way and for failed ones."""
        return sum(self._guessed, self._known)

    async def take(self, guess: Usage) -> str | None:
        """As `Purse` has it."""
        cap = self._cap.passed_by(self.spent + guess)
        if cap is None:
            self._guessed.append(guess)
            self._on_change(self.spent)
        return cap

    async def settle(self, guess: Usage, cost: Usage) -> None:
        """As `Purse` has it."""
        if guess in self._guessed:  # else it was taken before this purse was opened, and is in `spent`
            self._guessed.remove(guess)
            self._known += cost
            self._on_change(self.spent)


class BudgetedModel(ModelAround):
    """A model that is not called once a call could exceed the cap.

    A call counts with a cautious guess while it is under way and with its cost when it is back. A failed call keeps its
    guess: the provider may have charged for it.
    """

    def __init__(self, inner: Model, cap: Cap | Purse) -> None:
        super().__init__(inner)
        self._purse = OwnPurse(cap) if isinstance(cap, Cap) else cap

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """The model's answer. Raises BudgetExhausted before anything is sent, and what the model raises."""
        schema = json.dumps(answer.model_json_schema())
        guess = guessed("".join(message.texts) + schema, max_tokens)
        return await self._counted(guess, lambda: self._inner.ask(message, answer, max_tokens=max_tokens))

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The model's weights. Raises BudgetExhausted before anything is sent, and what the model raises."""
        guess = guessed("".join(message.texts), WEIGH_OUTPUT_TOKENS)
        return await self._counted(guess, lambda: self._inner.weigh(message, options))

    async def _counted(self, guess: Usage, call: Callable[[], Awaitable[GivenT]]) -> GivenT:
        cap = await self._purse.take(guess)
        if cap is not None:
            raise BudgetExhausted(
                f"not asked: it could have exceeded {cap}; raise the cap and run the same command to continue"
            )
        given = await call()
        await self._purse.settle(guess, given.usage)
        return given


def guessed(prompt: str, output_tokens: int) -> Usage:
    """The most that a call can cost, judged by the length of its prompt."""
    return Usage(
        calls=1,
        prompt_tokens=math.ceil(len(prompt.encode(errors="replace")) / BYTES_PER_TOKEN),
        output_tokens=output_tokens,
    )
