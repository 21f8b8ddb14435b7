"""Numbers that differ from those of the evidence, and numbers only put another way."""

from __future__ import annotations

import pytest

from factcheck.records import DriftKind
from tests.drift.number_lines import drift

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
