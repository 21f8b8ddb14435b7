"""Kept answers as lines of JSON, so that what a model said in an hour can be measured again in a second, by anybody.

A file of them holds answers about the written pairs only, whose texts are this project's own.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import click

from factcheck.models.store import Store
from factcheck.models.store.base import Kept
from factcheck.records import Usage
from factcheck.settings import Settings

_store = click.option(
    "--store", "path", type=click.Path(path_type=Path), metavar="FILE", help="The store; else the user's."
)


@click.group("answers", short_help="Write the kept answers to a file, or read such a file.")
def command() -> None:
    """Write the answers that a store keeps to a file of JSON lines (gzip), or put those of such a file into a store."""


@command.command("write")
@click.argument("file", type=click.Path(path_type=Path))
@_store
def write_command(file: Path, path: Path | None) -> None:
    """Write all answers of the store to FILE, in the order of their keys."""
    with Store.open(path or Settings.from_environment().store) as store:
        lines = [
            json.dumps({"key": key, "model": model, "step": step, "answer": kept.answer}, ensure_ascii=False)
            for key, model, step, kept in store.everything()
        ]
    # Without a name and a time, so that the same answers make the same bytes.
    file.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))
    click.echo(f"{len(lines)} answers")


@command.command("read")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@_store
def read_command(file: Path, path: Path | None) -> None:
    """Put the answers of FILE into the store, with no cost of their own. One that is there already stays as it is."""
    new = 0
    with (
        Store.open(path or Settings.from_environment().store) as store,
        gzip.open(file, "rt", encoding="utf-8") as lines,
    ):
        for line in lines:
            said = json.loads(line)
            if store.find(said["key"]) is None:
                store.keep(said["key"], said["model"], said["step"], Kept(said["answer"], Usage()))
                new += 1
    click.echo(f"{new} answers are new")
