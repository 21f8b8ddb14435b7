"""A measurement of the judge for a screen and for machines."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

from evals.bench.metrics import Estimate
from evals.judge.measuring import FEWEST_OF_A_CLASS, MEAN, METRICS, Measurement, estimates, groups, measured
from factcheck.prompts import Prompt
from factcheck.records import ModelIdentity

FORMAT = "factcheck-bench-judge/1"


def as_text(found: Measurement) -> str:
    """The bench's tables for a screen, one per group of rows."""
    rows, drawn = measured(found.rows), groups(found.rows)
    lines = [f"a yes begins at {found.threshold} (log odds {math.log(found.threshold / (1 - found.threshold)):+.2f})"]
    for group, datasets in estimates(found).items():
        heads = ("AUROC", "bal. accuracy", "kappa", "true positives", "true negatives")
        lines += ["", group, f"{'':24}{'rows':>5}" + "".join(f"{head:>18}" for head in heads)]
        for dataset, there in datasets.items():
            count = sum(map(len, rows[group].values())) if dataset == MEAN else len(rows[group][dataset])
            lines.append(f"{dataset:24}{count:>5}" + "".join(f"{_cell(there[metric]):>18}" for metric in METRICS))
        if left_out := [f"{name} ({len(there)})" for name, there in drawn[group].items() if name not in rows[group]]:
            lines.append(f"left out, fewer than {FEWEST_OF_A_CLASS} rows of a class: {', '.join(left_out)}")
    asked = max(len(found.rows), 1)
    lines += [
        "",
        f"per row {found.usage.prompt_tokens / asked:.0f} tokens in, {found.usage.output_tokens / asked:.0f} out",
    ]
    for dataset, failures in found.unanswered.items():
        listed = ", ".join(f"{count} {kind}" for kind, count in failures.items())
        lines.append(f"not answered and not measured: {dataset}: {listed}")
    return "\n".join(lines) + "\n"


def as_json(found: Measurement, model: ModelIdentity, prompt: Prompt) -> str:
    """The bench as JSON: every row's id and answer, without its text."""
    return json.dumps(
        {
            "format": FORMAT,
            "model": model.model_dump(mode="json"),
            "prompt": prompt.identity.model_dump(),
            "threshold": found.threshold,
            "chosen_on": found.chosen_on,
            "rows": [
                {
                    "id": row.id,
                    "dataset": row.dataset,
                    "article": row.article,
                    "label": row.label,
                    "probability": float(probability),
                    "yes": bool(yes),
                }
                for row, probability, yes in zip(found.rows, found.probabilities, found.said, strict=True)
            ],
            "estimates": {
                group: {d: {m: asdict(e) for m, e in there.items()} for d, there in datasets.items()}
                for group, datasets in estimates(found).items()
            },
            "usage": found.usage.model_dump(),
            "unanswered": found.unanswered,
        },
        indent=1,
    )


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    return f"{estimate.value:.3f} {estimate.low:.2f}–{estimate.high:.2f}"
