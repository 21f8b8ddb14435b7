"""Equal amounts that are of something else in the source, and such as are not."""

from __future__ import annotations

import pytest

from factcheck.drift import find_number_drift
from factcheck.records import MAY_DIFFER
from factcheck.steps.evidence import evidence_from_sentences
from tests.drift.test_hardening import parted


def looks(claim: str, evidence: str) -> list[str]:
    """The story's words that are worth a look, each sentence of the story against all of the source."""
    story, source = parted(claim, "story"), parted(evidence, "s1")
    spans = evidence_from_sentences(source, [sentence.number for sentence in source.sentences])
    return [
        drift.story.text
        for sentence in story.sentences
        for drift in find_number_drift(story.sentence_span(sentence.number), spans, story=story, source=source)
        if drift.label == MAY_DIFFER
    ]


OTHER_SENSES = [
    # By how much something changed, and what it came to.
    ("The dam will raise capacity by 40 megawatts.", "Capacity will rise from 30 to 40 megawatts.", "40 megawatts"),
    ("The levy goes up by £40.", "The levy goes up from £30 to £40.", "£40"),
    ("Sales fell to £2m.", "Sales fell by almost £2m.", "£2m"),
    ("Turnout fell by 31 per cent.", "Turnout fell to 31 per cent.", "31 per cent"),
    ("The herd grew by 600 animals.", "The herd has grown to 600 animals.", "600"),
    # A share of a change, and one of the whole.
    ("Two-thirds of the revenue came from toys.", "Toys brought two-thirds of the increase in revenue.", "Two-thirds"),
    ("Half of the jobs are in Leeds.", "Leeds accounts for half of the growth in jobs.", "Half"),
    ("A third of the rise in costs was fuel.", "Fuel made up a third of the costs.", "A third"),
    # Two sides, two figures.
    ("The march drew 5,000 people.", "The union put attendance at 5,000; the city counted 2,000.", "5,000"),
    ("Twelve people died in the raid.", "The army said 12 people died, while villagers said 20 were killed.", "Twelve"),
    ("Police put the crowd at 20,000.", "Some 6,000 came, police said; organisers put the crowd at 20,000.", "20,000"),
]


@pytest.mark.parametrize(("claim", "evidence", "words"), OTHER_SENSES, ids=[row[0] for row in OTHER_SENSES])
def test_an_equal_amount_of_something_else_is_worth_a_look(claim: str, evidence: str, words: str) -> None:
    assert looks(claim, evidence) == [words]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Rents rose by 8 per cent.", "Rents rose by 8 per cent, to £900."),
        ("Rents rose to £900.", "Rents rose by 8 per cent to £900."),
        ("The mill added 40 jobs.", "The mill grew by 40 jobs."),
        ("The fee was cut by £20.", "The fee, cut by £20, is now £60."),
        ("The town won by 12 points.", "The town rose to 12 points with the win."),
        ("A third of the rise came from fuel.", "Fuel made up a third of the rise."),
        ("Half of the members voted.", "Half of the club’s 300 members voted."),
        ("Attendance was 5,000, the union said.", "The union put attendance at 5,000; the city counted 2,000."),
        ("Police counted 6,000.", "Some 6,000 came, police said; organisers put the crowd at 20,000."),
        ("The city has 40 parks.", "The city said it has 40 parks, and 12 of them are new, the mayor said."),
    ],
)
def test_the_same_amount_of_the_same_thing_is_none(claim: str, evidence: str) -> None:
    assert looks(claim, evidence) == []
