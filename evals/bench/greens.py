"""How far a green mark can be trusted: the written pairs through the product's own comparison, code and decision table.

Each claim as a person wrote it is compared with its source, judged as a check judges it, and held against what that person says
the source says. What extraction does to a story is not part of it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from evals.bench.metrics import Estimate, Flags, bootstrap
from evals.bench.rows import model_options, stored_model
from evals.written_pairs import PARTS, Gold, Pair, pairs_of
from factcheck.calibration.calibration import Calibration, calibration_for
from factcheck.drift import find_quotation_drift
from factcheck.models.base import Model
from factcheck.prompts import Prompt, load_prompts
from factcheck.records import Comparison, Failure, Relation, Verdict, VerdictName
from factcheck.render.findings import gaps
from factcheck.steps.compare import compare
from factcheck.steps.reading import Reader
from factcheck.verdict.judge import judge

SEED = 7


@dataclass(frozen=True)
class Judged:
    """A claim of a pair with its verdict."""

    pair: Pair
    gold: Gold
    verdict: Verdict

    @property
    def comparison(self) -> Comparison | None:
        """What the source says of it; None for a failure."""
        return next(iter(self.verdict.comparisons), None)

    @property
    def shown(self) -> frozenset[int]:
        """The numbers of the sentences that are shown as evidence."""
        found = self.comparison
        return frozenset(n for evidence in found.evidence for n in evidence.sentences) if found else frozenset()

    @property
    def marked(self) -> bool:
        """Whether something on the screen says that a part of it is not borne out."""
        return (
            self.verdict.verdict in (VerdictName.CONTRADICTED, VerdictName.DISPUTED, VerdictName.PARTLY_SUPPORTED)
            or bool(self.verdict.drifts)
            or bool(gaps(self.gold.claim, self.verdict))
        )


async def judged(
    pairs: Sequence[Pair],
    model: Model,
    prompts: Mapping[str, Prompt],
    calibration: Calibration | None,
    *,
    max_false_green: float | None = None,
    on_pair: Callable[[int, int], None],
) -> list[Judged]:
    """Every claim of the pairs, judged as a check judges it. One pair after the other: a source stays in the prompt cache."""
    found: list[Judged] = []
    for done, pair in enumerate(pairs, 1):
        reader = Reader(pair.source, model.context_tokens)
        quotations = find_quotation_drift(pair.story, [pair.source])
        for gold in pair.claims:
            compared = await compare(
                gold.claim,
                reader,
                model,
                prompts,
                calibration,
                published=pair.story.published,
                max_false_green=max_false_green,
            )
            verdict = judge(gold.claim, pair.story, [pair.source], [compared.result], quotations)
            found.append(Judged(pair, gold, verdict))
        on_pair(done, len(pairs))
    return found


@dataclass(frozen=True)
class Share:
    """How many of so many, with the share's interval by pair."""

    name: str
    hits: int
    of: int
    estimate: Estimate


def shares(claims: Sequence[Judged]) -> list[Share]:
    """What the issue of the false green asks, of claims with an answer."""
    claims = [one for one in claims if not one.verdict.failures]
    weights = bootstrap([one.pair.id for one in claims], SEED)
    supported = np.array([one.gold.relation is Relation.SUPPORTS for one in claims])
    contradicted = np.array([one.gold.relation is Relation.CONTRADICTS for one in claims])
    green = np.array([one.verdict.verdict is VerdictName.SUPPORTED for one in claims])
    red = np.array([one.verdict.verdict is VerdictName.CONTRADICTED for one in claims])
    marked = np.array([one.marked for one in claims])
    leans = [one.verdict.leaning for one in claims]
    against = np.array([one is Relation.CONTRADICTS for one in leans])
    towards = np.array([one is Relation.SUPPORTS for one in leans])

    def share(name: str, hit: Flags, of: Flags) -> Share:
        with np.errstate(invalid="ignore", divide="ignore"):
            values = weights @ (hit & of) / (weights @ of)
        return Share(name, int((hit & of).sum()), int(of.sum()), Estimate.of(values))

    everything = np.ones(len(claims), dtype=bool)
    return [
        share("false greens: shown as supported, and not", ~supported, green),
        share("supported claims shown green", green, supported),
        share("wrong claims shown green", green, ~supported),
        share("wrong claims marked", marked, ~supported),
        share("wrong claims marked, or perhaps contradicted", marked | against, ~supported),
        share("perhaps contradicted, and not supported", ~supported, against),
        share("perhaps contradicted, and contradicted", contradicted, against),
        share("perhaps supported, and supported", supported, towards),
        share("wrong claims that need a person", ~green, ~supported),
        share("contradictions shown that are none", ~contradicted, red),
        share("contradictions shown of a supported claim", supported, red),
        share("contradicted claims shown as contradicted", red, contradicted),
        share("claims that need a person", ~green, everything),
    ]


