"""The values that flow through a check: frozen, plain, and free of behaviour.

Every record here can be written as JSON and read back to an equal value; `Report` is the root, and its JSON is all that
any renderer needs. This module imports nothing of the package, and nothing here calls a model, a disk or a clock.

Offsets are half-open (`text[start:end]`) and count characters (Unicode code points) of `Document.text`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "factcheck-report/2"
"""Name and version of the JSON that `Report` writes. The number goes up when a reader of the old one would break."""

Offset = Annotated[int, Field(ge=0)]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


class Record(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SentenceRole(StrEnum):
    """What a sentence is in its document, as far as the layout says; `body` when nothing says otherwise."""

    HEADLINE = "headline"
    BYLINE = "byline"
    BODY = "body"
    FOOTER = "footer"


class Sentence(Record):
    """A numbered stretch `text[start:end]` of a document. Numbers start at 1 and follow the text.

    `time` is when in a recording it begins to be said (`00:01:02`), where captions tell; else None.
    """

    number: Annotated[int, Field(ge=1)]
    start: Offset
    end: Offset
    role: SentenceRole = SentenceRole.BODY
    time: str | None = None


class Document(Record):
    """A story or a source, loaded. `text` is what reports show and what every offset counts in.

    `id` is `story` for the story and `s1`, `s2`, … for the sources, in the order they were given. `published` is an ISO
    8601 date (`2024-04-12`) or date and time with its zone, as exact as the document says. `notices` are facts about the
    loading that a reader should know, one line each (a guessed encoding, hidden text taken out).
    """

    id: str
    name: str
    origin: str
    media_type: str
    text: str
    sha256: str
    sentences: tuple[Sentence, ...]
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    notices: tuple[str, ...] = ()

    def sentence(self, number: int) -> Sentence:
        """The sentence with that number. Raises IndexError when there is none."""
        if not 1 <= number <= len(self.sentences):
            raise IndexError(f"document {self.id} has no sentence {number}")
        return self.sentences[number - 1]

    def sentence_text(self, number: int) -> str:
        """The text of the sentence with that number."""
        sentence = self.sentence(number)
        return self.text[sentence.start : sentence.end]

    def span(self, start: int, end: int) -> Span:
        """The stretch `text[start:end]` as a located span."""
        return Span(document=self.id, start=start, end=end, text=self.text[start:end])

    def sentence_span(self, number: int) -> Span:
        """The sentence with that number as a located span."""
        sentence = self.sentence(number)
        return self.span(sentence.start, sentence.end)

    def sentences_within(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the sentences that share at least one character with `text[start:end]`."""
        return tuple(s.number for s in self.sentences if s.start < end and start < s.end)


class Span(Record):
    """A verbatim stretch of a document: `text` is exactly the document's `text[start:end]`."""

    document: str
    start: Offset
    end: Offset
    text: str


class Evidence(Span):
    """A span of a source that bears on a claim, with the numbers of the sentences it covers."""

    sentences: tuple[int, ...]


class Claim(Record):
    """One checkable, self-contained statement of the story.

    `sentences` are the numbers of the story sentences it was taken from, ascending. `speaker` is who says it when the story
    attributes it, else None. `hedge` are the story's own words that weaken it ("alleged", "about"). `unresolved` names the
    words whose reference the story leaves open ("he", "last week"). `wording` is `sentence` when the model's wording was
    refused and the story's own sentence stands in for it. `worth` is how much it matters that a person checks it, 0 to 1
    (`factcheck.verdict.worth`): reports order what needs a person by it. None in a report that was written before there was one.
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
    """How a step came to give no answer. None of these is ever a relation. `beyond_top` was not asked: `--top` left the claim."""

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
    """A step that gave no answer: which step, of what, how, and one line for a person."""

    step: Literal["extract", "compare"]
    kind: FailureKind
    detail: str
    claim: str | None = None
    source: str | None = None


class SentenceOutcome(Record):
    """What became of one story sentence: it yields claims, is skipped for a reason, or failed. Exactly one of the three."""

    number: int
    outcome: Literal["claims", "skipped", "failed"]
    claims: tuple[str, ...] = ()
    reason: SkipReason | None = None
    duplicate_of: str | None = None
    failure: Failure | None = None


class Relation(StrEnum):
    """What one source says of one claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class Passage(Record):
    """A stretch of a source that the model read: `text[start:end]`, sentences `first` to `last` inclusive."""

    start: Offset
    end: Offset
    first: int
    last: int


