"""`factcheck calibrate`: a calibration for your own model, from labelled claims."""

from __future__ import annotations

from pathlib import Path

import click

from factcheck.cli.model_options import base_url_option, model_option, prompts_option
from factcheck.cli.root import debug_option


@click.command("calibrate", short_help="Fit a model's confidences to labelled claims.")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON lines with claim, source, label; label is supported, contradicted, not_mentioned or unsupported.",
)
@model_option
@base_url_option
@prompts_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there instead of where `factcheck check` looks for it.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show only errors, no progress.")
@debug_option
def command(
    data: Path, model: str | None, base_url: str | None, prompts: Path | None, output: Path | None, quiet: bool
) -> None:
    """Compare labelled claims with their sources and fit the model's confidences to the labels.

    From then on `factcheck check` uses the fit with that model and the same prompts, also to choose the relations. 200
    rows each of supported and unsupported claims are a good start. The answers are kept: a stopped run picks up where
    it was. Needs the extra `calibrate`: pip install 'factcheck[calibrate]'.
    """
    import asyncio

    from factcheck.calibration.calibration import own_calibrations
    from factcheck.calibration.fitting import as_lines, example, fit, require_scikit_learn
    from factcheck.calibration.labelled import ComparedRow, compare_row, of_each, read_rows
    from factcheck.cli.screen import Screen
    from factcheck.cli.streams import write_text
    from factcheck.models import open_model
    from factcheck.models.store import Store, StoredModel
    from factcheck.prompts import load_prompts
    from factcheck.settings import Settings

    require_scikit_learn()
    settings = Settings.from_environment()
    rows, loaded = read_rows(data), load_prompts(prompts)

    async def compared() -> list[ComparedRow]:
        try:
            return await of_each(
                rows,
                lambda row: compare_row(row, answering, loaded.by_step),
                at_once=answering.concurrency,
                on_row=screen.on_row,
            )
        finally:
            await answering.close()

    with Screen(quiet=quiet) as screen, Store.open(settings.store) as store:
        opened = open_model(
            model,
            settings,
            base_url=base_url,
            prompts=loaded.identities,
            on_progress=screen.on_fetched,
            on_notice=screen.tell,
        )
        answering = StoredModel(opened, store)
        answered = asyncio.run(compared())
        examples = [made for one in answered if (made := example(one)) is not None]
        if len(examples) < len(rows):
            screen.warn(f"{len(rows) - len(examples)} of {len(rows)} rows have no log-probabilities and are left out")
        calibration = fit(examples, answering.identity, loaded, chooses=True)
    file = output or own_calibrations(settings) / f"{calibration.name}.json"
    calibration.write(file)
    heading = "uncalibrated -> calibrated, on articles that the fit has not seen"
    write_text(f"{heading}\n{as_lines(calibration.measured)}\n{file}\n")
