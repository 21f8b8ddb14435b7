"""How each suite is played on a seed (`evals.recipes` says what they are).

A suite is played with whatever model it is given: the cassette around it decides whether that is a tape or a live one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.judge import judge
from evals.outcomes import Compared, Extracted, Judged, Related, Varied, Worded, worded
from evals.recipes import SAMPLES, TEMPERATURE, Suite
from evals.seeds import Seed, gold_claims
from evals.variations import vary
from factcheck.calibration.calibration import shipped_calibration
from factcheck.errors import StepError
from factcheck.models.base import Model
from factcheck.prompts import Prompt, Prompts
from factcheck.records import Claim, Comparison, Document, Failure, Relation
from factcheck.steps.compare import compare, statement
from factcheck.steps.extract import extract
from factcheck.steps.reading import Reader

Opener = Callable[[float, int], Model]
"""The model to ask, at a temperature and with a seed."""


@dataclass(frozen=True)
class Stage:
    """What plays a case need: how to open the model, the prompts by name, and what the case builds on, played before."""

    opened: Opener
    prompts: Mapping[str, Prompt]
    played: Mapping[Suite, Any]


async def play(suite: Suite, seed: Seed, stage: Stage) -> Any:
    """The outcome of `suite` on `seed` (`evals.outcomes`; a tuple of Extracted for samples, a dict of Varied for variants)."""
    return await _PLAYS[suite](seed, stage)


async def _extraction(seed: Seed, stage: Stage) -> Extracted:
    return await _extracted(seed.story, stage.opened(0.0, 0), stage)


async def _samples(seed: Seed, stage: Stage) -> tuple[Extracted, ...]:
    models = [stage.opened(TEMPERATURE, sample) for sample in SAMPLES]
    return tuple(await asyncio.gather(*(_extracted(seed.story, model, stage) for model in models)))


async def _variants(seed: Seed, stage: Stage) -> dict[str, Varied]:
    model = stage.opened(0.0, 0)
    varied = {}
    for name, varying in vary(seed).items():
        extracted = await _extracted(varying.story, model, stage)
        varied[name] = Varied(varying.story, varying.numbers, extracted)
    return varied


async def _comparison(seed: Seed, stage: Stage) -> Compared:
    model = stage.opened(0.0, 0)
    calibration = shipped_calibration(model.identity, Prompts(stage.prompts))
    results: dict[tuple[str, str], Comparison | Failure] = {}
    for name, source in seed.sources.items():
        reader = Reader(source, model.context_tokens)
        for claim in gold_claims(seed):
            compared = await compare(claim, reader, model, stage.prompts, calibration, published=seed.story.published)
            results[claim.id, name] = compared.result
    return Compared(results)


async def _judge(seed: Seed, stage: Stage) -> Judged:
    model = stage.opened(0.0, 0)
    extracted: Extracted = stage.played[Suite.EXTRACTION]
    entailed: dict[str, float | Failure] = {}
    for claim in extracted.claims:
        try:
            entailed[claim.id], _ = await judge(
                judged_text(seed.story, claim), statement(claim), model, stage.prompts["judge"]
            )
        except StepError as error:
            entailed[claim.id] = Failure(step="extract", kind=error.kind, detail=str(error), claim=claim.id)
    return Judged(entailed)


async def _relations(seed: Seed, stage: Stage) -> Related:
    model = stage.opened(0.0, 0)
    asked: dict[str, list[Claim]] = {}
    for claim in _reworded(stage):
        asked.setdefault(statement(claim), []).append(claim)
    relations: dict[tuple[Worded, str], Relation | Failure] = {}
    for name, source in seed.sources.items():
        reader = Reader(source, model.context_tokens)
        for claims in asked.values():
            compared = await compare(
                claims[-1], reader, model, stage.prompts, published=seed.story.published, evidence=False
            )
            result = compared.result
            relation = result if isinstance(result, Failure) else result.relation
            relations |= {(worded(claim), name): relation for claim in claims}
    return Related(relations)


_PLAYS: Mapping[Suite, Callable[[Seed, Stage], Any]] = {
    Suite.EXTRACTION: _extraction,
    Suite.COMPARISON: _comparison,
    Suite.JUDGE: _judge,
    Suite.SAMPLES: _samples,
    Suite.VARIANTS: _variants,
    Suite.RELATIONS: _relations,
}


def judged_text(story: Document, claim: Claim) -> str:
    """What the judge reads for a claim: the story's title, the sentence before the claim's own, and these."""
    first = claim.sentences[0]
    numbers = [n for n in (first - 1,) if n >= 1] + list(claim.sentences)
    return " ".join([f"{story.title}." if story.title else "", *map(story.sentence_text, numbers)]).strip()


async def _extracted(story: Document, model: Model, stage: Stage) -> Extracted:
    extraction = await extract(story, model, stage.prompts, lambda *_: None)
    return Extracted(tuple(extraction.claims), tuple(extraction.outcomes))


def _reworded(stage: Stage) -> Iterable[Claim]:
    for extracted in (stage.played[Suite.EXTRACTION], *stage.played[Suite.SAMPLES]):
        yield from extracted.claims
    for varied in stage.played[Suite.VARIANTS].values():
        yield from varied.extracted.claims
