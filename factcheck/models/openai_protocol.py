"""Servers that speak the OpenAI protocol: OpenAI's own, gateways, vLLM, Ollama, LM Studio, the embedded engine.

Only this module imports OpenAI's library, at a model's first call and never before. Each call is made once: the
library's own retries are off, because `ChatModel` decides on retries for all connections.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import openai
from pydantic import BaseModel, SecretStr

from factcheck.errors import Unparsable
from factcheck.models.connection import Reply, Request, Through
from factcheck.models.logprobs import first_token_of
from factcheck.models.opening import is_openai_itself
from factcheck.records import Usage

Client = openai.AsyncOpenAI

_NO_KEY = "none"
_CONNECT_SECONDS = 10.0  # a server that thinks for minutes still accepts the call at once


def client_for(base_url: str, key: SecretStr | None, timeout: float, http_async_client: Any = None) -> Client:
    """A client that makes each call once. `timeout` is in seconds; without a `key` it sends a placeholder."""
    return Client(
        api_key=key.get_secret_value() if key else _NO_KEY,
        base_url=base_url,
        max_retries=0,
        timeout=openai.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
        http_client=http_async_client,
    )


class OpenAIConnection:
    """A server that speaks the OpenAI protocol.

    Without a `key` it gets a placeholder, which local servers ignore. `on_loopback` says that the server can be reached
    without the environment's proxy settings and without TLS. `adapters` are the SHA-256 of those in the embedded
    engine, in its order. `http_async_client` is an `openai.DefaultAsyncHttpxClient` or its like, and is closed here.
    Requests go through `through`, if given.
    """

    def __init__(
        self,
        *,
        name: str,
        base_url: str,
        key: SecretStr | None,
        timeout: float,
        on_loopback: bool = False,
        adapters: Sequence[str] = (),
        http_async_client: Any = None,
        through: Through | None = None,
    ) -> None:
        self._name = name
        self._adapters = tuple(adapters)
        self._key = key.get_secret_value() if key else _NO_KEY
        # OpenAI itself wants the output limit under another name, which not all others know.
        self._limit = "max_completion_tokens" if is_openai_itself(base_url) else "max_tokens"
        self._through = through
        self._client = client_for(base_url, key, timeout, http_async_client or _http_client(on_loopback))

    @property
    def secrets(self) -> tuple[str, ...]:
        """Secrets, which no message may show."""
        return (self._key,) if self._key != _NO_KEY else ()

    async def complete(self, request: Request) -> Reply:
        """Make the call.

        This sends the body as it is and reads the answer itself: the library's `chat.completions.create` would compare
        each message with every kind of message, which takes a fifth of a replay's time, and would read anything as a
        completion.
        """
        body: dict[str, Any] = {
            "model": self._name,
            "stream": False,
            "messages": [{"role": turn.role, "content": turn.text} for turn in request.turns],
            self._limit: request.max_tokens,
            **request.abilities.parameters,
        }
        if request.answer is None:
            body |= {"logprobs": True, "top_logprobs": request.abilities.top_logprobs[0]}
        elif request.abilities.form == "json_schema":
            body["response_format"] = {"type": "json_schema", "json_schema": _schema(request.answer)}
        elif request.abilities.form == "json_object":
            body["response_format"] = {"type": "json_object"}
        if request.adapter is not None:
            # The engine uses the number. It ignores the hash, which makes the request different for each adapter.
            number = self._adapters.index(request.adapter)
            body["lora"] = [{"id": number, "scale": 1.0, "sha256": request.adapter}]
        return _reply(await (self._through(body, self._send) if self._through else self._send(body)))

    async def _send(self, body: dict[str, Any]) -> str:
        return await self._client.post("/chat/completions", body=body, cast_to=str)

    async def close(self) -> None:
        """Close the sockets."""
        await self._client.close()


class _Message(BaseModel):
    content: str | list[dict[str, Any]] | None = None
    refusal: Any = None

    @property
    def text(self) -> str:
        """The content's text; some servers send it in parts."""
        if isinstance(self.content, list):
            return "".join(str(part["text"]) for part in self.content if part.get("type") == "text")
        return self.content or ""


class _Choice(BaseModel):
    message: _Message
    finish_reason: Any = None
    logprobs: Any = None


class _TokenDetails(BaseModel):
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _TokenDetails | None = None
    completion_tokens_details: _TokenDetails | None = None


class _Completion(BaseModel):
    """The parts of a chat completion that a check reads: the fields are the protocol's.

    Servers leave out everything except the choices, and put what they like into `Any` fields.
    """

    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


_NO_DETAILS = _TokenDetails()


def _reply(body: str) -> Reply:
    """The answer in our terms. Raises ValueError, including pydantic's, if the body is not a chat completion."""
    completion = _Completion.model_validate_json(body)
    if completion.error:
        error = completion.error
        raise ValueError(error.get("message", error) if isinstance(error, Mapping) else error)
    if completion.choices is None:
        raise ValueError("it has no choices")
    if not completion.choices:
        raise Unparsable("the reply has no choices")
    choice = completion.choices[0]
    usage = completion.usage or _Usage()
    read = usage.prompt_tokens_details or _NO_DETAILS
    written = usage.completion_tokens_details or _NO_DETAILS
    return Reply(
        text=choice.message.text,
        usage=Usage(
            calls=1,
            prompt_tokens=usage.prompt_tokens or 0,
            cached_tokens=read.cached_tokens or 0,
            output_tokens=usage.completion_tokens or 0,
        ),
        finish_reason=choice.finish_reason.lower() if isinstance(choice.finish_reason, str) else None,
        refusal=choice.message.refusal if isinstance(choice.message.refusal, str) else None,
        first_token=first_token_of(choice.logprobs),
        reasoning_tokens=written.reasoning_tokens or 0,
    )


@lru_cache(maxsize=256)  # takes milliseconds, and every call needs it
def _schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The answer's form in OpenAI's terms."""
    strict = openai.pydantic_function_tool(answer)["function"]
    return {"name": answer.__name__, "strict": True, "schema": strict["parameters"]}


def _http_client(on_loopback: bool) -> openai.DefaultAsyncHttpxClient:
    if not on_loopback:
        return openai.DefaultAsyncHttpxClient()
    # Reading the trusted certificates takes longer than many calls. Without them, no TLS server is trusted.
    return openai.DefaultAsyncHttpxClient(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
