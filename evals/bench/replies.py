"""What several systems replied about the same labelled rows, how good that is, and what it cost.

Metrics are per dataset, then the plain mean over datasets. Differences between two systems are of the same rows and the
same draws of the bootstrap.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evals.bench.metrics import (
    Estimate,
    Numbers,
    auroc,
    balanced_accuracy,
    best_balanced_accuracy,
    bootstrap,
    calibration_error,
    calibration_error_by_chance,
    macro_f1,
)
from factcheck.calibration.labelled import Label
from factcheck.records import Relation, Usage

FORMAT = "factcheck-bench-verify/1"
METRICS = ("balanced_accuracy", "auroc", "best_balanced_accuracy", "calibration_error", "macro_f1")
MEAN = "mean"
_CODES = {relation: code for code, relation in enumerate(Relation)}


@dataclass(frozen=True)
class Gold:
    """What is known of a row but for its words. Rows of one article are not independent."""

    id: str
    dataset: str
    article: str
    label: Label

    @property
    def supported(self) -> bool:
        """Whether the source supports the claim."""
        return self.label is Label.SUPPORTED


@dataclass(frozen=True)
class Reply:
    """One system on one row: the probability of `supports`, whether it says so, and its relation if it names one."""

    probability: float
    supported: bool
    relation: Relation | None = None


@dataclass(frozen=True)
class ReplyCost:
    """What one system's answers cost. `seconds` are the waits for the `waited` rows that this run paid for."""

    rows: int
    usage: Usage
    waited: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """The whole of a bench. `replies` goes by system, each with one entry per row of `rows`."""

    rows: tuple[Gold, ...]
    replies: dict[str, list[Reply]]
    unanswered: dict[str, Counter[str]]
    """By dataset: how many rows failed, by kind of failure. They are not among `rows`."""
    costs: dict[str, ReplyCost]
    calibration: str | None
    differences: tuple[tuple[str, str], ...] = ()
    """The pairs of systems that are compared: the first minus the second."""


def token_ratios(found: Result) -> dict[str, float]:
    """How many times the tokens of the other system, read and written, an answer of the first takes, by `A / B`.

    A token that a server had cached counts like any other.
    """
    tokens = {system: cost.usage.prompt_tokens + cost.usage.output_tokens for system, cost in found.costs.items()}
    return {
        f"{ours} / {other}": round(tokens[ours] / tokens[other], 3)
        for ours, other in found.differences
        if tokens.get(ours) and tokens.get(other)
    }


def estimates(found: Result, seed: int = 0) -> dict[str, dict[str, dict[str, Estimate]]]:
    """By system, dataset (and `mean`, the plain mean over datasets) and metric.

    A system named `A - B` holds the differences between two systems, pair by pair: on the same rows, in the same draws.
    """
    values = _replicates(found, seed)
    for ours, other in found.differences:
        if ours in values and other in values:
            values[f"{ours} - {other}"] = {
                dataset: {metric: numbers - values[other][dataset][metric] for metric, numbers in there.items()}
                for dataset, there in values[ours].items()
            }
    return {
        system: {
            dataset: {metric: Estimate.of(numbers) for metric, numbers in there.items()}
            for dataset, there in datasets.items()
        }
        for system, datasets in values.items()
    }


def greens(found: Result) -> dict[str, tuple[int, int, int]]:
    """By system: how many rows it shows as supported, how many of these are not, and how many rows are."""
    supported = sum(row.supported for row in found.rows)
    counts = {}
    for system, replies in found.replies.items():
        shown = [row for row, reply in zip(found.rows, replies, strict=True) if reply.supported]
        counts[system] = len(shown), sum(not row.supported for row in shown), supported
    return counts


def errors_by_chance(found: Result, seed: int = 0) -> dict[str, dict[str, float]]:
    """By system and dataset (and `mean`): the calibration error that right probabilities would have on so few rows."""
    errors: dict[str, dict[str, float]] = {}
    for system, replies in found.replies.items():
        probabilities: dict[str, list[float]] = {}
        for row, reply in zip(found.rows, replies, strict=True):
            probabilities.setdefault(row.dataset, []).append(reply.probability)
        there = {name: calibration_error_by_chance(np.array(values), seed) for name, values in probabilities.items()}
        errors[system] = there | ({MEAN: round(float(np.mean(list(there.values()))), 4)} if len(there) > 1 else {})
    return errors


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


