"""Checks over HTTP: `POST /checks`, then `GET /checks/{id}` and `GET /checks/{id}/report`; `/openapi.json` describes them.

Every request except `/health` and `/openapi.json` needs the token, as `Authorization: Bearer TOKEN`. There is no
cookie, so no page in a browser can act in a person's name. Errors are JSON with one line: `{"error": "…"}`.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from factcheck import __version__
from factcheck.errors import InputError, UsageError
from factcheck.records import Record, Report
from factcheck.service.checks import Checks, RequestRefused, Status
from factcheck.service.sent import LONGEST_WAIT, Form, Sent, problem_at
from factcheck.serving import Serving, with_headers

LARGEST_BODY = 5_000_000
"""Bytes of a request."""
SHORTEST_TOKEN = 16
"""The least length of a token that a person chose."""
OPEN = frozenset({"/health", "/openapi.json"})
"""Paths that need no token."""

_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"frame-ancestors 'none'",  # the rest of a page's policy is in the page
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
_MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
    "csv": "text/csv",
}


class Problem(Record):
    """Why there is no answer, in one line."""

    error: str


@dataclass(frozen=True)
class TokenGate:
    """Passes a request to `inner` only with the token, and no more of its body than the limit."""

    inner: ASGIApp
    token: str
    largest_body: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.largest_body:
                raise HTTPException(413, f"a request has at most {self.largest_body:,} bytes")
            return message

        refused = self._refusal(scope)
        await (refused or self.inner)(scope, limited, with_headers(send, _HEADERS))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        kind, _, given = headers.get("authorization", "").partition(" ")
        known = kind.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), self.token.encode())
        if scope["path"] not in OPEN and not known:
            says = "the request lacks the right token: send the header `Authorization: Bearer TOKEN`"
            return JSONResponse({"error": says}, 401, {"WWW-Authenticate": "Bearer"})
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.largest_body:
            says = f"a request has at most {self.largest_body:,} bytes; this one has {int(length):,}"
            return JSONResponse({"error": says}, 413, {"Connection": "close"})
        return None


def _checks(request: Request) -> Checks:
    return cast(Checks, request.app.state.checks)


TheChecks = Annotated[Checks, Depends(_checks)]


async def _check(sent: Sent, checks: TheChecks, response: Response) -> Status:
    """Queue a check. The answer has its id."""
    status = await checks.check(sent)
    response.headers["Location"] = f"/checks/{status.id}"
    return status


async def _status(id: str, checks: TheChecks, wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0) -> Status:
    """A check's progress. With `wait`, the answer comes when it has ended, or after that many seconds."""
    return await checks.status(id, wait)


async def _report(id: str, checks: TheChecks, request: Request, format: Form | None = None) -> Response:
    """The report of a finished check, in that format; by default HTML if `Accept` asks for it, else JSON."""
    accepted = request.headers.get("accept", "")
    form: Form = format or ("html" if "text/html" in accepted else "json")
    # The report sets the policy in the page; nothing in a document can change it.
    return Response(checks.report(id, form), media_type=_MEDIA_TYPES[form])


async def _forget(id: str, checks: TheChecks) -> None:
    """Stop a check, and forget it and its report."""
    await checks.forget(id)


async def _health() -> dict[str, str]:
    """Shows that the service is running, and its version. Needs no token."""
    return {"factcheck": __version__}


def application(checks: Checks, *, token: str, largest_body: int = LARGEST_BODY) -> ASGIApp:
    """The service as an ASGI application. It closes `checks` at its end."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await checks.close()

    app = FastAPI(
        title="factcheck",
        version=__version__,
        description="Check a news story against its sources.",
        lifespan=lifespan,
        docs_url=None,  # the page would load its script from elsewhere
        redoc_url=None,
        exception_handlers={
            RequestRefused: _refused,
            InputError: _unusable,
            RequestValidationError: _malformed,
            StarletteHTTPException: _unserved,
            Exception: _internal,
        },
    )
    app.state.checks = checks
    # The gate has looked at the token already; this says so in the description.
    secured: dict[str, Any] = {"dependencies": [Security(HTTPBearer(auto_error=False))]}
    app.post("/checks", status_code=202, responses=_problems(413, 422, 503), **secured)(_check)
    app.get("/checks/{id}", responses=_problems(404, 422), **secured)(_status)
    app.get(
        "/checks/{id}/report",
        response_class=Response,
        responses={
            200: {
                "model": Report,
                "content": {name: {} for name in _MEDIA_TYPES.values() if name != "application/json"},
            },
            **_problems(404, 409, 422),
        },
        **secured,
    )(_report)
    app.delete("/checks/{id}", status_code=204, responses=_problems(404, 422), **secured)(_forget)
    app.get("/health")(_health)
    return TokenGate(app, token, largest_body)


class Server(Serving):
    """A service, ready at `address`."""

    def __init__(
        self,
        checks: Checks,
        *,
        token: str,
        host: str = "127.0.0.1",
        port: int = 0,
        largest_body: int = LARGEST_BODY,
    ) -> None:
        """Take the port (0: any free one). Raises UsageError if the port cannot be taken."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise UsageError(
                f"port {port} of {host} cannot be used: {error.strerror}; give another --host or --port"
            ) from error
        super().__init__(
            application(checks, token=token, largest_body=largest_body),
            listening,
            limit_concurrency=200,
            timeout_graceful_shutdown=2,  # a request that waits for a check's end would delay it
        )
        named = f"[{host}]" if ":" in host else host
        self.address = f"http://{named}:{listening.getsockname()[1]}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in (401, *statuses)}


async def _refused(_: Request, error: Any) -> Response:
    return JSONResponse({"error": str(error)}, error.status, {"Retry-After": "30"} if error.status == 503 else None)


async def _unusable(_: Request, error: Any) -> Response:
    return JSONResponse({"error": str(error)}, 422)


async def _malformed(_: Request, error: Any) -> Response:
    first = error.errors()[0]
    return JSONResponse(
        {"error": problem_at(first["loc"][1:], first["msg"])}, 422
    )  # the first item is the part of the request


async def _unserved(request: Request, error: Any) -> Response:
    place = repr(request.scope["path"])
    says = {404: f"there is nothing at {place}", 405: f"{request.method} does nothing at {place}"}
    return JSONResponse({"error": says.get(error.status_code, error.detail)}, error.status_code, error.headers)


async def _internal(_: Request, error: Exception) -> Response:
    return JSONResponse(
        {"error": f"internal error, {type(error).__name__}: please report it, with the service's log"}, 500
    )
