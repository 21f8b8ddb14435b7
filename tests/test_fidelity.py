"""What a claim must not do to its sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.steps import fidelity
from factcheck.steps.whole_claims import fragment

SENTENCE = "Mayor Ana Ruiz said on Monday that about 1,200 people had left the town’s twelve shelters in Tamm."

words = st.lists(
    st.sampled_from(
        "Ana Ruiz Tamm he the 12 1,200 about may “we died” twelve Monday left, people. – it's Orla’s".split()
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "added"),
    [
        ("About 1,200 people had left the shelters.", ()),
        ("About 1200 people had left the shelters in Tamm.", ()),
        ("Ruiz’s town is Tamm.", ()),
        ("The mayor said so on Monday.", ()),
        ("About 1,300 people had left.", ("1,300",)),
        ("About 1.2 people had left.", ("1.2",)),
        ("The mayor said so on Tuesday.", ("Tuesday",)),
        ("People left Orla.", ("Orla",)),
        ("Thirteen shelters in Tamm.", ("Thirteen",)),
        ("UNESCO said so.", ("UNESCO",)),
        ("Twelve hundred people had left.", ()),
        ("Thirteen hundred people had left.", ("Thirteen", "hundred")),
        ("People left Orla on 3 May.", ("3", "Orla", "May")),
    ],
)
def test_numbers_dates_and_names_that_the_text_does_not_have(claim: str, added: tuple[str, ...]) -> None:
    assert set(fidelity.additions(claim, SENTENCE)) == set(added)


HURT = "Twenty-three children were hurt when the $3m stand at Orla gave way, and Mayor Ruiz stole away unseen."


@pytest.mark.parametrize(
    ("claim", "unseen"),
    [
        ("Twenty-three children were hurt.", ()),
        ("The stand at Orla cost $3m.", ()),
        ("Ruiz is mayor.", ()),
        ("Ruiz is stealing away.", ()),
        ("The stand at Orla gave way because of children.", ()),
        ("The collapse killed children.", ("collapse", "killed")),
        ("Twenty-three children died.", ("died",)),
        ("Stands won.", ("won",)),
        ("The stand was inspected at Orla.", ("inspected",)),
        ("Ruiz condemned the stand.", ("condemned",)),
        ("Larkmead gave way.", ("Larkmead",)),
    ],
)
def test_words_that_the_text_does_not_have(claim: str, unseen: tuple[str, ...]) -> None:
    assert fidelity.unseen_words(claim, HURT) == unseen


@pytest.mark.parametrize(
    ("claim", "refused"),
    [
        ("The canneries are between June and August.", True),
        ("The orchards were in the early hours of Saturday.", True),
        ("The union was on Thursday.", True),
        ("The canneries are in Stenby.", False),
        ("The canneries employ 260 people between June and August.", False),
        ("The fair was on 3 May.", False),
    ],
)
def test_a_thing_is_not_put_into_a_time_that_is_of_something_else(claim: str, refused: bool) -> None:
    sentence = (
        "On Thursday the union said that the canneries in Stenby employ 260 people between June and August, that the orchards"
        " froze in the early hours of Saturday, and that the fair was on 3 May."
    )
    assert fidelity.is_thing_in_time(claim, sentence) is refused
    assert (fidelity.departure(claim, sentence, sentence) is not None) is refused


@given(words)
def test_a_text_adds_nothing_to_itself(text: str) -> None:
    assert fidelity.additions(text, text) == ()
    assert fidelity.unseen_words(text, text) == ()
    assert fidelity.altered_quotations(text, text) == ()
    assert fidelity.lost_hedges((text,), text) == ()
    assert fidelity.swapped_names(text, text) is None
    assert fidelity.overlap(text, text) == 1


@given(words, words)
def test_a_share_is_a_share(claim: str, text: str) -> None:
    assert 0 <= fidelity.overlap(claim, text) <= 1


@pytest.mark.parametrize(
    ("claim", "altered"),
    [
        ("She said “we never liked it”.", ()),
        ('She said "We never liked it".', ()),
        ("She said “we always liked it”.", ("we always liked it",)),
        ("She said “liked it never”.", ("liked it never",)),
        ("She said “never like”.", ("never like",)),
    ],
)
def test_words_in_quotation_marks_are_verbatim(claim: str, altered: tuple[str, ...]) -> None:
    assert fidelity.altered_quotations(claim, "“We never  liked it,” she said.") == altered


@pytest.mark.parametrize(
    ("claims", "sentence", "lost"),
    [
        (("About 900 fled.",), "About 900 fled.", False),
        (("900 fled.",), "About 900 fled.", True),
        (("Nearly 900 fled.",), "About 900 fled.", False),
        (("The hall burned.",), "About 900 fled and the hall burned.", False),
        (("The hall may burn.",), "The hall may burn.", False),
        (("The hall might burn.",), "The hall may burn.", False),
        (("The hall will burn.",), "The hall may burn.", True),
        (("He stole it.",), "He allegedly stole it.", True),
        (("He is suspected to have stolen it.",), "He allegedly stole it.", False),
        ((), "He allegedly stole it.", False),
        (("He is thought to have left.",), "He is believed to have left.", False),
        (("The trial is due to last a week.",), "The trial is expected to last a week.", False),
        (("As many as 300 jobs may go.",), "Up to 300 jobs may go.", False),
    ],
)
def test_hedges_are_not_lost(claims: tuple[str, ...], sentence: str, *, lost: bool) -> None:
    assert bool(fidelity.lost_hedges(claims, sentence)) is lost


@pytest.mark.parametrize(
    ("claim", "broken"),
    [
        ("Ruiz said the mill, which opened in 1974, had", True),
        ("Ruiz said the mill, which opened in 1974, had “run at half its capacity”.", False),
        ("The mill opened in 1974", False),
        ("Since a pub chain left", False),
        ("", False),
    ],
)
def test_a_claim_that_a_quotation_mark_cut_off(claim: str, *, broken: bool) -> None:
    sentence = "Ruiz said the mill, which opened in 1974, had “run at half its capacity” since a pub chain left."
    assert fidelity.breaks_off(claim, sentence) is broken


@pytest.mark.parametrize(
    ("claim", "bare"),
    [
        ("US officials said.", True),
        ("The mayor told reporters.", True),
        ("According to the police.", True),
        ("The mayor said the bridge is closed.", False),
        ("The bridge is closed.", False),
    ],
)
def test_a_claim_that_says_only_that_somebody_spoke(claim: str, *, bare: bool) -> None:
    assert fidelity.is_bare_attribution(claim) is bare


@pytest.mark.parametrize(
    ("claim", "hedge"),
    [
        ("Nine died.", None),
        ("About 900 may have fled.", "About, may"),
        ("He allegedly stole it.", "allegedly"),
        ("The ferry sails on 1 May.", None),
    ],
)
def test_the_hedge_is_in_the_claims_own_words(claim: str, hedge: str | None) -> None:
    assert fidelity.hedge_of(claim) == hedge


@pytest.mark.parametrize(
    ("claim", "dated", "open_words"),
    [
        ("He resigned.", True, ("He",)),
        ("There were nine dead.", True, ()),
        ("The council sold its hall.", True, ()),
        ("The bridge closed last week.", True, ()),
        ("The bridge closed last week.", False, ("last week",)),
        ("The mill closed this year.", True, ()),
        ("The mill closed this year.", False, ("this year",)),
        ("The mill closed because of this.", True, ("this",)),
        ("“He lied” was written on the wall.", True, ()),
    ],
)
def test_words_whose_reference_the_story_leaves_open(claim: str, open_words: tuple[str, ...], *, dated: bool) -> None:
    assert fidelity.open_references(claim, dated=dated) == open_words


def test_a_name_in_the_place_of_another_is_said() -> None:
    assert fidelity.swapped_names("Orla will rebuild the bridge.", "Tamm will rebuild the bridge.") == ("Tamm", "Orla")


def test_a_name_in_the_place_of_a_pronoun_is_what_a_claim_is_for() -> None:
    assert fidelity.swapped_names("Ana Ruiz will rebuild the bridge.", "She will rebuild the bridge.") is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Ana Ruiz closed the bridge.", "In 1964, as the only woman on the council, she closed the bridge."),
        ("Tom Feld is a welder.", "TAMM - Welder Tom Feld will pay 90 euros a year."),
        ("Tom Feld is the growers’ chair.", "Students may pick for credit, growers’ chair Tom Feld said."),
        ("Orla Hospital delivered 83 babies.", "The 25-bed hospital delivered 83 babies, a third fewer than in 2019."),
        ("Ana Ruiz will appeal.", "Lawyer Abe Lind said his client would appeal."),
        ("Ana Ruiz fled from Orla.", "The mayor, who was tried with Tom Feld, fled from there."),
        ("Orla was the first town to try it.", "Orla has voted for the tram, becoming the first town to try it."),
    ],
)
def test_a_name_that_was_moved_or_resolved_is_not_swapped(claim: str, sentence: str) -> None:
    assert fidelity.swapped_names(claim, sentence) is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Ana Ruiz opened the school.", "Tom Feld opened the school."),
        ("The tram runs to Orla.", "The tram runs to Tamm."),
        ("Orla signed the treaty.", "The two countries signed the treaty."),
        ("Police searched the house of Ana Ruiz.", "Police searched the house of Tom Feld."),
    ],
)
def test_a_name_in_the_place_of_a_name_or_a_number_of_things_is_said(claim: str, sentence: str) -> None:
    assert fidelity.swapped_names(claim, sentence) is not None


def test_numbers_are_read_without_separators_of_thousands() -> None:
    assert fidelity.numbers_of("1,200 of 3.5 million in 2024, 7,5") == ("1200", "3.5", "2024", "7,5")


@pytest.mark.parametrize(
    ("claim", "sentence", "broken"),
    [
        (
            "Growers lost the crop two nights of frost.",
            "Growers lost most of the crop to two nights of frost.",
            "crop two",
        ),
        ("The vessel left Orla an hour after it left.", "It hit rocks an hour after it left Orla.", "left"),
        ("lost the crop.", "Growers lost the crop.", "lost the crop"),
        ("was built in 1961.", "The pier was built in 1961.", "was built in"),
        ("The two canneries in Stenby.", "It sells to the two canneries in Stenby.", "The two canneries in Stenby"),
        ("which lost a third of its clients.", "The bank, which lost a third of its clients, shut.", "which lost a"),
        ("The firm sold the mill the council.", "The firm sold the mill to the council.", "mill the"),
        (
            "Whether or not they kept the bill.",
            "Buyers get it back, whether or not they kept the bill.",
            "Whether or not",
        ),
        ("Whether it reopens is not known.", "It is not known whether the pier reopens.", None),
        ("Whether it reopens depends on a grant.", "Whether it reopens depends on a grant.", None),
        ("Ships sank the 1953 storm.", "Ships sank during the 1953 storm.", None),
        ("Prices rose 4 per cent.", "Prices rose by 4 per cent.", None),
        ("The drivers accepted the offer.", "The offer was accepted by the drivers.", None),
        ("The council overspent by £4.1m.", "The council overspent by £4.1m last year.", None),
        ("iPhones sell well.", "Apple says iPhones sell well.", None),
        ("The women who died had died of bleeding.", "Those who died had died of bleeding.", None),
    ],
)
def test_a_claim_is_a_whole_sentence(claim: str, sentence: str, broken: str | None) -> None:
    assert fragment(claim, sentence) == broken
