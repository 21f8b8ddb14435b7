"""`factcheck render`: an earlier run's report in another form, without a model."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from factcheck.cli.output import Output, output_options
from factcheck.cli.root import debug_option


@click.command("render", short_help="Show an earlier report in another form.")
@click.argument("report")
@output_options
@debug_option
def command(report: str, form: str | None, output: str | None, force: bool) -> None:
    """Show an earlier run's REPORT (written with --format json; - is standard input) in any form."""
    from factcheck.render.json import read

    chosen = Output.chosen(form, output, force=force, inputs=(report,))
    chosen.write(read(_text(report)))


def _text(name: str) -> str:
    from factcheck.errors import InputError

    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise InputError(f"the report {name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the report {name} is not JSON: it is not UTF-8 text") from error
