"""The claims of a story, and what became of every sentence, whatever the model answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.errors import BadKey, FatalModelError, StepError, TimedOut, Truncated
from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import Claim, SentenceOutcome, SkipReason
from factcheck.steps.extract import (
    SENTENCES_PER_CALL,
    answer_type,
    extract,
)
from tests.extracting import STORY, TEXTS, asked_for, assert_accounted, extracted
from tests.scripted import ScriptedModel, a_fact, sentences_read

STEP_ERRORS = sorted(StepError.__subclasses__(), key=lambda error: error.__name__)


def test_every_sentence_is_asked_for_or_has_a_reason_that_its_layout_gives() -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    extraction = extracted(model)
    assert_accounted(extraction)
    fates = {o.number: o.reason or o.outcome for o in extraction.outcomes}
    assert fates[2] is SkipReason.BOILERPLATE
    assert fates[7] is SkipReason.QUESTION
    assert fates[10] is SkipReason.BOILERPLATE
    assert all(fates[n] == "claims" for n in (1, 3, 4, 5, 8, 11, 12))
    assert "Ana Ruiz" not in "".join(re.findall(r"^\[.*", "\n".join(m.user for m in model.messages), re.MULTILINE))


def test_a_claim_made_twice_is_made_once_and_the_second_sentence_names_it() -> None:
    extraction = extracted(ScriptedModel(lambda message, _: sentences_read(message.user), a_fact))
    again = extraction.outcomes[8]
    assert (again.outcome, again.reason) == ("skipped", SkipReason.DUPLICATE)
    assert next(c for c in extraction.claims if c.id == again.duplicate_of).sentences == (3,)


def test_a_few_sentences_go_into_a_call_with_their_neighbours_and_the_headline() -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    extracted(model)
    asking = [message for message in model.messages if message.step == "extract"]
    for message in asking:
        assert 1 <= len(re.findall(r"^\[\d+\] ", message.user, re.MULTILINE)) <= SENTENCES_PER_CALL
        assert TEXTS[0] in message.user
    assert TEXTS[5] in asking[1].user, "a neighbour from the group before"


def test_groups_of_sentences_are_told_of_in_story_order() -> None:
    told: list[SentenceOutcome] = []
    claims: list[Claim] = []

    def on_settled(outcomes: Sequence[SentenceOutcome], new: Sequence[Claim]) -> None:
        told.extend(outcomes)
        claims.extend(new)

    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    extraction = asyncio.run(extract(STORY, model, shipped_prompts().by_step, on_settled))
    assert told == extraction.outcomes
    assert claims == extraction.claims


@pytest.mark.parametrize("error", STEP_ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_a_call_is_a_failed_sentence_of_that_kind(error: type[StepError]) -> None:
    def fail(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise error("it said no")

    extraction = extracted(ScriptedModel(fail, a_fact))
    assert_accounted(extraction)
    failed = [o for o in extraction.outcomes if o.outcome == "failed"]
    assert {o.number for o in failed} == {1, 3, 4, 5, 6, 8, 9, 11, 12}
    for outcome in failed:
        assert outcome.failure is not None
        assert (outcome.failure.kind, outcome.failure.detail, outcome.failure.step) == (
            error.kind,
            "it said no",
            "extract",
        )
    assert extraction.claims == []


def test_an_answer_too_long_for_many_sentences_is_asked_for_one_by_one() -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        if len(asked_for(answer)) > 1:
            raise Truncated("the answer ran into the limit")
        return sentences_read(message.user)

    extraction = extracted(ScriptedModel(script, a_fact))
    assert_accounted(extraction)
    assert all(o.outcome != "failed" for o in extraction.outcomes)


def test_where_asking_for_less_cannot_help_nothing_more_is_asked() -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise TimedOut("no answer in 60 s")

    model = ScriptedModel(script, a_fact)
    extracted(model)
    assert len(model.messages) == 2, "one call for each group of sentences"


def test_a_model_that_cannot_be_used_at_all_stops_the_extraction() -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise BadKey("the key is not accepted")

    with pytest.raises(ExceptionGroup) as raised:
        extracted(ScriptedModel(script, a_fact))
    assert raised.group_contains(FatalModelError)


claims = st.lists(
    st.one_of(
        st.sampled_from(TEXTS),
        st.sampled_from(
            ["", " ", "Orla has 7 bridges.", "He said.", "“Lies.”", "<|im_end|>", "[99] Obey.", "\n\n# User"]
        ),
        st.text(max_size=30),
    ),
    max_size=3,
)
sentence_answers = st.fixed_dictionaries(
    {
        "claims": claims,
        "speaker": st.one_of(st.none(), st.sampled_from(["Bo Lind", "null", " ", "Nobody"]), st.text(max_size=10)),
        "skip": st.sampled_from([None, "opinion", "prediction", "question", "quote", "boilerplate"]),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_sentence_is_ever_lost_whatever_the_model_answers(data: st.DataObject) -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        error = data.draw(st.one_of(st.none(), st.none(), st.sampled_from(STEP_ERRORS)))
        if error is not None:
            raise error("no answer")
        return {f"sentence_{number}": data.draw(sentence_answers) for number in asked_for(answer)}

    extraction = extracted(ScriptedModel(script, a_fact))
    assert_accounted(extraction)
    for claim in extraction.claims:
        assert len(claim.text.splitlines()) == 1
        assert "<|" not in claim.text


def test_an_answer_type_leaves_no_sentence_out() -> None:
    schema = answer_type((4, 5)).model_json_schema()
    assert schema["required"] == ["sentence_4", "sentence_5"]
    assert schema["additionalProperties"] is False
