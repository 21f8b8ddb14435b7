"""Texts that people annotated with what is in them: reading them from JSON lines, and extracting as a check would.

A row has `id`, `task`, `dataset` and `text`, and the gold of its task: `gold_claims` (`decompose`), `gold_factual_claim`,
`gold_checkworthy` or `gold_subjective` (the sentence tasks, named as in `Task`), or `attributions` (who said what).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from factcheck.documents import from_text
from factcheck.errors import InputError, UsageError
from factcheck.models.base import Model
from factcheck.prompts import Prompt
from factcheck.records import Document
from factcheck.steps.extract import Extraction, extract


class Task(StrEnum):
    """What people were asked of a text."""

    DECOMPOSE = "decompose"
    FACTUAL = "factual_claim_sentence"
    CHECKWORTHY = "checkworthy"
    SUBJECTIVE = "subjective"
    ATTRIBUTION = "attribution"


class Attribution(BaseModel):
    """Somebody says something: who, the words that tell that they say it, and what. Offsets are half-open, in the text."""

    model_config = ConfigDict(frozen=True)

    source: str | None
    source_spans: tuple[tuple[int, int], ...] = ()
    cue_spans: tuple[tuple[int, int], ...] = ()
    content: str | None
    content_spans: tuple[tuple[int, int], ...] = ()


class Text(BaseModel):
    """One annotated text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    task: Task
    dataset: str
    text: str = Field(min_length=1)
    gold_claims: tuple[str, ...] = ()
    gold_factual_claim: bool = False
    gold_checkworthy: bool = False
    gold_subjective: bool = False
    attributions: tuple[Attribution, ...] = ()
    meta: dict[str, Any] = Field(default_factory=dict)

    @property
    def article(self) -> str:
        """What the text is of: sentences of one speech are not independent; any other text stands alone."""
        return f"{self.dataset} {self.meta.get('speech') or self.id}"


def read_texts(path: Path) -> list[Text]:
    """The texts of a file of JSON lines. Raises InputError naming the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    texts = []
    for number, line in enumerate(lines, start=1):
        try:
            texts.append(Text.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: is not JSON ({error.msg} at column {error.colno})") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise InputError(f"{path}, line {number}: {where}: {first['msg']}, got {first['input']!r:.60}") from error
    return texts


def sample_texts(texts: Sequence[Text], tasks: Sequence[Task], per_task: int | None, seed: int) -> list[Text]:
    """Up to `per_task` texts of each dataset of these tasks, at random, as often of a class as it occurs.

    The datasets take turns, so that a bench that is stopped half-way has some of each; more texts of the same seed begin
    with the same texts. Raises UsageError naming a task that has no text.
    """
    drawn = []
    for task in tasks:
        datasets = dict.fromkeys(text.dataset for text in texts if text.task is task)
        if not datasets:
            raise UsageError(f"the data has no text of the task {task.value!r}")
        for dataset in datasets:
            ours = [text for text in texts if (text.task, text.dataset) == (task, dataset)]
            random.Random(seed).shuffle(ours)  # noqa: S311 - a sample, no secret
            drawn.append(ours[:per_task])
    return [text for text in chain.from_iterable(zip_longest(*drawn)) if text is not None]


@dataclass(frozen=True)
class Extracted:
    """A text with what was extracted from it. `seconds` are those this run waited, None when the answers were kept."""

    text: Text
    story: Document
    extraction: Extraction
    seconds: float | None


async def extract_text(text: Text, model: Model, prompts: Mapping[str, Prompt]) -> Extracted:
    """The text's claims, as a check extracts them. Raises InputError naming the text when it holds no sentence."""
    story = story_of(text)
    started = time.monotonic()
    extraction = await extract(story, model, prompts, lambda _outcomes, _claims: None)
    seconds = time.monotonic() - started if extraction.paid.calls else None
    return Extracted(text, story, extraction, seconds)


def story_of(text: Text) -> Document:
    """The text as a check loads it. Raises InputError naming the text when it holds no sentence."""
    try:
        return from_text(text.text, id="story")
    except InputError as error:
        raise InputError(f"text {text.id!r}: {error}") from error
