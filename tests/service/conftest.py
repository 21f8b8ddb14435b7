"""A real service on loopback, in a thread of its own, with a careful reader for its model."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from factcheck.service.checks import Checker, Checks, Limits
from factcheck.service.http import Server
from tests.cli.conftest import call, desk
from tests.scripted import ScriptedModel, careful_reader

__all__ = ["call", "desk"]

TOKEN = "a-token-of-the-tests"
STORY = "The bridge opened on Monday.\n\nA ferry runs every twenty minutes.\n\nThe council voted for nine new buses.\n"
AGENCY = "The bridge opened on Monday.\n\nThe council voted for six new buses.\n"
SENT: dict[str, Any] = {"story": {"text": STORY}, "sources": [{"text": AGENCY, "name": "agency"}]}
VERDICTS = {"supported": 1, "contradicted": 1, "not_mentioned": 1}


def found(verdicts: dict[str, int]) -> dict[str, int]:
    """The verdicts that some claim got."""
    return {name: number for name, number in verdicts.items() if number}


class HeldModel:
    """A careful reader that answers nothing before `release`."""

    def __init__(self) -> None:
        self.inner = careful_reader()
        self.identity = self.inner.identity
        self.context_tokens = self.inner.context_tokens
        self.concurrency = 2
        self._released = threading.Event()

    def release(self) -> None:
        """Answer from now on."""
        self._released.set()

    async def ask(self, *args: Any, **options: Any) -> Any:
        """The reader's answer, once released."""
        await self._held()
        return await self.inner.ask(*args, **options)

    async def weigh(self, *args: Any) -> Any:
        """The reader's weights, once released."""
        await self._held()
        return await self.inner.weigh(*args)

    async def close(self) -> None:
        """Close the reader."""
        await self.inner.close()

    async def _held(self) -> None:
        await asyncio.to_thread(self._released.wait, 60)


Start = Callable[..., httpx.Client]


@contextmanager
def running(model: ScriptedModel | HeldModel, limits: Limits, tokens: int | None = None) -> Iterator[httpx.Client]:
    """A client, with the token, of a service that runs as long as the block."""
    server = Server(Checks(Checker(model, max_tokens_total=tokens), limits), token=TOKEN, largest_body=100_000)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with client_of(server.address, TOKEN) as client:
            yield client
    finally:
        server.stop()
        thread.join(60)
        assert not thread.is_alive()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a service: `start(model, waiting=2)` gives a client that has the token."""
    with ExitStack() as services:

        def starting(
            model: ScriptedModel | HeldModel | None = None, *, tokens: int | None = None, **limits: int
        ) -> httpx.Client:
            return services.enter_context(running(model or careful_reader(), Limits(**limits), tokens))

        yield starting


def client_of(address: str, token: str) -> httpx.Client:
    """A client that has the token. Without TLS, there are no certificates to load, which takes longer than most requests."""
    return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60, verify=False)  # noqa: S501


def ended(client: httpx.Client, sent: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a check and wait for its end."""
    taken = client.post("/checks", json=sent or SENT)
    assert taken.status_code == 202, taken.text
    status: dict[str, Any] = client.get(taken.headers["location"], params={"wait": 30}).json()
    return status


def until(there: Callable[[], bool]) -> None:
    """Wait for what the service is about to do, for a minute at most."""
    deadline = time.monotonic() + 60
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def environment(folder: Path, base_url: str) -> dict[str, str]:
    """The settings of a service in a process of its own, with a model on loopback."""
    return {
        "FACTCHECK_STORE": str(folder / "store.sqlite3"),
        "FACTCHECK_CACHE_DIR": str(folder / "cache"),
        "FACTCHECK_MODEL": "openai:toy",
        "FACTCHECK_BASE_URL": base_url,
    }
