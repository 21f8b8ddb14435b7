"""Fits the calibration that is shipped, from kept or new answers and the tapes, and shows what it does to rows it has not seen.

It corrects confidences and chooses no relation. The gold claims of `seeds/` are one dataset beside those of the data.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from evals import outcomes
from evals.bench.rows import row_options, sampled, stored_model
from evals.deck import Deck
from evals.recipes import Suite
from evals.seeds import all_seeds
from factcheck.calibration import SHIPPED
from factcheck.fitting import Example, as_lines, example, fit, held_out, measured
from factcheck.labelled import Compared, Label, compare_row, of_each
from factcheck.prompts import load_prompts
from factcheck.records import Comparison

SEEDS = "seeds"


def of_seeds(deck: Deck) -> list[Example]:
    """The seeds' gold claims against each of their sources, as the tapes have them; every seed is one article.

    Raises a TapeError when a tape is missing or stale.
    """
    labels = {label.relation: label for label in Label}
    found = []
    for seed in all_seeds():
        played: outcomes.Compared = deck.outcome(Suite.COMPARISON, seed)
        gold = {claim.gold.id: claim.gold for claim in seed.claims}
        for (claim, source), result in played.results.items():
            if isinstance(result, Comparison):
                label = labels[gold[claim].sources[source].relation]
                found.append(Example(result.probabilities, result.relation, label, SEEDS, seed.name))
    return found


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
    """Compare labelled claims with their sources, and fit the confidences of this model with the shipped prompts.

    The model, by default the embedded one, must have tapes of `seeds/`.
    """
    rows, lines = sampled(data, datasets, per_dataset, longest, seed)
    for line in lines:
        click.echo(line)
    prompts, spec = load_prompts(), spec or "embedded"
    examples = of_seeds(Deck(prompts, spec=spec))
    click.echo(f"{len(examples)} comparisons of the seeds' gold claims")
    with stored_model(spec, base_url, path, kept_only=kept_only) as (model, screen):

        async def compared() -> list[Compared]:
            try:
                return await of_each(
                    rows,
                    lambda row: compare_row(row, model, prompts.by_step),
                    at_once=model.concurrency,
                    on_row=screen.on_row,
                )
            finally:
                await model.close()

        answered = [made for one in asyncio.run(compared()) if (made := example(one)) is not None]
        click.echo(f"{len(answered)} rows answered, {len(rows) - len(answered)} not, which are left out")
        examples += answered
        calibration = fit(examples, model.identity, prompts, chooses=False)
    file = output or SHIPPED / f"{calibration.name}.json"
    calibration.write(file)
    unseen = held_out(examples, chooses=False, together=lambda one: one.dataset)
    click.echo(f"\nuncalibrated -> calibrated, fitted to other articles\n{as_lines(calibration.measured)}")
    click.echo(f"\nuncalibrated -> calibrated, fitted to other datasets\n{as_lines(measured(examples, unseen))}")
    click.echo(f"\n{file}")
