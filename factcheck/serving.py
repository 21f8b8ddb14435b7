"""`Serving`: an application on a bound port, until the process is told to stop; and headers for every answer."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Send


class Serving:
    """Answers requests on `listening`, a bound socket. `run` serves until the process is told to stop."""

    def __init__(self, application: ASGIApp, listening: socket.socket, **settings: Any) -> None:
        """Get ready; `settings` go to `uvicorn.Config`. Requests are not logged: the address can hold a token."""
        self._socket = listening
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_level="warning",
                access_log=False,
                ws="none",
                http="h11",
                proxy_headers=False,
                server_header=False,
                **settings,
            )
        )

    def run(self) -> None:
        """Serve until SIGINT, SIGTERM or `stop`; a save under way is finished."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.should_exit = True


def with_headers(send: Send, headers: Mapping[bytes, bytes]) -> Send:
    """`send`, which adds these headers (names in lower case) to the answer."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers.items()]
        await send(message)

    return sent