class Comparison(Record):
    """What one source says of one claim.

    `confidence` is the probability of `relation`, 0 to 1: calibrated on labelled data when `calibrated` is true, else the
    model's own (`basis` `logprobs`) or nothing but what it stated (`basis` `stated`). `probabilities` are the three
    relations' before any calibration, as the model answered on the passages in `read`; `whole` says that these cover the source.
    `confirmation` are the same three of a second answer, on the evidence alone; None where that was not asked. `carried` says
    whether both answers are sure enough for the relation to count; where they are not, the source speaks of the claim, but what
    it says of it is unclear.
    """

    claim: str
    source: str
    relation: Relation
    confidence: Confidence
    calibrated: bool = False
    basis: Literal["logprobs", "stated"]
    probabilities: dict[Relation, float]
    confirmation: dict[Relation, float] | None = None
    carried: bool = True
    evidence: tuple[Evidence, ...] = ()
    read: tuple[Passage, ...] = ()
    whole: bool = True


class DriftKind(StrEnum):
    """What code can prove to differ between the story and a source."""

    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"

    @property
    def of_fact(self) -> bool:
        """Whether it differs in what is so, not in how or by whom it was said."""
        return self in (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME)


class Drift(Record):
    """A difference between the story and a source that code proved.

    `label` names the difference within its kind in snake_case (`value_differs`, `share_as_total`, `altered`, `extended`,
    `hedge_lost`, …; the modules of `factcheck.drift` list theirs). `conflict` is true when both sides cannot be right, or
    the words cannot both be verbatim; false when the difference is worth a look (rounded, vaguer, trimmed). `source` is
    None only where the finding is that no source has it. The values are normalised for comparison ("70 %" -> "70 percent").
    """

    kind: DriftKind
    label: str
    conflict: bool
    story: Span
    source: Span | None
    story_value: str
    source_value: str | None
    message: str


class ConflictKind(StrEnum):
    """Why the sources of a disputed claim disagree, as far as code can tell. `factcheck.verdict.conflict` holds the rules."""

    VALUES_DIFFER = "values_differ"
    ROUNDING = "rounding"
    SCOPE = "scope"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


class Conflict(Record):
    """The two sides of a disputed claim, quoted, and the kind of their conflict.

    `supports` and `contradicts` are sentences of a source on either side, those that the kind was read from; None where that
    side has no evidence. `later` is the id of the source that supersedes the other, for that kind only. `reason` is one line.
    """

    kind: ConflictKind
    supports: Span | None
    contradicts: Span | None
    reason: str
    later: str | None = None


class Anachronism(Record):
    """A source published before the event that it is said to confirm or to deny.

    `published` is the source's day and `event` the first day that the claim's date can mean, both ISO 8601 dates; `words` are
    that date as the claim has it.
    """

    source: str
    published: str
    event: str
    words: str


class Reprint(Record):
    """Two prints of one text: `document` is, nearly word for word, `of`.

    Both are ids. With `dated`, publication times tell that `of` came first. The story takes part: of `story`, a source is the
    story itself or taken from it; where the story is `document`, the story was taken from an earlier source. `share` is how
    much of the shorter text the longer one has, 0 to 1, in runs of words.
    """

    document: str
    of: str
    share: Confidence
    dated: bool


class PartKind(StrEnum):
    """What a part of a claim is, as a person checks it."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    QUOTATION = "quotation"
    WORDS = "words"


class Uncovered(Record):
    """A part of a claim that the evidence of one source does not have.

    `text` is the claim's `text[start:end]`, or, where `of_speaker`, that stretch of its speaker. `absent` says that no sentence
    of the source has it, nor its title, publisher, author or date; never of `words`, which a source may put in others.
    """

    source: str
    kind: PartKind
    text: str
    start: Offset
    end: Offset
    of_speaker: bool = False
    absent: bool = False


class Counted(StrEnum):
    """What one source counts as in the decision table, once code has weighed what the model said of it."""

    SUPPORTS = "supports"
    PARTLY_SUPPORTS = "partly_supports"
    UNCLEAR = "unclear"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class VerdictName(StrEnum):
    """What all sources together say of one claim."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    UNCLEAR = "unclear"
    CONTRADICTED = "contradicted"
    DISPUTED = "disputed"
    NOT_MENTIONED = "not_mentioned"
    UNCHECKED = "unchecked"


