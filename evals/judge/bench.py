"""The judge on labelled rows: `python -m evals.judge`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from evals.bench.rows import row_options, sampled, stored_model
from evals.folders import PROJECT, shown
from evals.judge import OPERATING_POINT, judge, judge_prompt, write_point
from evals.judge.measuring import Judged, chosen_point, measure, require_enough, require_knowledge
from evals.judge.tables import as_json, as_text
from factcheck.calibration.fitting import require_scikit_learn
from factcheck.calibration.labelled import Row, of_each
from factcheck.errors import StepError
from factcheck.models.base import Model
from factcheck.prompts import Prompt
from factcheck.records import Usage


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


async def ask(
    rows: Sequence[Row], model: Model, prompt: Prompt, *, on_row: Callable[[int, int], None] = _ignore
) -> list[Judged]:
    """The judge on every row. Raises a FatalModelError when the model cannot be used."""

    async def one(row: Row) -> Judged:
        try:
            probability, usage = await judge(row.source, row.claim, model, prompt)
        except StepError as error:
            return Judged(row, None, error.kind.value, Usage())
        return Judged(row, probability, None, usage)

    return await of_each(rows, one, at_once=model.concurrency, on_row=on_row)


def _call(data: Path, datasets: str | None, per_dataset: int | None, longest: int | None, seed: int) -> str:
    """The command that measured this, without the folders of the machine it ran on."""
    options = {"--datasets": datasets, "--per-dataset": per_dataset, "--longest": longest, "--seed": seed}
    given = [f"{name} {value}" for name, value in options.items() if value is not None]
    return " ".join(["python -m evals.judge", f"--data {data.name}", *given, "--write"])


def _measure_matcher(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """What `--pairs` does."""
    if wanted:
        from evals.judge.pairs import as_text as pairs_as_text
        from evals.judge.pairs import read_pairs

        click.echo(pairs_as_text(read_pairs()), nl=False)
        context.exit()


@click.command("judge", short_help="The faithfulness judge against people's labels.")
@row_options
@click.option(
    "--pairs",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_measure_matcher,
    help="Measure the claim matcher instead, on pairs made by hand; nothing else is needed then.",
)
@click.option("--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON there.")
@click.option(
    "--write",
    is_flag=True,
    help=f"Make this the operating point of the model, which the evals read ({OPERATING_POINT.name}).",
)
def command(
    data: Path,
    datasets: str | None,
    per_dataset: int | None,
    longest: int | None,
    seed: int,
    spec: str | None,
    base_url: str | None,
    path: Path | None,
    kept_only: bool,
    output: Path | None,
    write: bool,
) -> None:
    """Put labelled claims to the judge of the evals, choose where its yes begins, and measure it.

    The answers are kept: a stopped bench goes on where it was.
    """
    require_scikit_learn()
    rows, lines = sampled(data, datasets, per_dataset, longest, seed)
    require_enough(rows)
    for line in lines:
        click.echo(line)
    prompt = judge_prompt()
    spec, base_url = spec or PROJECT.model, base_url or PROJECT.base_url
    with stored_model(spec, base_url, path, kept_only=kept_only) as (model, screen):

        async def answers() -> list[Judged]:
            try:
                return await ask(rows, model, prompt, on_row=screen.on_row)
            finally:
                await model.close()

        found = measure(asyncio.run(answers()))
    click.echo(as_text(found), nl=False)
    if output is not None:
        output.write_text(as_json(found, model.identity, prompt) + "\n", encoding="utf-8")
    if write:
        call = _call(data, datasets, per_dataset, longest, seed)
        point = chosen_point(found, model.identity, prompt, call)
        require_knowledge(point)
        write_point(point, OPERATING_POINT)
        click.echo(f"{shown(OPERATING_POINT)}: {point.threshold}")
