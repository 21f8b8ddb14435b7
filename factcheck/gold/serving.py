"""The pages of both desks, and the server's answers: plain forms that need no script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import PackageLoader
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from factcheck.errors import FactcheckError
from factcheck.gold.desk import GoldDesk
from factcheck.gold.second import SecondDesk
from factcheck.gold.writing import verdict_of
from factcheck.records import Relation, SkipReason
from factcheck.render import wording
from factcheck.render.templates import page_template
from factcheck.review.desk import LONGEST, SubmissionRefused
from factcheck.review.server import PageGate, failed, form_of, taking

FIELDS = 1_000
"""Fields of a form: a claim has two for each source."""
Action = Callable[[Mapping[str, str]], str]
"""Keeps a form and gives the place on the page where its person continues. Raises SubmissionRefused."""


def application(desk: GoldDesk | SecondDesk, *, port: int, token: str) -> ASGIApp:
    """The desk as an ASGI application for a server on that port of the loopback address."""
    actions: dict[str, Action]
    if isinstance(desk, GoldDesk):
        actions = {
            "claim": desk.save_claim,
            "remove": desk.remove_claim,
            "add": desk.add_claim,
            "skip": desk.skip,
            "drift": desk.keep_drift,
            "sign": desk.sign,
        }
    else:
        actions = {"label": desk.save, "sign": desk.sign}

    def shown(
        status: int = 200, refusal: SubmissionRefused | None = None, sent: Mapping[str, str] | None = None
    ) -> Response:
        return HTMLResponse(render(desk, refusal, sent or {}), status_code=status)

    async def show(_: Request) -> Response:
        return await run_in_threadpool(shown)

    async def read(request: Request) -> dict[str, str] | None:
        return await form_of(request, FIELDS)

    routes = [Route("/{token}/", show)]
    routes += [
        Route(f"/{{token}}/{name}", taking(keep, read, shown), methods=["POST"]) for name, keep in actions.items()
    ]
    handlers: dict[Any, Any] = {FactcheckError: failed}
    return PageGate(Starlette(routes=routes, exception_handlers=handlers), port, token)


def render(
    desk: GoldDesk | SecondDesk, refusal: SubmissionRefused | None = None, sent: Mapping[str, str] | None = None
) -> str:
    """The current page; after a refusal, with the reason and the submitted words still in their form."""
    style = files("factcheck.gold").joinpath("page", "gold.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    about = refusal.claim if refusal else None
    return _TEMPLATE.render(
        desk=desk,
        first=isinstance(desk, GoldDesk),
        problems=desk.problems() if isinstance(desk, GoldDesk) else {},
        refusal=refusal,
        about=about,
        sent=sent if about and sent else {},
        relations=Relation,
        reasons=SkipReason,
        words=wording,
        verdict_of=verdict_of,
        longest=LONGEST,
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'",
    )


_TEMPLATE = page_template(PackageLoader("factcheck.gold", "page"), "gold.html.j2")
