"""A connection to our own engine, which ends with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from factcheck.models.connection import Connection, Reply, Request
from factcheck.models.engine import Engine


class EngineConnection:
    """The connection that `speaks` makes for an engine's base URL and key, together with the engine."""

    def __init__(self, engine: Engine, inner: Connection) -> None:
        self._engine = engine
        self._inner = inner

    @classmethod
    async def start(cls, engine: Engine, speaks: Callable[[str, str], Connection]) -> Self:
        """Start the engine and connect to it. Raises EngineFailed if it does not start."""
        base_url = await engine.start()
        try:
            return cls(engine, speaks(base_url, engine.api_key))
        except BaseException:
            await engine.close()
            raise

    @property
    def secrets(self) -> tuple[str, ...]:
        """Secrets, which no message may show."""
        return self._inner.secrets

    async def complete(self, request: Request) -> Reply:
        """Make the call. Raises EngineFailed if the engine's process has ended."""
        try:
            return await self._inner.complete(request)
        except Exception:
            self._engine.check_running()
            raise

    async def close(self) -> None:
        """Close the sockets and end the engine."""
        try:
            await self._inner.close()
        finally:
            await self._engine.close()
