"""Findings about claims and sources: the model's comparisons and code's proofs."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from factcheck.records.base import Confidence, Offset, Record
from factcheck.records.documents import Evidence, Span


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
    """What one source says about one claim. `confidence` is the probability of `relation`, 0 to 1: calibrated on
    labelled data if `calibrated` is true, else the model's own (`basis` `logprobs`) or its statement (`basis`
    `stated`). `probabilities` are the three relations' before any calibration, as the model answered on the passages in
    `read`, empty if it was not asked about these; `whole` says that they cover the source. `confirmation` are the same three
    from an answer on the evidence alone; None if that was not asked. `carried` says whether the answers are sure enough
    for the relation to count; if not, the source speaks of the claim but its position is unclear.
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
    """The kinds of difference that code can prove between the story and a source."""

    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"

    @property
    def of_fact(self) -> bool:
        """Whether it differs in a fact, not in how or by whom it was said."""
        return self in (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME)


MAY_DIFFER = "may_differ"
"""The label of a drift between two values that may be of different things: worth a look, and enough to keep a mark from green."""


class Drift(Record):
    """A difference between the story and a source that code proved.

    `label` names the difference within its kind in snake_case (`value_differs`, `share_as_total`, `altered`,
    `extended`, `hedge_lost`, …; the modules of `factcheck.drift` list theirs). `conflict` is true if both sides cannot
    be right, or the words cannot both be verbatim; false if the difference is worth a look (rounded, vaguer, trimmed).
    `source` is None only if the finding is that no source has it. The values are normalised for comparison ("70 %" ->
    "70 percent").
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

    `supports` and `contradicts` are sentences of a source on either side, which determined the kind; None if that side
    has no evidence. `later` is the id of the source that supersedes the other, for that kind only. `reason` is one
    line.
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

    Both are ids. With `dated`, publication times tell that `of` came first. The story takes part: with `of` the story,
    a source is the story itself or taken from it; with `document` the story, the story was taken from an earlier
    source. `share` is how much of the shorter text the longer one has, 0 to 1, in runs of words.
    """

    document: str
    of: str
    share: Confidence
    dated: bool


class PartKind(StrEnum):
    """The kinds of parts of a claim that a person checks."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    QUOTATION = "quotation"
    DEGREE = "degree"
    WORDS = "words"


class Uncovered(Record):
    """A part of a claim that the evidence of one source does not have.

    `text` is the claim's `text[start:end]`, or, if `of_speaker`, that stretch of its speaker. `absent` says that no
    sentence of the source has it, nor its title, publisher, author or date; never for `degree` and `words`, which it
    can put in others.
    """

    source: str
    kind: PartKind
    text: str
    start: Offset
    end: Offset
    of_speaker: bool = False
    absent: bool = False


class Cue(StrEnum):
    """The kinds of words that make a source's sentence worth reading beside the story."""

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


class HeadlineKind(StrEnum):
    """The kinds of statement in a headline that the story below it does not make."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    QUOTATION = "quotation"
    CERTAINTY = "certainty"
    NEGATION = "negation"


class HeadlineFinding(Record):
    """Words of the story's headline, or of a subhead below it, that the rest of the story does not bear out, as code proved.

    `headline` are those words; `story` is what the rest says instead, None if it has nothing of the kind. Both are
    spans of the story. `factcheck.verdict.headline` has the rules.
    """

    kind: HeadlineKind
    headline: Span
    story: Span | None
    message: str
