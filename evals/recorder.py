"""The server that tapes are recorded from: one embedded engine for a whole session, or a provider's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from evals.deck import Live
from evals.recipes import SAMPLES, adapted
from factcheck.models.adapters import Adapter, adapters_for
from factcheck.models.engine import Engine
from factcheck.models.opening import EMBEDDED_CONTEXT_TOKENS, is_on_this_machine
from factcheck.models.weights import EMBEDDED, ensure_weights
from factcheck.prompts import Prompts
from factcheck.settings import Settings


class Server:
    """What a recording session asks. Nothing is started before the first call that must be live."""

    def __init__(
        self, spec: str, settings: Settings, prompts: Prompts, on_progress: Callable[[int, int], None]
    ) -> None:
        self._spec = spec
        self._prompts = prompts
        self._settings = settings
        self._on_progress = on_progress
        self._engine: Engine | None = None
        self._live: Live | None = None

    def __call__(self) -> Live:
        """Where to ask. Raises WeightsError, EngineFailed."""
        if self._live is None:
            self._live = asyncio.run(self._start())
        return self._live

    async def _start(self) -> Live:
        if not is_on_this_machine(self._spec):
            return Live(None, None)
        adapters: tuple[Adapter, ...] = ()
        if self._spec == "embedded":
            adapters = adapters_for(EMBEDDED.sha256, adapted(self._prompts.identities))
            gguf = await ensure_weights(self._settings.cache_dir, self._on_progress)
        else:
            gguf = Path(self._spec.removeprefix("local:")).expanduser()  # noqa: ASYNC240 - asks the environment, not the disk
        # The samples are taken side by side: answers of several calls at once come at twice the rate of one after another.
        self._engine = Engine(gguf, context_tokens=EMBEDDED_CONTEXT_TOKENS, slots=len(SAMPLES), adapters=adapters)
        return Live(await self._engine.start(), self._engine.api_key)

    def close(self) -> None:
        """End the engine, if one was started."""
        if self._engine is not None:
            asyncio.run(self._engine.close())
            self._engine = None
