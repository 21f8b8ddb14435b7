"""`--store` and `--no-store`: where a command keeps the model's answers."""

from __future__ import annotations

import click

from factcheck.cli.root import CommandT

_NONE_KEPT = "factcheck.none_kept"


def _keep_none(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_NONE_KEPT] = value


def _chosen(context: click.Context, _: click.Parameter, value: str | None) -> str | bool:
    if not context.meta.get(_NONE_KEPT):
        return value or True
    if value is not None:
        raise click.UsageError("--store and --no-store exclude each other", context)
    return False


place_option = click.option(
    "--store",
    metavar="PLACE",
    callback=_chosen,
    help="The file, or the postgresql:// URL of the database, that keeps the model's answers. Default: FACTCHECK_STORE, else "
    "a file in your data directory.",
)
"""The parameter `store`: a place, or True for the usual one."""


def store_options(command: CommandT) -> CommandT:
    """The parameter `store`: a place, True for the usual one, False to keep nothing."""
    nothing = click.option(
        "--no-store",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_keep_none,
        help="Neither keep answers nor use kept ones.",
    )
    return place_option(nothing(command))
