"""Numbers that drift: a checker's own lines, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.drift import find_number_drift
from factcheck.english.quantities import find_quantities
from factcheck.records import Document, Drift, DriftKind, Sentence


def document(*sentences: str, id: str = "story") -> Document:
    """A document of these sentences, one a line."""
    text = "\n".join(sentences)
    placed, at = [], 0
    for number, sentence in enumerate(sentences, 1):
        placed.append(Sentence(number=number, start=at, end=at + len(sentence)))
        at += len(sentence) + 1
    return Document(
        id=id, name=id, origin=id, media_type="text/plain", text=text, sha256="0" * 64, sentences=tuple(placed)
    )


def drift(claim: str, *evidence: str) -> tuple[Drift, ...]:
    """What differs between the claim and the evidence, both whole."""
    story, source = document(claim), document(*evidence, id="s1")
    spans = [source.sentence_span(sentence.number) for sentence in source.sentences]
    return find_number_drift(story.sentence_span(1), spans, story=story, source=source)


# claim, evidence, label, the story's words, the source's words
DIFFERENT = [
    (
        "Losses rose to 187 million crowns.",
        "Losses: NOK 188 million.",
        "value_differs",
        "187 million crowns",
        "NOK 188 million",
    ),
    (
        "Some 60 % of microelectronics came from China.",
        "About 90 % of last year's microelectronics came from China.",
        "value_differs",
        "60 %",
        "90 %",
    ),
    ("The court heard fourteen witnesses.", "The court heard 41 witnesses.", "value_differs", "fourteen", "41"),
    (
        "Twenty-one players missed training.",
        "Twenty-seven players missed training.",
        "value_differs",
        "Twenty-one",
        "Twenty-seven",
    ),
    (
        "The dam holds two-thirds of the valley's water.",
        "The dam holds half of the valley's water.",
        "value_differs",
        "two-thirds",
        "half",
    ),
    (
        "It costs 41 million euros, of which the state had promised to pay half.",
        "The cable car was to cost 41 million euros. The state would have paid a third of that.",
        "value_differs",
        "half",
        "a third",
    ),
    (
        "One in five pupils skips breakfast.",
        "One in three pupils skips breakfast.",
        "value_differs",
        "One in five",
        "One in three",
    ),
    ("A dozen boats sank in the storm.", "Twenty boats sank in the storm.", "value_differs", "A dozen", "Twenty"),
    (
        "The town pays a quarter of a million dollars.",
        "The town pays $200,000.",
        "value_differs",
        "a quarter of a million dollars",
        "$200,000",
    ),
    (
        "The bridge cost $1.5bn.",
        "The bridge cost 1.5 million dollars.",
        "scale_differs",
        "$1.5bn",
        "1.5 million dollars",
    ),
    ("The fund paid out €3m.", "The fund paid out 3bn euros.", "scale_differs", "€3m", "3bn euros"),
    ("The wall is 300 metres long.", "The wall is 30 metres long.", "scale_differs", "300 metres", "30 metres"),
    (
        "The buyer paid $85 million for the yard.",
        "The buyer paid 85 million euros for the yard.",
        "currency_differs",
        "$85 million",
        "85 million euros",
    ),
    ("Rents rose by £200 a month.", "Rents rose by 200 dollars a month.", "currency_differs", "£200", "200 dollars"),
    (
        "The camp lies 12 miles from the border.",
        "The camp lies 12 km from the border.",
        "unit_differs",
        "12 miles",
        "12 km",
    ),
    (
        "The water held 62 micrograms of nitrate.",
        "The water held 62 milligrams of nitrate.",
        "unit_differs",
        "62 micrograms",
        "62 milligrams",
    ),
    ("The strike lasted six weeks.", "The strike lasted six months.", "unit_differs", "six weeks", "six months"),
    (
        "Turnout rose by 4%.",
        "Turnout rose by four percentage points.",
        "percent_as_points",
        "4%",
        "four percentage points",
    ),
    (
        "Turnout rose by 4%, from 40% to 44%.",
        "Turnout rose by four percentage points, from 40% to 44%.",
        "percent_as_points",
        "4%",
        "four percentage points",
    ),
    (
        "More than 500 people signed the petition.",
        "Fewer than 500 people signed the petition.",
        "bound_reversed",
        "500",
        "500",
    ),
    ("The bank cut up to 800 jobs.", "The bank cut at least 800 jobs.", "bound_reversed", "800", "800"),
    ("More than 60 % of voters agreed.", "More than 75 % of voters agreed.", "value_differs", "60 %", "75 %"),
    (
        "More than 40 % of the crop is lost.",
        "The ministry says 95 % of the crop is lost.",
        "value_differs",
        "40 %",
        "95 %",
    ),
    (
        "Between 5 and 9 workers are missing.",
        "Between 5 and 7 workers are missing.",
        "value_differs",
        "Between 5 and 9",
        "Between 5 and 7",
    ),
    (
        "The office answered within a week.",
        "The office answered within ten days.",
        "value_differs",
        "a week",
        "ten days",
    ),
    ("The journey takes 12 hours.", "The journey takes 8-10 hours.", "value_differs", "12 hours", "8-10 hours"),
    ("Nearly 900 homes lost power.", "In all 897 homes lost power.", "rounded", "900", "897"),
    ("The train has about 500 places.", "The train has 498 places.", "rounded", "500", "498"),
    ("Prices rose by 5 percent.", "Prices rose by 4.7 percent.", "rounded", "5 percent", "4.7 percent"),
    ("The police counted 104 cars.", "The police counted more than 100 cars.", "bound_differs", "104", "100"),
    (
        "Six trees fell in the storm.",
        "Between five and seven trees fell in the storm.",
        "range_narrowed",
        "Six",
        "Between five and seven",
    ),
    (
        "Between 40 and 50 guests fell ill.",
        "The clinic says 46 guests fell ill.",
        "range_widened",
        "Between 40 and 50",
        "46",
    ),
    ("The mine employs 340 people.", "The mine employs about 340 people.", "hedge_lost", "340", "340"),
    ("The repair takes 4 days.", "The repair takes at least 4 days.", "hedge_lost", "4 days", "4 days"),
    (
        "Around 70 ships wait off the port.",
        "The harbour master counted 70 ships off the port.",
        "hedge_added",
        "70",
        "70",
    ),
    (
        "Ann Smith, 33, won the race.",
        "Ann Smith, who is 35 years old, won the race.",
        "value_differs",
        "33",
        "35 years old",
    ),
    ("The 17-year-old driver was fined.", "The driver, aged 19, was fined.", "value_differs", "17-year-old", "19"),
    ("It was her third title.", "It was her 4th title.", "value_differs", "third", "4th"),
    ("United won 3-1 in Leeds.", "United won 2-1 in Leeds.", "value_differs", "3-1", "2-1"),
    ("Visitors follow Route 66 to the coast.", "Visitors follow Route 99 to the coast.", "value_differs", "66", "99"),
    (
        "The trip takes 95 minutes.",
        "The trip takes an hour and 15 minutes.",
        "value_differs",
        "95 minutes",
        "an hour and 15 minutes",
    ),
    (
        "In Aldery, 44 percent voted yes and in Brooke 57 percent did.",
        "In Aldery, 57 percent voted yes and in Brooke 44 percent did.",
        "value_differs",
        "44 percent",
        "57 percent",
    ),
    (
        "Patients wait six weeks for a first appointment, down from 11 weeks.",
        "The wait for a first appointment is eight weeks.",
        "value_differs",
        "six weeks",
        "eight weeks",
    ),
    (
        "Over 70% of Russia's machine-tool imports came from China, totalling around $900 million.",
        "China provided more than 70% of the $900 million of machine tools imported in the last quarter of 2023.",
        "share_as_total",
        "70% of Russia's machine-tool imports came from China, totalling around $900 million",
        "70% of the $900 million",
    ),
    (
        "China provided more than 70% of the $900 million of machine tools.",
        "Over 70% of machine-tool imports came from China, totalling around $900 million.",
        "share_as_total",
        "70% of the $900 million",
        "70% of machine-tool imports came from China, totalling around $900 million",
    ),
    (
        "All 5,200 households served by the works must boil their water.",
        "About 40% of the 5,200 households served by the works must boil their water.",
        "share_as_total",
        "All 5,200",
        "40% of the 5,200",
    ),
    # a sentence that is repeated: what stands in each other's place, though both figures are on both sides
    (
        "There used to be two football clubs, four fire brigades and two princes.",
        "There used to be two football clubs, two fire brigades and two princes.",
        "value_differs",
        "four",
        "two",
    ),
    (
        "That is up from 95.1 percentage points in the year before.",
        "That is up from 95.1% in the year before.",
        "percent_as_points",
        "95.1 percentage points",
        "95.1%",
    ),
    (
        "The band sold 100m records and became famous.",
        "The band sold 10m records and became famous.",
        "scale_differs",
        "100m",
        "10m",
    ),
]

AGREEING = [
    ("The state had promised to pay half.", "The state would have paid half of that."),
    ("The plate of the Alder broke in half.", "A third of the plate of the Alder broke."),
    ("They scored in the second half.", "They scored a third of their goals in the second half."),
    ("Seventy percent of the seats are taken.", "70 % of the seats are taken."),
    ("The fund lent $1.5m.", "The fund lent 1.5 million dollars."),
    ("The fund lent US$1,500,000.", "The fund lent $1.5 million."),
    ("The state gave 900 mln euros.", "The state gave €900 million."),
    ("Two-thirds of members agreed.", "Members agreed by two thirds of votes."),
    ("Half of the voters stayed away.", "50% of the voters stayed away."),
    ("One in five adults smokes.", "20 percent of adults smoke."),
    ("Three quarters of pupils passed.", "75 per cent of pupils passed."),
    ("A dozen soldiers fled.", "Twelve soldiers fled."),
    ("The town pays a quarter of a million dollars.", "The town pays $250,000."),
    ("Three quarters of a million people fled.", "750,000 people fled."),
    ("The bridge cost a million and a half euros.", "The bridge cost 1.5 million euros."),
    ("The bridge sank by zero and a half metres.", "The bridge sank by 0.5 metres."),
    ("Half a million homes were hit.", "500,000 homes were hit."),
    ("Two and a half million people watched.", "2.5m people watched."),
    ("The village is five miles away.", "The village is 8 km away."),
    ("The trip takes 95 minutes.", "The trip takes an hour and 35 minutes."),
    ("The ban lasts 18 months.", "The ban lasts a year and a half."),
    ("The office answered within a week.", "The office answered within seven days."),
    ("The journey took 30 minutes.", "The journey took half an hour."),
    ("The strike lasted two weeks.", "The strike was called two weeks ago and took place a year later."),
    ("Twelve people were hurt.", "Five men and seven women were hurt."),
    ("The lake fell by six metres.", "The lake fell from 24 metres to 18 metres."),
    ("The state pays 56 million euros over four years.", "The state pays 14 million euros a year for four years."),
    ("More than 70 % agreed.", "In all 72 % agreed."),
    (
        "The railway has trained 90 attendants for the train.",
        "The money would be paid only if the train was on time on nine nights out of ten, he said.",
    ),
    ("Up to 300 people can sit there.", "There are 290 seats for people there."),
    ("Over 70 % came from China.", "More than 70% came from China."),
    ("At least 49 euros is the fare.", "Fares start at 49 euros for a seat."),
    ("A third of them speak three languages or more.", "One in three speaks at least three languages."),
    ("The 33-year-old won.", "Ann Smith, 33, won."),
    ("She is ranked 302nd on the list.", "She is number 302 on the list."),
    ("Losses rose to 188 million crowns.", "Losses: NOK 188 million (54 million)."),
    ("It costs 5 million crowns.", "It costs five million Danish kroner."),
    (
        "Analysts polled by Lund had expected a profit of 430 million euros.",
        "Profit came to 412 million euros, against the 430 million that analysts had expected in a poll by Lund.",
    ),
    ("City lost 1-2.", "City were beaten 2-1."),
    ("The 3,000-seat hall is full.", "The hall of 3 000 seats is full."),
    ("They have played for over 25 years.", "They have played for more than 25 years."),
    ("They have played over 25 years.", "They have played during 25 years."),
    ("It sold a hundred million cars.", "It sold 100 million cars."),
    # nothing here has a counterpart: silence
    ("The jet was an F-16.", "The jet was an F-35."),
    ("Two cars burned.", "The inquiry lasted nine days."),
    ("It was his 300th goal.", "He scored it in his 288th game."),
    ("Ida Berg scored in the 88th minute to beat City.", "The sending-off of Bo Lind in the 60th minute was wrong."),
    ("The wing has 22 nurses.", "The wing has consulting rooms on two floors."),
    ("The company fined 12 drivers.", "A quarry nearby employs 340 people."),
    ("They fled in 2016.", "They fled in 2014."),
    ("The shop opens at 9.30 a.m.", "The shop opens at 8.30 a.m."),
    ("Covid-19 closed the hall.", "Covid-21 is no disease."),
    ("The price fell by $30.", "The price fell by 27 euros."),
    ("It costs 70 % of imports worth $900 million.", "It costs 70 % of the $900 million."),
    ("The find dates from 3,700 BC.", "The find dates from 3,111 BC."),
    # the story left out the part of the sentence that the other figure belongs to
    (
        "The ferry makes three crossings a day in winter.",
        "The ferry makes five crossings a day in summer and three in winter.",
    ),
]


@pytest.mark.parametrize(("claim", "evidence", "label", "ours", "theirs"), DIFFERENT)
def test_a_number_that_differs_is_named_with_both_spans(
    claim: str, evidence: str, label: str, ours: str, theirs: str
) -> None:
    found = drift(claim, evidence)

    assert (label, ours, theirs) in [(d.label, d.story.text, d.source.text) for d in found if d.source]
    for one in found:
        assert one.source is not None
        assert claim[one.story.start : one.story.end] == one.story.text
        assert evidence[one.source.start : one.source.end] == one.source.text
        assert one.story_value != one.source_value
        assert one.message.startswith("The story says")


@pytest.mark.parametrize(("claim", "evidence", "label", "ours", "theirs"), DIFFERENT)
def test_only_what_cannot_both_be_right_is_a_conflict(
    claim: str, evidence: str, label: str, ours: str, theirs: str
) -> None:
    harmless = {"rounded", "bound_differs", "range_narrowed", "range_widened", "hedge_lost", "hedge_added"}
    units = {"unit_differs", "currency_differs", "percent_as_points"}

    for one in drift(claim, evidence):
        assert one.conflict == (one.label not in harmless)
        assert one.kind == (DriftKind.UNIT if one.label in units else DriftKind.NUMBER)


@pytest.mark.parametrize(("claim", "evidence"), AGREEING)
def test_the_same_amount_put_another_way_is_no_drift(claim: str, evidence: str) -> None:
    assert drift(claim, evidence) == ()


def test_the_share_and_the_total_are_the_only_finding_of_april_2024() -> None:
    found = drift(
        "In late 2023 over 70% of Russia's machine-tool imports came from China, totalling around $900 million.",
        "China provided more than 70% of the $900 million of machine tools imported in the last quarter of 2023.",
    )

    assert [d.label for d in found] == ["share_as_total"]


def test_a_number_finds_its_counterpart_by_what_it_counts() -> None:
    found = drift(
        "The crash hurt 14 passengers and closed the line for three days.",
        "The line was closed for three days, the railway said.",
        "The train had six coaches.",
        "The crash hurt 12 passengers, two of them badly.",
    )

    assert [(d.story.text, d.source.text) for d in found if d.source] == [("14", "12")]


def test_two_figures_exchanged_are_both_named() -> None:
    drifts = drift("Builders took out 240 of the 86 piles.", "Builders took out 86 of the 240 piles.")
    assert [(d.story_value, d.source_value) for d in drifts] == [("240", "86"), ("86", "240")]


def test_a_figure_of_another_sentence_decides_unless_the_sentence_is_copied() -> None:
    other = "The rise of 30% came despite warnings."
    told = "There has been a 54% increase in the number of children given these drugs in the country."
    assert drift("There has been a 30% rise in the number of children given those drugs in Wales.", told, other) == ()
    (copied,) = drift(
        "There has been a 30% increase in the number of children given these drugs in the country.", told, other
    )
    assert (copied.story_value, copied.source_value) == ("30 percent", "54 percent")


def test_the_message_says_both_sides_and_what_is_counted() -> None:
    (found,) = drift("60 % of microelectronics imports came by sea.", "90 % of microelectronics imports came by sea.")

    assert found.message == "The story says 60 %, the source 90 % (of microelectronics imports)."
    assert (found.story_value, found.source_value) == ("60 percent", "90 percent")


NORMALISED = [
    ("$1.5m", "1500000 USD"),
    ("1.5 million dollars", "1500000 USD"),
    ("€3bn", "3000000000 EUR"),
    ("900 mln euros", "900000000 EUR"),
    ("3k followers", "3000"),
    ("twenty-one", "21"),
    ("two hundred and fifty ships", "250"),
    ("one in five adults", "20 percent"),
    ("nine out of ten", "90 percent"),
    ("-3.5%", "-3.5 percent"),
    ("a 17-week course", "17 week"),
    ("the 33-year-old", "33 years old"),
    ("between 5 and 7 per cent", "between 5 and 7 percent"),
    ("their 23rd win", "23rd"),
    ("won 1-2", "2-1"),
    ("upwards of 40 ships", "more than 40"),
    ("the 100m race", "100 metre"),
    ("5m people", "5000000"),
    ("a year and a half", "1.5 year"),
    ("Item 4. It was closed", "item 4"),
    ("250 million Czech crowns", "250000000 CZK"),
    ("KES 400m", "400000000 KES"),
    ("PKR 20m", "20000000 PKR"),
    ("COP 26", "26"),
    ("three-quarters of an hour", "0.75 hour"),
    ("within a fortnight", "1 fortnight"),
    ("it took an hour and 15 minutes", "75 minute"),
    ("more than a decade", "more than 1 decade"),
    ("0 to 5 degrees", "between 0 and 5 degree"),
]


@pytest.mark.parametrize(("text", "normalised"), NORMALISED)
def test_amounts_are_normalised(text: str, normalised: str) -> None:
    assert [quantity.normalised for quantity in find_quantities(text)] == [normalised]


@pytest.mark.parametrize(
    "text",
    [
        "F-16",
        "Covid-19 spreads",
        "the A320",
        "at 5:30pm",
        "http://example.org/2/34",
        "50s",
        "many million cars",
        "a year ago",
        "a week-long strike",
    ],
)
def test_digits_of_names_are_no_amounts(text: str) -> None:
    assert find_quantities(text) == ()


words = st.sampled_from(
    "the 12 seven 3.5 % percent $900 million €3bn about more than between 5 and 7 people men of 2-1 first 33-year-old km "
    "miles , . 1,500 half two-thirds one in five to from week a year ago Route 66".split(" ")
)
prose = st.lists(words, max_size=25).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(prose, st.text(max_size=80)))
def test_a_text_never_drifts_from_itself(text: str) -> None:
    assert drift(text, text) == ()


@settings(max_examples=60, deadline=None)
@given(prose, st.lists(prose, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_does_not_matter(claim: str, evidence: list[str], random: object) -> None:
    story, source = document(claim), document(*evidence, id="s1")
    spans = [source.sentence_span(sentence.number) for sentence in source.sentences]
    expected = find_number_drift(story.sentence_span(1), spans, story=story, source=source)

    shuffled = spans[::-1] + spans[:1]

    assert find_number_drift(story.sentence_span(1), shuffled, story=story, source=source) == expected


@settings(max_examples=60, deadline=None)
@given(prose)
def test_normalising_twice_changes_nothing(text: str) -> None:
    for quantity in find_quantities(text):
        again = find_quantities(f"{quantity.normalised} win")
        assert [q.normalised for q in again] == [quantity.normalised] or quantity.unit.measure in ("label", "share")


@settings(max_examples=60, deadline=None)
@given(st.one_of(prose, st.text(max_size=80)))
def test_amounts_are_spans_of_the_text_in_order(text: str) -> None:
    found = find_quantities(text)

    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
