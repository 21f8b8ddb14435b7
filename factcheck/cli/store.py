"""`factcheck store`: the answers kept from earlier runs, to show or to delete."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.cli.keeping import place_option
from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_text

if TYPE_CHECKING:
    from factcheck.models.store import Shelf

_DAY = 86_400


@click.group("store", short_help="Show or delete the answers kept from earlier runs.", invoke_without_command=True)
@place_option
@debug_option
@click.pass_context
def command(context: click.Context, store: str | bool) -> None:
    """Show the answers kept from earlier runs, which need not be paid for again."""
    context.obj = _place(store)
    if context.invoked_subcommand is None:
        _show(context.obj)


@command.command()
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Delete only answers older than this.")
@debug_option
@click.pass_obj
def clear(place: Path | str, older_than: float | None) -> None:
    """Delete the kept answers. A damaged file is set aside instead, and a new one started."""
    from factcheck.models.store import DamagedStore, Store, set_aside

    if isinstance(place, Path) and not place.exists():
        write_text(f"{place}: nothing is kept\n")
        return
    try:
        with Store.open(place) as store:
            gone = store.forget(before=time.time() - older_than * _DAY) if older_than is not None else store.forget()
            write_text(f"{store.place}: {gone:,} answers deleted\n")
    except DamagedStore:
        file = Path(place)  # only a file is ever damaged
        write_text(f"{file}: damaged; set aside as {set_aside(file).name}, the next run starts a new one\n")


def _show(place: Path | str) -> None:
    from rich.filesize import decimal

    from factcheck.models.store import Store

    if isinstance(place, Path) and not place.exists():
        write_text(f"{place}: nothing is kept\n")
        return
    with Store.open(place) as store:
        shelves = store.shelves()
        write_text(f"{store.place}: {decimal(store.size)}, {sum(shelf.entries for shelf in shelves):,} answers\n")
    for shelf in shelves:
        write_text(_line(shelf))


def _line(shelf: Shelf) -> str:
    from factcheck.render.printable import printable

    return f"  {shelf.entries:>8,}  {shelf.step:<8}  {_day(shelf.oldest)} to {_day(shelf.newest)}  {printable(shelf.model)}\n"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _place(given: str | bool) -> Path | str:
    """The file or the URL that the command line or else the environment names."""
    from factcheck.settings import Settings, place

    return place(given) if isinstance(given, str) else Settings.from_environment().store
