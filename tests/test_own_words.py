"""A claim's own words in its sentence, and the words that it has from elsewhere."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.records import Claim, Document
from factcheck.steps.own_words import own_words, resolved_words
from tests.render.reports import document

STORY = document(
    "story",
    "Prairie Electric will shut its coal plant, president Howard Lindqvist said.\n"
    "The bridge, built in 1968, was repaired in 2019 after Cyclone Kenneth.\n"
    "He called it a sad day for the town and said the company had lost $4 million last year.\n"
    "The road bridge at Larde gave way on Wednesday night.\n"
    "It was empty at the time, and there were no boats, the army said.\n"
    "“We never saw the like,” she said; “nobody did,” he said.\n",
    published="2025-02-13",
)


def claim(text: str, *sentences: int) -> Claim:
    return Claim(id="c1", text=text, sentences=sentences)


def words_of(text: str, *sentences: int, story: Document = STORY) -> list[str]:
    return [story.text[start:end] for start, end in own_words(claim(text, *sentences), story)]


@pytest.mark.parametrize(
    ("text", "sentence", "own"),
    [
        ("The bridge was built in 1968.", 2, ["The bridge, built in 1968"]),
        ("The bridge was repaired in 2019.", 2, ["The bridge", "was repaired in 2019"]),
        ("The bridge was repaired after Cyclone Kenneth.", 2, ["The bridge", "was repaired", "after Cyclone Kenneth"]),
        ("Howard Lindqvist is Prairie Electric's president.", 1, ["Prairie Electric", "president Howard Lindqvist"]),
        ("Prairie Electric will shut its coal plant.", 1, ["Prairie Electric will shut its coal plant"]),
        ("Prairie Electric had lost $4 million in 2024.", 3, ["had lost $4 million"]),
        ("The bridge at Larde was empty at the time.", 5, ["was empty at the time"]),
        ("There were no boats.", 5, ["there were no boats"]),
        ("The road bridge gave way on the night of Wednesday.", 4, ["The road bridge", "gave way on Wednesday night"]),
        ("“Nobody did.”", 6, ["nobody did"]),
    ],
)
def test_a_claim_is_made_of_its_own_words(text: str, sentence: int, own: list[str]) -> None:
    assert words_of(text, sentence) == own


def test_two_claims_of_a_sentence_are_told_apart() -> None:
    built, mended = words_of("The bridge was built in 1968.", 2), words_of("The bridge was repaired in 2019.", 2)
    assert "1968" in " ".join(built)
    assert "1968" not in " ".join(mended)
    assert "2019" not in " ".join(built)


@pytest.mark.parametrize("text", ["The span fell in.", "Jedes Wort ist anders.", "", "…"])
def test_a_claim_that_shares_too_little_is_made_of_the_whole_sentence(text: str) -> None:
    assert words_of(text, 4) == [STORY.sentence_text(4)]


def test_a_claim_of_two_sentences_has_words_in_both() -> None:
    assert words_of("The road bridge at Larde was empty at the time.", 4, 5) == [
        "The road bridge at Larde",
        "was empty at the time",
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_spans_lie_in_the_sentences_of_the_claim_ascending_and_apart(data: st.DataObject) -> None:
    pool = [*STORY.text.split(), "Zug", "“", "-", "7", "the"]
    numbers = sorted(data.draw(st.sets(st.integers(1, 6), min_size=1, max_size=2)))
    text = " ".join(data.draw(st.lists(st.sampled_from(pool), max_size=14)))
    spans = own_words(claim(text, *numbers), STORY)
    sentences = [STORY.sentence(number) for number in numbers]
    assert all(any(s.start <= start < end <= s.end for s in sentences) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert all(any(s.start <= start < s.end for start, _ in spans) for s in sentences), "no sentence is without"
    for one in resolved_words(claim(text, *numbers), STORY):
        assert one.text == text[one.start : one.end] != ""
        assert one.sentence not in numbers


@pytest.mark.parametrize(
    ("text", "sentence", "resolved"),
    [
        ("Howard Lindqvist called it a sad day for the town.", 3, [("Howard Lindqvist", 1)]),
        ("Prairie Electric had lost $4 million last year.", 3, [("Prairie Electric", 1), ("last year", None)]),
        ("Prairie Electric had lost $4 million in 2024.", 3, [("Prairie Electric", 1), ("2024", None)]),
        ("The bridge at Larde was empty at the time.", 5, [("bridge", 4), ("Larde", 4)]),
        ("The road bridge was empty.", 5, [("road bridge", 4)]),
        ("The bridge gave way on Wednesday, 12 February 2025.", 4, [("12 February 2025", None)]),
        ("Prairie Electric will close its coal plant.", 1, []),
        ("The bridge was mended in 2019.", 2, []),
        ("The army had no boats.", 5, []),
        ("The company had lost $5 million in the end.", 3, []),
    ],
)
def test_words_from_elsewhere_in_the_story_are_resolved(
    text: str, sentence: int, resolved: list[tuple[str, int | None]]
) -> None:
    assert [(one.text, one.sentence) for one in resolved_words(claim(text, sentence), STORY)] == resolved


def test_a_date_is_resolved_only_from_a_story_that_has_one() -> None:
    undated = STORY.model_copy(update={"published": None})
    assert not resolved_words(claim("The bridge gave way on Wednesday, 12 February 2025.", 4), undated)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Prairie Electric lost $4 million last year.", ["last year [2024]"]),
        ("The bridge gave way on Wednesday.", ["Wednesday [12 February 2025]"]),
        ("The bridge gave way yesterday.", ["yesterday [12 February 2025]"]),
        (
            "Sales fell last month and last quarter.",
            ["last month [January 2025]", "last quarter [October to December 2024]"],
        ),
        ("The bridge reopens next year.", ["next year [2026]"]),
        ("The bridge was built in 1968.", []),
        ("In May 2019 he said sales had fallen last year.", []),
        ("“We lost it last year,” he said.", []),
        ("It closed three weeks ago.", []),
        ("It closed last week.", []),
    ],
)
def test_a_relative_time_is_shown_with_its_date(text: str, shown: list[str]) -> None:
    assert [one.shown for one in resolved_words(claim(text, 3), STORY) if one.means] == shown


@given(st.sampled_from(["last year", "yesterday", "Friday", "this month", "next quarter", "last Monday"]))
def test_without_a_date_of_the_story_no_time_is_resolved(time: str) -> None:
    undated = STORY.model_copy(update={"published": None})
    assert not [one for one in resolved_words(claim(f"The town paid {time}.", 3), undated) if one.means]


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2049, 12, 31)),
    st.sampled_from(["on Friday", "yesterday", "last year", "last month"]),
)
def test_what_is_past_is_dated_no_later_than_the_story(day: date, time: str) -> None:
    story = STORY.model_copy(update={"published": day.isoformat()})
    (one,) = [one for one in resolved_words(claim(f"The town paid {time}.", 3), story) if one.means]
    written = one.means or ""
    assert int(written[-4:]) <= day.year
    assert f"{one.text} [{written}]" == one.shown
