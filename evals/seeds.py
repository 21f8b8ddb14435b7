"""The seeds: stories with their sources and hand-made gold, loaded, anchored and checked.

A seed is a folder with `story.md`, `sources/*` and `gold.yaml`. The gold names stretches of text ("anchors") and no
offsets, so that a person can write and review it; here every anchor is found in the text of its document as
`factcheck.documents` loads it, and becomes a span with the numbers of its sentences. An anchor that is missing, or that
occurs more often than it may, is an error that names the file and the anchor. `seeds/README.md` describes the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError, model_validator

from evals.folders import SEEDS, seed_names, shown
from factcheck.documents import load
from factcheck.errors import InputError
from factcheck.records import Claim, Document, DriftKind, Evidence, Record, Relation, SkipReason, Span, VerdictName

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where PyYAML was built with it: the gold of all seeds in a tenth of the time."""


class SeedError(InputError):
    """A seed that cannot be used: one line that names the file and the anchor or field."""


class Topic(StrEnum):
    """What a seed covers. Every topic is covered by at least one seed of the repository."""

    PLAIN_AGREEMENT = "plain_agreement"
    CLEAN = "clean"
    REFORMATTED = "reformatted"
    NUMBER = "number"
    ROUNDING = "rounding"
    UNIT = "unit"
    SHARE_AS_TOTAL = "share_as_total"
    DATE = "date"
    VAGUER_DATE = "vaguer_date"
    SWAPPED_NAMES = "swapped_names"
    MISSPELT_NAME = "misspelt_name"
    WRONG_TITLE = "wrong_title"
    WRONG_ORGANISATION = "wrong_organisation"
    ALTERED_QUOTATION = "altered_quotation"
    EXTENDED_QUOTATION = "extended_quotation"
    MISATTRIBUTED_QUOTATION = "misattributed_quotation"
    TRIMMED_QUOTATION = "trimmed_quotation"
    SPLICED_QUOTATION = "spliced_quotation"
    QUOTED_PARAPHRASE = "quoted_paraphrase"
    INVENTED_QUOTATION = "invented_quotation"
    HIDDEN_NEGATION = "hidden_negation"
    DROPPED_HEDGE = "dropped_hedge"
    DROPPED_SPEAKER = "dropped_speaker"
    CHANGED_SPEAKER = "changed_speaker"
    NEGATION = "negation"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    CORRECTION = "correction"
    ALLEGATION = "allegation"
    NOT_MENTIONED = "not_mentioned"
    REPRINT = "reprint"
    INJECTION_PLAIN = "injection_plain"
    INJECTION_HIDDEN = "injection_hidden"
    OPINION = "opinion"
    PREDICTION = "prediction"
    QUESTION = "question"
    BOILERPLATE = "boilerplate"
    DUPLICATE = "duplicate"


class Conflict(StrEnum):
    """Why the sources of a disputed claim disagree."""

    VALUES_DIFFER = "values_differ"
    SUPERSEDED = "superseded"


Anchor = Annotated[str, Field(min_length=1)]


class GoldRelation(Record):
    """What one source says of a claim, with the verbatim stretches that show it; none when it is silent."""

    relation: Relation
    evidence: tuple[Anchor, ...] = ()

    @model_validator(mode="after")
    def _evidence_fits(self) -> GoldRelation:
        if (self.relation is Relation.SILENT) == bool(self.evidence):
            raise ValueError("a silent source has no evidence, any other has at least one stretch")
        return self


class GoldClaim(Record):
    """A claim that a careful checker takes from the story, with the verdict that the decision table gives."""

    id: str
    text: str
    sentences: Annotated[tuple[Anchor, ...], Field(min_length=1)]
    speaker: str | None = None
    hedge: str | None = None
    verdict: VerdictName
    conflict: Conflict | None = None
    sources: dict[str, GoldRelation]
    note: str | None = None

    @model_validator(mode="after")
    def _verdict_follows(self) -> GoldClaim:
        relations = {entry.relation for entry in self.sources.values()} - {Relation.SILENT}
        expected = {
            frozenset[Relation](): VerdictName.NOT_MENTIONED,
            frozenset({Relation.SUPPORTS}): VerdictName.SUPPORTED,
            frozenset({Relation.CONTRADICTS}): VerdictName.CONTRADICTED,
            frozenset({Relation.SUPPORTS, Relation.CONTRADICTS}): VerdictName.DISPUTED,
        }[frozenset(relations)]
        if self.verdict is not expected:
            raise ValueError(f"{self.id}: the relations give the verdict {expected}, not {self.verdict}")
        if (self.verdict is VerdictName.DISPUTED) != (self.conflict is not None):
            raise ValueError(f"{self.id}: a disputed claim, and no other, says its conflict")
        return self


