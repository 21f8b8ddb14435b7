"""A hedge in the evidence counts only if it governs what the claim says, not something else in the same sentence."""

from __future__ import annotations

import pytest

from factcheck.drift.certainty import certainty_drift, lost_certainty
from tests.drift.test_hardening import parted

KEPT = [
    # A sentence of the source may be a quotation of several: what another of them wishes or doubts says nothing of this one.
    (
        "Our members held firm.",
        "Colette Ames said: “Nobody wanted to be on a picket line in November. Our members held firm, and the company listened.”",
    ),
    (
        "The driver paid the fine.",
        "“She plans to appeal against the verdict. The driver paid the fine in August,” reads the notice.",
    ),
    (
        "The bridge closed on Monday.",
        "“We may never know why it cracked. The bridge closed on Monday,” the engineer said.",
    ),
    # What stands in a relative clause, and the noun it is about, is a fact.
    (
        "Orvik has had a yard in Latvia for two years.",
        "Staff feared that work would move to Latvia, where Orvik opened a yard in 2023.",
    ),
    (
        "The keeper slipped off the wall.",
        "The zoo is waiting for a scan on Ida Holt, the keeper, who slipped off a wall.",
    ),
    (
        "The port agency paid for the survey.",
        "The survey was paid for by the port agency, which has not decided whether to build more piers.",
    ),
    (
        "The abbey owned 90 bells by 1912.",
        "By 1912 there were 90 bells in the abbey, 12 of which nobody was known to ring.",
    ),
    # A reason given for what is open, asked or planned is a fact.
    (
        "A juror was allowed to go home early.",
        "The defence will decide whether to appeal because a juror was allowed to go home early.",
    ),
    ("The ferry hit the pier.", "The owner wants to replace the captain because the ferry hit the pier."),
    # The question of a poll is not open: its answer follows.
    (
        "Half of Danes oppose a toll on the bridge.",
        "Asked whether there should be a toll on the bridge, 51 per cent said no and 40 per cent yes.",
    ),
    (
        "Noise was named as the worst problem by 30 per cent.",
        "Asked to name the worst problem, 30 per cent chose noise and 12 per cent litter.",
    ),
    ("Two in five wanted a later school day.", "Asked if the school day should start later, 41% said it should."),
    ("Lena Roth leads Karl Abt in a poll.", "Lena Roth is ahead of Karl Abt, a poll suggests."),
    # Leave and limits.
    (
        "The limit for large boats falls to 60 nets.",
        "Large boats may set no more than 60 nets, where 80 is the number now.",
    ),
    ("The club has until May to lodge an appeal.", "The club may lodge an appeal until May."),
    ("Visitors are allowed to bring dogs.", "Visitors may bring dogs."),
    ("Boats must use fewer nets.", "Boats may set 60 nets, twenty fewer than now."),
    # The claim says itself that it is open, thought, or alleged.
    ("Farlow was waiting for the report.", "Farlow said it would await the report."),
    ("The stones were taken for part of a mill.", "We thought the stones were a piece of a mill."),
    (
        "A former clerk has been charged over the loss of $30,000.",
        "The State alleges that the clerk took $30,000, a loss that ruined the club.",
    ),
    # A wish whose end the sentence tells.
    (
        "Councillors have refused permission for flats on the old brewery ground.",
        "Alder Homes’ bid to put 90 flats on the old brewery ground was rejected on Monday.",
    ),
    (
        "The court dismissed the application to reopen the mine.",
        "An application to reopen the mine was dismissed by the court.",
    ),
    # A noun in the form of a wish.
    ("Demand for gas reached 90 units on Monday.", "Gas demand in the county climbed to 90 units on Monday."),
    # What is told of a name in passing is not part of what is alleged.
    ("Ada Crane is 47.", "The State alleges that the accused, Ada Crane, 47, took the cash from the till."),
    ("Rolf Tide is 61.", "Police suspect that Rolf Tide, 61, hid the boat."),
    (
        "The Hale bakery is 85km away.",
        "If the plan goes ahead, staff will get offers at the Hale bakery, 85 kilometres away.",
    ),
    ("The jar was found with a comb.", "The jar, whose age has yet to be established, was found with a comb."),
    ("The lamp is as small as a nut.", "A lamp the size of a nut may be the oldest in Spain."),
    ("Ida Holt was unopposed.", "Ida Holt had no opponent and awaits the winner in May."),
    # A second verb of the sentence.
    (
        "The two men will be brought before a judge on Friday.",
        "The two are suspected of having hidden the boat and will be brought before a judge on Friday.",
    ),
]


