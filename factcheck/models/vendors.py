"""The one importer of LangChain and OpenAI. It is imported at a model's first call, never before.

Two connections: `OpenAIConnection` for everything that speaks the OpenAI protocol (OpenAI, gateways, vLLM, Ollama,
LM Studio, the embedded engine), `ProviderConnection` for whatever else LangChain has a package for. Both make each call
once: the libraries' own retries are off, because `ChatModel` decides about those for all of them.
"""

from __future__ import annotations

import ssl
import warnings
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import BaseChatOpenAI
from pydantic import BaseModel, SecretStr

from factcheck.errors import Unparsable
from factcheck.models.connection import Reply, Request, Turn
from factcheck.models.faults import setup_error
from factcheck.records import Usage

# It advises programmers on standard error when an endpoint has no JSON-schema mode, which is handled here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\.")

_NO_KEY = "none"
_CONNECT_SECONDS = 10.0  # a server that thinks for minutes still takes the call at once
_OWN_HOSTS = ("api.openai.com", ".openai.azure.com")


class OpenAIConnection:
    """A server that speaks the OpenAI protocol.

    Without a `key` it gets a placeholder, which servers on one's own machine ignore. `on_loopback` says that the server can
    be reached without the environment's proxy settings and without TLS. `http_async_client` is an
    `openai.DefaultAsyncHttpxClient` or its like, and is closed here.
    """

    def __init__(
        self,
        *,
        name: str,
        base_url: str,
        key: SecretStr | None,
        timeout: float,
        on_loopback: bool = False,
        http_async_client: Any = None,
    ) -> None:
        # LangChain would share one client between event loops and never close it.
        self._client = http_async_client or _http_client(on_loopback)
        self._key = key.get_secret_value() if key else _NO_KEY
        limits = openai.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS))
        # OpenAI itself wants the output limit as `max_completion_tokens`, which others do not all know.
        own = (urlsplit(base_url).hostname or "").endswith(_OWN_HOSTS)
        self._chat: BaseChatOpenAI = (ChatOpenAI if own else BaseChatOpenAI)(
            model=name,
            base_url=base_url,
            api_key=self._give_key,
            max_retries=0,
            timeout=limits,
            use_responses_api=False,
            http_async_client=self._client,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show."""
        return (self._key,) if self._key != _NO_KEY else ()

    async def _give_key(self) -> str:
        """The key, for LangChain: given in this way, it makes no second, synchronous client."""
        return self._key

    async def complete(self, request: Request) -> Reply:
        """Make the call."""
        options: dict[str, Any] = {"max_tokens": request.max_tokens, **request.abilities.parameters}
        if request.answer is None:
            options |= {"logprobs": True, "top_logprobs": request.abilities.top_logprobs[0]}
        elif request.abilities.form == "json_schema":
            options |= _in_form({"type": "json_schema", "json_schema": _schema(request.answer)})
        elif request.abilities.form == "json_object":
            options |= _in_form({"type": "json_object"})
        result = await self._chat.agenerate([_messages(request.turns)], **options)
        if not result.generations[0]:
            raise Unparsable("the reply has no choices")
        generation = result.generations[0][0]
        if not isinstance(generation, ChatGeneration):
            raise TypeError(f"a {type(generation).__name__} is no chat generation")
        return _reply(generation.message)

    async def close(self) -> None:
        """Close the sockets."""
        await self._client.aclose()


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


def _in_form(form: dict[str, Any]) -> dict[str, Any]:
    """The option that asks for an answer of that form, which goes into the body as it is.

    Given by its own name it would have LangChain use the OpenAI client's parser, which raises where an answer is cut short,
    and takes a fifth of the time of a replay. Answers are read by `factcheck.models.chat`.
    """
    return {"extra_body": {"response_format": form}}


@lru_cache(maxsize=256)  # made in milliseconds, and asked for with every call
def _schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The answer's form as OpenAI's servers want it."""
    strict = openai.pydantic_function_tool(answer)["function"]
    return {"name": answer.__name__, "strict": True, "schema": strict["parameters"]}


def _http_client(on_loopback: bool) -> openai.DefaultAsyncHttpxClient:
    if not on_loopback:
        return openai.DefaultAsyncHttpxClient()
    # To read the certificates that one trusts takes longer than many a call. With none of them, no TLS server is trusted.
    return openai.DefaultAsyncHttpxClient(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


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
        first_token=_first_token(told.get("logprobs")),
        reasoning_tokens=usage.get("output_token_details", {}).get("reasoning", 0) if usage else 0,
    )


def _first_token(logprobs: object) -> tuple[tuple[str, float], ...] | None:
    """The first token's alternatives in OpenAI's form, the token itself among them; None when there are none."""
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(content, list) or not content:
        return None
    listed: dict[str, float] = {}
    for entry in [*(content[0].get("top_logprobs") or ()), content[0]]:
        if entry.get("logprob") is not None:
            listed.setdefault(str(entry["token"]), float(entry["logprob"]))
    return tuple(listed.items()) or None
