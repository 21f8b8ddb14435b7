"""How these tests call a model over the loopback server."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

import openai
from pydantic import BaseModel

from factcheck.models import ChatModel, open_model
from factcheck.models.base import Answer, Message, Weights
from factcheck.settings import Settings
from tests.models.loopback import Loopback

KEY = "sk-proj-0123456789abcdef"
MESSAGE = Message(step="compare", system="You compare.", user="Is it so? Answer Yes or No.")
OPTIONS = ("Yes", "No")

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the certificates of the world takes longer than all the rest of a test that needs none of them."""

T = TypeVar("T")


class Count(BaseModel):
    """The answer type of these tests."""

    n: int


class Waits:
    """Stands for `asyncio.sleep` between attempts: notes the seconds and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def model_at(base_url: str, *, timeout: float = 20.0, waits: Waits | None = None, key: str | None = KEY) -> ChatModel:
    """`openai:loopback` at that address, never really waiting between attempts."""
    settings = Settings.model_validate({"timeout": timeout, "openai_api_key": key})
    client = openai.DefaultAsyncHttpxClient(verify=NO_CERTIFICATES)
    return open_model("openai:loopback", settings, base_url=base_url, sleep=waits or Waits(), http_async_client=client)


def calling(model: ChatModel, call: Callable[[ChatModel], Coroutine[Any, Any, T]]) -> T:
    """What `call` of the model comes to; the model is closed after it."""

    async def run() -> T:
        try:
            return await call(model)
        finally:
            await model.close()

    return asyncio.run(run())


def ask(server: Loopback, *, timeout: float = 20.0, waits: Waits | None = None) -> Answer[Count]:
    """One `ask` of a fresh model."""
    model = model_at(server.base_url, timeout=timeout, waits=waits)
    return calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=50))


def weigh(server: Loopback, *, timeout: float = 20.0, waits: Waits | None = None) -> Weights:
    """One `weigh` of a fresh model."""
    model = model_at(server.base_url, timeout=timeout, waits=waits)
    return calling(model, lambda model: model.weigh(MESSAGE, OPTIONS))


Way = Literal["ask", "weigh"]
WAYS: dict[Way, Callable[..., Answer[Count] | Weights]] = {"ask": ask, "weigh": weigh}
