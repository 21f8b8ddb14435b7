"""The desk in a browser: a server for one person on their own machine.

It listens only on the loopback address and answers only requests with the token in the address. There is no cookie, so
no other page can act in the person's name; it still checks that a request comes from the page itself (`Origin`), and
that the browser did not come here under another name (`Host`).
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from factcheck.errors import FactcheckError, UsageError
from factcheck.review.desk import LONGEST_NUMBER, Desk, SubmissionRefused, submission
from factcheck.review.pages import DeskPage
from factcheck.serving import Serving, with_headers

LOOPBACK = "127.0.0.1"
LARGEST_FORM = 200_000
"""Bytes of a submission; two texts of the longest, written with escapes, fit."""

_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"frame-ancestors 'none'",  # the rest of the policy is in the page
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}
_FIELDS = ("claim", "seen", "verdict", "reason", "note", "rating", "speaker_type")


@dataclass(frozen=True)
class PageGate:
    """Lets a request through to `inner` only if it is for this server, from its own page, and knows the token."""

    inner: ASGIApp
    port: int
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refused = self._refusal(scope)
        answer = PlainTextResponse(f"{refused}\n", status_code=403) if refused else self.inner
        await answer(scope, receive, with_headers(send, _HEADERS))

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in {f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"}:
            return "This server answers only at the address that `factcheck review` shows."
        origins = headers.getlist("origin")
        own = [f"http://{hosts[0]}"]
        if origins != own and (origins or scope["method"] not in {"GET", "HEAD"}):
            return "Only the page of this review can send anything here."
        given = scope["path"].removeprefix("/").partition("/")[0]
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return "The address lacks the token: open the address that `factcheck review` shows."
        return None


def application(desk: Desk, *, port: int, token: str) -> ASGIApp:
    """The review of `desk` as an ASGI application for a server on that port of the loopback address."""
    page = DeskPage(desk)

    def shown(
        status: int = 200, refusal: SubmissionRefused | None = None, sent: dict[str, str] | None = None
    ) -> Response:
        return HTMLResponse(page.render(desk.standing(), refusal, sent), status_code=status)

    async def show(_: Request) -> Response:
        return await run_in_threadpool(shown)

    async def read(request: Request) -> dict[str, str] | None:
        form = await form_of(request)
        return None if form is None else {name: form.get(name, "") for name in _FIELDS}

    def decide(sent: dict[str, str]) -> str:
        desk.decide(submission(sent))
        return f"{sent['claim']}-decision"

    def sign(sent: dict[str, str]) -> str:
        if not sent["seen"].isdecimal() or len(sent["seen"]) > LONGEST_NUMBER:
            raise SubmissionRefused(
                400, f"Not signed: seen: {sent['seen'][:40]!r} is not the number of an entry of the log"
            )
        desk.sign(int(sent["seen"]))
        return "sign-off"

    routes = [
        Route("/{token}/", show),
        Route("/{token}/decide", taking(decide, read, shown), methods=["POST"]),
        Route("/{token}/sign", taking(sign, read, shown), methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {FactcheckError: failed}
    return PageGate(Starlette(routes=routes, exception_handlers=handlers), port, token)


class Serve(Protocol):
    """Makes a page's application for a server on that port; the address holds the token."""

    def __call__(self, *, port: int, token: str) -> ASGIApp:
        """The application."""


class PageServer(Serving):
    """A page, ready to open at `address`."""

    def __init__(self, desk: Desk | Serve, port: int = 0) -> None:
        """Take the port (0: any free one) for a review's desk or another page. Raises UsageError if the port is
        taken."""
        serve = partial(application, desk) if isinstance(desk, Desk) else desk
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.bind((LOOPBACK, port))
        except OSError as error:
            listening.close()
            raise UsageError(f"port {port} of {LOOPBACK} cannot be used: {error.strerror}; leave out --port") from error
        listening.listen()
        taken: int = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        super().__init__(serve(port=taken, token=token), listening, lifespan="off", timeout_graceful_shutdown=5)
        self.address = f"http://{LOOPBACK}:{taken}/{token}/"


def taking(
    keep: Callable[[dict[str, str]], str],
    read: Callable[[Request], Awaitable[dict[str, str] | None]],
    shown: Callable[[int, SubmissionRefused, dict[str, str]], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """A handler of a form. `read` gives its fields, None if it is too large; `shown` is the page after a refusal.

    `keep` keeps the submission, or raises SubmissionRefused, and gives the place on the page where the person continues.
    """

    def taken(sent: dict[str, str]) -> Response:
        try:
            place = keep(sent)
        except SubmissionRefused as refusal:
            return shown(refusal.status, refusal, sent)
        return RedirectResponse(f"./#{quote(place)}", status_code=303)

    async def handle(request: Request) -> Response:
        sent = await read(request)
        return too_large() if sent is None else await run_in_threadpool(taken, sent)

    return handle


async def form_of(request: Request, fields: int = 20) -> dict[str, str] | None:
    """The fields of the form in the request, at most so many; None if it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=fields))
    except ValueError:
        return {}


def too_large() -> Response:
    """The answer to a form that is."""
    return PlainTextResponse(f"A submission has at most {LARGEST_FORM:,} bytes.\n", status_code=413)


async def failed(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=500)
