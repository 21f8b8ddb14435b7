"""Whose evals a command is about: other stories, tapes and another model than those of the project it is run in."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

model_place = click.option("--model", metavar="MODEL", help="The model of the tapes; the project's by default.")
tapes_place = click.option(
    "--tapes", type=_FOLDER, metavar="FOLDER", help="Where the tapes are; the project's by default."
)
seeds_place = click.option(
    "--seeds", type=_FOLDER, metavar="FOLDER", help="Where the stories are; the project's by default."
)


def place_options(command: CommandT) -> CommandT:
    """Give a command `--seeds`, `--tapes` and `--model`, each None where it is left out."""
    for option in (model_place, tapes_place, seeds_place):
        command = option(command)
    return command


def place_words(seeds: Path | None, tapes: Path | None, model: str | None) -> str:
    """Those options as they are typed for `pytest evals`, each with a space before it; empty where none was given."""
    given = {"--seeds": seeds, "--tapes": tapes, "--model": model}
    return "".join(f" {option} {shlex.quote(str(value))}" for option, value in given.items() if value is not None)
