"""`factcheck pull`: the embedded model's weights, before they are needed."""

from __future__ import annotations

import click

from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_text


@click.command("pull", short_help="Download the embedded model now.")
@click.option("-q", "--quiet", is_flag=True, help="Show only errors, no progress.")
@debug_option
def command(quiet: bool) -> None:
    """Download the embedded model's weights (1.1 GB) now; a stopped download picks up where it was."""
    import asyncio

    from factcheck.cli.screen import Screen
    from factcheck.models.weights import ensure_weights
    from factcheck.settings import Settings

    settings = Settings.from_environment()
    with Screen(quiet=quiet) as screen:
        path = asyncio.run(ensure_weights(settings.cache_dir, screen.on_fetched, on_notice=screen.tell))
    write_text(f"{path}\n")
