"""Any provider that LangChain has a package for.

The one importer of LangChain, which is imported at a model's first call, never before. Each call is made once: the
libraries' own retries are off, because `ChatModel` decides about those for all connections.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import SecretStr

from factcheck.models.connection import Reply, Request, Turn
from factcheck.models.faults import setup_error
from factcheck.models.logprobs import first_token_of
from factcheck.records import Usage

# It advises programmers on standard error when an endpoint has no JSON-schema mode, which is handled here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\.")


class ProviderConnection:
    """Any provider that LangChain has a package for, where that is installed."""

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
        fields = [value for chat in self._chats.values() for value in vars(chat).values()]
        return tuple({field.get_secret_value() for field in fields if isinstance(field, SecretStr)})

    async def complete(self, request: Request) -> Reply:
        """Make the call. LangChain knows how this provider is best asked for a structured answer."""
        chat = self._chat(request)
        messages = _messages(request.turns)
        if request.answer is None:
            top = request.abilities.top_logprobs[0]
            return _reply(await chat.bind(logprobs=True, top_logprobs=top).ainvoke(messages))
        if request.abilities.form != "json_schema":
            return _reply(await chat.ainvoke(messages))
        output = await chat.with_structured_output(request.answer, include_raw=True).ainvoke(messages)
        if not isinstance(output, dict):
            raise TypeError(f"LangChain's {type(chat).__name__} gave {type(output).__name__} for a structured answer")
        reply = _reply(output["raw"])
        parsed = output["parsed"]
        return reply if parsed is None else replace(reply, text=parsed.model_dump_json())

    async def close(self) -> None:
        """Nothing to do: LangChain's classes offer no way to close their clients."""

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
        return self._chats[key]


def _messages(turns: tuple[Turn, ...]) -> list[BaseMessage]:
    classes = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [classes[turn.role](turn.text) for turn in turns]


def _reply(message: BaseMessage) -> Reply:
    """LangChain's message in our terms. Providers differ in the names that they keep the same things under."""
    if not isinstance(message, AIMessage):
        raise TypeError(f"a {type(message).__name__} is no answer")
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
