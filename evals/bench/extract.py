"""What is in a text? The product's own extraction on texts that people annotated, live, with its intervals.

Every metric is a share of the texts of one dataset, resampled by article (`shares`); what each means is in
docs/measurements.md. A text with a sentence that got no answer is counted apart, under its kind of failure, and is in no
metric but those of code alone.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from evals.bench.attributions import by_claims, by_code
from evals.bench.metrics import Estimate
from evals.bench.rows import model_options, stored_model
from evals.bench.shares import Share, estimates, f1_shares, totals
from evals.bench.texts import Extracted, Task, Text, extract_text, read_texts, sample_texts, story_of
from evals.bench.wording import Matcher, backed
from factcheck.calibration.labelled import of_each
from factcheck.errors import UsageError
from factcheck.models.base import Model
from factcheck.prompts import Prompt, load_prompts
from factcheck.records import Usage

FORMAT = "factcheck-bench-extract/1"

Shares = dict[str, tuple[str, str, dict[str, Share]]]
"""By text id: dataset, article and metrics."""


@dataclass(frozen=True)
class Measured:
    """The metrics of one text: hits of parts, by name."""

    text: Text
    shares: dict[str, Share]


@dataclass
class TextCost:
    """What the answers about `texts` texts cost. `seconds` are the waits for the `waited` texts this run paid for."""

    texts: int = 0
    usage: Usage = field(default_factory=Usage)
    waited: int = 0
    seconds: float = 0.0


@dataclass
class Result:
    """The whole of a bench. `unanswered` (by kind of failure) and `costs` go by dataset."""

    measured: list[Measured] = field(default_factory=list)
    unanswered: dict[str, Counter[str]] = field(default_factory=dict)
    costs: dict[str, TextCost] = field(default_factory=dict)


def without_model(texts: Sequence[Text]) -> Result:
    """What code alone makes of the texts with attributions; the others have nothing for it."""
    attributed = [text for text in texts if text.task is Task.ATTRIBUTION]
    return Result([Measured(text, by_code(text, story_of(text))) for text in attributed])


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


async def measure(
    texts: Sequence[Text], model: Model, prompts: Mapping[str, Prompt], on_text: Callable[[int, int], None] = _ignore
) -> Result:
    """Extract from every text and measure. Raises a FatalModelError when the model cannot be used."""

    async def one(text: Text) -> Extracted:
        return await extract_text(text, model, prompts)

    # One text at a time: its own sentences are already asked for as many at once as the model takes.
    return result(await of_each(texts, one, at_once=1, on_row=on_text))


def result(done: Sequence[Extracted]) -> Result:
    """The metrics of what was extracted, the failures apart."""
    found = Result()
    for one in done:
        dataset = one.text.dataset
        cost = found.costs.setdefault(dataset, TextCost())
        cost.texts += 1
        cost.usage += one.extraction.usage
        if one.seconds is not None:
            cost.waited += 1
            cost.seconds += one.seconds
        failures = [outcome.failure for outcome in one.extraction.outcomes if outcome.failure]
        if failures:
            found.unanswered.setdefault(dataset, Counter())[failures[0].kind.value] += 1
        alone = by_code(one.text, one.story) if one.text.task is Task.ATTRIBUTION else {}
        shares = alone | ({} if failures else shares_of(one))
        if shares:
            found.measured.append(Measured(one.text, shares))
    return found


def shares_of(one: Extracted) -> dict[str, Share]:
    """The metrics of one text that was extracted without a failure."""
    text, story, claims = one.text, one.story, one.extraction.claims
    yields = bool(claims)
    shares = {"backed": Share(sum(backed(claim, story) for claim in claims), len(claims))}
    match text.task:
        case Task.DECOMPOSE:
            matcher = Matcher([story.sentence_text(sentence.number) for sentence in story.sentences])
            said = [claim.text for claim in claims]
            found = sum(matcher.finds(gold, said) for gold in text.gold_claims)
            shares["gold_claims_found"] = Share(found, len(text.gold_claims))
            shares["claims_per_gold_claim"] = Share(len(claims), len(text.gold_claims))
        case Task.FACTUAL:
            shares |= f1_shares("factual", [(text.gold_factual_claim, yields)])
        case Task.CHECKWORTHY:
            shares |= f1_shares("checkworthy", [(text.gold_checkworthy, yields)])
        case Task.SUBJECTIVE:
            shares |= f1_shares("subjective", [(text.gold_subjective, not yields)])
        case Task.ATTRIBUTION:
            shares |= by_claims(text, story, claims)
    return shares


def by_dataset(found: Result, seed: int = 0) -> dict[str, dict[str, tuple[Share, Estimate]]]:
    """By dataset and metric: the hits and parts over all texts, and their share with its interval."""
    tables = {}
    for dataset in dict.fromkeys(one.text.dataset for one in found.measured):
        ours = [one for one in found.measured if one.text.dataset == dataset]
        shares = [one.shares for one in ours]
        estimated = estimates(shares, [one.text.article for one in ours], seed)
        tables[dataset] = {name: (share, estimated[name]) for name, share in totals(shares).items()}
    return tables


def as_text(found: Result, seed: int = 0) -> str:
    """One table per dataset, for a screen of 100 columns."""
    lines = []
    counts = Counter(one.text.dataset for one in found.measured)
    for dataset, metrics in by_dataset(found, seed).items():
        lines += ["", f"{dataset}: {counts[dataset]} texts"]
        for name, (share, estimate) in metrics.items():
            interval = (
                "-" if estimate.value is None else f"{estimate.value:.3f}  {estimate.low:.2f}–{estimate.high:.2f}"
            )
            lines.append(f"  {name.replace('_', ' '):32}{interval:20}{share.hits:g} of {share.of:g}")
    lines.append("")
    for dataset, cost in found.costs.items():
        lines.append(_cost_line(dataset, cost))
    for dataset, failures in found.unanswered.items():
        listed = ", ".join(f"{count} {kind}" for kind, count in failures.items())
        lines.append(f"{dataset}: texts with a sentence that got no answer, not measured: {listed}")
    return "\n".join(lines).strip("\n") + "\n"


def as_json(found: Result, seed: int = 0) -> str:
    """The bench as JSON: every text's id, article and shares, without its words, to compare two benches as pairs."""
    return json.dumps(
        {
            "format": FORMAT,
            "texts": [
                {
                    "id": one.text.id,
                    "task": one.text.task,
                    "dataset": one.text.dataset,
                    "article": one.text.article,
                    "shares": one.shares,
                }
                for one in found.measured
            ],
            "estimates": {
                dataset: {name: asdict(estimate) for name, (_, estimate) in metrics.items()}
                for dataset, metrics in by_dataset(found, seed).items()
            },
            "costs": {
                dataset: {**asdict(cost), "usage": cost.usage.model_dump()} for dataset, cost in found.costs.items()
            },
            "unanswered": found.unanswered,
        },
        indent=1,
    )


