"""A model for tests in which the model is not the point: it answers from a script and remembers what it was asked."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.records import ModelIdentity, Usage

IDENTITY = ModelIdentity(spec="scripted", name="scripted", provider="scripted", weights_sha256="5c" * 32)

KIND = "What kind of sentence is it"
"""In the prompt of that question, and in no other."""


def no_answer(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
    """The script of a model that must not be asked."""
    raise AssertionError(f"the model was asked: {message}")


def no_weights(message: Message, options: Sequence[str]) -> Mapping[str, float]:
    """The script of a model that must not be weighed."""
    raise AssertionError(f"the model was asked: {message}")


class ScriptedModel:
    """Answers `ask` with the fields that `asked` returns and `weigh` with the log-probabilities that `weighed` returns.

    A script that raises is a model that raises. Every call costs `prompt_tokens` and one output token.
    """

    def __init__(
        self,
        asked: Callable[[Message, type[BaseModel]], Mapping[str, object]] = no_answer,
        weighed: Callable[[Message, Sequence[str]], Mapping[str, float]] = no_weights,
        identity: ModelIdentity = IDENTITY,
        prompt_tokens: int = 10,
    ) -> None:
        self.identity = identity
        self.context_tokens = 8192
        self.concurrency = 2
        self.messages: list[Message] = []
        self.closed = 0
        self._asked = asked
        self._weighed = weighed
        self._usage = Usage(calls=1, prompt_tokens=prompt_tokens, output_tokens=1)

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


def careful_reader(*, prompt_tokens: int = 10) -> ScriptedModel:
    """A model that reads word for word: every sentence is a claim, and a source supports what it has in the same words.

    A source sentence that shares at least half of a claim's words and is not the same contradicts it. Questions are
    skipped. It understands the shipped prompts by their numbered lines and their CLAIM line.
    """

    def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return sentences_read(message.user) if message.step == "extract" else pointed_to(message.user)

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        return related(message.user)

    return ScriptedModel(asked, weighed, prompt_tokens=prompt_tokens)


def sentences_read(prompt: str) -> dict[str, object]:
    """The answer to an extraction prompt."""

    def read(text: str) -> dict[str, object]:
        question = text.endswith("?")
        return {"claims": [] if question else [text], "speaker": None, "skip": "question" if question else None}

    return {f"sentence_{number}": read(text) for number, text in _numbered(prompt)}


def pointed_to(prompt: str) -> dict[str, object]:
    """The answer to the evidence question."""
    return {"sentences": [number for number, text in _numbered(prompt) if _nearness(_claim(prompt), text) >= 0.5][:1]}


def related(prompt: str) -> dict[str, float]:
    """The answer to the relation question, as natural-log probabilities; to what kind of sentence it is, that it is a fact."""
    if KIND in prompt:
        return a_fact()
    nearest = max(_nearness(_claim(prompt), text) for _, text in _numbered(prompt))
    said = "Yes" if nearest == 1 else "No" if nearest >= 0.5 else "Unknown"
    return {option: math.log(0.9 if option == said else 0.05) for option in ("Yes", "No", "Unknown")}


def a_fact(*_asked: object) -> dict[str, float]:
    """A script that calls every sentence a fact."""
    return of_kind("Fact")


def of_kind(said: str) -> dict[str, float]:
    """The answer to what kind of sentence it is, as natural-log probabilities."""
    return {kind: math.log(0.91 if kind == said else 0.03) for kind in ("Fact", "Opinion", "Prediction", "Notice")}


def _numbered(prompt: str) -> list[tuple[int, str]]:
    return [(int(number), text) for number, text in re.findall(r"^\[(\d+)\] (.+)$", prompt, re.MULTILINE)]


def _claim(prompt: str) -> str:
    return re.findall(r"^CLAIM: (.+)$", prompt, re.MULTILINE)[-1]


def _nearness(claim: str, text: str) -> float:
    words = set(claim.casefold().split())
    return len(words & set(text.casefold().split())) / len(words)
