"""Which Wednesday a story means that was published on a Thursday: what is past, what is to come, what cannot be told."""

from __future__ import annotations

from datetime import date

import pytest

from factcheck.documents import from_text
from factcheck.english.moments import find_moments
from factcheck.records import Claim
from factcheck.steps.own_words import resolved_words

THURSDAY = date(2025, 6, 5)


def days(text: str) -> list[date | None]:
    return [moment.first for moment in find_moments(text, THURSDAY)]


@pytest.mark.parametrize(
    "text",
    [
        "They play Leeds on Wednesday.",
        "The hearing resumes on Wednesday.",
        "Voting opens Wednesday.",
        "The trial is to begin on Wednesday.",
        "The ministers are meeting in Velle on Wednesday.",
        "The club, who lost on the road in spring, face Hull on Wednesday.",
        "Her funeral takes place in Ostermark on Wednesday.",
        "The deadline is Wednesday.",
        "Residents must move their cars by Wednesday.",
        "Talks to resume on Wednesday",
        "If the rain stops, the regatta starts on Wednesday.",
        "“We'll know on Wednesday,” said Hale.",
        "The exhibition, which cost £2 million, opens on Wednesday.",
    ],
)
def test_a_day_of_what_is_to_come_is_the_next_one(text: str) -> None:
    assert days(text) == [date(2025, 6, 11)]


@pytest.mark.parametrize(
    "text",
    [
        "They played Leeds on Wednesday.",
        "The crash inquiry at Bergplatz heard its first witness on Wednesday.",
        "Shares in Norrland fell 4 percent on Wednesday.",
        "The man arrested on Wednesday has been released.",
        "Police have held him since Wednesday.",
        "On Wednesday, the fire spread to the mill.",
        "By Wednesday the level had dropped.",
        "Fifteen people died in Wednesday's rockfall, the mayor said.",
        "Rescuers found the boy, 9, alive on Wednesday.",
        "Police are looking for a man who left the bar on Wednesday night.",
        "The council voted 9-2 this Wednesday to put a new roof on the library.",
        "Leeds United on Wednesday",
    ],
)
def test_a_day_of_what_was_is_the_last_one(text: str) -> None:
    assert days(text) == [date(2025, 6, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "He said he would resign on Wednesday.",
        "The band could play on Wednesday.",
        "The hearing was moved to Wednesday.",
        "They were to meet on Wednesday.",
        "The union agreed to meet the company on Wednesday.",
        "Mayor resigns on Wednesday",
        "The council meets on Thursday.",  # today, or in a week
    ],
)
def test_a_day_that_may_be_either_is_left_open(text: str) -> None:
    assert days(text) == [None]


def test_a_report_says_what_the_day_means() -> None:
    text = "They play Leeds on Wednesday."
    story = from_text(text, id="story").model_copy(update={"published": f"{THURSDAY}"})
    (found,) = resolved_words(Claim(id="c1", text=text, sentences=(1,)), story)
    assert found.shown == "Wednesday [11 June 2025]"
