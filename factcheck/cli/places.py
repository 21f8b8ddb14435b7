"""Options that replace the project's stories, tapes and model."""

from __future__ import annotations

from pathlib import Path

import click

from factcheck.cli.root import CommandT

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

model_place = click.option("--model", metavar="MODEL", help="The model of the tapes. Default: the project's.")
tapes_place = click.option(
    "--tapes", type=_FOLDER, metavar="FOLDER", help="The folder of tapes. Default: the project's."
)
seeds_place = click.option(
    "--seeds", type=_FOLDER, metavar="FOLDER", help="The folder of stories. Default: the project's."
)


def place_options(command: CommandT) -> CommandT:
    """Give a command `--seeds`, `--tapes` and `--model`, each None if left out."""
    for option in (model_place, tapes_place, seeds_place):
        command = option(command)
    return command
