"""LangChain's chat models as connections: any provider that it has a package for, and any model that a program created
itself.

LangChain is imported at a model's first call, never before. Each call is made once: the libraries' own retries are off
in models created here, because `ChatModel` decides on retries for all connections.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context
from pydantic import SecretStr

from factcheck.models.connection import Reply, Request, Turn
from factcheck.models.faults import setup_error
from factcheck.models.logprobs import first_token_of
from factcheck.records import Usage

# It prints advice for programmers if an endpoint has no JSON-schema mode, which is handled here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\.")

_UNWATCHED: RunnableConfig = {"callbacks": []}


class _LangChainConnection(ABC):
    """A provider reached through a `BaseChatModel`."""

    async def complete(self, request: Request) -> Reply:
        """Make the call. LangChain knows the best way to ask this provider for a structured answer.

        The question's own run, of `FactcheckChat`, is what callback handlers see. This inner call would count its
        tokens twice, so only handlers of the chat model itself see it.
        """
        chat = self._chat(request)
        messages = _messages(request.turns)
        with tracing_context(enabled=False):
            if request.answer is None:
                top = request.abilities.top_logprobs[0]
                weighing = chat.bind(logprobs=True, top_logprobs=top)
                return _reply(await weighing.ainvoke(messages, _UNWATCHED))
            if request.abilities.form != "json_schema":
                return _reply(await chat.ainvoke(messages, _UNWATCHED))
            structured = chat.with_structured_output(request.answer, include_raw=True)
            output = await structured.ainvoke(messages, _UNWATCHED)
        if not isinstance(output, dict):
            raise TypeError(f"LangChain's {type(chat).__name__} gave {type(output).__name__} for a structured answer")
        reply = _reply(output["raw"])
        parsed = output["parsed"]
        return reply if parsed is None else replace(reply, text=parsed.model_dump_json())

    async def close(self) -> None:  # noqa: B027 - not abstract: this is what all of them do
        """Nothing to do: LangChain's classes offer no way to close their clients."""

    @abstractmethod
    def _chat(self, request: Request) -> BaseChatModel:
        """The model with this request's limit and parameters."""


class ProviderConnection(_LangChainConnection):
    """Any provider that LangChain has an installed package for."""

    def __init__(self, *, provider: str, name: str, base_url: str | None, timeout: float) -> None:
        self._provider = provider
        self._name = name
        self._options: dict[str, Any] = {"timeout": timeout, "max_retries": 0}
        if base_url:
            self._options["base_url"] = base_url
        self._chats: dict[tuple[int, float | int | None], BaseChatModel] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show."""
        return tuple({secret for chat in self._chats.values() for secret in _secrets(chat)})

    def _chat(self, request: Request) -> BaseChatModel:
        """The model with this request's limit, which LangChain's providers take when they are made."""
        temperature = request.abilities.parameters.get("temperature")
        key = (request.max_tokens, temperature)
        if key not in self._chats:
            options = self._options | {"max_tokens": request.max_tokens}
            if temperature is not None:
                options["temperature"] = temperature
            try:
                self._chats[key] = init_chat_model(self._name, model_provider=self._provider, **options)
            except Exception as refused:  # noqa: BLE001 - every provider has its own way to say what is missing
                raise setup_error(refused) from None
        return _with_seed(self._chats[key], request)


class GivenConnection(_LangChainConnection):
    """A chat model that a program created itself, with its own settings."""

    def __init__(self, chat: BaseChatModel) -> None:
        self._given = chat

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show."""
        return _secrets(self._given)

    def _chat(self, request: Request) -> BaseChatModel:
        """The model with this request's limit, if it has a field for one and not a lower limit."""
        chat = _with_seed(self._given, request)
        limit = getattr(chat, "max_tokens", 0)
        if "max_tokens" in type(chat).model_fields and (limit is None or limit > request.max_tokens):
            return chat.model_copy(update={"max_tokens": request.max_tokens})
        return chat


def _with_seed(chat: BaseChatModel, request: Request) -> BaseChatModel:
    """The model with the call's seed. Raises TypeError, like a bound argument, if it has no field for one."""
    seed = request.abilities.parameters.get("seed")
    if seed is None:
        return chat
    if "seed" not in type(chat).model_fields:
        raise TypeError(f"{type(chat).__name__} got an unexpected keyword argument 'seed'")
    return chat.model_copy(update={"seed": seed})


def _secrets(chat: BaseChatModel) -> tuple[str, ...]:
    return tuple({value.get_secret_value() for value in vars(chat).values() if isinstance(value, SecretStr)})


def _messages(turns: tuple[Turn, ...]) -> list[BaseMessage]:
    classes = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [classes[turn.role](turn.text) for turn in turns]


def _reply(message: BaseMessage) -> Reply:
    """LangChain's message in our terms. Providers use different names for the same things."""
    if not isinstance(message, AIMessage):
        raise TypeError(f"a {type(message).__name__} is not an answer")
    told = message.response_metadata
    usage = message.usage_metadata
    finish_reason = told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason")
    refusal = message.additional_kwargs.get("refusal")
    return Reply(
        text=message.text,
        usage=Usage(
            calls=1,
            prompt_tokens=usage["input_tokens"] if usage else 0,
            cached_tokens=usage.get("input_token_details", {}).get("cache_read", 0) if usage else 0,
            output_tokens=usage["output_tokens"] if usage else 0,
        ),
        finish_reason=finish_reason.lower() if isinstance(finish_reason, str) else None,
        refusal=refusal if isinstance(refusal, str) else None,
        first_token=first_token_of(told.get("logprobs")),
        reasoning_tokens=usage.get("output_token_details", {}).get("reasoning", 0) if usage else 0,
    )
