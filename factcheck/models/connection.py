"""The requests of `ChatModel` to a provider and their replies, in terms of the wire but of no vendor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from factcheck.records import Usage

Form = Literal["json_schema", "json_object", "text"]
"""How to ask for an answer's form: a schema that the server enforces, enforced JSON, or only in words."""

Feature = Literal["form", "logprobs", "temperature", "seed"]
"""Features that an endpoint may turn out to lack."""


Send = Callable[[dict[str, Any]], Awaitable[str]]
"""From the body of a request in OpenAI's protocol to the body of its reply. Raises like the vendor's library."""

Through = Callable[[dict[str, Any], Send], Awaitable[str]]
"""A handler for requests instead of sending them: it can send them, or get the reply from elsewhere."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True)
class Abilities:
    """The assumed abilities of an endpoint, until it says otherwise.

    `top_logprobs` are the numbers of alternatives per token still to try, best first; empty if it has none.
    """

    form: Form = "json_schema"
    top_logprobs: tuple[int, ...] = (20, 5)
    parameters: Mapping[str, float | int] = field(default_factory=dict)

    def without(self, feature: Feature) -> Abilities:
        """One step down in that feature."""
        if feature == "form":
            return replace(self, form="json_object" if self.form == "json_schema" else "text")
        if feature == "logprobs":
            return replace(self, top_logprobs=self.top_logprobs[1:])
        return replace(self, parameters={name: v for name, v in self.parameters.items() if name != feature})

    def seeded(self, seed: int) -> Abilities:
        """The same with that seed."""
        return replace(self, parameters={**self.parameters, "seed": seed})


@dataclass(frozen=True)
class Request:
    """One call: for an answer of type `answer`, or if that is None for one token and its log-probabilities.

    `adapter` is the SHA-256 of the adapter that should answer, None for the plain model.
    """

    turns: tuple[Turn, ...]
    max_tokens: int
    answer: type[BaseModel] | None
    abilities: Abilities
    adapter: str | None = None

    @property
    def features(self) -> frozenset[str]:
        """The features that this call needs."""
        needed = set(self.abilities.parameters)
        if self.answer is None:
            needed.add("logprobs")
        elif self.abilities.form != "text":
            needed.add("form")
        return frozenset(needed)


@dataclass(frozen=True)
class Reply:
    """A reply. `first_token` are the first token's alternatives with their natural-log probabilities.

    None for `first_token` means that the provider sent none. `reasoning_tokens` are those of the usage's output tokens
    that went into thinking before the answer.
    """

    text: str
    usage: Usage
    finish_reason: str | None = None
    refusal: str | None = None
    first_token: tuple[tuple[str, float], ...] | None = None
    reasoning_tokens: int = 0


class Connection(Protocol):
    """An open connection to a provider. It makes each call once, and raises whatever its vendor's library raises."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Secrets, which no message may show."""

    async def complete(self, request: Request) -> Reply:
        """Make the call. Raises `Unparsable` if the reply holds no answer at all, else the vendor's exceptions."""

    async def close(self) -> None:
        """Release sockets and processes."""
