"""Fits the calibration that is shipped to the part of the written pairs that is for it, and shows what it does to others.

It corrects confidences, says from which one on a claim is shown as supported, and chooses no relation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from evals.bench.greens import Judged, judged
from evals.bench.rows import model_options, stored_model
from evals.written_pairs import Pair, pairs_of
from factcheck.calibration.calibration import SHIPPED
from factcheck.calibration.fitting import Example, as_lines, counts_as_contradiction, fit
from factcheck.calibration.labelled import Label
from factcheck.drift import find_quotation_drift
from factcheck.prompts import load_prompts
from factcheck.records import Relation, VerdictName
from factcheck.verdict.judge import judge

PART = "calibrate"
STRANGERS = 3
"""So many claims of each pair are also compared with the next pair's source, which is silent on them: most sources of a check are
silent on most of its claims, and these pairs' own sources speak of the same event. They weigh as much as all other claims."""
STRANGER = "stranger"
OF_STRANGERS = "another story's source"
_LABELS = {label.relation: label for label in Label if label.relation}


def with_strangers(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, and for each a pair of its first `STRANGERS` claims and the source of the next one."""
    strangers = [
        replace(
            pair,
            source=other.source,
            claims=tuple(
                replace(gold, relation=Relation.SILENT, evidence=(), wrong="", kind=STRANGER)
                for gold in pair.claims[:STRANGERS]
            ),
        )
        for pair, other in zip(pairs, [*pairs[1:], *pairs[:1]], strict=True)
    ]
    return [*pairs, *strangers]


def examples_of(claims: Iterable[Judged]) -> Iterator[Example]:
    """The examples that judged claims make; every pair is one article."""
    for one in claims:
        said = one.comparison
        if said is None or said.basis != "logprobs":
            continue
        # Judged as if it were support that counts: whether it is, is what the calibration decides. What is silent in both
        # answers, and so has no evidence, no calibration takes for support.
        taken = said.model_copy(update={"relation": Relation.SUPPORTS, "carried": True})
        quotations = find_quotation_drift(one.pair.story, [one.pair.source])
        verdict = judge(one.gold.claim, one.pair.story, [one.pair.source], [taken], quotations)
        yield Example(
            said.probabilities,
            said.relation,
            _LABELS[one.gold.relation],
            OF_STRANGERS if one.gold.kind == STRANGER else "the written pairs",
            one.pair.id,
            said.confirmation,
            may_be_green=bool(said.evidence) and verdict.verdict is VerdictName.SUPPORTED,
            may_be_red=counts_as_contradiction(said),
        )


@click.command("fit", short_help="Fit the shipped calibration to the written pairs.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="By default where it is shipped.")
@click.option("--pairs", "most", type=click.IntRange(min=1), metavar="N", help="Only the first N pairs.")
@model_options
def command(
    output: Path | None, most: int | None, spec: str | None, base_url: str | None, path: Path | None, kept_only: bool
) -> None:
    """Compare the claims of the written pairs' calibrating part with their sources, and fit the confidences of this model."""
    prompts = load_prompts()
    pairs = with_strangers(list(pairs_of(PART))[:most])
    with stored_model(spec or "embedded", base_url, path, kept_only=kept_only, prompts=prompts.identities) as (
        model,
        screen,
    ):

        async def measure() -> list[Judged]:
            try:
                return await judged(pairs, model, prompts.by_step, None, on_pair=screen.on_row)
            finally:
                await model.close()

        found = asyncio.run(measure())
        calibration = fit(list(examples_of(found)), model.identity, prompts, chooses=False)
    file = output or SHIPPED / f"{calibration.name}.json"
    calibration.write(file)
    click.echo(f"\nuncalibrated -> calibrated, fitted to other pairs\n{as_lines(calibration.measured)}")
    for rate in (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2):
        promise = calibration.promise(rate)
        told = (
            f"from {promise.threshold:.3f}: {promise.wrong} of {promise.shown} wrong"
            if promise
            else "cannot be promised"
        )
        click.echo(f"at most {rate:.0%} false greens: {told}")
    click.echo(f"\n{file}")
