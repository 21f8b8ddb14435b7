"""Whose turn it is in a transcript, and what follows from it: for quotations, for what the model is shown, for reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents import from_text
from factcheck.drift import find_quotation_drift
from factcheck.drift.verbatim import find_verbatim
from factcheck.english.speakers import known_speaker
from factcheck.english.turns import turn_at, turns_of, with_turn
from factcheck.records import Claim
from factcheck.render.wording import place
from factcheck.steps.confirm import evidence_alone

INTERVIEW = """HOST: Will you run again?

MARA VOSS MP: I have not decided. My term ends in June, and the party knows it.

HOST: And the harbour? TOM HILL (by telephone): It stays open for as long as I am here.

TOM HILL (by telephone): We lose money. I told Mara Voss so.

MARA VOSS MP: Tom told me: “We will fight for every single berth.” That was in May."""


def speaker(words: str) -> str | None:
    place = INTERVIEW.index(words)
    return known_speaker(INTERVIEW, place, place + len(words))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Will you run", "Host"),
        ("I have not decided", "Mara Voss"),
        ("the party knows it", "Mara Voss"),
        ("It stays open", "Tom Hill"),
        ("I told Mara Voss so", "Tom Hill"),
        ("That was in May", "Mara Voss"),
    ],
)
def test_a_turn_lasts_until_the_next(words: str, name: str) -> None:
    assert speaker(words) == name


def test_words_quoted_in_a_turn_are_not_the_turns() -> None:
    assert speaker("We will fight for every single berth") == "Tom"


@pytest.mark.parametrize(
    "text",
    [
        "City: Oslo | Population: 717710\n\nCity: Bergen | Population: 291940\n\nTown: Holm | Votes: 4\n\nTown: Vik | Votes: 3",
        "Name: Ada Vik\nAge: 31\nName: Tom Hill\nAge: 44",
        "Contact: Ada Vik. She is in until five.\n\nNotes: The figures are rounded.\n\nEnds: The text ends here.",
        "OSLO: The council met. It was late.\n\nIt voted for the tram.\n\nIt will run from May.",
        "Ada Vik: I am tired.\n\nAda Vik: I am going home.\n\nAda Vik: Good night.",
        "",
    ],
)
def test_forms_tables_and_notes_are_no_transcripts(text: str) -> None:
    assert turns_of(text) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["HOST", "Ada Vik", "Tom Hill"]), st.text("ab .?:\n“”|", max_size=20)), max_size=8
    )
)
def test_every_place_is_in_the_turn_that_began_last(said: list[tuple[str, str]]) -> None:
    text = "\n\n".join(f"{name}: {words}." for name, words in said)
    turns = turns_of(text)
    for at in range(len(text)):
        turn = turn_at(text, at)
        assert turn == next((one for one in reversed(turns) if one.start <= at), None)
    for turn in turns:
        assert text[turn.start :].startswith(f"{turn.name}:")
        assert text[turn.start : turn.said].rstrip().endswith(":")


def test_the_model_is_shown_whose_turn_it_is_once() -> None:
    source = from_text(INTERVIEW, id="s1")
    shown = evidence_alone(source, [s.number for s in source.sentences])
    assert "MARA VOSS MP: My term ends in June, and the party knows it." in shown
    assert "MARA VOSS MP: MARA VOSS MP" not in shown
    prose = from_text("Ada Vik said the tram will run. It is new.", id="s2")
    assert evidence_alone(prose, [1, 2]) == "[1] Ada Vik said the tram will run.\n[2] It is new."


def test_a_report_names_who_speaks_where_the_sentence_does_not() -> None:
    source = from_text(INTERVIEW, id="s1")
    numbers = {source.sentence_text(s.number): s.number for s in source.sentences}
    number = numbers["My term ends in June, and the party knows it."]
    assert place(source, (number,)) == f"sentence {number} (Mara Voss)"
    assert place(source, (1,)) == "sentence 1"


@pytest.mark.parametrize(
    ("told", "labels", "carried"),
    [
        ("“It stays open for as long as I am here,” said Tom Hill.", [], True),
        ("“My term ends in June, and the party knows it,” said Mara Voss.", [], True),
        ("“It stays open for as long as I am here,” said Mara Voss.", ["misattributed"], False),
        ("“My term ends in June, and the party knows it,” said Tom Hill.", ["misattributed"], False),
    ],
)
def test_a_quotation_from_a_transcript_is_its_speakers(told: str, labels: list[str], carried: bool) -> None:
    story, source = from_text(told, id="story"), from_text(INTERVIEW, id="s1")
    words, _, name = told.rstrip(".").partition(",” said ")
    claim = Claim(id="c1", text=f"{words}.”", sentences=(1,), speaker=name)
    assert [drift.label for drift in find_quotation_drift(story, [source])] == labels
    assert (find_verbatim(claim, story, source) is not None) == carried


def test_a_sentence_with_its_turn_is_unchanged_in_prose() -> None:
    assert with_turn("The tram is late. It is new.", 18, 28) == "It is new."
