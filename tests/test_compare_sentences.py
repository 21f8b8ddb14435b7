"""A claim of several sentences is compared sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.seeds import all_seeds
from factcheck.errors import TimedOut
from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import (
    Claim,
    Comparison,
    Failure,
    FailureKind,
    Relation,
)
from factcheck.steps.compare import statement
from factcheck.steps.reading import Reader
from factcheck.steps.several_sentences import FEWEST_WORDS, sentences_of, together
from tests.comparing import CLAIM, SOURCE, compared, model, saying
from tests.scripted import ScriptedModel

SEVERAL = Claim(
    id="c1",
    text="The harbour bridge will close for six weeks. A ferry will run every hour. The mayor said so on Friday.",
    sentences=(2, 3, 4),
)
SENTENCES = (
    "The harbour bridge will close for six weeks.",
    "A ferry will run every hour.",
    "The mayor said so on Friday.",
)


def asked_about(scripted: ScriptedModel) -> list[str]:
    """The claims that a model was asked about, in order."""
    return [message.user.partition("CLAIM: ")[2].splitlines()[0] for message in scripted.messages]


def saying_of(words: Mapping[str, str], pointed: Sequence[int] = (3,)) -> ScriptedModel:
    """A model that says the word given for the claim it is asked about, Yes for any other."""

    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        return saying(next((word for claim, word in words.items() if f"CLAIM: {claim}\n" in message.user), "Yes"))

    return ScriptedModel(lambda _m, _a: {"sentences": list(pointed)}, weighed)


@pytest.mark.parametrize("word", ["Yes", "No", "Unknown"])
@pytest.mark.parametrize(
    "text",
    [
        CLAIM.text,
        "Gen. Ilse Brandt of St. Clair said 3.5 p.m. was too late",
        "“It is over. We lost,” the mayor of Tamm said.",
        "The bridge\nwill close.\n\n",
        "“Never.”",
        "",
    ],
)
def test_a_claim_of_one_sentence_is_asked_about_as_it_is(text: str, word: str) -> None:
    claim, scripted = CLAIM.model_copy(update={"text": text}), model(word)
    compared(scripted, claim)
    prompt = shipped_prompts().by_step["compare"]
    shown = {"source": Reader(SOURCE, 8192).read(text).text, "claim": statement(claim)}
    assert scripted.messages[0] == prompt.render("relation", **shown)
    assert all(f"CLAIM: {statement(claim)}" in message.user for message in scripted.messages)


def test_every_gold_claim_is_one_sentence() -> None:
    claims = [
        Claim(id=claim.gold.id, text=claim.gold.text, sentences=claim.sentences)
        for seed in all_seeds()
        for claim in seed.claims
    ]
    assert len(claims) > 200
    assert [claim.text for claim in claims if sentences_of(claim) != (claim,)] == []


def test_several_sentences_are_asked_about_one_by_one() -> None:
    scripted = model("Yes")
    result = compared(scripted, SEVERAL)
    assert list(dict.fromkeys(asked_about(scripted))) == [*SENTENCES, SEVERAL.text]
    assert isinstance(result, Comparison)
    assert result.relation is Relation.SUPPORTS


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(("word", "relation"), [("No", Relation.CONTRADICTS), ("Unknown", Relation.SILENT)])
def test_the_whole_is_as_strong_as_its_weakest_sentence(place: int, word: str, relation: Relation) -> None:
    scripted = saying_of({SENTENCES[place]: word})
    result = compared(scripted, SEVERAL)
    assert isinstance(result, Comparison)
    assert result.relation is relation
    assert result.confidence == pytest.approx(0.9)
    assert result.probabilities[Relation.SUPPORTS] == pytest.approx(0.05)
    assert set(asked_about(scripted)[len(SENTENCES) :]) == {SENTENCES[place]}


def test_a_contradicted_sentence_outweighs_one_the_source_is_silent_on() -> None:
    scripted = saying_of({SENTENCES[0]: "Unknown", SENTENCES[2]: "No"})
    result = compared(scripted, SEVERAL)
    assert isinstance(result, Comparison)
    assert result.relation is Relation.CONTRADICTS
    assert asked_about(scripted)[-1] == SENTENCES[2]


def test_every_sentence_keeps_the_speaker() -> None:
    scripted = model("Unknown")
    compared(scripted, SEVERAL.model_copy(update={"speaker": "Mayor Ruiz"}))
    assert set(asked_about(scripted)) == {f"Mayor Ruiz said: {sentence}" for sentence in SENTENCES}


def test_a_sentence_that_gets_no_answer_is_a_failure_of_the_claim() -> None:
    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        if SENTENCES[1] in message.user.partition("CLAIM: ")[2]:
            raise TimedOut("no answer in 1 s")
        return saying("Yes")

    result = compared(ScriptedModel(weighed=weighed), SEVERAL)
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.TIMED_OUT


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The vote was held in May. 2020", ["The vote was held in May. 2020"]),
        ("Stop that! The bridge will close. He left.", ["Stop that! The bridge will close. He left."]),
        ("The bridge will close. It did. A ferry will run.", ["The bridge will close. It did.", "A ferry will run."]),
    ],
)
def test_a_few_words_are_not_asked_about_alone(text: str, pieces: list[str]) -> None:
    assert [one.text for one in sentences_of(CLAIM.model_copy(update={"text": text}))] == pieces


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*SENTENCES, "No.", "2020", "“Go. Now,” she said."]), min_size=1, max_size=6))
def test_the_pieces_of_a_claim_are_all_of_its_words(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = sentences_of(CLAIM.model_copy(update={"text": text}))
    assert " ".join(one.text for one in found) == text
    assert len(found) == 1 or all(len(one.text.split()) >= FEWEST_WORDS for one in found)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(*[st.floats(0.001, 1)] * 3), min_size=1, max_size=5))
def test_the_whole_of_several_answers_is_a_distribution_no_more_supported_than_any(
    odds: list[tuple[float, ...]],
) -> None:
    answers = [dict(zip(Relation, (value / sum(one) for value in one), strict=True)) for one in odds]
    whole = together(answers)
    assert sum(whole.values()) == pytest.approx(1)
    assert min(whole.values()) >= 0
    assert all(whole[Relation.SUPPORTS] <= answer[Relation.SUPPORTS] for answer in answers)
    assert all(whole[Relation.CONTRADICTS] >= answer[Relation.CONTRADICTS] for answer in answers)
    assert together(answers[::-1]) == whole