def _metrics(weights: Numbers, rows: Sequence[Gold], replies: Sequence[Reply]) -> dict[str, Numbers]:
    yes = np.array([row.supported for row in rows])
    probabilities = np.array([reply.probability for reply in replies])
    return {
        "balanced_accuracy": balanced_accuracy(weights, yes, np.array([reply.supported for reply in replies])),
        "auroc": auroc(weights, yes, probabilities),
        "best_balanced_accuracy": best_balanced_accuracy(weights, yes, probabilities),
        "calibration_error": calibration_error(weights, yes, probabilities),
        "macro_f1": _three_way(weights, rows, replies),
    }


def _three_way(weights: Numbers, rows: Sequence[Gold], replies: Sequence[Reply]) -> Numbers:
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


def as_text(found: Result, seed: int = 0) -> str:
    """The bench's tables, one per system, for a screen of 100 columns."""
    lines: list[str] = []
    heads = ("bal. accuracy", "AUROC", "bal. acc., best", "ECE", "3-way macro-F1")
    rows = Counter(row.dataset for row in found.rows)
    for system, datasets in estimates(found, seed).items():
        lines += ["", system, f"{'':24}{'rows':>5}" + "".join(f"{head:>19}" for head in heads)]
        for dataset, there in datasets.items():
            cells = "".join(f"{_cell(there[metric]):>19}" for metric in METRICS)
            lines.append(f"{dataset:24}{rows.get(dataset, len(found.rows)):>5}{cells}")
    lines.append("")
    for system, (shown, wrong, supported) in greens(found).items():
        lines.append(
            f"shown as supported by {system}: {shown}, of these {wrong} are not; it finds {shown - wrong} of {supported}"
        )
    for system, errors in errors_by_chance(found, seed).items():
        listed = ", ".join(f"{dataset} {error:.2f}" for dataset, error in errors.items())
        lines.append(f"ECE if the probabilities of {system} were right, with so few rows: {listed}")
    for system, cost in found.costs.items():
        lines.append(_cost_line(system, cost))
    lines += [f"tokens per claim, {systems}: {ratio:.2f}" for systems, ratio in token_ratios(found).items()]
    for dataset, failures in found.unanswered.items():
        listed = ", ".join(f"{count} {kind}" for kind, count in failures.items())
        lines.append(f"not answered and not measured: {dataset}: {listed}")
    return "\n".join(lines).strip("\n") + "\n"


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
            "errors_by_chance": errors_by_chance(found, seed),
            "token_ratios": token_ratios(found),
            "unanswered": found.unanswered,
        },
        indent=1,
    )


def from_json(written: str) -> Result:
    """The rows and replies that `as_json` wrote, without costs. Raises ValueError or KeyError for any other text."""
    fields = json.loads(written)
    if fields["format"] != FORMAT:
        raise ValueError(f"the format is {fields['format']!r}, not {FORMAT!r}")
    named = {"id", "dataset", "article", "label"}
    systems = dict.fromkeys(name for row in fields["rows"] for name in row if name not in named)
    return Result(
        rows=tuple(Gold(row["id"], row["dataset"], row["article"], Label(row["label"])) for row in fields["rows"]),
        replies={system: [_reply(row[system]) for row in fields["rows"]] for system in systems},
        unanswered={},
        costs={},
        calibration=fields["calibration"],
    )


def _reply(fields: dict[str, Any]) -> Reply:
    relation = fields["relation"]
    return Reply(fields["probability"], fields["supported"], Relation(relation) if relation else None)


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    return f"{estimate.value:.3f} {estimate.low:.2f}–{estimate.high:.2f}"


def _cost_line(system: str, cost: ReplyCost) -> str:
    rows = max(cost.rows, 1)
    used = cost.usage
    waited = f"{cost.seconds / cost.waited:.1f} s ({cost.waited} rows asked now)" if cost.waited else "none asked now"
    return (
        f"{system}, per claim: {used.calls / rows:.2f} calls, {used.prompt_tokens / rows:.0f} tokens in, "
        f"{used.cached_tokens / rows:.0f} of them cached, {used.output_tokens / rows:.1f} out, {waited}"
    )
