"""Labelled claims: reading them from JSON lines, and comparing each with its source as a check would.

A row has `claim`, `source` and `label`; `id`, `dataset` and `meta.doc` (which article it is of) are optional; other
fields are ignored.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from factcheck.calibration.calibration import Calibration
from factcheck.documents import from_text
from factcheck.errors import FactcheckError, InputError
from factcheck.models.base import Model
from factcheck.prompts import Prompt
from factcheck.records import Claim, Comparison, Document, Failure, Relation, Usage
from factcheck.running import first_error
from factcheck.steps.compare import compare
from factcheck.steps.reading import Reader

RowT = TypeVar("RowT")
DoneT = TypeVar("DoneT")


class Label(StrEnum):
    """People's labels of a claim. `unsupported` means not supported, without a finer class."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_MENTIONED = "not_mentioned"
    UNSUPPORTED = "unsupported"

    @property
    def relation(self) -> Relation | None:
        """The right relation; None if the label leaves two open."""
        return _RELATIONS.get(self)


_RELATIONS = {
    Label.SUPPORTED: Relation.SUPPORTS,
    Label.CONTRADICTED: Relation.CONTRADICTS,
    Label.NOT_MENTIONED: Relation.SILENT,
}


class Row(BaseModel):
    """One labelled claim. `number` is its line in the file, from 1 up."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    claim: str = Field(min_length=1)
    source: str = Field(min_length=1)
    label: Label
    id: str = ""
    dataset: str = "labelled"
    meta: dict[str, Any] = Field(default_factory=dict)

    @property
    def supported(self) -> bool:
        """Whether the source supports the claim."""
        return self.label is Label.SUPPORTED

    @property
    def article(self) -> str:
        """The row's article; rows of one article are not independent."""
        article = self.meta.get("doc") or hashlib.sha256(self.source.encode()).hexdigest()
        return f"{self.dataset} {article}"


def read_rows(path: Path) -> list[Row]:
    """The rows of a file of JSON lines. Raises InputError naming an invalid line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    rows = [_row(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise InputError(f"{path}: has no rows: write one JSON object a line, with claim, source and label")
    return rows


def _row(path: Path, number: int, line: str) -> Row:
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise InputError(f"{path}, line {number}: is not a JSON object, but {line[:40]!r}")
        return Row.model_validate({"id": f"line {number}", **fields, "number": number})
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {number}: is not JSON ({error.msg} at column {error.colno})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{path}, line {number}: {where}: {first['msg']}, got {first['input']!r:.60}") from error


@dataclass(frozen=True)
class ComparedRow:
    """A row with its comparison.

    `document` is the row's source as it was loaded. `usage` is the answers' cost when first given; `seconds` is the
    time this run waited for the model, None if the answers were kept from an earlier run.
    """

    row: Row
    document: Document
    result: Comparison | Failure
    usage: Usage
    seconds: float | None


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


async def compare_row(
    row: Row, model: Model, prompts: Mapping[str, Prompt], calibration: Calibration | None = None
) -> ComparedRow:
    """The row's claim compared with its source, as in a check.

    Raises a FatalModelError if the model cannot be used, InputError naming the row if its source has no text.
    """
    try:
        document = _document(row.source)
    except InputError as error:
        raise InputError(f"row {row.id!r} (line {row.number}): {error}") from error
    claim, reader = Claim(id="c1", text=row.claim, sentences=(1,)), Reader(document, model.context_tokens)
    started = time.monotonic()
    compared = await compare(claim, reader, model, prompts, calibration)
    seconds = time.monotonic() - started if compared.paid.calls else None
    return ComparedRow(row, document, compared.result, compared.usage, seconds)


async def of_each(
    rows: Sequence[RowT],
    do: Callable[[RowT], Awaitable[DoneT]],
    *,
    at_once: int,
    on_row: Callable[[int, int], None] = _ignore,
) -> list[DoneT]:
    """The result of `do` for each row, in the rows' order, `at_once` of them under way, also started in that order.

    `on_row` gets how many are done, of how many. The first error from `do` ends everything.
    """
    gate = asyncio.Semaphore(at_once)
    count = 0

    async def one(row: RowT) -> DoneT:
        nonlocal count
        async with gate:
            done = await do(row)
        count += 1
        on_row(count, len(rows))
        return done

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(row)) for row in rows]
    except* FactcheckError as errors:
        raise first_error(errors) from None
    return [task.result() for task in tasks]


@lru_cache(maxsize=16)
def _document(text: str) -> Document:
    return from_text(text, id="s1")
