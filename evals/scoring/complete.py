"""Is everything that gold takes from a story there, and what gold leaves out left out?"""

from __future__ import annotations

from collections.abc import Sequence

from evals import reading
from evals.matcher import covering, covers, stated_by_extraction, stated_by_gold
from evals.outcomes import Extracted
from evals.scores import CaseScores
from evals.scoring.tally import named, tally
from evals.seeds import GoldClaim, GoldSkip, Seed, SeedClaim
from factcheck.records import Claim, Document, SentenceOutcome


def complete(seed: Seed, extracted: Extracted) -> CaseScores:
    """The completeness of an extraction. What a failed sentence would have said is neither found nor missed."""
    story = seed.story
    outcomes = {outcome.number: outcome for outcome in extracted.coverage}
    failed = {number for number, outcome in outcomes.items() if outcome.outcome == "failed"}
    claims, gold = stated_by_extraction(extracted, story), stated_by_gold(seed)
    asked = [
        (claim, [extracted.claims[place] for place in covering(one, claims)])
        for claim, one in zip(seed.claims, gold, strict=True)
        if not failed.issuperset(claim.sentences)
    ]
    found = [(claim, covered_by) for claim, covered_by in asked if covered_by]
    in_gold = (any(covers(claim, one) or covers(one, claim) for one in gold) for claim in claims)
    skips = [(skip.gold, number) for skip in seed.skipped for number in skip.sentences if number not in failed]
    skipped = [(skip, outcomes[number]) for skip, number in skips if _is_skipped(outcomes.get(number))]
    return CaseScores(
        eval="complete",
        case=seed.name,
        scores=(
            tally("complete.claims_found", ((bool(by), _named(claim.gold)) for claim, by in asked)),
            tally("complete.claims_in_gold", zip(in_gold, map(named, extracted.claims), strict=True)),
            tally("complete.speakers_kept", (_speaker(story, claim, by) for claim, by in found if claim.gold.speaker)),
            tally("complete.hedges_kept", (_hedge(claim.gold, by) for claim, by in found if claim.gold.hedge)),
            tally("complete.skips_skipped", ((_is_skipped(outcomes.get(n)), _sentence(story, n)) for _, n in skips)),
            tally("complete.skip_reasons", (_reason(story, skip, outcome) for skip, outcome in skipped)),
            tally(
                "complete.sentences_accounted",
                (
                    (_is_accounted(s.number, extracted), _sentence(story, s.number))
                    for s in story.sentences
                    if s.number not in failed
                ),
            ),
        ),
        failures=len(failed),
    )


def _is_skipped(outcome: SentenceOutcome | None) -> bool:
    return outcome is not None and outcome.outcome == "skipped"


def _reason(story: Document, gold: GoldSkip, outcome: SentenceOutcome) -> tuple[bool, str]:
    return outcome.reason is gold.reason, f"{_sentence(story, outcome.number)}: {outcome.reason}, not {gold.reason}"


def _named(gold: GoldClaim) -> str:
    return f"{gold.id} “{gold.text}”"


def _sentence(story: Document, number: int) -> str:
    return f"[{number}] “{story.sentence_text(number)}”"


def _speaker(story: Document, claim: SeedClaim, found: Sequence[Claim]) -> tuple[bool, str]:
    sentences = " ".join(map(story.sentence_text, claim.sentences))
    kept = any(_says(claim.gold.speaker or "", one, sentences, story) for one in found)
    others = " / ".join(one.speaker or "nobody" for one in found)
    return kept, f"{_named(claim.gold)}: {claim.gold.speaker}, not {others}"


def _says(speaker: str, claim: Claim, sentences: str, story: Document) -> bool:
    """Whether the claim is said by `speaker`, or by whom the story's own sentences describe without a name."""
    by = claim.speaker or reading.reported_by(claim.text)
    if by is None:
        return False
    words = reading.stems(by)
    described = bool(words) and words <= reading.stems(sentences) and not reading.names(f"By {by}", story.text)
    return bool(words & reading.stems(speaker)) or described


def _hedge(gold: GoldClaim, found: Sequence[Claim]) -> tuple[bool, str]:
    kept = any((gold.hedge or "").casefold() in claim.text.casefold() or reading.hedge(claim.text) for claim in found)
    return kept, f"{_named(gold)}: “{gold.hedge}” is lost in “{found[0].text}”"


def _is_accounted(number: int, extracted: Extracted) -> bool:
    """Whether there is one outcome for the sentence, with claims that exist or a reason."""
    outcomes = [outcome for outcome in extracted.coverage if outcome.number == number]
    known = {claim.id for claim in extracted.claims}
    if len(outcomes) != 1:
        return False
    outcome = outcomes[0]
    if outcome.outcome == "claims":
        return bool(outcome.claims) and known.issuperset(outcome.claims)
    return outcome.reason is not None
