"""Dates and times that drift: a checker's own lines, and what must hold for any text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.drift import find_date_drift, find_drift
from factcheck.english.moments import find_moments
from factcheck.records import Drift, DriftKind
from tests.drift.number_lines import document

FRIDAY = "2024-04-12"


def drift(claim: str, *evidence: str, story_day: str | None = None, source_day: str | None = None) -> tuple[Drift, ...]:
    """What differs between the claim and the evidence, both whole."""
    story, source = document(claim, published=story_day), document(*evidence, id="s1", published=source_day)
    spans = [source.sentence_span(sentence.number) for sentence in source.sentences]
    return find_date_drift(story.sentence_span(1), spans, story=story, source=source)


# claim, evidence, label
DIFFERENT = [
    ("The pier reopens on 4 October.", "The pier reopens on 3 October.", "different_day"),
    ("The pact was signed on 24 March 2015.", "The pact was signed on March 25, 2015.", "different_day"),
    ("The pact was signed on 2015-03-24.", "The pact was signed on the 21st of March 2015.", "different_day"),
    ("The pact was signed on 24/03/2015.", "The pact was signed on 26.03.2015.", "different_day"),
    ("The open day is on Sunday 25 May.", "The open day is on Saturday 24 May.", "different_day"),
    ("The ship sank on 24 March.", "The ship sank on 24 April.", "different_month"),
    ("The bank opened in May 2019.", "The bank opened in June 2019.", "different_month"),
    ("Inspectors came in March.", "Inspectors came in September.", "different_month"),
    ("Sales rose in the first quarter of 2022.", "Sales rose in the third quarter of 2022.", "different_month"),
    ("The mill closed in 1987.", "The mill closed in 1989.", "different_year"),
    ("The pact was signed on 24 March 2016.", "The pact was signed on 24 March 2015.", "different_year"),
    ("Imports rose in late 2022.", "Imports rose in the last quarter of 2023.", "different_year"),
    ("The song topped the charts in the 1980s.", "The song topped the charts in the 1990s.", "different_year"),
    ("The court sat in summer 2019.", "The court sat in the summer of 2021.", "different_year"),
    ("It was painted from 1874–87.", "It was painted from 1884–87.", "different_year"),
    # one date with two weekdays; a date that the sentence has elsewhere, too
    ("The board met on Thursday, 11 March 2025.", "The board met on Tuesday, 11 March 2025.", "different_weekday"),
    (
        "Fines issued on 7 April are void by a statement of 7 April.",
        "Fines issued on 7 April are void by a statement of 9 April.",
        "different_day",
    ),
    ("He was arrested on Monday.", "He was arrested on Thursday.", "different_weekday"),
    ("The board met on Wednesday.", "The board met on Tuesday, 11 March 2025.", "different_weekday"),
    ("The ferry leaves at 9:35 p.m.", "The ferry leaves at 20:35.", "different_time"),
    ("The vote began at 5pm.", "The vote began at 6 p.m. that day.", "different_time"),
    ("The lights went out at noon.", "The lights went out at midnight.", "different_time"),
    ("The slide came down at half past six.", "The slide came down at half past seven.", "different_time"),
    ("The slide came down at six in the morning.", "The slide came down at six in the evening.", "different_time"),
    ("The slide came down at about 6 a.m.", "The slide came down at 7.30 a.m. that day.", "different_time"),
    ("The cuts end by the end of June.", "The cuts end by the end of September.", "different_month"),
    # stretches of days
    ("The regatta runs 7-10 June.", "The regatta runs June 7-9.", "different_day"),
    ("The regatta runs from 6 to 9 June.", "The regatta runs June 7-9.", "different_day"),
    ("The regatta runs 7–10 June 2024.", "The regatta runs from June 7 through June 9, 2024.", "different_day"),
    ("The regatta runs from 7 to 9 July.", "The regatta runs June 7-9.", "different_month"),
    ("The regatta is on 12 June.", "The regatta is on June 7-9.", "different_day"),
    ("The diver vanished between 3 and 5 May.", "The diver vanished on 9 May.", "different_day"),
    ("The pool opened in early June.", "The pool opened in late June.", "different_day"),
    # time zones
    ("The gate opens at 18:00 CET.", "The gate opens at 18:00 PST.", "different_time"),
    ("The gate opens at 4 p.m. (1200 GMT).", "The gate opens at 14:00 GMT.", "different_time"),
    ("The gate opens at 18:00 EST.", "The gate opens at 18:10.", "different_time"),
    ("The lift stopped at half past midnight.", "The lift stopped at half past noon.", "different_time"),
    # quarters, halves, decades and centuries
    ("Output rose in Q4.", "Output rose in Q3.", "different_month"),
    ("Output rose in the fourth quarter.", "Output rose in Q3 2024.", "different_month"),
    ("Output rose in the first half of the year.", "Output rose in the latter half of the year.", "different_month"),
    ("Output rose in H1 2024.", "Output rose in the second half of 2024.", "different_month"),
    ("Flares were the fashion in the '70s.", "Flares were the fashion in the sixties.", "different_year"),
    ("Flares were the fashion in the seventies.", "Flares were the fashion in 1968.", "different_year"),
    ("The abbey was founded in the 16th century.", "The abbey was founded in the 1600s.", "different_year"),
    # weekdays, ordinals and holidays
    ("The fete is on Thu 6 June.", "The fete is on Friday 6 June.", "different_weekday"),
    ("The fete was on Friday, 7 June 2023.", "The fete was on 7 June 2023.", "different_weekday"),
    ("The fete is on the twenty-second of June.", "The fete is on 21 June.", "different_day"),
    ("The fete is on the Fourth of July.", "The fete is on 5 July.", "different_day"),
    ("The fete was on Boxing Day.", "The fete was on 24 December.", "different_day"),
    ("The fete was on Easter Monday 2024.", "The fete was on 2 April 2024.", "different_day"),
    ("Am 21. Juni wird gewählt.", "Am 12. Juni wird gewählt.", "different_day"),
    ("The bell was stolen in August.", "The bell was stolen on 16 August.", "vaguer"),
    ("The regatta is on 8 June.", "The regatta is on June 7-9.", "more_precise"),
    ("The diver vanished between 3 and 5 May.", "The diver vanished on 4 May.", "vaguer"),
    ("Flares were the fashion in the seventies.", "Flares were the fashion in 1974.", "vaguer"),
    ("Flares were the fashion in 1974.", "Flares were the fashion in the seventies.", "more_precise"),
    # what a zone that is not said, or summer time, may explain
    ("The gate opens at 3 p.m. local time.", "The gate opens at 12:00 GMT.", "other_zone"),
    ("The gate opens at 5 p.m. EDT.", "The gate opens at 5 p.m. EST.", "other_zone"),
    ("The bell was stolen in mid-August.", "The bell was stolen on 16 August.", "vaguer"),
    ("The mill closed in 1987.", "The mill closed in May 1987.", "vaguer"),
    ("The mill closed on 3 May 1987.", "The mill closed in May 1987.", "more_precise"),
    ("The mill closed in May 1987.", "The mill closed in 1987.", "more_precise"),
]

# claim, published, evidence, published, label
DIFFERENT_BY_PUBLICATION = [
    ("He was held on Friday.", FRIDAY, "He was held on Friday.", "2024-04-20", "different_day"),
    ("He was held yesterday.", FRIDAY, "He was held on Friday.", "2024-04-13", "different_day"),
    ("He was held last Friday.", FRIDAY, "He was held on Friday.", FRIDAY, "different_day"),
    ("Exports fell last year.", FRIDAY, "Exports fell last year.", "2023-04-12", "different_year"),
    ("Exports fell last month.", FRIDAY, "Exports fell in January 2024.", None, "different_month"),
    ("Talks began two days ago.", FRIDAY, "Talks began on 9 April 2024.", None, "different_day"),
    ("Talks began on Tuesday.", FRIDAY, "Talks began on 10 April 2024.", None, "different_weekday"),
    ("Exports fell this year.", FRIDAY, "Exports fell in 2022.", None, "different_year"),
    ("She died this week at home.", FRIDAY, "She died last week at home.", FRIDAY, "different_week"),
    (
        "By today, Monday, the level had dropped.",
        FRIDAY,
        "By today, Friday, the level had dropped.",
        FRIDAY,
        "different_weekday",
    ),
]

AGREEING = [
    ("The pact was signed on 24 March 2015.", "The pact was signed on March 24th, 2015."),
    ("The pact was signed on 24 March 2015.", "The pact was signed on 2015-03-24."),
    ("The pact was signed on the 24th of March 2015.", "The pact was signed on Tuesday, 24 March 2015."),
    ("The pact was signed on 24 Mar. 2015.", "The pact was signed on 24.03.2015."),
    ("The pact was signed on 24 March.", "The pact was signed on March 24, 2015."),
    ("Imports rose in late 2023.", "Imports rose in the last quarter of 2023."),
    ("Imports rose in Q3 2021.", "Imports rose in the third quarter of 2021."),
    ("The ferry leaves at 8:35 p.m.", "The ferry leaves at 20:35."),
    ("The vote began at 5 pm.", "The vote began at 5 o'clock."),
    ("The lights went out at noon.", "The lights went out at 12 p.m. sharp."),
    ("The slide came down at about half past six in the morning.", "The slide came down at 6.34 am."),
    ("The slide came down at half past six.", "The slide came down at 18:40."),
    ("The last flight left shortly before noon.", "The last flight left at 11.45 am."),
    ("The vote ended at a quarter to nine in the evening.", "The vote ended at 8.45 p.m."),
    ("The vote began at 10 o'clock.", "The vote began at 22:00."),
    ("Acme will cut 85 jobs at its Velle plant by the end of June.", "The end of talks in January cost Acme money."),
    ("He was arrested on Monday.", "He was arrested Monday."),
    ("The regatta runs from 7 to 9 June.", "The regatta runs June 7-9."),
    ("The regatta runs 7–9 June 2024.", "The regatta runs from June 7 through June 9, 2024."),
    ("The regatta runs from 30 May to 2 June.", "The regatta runs May 30-June 2."),
    ("The regatta runs from Friday 7 to Sunday 9 June.", "The regatta runs June 7-9."),
    ("The regatta begins on 7 June.", "The regatta runs June 7-9."),
    ("The gate opens at 18:00 CET.", "The gate opens at noon EST."),
    ("The gate opens at 9 a.m. PT.", "The gate opens at noon Eastern."),
    ("The gate opens at 9 a.m. Pacific time.", "The gate opens at 17:00 UTC."),
    ("The gate opens at 20:30 IST.", "The gate opens at 15:00 GMT."),
    ("The gate opens at 18:00 UTC+2.", "The gate opens at 1600 GMT."),
    ("The gate opens at 3 p.m. Moscow time.", "The gate opens at 1200 GMT."),
    ("The gate opens at 3 p.m. (1200 GMT).", "The gate opens at 12:00 GMT."),
    ("The gate opens at 3 p.m. (1200 GMT).", "The gate opens at 3 p.m."),
    ("The gate opens at 18:00 EST.", "The gate opens at 18:00."),
    ("The gate opens at 8 p.m. EDT on Monday.", "The gate opens at 0000 GMT on Tuesday."),
    ("The lift stopped at quarter past midnight.", "The lift stopped at 00:15."),
    ("The lift stopped at a quarter to midnight.", "The lift stopped at 23:45."),
    ("The lift stopped at five minutes to nine.", "The lift stopped at 8:55 p.m."),
    ("The lift stopped at 24:00.", "The lift stopped at midnight."),
    ("The lift stopped at 8.40 a.m.", "The lift stopped at 8:40."),
    ("The lift stopped at 0630 hours.", "The lift stopped at 6:30 a.m."),
    ("Output rose in Q4.", "Output rose in the fourth quarter of 2024."),
    ("The pool opened in mid-June.", "The pool opened in June."),
    ("Flares were the fashion in the late 1970s.", "Flares were the fashion in 1978."),
    ("Flares were the fashion in the seventies.", "Flares were the fashion in the 1970s."),
    ("The abbey was founded in the twelfth century.", "The abbey was founded in the 1100s."),
    ("The fete is on Thurs., June 6.", "The fete is on Thursday 6 June."),
    ("The fete was on Wednesday, 7 June 2023.", "The fete was on 7 June 2023."),
    ("The fete is on the twenty-first of June.", "The fete is on 21 June."),
    ("The fete is on St Patrick’s Day.", "The fete is on 17 March."),
    ("The fete was on 14-06-2023.", "The fete was on June 14, 2023."),
    # nothing here can be compared, or is not a date at all: silence
    ("The court sat 4 May.", "The court met on Sunday, 4 May."),
    ("She is in her eighties.", "She lived there in the 1990s."),
    ("He was arrested on Monday.", "He was arrested on 24 March."),
    ("He was arrested yesterday.", "He was arrested on 24 March 2015."),
    ("Mrs May may march on.", "Mr March may go in June."),
    ("The mill closed on 04/03/2015.", "The mill closed on 03/04/2015."),
    ("Sheffield Wednesday won.", "Sheffield won on Tuesday."),
    ("The Good Friday deal held.", "The deal of Monday held."),
    ("He won the 2-1 match.", "He won the 3-1 match."),
    ("The fund paid 2,015 people.", "The fund paid 2,016 people."),
    ("The panel was made in 1491–1510.", "The panel was made in 1500."),
    ("HYTHE CROSS, Aug 18 (TRNS) - A bell was stolen.", "HYTHE CROSS, Aug 19 (TRNS) - A bell was stolen."),
]

AGREEING_BY_PUBLICATION = [
    ("He was held on Friday.", FRIDAY, "He was held on Friday.", "2024-04-13"),
    ("He was held on Friday.", FRIDAY, "He was held yesterday.", "2024-04-13"),
    ("He was held on Friday.", FRIDAY, "He was held on 12 April 2024.", None),
    ("Some 90 % came from China last year.", FRIDAY, "In 2023, 90 % came from China.", "2024-04-13"),
    ("Exports fell last month.", FRIDAY, "Exports fell in March 2024.", None),
    ("Exports fell last quarter.", FRIDAY, "Exports fell in Q1 2024.", None),
    ("The court will sit on Friday.", FRIDAY, "The court will sit on Friday.", "2024-04-15"),
    ("He was held on Friday.", None, "He was held on Friday.", "2024-04-20"),
    ("A week ago the roof fell in.", FRIDAY, "On 5 April 2024 the roof fell in.", None),
    ("Six years ago the roof fell in.", FRIDAY, "In 2018 the roof fell in.", None),
    ("The roof fell in on Good Friday.", FRIDAY, "The roof fell in on 29 March 2024.", None),
]

# what is said too roughly for a conflict
ROUGH = [
    ("Five weeks ago the roof fell in.", "On 6 April 2024 the roof fell in."),
    ("Six years ago the roof fell in.", "In 2011 the roof fell in."),
    ("Flares were the fashion in the early 1970s.", "Flares were the fashion in the late 1970s."),
]


@pytest.mark.parametrize(("claim", "evidence", "label"), DIFFERENT)
def test_a_date_that_differs_is_named_with_both_spans(claim: str, evidence: str, label: str) -> None:
    (found,) = drift(claim, evidence)

    assert found.source is not None
    assert (found.kind, found.label) == (DriftKind.DATE, label)
    assert found.conflict == (label not in ("vaguer", "more_precise", "other_zone"))
    assert claim[found.story.start : found.story.end] == found.story.text
    assert evidence[found.source.start : found.source.end] == found.source.text
    assert found.story_value != found.source_value


@pytest.mark.parametrize(("claim", "story_day", "evidence", "source_day", "label"), DIFFERENT_BY_PUBLICATION)
def test_relative_dates_are_read_by_each_publication(
    claim: str, story_day: str | None, evidence: str, source_day: str | None, label: str
) -> None:
    found = drift(claim, evidence, story_day=story_day, source_day=source_day)

    assert [one.label for one in found] == [label]


@pytest.mark.parametrize(("claim", "evidence"), ROUGH)
def test_what_is_said_roughly_is_only_worth_a_look(claim: str, evidence: str) -> None:
    assert [one.conflict for one in drift(claim, evidence, story_day=FRIDAY)] == [False]


@pytest.mark.parametrize(("claim", "evidence"), AGREEING)
def test_the_same_date_put_another_way_is_no_drift(claim: str, evidence: str) -> None:
    assert drift(claim, evidence) == ()


@pytest.mark.parametrize(("claim", "story_day", "evidence", "source_day"), AGREEING_BY_PUBLICATION)
def test_relative_dates_of_one_day_agree(
    claim: str, story_day: str | None, evidence: str, source_day: str | None
) -> None:
    assert drift(claim, evidence, story_day=story_day, source_day=source_day) == ()


def test_a_date_finds_its_counterpart_by_the_words_around_it() -> None:
    found = drift(
        "The mill closed in 1987 and burned down in 1990.",
        "The mill closed in 1989.",
        "The mill burned down in 1990.",
    )

    assert [(d.story.text, d.source.text) for d in found if d.source] == [("1987", "1989")]


def test_the_message_says_how_each_side_was_read() -> None:
    (found,) = drift("He was held on Friday.", "He was held on Friday.", story_day=FRIDAY, source_day="2024-04-20")

    assert found.message == ("The story says Friday (2024-04-12), the source Friday (2024-04-19): another day.")


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The webcast is at 2 p.m. New York time.", "The webcast is at 8 p.m. Berlin time."),
        ("The webcast is at 9 p.m. CET on 4 June.", "The webcast is at 5 a.m. JST on 5 June."),
    ],
)
def test_a_zone_is_no_name(claim: str, evidence: str) -> None:
    story, source = document(claim), document(evidence, id="s1")

    assert find_drift(story.sentence_span(1), [source.sentence_span(1)], story=story, source=source) == ()


def test_all_kinds_come_in_the_order_of_the_story() -> None:
    story = document("The mill closed in 1987 with 300 workers.")
    source = document("The mill closed in 1989 with 450 workers.", id="s1")

    found = find_drift(story.sentence_span(1), [source.sentence_span(1)], story=story, source=source)

    assert [one.label for one in found] == ["different_year", "value_differs"]


READ = [
    ("in late 2023", "2023-08-01 to 2023-12-31"),
    ("in the last quarter of 2023", "2023-10-01 to 2023-12-31"),
    ("in the first half of 2023", "2023-01-01 to 2023-06-30"),
    ("last year", "2023"),
    ("last month", "2024-03"),
    ("last Friday", "2024-04-05"),
    ("on Thursday", "2024-04-11"),
    ("It will open on Thursday", "Thursday"),
    ("We expect to open on Thursday", "Thursday"),
    ("They hope to open on Thursday", "Thursday"),
    ("two days ago", "2024-04-10"),
    ("last night", "2024-04-11"),
    ("tomorrow", "2024-04-13"),
    ("at 5.30 p.m.", "17:30"),
    ("at 12 a.m. sharp", "00:00"),
    ("at half past six", "06:30"),
    ("at a quarter to nine", "08:45"),
    ("a quarter past 9 p.m.", "21:15"),
    ("at eight o'clock in the evening", "20:00"),
    ("at seven in the morning", "07:00"),
    ("last December", "2023-12"),
    ("on 29 February 2024", "2024-02-29"),
    ("from 30 May to 2 June", "30 May to 2 June"),
    ("in the early 16th century", "1500-01-01 to 1549-12-31"),
    ("at ten past nine", "09:10"),
    ("at three o'clock on the dot", "03:00"),
    ("the day before yesterday", "2024-04-10"),
]


@pytest.mark.parametrize(("text", "normalised"), READ)
def test_moments_are_read_against_the_day_of_publication(text: str, normalised: str) -> None:
    assert [moment.normalised for moment in find_moments(text, date(2024, 4, 12))] == [normalised]


@pytest.mark.parametrize(
    "text", ["He may resign", "They march on", "12 people died", "a 2-1 win", "31 February 2024 km"]
)
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert [moment.day for moment in find_moments(text, date(2024, 4, 12)) if moment.day] == []


words = st.sampled_from(
    "on Friday last next Monday yesterday 24 March 2015 , at 5 p.m. 17:30 late early mid- in 2023 the quarter of "
    "first summer 1990s year month will noon May fell 12/04/2024 ago two days".split(" ")
)
prose = st.lists(words, max_size=20).map(" ".join)
days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(date.isoformat))


@settings(max_examples=60, deadline=None)
@given(st.one_of(prose, st.text(max_size=60)), days)
def test_a_text_never_drifts_from_itself(text: str, day: str | None) -> None:
    assert drift(text, text, story_day=day, source_day=day) == ()


@settings(max_examples=60, deadline=None)
@given(prose, st.lists(prose, min_size=1, max_size=4), days)
def test_the_order_of_the_evidence_does_not_matter(claim: str, evidence: list[str], day: str | None) -> None:
    story, source = document(claim, published=day), document(*evidence, id="s1", published=day)
    spans = [source.sentence_span(sentence.number) for sentence in source.sentences]
    expected = find_date_drift(story.sentence_span(1), spans, story=story, source=source)

    assert find_date_drift(story.sentence_span(1), spans[::-1], story=story, source=source) == expected


@settings(max_examples=60, deadline=None)
@given(st.one_of(prose, st.text(max_size=60)), days)
def test_moments_are_spans_of_the_text_in_order(text: str, day: str | None) -> None:
    found = find_moments(text, date.fromisoformat(day) if day else None)

    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
