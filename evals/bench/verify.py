"""Is the claim backed by the source? The product's own comparison step on labelled rows, live, with its intervals.

Four systems answer the same rows: the comparison as a check would give it (where code proves a difference in a number, unit,
date or name, that decides, as in a check), the model's answer with a calibration fitted in this run to the other articles'
rows, whose thresholds choose (what `factcheck calibrate` is worth on text it has not seen; the shipped one chooses nothing, and
may have been fitted to some of these rows), the plain yes/no question, and word overlap. Rows that not every system answered
are counted apart.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from evals.bench.baselines import Answered, word_overlap, yes_or_no
from evals.bench.replies import Gold, Reply, ReplyCost, Result, as_json, as_text
from evals.bench.rows import row_options, sampled, stored_model
from factcheck.calibration.calibration import Calibration, Correction, calibration_for
from factcheck.calibration.fitting import Example, example, held_out
from factcheck.calibration.labelled import ComparedRow, Row, compare_row, of_each
from factcheck.documents import from_text
from factcheck.errors import InputError
from factcheck.models.base import Model
from factcheck.prompts import Prompt, load_prompts
from factcheck.records import Claim, Comparison, Counted, Relation, Usage
from factcheck.verdict.judge import judge

PRODUCT, HELD_OUT, QUESTION, OVERLAP = "factcheck", "factcheck, held out", "yes/no question", "word overlap"
DIFFERENCES = tuple((ours, other) for other in (QUESTION, OVERLAP) for ours in (PRODUCT, HELD_OUT))


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


async def answer(
    rows: Sequence[Row],
    model: Model,
    prompts: Mapping[str, Prompt],
    calibration: Calibration | None,
    *,
    baseline: bool = True,
    on_row: Callable[[int, int], None] = _ignore,
) -> Result:
    """Ask the product and the baselines about every row. Raises a FatalModelError when the model cannot be used."""

    async def one(row: Row) -> tuple[ComparedRow, Answered | None]:
        compared = await compare_row(row, model, prompts, calibration)
        return compared, await yes_or_no(compared, model) if baseline else None

    return result(await of_each(rows, one, at_once=model.concurrency, on_row=on_row), calibration)


def result(answered: Sequence[tuple[ComparedRow, Answered | None]], calibration: Calibration | None) -> Result:
    """The replies of every system to the rows that all of them answered."""
    unanswered: dict[str, Counter[str]] = {}
    kept: list[tuple[ComparedRow, Answered | None]] = []
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
    name = calibration.title if calibration else None
    rows = tuple(_gold(compared.row) for compared, _ in kept)
    return Result(rows, replies, unanswered, costs, name, DIFFERENCES)


def _gold(row: Row) -> Gold:
    return Gold(row.id, row.dataset, row.article, row.label)


def _product(compared: ComparedRow, calibration: Calibration | None) -> Reply:
    said = compared.result
    assert isinstance(said, Comparison)
    probabilities = said.probabilities
    if calibration is not None and said.calibrated:
        probabilities = calibration.probabilities(probabilities, said.confirmation)
    if said.relation is not Relation.CONTRADICTS and _disproved(compared):
        return Reply(0.0, False, Relation.CONTRADICTS)
    supports = said.relation is Relation.SUPPORTS and said.carried
    return Reply(probabilities[Relation.SUPPORTS], supports, said.relation)


def _disproved(compared: ComparedRow) -> bool:
    """Whether code proves that the source contradicts the claim, so that a check overrules the model."""
    assert isinstance(compared.result, Comparison)
    story = from_text(compared.row.claim, id="story")
    claim = Claim(id="c1", text=compared.row.claim, sentences=tuple(s.number for s in story.sentences))
    verdict = judge(claim, story, [compared.document], [compared.result], ())
    return Counted.CONTRADICTS in verdict.counted.values()


def _held_out(kept: Sequence[ComparedRow]) -> list[Reply]:
    """Replies of calibrations fitted without each row's article; none where the rows are too few for that."""
    examples = [made for compared in kept if (made := example(compared)) is not None]
    if len(examples) < len(kept):
        return []
    try:
        corrections = held_out(examples, chooses=True)
    except InputError:
        return []
    return [_corrected(one, correction) for one, correction in zip(examples, corrections, strict=True)]


def _corrected(one: Example, correction: Correction) -> Reply:
    said = correction.relation(one.probabilities, one.confirmation) is Relation.SUPPORTS
    return Reply(correction.probabilities(one.probabilities, one.confirmation)[Relation.SUPPORTS], said)


def _cost(paid: Sequence[tuple[Usage, float | None]]) -> ReplyCost:
    waits = [seconds for _, seconds in paid if seconds is not None]
    return ReplyCost(len(paid), sum((usage for usage, _ in paid), Usage()), len(waits), round(sum(waits), 1))


@click.command("verify", short_help="Is the claim backed by the source? On labelled claims.")
@row_options
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
    with stored_model(spec, base_url, path, kept_only=kept_only, prompts=prompts.identities) as (model, screen):
        calibration = calibration_for(model.identity, prompts)

        async def measure() -> Result:
            try:
                return await answer(
                    rows,
                    model,
                    prompts.by_step,
                    calibration,
                    baseline=baseline,
                    on_row=screen.on_row,
                )
            finally:
                await model.close()

        found = asyncio.run(measure())
    click.echo(f"calibration: {found.calibration or 'none fits this model and prompt: uncalibrated'}\n")
    click.echo(as_text(found), nl=False)
    if output is not None:
        output.write_text(as_json(found) + "\n", encoding="utf-8")
