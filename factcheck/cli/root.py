"""The `factcheck` command itself: its name, its version, and its subcommands."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

import factcheck

CommandT = TypeVar("CommandT", bound=Callable[..., Any])
"""A command that is given options, and comes back with them."""
COMMANDS = (
    "check",
    "batch",
    "archive",
    "render",
    "review",
    "gold",
    "diff",
    "serve",
    "mcp",
    "pull",
    "calibrate",
    "prompts",
    "tapes",
    "evals",
    "store",
)
"""Each is a module of this package with a `command`; in the order of `--help`."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of their descriptions."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"factcheck.cli.{cmd_name}").command
        return command


def _remember(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.meta["debug"] = True


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_remember, help="Show the traceback of an error."
)
"""The option that every command has."""


@click.command(
    "factcheck", cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(factcheck.__version__, prog_name="factcheck")
@debug_option
@click.pass_context
def root(context: click.Context) -> None:
    """Check a news story against its sources.

    Every claim of the story gets a verdict, with the evidence quoted at its place in each source. Start with `factcheck
    check story.md --source report.md`.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
