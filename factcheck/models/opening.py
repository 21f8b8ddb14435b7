"""From a `--model` name to a model. Opening is cheap: everything heavy waits for the model's first call."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from factcheck.errors import BadKey, UnknownModel, UsageError
from factcheck.models.chat import ChatModel
from factcheck.models.connection import Abilities, Connection, Through
from factcheck.models.faults import Addressee, public_address, secrets_of_address
from factcheck.records import ModelIdentity, PromptIdentity
from factcheck.settings import Settings

if TYPE_CHECKING:
    from factcheck.models.adapters import Adapter

OPENAI_BASE_URL = "https://api.openai.com/v1"
_OWN_HOSTS = ("api.openai.com", ".openai.azure.com")

EMBEDDED_CONTEXT_TOKENS = 8192
"""The context of a model on this machine; more costs memory and, without a GPU, minutes."""

OTHER_CONTEXT_TOKENS = 32_000
"""The assumed context of any other model: most read more, and longer sources are cut into passages."""

OTHER_CONCURRENCY = 8
OTHER_TIMEOUT = 120.0
"""The time-out of one attempt in seconds, unless the settings say otherwise."""

_EMBEDDED_TIMEOUT = 600.0
_PROVIDER_MODEL = re.compile(r"(?P<provider>[a-z][a-z0-9_]*):(?P<name>\S+)")
_EXAMPLES = "embedded, local:/path/to/model.gguf, openai:gpt-4o-mini or anthropic:claude-haiku-4-5"


def _ignore(*_: object) -> None:
    """Take no notice."""


def open_model(
    spec: str | None = None,
    settings: Settings | None = None,
    *,
    base_url: str | None = None,
    temperature: float = 0.0,
    seed: int = 0,
    served_at: str | None = None,
    served_key: str | None = None,
    prompts: Iterable[PromptIdentity] = (),
    adapters: Path | None = None,
    on_progress: Callable[[int, int], None] = _ignore,
    on_notice: Callable[[str], None] = _ignore,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    http_async_client: Any = None,
    through: Through | None = None,
) -> ChatModel:
    """The model that `spec` names, else the settings' model, else the embedded one. `settings` are by default the environment's.

    `spec` is `embedded`, `local:FILE.gguf`, or `PROVIDER:NAME` for OpenAI and any provider LangChain has a package for.
    `base_url` is the endpoint to ask instead of the provider's own: with it, `openai:NAME` is any OpenAI-compatible
    server, and needs no key.

    On this machine, `on_progress` (bytes so far, bytes in all) and `on_notice` (one line) follow the download of the
    weights; `served_at` is the base URL of a running engine, `served_key` its key: then none is started and nothing is
    downloaded. `prompts` are those that the model will get: the embedded model uses the adapters trained for them. An
    adapter trained for another prompt of the step, or for other weights, is left out, and `on_notice` is called.
    `adapters` is their folder, by default the shipped ones'. `sleep` waits between the attempts of a call, in seconds.
    `http_async_client` is an `openai.DefaultAsyncHttpxClient` or its like for the calls (except those of LangChain's
    other providers); the model closes it. `through` handles the requests of an OpenAI model instead of sending them, as
    with `--batch-api`.

    Raises UnknownModel if `spec` has no known form or its file is missing, UsageError if `base_url` is not an http(s)
    address or comes without a model, or if there is a `through` and the model is not OpenAI's. A missing key, or a
    missing package for the provider, shows at the first call.
    """
    settings = settings or Settings.from_environment()
    chosen = spec or settings.model
    if chosen is None and (address := base_url or settings.base_url):
        raise UsageError(f"the endpoint {public_address(address)} needs a model's name with it: --model openai:NAME")
    chosen = chosen or "embedded"
    here = is_on_this_machine(chosen)
    if here and base_url:
        raise UsageError(f"--base-url {public_address(base_url)} goes with --model openai:NAME, not with {chosen}")
    address = None if here else _checked_address(base_url or settings.base_url)
    parameters: dict[str, float | int] = {"temperature": temperature, "seed": seed}
    opening = _Opening(
        settings,
        parameters,
        address,
        served_at,
        served_key,
        tuple(prompts),
        adapters,
        on_progress,
        on_notice,
        sleep,
        http_async_client,
        through,
    )
    if through is not None and not chosen.startswith("openai:"):
        raise UsageError(
            f"--batch-api goes with --model openai:NAME, not with {chosen}: no other model has a Batch endpoint"
        )
    if here:
        return opening.on_this_machine(None if chosen == "embedded" else _local_file(chosen))
    named = _PROVIDER_MODEL.fullmatch(chosen)
    if named is None:
        raise UnknownModel(f"{chosen!r} is not the name of a model; say {_EXAMPLES}")
    if named["provider"] == "openai":
        return opening.openai(named["name"])
    return opening.elsewhere(named["provider"], named["name"])


def is_openai_itself(address: str) -> bool:
    """Whether the address is OpenAI's or Azure's own, where some parameters have different names."""
    return (urlsplit(address).hostname or "").endswith(_OWN_HOSTS)


def is_on_this_machine(spec: str) -> bool:
    """Whether `spec` names a model that the embedded engine runs."""
    return spec == "embedded" or spec.startswith("local:")


@dataclass(frozen=True)
class _Opening:
    """The checked arguments of `open_model`, except the model."""

    settings: Settings
    parameters: dict[str, float | int]
    address: str | None
    served_at: str | None
    served_key: str | None
    prompts: tuple[PromptIdentity, ...]
    adapters: Path | None
    on_progress: Callable[[int, int], None]
    on_notice: Callable[[str], None]
    sleep: Callable[[float], Awaitable[None]]
    http_async_client: Any
    through: Through | None

    def on_this_machine(self, gguf: Path | None) -> ChatModel:
        """A GGUF file on the embedded engine; None is the embedded model, the only one that adapters were trained for."""
        timeout = self.settings.timeout or _EMBEDDED_TIMEOUT

        @cache
        def adapters() -> tuple[Adapter, ...]:
            from factcheck.models.adapters import adapters_for
            from factcheck.models.weights import EMBEDDED

            return (
                ()
                if gguf
                else adapters_for(EMBEDDED.sha256, self.prompts, folder=self.adapters, on_notice=self.on_notice)
            )

        def identify() -> ModelIdentity:
            from factcheck.models.engine import engine_version
            from factcheck.models.weights import EMBEDDED, hash_weights

            file = gguf.name if gguf else EMBEDDED.file
            return ModelIdentity(
                # The name and the hash identify the file; its place changes no answer.
                spec=f"local:{file}" if gguf else "embedded",
                name=file.removesuffix(".gguf"),
                provider="llama.cpp",
                weights_sha256=hash_weights(gguf, self.settings.cache_dir) if gguf else EMBEDDED.sha256,
                engine=engine_version(),
                parameters=dict(self.parameters),
                adapters={adapter.card.step: adapter.card.sha256 for adapter in adapters()},
            )

        def speaks(base_url: str, key: str | None) -> Connection:
            from factcheck.models.openai_protocol import OpenAIConnection

            return OpenAIConnection(
                name=model.identity.name,
                base_url=base_url,
                key=SecretStr(key) if key else None,
                timeout=timeout,
                on_loopback=True,
                adapters=[adapter.card.sha256 for adapter in adapters()],
                http_async_client=self.http_async_client,
            )

        async def connect() -> Connection:
            if self.served_at:
                return speaks(self.served_at, self.served_key)
            from factcheck.models.embedded import EngineConnection
            from factcheck.models.engine import Engine
            from factcheck.models.weights import ensure_weights

            file = gguf or await ensure_weights(self.settings.cache_dir, self.on_progress, on_notice=self.on_notice)
            engine = Engine(file, context_tokens=EMBEDDED_CONTEXT_TOKENS, adapters=adapters())
            return await EngineConnection.start(engine, speaks)

        model = ChatModel(
            identify=identify,
            connect=connect,
            addressee=Addressee(f"local:{gguf.name}" if gguf else "embedded"),
            abilities=Abilities(parameters=self.parameters),
            context_tokens=EMBEDDED_CONTEXT_TOKENS,
            concurrency=1,
            timeout=timeout,
            sleep=self.sleep,
        )
        return model

    def openai(self, name: str) -> ChatModel:
        """A model of OpenAI, or of a server with its protocol."""
        timeout = self.settings.timeout or OTHER_TIMEOUT

        async def connect() -> Connection:
            key = self.settings.openai_api_key
            if key is None and self.address is None:
                raise BadKey(f"openai:{name} needs a key: set OPENAI_API_KEY, or --base-url for a server without keys")
            from factcheck.models.openai_protocol import OpenAIConnection

            return OpenAIConnection(
                name=name,
                base_url=self.address or OPENAI_BASE_URL,
                key=key,
                timeout=timeout,
                http_async_client=self.http_async_client,
                through=self.through,
            )

        endpoint = public_address(self.address or OPENAI_BASE_URL)
        return self._other("openai", name, endpoint, "OPENAI_API_KEY", self.parameters, timeout, connect)

    def elsewhere(self, provider: str, name: str) -> ChatModel:
        """A model of any other provider."""
        timeout = self.settings.timeout or OTHER_TIMEOUT

        async def connect() -> Connection:
            from factcheck.models.providers import ProviderConnection

            return ProviderConnection(provider=provider, name=name, base_url=self.address, timeout=timeout)

        endpoint = public_address(self.address) if self.address else None
        # LangChain has no common way to pass a provider a seed; in the identity it still tells samples apart.
        sent = {"temperature": self.parameters["temperature"]}
        return self._other(provider, name, endpoint, None, sent, timeout, connect)

    def _other(
        self,
        provider: str,
        name: str,
        endpoint: str | None,
        key_variable: str | None,
        sent: dict[str, float | int],
        timeout: float,
        connect: Callable[[], Awaitable[Connection]],
    ) -> ChatModel:
        identity = ModelIdentity(
            spec=f"{provider}:{name}",
            name=name,
            provider=provider,
            endpoint=endpoint,
            parameters=dict(self.parameters),
        )
        secrets = secrets_of_address(self.address) if self.address else ()
        return ChatModel(
            identify=lambda: identity,
            connect=connect,
            addressee=Addressee(identity.spec, endpoint, key_variable, secrets),
            abilities=Abilities(parameters=sent),
            context_tokens=OTHER_CONTEXT_TOKENS,
            concurrency=OTHER_CONCURRENCY,
            timeout=timeout,
            sleep=self.sleep,
        )


def _local_file(spec: str) -> Path:
    """The file of `local:FILE`. Raises UnknownModel if there is none."""
    path = Path(spec.removeprefix("local:")).expanduser()
    if not path.is_file():
        raise UnknownModel(f"{spec}: no such file; give the path of a GGUF file, as in local:/path/to/model.gguf")
    return path


def _checked_address(address: str | None) -> str | None:
    """The unchanged address. Raises UsageError if it is not an http(s) address."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{address!r} is not an address of a model; give one like http://localhost:8000/v1")
    return address
