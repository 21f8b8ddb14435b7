"""Is the claim backed by the source? The product's own comparison step on labelled rows, live, with its intervals.

Four systems answer the same rows: the comparison as a check would give it, the same with a calibration fitted in this run
to the other articles' rows (what a calibration is worth on text it has not seen, where the shipped one may have been fitted
to some of these rows), the plain yes/no question, and word overlap. Metrics are per dataset, then the plain mean over
datasets; rows that not every system answered are counted apart. Differences are of the same rows and the same bootstrap.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np

from evals.bench.baselines import Answered, word_overlap, yes_or_no
from evals.bench.metrics import (
    Estimate,
    Numbers,
    auroc,
    balanced_accuracy,
    best_balanced_accuracy,
    bootstrap,
    calibration_error,
    macro_f1,
)
from evals.bench.rows import row_options, sampled, stored_model
from factcheck.calibration import Calibration, calibration_for, features
from factcheck.errors import InputError
from factcheck.fitting import example, held_out
from factcheck.labelled import Compared, Row, compare_row, of_each
from factcheck.models.base import Model
from factcheck.prompts import Prompt, load_prompts
from factcheck.records import Comparison, Relation, Usage

FORMAT = "factcheck-bench-verify/1"
PRODUCT, HELD_OUT, QUESTION, OVERLAP = "factcheck", "factcheck, held out", "yes/no question", "word overlap"
METRICS = ("balanced_accuracy", "auroc", "best_balanced_accuracy", "calibration_error", "macro_f1")
MEAN = "mean"
_CODES = {relation: code for code, relation in enumerate(Relation)}


@dataclass(frozen=True)
class Reply:
    """One system on one row: the probability of `supports`, whether it says so, and its relation if it names one."""

    probability: float
    supported: bool
    relation: Relation | None = None


@dataclass(frozen=True)
class Cost:
    """What one system's answers cost. `seconds` are the waits for the `waited` rows that this run paid for."""

    rows: int
    usage: Usage
    waited: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """The whole of a bench. `replies` goes by system, each with one entry per row of `rows`."""

    rows: tuple[Row, ...]
    replies: dict[str, list[Reply]]
    unanswered: dict[str, Counter[str]]
    """By dataset: how many rows failed, by kind of failure. They are not among `rows`."""
    costs: dict[str, Cost]
    calibration: str | None


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


async def answer(
    rows: Sequence[Row],
    model: Model,
    prompt: Prompt,
    calibration: Calibration | None,
    *,
    evidence: bool = False,
    baseline: bool = True,
    on_row: Callable[[int, int], None] = _ignore,
) -> Result:
    """Ask the product and the baselines about every row. Raises a FatalModelError when the model cannot be used."""

    async def one(row: Row) -> tuple[Compared, Answered | None]:
        compared = await compare_row(row, model, prompt, calibration, evidence=evidence)
        return compared, await yes_or_no(compared, model) if baseline else None

    return result(await of_each(rows, one, at_once=model.concurrency, on_row=on_row), calibration)


def result(answered: Sequence[tuple[Compared, Answered | None]], calibration: Calibration | None) -> Result:
    """The replies of every system to the rows that all of them answered."""
    unanswered: dict[str, Counter[str]] = {}
    kept: list[tuple[Compared, Answered | None]] = []
    for compared, plain in answered:
        if not isinstance(compared.result, Comparison):
            failure = compared.result.kind.value
        elif plain is not None and plain.probability is None:
            failure = "yes/no question unanswered"
        else:
            kept.append((compared, plain))
            continue
        unanswered.setdefault(compared.row.dataset, Counter())[failure] += 1
    replies = {PRODUCT: [_product(compared, calibration) for compared, _ in kept]}
    costs = {PRODUCT: _cost([(c.usage, c.seconds) for c, _ in kept])}
    fitted = _held_out([compared for compared, _ in kept])
    if fitted:
        replies[HELD_OUT] = fitted
    plain_answers = [plain for _, plain in kept if plain is not None]
    if plain_answers:
        replies[QUESTION] = [Reply(p, p >= 0.5) for a in plain_answers if (p := a.probability) is not None]
        costs[QUESTION] = _cost([(a.usage, a.seconds) for a in plain_answers])
        replies[OVERLAP] = [Reply(p, p >= 0.5) for compared, _ in kept for p in (word_overlap(compared),)]
    name = calibration.name if calibration else None
    return Result(tuple(compared.row for compared, _ in kept), replies, unanswered, costs, name)


