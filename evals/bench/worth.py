"""What matters first? The worth of statements (`factcheck.verdict.worth`) against what people said of sentences, by code alone.

The weights are fitted to our own sentences (`evals/written/worth.yaml`) and to nothing else: of the public sets one states no
licence and the other none for the texts below it, so they are only measured on. While the signs were chosen, half of their
articles (`LOOKED_AT`) were looked at, and the thresholds were left at a half; the figures that count are those of the other half.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import yaml

from evals.bench.metrics import Estimate, auroc, bootstrap
from evals.bench.shares import Share, estimates, f1_shares, totals
from evals.bench.texts import Task, Text, read_texts, sample_texts
from factcheck.errors import UsageError
from factcheck.verdict import worth

WRITTEN = Path(__file__).parents[1] / "written" / "worth.yaml"
HALF = 0.5
"""From this probability on the answer is yes."""
STRENGTH = 0.3
"""The inverse strength of the penalty on the weights, scikit-learn's `C`."""
HELD_OUT, LOOKED_AT, ALL = "held-out", "looked-at", "all"


class Labelled(NamedTuple):
    """A sentence of our own: `worth` is 0 where it states no fact, 1 for a fact of little moment, 2 for one to check."""

    text: str
    worth: int
    by: str | None = None


def labelled(path: Path = WRITTEN) -> list[Labelled]:
    """The sentences of `evals/written/worth.yaml`."""
    return [Labelled(**row) for row in yaml.safe_load(path.read_text("utf-8"))]


def fitted(rows: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """The weights of `factcheck/verdict/worth.json`: does a sentence state a fact, and of those that do, which matter?"""
    from sklearn.linear_model import LogisticRegression

    signs = np.array([list(worth.signs_of(row.text, row.by).values()) for row in rows])
    label = np.array([row.worth for row in rows])
    weights = {}
    for question, of, yes in (("fact", label >= 0, label >= 1), ("matters", label >= 1, label == 2)):
        model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(signs[of], yes[of])
        values = dict(zip(worth.SIGNS, model.coef_[0].tolist(), strict=True))
        weights[question] = {name: round(value, 4) for name, value in values.items()}
        weights[question]["constant"] = round(float(model.intercept_[0]), 4)
    return weights


def is_held_out(text: Text) -> bool:
    """Whether the article of `text` was left alone while the signs were chosen."""
    return sha256((text.meta.get("speech") or text.id).encode()).digest()[0] % 2 == 1


class Row(NamedTuple):
    """What came of one dataset: how many texts and articles, and each metric with its interval."""

    texts: int
    articles: int
    metrics: dict[str, tuple[Share | None, Estimate]]


def measure(texts: Sequence[Text], seed: int = 0) -> dict[str, Row]:
    """By dataset: how well the worth (or the probability of a fact) tells what people said yes to."""
    found = {}
    for dataset in dict.fromkeys(text.dataset for text in texts):
        ours = [text for text in texts if text.dataset == dataset]
        factual = ours[0].task is Task.FACTUAL
        name = "factual" if factual else "checkworthy"
        gold = [text.gold_factual_claim if factual else text.gold_checkworthy for text in ours]
        scores = [worth.factual(text.text) if factual else worth.worth(text.text) for text in ours]
        answers = [(truth, score >= HALF) for truth, score in zip(gold, scores, strict=True)]
        shares = [
            f1_shares(name, [answer]) | {"f1_of_always_yes": f1_shares(name, [(answer[0], True)])[f"{name}_f1"]}
            for answer in answers
        ]
        articles = [text.article for text in ours]
        ranking = Estimate.of(auroc(bootstrap(articles, seed), np.array(gold), np.array(scores)))
        intervals, sums = estimates(shares, articles, seed), totals(shares)
        metrics: dict[str, tuple[Share | None, Estimate]] = {"auroc": (None, ranking)}
        found[dataset] = Row(
            len(ours), len(set(articles)), metrics | {key: (sums[key], intervals[key]) for key in sums}
        )
    return found


def as_text(found: dict[str, Row]) -> str:
    """One table per dataset, for a screen of 100 columns."""
    lines = []
    for dataset, row in found.items():
        lines += ["", f"{dataset}: {row.texts} sentences of {row.articles} articles"]
        for name, (share, estimate) in row.metrics.items():
            value = "-" if estimate.value is None else f"{estimate.value:.3f}  {estimate.low:.2f}–{estimate.high:.2f}"
            parts = f"{share.hits:g} of {share.of:g}" if share else ""
            lines.append(f"  {name.replace('_', ' '):26}{value:20}{parts}".rstrip())
    return "\n".join(lines).strip("\n") + "\n"


@click.command("worth", short_help="What matters first? On sentences that people labelled.")
@click.option("--data", type=click.Path(path_type=Path), metavar="FILE", help="JSON lines to measure on.")
@click.option(
    "--part",
    type=click.Choice([HELD_OUT, LOOKED_AT, ALL]),
    default=HELD_OUT,
    show_default=True,
    help="Which half of the articles: the one that was not looked at while the signs were chosen, the other, or both.",
)
@click.option("--per-task", type=click.IntRange(min=1), metavar="N", help="At most N texts, drawn as `extract` draws.")
@click.option("--seed", type=int, default=7, show_default=True, help="Which texts are drawn.")
@click.option(
    "--fit", is_flag=True, help="Fit the weights to our own sentences and write factcheck/verdict/worth.json first."
)
def command(data: Path | None, part: str, per_task: int | None, seed: int, fit: bool) -> None:
    """Fit the weights of `factcheck.verdict.worth`, measure them, or both. No model is asked."""
    if not fit and data is None:
        raise UsageError("there is nothing to do: give --data to measure, --fit to fit, or both")
    if fit:
        target = Path(str(files("factcheck.verdict").joinpath("worth.json")))
        target.write_text(json.dumps(fitted(labelled()), indent=1) + "\n", "utf-8")
        click.echo(f"{len(labelled())} labelled sentences; the weights are in factcheck/{target.name}")
    if data is not None:
        texts = sample_texts(read_texts(data), [Task.FACTUAL, Task.CHECKWORTHY], per_task, seed)
        chosen = [text for text in texts if part == ALL or is_held_out(text) == (part == HELD_OUT)]
        click.echo(as_text(measure(chosen)), nl=False)
