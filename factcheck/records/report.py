"""The verdicts, the making of a report, and the report itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from factcheck.records.base import Confidence, Record
from factcheck.records.claims import Claim, Failure, SentenceOutcome
from factcheck.records.documents import Document
from factcheck.records.findings import (
    Anachronism,
    Comparison,
    Conflict,
    Drift,
    HeadlineFinding,
    LeftOut,
    Relation,
    Reprint,
    Uncovered,
)

SCHEMA = "factcheck-report/2"
"""Name and version of the JSON that `Report` writes. The number goes up when a reader of the old one would break."""


class Counted(StrEnum):
    """How one source counts in the decision table, after code has weighed the model's answers."""

    SUPPORTS = "supports"
    PARTLY_SUPPORTS = "partly_supports"
    UNCLEAR = "unclear"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class VerdictName(StrEnum):
    """What all sources together say about one claim."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    UNCLEAR = "unclear"
    CONTRADICTED = "contradicted"
    DISPUTED = "disputed"
    NOT_MENTIONED = "not_mentioned"
    UNCHECKED = "unchecked"


class Verdict(Record):
    """A claim with everything found about it.

    `comparisons` and `failures` together hold exactly one entry per source that the claim was compared with, in source
    order: every source except those found in an archive for other claims. `counted` has how each source without a
    failure counts, by its id. `word_for_word` are the ids of the sources that have the claim as a quotation of the same
    person; where code proved no conflict, they support it whatever the model says. `uncovered` are the parts of the claim
    that the evidence of a source does not have. `disagreements` are lines that say where code's proofs and the model's
    answers disagree. Only a disputed claim has `conflict`, and only an unclear one `leaning`: the answer that the model finds
    likeliest, if that is one and its evidence is near (`factcheck.verdict.leaning`).
    """

    claim: str
    verdict: VerdictName
    comparisons: tuple[Comparison, ...] = ()
    failures: tuple[Failure, ...] = ()
    counted: dict[str, Counted] = Field(default_factory=dict)
    word_for_word: tuple[str, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    drifts: tuple[Drift, ...] = ()
    disagreements: tuple[str, ...] = ()
    conflict: Conflict | None = None
    leaning: Relation | None = None
    anachronisms: tuple[Anachronism, ...] = ()


class ModelIdentity(Record):
    """Everything about a model that determines its answers, and nothing secret."""

    spec: str
    name: str
    provider: str
    endpoint: str | None = None
    weights_sha256: str | None = None
    engine: str | None = None
    parameters: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    adapters: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of the adapter that answers a step's questions, by step; the plain model answers the others."""


class PromptIdentity(Record):
    """Which prompt file a step used: its name, its stated version, and the SHA-256 of its bytes."""

    name: str
    version: int
    sha256: str


class Usage(Record):
    """The cost of model calls, in calls and tokens. `cached_tokens` are those of `prompt_tokens` that the server did
    not reread."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


class Retrieved(Record):
    """Why a document of an archive was compared with a claim.

    `rank` is its place among the documents for this claim, from 1, `words` are the claim's words that it has, and `claims` is the
    number of the story's claims for which it was found.
    """

    claim: str
    source: str
    rank: Annotated[int, Field(ge=1)]
    words: tuple[str, ...]
    claims: int


class ArchiveSearch(Record):
    """How the claims' sources were found in an archive.

    `archive` is its name and `documents` the number of its documents then. Each claim was compared with `most` of them at most:
    `retrieved` has these, in the order of the claims and by rank. `story_prints` names documents that are the story itself or
    prints of it; they are not used as sources.
    """

    archive: str
    documents: int
    most: int
    retrieved: tuple[Retrieved, ...] = ()
    story_prints: tuple[str, ...] = ()


class Promise(Record):
    """The promised error rate of claims shown as supported.

    In text like that in `measured_on`, at most the share `max_false_green` of the claims shown as supported are not,
    with probability `confidence` over the draw of the labelled claims that the threshold was chosen on. Of those,
    `shown` were shown as supported and `wrong` of these were not.
    """

    max_false_green: Confidence
    confidence: Confidence
    threshold: float
    shown: int
    wrong: int
    measured_on: str


class Run(Record):
    """The making of the report. Equal for equal inputs and equal model answers."""

    factcheck_version: str
    model: ModelIdentity
    prompts: tuple[PromptIdentity, ...]
    usage: dict[str, Usage]
    """By step (`extract`, `compare`): the cost of this report's answers when they were first given."""
    calibration: str | None = None
    """The calibration of the confidences, by name and date; None if they are uncalibrated."""
    promise: Promise | None = None
    """The promised error rate of `supported`; None if none was measured for the model."""


class Clock(Record):
    """The run's own clock, the only part of a report that differs between two runs on the same inputs and answers."""

    started: str
    """ISO 8601 in UTC."""
    seconds: float
    paid: Usage
    """The cost of this run's own calls; the rest came from the store."""


class Report(Record):
    """The whole result of a check. `verdicts` has one entry per claim, in story order; `coverage` one per sentence.

    `quotations` are the quotation findings of the whole story against all sources; those that fall into a claim's
    sentences are in that claim's `drifts` too. `reprints` names sources that are prints of one text, so that they count
    once. `left_out` are sentences of the sources that the story may have left out, the likeliest first; nothing counts
    them. `headline` is what the story's headline says and its body does not; it changes no verdict. `search` says which
    sources were found in an archive, and why. `complete` is false if not everything was asked (a cap stopped the run,
    or `--top` left out claims), or if a sentence of the story failed, because its claims are then unknown.
    """

    schema_name: Literal["factcheck-report/2"] = "factcheck-report/2"
    story: Document
    sources: tuple[Document, ...]
    claims: tuple[Claim, ...]
    coverage: tuple[SentenceOutcome, ...]
    verdicts: tuple[Verdict, ...]
    quotations: tuple[Drift, ...] = ()
    reprints: tuple[Reprint, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    headline: tuple[HeadlineFinding, ...] = ()
    notices: tuple[str, ...] = ()
    search: ArchiveSearch | None = None
    complete: bool = True
    run: Run
    clock: Clock
