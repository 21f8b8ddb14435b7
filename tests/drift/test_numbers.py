"""How an amount finds its counterpart, how it is read, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.drift import find_number_drift
from factcheck.english.quantities import find_quantities
from tests.drift.number_lines import document, drift


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
