"""The two steps as LangChain Runnables, which the pipeline runs.

Call them with `invoke`, `ainvoke`, `batch`, `stream` and the like. Their questions to the model show up below their
runs (`factcheck.steps.questions`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from langchain_core.runnables import Runnable, RunnableLambda

from factcheck.calibration.calibration import Calibration
from factcheck.models.base import Model
from factcheck.prompts import Prompt
from factcheck.records import Claim, Document, SentenceOutcome
from factcheck.running import first_error, run
from factcheck.steps.compare import CostedResult, compare
from factcheck.steps.extract import Extraction, extract
from factcheck.steps.reading import Reader

_SOURCES_AT_HAND = 8


@dataclass(frozen=True)
class Pair:
    """A claim and a source to compare it with. `published` is the story's ISO 8601 date."""

    claim: Claim
    source: Document
    published: str | None = None


def extracting(model: Model, prompts: Mapping[str, Prompt]) -> Runnable[Document, Extraction]:
    """A Runnable from a story to its claims. `stream` yields them in parts, in story order; their sum equals the result
    of `invoke`."""

    async def parts(story: Document) -> AsyncGenerator[Extraction]:
        settled: asyncio.Queue[Extraction | None] = asyncio.Queue()

        def on_settled(outcomes: Sequence[SentenceOutcome], claims: Sequence[Claim]) -> None:
            settled.put_nowait(Extraction(list(claims), list(outcomes)))

        whole = asyncio.create_task(extract(story, model, prompts, on_settled))
        whole.add_done_callback(lambda _: settled.put_nowait(None))
        try:
            while (part := await settled.get()) is not None:
                yield part
            cost = await whole
            yield Extraction(usage=cost.usage, paid=cost.paid)
        except BaseExceptionGroup as group:
            raise first_error(group) from None
        finally:
            whole.cancel()
            await asyncio.gather(whole, return_exceptions=True)

    def parts_one_by_one(story: Document) -> Iterator[Extraction]:
        coming = parts(story)

        async def following() -> Extraction | None:
            return await anext(coming, None)

        async def end() -> None:
            await coming.aclose()

        try:
            while (part := run(following())) is not None:
                yield part
        finally:
            run(end())

    return RunnableLambda(parts_one_by_one, parts, name="extract")


def comparing(
    model: Model,
    prompts: Mapping[str, Prompt],
    calibration: Calibration | None = None,
    *,
    max_false_green: float | None = None,
) -> Runnable[Pair, CostedResult]:
    """A Runnable from a claim and a source to what the source says of it. The arguments are those of `compare`."""

    @lru_cache(_SOURCES_AT_HAND)
    def reader_of(source: Document) -> Reader:
        return Reader(source, model.context_tokens)

    async def compared(pair: Pair) -> CostedResult:
        return await compare(
            pair.claim,
            reader_of(pair.source),
            model,
            prompts,
            calibration,
            published=pair.published,
            max_false_green=max_false_green,
        )

    return RunnableLambda(lambda pair: run(compared(pair)), compared, name="compare")
