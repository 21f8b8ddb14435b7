"""How the work of a check grows with the story, with its sources and for its page: CPU seconds, the model's own left out.

A made-up story and made-up sources are checked with a model that answers at once. Stories and sources differ in every sentence,
as real ones do: what is remembered between equal texts would flatter the figures.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random

import click

from factcheck.documents import from_text
from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.pipeline import check
from factcheck.prompts import load_prompts
from factcheck.records import Document, ModelIdentity, Report, Usage
from factcheck.render.html import render

MOST = 1.3
"""What a row may take for each unit of size in proportion to the first row, and still count as linear."""
_SENTENCES = (25, 50, 100, 200)
_SOURCES = (1, 5, 10, 20, 50)
_SHORT_STORY = 10
_SOURCE_SENTENCES = 20
_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_PLACES = "Arvik Bellmoor Corran Dunsby Elmsett Farrow Glanmouth Hexley Ivelund Jarrow Kelby Lindal".split()
_THINGS = "ferries bridges schools clinics trams reservoirs quarries libraries harbours markets archives depots".split()
_VERBS = "opened closed repaired inspected sold rebuilt painted leased insured mapped cleaned surveyed".split()


class QuickModel:
    """Says yes to everything; a sentence's claim is the sentence, and evidence is the first that is shown."""

    identity = ModelIdentity(spec="quick", name="quick", provider="bench", weights_sha256="0" * 64)
    context_tokens = 8192
    concurrency = 2

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:  # noqa: ARG002
        """The claims of the sentences that are asked about, or the first sentence as evidence."""
        shown = dict(_NUMBERED.findall(message.user))
        fields = answer.model_fields
        if "sentences" in fields:
            said: dict[str, object] = {"sentences": [1]}
        else:
            said = {
                field: {"claims": [shown[field.removeprefix("sentence_")]], "speaker": None, "skip": None}
                for field in fields
            }
        return Answer(answer.model_validate(said), Usage(calls=1))

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:  # noqa: ARG002
        """Nine in ten for the first option."""
        rest = math.log(0.1 / max(1, len(options) - 1))
        return Weights(
            {option: rest if place else math.log(0.9) for place, option in enumerate(options)},
            "logprobs",
            Usage(calls=1),
        )

    async def close(self) -> None:
        """Nothing to stop."""


def made_up(sentences: int, seed: int, name: str) -> Document:
    """A text of so many sentences, none like another."""
    random = Random(seed)  # noqa: S311 - a text, not a secret
    lines = (
        f"In {random.choice(_PLACES)} the council {random.choice(_VERBS)} {random.randint(2, 9_999):,} "
        f"{random.choice(_THINGS)} on {random.randint(1, 28)} May {random.randint(1990, 2025)}."
        for _ in range(sentences)
    )
    return from_text(" ".join(lines), id=name, name=name)


def checked(sentences: int, sources: int) -> tuple[Report, Document, list[Document], float]:
    """A check of a story of so many sentences against so many sources, with its CPU seconds."""
    story = made_up(sentences, sentences, "story")
    others = [made_up(_SOURCE_SENTENCES, 1_000 + number, f"s{number}") for number in range(1, sources + 1)]
    prompts = load_prompts()
    began = time.process_time()
    report = asyncio.run(check(story, others, QuickModel(), prompts))
    return report, story, others, time.process_time() - began


def rows(sizes: Sequence[int], measured: Callable[[int], float]) -> Iterator[tuple[int, float, float]]:
    """For each size its CPU seconds, and the seconds for each unit of it as a multiple of the first's."""
    first = 0.0
    for size in sizes:
        seconds = measured(size)
        first = first or seconds / size
        yield size, seconds, seconds / size / first


def _page(sentences: int) -> float:
    report, *_ = checked(sentences, 2)
    began = time.process_time()
    render(report)
    return time.process_time() - began


@click.command("scale", short_help="How the work grows with sentences and sources.")
@click.option(
    "--sentences", type=click.IntRange(min=1), multiple=True, help="Sizes of stories to measure, smallest first."
)
@click.option(
    "--sources", type=click.IntRange(min=1), multiple=True, help="Numbers of sources to measure, smallest first."
)
def command(sentences: tuple[int, ...], sources: tuple[int, ...]) -> None:
    """CPU seconds of a check by sentences and by sources, and of its page: 1.0 in the last column is linear."""
    checked(5, 1)  # what is loaded at the first check
    lengths, numbers = sentences or _SENTENCES, sources or _SOURCES
    for told, sizes, measured in (
        ("sentences, against 2 sources", lengths, lambda size: checked(size, 2)[3]),
        (f"sources, of a story of {_SHORT_STORY} sentences", numbers, lambda size: checked(_SHORT_STORY, size)[3]),
        ("sentences: the page", lengths, _page),
    ):
        click.echo(f"| {told} | CPU s | for each, as a multiple of the first |\n|--:|--:|--:|")
        for size, seconds, ratio in rows(sizes, measured):
            click.echo(f"| {size} | {seconds:.2f} | {ratio:.2f}{'' if ratio <= MOST else ' more than linear'} |")
