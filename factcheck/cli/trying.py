"""Runs one step with one prompt on a story, live; `factcheck prompts try` does this for an old and a new prompt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from factcheck.changes.trial import CompareTrial, ExtractTrial, PairId, TrialCost
from factcheck.cli.screen import Screen
from factcheck.errors import InputError
from factcheck.models.base import Model
from factcheck.pipeline import CLAIMS_PER_SENTENCE, Compared, Event, Extracted, estimate
from factcheck.prompts import Prompt, Prompts, shipped_prompts
from factcheck.records import (
    Claim,
    Comparison,
    Document,
    Failure,
    PromptIdentity,
    Relation,
    SentenceOutcome,
    Usage,
)
from factcheck.render.prompts import PromptFile
from factcheck.render.trial import render_compare, render_extract
from factcheck.steps.compare import compare
from factcheck.steps.extract import extract
from factcheck.steps.reading import Reader, count_tokens

OnEvent = Callable[[Event], None]

EXTRACTING = ("extract", "kind")
"""The steps that find the claims of a story; the other one compares them."""

_TOKENS_OF_A_CLAIM = 40
_TOKENS_OF_ITS_ANSWERS = 20
"""Token counts for estimates: a claim in a prompt, and a relation with the numbers of its evidence."""


@dataclass(frozen=True)
class Subject:
    """A story with its sources, and its gold if known: claims, and relations by claim and source id."""

    name: str
    story: Document
    sources: tuple[Document, ...]
    claims: tuple[Claim, ...] = ()
    gold: Mapping[PairId, Relation] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """How two trials ended: `text(width=..., color=...)` says what changed, `answered` whether the model answered at
    all."""

    text: Callable[..., str]
    answered: bool


async def try_both(
    subject: Subject,
    model: Model,
    files: tuple[PromptFile, PromptFile],
    *,
    most: int | None,
    least: float,
    screen: Screen,
) -> Tried:
    """The old prompt and then the new one, both of one step, on the subject. Closes the model.

    Compares `most` claims, or all: those of the gold, else those that the shipped prompt finds in the story. Shows
    confidences that moved by `least` (0 to 1) or more. Raises a FatalModelError, in a group, if the model cannot be
    used, and InputError without a claim to compare.
    """
    try:
        if files[0].prompt.identity.name in EXTRACTING:
            found, found_now = [
                await try_extract(subject.story, model, _with(file.prompt), screen.on_event)
                for file in _told(files, screen)
            ]
            text = partial(render_extract, files, subject.story, found, found_now)
            return Tried(text, _any_answer(found, found_now, of=len(subject.story.sentences)))
        claims = (await _claims(subject, model, screen.on_event))[:most]
        said, said_now = [
            await try_compare(subject.story, claims, subject.sources, model, _with(file.prompt), screen.on_event)
            for file in _told(files, screen)
        ]
    finally:
        await model.close()
    gold = {pair: relation for pair, relation in subject.gold.items() if pair in said.results}
    text = partial(render_compare, files, claims, subject.sources, said, said_now, gold, least=least)
    return Tried(text, _any_answer(said, said_now, of=len(said.results)))


def _told(files: tuple[PromptFile, PromptFile], screen: Screen) -> Iterator[PromptFile]:
    """Each file in turn, after a line saying that its turn has come."""
    for name, file in zip(("old", "new"), files, strict=True):
        screen.tell(f"{name}: {file.place}")
        yield file


async def _claims(subject: Subject, model: Model, on_event: OnEvent) -> tuple[Claim, ...]:
    if subject.claims:
        return subject.claims
    found = await try_extract(subject.story, model, shipped_prompts().by_step, on_event)
    if not found.claims:
        raise InputError(f"{subject.story.origin}: it has no claim, so there is nothing to compare")
    return found.claims


def _any_answer(*trials: ExtractTrial | CompareTrial, of: int) -> bool:
    """Whether one of the trials has an answer, each of `of` parts."""
    return any(len(trial.failures) < of for trial in trials)


async def try_extract(story: Document, model: Model, prompts: Mapping[str, Prompt], on_event: OnEvent) -> ExtractTrial:
    """The claims of `story` by these prompts. Raises a FatalModelError, in a group, if the model cannot be used."""
    started, settled = time.monotonic(), 0

    def on_settled(outcomes: Sequence[SentenceOutcome], claims: Sequence[Claim]) -> None:
        nonlocal settled
        settled += len(outcomes)
        on_event(Extracted(tuple(outcomes), tuple(claims), settled, len(story.sentences)))

    found = await extract(story, model, prompts, on_settled)
    cost = TrialCost(found.usage, found.paid, time.monotonic() - started)
    return ExtractTrial(tuple(found.claims), tuple(found.outcomes), cost)


async def try_compare(
    story: Document,
    claims: Sequence[Claim],
    sources: Sequence[Document],
    model: Model,
    prompts: Mapping[str, Prompt],
    on_event: OnEvent,
) -> CompareTrial:
    """The relation of each source to each claim by these prompts, as a check asks it; no calibration is applied.

    One source after the other, to keep a source in the model's prompt cache. Raises as `try_extract` does.
    """
    started = time.monotonic()
    gate = asyncio.Semaphore(model.concurrency)
    results: dict[PairId, Comparison | Failure] = {}
    usage = paid = Usage()

    async def one(claim: Claim, reader: Reader, source: Document) -> None:
        nonlocal usage, paid
        async with gate:
            compared = await compare(claim, reader, model, prompts, published=story.published)
        results[claim.id, source.id] = compared.result
        usage, paid = usage + compared.usage, paid + compared.paid
        on_event(Compared(claim, source, compared.result, len(results), len(claims) * len(sources)))

    for source in sources:
        reader = Reader(source, model.context_tokens)
        async with asyncio.TaskGroup() as group:
            for claim in claims:
                group.create_task(one(claim, reader, source))
    return CompareTrial(results, TrialCost(usage, paid, time.monotonic() - started))


def expected(subject: Subject, prompts: Sequence[Prompt], most: int | None) -> Usage:
    """Roughly the usage of trials of these prompts of one step, including the extraction of claims to compare.

    `most` caps the claims that are compared. Assumes that no source is cached and no answer kept.
    """
    extracting = [_with(prompt) for prompt in prompts if prompt.identity.name in EXTRACTING]
    comparing = [_with(prompt)["compare"] for prompt in prompts if prompt.identity.name not in EXTRACTING]
    if comparing and not subject.claims:
        extracting = [shipped_prompts().by_step]
    claims = len(subject.claims) or CLAIMS_PER_SENTENCE * len(subject.story.sentences)
    usages = [estimate(subject.story, (), Prompts(by_step)) for by_step in extracting]
    usages += [
        _comparing(min(claims, most or claims), source, prompt) for prompt in comparing for source in subject.sources
    ]
    return sum(usages, Usage())


def unchanged(prompt: Prompt) -> tuple[PromptIdentity, ...]:
    """The prompts that both trials use, whose adapters may answer. One for the tried prompt would answer for that prompt
    alone, and with one that confirms, the question of `compare` is not asked."""
    tried = {prompt.identity.name} | ({"confirm"} if prompt.identity.name == "compare" else set())
    return tuple(shipped for shipped in shipped_prompts().identities if shipped.name not in tried)


def _with(prompt: Prompt) -> Mapping[str, Prompt]:
    """The shipped prompts with this one in place of its step's."""
    return {**shipped_prompts().by_step, prompt.identity.name: prompt}


def _comparing(claims: int, source: Document, prompt: Prompt) -> Usage:
    messages = [prompt.render(question, source=source.text, claim="") for question in prompt.inputs]
    tokens = sum(count_tokens("".join(message.texts)) + _TOKENS_OF_A_CLAIM for message in messages)
    return Usage(
        calls=claims * len(messages), prompt_tokens=claims * tokens, output_tokens=claims * _TOKENS_OF_ITS_ANSWERS
    )
