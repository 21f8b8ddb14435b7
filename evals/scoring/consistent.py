"""Does the same story give the same claims again: in repeated samples, and after changes that leave its meaning alone?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from evals.matcher import Stated, agreement, pairs, stated_by_extraction
from evals.outcomes import Extracted, Related, Varied, worded
from evals.scores import CaseScores, Score
from evals.scoring.tally import mean
from evals.seeds import Seed
from factcheck.records import Claim, Document, Failure, Relation


@dataclass(frozen=True)
class _Reading:
    """One extraction, in the sentence numbers of the seed's story.

    `heard` are the sentences that the story had and that did not fail; only on them can two readings be compared.
    """

    name: str
    claims: tuple[Claim, ...]
    stated: tuple[Stated, ...]
    heard: frozenset[int]
    skipped: frozenset[int]
    failures: int

    def comparable(self, other: _Reading) -> list[int]:
        """The places of the claims that the other reading could have made."""
        return [place for place, claim in enumerate(self.stated) if claim.sentences & other.heard]


def consistent(
    seed: Seed, plain: Extracted, samples: Sequence[Extracted], variants: Mapping[str, Varied], related: Related
) -> CaseScores:
    """The agreement of the samples with each other, and of each variant with `plain`, the story's own extraction.

    What failed, or was dropped from a variant, takes no part. Relations are compared where both wordings were asked.
    """
    drawn = [_reading(seed.story, f"sample {n}", sample) for n, sample in enumerate(samples, start=1)]
    changed = [_reading(seed.story, name, varied.extracted, varied.numbers) for name, varied in variants.items()]
    own = _reading(seed.story, "the story", plain)
    of_samples = list(combinations(drawn, 2))
    of_variants = [(own, variant) for variant in changed]
    return CaseScores(
        eval="consistent",
        case=seed.name,
        scores=(
            mean("consistent.claims_samples", _present(map(_claims, of_samples)), _flickering(drawn)),
            mean("consistent.claims_variants", _present(map(_claims, of_variants)), _moved(of_variants)),
            mean("consistent.skips_samples", _present(map(_skips, of_samples)), _skip_lines(seed.story, of_samples)),
            mean("consistent.skips_variants", _present(map(_skips, of_variants)), _skip_lines(seed.story, of_variants)),
            _relations("consistent.relations_samples", seed, of_samples, related),
            _relations("consistent.relations_variants", seed, of_variants, related),
        ),
        failures=sum(reading.failures for reading in (own, *drawn, *changed))
        + sum(isinstance(relation, Failure) for relation in related.relations.values()),
    )


def _reading(story: Document, name: str, extracted: Extracted, numbers: Mapping[int, int] | None = None) -> _Reading:
    own = {outcome.number: numbers[outcome.number] if numbers else outcome.number for outcome in extracted.coverage}
    by_outcome = {
        kind: frozenset(own[outcome.number] for outcome in extracted.coverage if outcome.outcome == kind)
        for kind in ("claims", "skipped", "failed")
    }
    return _Reading(
        name=name,
        claims=extracted.claims,
        stated=stated_by_extraction(extracted, story, numbers),
        heard=by_outcome["claims"] | by_outcome["skipped"],
        skipped=by_outcome["skipped"],
        failures=len(by_outcome["failed"]),
    )


def _paired(ours: _Reading, theirs: _Reading) -> list[tuple[int, int]]:
    """The places of the same claims in both, of those that both could have made."""
    mine, yours = ours.comparable(theirs), theirs.comparable(ours)
    found = pairs([ours.stated[place] for place in mine], [theirs.stated[place] for place in yours])
    return [(mine[i], yours[j]) for i, j in found]


def _claims(readings: tuple[_Reading, _Reading]) -> float | None:
    ours, theirs = readings
    return agreement(
        [ours.stated[place] for place in ours.comparable(theirs)],
        [theirs.stated[place] for place in theirs.comparable(ours)],
    )


def _skips(readings: tuple[_Reading, _Reading]) -> float | None:
    """How far the skipped sentences agree (Dice), of the sentences that both heard."""
    ours, theirs = readings
    heard = ours.heard & theirs.heard
    skips = len(ours.skipped & heard) + len(theirs.skipped & heard)
    return 2 * len(ours.skipped & theirs.skipped) / skips if skips else None


def _present(values: Iterable[float | None]) -> Iterator[float]:
    return (value for value in values if value is not None)


def _flickering(samples: Sequence[_Reading]) -> Iterator[str]:
    """The claims that some samples have and others that heard their sentences have not, each once."""
    groups: list[dict[int, int]] = []
    """For each claim, by sample, its place in that sample."""
    for sample, reading in enumerate(samples):
        known = [samples[first].stated[group[first]] for group in groups for first in [min(group)]]
        again = {place: group for group, place in pairs(known, reading.stated)}
        for place in range(len(reading.stated)):
            if place in again:
                groups[again[place]][sample] = place
            else:
                groups.append({sample: place})
    for group in groups:
        first, place = min(group.items())
        claim = samples[first].stated[place]
        could = [sample for sample, reading in enumerate(samples) if sample in group or claim.sentences & reading.heard]
        if len(group) < len(could):
            yield f"{_named(claim)} in {len(group)} of {len(could)} samples"


def _moved(readings: Iterable[tuple[_Reading, _Reading]]) -> Iterator[str]:
    """The claims that a variant lost or made anew."""
    for own, variant in readings:
        paired = _paired(own, variant)
        for place in own.comparable(variant):
            if place not in {i for i, _ in paired}:
                yield f"{variant.name}: lost {_named(own.stated[place])}"
        for place in variant.comparable(own):
            if place not in {j for _, j in paired}:
                yield f"{variant.name}: new {_named(variant.stated[place])}"


def _skip_lines(story: Document, readings: Iterable[tuple[_Reading, _Reading]]) -> Iterator[str]:
    """The sentences that are skipped in one reading and not in another, each once, in story order."""
    found = {n for one, other in readings for n in (one.skipped ^ other.skipped) & one.heard & other.heard}
    return (f"[{number}] “{story.sentence_text(number)}”" for number in sorted(found))


def _relations(metric: str, seed: Seed, readings: Iterable[tuple[_Reading, _Reading]], related: Related) -> Score:
    """The mean over pairs of readings of the share of (same claim, source) with the same relation."""
    shares = []
    missed: dict[str, None] = {}
    for ours, theirs in readings:
        asked = list(_both_asked(seed, ours, theirs, related))
        if asked:
            shares.append(sum(one == other for one, other, _ in asked) / len(asked))
            missed |= dict.fromkeys(line for one, other, line in asked if one != other)
    return mean(metric, shares, missed)


def _both_asked(
    seed: Seed, ours: _Reading, theirs: _Reading, related: Related
) -> Iterator[tuple[Relation, Relation, str]]:
    for i, j in _paired(ours, theirs):
        for source in seed.sources:
            one, other = (related.relations.get((worded(c), source)) for c in (ours.claims[i], theirs.claims[j]))
            if isinstance(one, Relation) and isinstance(other, Relation):
                yield one, other, f"{source}: {one}, of “{ours.claims[i].text}”; {other}, of “{theirs.claims[j].text}”"


def _named(claim: Stated) -> str:
    return f"“{claim.text}” (sentence {', '.join(map(str, sorted(claim.sentences)))})"
