"""The story's claims, the outcome of each of its sentences, and the steps that gave no answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from factcheck.records.base import Confidence, Record


class Claim(Record):
    """One checkable, self-contained statement of the story.

    `sentences` are the numbers of the story sentences it was taken from, ascending. `speaker` is who says it if the
    story attributes it, else None. `hedge` are the story's own words that weaken it ("alleged", "about"). `unresolved`
    names the words whose reference the story leaves open ("he", "last week"). `wording` is `sentence` if the model's
    wording was refused and the story's own sentence stands in for it. `worth` is how much it matters that a person
    checks it, 0 to 1 (`factcheck.verdict.worth`): reports order their work for people by it. None in a report from
    before worth existed.
    """

    id: str
    text: str
    sentences: tuple[int, ...]
    speaker: str | None = None
    hedge: str | None = None
    unresolved: tuple[str, ...] = ()
    wording: Literal["model", "sentence"] = "model"
    worth: Confidence | None = None


class SkipReason(StrEnum):
    """Why a sentence yields no claim."""

    OPINION = "opinion"
    PREDICTION = "prediction"
    QUESTION = "question"
    QUOTE = "quote"
    BOILERPLATE = "boilerplate"
    DUPLICATE = "duplicate"
    NOT_CHECKABLE = "not_checkable"


class FailureKind(StrEnum):
    """Why a step gave no answer. None of these is ever a relation. `beyond_top` was not asked: `--top` left out the
    claim."""

    REFUSED = "refused"
    FILTERED = "filtered"
    TRUNCATED = "truncated"
    UNPARSABLE = "unparsable"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    CONTEXT_TOO_LONG = "context_too_long"
    EVIDENCE_NOT_FOUND = "evidence_not_found"
    BUDGET_EXHAUSTED = "budget_exhausted"
    BEYOND_TOP = "beyond_top"


class Failure(Record):
    """A step that gave no answer: which step, its subject, the kind of failure, and one line for a person."""

    step: Literal["extract", "compare"]
    kind: FailureKind
    detail: str
    claim: str | None = None
    source: str | None = None


class SentenceOutcome(Record):
    """The outcome of one story sentence: it yields claims, is skipped for a reason, or failed. Exactly one of the
    three."""

    number: int
    outcome: Literal["claims", "skipped", "failed"]
    claims: tuple[str, ...] = ()
    reason: SkipReason | None = None
    duplicate_of: str | None = None
    failure: Failure | None = None