class GoldSkip(Record):
    """A story sentence without a claim. `occurrence` picks one of several equal stretches, counted from 1."""

    sentence: Anchor
    reason: SkipReason
    duplicate_of: str | None = None
    occurrence: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _duplicate_fits(self) -> GoldSkip:
        if (self.reason is SkipReason.DUPLICATE) != (self.duplicate_of is not None):
            raise ValueError(f"“{self.sentence}”: a duplicate, and no other skip, says of which claim")
        return self


class GoldDrift(Record):
    """A planted difference that code can prove. `source` and `evidence` are None for a quotation that no source has."""

    kind: DriftKind
    label: Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
    story: Anchor
    source: str | None
    evidence: Anchor | None
    conflict: bool
    claim: str | None = None

    @model_validator(mode="after")
    def _source_fits(self) -> GoldDrift:
        if (self.source is None) != (self.evidence is None):
            raise ValueError(f"“{self.story}”: a drift has a source and evidence, or neither")
        return self


class GoldInjection(Record):
    """A stretch of a source's file that talks to the model. `hidden` when a reader of the page would not see it."""

    source: str
    text: Anchor
    hidden: bool


class Gold(Record):
    """The whole of a `gold.yaml`. `reprints` maps a reprinting source to the one it reprints."""

    covers: tuple[Topic, ...]
    reprints: dict[str, str] = Field(default_factory=dict)
    injections: tuple[GoldInjection, ...] = ()
    claims: Annotated[tuple[GoldClaim, ...], Field(min_length=1)]
    skipped: tuple[GoldSkip, ...]
    drifts: tuple[GoldDrift, ...]


@dataclass(frozen=True)
class SeedRelation:
    """What one source says of a claim, located: `evidence` are spans of the source, with their sentences."""

    relation: Relation
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class SeedClaim:
    """A gold claim, located. `sentences` are numbers of story sentences, ascending; `relations` goes by source name."""

    gold: GoldClaim
    sentences: tuple[int, ...]
    relations: dict[str, SeedRelation]


@dataclass(frozen=True)
class SeedSkip:
    """A skipped story sentence, located."""

    gold: GoldSkip
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class SeedDrift:
    """A planted drift, located: the stretch of the story, and the stretch of the source unless no source has it."""

    gold: GoldDrift
    story: Span
    source: Span | None


@dataclass(frozen=True)
class Seed:
    """A story with its sources and its gold. `sources` goes by file name, in the order of the file names."""

    name: str
    folder: Path
    story: Document
    sources: dict[str, Document]
    gold: Gold
    claims: tuple[SeedClaim, ...]
    skipped: tuple[SeedSkip, ...]
    drifts: tuple[SeedDrift, ...]

    def claim(self, claim_id: str) -> SeedClaim:
        """The claim with that id. Raises KeyError when there is none."""
        for claim in self.claims:
            if claim.gold.id == claim_id:
                return claim
        raise KeyError(claim_id)


def load_seed(path: Path) -> Seed:
    """The seed in the folder `path`, every anchor located. Raises SeedError naming the file and the anchor or field."""
    gold = _read_gold(path / "gold.yaml")
    story = _read_document(path / "story.md", "story")
    try:
        files = sorted((path / "sources").iterdir())
    except OSError as error:
        raise SeedError(f"{shown(path / 'sources')}: cannot be read: {error.strerror}") from error
    sources = {file.name: _read_document(file, f"s{number}") for number, file in enumerate(files, start=1)}
    _check_names(path, gold, sources)
    return Seed(
        name=path.name,
        folder=path,
        story=story,
        sources=sources,
        gold=gold,
        claims=tuple(_locate_claim(path, claim, story, sources) for claim in gold.claims),
        skipped=tuple(_locate_skip(path, skip, story) for skip in gold.skipped),
        drifts=tuple(_locate_drift(path, drift, story, sources) for drift in gold.drifts),
    )


def all_seeds(folder: Path = SEEDS) -> tuple[Seed, ...]:
    """Every seed of `folder`, by name. Raises SeedError as `load_seed` does."""
    return tuple(load_seed(folder / name) for name in seed_names(folder))


