"""`factcheck mcp`: checks for other programs, over the Model Context Protocol."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from factcheck.cli.root import debug_option
from factcheck.cli.service import ServiceOptions, opened, service_options


@click.command("mcp", short_help="Serve checks over the Model Context Protocol.")
@service_options
@debug_option
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Serve checks over the Model Context Protocol, on standard input and output, with the tools check, status, report, forget.

    A program that speaks MCP starts this command itself. It needs the extra `mcp`: pip install 'factcheck[mcp]'.
    """
    import asyncio

    from factcheck.service.mcp import serve

    with opened(ServiceOptions(**options), context.obj) as checks, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(checks))