@pytest.mark.parametrize(("claim", "evidence"), KEPT, ids=[row[0] for row in KEPT])
def test_a_hedge_on_something_else_takes_nothing_from_the_claim(claim: str, evidence: str) -> None:
    assert lost_certainty(claim, None, [evidence]) is None


LOST = [
    (
        "Work is to move to Latvia.",
        "Staff feared that work would move to Latvia, where Orvik opened a yard in 2023.",
        "feared that",
    ),
    ("The wall fell.", "The wall fell, which nobody has confirmed.", "nobody has confirmed"),
    (
        "The club will appeal.",
        "The club will decide whether to appeal because a juror was allowed to go home.",
        "whether",
    ),
    ("The bridge fell because a bolt broke.", "Police ask whether the bridge fell because a bolt broke.", "whether"),
    ("The strike lasts until Friday.", "The strike may last until Friday.", "may"),
    (
        "Ada Crane took the cash from the till.",
        "The State alleges that the accused, Ada Crane, 47, took the cash from the till.",
        "alleges that",
    ),
    (
        "The men hid the boat.",
        "The men are suspected of having hidden the boat and will be brought before a judge.",
        "suspected of",
    ),
    ("Alder Homes will build 90 flats.", "Alder Homes has made a bid to build 90 flats.", "bid to"),
    # The sentence as a whole hangs on a condition, a decision or a consultation.
    (
        "The kiln is the first of its kind in Peru.",
        "If tests confirm that it works, the kiln will be the first of its kind in Peru.",
        "If tests confirm that it works,",
    ),
    (
        "A cracked pipe caused the flood.",
        "They found a cracked pipe but said it was too early to tell if it cracked before the flood.",
        "too early to tell",
    ),
    ("Fares will rise by 4 per cent.", "We are consulting on a rise of 4 per cent in fares.", "consulting on"),
    (
        "The average age of the crew is 31.",
        "Aboard are 12 people with an average age, the mate guesses, of 31.",
        ", the mate guesses",
    ),
    (
        "The inn will be run by the charity Lumen.",
        "Lumen, a charity that has fed 300 people, has offered to run it.",
        "offered to",
    ),
    ("The oak is 900 years old.", "An oak near the inn may be about 900 years old.", "may"),
    (
        "Ballots were stolen in two villages.",
        "In two villages, observers allege that ballots were taken away.",
        "allege that",
    ),
]


@pytest.mark.parametrize(("claim", "evidence", "frame"), LOST, ids=[row[0] for row in LOST])
def test_a_hedge_on_what_the_claim_says_is_found(claim: str, evidence: str, frame: str) -> None:
    found = lost_certainty(claim, None, [evidence])
    assert found is not None
    assert evidence[found.start : found.end].strip() == frame


HEARD = "The court heard that the hatch was opened from the bridge."


@pytest.mark.parametrize(
    ("story", "source", "lost"),
    [
        ("The hatch was opened from the bridge.", HEARD, True),
        ("The hatch was opened from the bridge.", f"{HEARD} The firm was convicted.", False),
        ("The hatch was opened from the bridge.", f"{HEARD} The mate may be convicted.", True),
        ("The hatch was opened from the bridge.", f"{HEARD} The mate received two years.", False),
        ("The hatch was opened from the bridge.", f"{HEARD} The coroner gave a narrative conclusion.", False),
        ("The hatch was opened from the bridge.", f"{HEARD} The firm could be fined.", True),
        # Who tells a report of its own still tells it as sure.
        ("The oak is 900 years old, botanists say.", "The oak may be about 900 years old.", True),
        ("The oak is 900 years old, botanists say.", "Botanists believe that the oak is 900 years old.", False),
    ],
)
def test_verdicts_and_reports_of_the_story_count(story: str, source: str, lost: bool) -> None:
    told, held = parted(story, "story"), parted(source, "s1")
    said = told.sentence_span(1)
    found = certainty_drift(story.partition(",")[0], None, said, [held.sentence_span(1)], story=told, source=held)
    assert (found is not None) == lost
