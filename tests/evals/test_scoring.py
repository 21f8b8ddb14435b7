"""Scores of extractions and of samples made by hand, where the right number is known."""

from __future__ import annotations

import pytest

from evals.outcomes import Extracted, Judged, Related, Varied, worded
from evals.scoring.complete import complete
from evals.scoring.consistent import consistent
from evals.scoring.faithful import faithful
from evals.seeds import Seed
from factcheck.documents import from_text
from factcheck.records import Claim, Relation, SentenceOutcome, SkipReason
from tests.evals.small_seed import (
    changed,
    failure,
    gold_extraction,
    parts,
    score,
)


def claim(text: str, number: int, *, id: str = "c9", speaker: str | None = None) -> Claim:
    return Claim(id=id, text=text, sentences=(number,), speaker=speaker)


def judged(extracted: Extracted, **answers: float) -> Judged:
    return Judged({one.id: answers.get(one.id, 1.0) for one in extracted.claims})


# faithful


def test_gold_is_faithful(seed: Seed) -> None:
    extracted = gold_extraction(seed)
    scores = faithful(seed, extracted, judged(extracted), 0.5)
    assert (scores.eval, scores.case, scores.failures) == ("faithful", "ferry", 0)
    for metric in ("faithful.spans", "faithful.nothing_added", "faithful.entailed"):
        assert parts(scores, metric) == (4, 4)


@pytest.mark.parametrize("sentences", [(), (7,), (0,), (3, 2), (2, 2)])
def test_a_claim_without_exact_sentences_is_no_hit_and_asked_nothing_more(
    seed: Seed, sentences: tuple[int, ...]
) -> None:
    extracted = gold_extraction(seed)
    wrong = Claim(id="c9", text="The Alder was built in 2011.", sentences=sentences)
    scores = faithful(seed, Extracted((*extracted.claims, wrong), extracted.coverage), judged(extracted), 0.5)
    assert parts(scores, "faithful.spans") == (4, 5)
    assert parts(scores, "faithful.nothing_added") == (4, 4)
    assert score(scores, "faithful.spans").missed == ("c9 “The Alder was built in 2011.”",)


def test_a_claim_in_its_sentence_s_wording_has_these_very_words(seed: Seed) -> None:
    extracted = gold_extraction(seed)
    own = Claim(id="c8", text="Fares will rise to £12 in May.", sentences=(4,), wording="sentence")
    other = Claim(id="c9", text="Fares will rise to £12.", sentences=(4,), wording="sentence")
    both = Extracted((own, other), extracted.coverage)
    assert parts(faithful(seed, both, judged(both), 0.5), "faithful.spans") == (1, 2)


@pytest.mark.parametrize(
    ("text", "number", "fault"),
    [
        ("The Alder was built in 2011 in Tarnmouth.", 2, "adds “Tarnmouth”"),
        ("The Alder can carry 190 passengers.", 2, "adds “190”"),
        ("The Alder is “a lovely old ship”.", 5, "quotes “a lovely old ship”, which nobody says"),
        # 700 stands in the context, so that code must find that the sentence says 180.
        ("The Alder can carry 700 passengers.", 2, "180"),
    ],
)
def test_what_sentences_and_context_lack_is_an_addition(seed: Seed, text: str, number: int, fault: str) -> None:
    extracted = changed(gold_extraction(seed), number, claim(text, number))
    found = score(faithful(seed, extracted, judged(extracted), 0.5), "faithful.nothing_added")
    assert found.of - found.hits == 1
    assert found.missed[0].startswith(f"c9 “{text}”: ")
    assert fault in found.missed[0]


def test_a_name_from_a_sentence_nearby_is_no_addition(seed: Seed) -> None:
    extracted = changed(gold_extraction(seed), 5, claim("The Alder is a lovely ship.", 5))
    assert parts(faithful(seed, extracted, judged(extracted), 0.5), "faithful.nothing_added") == (5, 5)


