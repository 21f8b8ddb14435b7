"""`python -m evals.floors RESULTS`: moves the floors of `evals/baseline.json` up to a run's results, and lists each move."""

from __future__ import annotations

from pathlib import Path

import click

from evals.folders import floors_of
from evals.gate import BASELINE, first_baseline, raise_floors, read_baseline, write_baseline
from evals.recipes import EVALS
from evals.results import Results, read_results
from factcheck.errors import FactcheckError


@click.command("python -m evals.floors", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--baseline", "given", type=click.Path(path_type=Path), help="The file of the floors.")
@click.option("--allow-lower", is_flag=True, help="Let floors fall to the results; without it they only rise.")
def command(results: Path, given: Path | None, allow_lower: bool) -> None:
    """Move the floors up to the RESULTS that a run of the evals wrote, and list every floor that differs."""
    try:
        measured = read_results(results)
        path = given or usual_floors(measured)
        if not path.exists():
            write_baseline(first_baseline(measured), path)
            click.echo(f"{path}: new, with the floors of {results}")
            return
        baseline, changes = raise_floors(measured, read_baseline(path), allow_lower=allow_lower)
        write_baseline(baseline, path)
    except FactcheckError as error:
        raise click.ClickException(str(error)) from error
    for change in changes:
        click.echo(change.message)
    click.echo(f"{path}: {len(changes)} of {len(baseline.floors)} floors differ from the run or from before")


def usual_floors(results: Results) -> Path:
    """The file of the floors for such results: a user's own suite has a file of its name."""
    (first, *others) = {case.eval for case in results.cases} or {""}
    return BASELINE if others or first in EVALS or not first else floors_of(first)


if __name__ == "__main__":
    command()
