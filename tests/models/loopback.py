"""A small server on loopback that speaks the OpenAI protocol and answers as a test tells it to.

    with Loopback(completion('{"n": 1}')) as server:
        ...  # server.base_url, server.requests

The replies are given out in order, one a request; the last one repeats. A function of the request may stand for one.
"""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self


@dataclass(frozen=True)
class Request:
    """What the server was sent. The headers' names are in lower case. `body` is JSON's; what is sent in another form is `raw`."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    method: str = "POST"
    raw: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What the server does with a request.

    `end` is how it ends: `whole` answers; `cut` promises the whole body and hangs up half-way through it; `reset` drops
    the connection unanswered; `stall` keeps it open and says nothing.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    end: Literal["whole", "cut", "reset", "stall"] = "whole"


Script = Reply | Callable[[Request], Reply]


def completion(
    content: str | None,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    top: Sequence[tuple[str, float]] | None = None,
    usage: Mapping[str, Any] | None = None,
) -> Reply:
    """A chat completion. `top` are the first token's alternatives with their natural-log probabilities, best first."""
    logprobs = None
    if top is not None:
        entries = [{"token": token, "logprob": logprob, "bytes": None} for token, logprob in top]
        logprobs = {"content": [{**entries[0], "top_logprobs": entries}]}
    return json_reply(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1700000000,
            "model": "loopback",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content, "refusal": refusal},
                    "finish_reason": finish_reason,
                    "logprobs": logprobs,
                }
            ],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15} if usage is None else usage,
        }
    )


def weighing(probabilities: Mapping[str, float]) -> Reply:
    """A one-token completion whose first token has these alternatives."""
    top = sorted(((token, math.log(p)) for token, p in probabilities.items()), key=lambda entry: -entry[1])
    return completion(top[0][0], finish_reason="length", top=top)


def failure(
    status: int,
    message: str = "no",
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """An error in the protocol's form."""
    return json_reply(
        {"error": {"message": message, "type": code, "code": code, "param": param}}, status=status, headers=headers
    )


def json_reply(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Any JSON."""
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json", **(headers or {})})


class Loopback:
    """The server, up between `with` and the end of its block."""

    def __init__(self, *script: Script) -> None:
        self._script = list(script)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._connections: list[socket.socket] = []
        self.requests: list[Request] = []
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {k.lower(): v for k, v in self.headers.items()}
                of_json = raw and not headers.get("content-type", "").startswith("multipart/")
                body = json.loads(raw) if of_json else {}
                self._answer(loopback._next(Request(self.path, headers, body, self.command, raw)))

            def _answer(self, reply: Reply) -> None:
                if reply.end == "stall":
                    loopback._closing.wait(10)
                if reply.end in ("stall", "reset"):
                    # Lingering zero seconds makes the close a reset rather than an orderly end.
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.end == "cut" else reply.body)
                self.close_connection = reply.end == "cut"

            def setup(self) -> None:
                super().setup()
                loopback._connections.append(self.connection)

            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):  # one side hung up, as scripted
                    super().handle()

            def finish(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    super().finish()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def base_url(self) -> str:
        """The address to give as `--base-url`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _next(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            script = self._script[min(len(self.requests), len(self._script)) - 1]
        return script(request) if callable(script) else script

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Go away, also from connections that are open. Safe to call twice."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
