"""How well a story is broken into claims: the stories of the written pairs, extracted as a check extracts them.

Each is held against the claims that a person made of it. The matcher (`said_alike`) shares nothing with what it scores.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from evals.bench import said_alike
from evals.bench.metrics import Estimate, bootstrap
from evals.bench.rows import model_options, stored_model
from evals.bench.said_alike import Said, said
from evals.written_pairs import PARTS, Pair, pairs_of
from factcheck.errors import UsageError
from factcheck.prompts import load_prompts
from factcheck.steps.extract import Extraction, extract

SEED = 7
_OPEN = re.compile(r"(?:he|she|it|they|this|these|those|his|her|their|its|we|i|here)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Broken:
    """A story with the claims that were made of it."""

    pair: Pair
    extraction: Extraction


@dataclass(frozen=True)
class Count:
    """Hits of so many in one story."""

    hits: int
    of: int


def counts(broken: Broken) -> dict[str, Count]:
    """What is counted of one story."""
    pair, extraction = broken.pair, broken.extraction
    sentences = {s.number: said(pair.story.sentence_text(s.number)) for s in pair.story.sentences}
    golds: dict[int, list[Said]] = {number: [] for number in sentences}
    for gold in pair.claims:
        (place,) = gold.claim.sentences
        golds[place].append(said(gold.claim.text).within(sentences[place]))
    made: dict[int, list[Said]] = {number: [] for number in sentences}
    for claim in extraction.claims:
        for number in claim.sentences:
            made[number].append(said(claim.text))
    found = [said_alike.found(gold, made[number]) for number, of in golds.items() for gold in of]
    holding = [said_alike.held(claim, golds[number]) for number, of in made.items() for claim in of if golds[number]]
    skipped = {outcome.number: outcome.outcome != "claims" for outcome in extraction.outcomes}
    factual = [number for number, of in golds.items() if of]
    speakers = _speakers(pair, extraction)
    whole = f"{pair.story.title} {pair.story.text} {pair.story.published}"
    return {
        "gold claims found": Count(sum(found), len(found)),
        "claims that hold one gold claim only": Count(holding.count(1), sum(holds > 0 for holds in holding)),
        "claims that hold no gold claim": Count(holding.count(0), len(holding)),
        "sentences with a fact that were skipped": Count(sum(skipped[number] for number in factual), len(factual)),
        "sentences with a fact kept in their own words": Count(_own_words(extraction, factual), len(factual)),
        "sentences without a fact that became claims": Count(
            sum(not skipped[number] for number in pair.skipped), len(pair.skipped)
        ),
        "claims that begin with a pronoun": Count(
            sum(_OPEN.match(claim.text) is not None for claim in extraction.claims), len(extraction.claims)
        ),
        "claims with a figure or name that is not in the story": Count(
            sum(said_alike.adds(claim.text, whole) for claim in extraction.claims), len(extraction.claims)
        ),
        "speakers right, where a person names one": Count(sum(speakers), len(speakers)),
    }


def _own_words(extraction: Extraction, factual: Sequence[int]) -> int:
    kept = {number for claim in extraction.claims if claim.wording == "sentence" for number in claim.sentences}
    return len(kept.intersection(factual))


def _speakers(pair: Pair, extraction: Extraction) -> list[bool]:
    """For each sentence of which a person names the speaker: whether a claim of it names somebody of that name."""
    gold = {claim.sentences[0]: claim.speaker for claim in (one.claim for one in pair.claims) if claim.speaker}
    right = []
    for number, speaker in gold.items():
        named = [claim.speaker or "" for claim in extraction.claims if number in claim.sentences]
        right.append(any(said(name).words & said(speaker.split(",")[0]).words for name in named))
    return right


def as_text(stories: Sequence[Broken]) -> str:
    """A line for each count, with its interval by story."""
    every = [counts(one) for one in stories]
    weights = bootstrap([one.pair.id for one in stories], SEED)
    lines = []
    for name in every[0]:
        hits, of = (np.array([getattr(one[name], part) for one in every]) for part in ("hits", "of"))
        told = "none"
        if of.sum():
            with np.errstate(invalid="ignore", divide="ignore"):
                estimate = Estimate.of(weights @ hits / (weights @ of))
            told = f"{estimate.value:.3f} ({estimate.low:.3f}–{estimate.high:.3f})"
        lines.append(f"{name:54} {hits.sum():4} of {of.sum():4}  {told}")
    return "\n".join(lines)


@click.command("claims", short_help="How well stories are broken into claims, on the written pairs.")
@click.option("--part", type=click.Choice(PARTS), default="report", show_default=True)
@click.option("--pairs", "most", type=click.IntRange(min=1), help="Only the first so many.")
@click.option(
    "--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write each story's claims there."
)
@click.option(
    "--adapters",
    type=click.Path(path_type=Path, exists=True),
    metavar="FOLDER",
    help="Adapters of the embedded model, instead of the shipped ones.",
)
@model_options
def command(
    part: str,
    most: int | None,
    output: Path | None,
    adapters: Path | None,
    spec: str | None,
    base_url: str | None,
    path: Path | None,
    kept_only: bool,
) -> None:
    """Break the stories of the written pairs into claims and hold them against those of a person.

    The answers are kept: a stopped bench goes on where it was.
    """
    pairs = list(pairs_of(part))[:most]
    if not pairs:
        raise UsageError(f"there are no pairs in the part {part!r}")
    prompts = load_prompts()
    opened = stored_model(spec, base_url, path, kept_only=kept_only, prompts=prompts.identities, adapters=adapters)
    with opened as (model, screen):

        async def measure() -> list[Broken]:
            try:
                stories = []
                for done, pair in enumerate(pairs, 1):
                    extraction = await extract(pair.story, model, prompts.by_step, lambda _outcomes, _claims: None)
                    stories.append(Broken(pair, extraction))
                    screen.on_row(done, len(pairs))
                return stories
            finally:
                await model.close()

        stories = asyncio.run(measure())
    usage = [one.extraction.usage for one in stories]
    sentences = sum(len(one.pair.story.sentences) for one in stories)
    click.echo(
        f"{len(pairs)} stories, {sentences} sentences, {sum(len(one.extraction.claims) for one in stories)} claims"
    )
    click.echo(
        f"{sum(one.calls for one in usage)} calls, {sum(one.output_tokens for one in usage)} tokens of answers\n"
    )
    click.echo(as_text(stories))
    if output is not None:
        output.write_text(json.dumps([_told(one) for one in stories], ensure_ascii=False, indent=1), encoding="utf-8")


def _told(one: Broken) -> dict[str, object]:
    return {
        "pair": one.pair.id,
        "sentences": {
            s.number: {
                "text": one.pair.story.sentence_text(s.number),
                "gold": [g.claim.text for g in one.pair.claims if s.number in g.claim.sentences],
                "made": [
                    {"text": c.text, "speaker": c.speaker, "wording": c.wording}
                    for c in one.extraction.claims
                    if s.number in c.sentences
                ],
                "outcome": next((o.reason or o.outcome for o in one.extraction.outcomes if o.number == s.number), None),
            }
            for s in one.pair.story.sentences
        },
    }