def estimates(found: Result, seed: int = 0) -> dict[str, dict[str, dict[str, Estimate]]]:
    """By system, dataset (and `mean`, the plain mean over datasets) and metric.

    A system named `A - B` holds the differences between two systems.
    """
    values = _replicates(found, seed)
    for other in (QUESTION, OVERLAP):
        for ours in (PRODUCT, HELD_OUT):
            if ours in values and other in values:
                values[f"{ours} - {other}"] = {
                    dataset: {
                        metric: ours_there - values[other][dataset][metric] for metric, ours_there in there.items()
                    }
                    for dataset, there in values[ours].items()
                }
    return {
        system: {
            dataset: {metric: Estimate.of(numbers) for metric, numbers in there.items()}
            for dataset, there in datasets.items()
        }
        for system, datasets in values.items()
    }


def _replicates(found: Result, seed: int) -> dict[str, dict[str, dict[str, Numbers]]]:
    """By system, dataset and metric: one value per replicate, the replicates being the same for all systems."""
    values: dict[str, dict[str, dict[str, Numbers]]] = {system: {} for system in found.replies}
    datasets = list(dict.fromkeys(row.dataset for row in found.rows))
    for number, dataset in enumerate(datasets):
        places = [place for place, row in enumerate(found.rows) if row.dataset == dataset]
        rows = [found.rows[place] for place in places]
        weights = bootstrap([row.article for row in rows], seed + number)
        for system, replies in found.replies.items():
            values[system][dataset] = _metrics(weights, rows, [replies[place] for place in places])
    for there in values.values():
        if len(there) > 1:
            there[MEAN] = {metric: _mean([numbers[metric] for numbers in there.values()]) for metric in METRICS}
    return values


def _metrics(weights: Numbers, rows: Sequence[Row], replies: Sequence[Reply]) -> dict[str, Numbers]:
    yes = np.array([row.supported for row in rows])
    probabilities = np.array([reply.probability for reply in replies])
    return {
        "balanced_accuracy": balanced_accuracy(weights, yes, np.array([reply.supported for reply in replies])),
        "auroc": auroc(weights, yes, probabilities),
        "best_balanced_accuracy": best_balanced_accuracy(weights, yes, probabilities),
        "calibration_error": calibration_error(weights, yes, probabilities),
        "macro_f1": _three_way(weights, rows, replies),
    }


def _three_way(weights: Numbers, rows: Sequence[Row], replies: Sequence[Reply]) -> Numbers:
    """Macro-F1 of the relation on the rows whose label names one; NaN where labels or system have fewer than three."""
    named = [
        (place, truth, said)
        for place, (row, reply) in enumerate(zip(rows, replies, strict=True))
        if (truth := row.label.relation) is not None and (said := reply.relation) is not None
    ]
    if len({truth for _, truth, _ in named}) < len(Relation):
        return np.full(len(weights), np.nan)
    places = [place for place, _, _ in named]
    truths = np.array([_CODES[truth] for _, truth, _ in named])
    return macro_f1(weights[:, places], truths, np.array([_CODES[said] for _, _, said in named]))


def _mean(values: Sequence[Numbers]) -> Numbers:
    """The plain mean over the datasets that have the metric at all."""
    there = [numbers for numbers in values if not np.isnan(numbers[0])]
    if not there:
        return np.full_like(values[0], np.nan)
    mean: Numbers = np.mean(there, axis=0)
    return mean


def _product(compared: Compared, calibration: Calibration | None) -> Reply:
    said = compared.result
    assert isinstance(said, Comparison)
    probabilities = said.probabilities
    if calibration is not None and said.calibrated:
        probabilities = calibration.probabilities(features(compared.row.claim, compared.sentences, probabilities))
    return Reply(probabilities[Relation.SUPPORTS], said.relation is Relation.SUPPORTS, said.relation)


def _held_out(kept: Sequence[Compared]) -> list[Reply]:
    """Replies of calibrations fitted without each row's article; none where the rows are too few for that."""
    examples = [made for compared in kept if (made := example(compared)) is not None]
    if len(examples) < len(kept):
        return []
    try:
        return [Reply(one.probability, one.supported) for one in held_out(examples)]
    except InputError:
        return []


