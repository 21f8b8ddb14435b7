"""`python -m evals.judge`: the judge against people's labels; with `--pairs`, the claim matcher against pairs made by hand."""

import sys

from evals.judge.bench import command
from factcheck.cli import run

sys.exit(run(command, "python -m evals.judge"))
