"""Models served on this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from factcheck.errors import EngineFailed
from factcheck.models import open_model
from factcheck.models.connection import Abilities, Request, Turn
from factcheck.models.embedded import EngineConnection
from factcheck.models.engine import Engine
from factcheck.settings import Settings
from tests.models.asking import MESSAGE, Count, calling
from tests.models.loopback import Loopback, completion

ONE = completion('{"n": 1}')


class TestOnThisMachine:
    def test_an_engine_that_runs_already_is_spoken_to_past_any_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with Loopback(ONE) as server:
            model = open_model("embedded", Settings(), served_at=server.base_url)
            assert calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9)).value == Count(n=1)
        assert server.requests[0].body["model"] == model.identity.name

    def test_a_file_that_is_no_gguf_fails_the_engine(self, tmp_path: Path) -> None:
        file = tmp_path / "model.gguf"
        file.write_bytes(b"PK\x03\x04")
        model = open_model(f"local:{file}", Settings(cache_dir=tmp_path))
        with pytest.raises(EngineFailed, match="not a GGUF file"):
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))

    def test_an_engine_that_died_is_named_instead_of_the_lost_connection(self, tmp_path: Path) -> None:
        class DeadEngine(Engine):
            """An engine whose process ended by itself."""

            def check_running(self) -> None:
                raise EngineFailed("the embedded engine ended: out of memory")

        class Silent:
            """A connection that nobody is at the end of."""

            secrets = ()

            async def complete(self, request: Request) -> Any:
                raise ConnectionRefusedError

            async def close(self) -> None:
                pass

        async def complete() -> None:
            connection = EngineConnection(DeadEngine(tmp_path / "model.gguf"), Silent())
            await connection.complete(Request((Turn("user", "?"),), 9, Count, Abilities()))

        with pytest.raises(EngineFailed, match="out of memory"):
            asyncio.run(complete())
