"""Are relations, evidence, verdicts and proven differences what gold says?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.outcomes import Compared
from evals.scores import CaseScores, Score
from evals.scoring.tally import mean, tally
from evals.seeds import GoldClaim, Seed, SeedClaim, SeedDrift, gold_claims
from factcheck.drift import find_quotation_drift
from factcheck.records import Comparison, Drift, DriftKind, Failure, Relation, Span, Verdict, VerdictName
from factcheck.verdict.judge import judge

CONFLICTS = frozenset({VerdictName.CONTRADICTED, VerdictName.DISPUTED})
"""The verdicts that send a checker back to the story."""


@dataclass(frozen=True)
class _Pair:
    """What one source says of a gold claim; `drifts` are the findings between the two, or that no source has a quotation."""

    claim: SeedClaim
    source: str
    result: Comparison
    drifts: tuple[Drift, ...]

    @property
    def gold(self) -> Relation:
        return self.claim.relations[self.source].relation

    @property
    def name(self) -> str:
        return f"{self.claim.gold.id} “{self.claim.gold.text}” × {self.source}"


def right(seed: Seed, compared: Compared) -> CaseScores:
    """How right the comparisons of the gold claims are. A failure is not an answer, so neither right nor wrong.

    Raises KeyError when a gold claim was not compared with a source.
    """
    quotations = find_quotation_drift(seed.story, list(seed.sources.values()))
    verdicts = verdicts_of(seed, compared)
    pairs = list(_pairs(seed, compared, verdicts))
    drifts = [*quotations, *(drift for verdict in verdicts for drift in verdict.drifts)]
    same_relation = [pair for pair in pairs if pair.result.relation is pair.gold is not Relation.SILENT]
    recalls = {relation: _recall(pairs, relation) for relation in Relation}
    judged = [
        (claim.gold, verdict) for claim, verdict in zip(seed.claims, verdicts, strict=True) if not verdict.failures
    ]
    return CaseScores(
        eval="right",
        case=seed.name,
        scores=(
            tally("right.relations", ((p.result.relation is p.gold, _relation_line(p)) for p in pairs)),
            mean("right.relations_balanced", (s.value for s in recalls.values() if s.value is not None)),
            *recalls.values(),
            tally("right.evidence_found", (part for pair in same_relation for part in _evidence_found(pair))),
            tally("right.evidence_precise", (part for pair in same_relation for part in _evidence_precise(seed, pair))),
            tally("right.verdicts", _verdict_parts(judged)),
            tally("right.greens_right", _green_parts(judged, by_gold=False)),
            tally("right.greens_found", _green_parts(judged, by_gold=True)),
            tally("right.conflicts_found", _conflict_parts(judged, by_gold=True)),
            tally("right.conflicts_precise", _conflict_parts(judged, by_gold=False)),
            tally("right.drifts_found", _planted(seed, drifts, compared)),
            tally("right.no_false_alarm", _clean(seed, pairs)),
        ),
        failures=sum(isinstance(result, Failure) for result in compared.results.values()),
    )


def verdicts_of(seed: Seed, compared: Compared) -> list[Verdict]:
    """One verdict per gold claim, come by as the product comes by it."""
    sources = list(seed.sources.values())
    quotations = find_quotation_drift(seed.story, sources)
    return [
        judge(claim, seed.story, sources, [compared.results[claim.id, name] for name in seed.sources], quotations)
        for claim in gold_claims(seed)
    ]


def _pairs(seed: Seed, compared: Compared, verdicts: Iterable[Verdict]) -> Iterator[_Pair]:
    for claim, verdict in zip(seed.claims, verdicts, strict=True):
        for name, source in seed.sources.items():
            result = compared.results[claim.gold.id, name]
            if isinstance(result, Comparison):
                own = (d for d in verdict.drifts if d.source is None or d.source.document == source.id)
                yield _Pair(claim, name, result, tuple(own))


def _relation_line(pair: _Pair) -> str:
    return f"{pair.name}: {pair.result.relation}, not {pair.gold}"


def _recall(pairs: Iterable[_Pair], relation: Relation) -> Score:
    """Of the pairs with that relation in gold, those with that answer."""
    of = [pair for pair in pairs if pair.gold is relation]
    return tally(f"right.{relation}_found", ((pair.result.relation is relation, _relation_line(pair)) for pair in of))


def _gold_evidence(pair: _Pair) -> set[int]:
    return {n for evidence in pair.claim.relations[pair.source].evidence for n in evidence.sentences}


def _answered_evidence(pair: _Pair) -> set[int]:
    return {n for evidence in pair.result.evidence for n in evidence.sentences}


def _evidence_found(pair: _Pair) -> Iterator[tuple[bool, str]]:
    answered = _answered_evidence(pair)
    for number in sorted(_gold_evidence(pair)):
        yield number in answered, f"{pair.name}: sentence {number} is not shown"


def _evidence_precise(seed: Seed, pair: _Pair) -> Iterator[tuple[bool, str]]:
    gold = _gold_evidence(pair)
    for number in sorted(_answered_evidence(pair)):
        text = seed.sources[pair.source].sentence_text(number)
        yield number in gold, f"{pair.name}: shows sentence {number} “{text}”"


def _verdict_parts(judged: Iterable[tuple[GoldClaim, Verdict]]) -> Iterator[tuple[bool, str]]:
    for gold, verdict in judged:
        yield verdict.verdict is gold.verdict, _verdict_line(gold, verdict)


def _green_parts(judged: Iterable[tuple[GoldClaim, Verdict]], *, by_gold: bool) -> Iterator[tuple[bool, str]]:
    """The claims that are supported in gold, or else those that are shown so; a hit is one that is both."""
    for gold, verdict in judged:
        right, said = gold.verdict is VerdictName.SUPPORTED, verdict.verdict is VerdictName.SUPPORTED
        if right if by_gold else said:
            yield right and said, _verdict_line(gold, verdict)


def _conflict_parts(judged: Iterable[tuple[GoldClaim, Verdict]], *, by_gold: bool) -> Iterator[tuple[bool, str]]:
    """The claims that are a conflict in gold, or else those with such a verdict; a hit is one that is both."""
    for gold, verdict in judged:
        wrong, said = gold.verdict in CONFLICTS, verdict.verdict in CONFLICTS
        if wrong if by_gold else said:
            yield wrong and said, _verdict_line(gold, verdict)


def _verdict_line(gold: GoldClaim, verdict: Verdict) -> str:
    return f"{gold.id} “{gold.text}”: {verdict.verdict}, not {gold.verdict}"


def _planted(seed: Seed, found: Sequence[Drift], compared: Compared) -> Iterator[tuple[bool, str]]:
    """Each planted drift, but where every comparison that could have led to it failed."""
    for planted in seed.drifts:
        gold = planted.gold
        could = [claim for claim in seed.claims if set(claim.sentences) & set(_sentences(seed, planted.story))]
        if gold.kind is not DriftKind.QUOTATION and gold.source is not None:
            results = [compared.results[claim.gold.id, gold.source] for claim in could]
            if results and all(isinstance(result, Failure) for result in results):
                continue
        line = f"{gold.kind} {gold.label} “{gold.story}” against {gold.source or 'any source'}"
        yield any(_is_found(planted, drift) for drift in found), line


def _is_found(planted: SeedDrift, drift: Drift) -> bool:
    """Whether the finding is of the planted kind and shares a character with it in the story, and names its source.

    A quotation is compared with all sources at once, so a finding on it may name any source that comes close.
    """
    if drift.kind is not planted.gold.kind or not _overlap(drift.story, planted.story):
        return False
    if drift.kind is DriftKind.QUOTATION or planted.source is None:
        return True
    return drift.source is not None and drift.source.document == planted.source.document


def _clean(seed: Seed, pairs: Iterable[_Pair]) -> Iterator[tuple[bool, str]]:
    """The pairs whose evidence was compared and between which nothing is planted; a hit is one without a finding."""
    for pair in pairs:
        if not pair.result.evidence or any(_concerns(seed, planted, pair) for planted in seed.drifts):
            continue
        messages = "; ".join(drift.message for drift in pair.drifts)
        yield not pair.drifts, f"{pair.name}: {messages}"


def _concerns(seed: Seed, planted: SeedDrift, pair: _Pair) -> bool:
    """Whether a planted drift lies in the claim's sentences, against this source; a quotation's, against any."""
    if not set(_sentences(seed, planted.story)) & set(pair.claim.sentences):
        return False
    return planted.gold.kind is DriftKind.QUOTATION or planted.gold.source == pair.source


def _sentences(seed: Seed, span: Span) -> tuple[int, ...]:
    return seed.story.sentences_within(span.start, span.end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
