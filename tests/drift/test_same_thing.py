"""Two numbers that differ disprove a claim only where both surely measure the same thing."""

from __future__ import annotations

import pytest

from tests.drift.judging import found


def proves(claim: str, source: str) -> bool:
    return any(drift.conflict for drift in found(claim, source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The plant used 310 tonnes of coal last year.", "It used 450 tonnes of coal in 2021 and 310 last year."),
        ("Support among nurses is 64 per cent.", "Support is 71 per cent among doctors, nurses follow with 64."),
        ("The ship carried 30 more people than its licence allows.", "The ship, licensed for 150, carried 180 people."),
        ("The reserve will fall to $9 million.", "Reserves of $14 million will be reduced by $5 million."),
        ("Ruiz leads by 12 points among women.", "Women favour Ruiz 51 to 39."),
        ("There are 40 primary schools in Orla.", "There are 58 schools in Orla."),
        ("The town will have six wind turbines.", "Five more wind turbines will be built in the town."),
        ("More than one post in eight is vacant.", "The hospital has 17 vacant posts."),
        ("Just under a quarter of the buses were late.", "In May 23 per cent of the buses were late."),
        ("Nearly two-thirds of the deaths were in Tamm.", "Tamm had 41 per cent of the cases."),
        ("Some 800 families will be given land.", "In the first round, 250 get their papers."),
        ("Two of the charges were dropped.", "She was charged on six counts; two of the charges were dropped."),
    ],
)
def test_a_number_of_something_else_proves_nothing(claim: str, source: str) -> None:
    assert not proves(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The ferry Alder can carry 34 cars.", "She has room for 180 passengers and 24 cars."),
        ("It was the second referendum on the merger.", "It was the third referendum on the question."),
        ("The track was renewed for 2.1 million euros.", "Its renewal cost 2.1 billion euros."),
        ("The mayor was booed for nine minutes.", "The mayor was booed for four minutes."),
        ("The gust reached 161 km/h at Orla.", "At Orla the gust reached 116 km/h."),
        ("The letter has two pages.", "The letter has five pages."),
        ("Turnout in Tamm was 61 per cent.", "Turnout in Tamm was 52 per cent."),
        ("The strike cost the firm £40 million.", "The strike cost the firm £14 million."),
    ],
)
def test_another_number_of_the_same_thing_is_a_proof(claim: str, source: str) -> None:
    assert proves(claim, source)


def test_a_doubtful_difference_is_shown_as_worth_a_look() -> None:
    (drift,) = found("There are 40 primary schools in Orla.", "There are 58 schools in Orla.")
    assert (drift.label, drift.conflict) == ("may_differ", False)
    assert drift.message.endswith("The two may be of different things.")
