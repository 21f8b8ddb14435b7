"""What another prompt changes on one story: a step's answers with the old and the new prompt, side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.changes.matching import Telling, match
from factcheck.records import Claim, Comparison, Document, Failure, FailureKind, Relation, SentenceOutcome, Usage

PairId = tuple[str, str]
"""The ids of a claim and of a source."""


@dataclass(frozen=True)
class TrialCost:
    """The cost of a trial: `usage` when its answers were first given, `paid` this run's part, `seconds` waited."""

    usage: Usage
    paid: Usage
    seconds: float


@dataclass(frozen=True)
class ExtractTrial:
    """A prompt's claims in a story, with one outcome per sentence."""

    claims: tuple[Claim, ...]
    coverage: tuple[SentenceOutcome, ...]
    cost: TrialCost

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The sentences without an answer."""
        return tuple(outcome.failure for outcome in self.coverage if outcome.failure is not None)


@dataclass(frozen=True)
class CompareTrial:
    """The sources' relations to some claims by a prompt: one result per claim and source."""

    results: Mapping[PairId, Comparison | Failure]
    cost: TrialCost

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The pairs without an answer."""
        return tuple(result for result in self.results.values() if isinstance(result, Failure))

    def right(self, gold: Mapping[PairId, Relation]) -> int:
        """How many of the comparisons in `gold` have its relation. A failure is not right."""
        return sum(answered_relation(self.results[pair]) is relation for pair, relation in gold.items())


@dataclass(frozen=True)
class Retold:
    """A claim that both prompts find but tell differently: its words, speaker, hedge or sentences differ."""

    old: Claim
    new: Claim


@dataclass(frozen=True)
class Resettled:
    """A sentence with a new outcome: claims, skipped for a reason, or failed."""

    old: SentenceOutcome
    new: SentenceOutcome


@dataclass(frozen=True)
class ExtractChanges:
    """A new prompt's changes to the claims of a story. `unchanged` counts the claims that stay as they are."""

    appeared: tuple[Claim, ...]
    vanished: tuple[Claim, ...]
    retold: tuple[Retold, ...]
    resettled: tuple[Resettled, ...]
    unchanged: int


@dataclass(frozen=True)
class PairChange:
    """A claim and a source with a new result.

    `relation` is true if the relation, or the kind of failure, changed; `confidence` if the relation is the same and
    its confidence moved by the least amount or more; `evidence` if both point to sentences, but to different ones.
    """

    claim: Claim
    source: Document
    old: Comparison | Failure
    new: Comparison | Failure
    relation: bool
    confidence: bool
    evidence: bool


def extract_changes(story: Document, old: ExtractTrial, new: ExtractTrial) -> ExtractChanges:
    """What changed from `old` to `new`. Claims are paired as `factcheck.changes.matching` pairs those of two reports."""
    pairs = match([_telling(story, claim) for claim in old.claims], [_telling(story, claim) for claim in new.claims])
    both = [(old.claims[pair.old], new.claims[pair.new]) for pair in pairs]
    kept, found = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    retold = tuple(Retold(before, after) for before, after in both if _told(before) != _told(after))
    return ExtractChanges(
        appeared=tuple(claim for place, claim in enumerate(new.claims) if place not in found),
        vanished=tuple(claim for place, claim in enumerate(old.claims) if place not in kept),
        retold=retold,
        resettled=tuple(
            Resettled(before, after)
            for before, after in zip(old.coverage, new.coverage, strict=True)
            if _settled(before) != _settled(after)
        ),
        unchanged=len(both) - len(retold),
    )


def compare_changes(
    claims: Sequence[Claim],
    sources: Sequence[Document],
    old: CompareTrial,
    new: CompareTrial,
    least: float,
) -> tuple[PairChange, ...]:
    """The pairs that changed, claim by claim. `least` is the difference of confidences, 0 to 1, that counts as one."""
    changes = (
        _pair_change(claim, source, old.results[claim.id, source.id], new.results[claim.id, source.id], least)
        for claim in claims
        for source in sources
    )
    return tuple(change for change in changes if change.relation or change.confidence or change.evidence)


def answered_relation(result: Comparison | Failure) -> Relation | None:
    """The relation; None for a failure."""
    return result.relation if isinstance(result, Comparison) else None


def pointed_to(result: Comparison | Failure) -> tuple[int, ...]:
    """The numbers of the evidence sentences of the source, ascending."""
    if isinstance(result, Failure):
        return ()
    return tuple(sorted({number for evidence in result.evidence for number in evidence.sentences}))


def _pair_change(
    claim: Claim, source: Document, old: Comparison | Failure, new: Comparison | Failure, least: float
) -> PairChange:
    relation = _said(old) != _said(new)
    before, after = pointed_to(old), pointed_to(new)
    return PairChange(
        claim=claim,
        source=source,
        old=old,
        new=new,
        relation=relation,
        confidence=not relation and _distance(old, new) >= least,
        evidence=bool(before and after) and before != after,
    )


def _said(result: Comparison | Failure) -> Relation | FailureKind:
    return result.relation if isinstance(result, Comparison) else result.kind


def _distance(old: Comparison | Failure, new: Comparison | Failure) -> float:
    """How far apart the confidences are, 0 to 1."""
    if isinstance(old, Failure) or isinstance(new, Failure):
        return 0.0
    # Rounded, so that 0.9 - 0.8, which is a little less than 0.1 in binary, counts as 0.1.
    return round(abs(new.confidence - old.confidence), 6)


def _telling(story: Document, claim: Claim) -> Telling:
    return Telling(claim.text, " ".join(map(story.sentence_text, claim.sentences)))


def _told(claim: Claim) -> tuple[object, ...]:
    return claim.text, claim.speaker, claim.hedge, claim.sentences


def _settled(outcome: SentenceOutcome) -> tuple[object, ...]:
    return outcome.outcome, outcome.reason, outcome.failure.kind if outcome.failure else None