def evidence(claims: Sequence[Judged]) -> tuple[Share, Share]:
    """Of the evidence shown for claims that the source speaks of, how much is right; of the right one, how much is shown."""
    told = [one for one in claims if one.gold.relation is not Relation.SILENT and one.shown]
    weights = bootstrap([one.pair.id for one in told], SEED)
    right = np.array([len(one.shown & set(one.gold.evidence)) for one in told])
    shown = np.array([len(one.shown) for one in told])
    gold = np.array([len(one.gold.evidence) for one in told])

    def share(name: str, of: np.ndarray) -> Share:
        return Share(name, int(right.sum()), int(of.sum()), Estimate.of(weights @ right / (weights @ of)))

    return share("evidence sentences, precision", shown), share("evidence sentences, recall", gold)


def as_text(found: Sequence[Share]) -> str:
    """A line for each."""
    lines = []
    for one in found:
        value, low, high = one.estimate.value, one.estimate.low, one.estimate.high
        told = "none" if value is None else f"{value:.3f} ({low:.3f}–{high:.3f})"
        lines.append(f"{one.name:45} {one.hits:4} of {one.of:4}  {told}")
    return "\n".join(lines)


@click.command("greens", short_help="How far a green mark can be trusted, on the written pairs.")
@click.option("--part", type=click.Choice(PARTS), default="report", show_default=True)
@click.option("--pairs", "most", type=click.IntRange(min=1), help="Only the first so many.")
@click.option("--max-false-green", type=float, help="The error rate to hold the calibration to.")
@click.option("--calibration/--no-calibration", "calibrates", default=True, help="Use the calibration that fits.")
@click.option(
    "--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write each claim's outcome there."
)
@model_options
def command(
    part: str,
    most: int | None,
    max_false_green: float | None,
    calibrates: bool,
    output: Path | None,
    spec: str | None,
    base_url: str | None,
    path: Path | None,
    kept_only: bool,
) -> None:
    """Compare the claims of the written pairs with their sources, judge them, and measure.

    The answers are kept: a stopped bench goes on where it was.
    """
    pairs = list(pairs_of(part))[:most]
    prompts = load_prompts()
    with stored_model(spec, base_url, path, kept_only=kept_only, prompts=prompts.identities) as (model, screen):
        calibration = calibration_for(model.identity, prompts) if calibrates else None

        async def measure() -> list[Judged]:
            try:
                return await judged(
                    pairs,
                    model,
                    prompts.by_step,
                    calibration,
                    max_false_green=max_false_green,
                    on_pair=screen.on_row,
                )
            finally:
                await model.close()

        found = asyncio.run(measure())
    failed = sum(bool(one.verdict.failures) for one in found)
    click.echo(f"{len(pairs)} pairs, {len(found)} claims, {failed} without an answer")
    click.echo(f"calibration: {calibration.title if calibration else 'none'}\n")
    click.echo(as_text([*shares(found), *evidence(found)]))
    if output is not None:
        output.write_text(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1), encoding="utf-8")


def _told(one: Judged) -> dict[str, object]:
    said = one.comparison
    failure: Sequence[Failure] = one.verdict.failures
    return {
        "pair": one.pair.id,
        "claim": one.gold.claim.text,
        "speaker": one.gold.claim.speaker,
        "gold": one.gold.relation,
        "kind": one.gold.kind,
        "verdict": one.verdict.verdict,
        "marked": one.marked,
        "confidence": said.confidence if said else None,
        "probabilities": said.probabilities if said else None,
        "confirmation": said.confirmation if said else None,
        "relation": said.relation if said else None,
        "evidence": sorted(one.shown),
        "gold_evidence": one.gold.evidence,
        "gaps": [gap.text for gap in gaps(one.gold.claim, one.verdict)],
        "drifts": [f"{drift.kind} {drift.label} {drift.conflict}" for drift in one.verdict.drifts],
        "failure": failure[0].kind if failure else None,
    }
