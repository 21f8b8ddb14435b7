"""The kind of conflict in a checker's own cases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from factcheck.records import ConflictKind, Document, VerdictName
from tests.conflicting import (
    AFTERNOON,
    AGENCY,
    MORNING,
    NEXT_DAY,
    NEXT_YEAR,
    NPS,
    ROUNDING,
    SCOPE,
    SUPERSEDED,
    TIMES,
    UNKNOWN,
    VALUES,
    C,
    S,
    judged,
    source,
)


@dataclass(frozen=True)
class Case:
    """A claim with a source that supports it and one that contradicts it, by the first sentence of each."""

    kind: ConflictKind
    claim: str
    supports: Document
    contradicts: Document


CASES = [
    # a later report replaces an earlier one
    Case(
        SUPERSEDED,
        "Twelve people died in the rockfall.",
        source("The rockfall killed twelve people.", MORNING, NPS),
        source("Fifteen people died in the rockfall. This report replaces that of 09:00.", AFTERNOON, NPS),
    ),
    Case(
        SUPERSEDED,
        "Twelve people died in the rockfall.",
        source("Twelve people died in the rockfall.", MORNING, NPS),
        source("Fifteen people died in the rockfall.", AFTERNOON, NPS),
    ),
    Case(
        SUPERSEDED,
        "Twelve people died in the rockfall.",
        source("Twelve people died in the rockfall.", MORNING, NPS),
        source("Fifteen people died in the rockfall.", AFTERNOON, AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The blast injured 40 people.",
        source("The blast injured 40 people.", MORNING, TIMES),
        source("The blast injured 58 people.", NEXT_DAY, AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The yard employs 640 people.",
        source("The yard employs 640 people.", MORNING, AGENCY),
        source("The yard employs 460 people.", NEXT_YEAR, AGENCY, "Correction to our report on the yard"),
    ),
    Case(
        SUPERSEDED,
        "The yard employs 640 people.",
        source("The yard employs 640 people.", MORNING, AGENCY),
        source("The yard employs 460 people.\nWe gave a wrong number in our report.", NEXT_YEAR, AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The mayor resigned on Monday.",
        source("The mayor resigned on Monday.", NEXT_DAY, AGENCY),
        source("The mayor did not resign.\nThis article corrects an earlier version.", "2025-09-13", AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The fire destroyed 30 houses.",
        source("The fire destroyed 30 houses.", MORNING, TIMES),
        source("The number of houses that the fire destroyed rose to 41.", NEXT_DAY, AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The flood closed 14 schools.",
        source("The flood closed 14 schools.", MORNING, TIMES),
        source("The flood closed 22 schools, up from 14 in the morning.", AFTERNOON, AGENCY),
    ),
    Case(
        SUPERSEDED,
        "The company lost 3.1 million euros.",
        source("The company lost 3.1 million euros.", MORNING, AGENCY),
        source("The company lost 5.4 million euros, revised accounts show.", NEXT_YEAR, TIMES),
    ),
    Case(
        SUPERSEDED,
        "Fifteen people died in the rockfall.",
        source("Fifteen people died in the rockfall.", AFTERNOON, NPS),
        source("Twelve people died in the rockfall.", MORNING, NPS),
    ),
    Case(
        SUPERSEDED,
        "The fire destroyed 30 houses.",
        source("The fire destroyed 30 houses.", MORNING, TIMES),
        source("The fire destroyed 41 houses.", AFTERNOON, AGENCY, "Number of houses destroyed in fire rises to 41"),
    ),
    # rounding and exactness
    Case(
        ROUNDING,
        "The hall seats nearly 900 people.",
        source("The hall seats nearly 900 people.", MORNING, NPS),
        source("The hall seats 897 people.", AFTERNOON, TIMES),
    ),
    Case(
        ROUNDING,
        "The hall seats 897 people.",
        source("The hall seats 897 people."),
        source("The hall seats nearly 900 people."),
    ),
    Case(
        ROUNDING,
        "Prices rose by 4.7 percent.",
        source("Prices rose by 4.7 percent."),
        source("Prices rose by 5 percent."),
    ),
    Case(
        ROUNDING,
        "The repair costs $4.2 million.",
        source("The repair costs $4.2 million."),
        source("The repair costs $4.18 million."),
    ),
    Case(
        ROUNDING,
        "The bridge closes for six to nine weeks.",
        source("The bridge closes for six to nine weeks."),
        source("The bridge closes for eight weeks."),
    ),
    # figures of different things
    Case(
        SCOPE,
        "Turnout was 61 percent of registered voters.",
        source("Turnout was 61 percent of registered voters."),
        source("Turnout was 74 percent of eligible residents."),
    ),
    Case(
        SCOPE,
        "The factory made 300 buses in 2023.",
        source("The factory made 300 buses in 2023."),
        source("The factory made 340 buses in 2024."),
    ),
    Case(
        SCOPE,
        "Unemployment was 5.1 percent in March 2025.",
        source("Unemployment was 5.1 percent in March 2025.", "2025-04-10", AGENCY),
        source("Unemployment was 5.6 percent in April 2025.", "2025-05-10", AGENCY),
    ),
    Case(
        SCOPE,
        "In Aldery, 57 percent voted yes.",
        source("In Aldery, 57 percent voted yes.\nIn Brooke fewer people did."),
        source("In Brooke, 44 percent voted yes."),
    ),
    Case(
        SCOPE,
        "The firm employs 1,200 people.",
        source("The firm employs 1,200 people, including apprentices."),
        source("The firm employs 1,050 people, not counting apprentices."),
    ),
    Case(
        SCOPE,
        "The firm employs 1,200 people.",
        source("The firm employs 1,200 people worldwide."),
        source("The firm employs 450 people in Norway alone."),
    ),
    Case(
        SCOPE,
        "The storm left 30,000 homes without power.",
        source("The storm left 30,000 homes without power across the country."),
        source("The storm left 4,000 homes without power in the capital alone."),
    ),
    Case(
        SCOPE,
        "Russia bought 70 % of the $900 million of tools from China.",
        source("Russia bought 70 % of the $900 million of tools from China."),
        source("Russia bought 70 % of its tools from China, totalling $900 million."),
    ),
    # values that cannot both be right
    Case(
        VALUES,
        "Turnout was 61 percent.",
        source("Turnout was 61 percent of all registered voters.", NEXT_DAY),
        source("Turnout was 64 percent, higher than in any vote since the war.", NEXT_DAY),
    ),
    Case(
        VALUES,
        "Four workers are still missing.",
        source("Four workers are still missing.\nThis report replaces that of 09:00.", MORNING, NPS),
        source("Six of our workers are still missing this afternoon.", AFTERNOON, "Lindgren Stone"),
    ),
    Case(
        VALUES,
        "The yes side won by 1,130 votes.",
        source("The yes side won by 1,130 votes."),
        source("By our sheets the yes side won by 1,310 votes."),
    ),
    Case(
        VALUES,
        "The ferry left at 8:15.",
        source("The ferry left at 8:15.", MORNING, NPS),
        source("The ferry left at 9:45.", AFTERNOON, TIMES),
    ),
    Case(
        VALUES,
        "The mayor resigned on Monday.",
        source("The mayor resigned on Monday.", NEXT_DAY, NPS),
        source("The mayor resigned on Tuesday.", NEXT_DAY, TIMES),
    ),
    Case(
        VALUES,
        "The price was 85 million euros.",
        source("The price was 85 million euros."),
        source("The price was 85 million dollars."),
    ),
    Case(
        VALUES,
        "Twelve people died in the rockfall.",
        source("Twelve people died in the rockfall.", AFTERNOON, NPS),
        source("Nine people died in the rockfall.", "2025-09-11T15:00:00+02:00", AGENCY),
    ),
    Case(
        VALUES,
        "Twelve people died in the fire of 1911.",
        source("Twelve people died in the fire of 1911.", "2010-05-05", TIMES),
        source("Fifteen people died in the fire of 1911.", "2020-05-05", AGENCY),
    ),
    Case(
        VALUES,
        "The yard employs 640 people.",
        source("The yard employs 640 people.", MORNING, AGENCY),
        source("The report of the agency is wrong: the yard employs 460 people.", AFTERNOON, "The yard"),
    ),
    Case(
        VALUES,
        "Twelve people died in the rockfall.",
        source("Twelve people died in the rockfall."),
        source("Fifteen people died in the rockfall.\nThis report replaces that of 09:00."),
    ),
    Case(
        VALUES,
        "The fire destroyed 30 houses.",
        source("The fire destroyed 30 houses.", MORNING, TIMES),
        source("The fire destroyed 41 houses.\nOil prices rose to 90 dollars.", AFTERNOON, AGENCY, "Oil rises to 90"),
    ),
    Case(
        VALUES,
        "A dozen lost their lives when the wall came down.",
        source("The rockfall killed twelve people and hurt 30 others."),
        source("The rockfall killed nine people and hurt 30 others."),
    ),
    Case(
        VALUES,
        "The rockfall killed twelve people and hurt 30 others.",
        source("A dozen lost their lives when the wall came down."),
        source("The rockfall killed nine people and hurt 30 others."),
    ),
    Case(
        VALUES,
        "Whoever led the town hall gave up that post on Monday.",
        source("The mayor resigned on Monday.", NEXT_DAY, NPS),
        source("The mayor resigned on Tuesday.", NEXT_DAY, TIMES),
    ),
    Case(
        VALUES,
        "The mayor resigned on Monday.",
        source("Whoever led the town hall gave up that post on Monday.", NEXT_DAY, NPS),
        source("The mayor resigned on Tuesday.", NEXT_DAY, TIMES),
    ),
    # nothing that code can show
    Case(
        UNKNOWN,
        "About 200 people marched.",
        source("About 200 people marched."),
        source("At least 200 people marched."),
    ),
    Case(
        UNKNOWN,
        "Nearly 900 people voted for the plan.",
        source("Nearly 900 people voted for the plan."),
        source("897 people voted against the plan."),
    ),
    Case(
        UNKNOWN,
        "The hall seats nearly 900 people.",
        source("The hall seats nearly 900 people."),
        source("The hall was never meant to seat 897 people."),
    ),
    Case(
        UNKNOWN,
        "Managers were warned of cracks in the wall.",
        source("Managers were warned of cracks in the wall.", MORNING, NPS),
        source("No warning about cracks in the wall ever reached our managers.", AFTERNOON, "Lindgren Stone"),
    ),
    Case(
        UNKNOWN,
        "The council approved the plan.",
        source("The council approved the plan.", MORNING, NPS),
        source("The council turned the plan down.", MORNING, TIMES),
    ),
    Case(
        UNKNOWN,
        "The minister knew of the letter.",
        source("The minister knew of the letter.", MORNING, NPS),
        source("The minister never saw the letter.", NEXT_DAY, NPS),
    ),
    Case(
        UNKNOWN,
        "Seven people were arrested.",
        source("Seven people were arrested."),
        source("Nobody was arrested."),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.claim[:24]}")
def test_a_checkers_own_cases(case: Case) -> None:
    verdict = judged(case.claim, (S, C), (case.supports, case.contradicts))
    assert verdict.verdict is VerdictName.DISPUTED
    conflict = verdict.conflict
    assert conflict is not None
    assert conflict.kind is case.kind, conflict.reason
    assert conflict.supports is not None
    assert conflict.contradicts is not None
    assert (conflict.supports.document, conflict.contradicts.document) == ("s1", "s2")
    assert (conflict.later is not None) == (case.kind is SUPERSEDED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.claim[:24]}")
def test_the_order_of_the_sources_does_not_matter(case: Case) -> None:
    conflict = judged(case.claim, (C, S), (case.contradicts, case.supports)).conflict
    assert conflict is not None
    assert conflict.kind is case.kind
    assert conflict.supports is not None
    assert conflict.supports.document == "s2"
