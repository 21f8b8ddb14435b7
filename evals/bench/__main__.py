"""`python -m evals.bench NAME`: every module beside this one that holds a `command` is a bench."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import click

import evals.bench
from factcheck.cli import run


class Benches(click.Group):
    """The modules of `evals.bench`; one is imported when it is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names, sorted."""
        return sorted(module.name for module in pkgutil.iter_modules(evals.bench.__path__) if module.name[0] != "_")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The bench of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command | None = getattr(import_module(f"evals.bench.{cmd_name}"), "command", None)
        return command


@click.group("python -m evals.bench", cls=Benches, context_settings={"help_option_names": ["-h", "--help"]})
def benches() -> None:
    """Measure factcheck on this machine."""


sys.exit(run(benches, "python -m evals.bench"))
