"""`python -m evals.judge`: the judge against people's labels; with `--pairs`, the claim matcher against pairs made by hand."""

import sys

import click

from evals.judge.bench import command
from factcheck.errors import FactcheckError

try:
    command(prog_name="python -m evals.judge")
except FactcheckError as error:
    click.echo(f"error: {error}", err=True)
    sys.exit(error.exit_code)
