"""`factcheck serve`: checks for other programs, over HTTP."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING, Any

import click

from factcheck.cli.root import debug_option
from factcheck.cli.service import ServiceOptions, opened, service_options
from factcheck.cli.streams import say, write_text

if TYPE_CHECKING:
    from pydantic import SecretStr


@click.command("serve", short_help="Serve checks to other programs over HTTP.")
@service_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8517,
    show_default=True,
    help="The port to serve on; 0 is any free one.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=5_000_000,
    show_default=True,
    help="The largest request, in bytes.",
)
@debug_option
@click.pass_context
def command(context: click.Context, /, host: str, port: int, max_bytes: int, **options: Any) -> None:
    """Serve checks over HTTP: POST /checks, GET /checks/ID, GET /checks/ID/report, and /openapi.json, which describes them.

    Every request needs the token in FACTCHECK_TOKEN. If that is not set, a new token is made and printed below the
    address. Only this machine can reach the service unless you set --host; it speaks plain HTTP, so then put a proxy
    with TLS in front of it. Ctrl-C ends it.
    """
    from factcheck.service.http import Server
    from factcheck.settings import Settings

    given = Settings.from_environment().service_token
    _check_token(given, host)
    token = given.get_secret_value() if given else secrets.token_urlsafe(24)
    with opened(ServiceOptions(**options), context.obj) as checks:
        server = Server(checks, token=token, host=host, port=port, largest_body=max_bytes)
        write_text(f"{server.address}\n")
        if given is None:
            write_text(f"{token}\n")
            say("the second line is the token; set FACTCHECK_TOKEN to keep one")
        with contextlib.suppress(KeyboardInterrupt):  # the way a service ends
            server.run()


def _check_token(given: SecretStr | None, host: str) -> None:
    from factcheck.errors import UsageError
    from factcheck.service.http import SHORTEST_TOKEN, is_loopback

    if given is None and not is_loopback(host):
        raise UsageError(f"--host {host} lets other machines in: set FACTCHECK_TOKEN to your own token first")
    if given is not None and len(given.get_secret_value()) < SHORTEST_TOKEN:
        raise UsageError(f"FACTCHECK_TOKEN is too short to be safe: use {SHORTEST_TOKEN} characters or more")