def test_entailment_is_judged_at_the_operating_point_and_a_failure_counts_apart(seed: Seed) -> None:
    extracted = gold_extraction(seed)
    answers = Judged({"g1": 0.7, "g2": 0.6, "g3": 0.4, "g4": failure("g4")})
    scores = faithful(seed, extracted, answers, 0.6)
    assert parts(scores, "faithful.entailed") == (2, 3)
    assert score(scores, "faithful.entailed").missed[0].endswith(": 0.40")
    assert scores.failures == 1
    assert parts(faithful(seed, extracted, answers, 0.65), "faithful.entailed") == (1, 3)


# complete


def test_gold_is_complete(seed: Seed) -> None:
    scores = complete(seed, gold_extraction(seed))
    assert {one.metric: (one.hits, one.of) for one in scores.scores} == {
        "complete.claims_found": (4, 4),
        "complete.claims_in_gold": (4, 4),
        "complete.speakers_kept": (1, 1),
        "complete.hedges_kept": (1, 1),
        "complete.skips_skipped": (3, 3),
        "complete.skip_reasons": (3, 3),
        "complete.sentences_accounted": (6, 6),
    }


def test_a_claim_that_is_missing_and_one_that_gold_has_not(seed: Seed) -> None:
    extracted = changed(gold_extraction(seed), 2, claim("The Alder was built in 2011.", 2, id="c8"))
    extracted = changed(extracted, 5, claim("The ship is lovely.", 5))
    scores = complete(seed, extracted)
    assert parts(scores, "complete.claims_found") == (3, 4)
    assert score(scores, "complete.claims_found").missed == ("g2 “The Alder can carry 180 passengers.”",)
    assert parts(scores, "complete.claims_in_gold") == (3, 4)
    assert score(scores, "complete.claims_in_gold").missed == ("c9 “The ship is lovely.”",)
    assert parts(scores, "complete.skips_skipped") == (2, 3)
    assert score(scores, "complete.skips_skipped").missed == ("[5] “What a lovely ship it is!”",)


def test_a_claim_without_exact_sentences_finds_nothing(seed: Seed) -> None:
    extracted = changed(gold_extraction(seed), 4, reason=SkipReason.PREDICTION)
    astray = claim("Fares will rise to £12 in May.", 99)
    scores = complete(seed, Extracted((*extracted.claims, astray), extracted.coverage))
    assert parts(scores, "complete.claims_found") == (3, 4)
    assert parts(scores, "complete.claims_in_gold") == (3, 4)


def test_one_claim_may_say_two_of_gold(seed: Seed) -> None:
    whole = claim("The Alder was built in 2011 and can carry 180 passengers.", 2)
    scores = complete(seed, changed(gold_extraction(seed), 2, whole))
    assert parts(scores, "complete.claims_found") == (4, 4)
    assert parts(scores, "complete.claims_in_gold") == (3, 3)


@pytest.mark.parametrize(
    ("text", "speaker", "speakers", "hedges"),
    [
        ("About 700 islanders signed a letter.", "Ida Marsh", 1, 1),
        ("About 700 islanders signed a letter.", "Marsh", 1, 1),
        ("About 700 islanders signed a letter, Ida Marsh said.", None, 1, 1),
        ("About 700 islanders signed a letter.", None, 0, 1),
        ("About 700 islanders signed a letter.", "Nell Ashby", 0, 1),
        ("700 islanders signed a letter.", "Ida Marsh", 1, 0),
        ("Around 700 islanders signed a letter.", "Ida Marsh", 1, 1),
    ],
)
def test_speakers_and_hedges_of_found_claims(
    seed: Seed, text: str, speaker: str | None, speakers: int, hedges: int
) -> None:
    scores = complete(seed, changed(gold_extraction(seed), 3, claim(text, 3, speaker=speaker)))
    assert parts(scores, "complete.claims_found") == (4, 4)
    assert parts(scores, "complete.speakers_kept") == (speakers, 1)
    assert parts(scores, "complete.hedges_kept") == (hedges, 1)