class Verdict(Record):
    """A claim with all that was found about it.

    `comparisons` and `failures` together hold exactly one entry per source that the claim was compared with, in source order:
    every source but those that were found in an archive for other claims. `counted` has what each source
    without a failure counts as, by its id. `uncovered` are the parts of the claim that the evidence of a source does not have.
    `disagreements` are lines that say where what code proved and what the model said do not agree. `conflict` is there for a
    disputed claim only.
    """

    claim: str
    verdict: VerdictName
    comparisons: tuple[Comparison, ...] = ()
    failures: tuple[Failure, ...] = ()
    counted: dict[str, Counted] = Field(default_factory=dict)
    uncovered: tuple[Uncovered, ...] = ()
    drifts: tuple[Drift, ...] = ()
    disagreements: tuple[str, ...] = ()
    conflict: Conflict | None = None
    anachronisms: tuple[Anachronism, ...] = ()


class Cue(StrEnum):
    """What words of a sentence of a source make it worth reading beside the story."""

    NO_ANSWER = "no_answer"
    DENIAL = "denial"
    CONDITION = "condition"
    CONTRAST = "contrast"


class LeftOut(Span):
    """A sentence of a source that the story may have left out: its number, the claim beside whose evidence it stands, its cue.

    Something to read, never an error: `factcheck.verdict.left_out` has the rules.
    """

    sentence: int
    claim: str
    cue: Cue


class ModelIdentity(Record):
    """Everything about a model that determines its answers, and nothing that is secret."""

    spec: str
    name: str
    provider: str
    endpoint: str | None = None
    weights_sha256: str | None = None
    engine: str | None = None
    parameters: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    adapters: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of the adapter that answers a step's questions, by step; the others are answered by the model as it is."""


class PromptIdentity(Record):
    """Which prompt file a step used: its name, its stated version, and the SHA-256 of its bytes."""

    name: str
    version: int
    sha256: str


class Usage(Record):
    """What model calls cost, in calls and tokens. `cached_tokens` are those of `prompt_tokens` the server did not read anew."""

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
    """How often a claim shown as supported is not, at most.

    In text like that in `measured_on`, at most the share `max_false_green` of the claims shown as supported is not, with
    probability `confidence` over the draw of the labelled claims that the threshold was chosen on. Of those, `shown` were shown
    as supported and `wrong` of these were not.
    """

    max_false_green: Confidence
    confidence: Confidence
    threshold: float
    shown: int
    wrong: int
    measured_on: str


class Run(Record):
    """What the report was made with. Equal for equal inputs and equal model answers."""

    factcheck_version: str
    model: ModelIdentity
    prompts: tuple[PromptIdentity, ...]
    usage: dict[str, Usage]
    """By step (`extract`, `compare`): what the answers in this report cost when they were first given."""
    calibration: str | None = None
    """The calibration that the confidences went through, by name and date, None when they are uncalibrated."""
    promise: Promise | None = None
    """The error rate that is promised for `supported`; None with a model that none was measured for."""


class Clock(Record):
    """The run's own clock, the only part of a report that differs between two runs on the same inputs and answers."""

    started: str
    """ISO 8601 in UTC."""
    seconds: float
    paid: Usage
    """What this run itself asked of the model; the rest came from the store."""


class Report(Record):
    """The whole result of a check. `verdicts` has one entry per claim, in story order; `coverage` one per sentence.

    `quotations` are the quotation findings of the whole story against all sources; those that fall into a claim's sentences
    are in that claim's `drifts` too. `reprints` names sources that are prints of one text, so that they count once. `left_out`
    are sentences of the sources that the story may have left out, the likeliest first; nothing counts them. `search` says
    which sources were found in an archive, and why. `complete` is false
    when not everything was asked: a cap stopped the run, or it was to check some claims only (`--top`); and when a sentence of
    the story failed: nobody knows then what it claims.
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
    notices: tuple[str, ...] = ()
    search: ArchiveSearch | None = None
    complete: bool = True
    run: Run
    clock: Clock
