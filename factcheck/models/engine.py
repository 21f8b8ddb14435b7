"""The embedded engine: llama.cpp serving one GGUF file on loopback, in a process that ends with this one.

It speaks the protocol of OpenAI's API, to callers with the key made for this run. It writes nothing to the terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from factcheck.errors import EngineFailed
from factcheck.models.adapters import Adapter

GGUF_MAGIC = b"GGUF"
PROMPT_CACHE_MIB = 1024
"""Memory for a slot's earlier prompts: coming back to a source costs nothing."""


@lru_cache(maxsize=1)
def engine_version() -> str:
    """The engine's name and version, known without starting it."""
    return f"xllamacpp {version('xllamacpp')}"


LOGGED_ERROR = re.compile(r"^[\d.]+ E +(?:\S+ +)?(?:[\w()]+: )+(?P<text>.*)$")
SAYS_NOTHING = re.compile(r"failed to load model|exiting due to")


class Engine:
    """One engine on one GGUF file; an async context manager.

    `context_tokens` limits a prompt and its answer together, `slots` is how many calls it computes at once, and
    `threads` how many cores it uses (None: all physical cores that this process may use).

    A call that names one of `adapters` by its index is answered with it, any other by the plain model. Do not repeat a
    call without its adapter: the engine would reuse the cached end of the prompt.
    """

    def __init__(
        self,
        gguf: Path,
        *,
        context_tokens: int = 8192,
        slots: int = 1,
        threads: int | None = None,
        adapters: Sequence[Adapter] = (),
    ) -> None:
        self.gguf = gguf
        self.adapters = adapters
        self.context_tokens = context_tokens
        self.slots = slots
        self.threads = threads
        self.api_key = secrets.token_urlsafe(24)
        """The key that a request must carry; other users of the machine do not know it."""
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def version(self) -> str:
        """The engine's name and version, known without starting it."""
        return engine_version()

    async def start(self) -> str:
        """Load the file and listen; gives the base URL for a client of OpenAI's API, such as
        `http://127.0.0.1:40123/v1`.

        Raises EngineFailed: the file is missing, unreadable or not GGUF, or the engine's own reason.
        """
        _check_gguf(self.gguf)
        for adapter in self.adapters:
            adapter.check()
        settings = {
            "gguf": str(self.gguf.absolute()),
            "adapters": [str(adapter.file.absolute()) for adapter in self.adapters],
            "api_key": self.api_key,
            "context_tokens": self.context_tokens,
            "slots": self.slots,
            "threads": self.threads,
            "prompt_cache_mib": PROMPT_CACHE_MIB,
        }
        program = Path(__file__).with_name("engine_process.py")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        # -P: nothing in the current directory is taken for a module.
        self._process = subprocess.Popen(  # noqa: S603, ASYNC220
            [sys.executable, "-P", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        try:
            address = await asyncio.to_thread(_exchange, self._process, json.dumps(settings))
            if not address:
                raise EngineFailed(f"{self.gguf}: the embedded engine did not start: {self._reason()}")
        except BaseException:
            await self.close()
            raise
        return f"{address}/v1"

    def check_running(self) -> None:
        """Raises EngineFailed if its process has ended by itself: call this when a connection to it fails."""
        if self._process is not None and self._process.poll() is not None:
            raise EngineFailed(f"{self.gguf}: the embedded engine ended: {self._reason()}")

    async def close(self) -> None:
        """End its process at once, whatever it is computing. Safe to call twice, and if nothing was started."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(BrokenPipeError):
                        stream.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _reason(self) -> str:
        """Why the process ended, in one line: the engine's first error that gives a reason."""
        assert self._process is not None  # noqa: S101
        assert self._log is not None  # noqa: S101
        status = self._process.wait()
        self._log.seek(0)
        for line in self._log.read().decode(errors="replace").splitlines():
            logged = LOGGED_ERROR.match(line)
            if logged and not SAYS_NOTHING.search(logged["text"]):
                return logged["text"]
        if status == -signal.SIGKILL:
            return "it was killed, probably because memory ran out; use a smaller file or context"
        return f"it ended with exit status {status}"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _check_gguf(path: Path) -> None:
    """Raises EngineFailed if there is no GGUF file at `path`."""
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(GGUF_MAGIC))
    except OSError as error:
        raise EngineFailed(f"{path}: the model file cannot be read: {error.strerror}") from None
    if magic != GGUF_MAGIC:
        raise EngineFailed(f"{path}: this is not a GGUF file (it begins with {magic!r}); give a llama.cpp model file")


def _exchange(process: subprocess.Popen[bytes], settings: str) -> str:
    """Send the settings and wait for the address that the process listens at; empty if it ended without one."""
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(f"{settings}\n".encode())
        process.stdin.flush()
    return process.stdout.readline().decode().strip()