def gold_claims(seed: Seed) -> tuple[Claim, ...]:
    """The gold claims of a seed as the product's claims."""
    return tuple(
        Claim(
            id=claim.gold.id,
            text=claim.gold.text,
            sentences=claim.sentences,
            speaker=claim.gold.speaker,
            hedge=claim.gold.hedge,
        )
        for claim in seed.claims
    )


def _read_gold(file: Path) -> Gold:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  both loaders are safe
        return Gold.model_validate(content)
    except UnicodeDecodeError as error:
        raise SeedError(f"{shown(file)}: is not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise SeedError(f"{shown(file)}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{shown(file)}: is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SeedError(f"{shown(file)}: {where}: {first['msg']}") from error


def _read_document(file: Path, document_id: str) -> Document:
    """The document, with a place that is the same on every machine as its origin."""
    return load(str(file), id=document_id).model_copy(update={"origin": shown(file)})


def _check_names(path: Path, gold: Gold, sources: dict[str, Document]) -> None:
    """Every source and claim that the gold names exists, every claim speaks of every source, ids occur once."""
    file = shown(path / "gold.yaml")
    ids = [claim.id for claim in gold.claims]
    for claim_id in ids:
        if ids.count(claim_id) > 1:
            raise SeedError(f"{file}: the claim id {claim_id} is given to more than one claim")
    for claim in gold.claims:
        if set(claim.sources) != set(sources):
            raise SeedError(f"{file}: {claim.id} names the sources {sorted(claim.sources)}, not {sorted(sources)}")
    for name in _named_sources(gold):
        if name not in sources:
            raise SeedError(f"{file}: there is no source {name} in {shown(path / 'sources')}")
    for claim_id in _named_claims(gold):
        if claim_id not in ids:
            raise SeedError(f"{file}: there is no claim {claim_id}")


def _named_sources(gold: Gold) -> Iterator[str]:
    for reprint, original in gold.reprints.items():
        yield reprint
        yield original
    yield from (injection.source for injection in gold.injections)
    yield from (drift.source for drift in gold.drifts if drift.source is not None)


def _named_claims(gold: Gold) -> Iterator[str]:
    yield from (skip.duplicate_of for skip in gold.skipped if skip.duplicate_of is not None)
    yield from (drift.claim for drift in gold.drifts if drift.claim is not None)


def _locate_claim(path: Path, claim: GoldClaim, story: Document, sources: dict[str, Document]) -> SeedClaim:
    spans = [_locate(path / "story.md", anchor, story) for anchor in claim.sentences]
    relations = {
        name: SeedRelation(
            relation=claim.sources[name].relation,
            evidence=tuple(
                _evidence(path / "sources" / name, anchor, source) for anchor in claim.sources[name].evidence
            ),
        )
        for name, source in sources.items()
    }
    return SeedClaim(gold=claim, sentences=_numbers(story, spans), relations=relations)


def _locate_skip(path: Path, skip: GoldSkip, story: Document) -> SeedSkip:
    span = _locate(path / "story.md", skip.sentence, story, skip.occurrence)
    return SeedSkip(gold=skip, sentences=_numbers(story, [span]))


def _locate_drift(path: Path, drift: GoldDrift, story: Document, sources: dict[str, Document]) -> SeedDrift:
    source = None
    if drift.source is not None and drift.evidence is not None:
        source = _locate(path / "sources" / drift.source, drift.evidence, sources[drift.source])
    return SeedDrift(gold=drift, story=_locate(path / "story.md", drift.story, story), source=source)


def _evidence(file: Path, anchor: str, source: Document) -> Evidence:
    span = _locate(file, anchor, source)
    return Evidence(**span.model_dump(), sentences=_numbers(source, [span]))


def _numbers(document: Document, spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(sorted({number for span in spans for number in document.sentences_within(span.start, span.end)}))


def _locate(file: Path, anchor: str, document: Document, occurrence: int | None = None) -> Span:
    """The only place of `anchor` in the document, or the one that `occurrence` (from 1) picks."""
    starts = list(_starts(anchor, document.text))
    wanted = occurrence or 1
    if len(starts) < wanted:
        raise SeedError(f"{shown(file)}: the anchor “{anchor}” occurs {len(starts)} times in the text, not {wanted}")
    if occurrence is None and len(starts) > 1:
        raise SeedError(f"{shown(file)}: the anchor “{anchor}” occurs {len(starts)} times in the text, not once")
    start = starts[wanted - 1]
    return document.span(start, start + len(anchor))


def _starts(anchor: str, text: str) -> Iterator[int]:
    start = text.find(anchor)
    while start >= 0:
        yield start
        start = text.find(anchor, start + 1)
