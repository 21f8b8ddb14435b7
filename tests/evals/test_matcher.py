"""Which claims say the same: cases made by hand, and the gold of all seeds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.matcher import (
    Stated,
    agreement,
    covering,
    covers,
    pairs,
    same,
    stated,
    stated_by_extraction,
    stated_by_gold,
)
from evals.outcomes import Extracted
from evals.reading import hedge
from evals.seeds import all_seeds
from factcheck.documents import from_text
from factcheck.records import Claim, SentenceOutcome, SkipReason

SEEDS = {seed.name: seed for seed in all_seeds()}

STORY = from_text(
    "The Alder was built in 2011 and can carry 180 passengers and 34 cars. "
    "“We have listened for three winters,” said Ida Marsh, managing director of Westing Lines. "
    "Westing Lines bought the ship for £6.2 million on 2 June. "
    "It has not been painted, but the crew is complete. "
    "Fares will rise.",
    id="story",
)
BUILT, QUOTED, BOUGHT, PAINTED, FARES = 1, 2, 3, 4, 5


def say(text: str, *sentences: int, speaker: str | None = None) -> Stated:
    return stated(text, sentences, STORY, speaker=speaker)


def test_the_story_is_cut_as_the_cases_below_take_it() -> None:
    assert [STORY.sentence_text(n).split()[0] for n in range(1, 6)] == ["The", "“We", "Westing", "It", "Fares"]


WHOLE = "The Alder was built in 2011 and can carry 180 passengers and 34 cars."
DEAL = "Westing Lines bought the ship for £6.2 million on 2 June."
HEARD = say("Ida Marsh said that they had listened for three winters.", QUOTED, speaker="Ida Marsh")


@pytest.mark.parametrize(
    ("more", "less", "sentence"),
    [
        (WHOLE, WHOLE, BUILT),
        # a claim that says more
        (WHOLE, "The Alder can carry 34 cars.", BUILT),
        # what is not in the sentence is not asked for: the ship's name, the year
        (DEAL, "On 2 June 2025, Westing Lines bought the Alder for £6.2 million.", BOUGHT),
        # numbers by their value
        ("The Alder can carry one hundred and eighty passengers.", "The Alder can carry 180 passengers.", BUILT),
        # a pronoun or a description may stand for a name
        ("It bought the ship for £6.2 million on 2 June.", DEAL, BOUGHT),
        ("The company bought the ship for £6.2 million on 2 June.", DEAL, BOUGHT),
        # a claim that says more may deny what the other does not speak of
        ("It has not been painted, but the crew is complete.", "The crew of the Alder is complete.", PAINTED),
        # typography is not a difference
        ("The  ﬁne Alder can carry “34” cars.", "The fine Alder can carry 34 cars.", BUILT),
    ],
)
def test_a_claim_covers_what_it_says(more: str, less: str, sentence: int) -> None:
    assert covers(say(more, sentence), say(less, sentence))


@pytest.mark.parametrize("speaker", ["Ida Marsh", None])
def test_the_speaker_is_who_says_it_and_not_what_is_said(speaker: str | None) -> None:
    assert covers(say("We have listened for three winters.", QUOTED, speaker=speaker), HEARD)


def test_a_speaker_s_name_does_not_say_who_that_is() -> None:
    quoted = say("We have listened for three winters.", QUOTED, speaker="Ida Marsh")
    assert not covers(quoted, say("Ida Marsh is the managing director of Westing Lines.", QUOTED))


def test_one_shared_sentence_is_enough_and_needed() -> None:
    built = "The Alder was built in 2011."
    assert covers(say(built, BUILT, BOUGHT), say(built, BUILT, FARES))
    assert not covers(say(built, BUILT), say(built, BOUGHT))


@pytest.mark.parametrize(
    ("more", "less", "sentence"),
    [
        # another number, scale, day, month, name
        ("The Alder can carry 180 cars.", "The Alder can carry 34 cars.", BUILT),
        ("Westing Lines bought the ship for £6.2 billion on 2 June.", DEAL, BOUGHT),
        ("Westing Lines bought the ship for £6.2 million on 3 June.", DEAL, BOUGHT),
        ("Westing Lines bought the ship for £6.2 million on 2 May.", DEAL, BOUGHT),
        ("Baltic Forge bought the ship for £6.2 million on 2 June.", DEAL, BOUGHT),
        # the other half of the sentence, though both speak of the Alder
        ("The Alder was built in 2011.", "The Alder can carry 34 cars.", BUILT),
        # a lost and an added denial
        ("The Alder has been painted.", "The Alder has not been painted.", PAINTED),
        ("Fares will not rise.", "Fares will rise.", FARES),
        # nothing of the claim is in its sentence
        ("Fares will rise.", "Cheese is yellow.", FARES),
    ],
)
def test_a_claim_does_not_cover_what_it_does_not_say(more: str, less: str, sentence: int) -> None:
    assert not covers(say(more, sentence), say(less, sentence))


def test_a_claim_of_a_sentence_that_the_story_has_not_matches_nothing() -> None:
    nowhere = say("Fares will rise.", 6)
    assert not nowhere.sentences
    assert not same(nowhere, nowhere)


def test_two_claims_are_not_the_same_when_one_is_hedged_or_another_says_it() -> None:
    fares = say("Fares will rise.", FARES, speaker="Ida Marsh")
    assert same(fares, say("The fares will rise.", FARES, speaker="Marsh"))
    assert same(fares, say("Fares will rise.", FARES))
    assert same(fares, say("Fares will rise.", FARES, speaker="the company"))
    assert not same(fares, say("Fares will rise.", FARES, speaker="Nell Ashby"))
    assert not same(fares, say("Fares may rise.", FARES, speaker="Ida Marsh"))


def test_the_month_of_may_is_no_hedge() -> None:
    assert not hedge("Fares will rise on 1 May.")
    assert hedge("Fares may rise on 1 May.")


def test_two_claims_are_the_same_when_neither_says_more() -> None:
    whole = say("The Alder was built in 2011 and can carry 180 passengers.", BUILT)
    half = say("The Alder was built in 2011.", BUILT)
    assert covers(whole, half)
    assert not same(whole, half)
    assert same(half, say("The ferry Alder was built in 2011.", BUILT))


def test_one_claim_can_cover_two_gold_claims() -> None:
    claims = [say("The Alder was built in 2011 and can carry 180 passengers.", BUILT)]
    assert covering(say("The Alder was built in 2011.", BUILT), claims) == (0,)
    assert covering(say("The Alder can carry 180 passengers.", BUILT), claims) == (0,)
    assert covering(say("The Alder can carry 34 cars.", BUILT), claims) == ()


def test_of_several_claims_that_cover_a_gold_claim_the_most_alike_comes_first() -> None:
    claims = [
        say("The Alder was built in 2011 and can carry 180 passengers and 34 cars.", BUILT),
        say("The Alder can carry 34 cars.", BUILT),
    ]
    assert covering(say("The ferry Alder can carry 34 cars.", BUILT), claims) == (1, 0)


def test_the_parts_of_a_gold_claim_cover_it_together() -> None:
    gold = say("The Alder can carry 180 passengers and 34 cars.", BUILT)
    passengers = say("The Alder can carry 180 passengers.", BUILT)
    cars = say("The Alder can carry 34 cars.", BUILT)
    built = say("The Alder was built in 2011.", BUILT)
    assert covering(gold, [built, passengers, cars]) == (1, 2)
    assert covering(gold, [built, passengers]) == ()


def test_what_says_something_else_is_no_part() -> None:
    gold = say("The Alder can carry 180 passengers and 34 cars.", BUILT)
    passengers = say("The Alder can carry 180 passengers.", BUILT)
    other = say("The Alder was built in 2011 for 34 cars.", BUILT)
    assert covering(gold, [passengers, other]) == ()


def test_each_claim_is_in_one_pair() -> None:
    built, cars = say("The Alder was built in 2011.", BUILT), say("The Alder can carry 34 cars.", BUILT)
    assert pairs([built, cars], [cars, built]) == ((0, 1), (1, 0))
    assert pairs([built, built], [built]) == ((0, 0),)
    assert pairs([], [built]) == ()


def test_as_many_claims_are_paired_as_can_be() -> None:
    # The first is as like the second's partner as its own; a greedy match could leave one of them alone.
    ours = [say("The Alder was built in 2011.", BUILT), say("The Alder, a ferry, was built in the year 2011.", BUILT)]
    theirs = [say("The Alder, a ferry, was built in the year 2011.", BUILT), say("The Alder was built in 2011.", BUILT)]
    assert pairs(ours, theirs) == ((0, 1), (1, 0))


def test_agreement_is_twice_the_pairs_over_all_claims() -> None:
    built, passengers, cars, fares = (
        say("The Alder was built in 2011.", BUILT),
        say("The Alder can carry 180 passengers.", BUILT),
        say("The Alder can carry 34 cars.", BUILT),
        say("Fares will rise.", FARES),
    )
    assert agreement([built, passengers], [passengers, built]) == 1
    assert agreement([built, passengers, cars], [built, fares]) == pytest.approx(2 * 1 / 5)
    assert agreement([built], []) == 0
    assert agreement([], []) is None


CLAIMS = [
    say("The Alder was built in 2011.", BUILT),
    say("The Alder was built in 2011 and can carry 180 passengers and 34 cars.", BUILT),
    say("The ferry Alder was built in the year 2011.", BUILT),
    say("The Alder can carry 180 passengers.", BUILT),
    say("We have listened for three winters.", QUOTED, speaker="Ida Marsh"),
    say("Fares will rise.", FARES),
    say("The fares will rise.", FARES),
]


@settings(max_examples=100)
@given(ours=st.lists(st.sampled_from(CLAIMS)), theirs=st.lists(st.sampled_from(CLAIMS)))
def test_agreement_is_the_same_both_ways_and_a_pair_is_two_same_claims(
    ours: list[Stated], theirs: list[Stated]
) -> None:
    found = pairs(ours, theirs)
    assert agreement(ours, theirs) == agreement(theirs, ours)
    assert all(same(ours[i], theirs[j]) for i, j in found)
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)


def test_a_repeated_claim_is_made_in_every_sentence_that_says_it() -> None:
    extracted = Extracted(
        claims=(Claim(id="c1", text="The Alder was built in 2011.", sentences=(1,)),),
        coverage=(
            SentenceOutcome(number=1, outcome="claims", claims=("c1",)),
            SentenceOutcome(number=2, outcome="skipped", reason=SkipReason.DUPLICATE, duplicate_of="c1"),
            SentenceOutcome(number=3, outcome="claims", claims=("c1",)),
            SentenceOutcome(number=4, outcome="skipped", reason=SkipReason.OPINION),
        ),
    )
    assert [claim.sentences for claim in stated_by_extraction(extracted, STORY)] == [{1, 2, 3}]
    numbers = {1: 5, 2: 1, 3: 2, 4: 3}
    assert [claim.sentences for claim in stated_by_extraction(extracted, STORY, numbers)] == [{5, 1, 2}]


def test_gold_claims_are_made_in_the_sentences_that_gold_calls_their_duplicates_too() -> None:
    seed = SEEDS["valley-vote"]
    repeats = [skip for skip in seed.skipped if skip.gold.duplicate_of == "g1"]
    claim = stated_by_gold(seed)[0]
    assert repeats
    assert claim.sentences == set(seed.claims[0].sentences).union(*(skip.sentences for skip in repeats))


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_gold_finds_itself(name: str) -> None:
    gold = stated_by_gold(SEEDS[name])
    assert all(covering(claim, gold)[0] == place for place, claim in enumerate(gold))
    assert agreement(gold, gold) == 1


def test_different_gold_claims_of_a_sentence_are_told_apart() -> None:
    """Of all ordered pairs of gold claims that share a sentence, those of which one covers the other."""
    asked, found = 0, []
    for seed in SEEDS.values():
        gold = stated_by_gold(seed)
        for more in gold:
            for less in gold:
                if more is not less and more.sentences & less.sentences:
                    asked += 1
                    found += [(more.text, less.text)] if covers(more, less) else []
    assert asked == 178
    assert found == [
        # A mistake: all but the word "stolen" is there.
        (
            "A bronze bell of St Brannoc’s chapel in Hythe Cross was cast in 1742.",
            "A bronze bell was stolen from St Brannoc’s chapel in Hythe Cross.",
        ),
        # Right: it does call her the mayor.
        (
            "Mayor Dana Whitlock said that people were putting buckets between the bookshelves and were right to be cross.",
            "Dana Whitlock is the mayor of Harrow Vale.",
        ),
    ]