def test_a_lost_claim_is_not_blamed_for_its_speaker_too(seed: Seed) -> None:
    scores = complete(seed, changed(gold_extraction(seed), 3, reason=SkipReason.OPINION))
    assert parts(scores, "complete.claims_found") == (3, 4)
    assert parts(scores, "complete.speakers_kept") == (0, 0)
    assert score(scores, "complete.speakers_kept").value is None


def test_a_reason_is_asked_of_skipped_sentences_only(seed: Seed) -> None:
    extracted = changed(gold_extraction(seed), 5, claim("The ship is lovely.", 5))
    extracted = changed(extracted, 6, reason=SkipReason.OPINION)
    scores = complete(seed, extracted)
    assert parts(scores, "complete.skips_skipped") == (2, 3)
    assert parts(scores, "complete.skip_reasons") == (1, 2)
    assert score(scores, "complete.skip_reasons").missed == ("[6] “Will it pay?”: opinion, not question",)


def test_a_failed_sentence_counts_apart(seed: Seed) -> None:
    scores = complete(seed, changed(changed(gold_extraction(seed), 4), 6))
    assert scores.failures == 2
    assert parts(scores, "complete.claims_found") == (3, 3)
    assert parts(scores, "complete.skips_skipped") == (2, 2)
    assert parts(scores, "complete.sentences_accounted") == (4, 4)


def test_every_sentence_has_one_outcome_with_claims_that_exist_or_a_reason(seed: Seed) -> None:
    extracted = gold_extraction(seed)
    twice = SentenceOutcome(number=2, outcome="claims", claims=("g1",))
    unknown = SentenceOutcome(number=3, outcome="claims", claims=("g99",))
    without = SentenceOutcome(number=4, outcome="skipped")
    kept = [outcome for outcome in extracted.coverage if outcome.number in (1, 2, 5)]
    scores = complete(seed, Extracted(extracted.claims, (*kept, twice, unknown, without)))
    found = score(scores, "complete.sentences_accounted")
    assert (found.hits, found.of) == (2, 6)
    assert [line[:3] for line in found.missed] == ["[2]", "[3]", "[4]", "[6]"]


# consistent


def test_equal_samples_and_variants_agree(seed: Seed) -> None:
    extracted = gold_extraction(seed)
    variants = {"same": Varied(seed.story, {n: n for n in range(1, 7)}, extracted)}
    related = Related({(worded(c), s): Relation.SILENT for c in extracted.claims for s in seed.sources})
    scores = consistent(seed, extracted, [extracted] * 3, variants, related)
    assert {one.metric: (one.hits, one.of) for one in scores.scores} == {
        "consistent.claims_samples": (3, 3),
        "consistent.claims_variants": (1, 1),
        "consistent.skips_samples": (3, 3),
        "consistent.skips_variants": (1, 1),
        "consistent.relations_samples": (3, 3),
        "consistent.relations_variants": (1, 1),
    }
    assert not any(one.missed for one in scores.scores)


def test_agreement_of_samples_is_the_mean_over_their_pairs(seed: Seed) -> None:
    full = gold_extraction(seed)
    fewer = changed(full, 4, reason=SkipReason.OPINION)
    scores = consistent(seed, full, [full, full, fewer], {}, Related({}))
    # Pairs: full-full 1; twice 4 and 3 claims with 3 the same: 6/7.
    assert score(scores, "consistent.claims_samples").hits == pytest.approx(1 + 2 * 6 / 7)
    assert score(scores, "consistent.claims_samples").of == 3
    assert score(scores, "consistent.claims_samples").missed == (
        "“Fares will rise to £12 in May 2025.” (sentence 4) in 2 of 3 samples",
    )
    # Skipped: 3, 3 and 4 sentences.
    assert score(scores, "consistent.skips_samples").hits == pytest.approx(1 + 2 * 6 / 7)
    assert score(scores, "consistent.skips_samples").missed == ("[4] “Fares will rise to £12 in May.”",)
    assert parts(scores, "consistent.claims_variants") == (0, 0)


