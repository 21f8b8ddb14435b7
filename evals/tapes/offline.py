"""No socket while a tape replays, proved by Python's own audit events, which no library can go round.

An attempt is refused, and remembered even where a broad `except` swallows the refusal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from evals.tapes.errors import SocketOpened

_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"})
_state: dict[str, Any] = {"watching": False, "installed": False}
attempts: list[str] = []
"""What was refused in this process, one line each."""


@contextmanager
def offline() -> Iterator[None]:
    """Within it nothing may reach for the network: such an attempt raises SocketOpened. Not to be nested."""
    if not _state["installed"]:
        sys.addaudithook(_watch)  # it can never be taken out again, so that it minds `watching`
        _state["installed"] = True
    _state["watching"] = True
    try:
        yield
    finally:
        _state["watching"] = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _state["watching"] and event in _EVENTS:
        where = next((argument for argument in arguments if isinstance(argument, str | tuple)), "an address")
        line = f"{event} to {where} during a replay; a replay opens no socket"
        attempts.append(line)
        raise SocketOpened(line)
