"""`--store` and `--no-store`: where a command keeps the model's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

_NONE_KEPT = "factcheck.none_kept"


def _keep_none(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_NONE_KEPT] = value


def _chosen(context: click.Context, _: click.Parameter, value: str | None) -> str | bool:
    if not context.meta.get(_NONE_KEPT):
        return value or True
    if value is not None:
        raise click.UsageError("--store and --no-store cannot both be meant", context)
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
    """The parameter `store`: a place, True for the usual one, False where nothing is to be kept."""
    nothing = click.option(
        "--no-store",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_keep_none,
        help="Keep no answers, and use no kept ones.",
    )
    return place_option(nothing(command))
