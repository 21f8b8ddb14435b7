"""A cap on what a run may ask of a model: `BudgetedModel` refuses the call that could pass it, and sends nothing.

Put it behind the store, `StoredModel(BudgetedModel(model, cap))`, so that an answer from the store costs nothing.
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
"""For the guess of a prompt's tokens before it is sent. English has 4 to 5, Chinese 3; fewer is on the safe side."""

WEIGH_OUTPUT_TOKENS = 16
"""What a `weigh` may write: one token, or a few where a model without log-probabilities has to state its answer."""

GivenT = TypeVar("GivenT", bound=Answer[Any] | Weights)


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens."""

    prompt: float
    output: float

    def of(self, usage: Usage) -> float:
        """What that usage costs in US dollars. Cached tokens count in full: providers differ in what they take off."""
        return (usage.prompt_tokens * self.prompt + usage.output_tokens * self.output) / 1_000_000

    @property
    def halved(self) -> Price:
        """The price at the Batch endpoint."""
        return Price(self.prompt / 2, self.output / 2)


@dataclass(frozen=True)
class Cap:
    """The most a run may cost: `tokens` prompt and output together, `dollars` at that `price`. None is no cap.

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
        """The same cap, of which that usage at that price is spent already."""
        return replace(
            self,
            other_tokens=usage.prompt_tokens + usage.output_tokens,
            other_dollars=price.of(usage) if price else 0.0,
        )

    def passed_by(self, usage: Usage) -> str | None:
        """Which cap that usage passes, in words; None when it passes none."""
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
    """What is spent under one cap, by one model or by several."""

    async def take(self, guess: Usage) -> str | None:
        """Count a call that is about to be made. Gives the cap that it could pass, in words: then it must not be made."""

    async def settle(self, guess: Usage, cost: Usage) -> None:
        """Count what the call did cost in place of the guess."""


class OwnPurse:
    """The purse of one process. `spent` begins with what earlier runs spent; `on_change` is told each time it changes."""

    def __init__(
        self, cap: Cap, spent: Usage | None = None, on_change: Callable[[Usage], None] = lambda _: None
    ) -> None:
        self._cap = cap
        self._known = spent or Usage()
        self._guessed: list[Usage] = []
        self._on_change = on_change

    @property
    def spent(self) -> Usage:
        """What was spent so far, with the guesses for calls under way and for failed ones."""
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
        if guess in self._guessed:  # else it was taken before this purse was opened, and `spent` holds it for good
            self._guessed.remove(guess)
            self._known += cost
            self._on_change(self.spent)


class BudgetedModel(ModelAround):
    """A model that is not called once the cap could be passed.

    A call is counted with a cautious guess while it is under way and with what it cost when it is back. A call that
    failed keeps its guess: the provider may well have charged for it.
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
            raise BudgetExhausted(f"not asked: it could have passed {cap}; the same command with a higher cap goes on")
        given = await call()
        await self._purse.settle(guess, given.usage)
        return given


def guessed(prompt: str, output_tokens: int) -> Usage:
    """What a call may cost at the most, as far as the length of its prompt tells."""
    return Usage(
        calls=1,
        prompt_tokens=math.ceil(len(prompt.encode(errors="replace")) / BYTES_PER_TOKEN),
        output_tokens=output_tokens,
    )
