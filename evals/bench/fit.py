"""Fits the calibration that is shipped, from kept or new answers, and shows what it does to rows it has not seen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from evals.bench.rows import row_options, sampled, stored_model
from factcheck.calibration import SHIPPED
from factcheck.fitting import example, fit
from factcheck.labelled import Compared, compare_row, of_each
from factcheck.prompts import load_prompts


@click.command("fit", short_help="Fit the shipped calibration to labelled claims.")
@row_options
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="By default where it is shipped.")
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
) -> None:
    """Compare labelled claims with their sources and fit the calibration of this model and the shipped prompts."""
    rows, lines = sampled(data, datasets, per_dataset, longest, seed)
    for line in lines:
        click.echo(line)
    prompts = load_prompts()

    with stored_model(spec, base_url, path, kept_only=kept_only) as (model, screen):

        async def compared() -> list[Compared]:
            try:
                return await of_each(
                    rows,
                    lambda row: compare_row(row, model, prompts.by_step["compare"]),
                    at_once=model.concurrency,
                    on_row=screen.on_row,
                )
            finally:
                await model.close()

        examples = [made for one in asyncio.run(compared()) if (made := example(one)) is not None]
        click.echo(f"{len(examples)} rows answered, {len(rows) - len(examples)} not")
        calibration = fit(examples, model.identity, prompts)
    file = output or SHIPPED / f"{calibration.name}.json"
    calibration.write(file)
    for name, measured in calibration.measured.items():
        click.echo(f"{name:<24} {measured.model_dump_json()}")
    click.echo(f"C {calibration.regularisation:g}, threshold {calibration.supports.threshold}: {file}")
