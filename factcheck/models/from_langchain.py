"""A LangChain chat model as one of ours: `check(…, model=ChatOpenAI(…))`."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from factcheck.errors import UsageError
from factcheck.models.base import Model
from factcheck.models.chat import ChatModel
from factcheck.models.connection import Abilities, Connection
from factcheck.models.faults import Addressee, public_address
from factcheck.models.opening import OTHER_CONCURRENCY, OTHER_CONTEXT_TOKENS, OTHER_TIMEOUT
from factcheck.records import ModelIdentity

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_ADDRESSES = ("base_url", "openai_api_base", "azure_endpoint", "endpoint")
"""The fields in which LangChain's packages keep a model's address."""


def from_langchain(
    chat: BaseChatModel,
    *,
    timeout: float = OTHER_TIMEOUT,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> ChatModel:
    """`chat` as a factcheck model, with its own parameters.

    It asks for structured answers by `with_structured_output`, or in words if there is none. Without log-probabilities,
    confidence is what the model states, and uncalibrated. `timeout` (seconds) holds for each attempt.
    """

    async def connect() -> Connection:
        from factcheck.models.providers import GivenConnection

        return GivenConnection(chat)

    identity = _identity(chat)
    return ChatModel(
        identify=lambda: identity,
        connect=connect,
        addressee=Addressee(identity.spec, identity.endpoint),
        abilities=Abilities(),
        context_tokens=OTHER_CONTEXT_TOKENS,
        concurrency=OTHER_CONCURRENCY,
        timeout=timeout,
        sleep=sleep,
    )


def as_model(model: Model | BaseChatModel) -> Model:
    """`model` as one of ours. Raises UsageError if it is neither ours nor LangChain's."""
    if hasattr(model, "ask") and hasattr(model, "weigh"):
        return cast("Model", model)
    from langchain_core.language_models import BaseChatModel

    from factcheck.models.as_langchain import FactcheckChat

    if isinstance(model, FactcheckChat):
        return model.model
    if isinstance(model, BaseChatModel):
        return from_langchain(model)
    raise UsageError(
        f"a {type(model).__name__} is not a model: give a name such as openai:gpt-4o-mini, a result of open_model, "
        "or a LangChain chat model"
    )


def _identity(chat: BaseChatModel) -> ModelIdentity:
    """LangChain's description of the model. Values that are not plain go in as a hash: they can be long, and secret."""
    told = chat.asdict()
    kind = str(told.pop("_type"))
    named = (told.pop("model_name", None), told.pop("model", None), getattr(chat, "model_name", None))
    name = next((value for value in (*named, getattr(chat, "model", None)) if isinstance(value, str)), None)
    address = next((value for field in _ADDRESSES if isinstance(value := getattr(chat, field, None), str)), None)
    return ModelIdentity(
        spec=f"{kind}:{name or type(chat).__name__}",
        name=name or type(chat).__name__,
        provider=kind,
        endpoint=public_address(address) if address else None,
        parameters={field: _plain(value) for field, value in sorted(told.items()) if value is not None},
    )


def _plain(value: Any) -> str | int | float | bool:
    if isinstance(value, str | int | float | bool):
        return value
    text = json.dumps(value, sort_keys=True, default=lambda other: type(other).__name__)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