def from_json(written: str) -> Shares:
    """The metrics that `as_json` wrote. Raises ValueError or KeyError for any other text."""
    fields = json.loads(written)
    if fields["format"] != FORMAT:
        raise ValueError(f"the format is {fields['format']!r}, not {FORMAT!r}")
    return {
        one["id"]: (one["dataset"], one["article"], {name: Share(*share) for name, share in one["shares"].items()})
        for one in fields["texts"]
    }


def _cost_line(dataset: str, cost: TextCost) -> str:
    texts, used = max(cost.texts, 1), cost.usage
    waited = f"{cost.seconds / cost.waited:.1f} s ({cost.waited} texts asked now)" if cost.waited else "none asked now"
    return (
        f"{dataset}, per text: {used.calls / texts:.2f} calls, {used.prompt_tokens / texts:.0f} tokens in, "
        f"{used.cached_tokens / texts:.0f} of them cached, {used.output_tokens / texts:.0f} out, {waited}"
    )


def _tasks(listed: str | None) -> list[Task]:
    names = [name.strip() for name in (listed or ",".join(Task)).split(",") if name.strip()]
    unknown = [name for name in names if name not in list(Task)]
    if unknown or not names:
        raise UsageError(f"there is no task {', '.join(unknown) or listed!r} (there are {', '.join(Task)})")
    return [Task(name) for name in dict.fromkeys(names)]


@click.command("extract", short_help="What is in a text? On annotated texts.")
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="FILE", help="JSON lines.")
@click.option("--tasks", "listed", metavar="A,B", help=f"Only these, of {', '.join(Task)}.")
@click.option("--per-task", type=click.IntRange(min=1), metavar="N", help="At most N texts of each dataset of a task.")
@click.option("--seed", type=int, default=7, show_default=True, help="Which texts are drawn, in which order.")
@click.option("--no-model", is_flag=True, help="Ask nothing: only what code makes of the attributions.")
@model_options
@click.option("--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON there.")
def command(
    data: Path,
    listed: str | None,
    per_task: int | None,
    seed: int,
    no_model: bool,
    spec: str | None,
    base_url: str | None,
    path: Path | None,
    kept_only: bool,
    output: Path | None,
) -> None:
    """Extract the claims of annotated texts, and measure.

    The answers are kept: a stopped bench goes on where it was.
    """
    every = read_texts(data)
    chosen = sample_texts(every, [Task.ATTRIBUTION] if no_model else _tasks(listed), per_task, seed)
    counts = Counter(text.dataset for text in chosen)
    click.echo(f"{len(chosen)} of {len(every)} texts: " + ", ".join(f"{name} {n}" for name, n in counts.items()))
    if no_model:
        found = without_model(chosen)
    else:
        loaded = load_prompts()
        prompts = loaded.by_step
        with stored_model(spec, base_url, path, kept_only=kept_only, prompts=loaded.identities) as (model, screen):

            async def run() -> Result:
                try:
                    return await measure(chosen, model, prompts, screen.on_text)
                finally:
                    await model.close()

            found = asyncio.run(run())
    click.echo(as_text(found), nl=False)
    if output is not None:
        output.write_text(as_json(found) + "\n", encoding="utf-8")
