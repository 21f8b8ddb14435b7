"""How an adapter does on rows, beside the model as it is: both on the real engine, asked as the product asks.

`python -m evals.training.score`, which needs neither torch nor anything else of the training. The answers are kept in the user's
store, so that a stopped measurement goes on, and the model as it is answers once however many adapters are measured.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from evals.bench.metrics import auroc, balanced_accuracy, best_balanced_accuracy
from evals.training.card import keep
from evals.training.rows import Row, written
from factcheck.errors import FactcheckError
from factcheck.models import open_model
from factcheck.models.adapters import adapters_for
from factcheck.models.store import Store, StoredModel
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import Prompt, shipped_prompts
from factcheck.records import PromptIdentity
from factcheck.settings import Settings
from factcheck.steps.compare import OPTIONS

ALL = "all"
"""What the scores of all rows together are called."""

Scores = Mapping[str, dict[str, float]]
"""By origin of the rows, and for all."""


async def chances(
    rows: Sequence[Row], prompt: Prompt, prompts: Iterable[PromptIdentity], store: Store, adapters: Path | None = None
) -> list[float]:
    """How likely Yes is as the answer to each row, with the adapters in the folder `adapters` that fit `prompts`."""
    opened = open_model("embedded", Settings.from_environment(), prompts=prompts, adapters=adapters)
    model = StoredModel(opened, store)
    found = {}
    try:
        # Rows of the same sentences after each other: what stands before the claim is read once.
        ordered = sorted(rows, key=lambda row: (row.evidence, row.id))
        with click.progressbar(ordered, label="with the adapter" if adapters else "as it is") as shown:
            for row in shown:
                message = prompt.render("relation", evidence=row.evidence, claim=row.claim)
                found[row.id] = (await model.weigh(message, tuple(OPTIONS))).probabilities["Yes"]
    finally:
        await model.close()
    return [found[row.id] for row in rows]


def score(rows: Sequence[Row], prompt: Prompt, adapters: Path, store: Store) -> Scores:
    """The scores of the adapter for `prompt` in the folder `adapters`, and those of the model as it is."""
    base = asyncio.run(chances(rows, prompt, (), store))
    taught = asyncio.run(chances(rows, prompt, (prompt.identity,), store, adapters))
    groups = {ALL: list(range(len(rows)))}
    for place, row in enumerate(rows):
        groups.setdefault(row.origin, []).append(place)
    return {
        origin: {
            "rows": len(places),
            **_measured([rows[place] for place in places], [base[place] for place in places], "base_"),
            **_measured([rows[place] for place in places], [taught[place] for place in places], ""),
        }
        for origin, places in groups.items()
    }


def _measured(rows: Sequence[Row], chances: Sequence[float], named: str) -> dict[str, float]:
    """How well the chances of Yes tell supported rows from the others; nothing where all rows are of one kind."""
    yes, scores = np.array([row.label == "supports" for row in rows]), np.array(chances)
    if yes.all() or not yes.any():
        return {}
    once = np.ones((1, len(rows)))
    values = {
        "auroc": auroc(once, yes, scores),
        "balanced_accuracy": balanced_accuracy(once, yes, scores >= 0.5),
        "best_balanced_accuracy": best_balanced_accuracy(once, yes, scores),
    }
    return {f"{named}{name}": round(float(value[0]), 4) for name, value in values.items()}


def as_text(scores: Scores) -> str:
    """The scores as a table: the model as it is, then with the adapter."""
    lines = ["| rows | | AUROC | balanced accuracy at 0.5 | at the best threshold |", "|---|---|---|---|---|"]
    for origin, found in scores.items():
        cells = [
            f"{found[f'base_{name}']:.3f} → {found[name]:.3f}" if name in found else "-"
            for name in ("auroc", "balanced_accuracy", "best_balanced_accuracy")
        ]
        lines.append(f"| {origin} | {found['rows']:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)


@click.command("score", short_help="Measure an adapter on the engine, beside the model as it is.")
@click.argument("adapter", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--pairs", multiple=True, type=click.Path(path_type=Path, exists=True), required=True, help="Written pairs."
)
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="At most N rows of each origin.")
@click.option("--store", "kept", type=click.Path(path_type=Path), metavar="FILE", help="Keep the answers there.")
@click.option("--keep", "keeps", is_flag=True, help="Write the scores into the adapter's card.")
def command(adapter: Path, pairs: tuple[Path, ...], most: int | None, kept: Path | None, keeps: bool) -> None:
    """Ask about the rows of written pairs, with the adapter and without it. They must not be those that it was trained on."""
    prompt = shipped_prompts().by_step[adapter.stem]
    rows = _some(list(written(pairs)), most)
    try:
        found = adapters_for(EMBEDDED.sha256, [prompt.identity], folder=adapter.parent, on_notice=_refuse)
        if not found:
            _refuse(f"{adapter} has no card beside it: `python -m evals.training export` writes both")
        with Store.open(kept or Settings.from_environment().store) as store:
            scores = score(rows, prompt, adapter.parent, store)
    except FactcheckError as error:
        raise click.ClickException(str(error)) from error
    click.echo(as_text(scores))
    if keeps:
        named = ", ".join(sorted({file.parent.name for file in pairs}))
        card = found[0].card.model_copy(update={"scores": {f"{named}: {part}": of for part, of in scores.items()}})
        keep(replace(found[0], card=card))


def _refuse(line: str) -> None:
    raise click.ClickException(line)


def _some(rows: Sequence[Row], most: int | None) -> list[Row]:
    """At most so many rows of each origin, those that come first by the hash of their id."""
    counts = Counter[str]()
    chosen = []
    for row in sorted(rows, key=lambda row: hashlib.sha256(row.id.encode()).digest()):
        counts[row.origin] += 1
        if most is None or counts[row.origin] <= most:
            chosen.append(row)
    return chosen


if __name__ == "__main__":
    command()