def _cost(paid: Sequence[tuple[Usage, float | None]]) -> Cost:
    waits = [seconds for _, seconds in paid if seconds is not None]
    return Cost(len(paid), sum((usage for usage, _ in paid), Usage()), len(waits), round(sum(waits), 1))


def as_text(found: Result, seed: int = 0) -> str:
    """The bench's tables, one per system, for a screen of 100 columns."""
    lines = [f"calibration: {found.calibration or 'none fits this model and prompt: uncalibrated'}"]
    heads = ("bal. accuracy", "AUROC", "bal. acc., best", "ECE", "3-way macro-F1")
    rows = Counter(row.dataset for row in found.rows)
    for system, datasets in estimates(found, seed).items():
        lines += ["", system, f"{'':24}{'rows':>5}" + "".join(f"{head:>19}" for head in heads)]
        for dataset, there in datasets.items():
            cells = "".join(f"{_cell(there[metric]):>19}" for metric in METRICS)
            lines.append(f"{dataset:24}{rows.get(dataset, len(found.rows)):>5}{cells}")
    lines.append("")
    for system, cost in found.costs.items():
        lines.append(_cost_line(system, cost))
    for dataset, failures in found.unanswered.items():
        listed = ", ".join(f"{count} {kind}" for kind, count in failures.items())
        lines.append(f"not answered and not measured: {dataset}: {listed}")
    return "\n".join(lines) + "\n"


def as_json(found: Result, seed: int = 0) -> str:
    """The bench as JSON: every row's id and replies, without its text, so that two benches can be compared as pairs."""
    return json.dumps(
        {
            "format": FORMAT,
            "calibration": found.calibration,
            "rows": [
                {
                    "id": row.id,
                    "dataset": row.dataset,
                    "article": row.article,
                    "label": row.label,
                    **{system: asdict(replies[place]) for system, replies in found.replies.items()},
                }
                for place, row in enumerate(found.rows)
            ],
            "estimates": {
                system: {
                    dataset: {metric: asdict(estimate) for metric, estimate in there.items()}
                    for dataset, there in datasets.items()
                }
                for system, datasets in estimates(found, seed).items()
            },
            "costs": {
                system: {**asdict(cost), "usage": cost.usage.model_dump()} for system, cost in found.costs.items()
            },
            "unanswered": found.unanswered,
        },
        indent=1,
    )


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    return f"{estimate.value:.3f} {estimate.low:.2f}–{estimate.high:.2f}"


def _cost_line(system: str, cost: Cost) -> str:
    rows = max(cost.rows, 1)
    used = cost.usage
    waited = f"{cost.seconds / cost.waited:.1f} s ({cost.waited} rows asked now)" if cost.waited else "none asked now"
    return (
        f"{system}, per claim: {used.calls / rows:.2f} calls, {used.prompt_tokens / rows:.0f} tokens in, "
        f"{used.cached_tokens / rows:.0f} of them cached, {used.output_tokens / rows:.1f} out, {waited}"
    )


@click.command("verify", short_help="Is the claim backed by the source? On labelled claims.")
@row_options
@click.option("--evidence/--no-evidence", default=False, help="Ask for the evidence, too; it changes no metric here.")
@click.option("--baseline/--no-baseline", default=True, help="Ask the plain yes/no question, too.")
@click.option("--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON there.")
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
    evidence: bool,
    baseline: bool,
    output: Path | None,
) -> None:
    """Compare labelled claims with their sources, and measure.

    The answers are kept: a stopped bench goes on where it was.
    """
    rows, lines = sampled(data, datasets, per_dataset, longest, seed)
    for line in lines:
        click.echo(line)
    prompts = load_prompts()
    with stored_model(spec, base_url, path, kept_only=kept_only) as (model, screen):
        calibration = calibration_for(model.identity, prompts)

        async def measure() -> Result:
            try:
                return await answer(
                    rows,
                    model,
                    prompts.by_step["compare"],
                    calibration,
                    evidence=evidence,
                    baseline=baseline,
                    on_row=screen.on_row,
                )
            finally:
                await model.close()

        found = asyncio.run(measure())
    click.echo(as_text(found), nl=False)
    if output is not None:
        output.write_text(as_json(found) + "\n", encoding="utf-8")
