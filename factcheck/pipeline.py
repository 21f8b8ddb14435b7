"""check(story, sources, model) -> Report: the whole flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from factcheck.models.base import Model
from factcheck.prompts import Prompts
from factcheck.records import Claim, Comparison, Document, Failure, Report, SentenceOutcome, Usage, Verdict


@dataclass(frozen=True)
class Extracted:
    """Some story sentences are settled: `done` of `total`. `outcomes` and `claims` are the new ones."""

    outcomes: tuple[SentenceOutcome, ...]
    claims: tuple[Claim, ...]
    done: int
    total: int


@dataclass(frozen=True)
class Compared:
    """One claim was compared with one source: `done` of `total` pairs."""

    claim: Claim
    source: Document
    result: Comparison | Failure
    done: int
    total: int


@dataclass(frozen=True)
class Decided:
    """All sources of one claim are in."""

    claim: Claim
    verdict: Verdict


Event = Extracted | Compared | Decided


def ignore(event: Event) -> None:
    """Take no notice."""


def estimate(story: Document, sources: Sequence[Document], prompts: Prompts) -> Usage:
    """What a check would ask of a model at most, before anything is known of the story's claims: calls and tokens."""
    raise NotImplementedError


async def check(
    story: Document,
    sources: Sequence[Document],
    model: Model,
    prompts: Prompts,
    on_event: Callable[[Event], None] = ignore,
) -> Report:
    """Check `story` against `sources`. Raises a `FatalModelError` when the model cannot be used at all."""
    raise NotImplementedError