def test_a_claim_in_other_words_is_the_same_and_one_of_another_number_is_not(seed: Seed) -> None:
    full = gold_extraction(seed)
    reworded = changed(full, 4, claim("In May fares will rise to £12.", 4))
    other = changed(full, 4, claim("Fares will rise to £13 in May.", 4))
    assert score(consistent(seed, full, [full, reworded], {}, Related({})), "consistent.claims_samples").value == 1
    found = score(consistent(seed, full, [full, other], {}, Related({})), "consistent.claims_samples")
    assert found.value == pytest.approx(6 / 8)
    assert [line.split(" in ")[-1] for line in found.missed] == ["1 of 2 samples"] * 2


def test_a_sentence_that_failed_takes_no_part(seed: Seed) -> None:
    full = gold_extraction(seed)
    scores = consistent(seed, full, [full, changed(full, 4)], {}, Related({}))
    assert scores.failures == 1
    assert score(scores, "consistent.claims_samples").value == 1
    assert score(scores, "consistent.claims_samples").missed == ()
    assert score(scores, "consistent.skips_samples").value == 1


def test_a_variant_is_read_in_the_sentence_numbers_of_the_story(seed: Seed) -> None:
    full = gold_extraction(seed)
    # Without its headline: what was sentence 2 is sentence 1.
    numbers = {n: n + 1 for n in range(1, 6)}
    story = from_text("\n\n".join(seed.story.sentence_text(n) for n in numbers.values()), id="story")
    claims = tuple(c.model_copy(update={"sentences": tuple(n - 1 for n in c.sentences)}) for c in full.claims)
    coverage = tuple(o.model_copy(update={"number": o.number - 1}) for o in full.coverage if o.number > 1)
    variant = Varied(story, numbers, Extracted(claims, coverage))
    scores = consistent(seed, full, [], {"headline_dropped": variant}, Related({}))
    assert score(scores, "consistent.claims_variants").value == 1
    assert score(scores, "consistent.skips_variants").value == 1

    fewer = Varied(story, numbers, changed(Extracted(claims, coverage), 3, reason=SkipReason.PREDICTION))
    scores = consistent(seed, full, [], {"headline_dropped": variant, "other": fewer}, Related({}))
    assert score(scores, "consistent.claims_variants").hits == pytest.approx(1 + 6 / 7)
    assert score(scores, "consistent.claims_variants").missed == (
        "other: lost “Fares will rise to £12 in May 2025.” (sentence 4)",
    )
    # The headline, which only the story has, is not a disagreement: skipped are 5 and 6 in both, 4 in one.
    assert score(scores, "consistent.skips_variants").hits == pytest.approx(1 + 2 * 2 / 5)


def test_relations_are_compared_of_the_same_claims_where_both_were_asked(seed: Seed) -> None:
    full = gold_extraction(seed)
    new = claim("In May fares will rise to £12.", 4)
    reworded = changed(full, 4, new)
    old = full.claims[3]
    related = Related(
        {
            (worded(old), "a.md"): Relation.CONTRADICTS,
            (worded(new), "a.md"): Relation.SILENT,
            (worded(old), "b.md"): Relation.SILENT,
            (worded(new), "b.md"): Relation.SILENT,
            (worded(full.claims[0]), "a.md"): Relation.SUPPORTS,
            (worded(full.claims[0]), "b.md"): failure("g1", "b.md"),
        }
    )
    scores = consistent(seed, full, [full, reworded], {}, related)
    assert score(scores, "consistent.relations_samples").value == pytest.approx(2 / 3)
    assert score(scores, "consistent.relations_samples").missed == (
        f"a.md: contradicts, of “{old.text}”; silent, of “{new.text}”",
    )
    assert scores.failures == 1
