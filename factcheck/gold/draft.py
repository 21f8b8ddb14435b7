"""A draft of gold: a check's findings in the terms of `gold.yaml`, for a person to correct. Frozen values, pure
functions.

Sentences are numbers of their document, from 1; offsets are half-open and count characters of a document's text. A
relation that the check could not tell is None: the person has to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from factcheck.records import (
    Claim,
    ConflictKind,
    Counted,
    Document,
    Drift,
    DriftKind,
    Record,
    Relation,
    Report,
    SkipReason,
    Verdict,
)

_RELATIONS = {
    Counted.SUPPORTS: Relation.SUPPORTS,
    Counted.CONTRADICTS: Relation.CONTRADICTS,
    Counted.SILENT: Relation.SILENT,
}
Numbers = tuple[Annotated[int, Field(ge=1)], ...]


class SourceLabel(Record):
    """The relation of one source to a claim; `evidence` are numbers of its sentences, none if it is silent."""

    relation: Relation | None = None
    evidence: Numbers = ()


class DraftClaim(Record):
    """A claim. `sources` is by the source's file name; `conflict` applies only to a disputed claim."""

    id: str
    text: str
    sentences: Numbers
    speaker: str | None = None
    hedge: str | None = None
    conflict: Literal["values_differ", "superseded"] = "values_differ"
    note: str | None = None
    sources: dict[str, SourceLabel]

    @property
    def mark(self) -> str:
        """A short name for exactly this wording and these labels; a form carries it to say what its person saw."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:16]


class DraftSkip(Record):
    """A story sentence without a claim."""

    reason: SkipReason
    duplicate_of: str | None = None


class DraftDrift(Record):
    """A difference that code found; `kept` is whether it goes into the gold. Places are (start, end)."""

    kind: DriftKind
    label: str
    message: str
    story: tuple[int, int]
    source: str | None
    evidence: tuple[int, int] | None
    conflict: bool
    claim: str | None
    kept: bool = True


class Draft(Record):
    """The whole draft of one story. `hashes` has the SHA-256 of the text of the story (``) and of each source by file name."""

    schema_name: Literal["factcheck-gold-draft/1"] = "factcheck-gold-draft/1"
    hashes: dict[str, str]
    claims: tuple[DraftClaim, ...]
    skips: dict[int, DraftSkip]
    drifts: tuple[DraftDrift, ...] = ()
    reprints: dict[str, str] = Field(default_factory=dict)

    def claim(self, claim_id: str) -> DraftClaim | None:
        """The claim with that id."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def made_of(self, number: int) -> tuple[DraftClaim, ...]:
        """The claims whose first sentence that is."""
        return tuple(claim for claim in self.claims if claim.sentences and claim.sentences[0] == number)

    def next_id(self) -> str:
        """An unused id."""
        taken = {int(claim.id[1:]) for claim in self.claims if claim.id[1:].isdecimal()}
        return f"g{max(taken, default=0) + 1}"


def hashes_of(story: Document, sources: dict[str, Document]) -> dict[str, str]:
    """The hashes by which a draft knows its documents."""
    return {"": story.sha256, **{name: source.sha256 for name, source in sources.items()}}


def draft_of(report: Report, names: dict[str, str]) -> Draft:
    """The draft that a check gives. `names` has the file name of each source by its id."""
    verdicts = {verdict.claim: verdict for verdict in report.verdicts}
    ids = {claim.id: f"g{number}" for number, claim in enumerate(report.claims, start=1)}
    return Draft(
        hashes={"": report.story.sha256, **{names[source.id]: source.sha256 for source in report.sources}},
        claims=tuple(_claim(ids[claim.id], claim, verdicts.get(claim.id), names) for claim in report.claims),
        skips={
            outcome.number: DraftSkip(reason=outcome.reason, duplicate_of=ids.get(outcome.duplicate_of or ""))
            for outcome in report.coverage
            if outcome.reason is not None
        },
        drifts=tuple(_drifts(report, ids, names)),
        reprints={
            names[one.document]: names[one.of] for one in report.reprints if one.document in names and one.of in names
        },
    )


def problems(draft: Draft, story: Document, sources: dict[str, Document]) -> dict[str, tuple[str, ...]]:
    """The problems that keep the draft from being signed, as lines, by the id of a claim or the number of a story sentence."""
    found: dict[str, list[str]] = {}
    for claim in draft.claims:
        found[claim.id] = list(_problems(claim, story, sources))
    held = {number for claim in draft.claims for number in claim.sentences}
    for sentence in story.sentences:
        skip = draft.skips.get(sentence.number)
        said = found.setdefault(str(sentence.number), [])
        if skip is None and sentence.number not in held:
            said.append("no claim is made of it, and no reason says why")
        if skip is not None and sentence.number in held:
            said.append("it has a claim and a reason to have none: remove one")
        if skip is not None and skip.reason is SkipReason.DUPLICATE and draft.claim(skip.duplicate_of or "") is None:
            said.append("which claim does it repeat? Give its id")
    return {place: tuple(lines) for place, lines in found.items() if lines}


def _problems(claim: DraftClaim, story: Document, sources: dict[str, Document]) -> Iterator[str]:
    if not claim.text.strip():
        yield "it has no words"
    if not claim.sentences:
        yield "it comes from no sentence of the story"
    if wrong := [number for number in claim.sentences if number > len(story.sentences)]:
        yield f"the story has no sentence {wrong[0]}"
    for name, source in sources.items():
        label = claim.sources.get(name, SourceLabel())
        if label.relation is None:
            yield f"{name}: does it support the claim, contradict it, or say nothing about it?"
        elif label.relation is Relation.SILENT and label.evidence:
            yield f"{name}: it is silent but has evidence"
        elif label.relation is not Relation.SILENT and not label.evidence:
            yield f"{name}: which sentences of it show that?"
        if wrong := [number for number in label.evidence if number > len(source.sentences)]:
            yield f"{name}: has no sentence {wrong[0]}"


def _claim(claim_id: str, claim: Claim, verdict: Verdict | None, names: dict[str, str]) -> DraftClaim:
    labels = {name: SourceLabel() for name in names.values()}
    for comparison in verdict.comparisons if verdict else ():
        relation = _RELATIONS.get(verdict.counted[comparison.source]) if verdict else None
        numbers = sorted({number for span in comparison.evidence for number in span.sentences})
        shown = () if relation is Relation.SILENT else tuple(numbers)
        labels[names[comparison.source]] = SourceLabel(relation=relation, evidence=shown)
    superseded = (
        verdict is not None and verdict.conflict is not None and verdict.conflict.kind is ConflictKind.SUPERSEDED
    )
    return DraftClaim(
        id=claim_id,
        text=claim.text,
        sentences=claim.sentences,
        speaker=claim.speaker,
        hedge=claim.hedge,
        conflict="superseded" if superseded else "values_differ",
        sources=labels,
    )


def _drifts(report: Report, ids: dict[str, str], names: dict[str, str]) -> Iterator[DraftDrift]:
    told: set[Drift] = set()
    claimed = [(drift, ids.get(verdict.claim)) for verdict in report.verdicts for drift in verdict.drifts]
    for drift, claim in [*claimed, *((drift, None) for drift in report.quotations)]:
        if drift not in told:
            told.add(drift)
            yield DraftDrift(
                kind=drift.kind,
                label=drift.label,
                message=drift.message,
                story=(drift.story.start, drift.story.end),
                source=names[drift.source.document] if drift.source else None,
                evidence=(drift.source.start, drift.source.end) if drift.source else None,
                conflict=drift.conflict,
                claim=claim,
            )
