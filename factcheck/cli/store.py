"""`factcheck store`: what is kept of earlier runs, and how to be rid of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from factcheck.models.store import Shelf

_DAY = 86_400


@click.group("store", short_help="Show or clear what is kept of earlier runs.", invoke_without_command=True)
@debug_option
@click.pass_context
def command(context: click.Context) -> None:
    """Show what is kept of earlier runs: the answers that were paid for."""
    if context.invoked_subcommand is None:
        _show()


@command.command()
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Only the answers given before that.")
@debug_option
def clear(older_than: float | None) -> None:
    """Delete the kept answers. A damaged store is put aside instead, and a new one started."""
    from factcheck.models.store import DamagedStore, Store, set_aside

    path = _path()
    if not path.exists():
        write_text(f"{path}: nothing is kept\n")
        return
    try:
        with Store.open(path) as store:
            gone = store.forget(before=time.time() - older_than * _DAY) if older_than is not None else store.forget()
    except DamagedStore:
        write_text(f"{path}: damaged; put aside as {set_aside(path).name}, the next run starts a new one\n")
        return
    write_text(f"{path}: {gone:,} answers deleted\n")


def _show() -> None:
    from rich.filesize import decimal

    from factcheck.models.store import Store

    path = _path()
    if not path.exists():
        write_text(f"{path}: nothing is kept\n")
        return
    with Store.open(path) as store:
        shelves = store.shelves()
        size = store.size
    write_text(f"{path}: {decimal(size)}, {sum(shelf.entries for shelf in shelves):,} answers\n")
    for shelf in shelves:
        write_text(_line(shelf))


def _line(shelf: Shelf) -> str:
    from factcheck.render.lines import plain

    return (
        f"  {shelf.entries:>8,}  {shelf.step:<8}  {_day(shelf.oldest)} to {_day(shelf.newest)}  {plain(shelf.model)}\n"
    )


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _path() -> Path:
    from factcheck.settings import Settings

    return Settings.from_environment().store
