"""Lines that point readers elsewhere and notices of service: what is furniture by its form, and what only at a story's end."""

from __future__ import annotations

import pytest

from factcheck.documents import from_text
from factcheck.english.furniture import is_furniture
from factcheck.records import SkipReason
from factcheck.steps.shown_story import known_skip

POINTERS = """
See our travel page for updates.
For more information, visit www.brackley.gov.
For more, visit our website.
For more on the election, see page 7.
Visit our website for more details.
For dates, see the trust's website.
For the full timetable, check the operator's app.
For tickets, call the box office.
For opening hours, please phone the museum.
To book, call 01632 960123.
To report an error, email corrections@example.org.
Updated with comment from the airline.
This article was amended on 3 May to correct the spelling of a name.
Sign up to our weekly newsletter for more stories like this.
Sign up for our free morning briefing.
Read our full coverage of the election here.
You can read the full report here.
Follow our live blog for the latest.
Download our app for breaking news alerts.
Have your say in the comments below.
Contact our reporter at tips@example.org.
If you have been affected by this story, call Samaritans on 116 123.
Prices correct at time of publication.
All times are local.
"""
NOTICES = """
Timetables can change at short notice.
Opening times may vary, so check before you go.
Details are subject to change.
Appointments can change at short notice.
Performances may be cancelled at short notice.
Collections are subject to change.
Check with the operator before you travel.
The full timetable is available on our website.
Traffic information is updated every five minutes on our travel page.
Listings are updated weekly.
Tickets are available from the box office or online at www.example.org.
"""
FACTS = """
Timetables can change, the operator's manager Ann Cole said, and staff were not told.
Trains can be cancelled at short notice when the river rises.
The minister said details were subject to change.
The council will visit the site for more tests.
Police said anyone with information can contact them.
Tickets cost £12, twice as much as last year.
Tickets cost £12 and can be booked at brackleyhall.org.
Doors open at 7pm; admission is free.
Prices may vary between regions, the report found.
Contact tracing was stopped in May.
The full report is available to councillors only.
See-through bags were banned.
Visitors must check with the ranger before they enter the cave.
The story was updated three times by its author, the court heard.
The mayor told residents to check the website for updates.
Opening times were cut at 12 libraries.
Schedules changed at short notice last winter, and 40 drivers quit.
For more than 20 years, see-saws stood in the park.
Updated figures show that 14 people died.
To book a room, guests had to call twice, the report says: "Nobody answered."
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def skipped(line: str, *after: str) -> bool:
    """Whether the line is skipped by code between a first sentence and `after`, each a paragraph."""
    story = from_text("\n\n".join(["The ferry was late on Monday.", line, *after]), id="story")
    number = next(s.number for s in story.sentences if line.startswith(story.sentence_text(s.number)))
    return known_skip(story, number) is SkipReason.BOILERPLATE


@pytest.mark.parametrize("line", lines(POINTERS))
def test_a_pointer_is_furniture_wherever_it_stands(line: str) -> None:
    assert is_furniture(line)
    assert skipped(line, "The pier closed at noon.")


@pytest.mark.parametrize("line", lines(NOTICES))
def test_a_notice_of_service_is_furniture_at_the_end_only(line: str) -> None:
    assert skipped(line)
    assert skipped(line, "See our travel page for updates.")
    assert not skipped(line, "The pier closed at noon.")


@pytest.mark.parametrize("line", lines(FACTS))
def test_a_fact_is_kept_at_the_end(line: str) -> None:
    assert not skipped(line)


def test_a_notice_that_is_the_whole_story_is_kept() -> None:
    story = from_text("Timetables can change at short notice.", id="story")
    assert known_skip(story, 1) is None
