"""Two benches as pairs: did a change of prompt, model or code make the same rows better? The second minus the first.

Only rows that both benches answered count; an interval that leaves out 0 tells of a difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from evals.bench import extract, replies
from evals.bench.metrics import Estimate
from evals.bench.replies import Result
from evals.bench.shares import differences
from evals.bench.verify import PRODUCT
from factcheck.errors import InputError

FIRST, SECOND = "first", "second"


def paired(first: Result, second: Result, system: str) -> Result:
    """The replies of one system in two benches of verification to the rows of both.

    Raises InputError when it replied in one only, or when a row's label or article is not the same.
    """
    for which, bench in ((FIRST, first), (SECOND, second)):
        if system not in bench.replies:
            raise InputError(f"the {which} bench has no system {system!r} (it has {', '.join(bench.replies)})")
    places = {row.id: place for place, row in enumerate(second.rows)}
    both = [(place, places[row.id]) for place, row in enumerate(first.rows) if row.id in places]
    for one, other in both:
        if first.rows[one] != second.rows[other]:
            raise InputError(f"row {first.rows[one].id!r} has another label or article in the two benches")
    return Result(
        rows=tuple(first.rows[one] for one, _ in both),
        replies={
            FIRST: [first.replies[system][one] for one, _ in both],
            SECOND: [second.replies[system][other] for _, other in both],
        },
        unanswered={},
        costs={},
        calibration=second.calibration,
        differences=((SECOND, FIRST),),
    )


def of_texts(first: extract.Shares, second: extract.Shares, seed: int = 0) -> dict[str, dict[str, Estimate]]:
    """The differences of two benches of extraction, by dataset and metric, over the texts of both."""
    tables = {}
    for dataset in dict.fromkeys(dataset for dataset, _, _ in first.values()):
        ids = [name for name, (of, _, _) in first.items() if of == dataset and name in second]
        if ids:
            articles = [first[name][1] for name in ids]
            tables[dataset] = differences(
                [first[name][2] for name in ids], [second[name][2] for name in ids], articles, seed
            )
    return tables


@click.command("pairs", short_help="Compare two benches, row by row.")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--system", default=PRODUCT, show_default=True, help="Whose replies, of two benches of verification.")
def command(first: Path, second: Path, system: str) -> None:
    """Compare two benches that `verify --json` or `extract --json` wrote: FIRST, then SECOND."""
    written = [_read(first), _read(second)]
    try:
        if json.loads(written[0])["format"] == extract.FORMAT:
            tables = of_texts(extract.from_json(written[0]), extract.from_json(written[1]))
            for dataset, metrics in tables.items():
                click.echo(f"{dataset}, {second.name} - {first.name}")
                for name, estimate in metrics.items():
                    click.echo(f"  {name.replace('_', ' '):32}{_signed(estimate)}")
            return
        one, other = replies.from_json(written[0]), replies.from_json(written[1])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{first} and {second} are not two benches of one kind: {error}") from error
    both = paired(one, other, system)
    if not both.rows:
        raise InputError(f"{first} and {second} have no row in common")
    click.echo(f"{len(both.rows)} rows of both; first: {first.name}, second: {second.name}")
    click.echo(replies.as_text(both), nl=False)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error


def _signed(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    return f"{estimate.value:+.3f}  {estimate.low:+.2f} to {estimate.high:+.2f}"
