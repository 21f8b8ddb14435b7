"""The order of what matters: what would harm or mislead comes first, and it does not hang on where a sentence stands."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bench.worth import fitted, labelled
from factcheck.records import Claim, Document
from factcheck.verdict.worth import with_worth, worth, worthiest_first
from tests.render.reports import document

BACKGROUND = (
    "The museum lies to the north of the harbour.",
    "The hall is painted green.",
    "She sat next to the minister.",
    "The choir sang two hymns.",
    "The club plays in blue and white.",
)
MATTERS = (
    "The mayor was charged with fraud over the contract.",
    "Eleven patients died of the infection since January.",
    "The council spent $4 million more than it was allowed to.",
    "Unemployment rose to 9 percent, the highest rate in ten years.",
    "The party lost 12 seats in the election on Sunday.",
    "The company hid the leak from the police, the court said.",
    "“We dumped the waste in the river,” the director said.",
    "The drug killed three people, according to the ministry.",
    "Parliament voted 61-39 to cut pensions.",
    "The bank has been fined €40 million for breaking sanctions.",
)
STORY = ("The ferry will stop on 3 March.", "The council decided it on Friday.", *BACKGROUND, *MATTERS)


def story_of(sentences: tuple[str, ...]) -> tuple[Document, list[Claim]]:
    """A story of these sentences, each a claim of its own."""
    claims = [Claim(id=f"c{n}", text=text, sentences=(n,)) for n, text in enumerate(sentences, start=1)]
    return document("story", "\n".join(sentences)), claims


@pytest.mark.parametrize("matters", MATTERS)
def test_what_could_harm_or_mislead_comes_before_the_background(matters: str) -> None:
    assert worth(matters) > max(map(worth, BACKGROUND))


def test_what_somebody_says_matters_more_than_the_same_without_a_speaker() -> None:
    assert worth("The bridge is not safe.", "Ana Ruiz, the engineer") > worth("The bridge is not safe.")


def test_the_lead_comes_before_the_same_words_further_down() -> None:
    again = "The harbour bridge will close for nine weeks."
    story, claims = story_of((again, "The council decided it on Friday.", again, again))
    first, _, third, fourth = with_worth(claims, story)
    assert first.worth > third.worth
    assert third.worth == fourth.worth
    assert [claim.id for claim in worthiest_first([fourth, third, first])] == ["c1", "c4", "c3"], "equal ones stay"


def test_a_lead_begins_after_the_sentences_without_a_claim() -> None:
    story = document("story", "(UPDATE 1)\nIs it so?\n" + "\n".join([BACKGROUND[0]] * 3))
    claims = [Claim(id=f"c{n}", text=BACKGROUND[0], sentences=(n,)) for n in (3, 4, 5)]
    third, fourth, fifth = (claim.worth for claim in with_worth(claims, story))
    assert third == fourth > fifth


@settings(max_examples=15, deadline=None)
@given(st.permutations(STORY[2:]))
def test_the_order_of_what_comes_after_the_lead_changes_nothing(background: list[str]) -> None:
    def order(sentences: tuple[str, ...]) -> list[tuple[float | None, str]]:
        story, claims = story_of(sentences)
        return [(claim.worth, claim.text) for claim in worthiest_first(with_worth(claims, story))]

    ordered = order((*STORY[:2], *background))
    assert sorted(ordered) == sorted(order(STORY))
    assert [value for value, _ in ordered] == [value for value, _ in order(STORY)]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_worth(text: str) -> None:
    assert 0 <= worth(text) <= 1


def test_claims_without_a_worth_stay_in_their_order() -> None:
    _, claims = story_of(STORY)
    assert worthiest_first(claims) == claims


def test_the_shipped_weights_are_those_of_the_labelled_sentences() -> None:
    pytest.importorskip("sklearn")
    shipped = json.loads(files("factcheck.verdict").joinpath("worth.json").read_text("utf-8"))
    again = fitted(labelled())
    assert {question: set(weights) for question, weights in again.items()} == {q: set(w) for q, w in shipped.items()}
    for question, weights in again.items():
        assert weights == pytest.approx(shipped[question], abs=0.01)
