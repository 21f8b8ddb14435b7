"""The claims of a story, and what became of every sentence, whatever the model answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.errors import BadKey, FatalModelError, StepError, TimedOut, Truncated
from factcheck.extract import SENTENCES_PER_CALL, Extraction, answer_type, extract
from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import Claim, Document, SentenceOutcome, SentenceRole, SkipReason
from tests.render.reports import document
from tests.scripted import ScriptedModel, sentences_read

STEP_ERRORS = sorted(StepError.__subclasses__(), key=lambda error: error.__name__)
TEXTS = (
    "Bridge at Tamm to close",
    "By Ana Ruiz",
    "The old bridge will close for about six weeks.",
    "It may be torn down, said Mayor Bo Lind.",
    "The bridge was built in 1961.",
    "“We never liked it,” he said.",
    "Is that enough?",
    "The ferry carries 40 cars.",
    "The old bridge will close for about six weeks.",
    "***",
    "Tickets cost nothing.",
    "The council meets on Monday.",
)
STORY = document("story", "\n".join(TEXTS))
STORY = STORY.model_copy(
    update={
        "sentences": tuple(
            s.model_copy(update={"role": {1: SentenceRole.HEADLINE, 2: SentenceRole.BYLINE}.get(s.number, s.role)})
            for s in STORY.sentences
        )
    }
)

Script = Callable[[Message, type[BaseModel]], Mapping[str, object]]


def extracted(model: ScriptedModel, story: Document = STORY) -> Extraction:
    """What that model makes of the story."""
    return asyncio.run(extract(story, model, shipped_prompts().by_step["extract"], lambda _outcomes, _claims: None))


def asked_for(answer: type[BaseModel]) -> list[int]:
    """The numbers of the sentences that an answer type asks for."""
    return [int(name.removeprefix("sentence_")) for name in answer.model_fields]


def one(*claims: str, speaker: str | None = None, skip: str | None = None) -> dict[str, object]:
    """The answer for one sentence."""
    return {"claims": list(claims), "speaker": speaker, "skip": skip}


def of_line(text: str, answers: Callable[[bool], dict[str, object]]) -> Extraction:
    """A story of that one sentence; `answers` gets whether it was asked for again."""
    asked: list[int] = []

    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        asked.append(1)
        return {"sentence_1": answers(len(asked) > 1)}

    return extracted(ScriptedModel(script), document("story", text))


def assert_accounted(extraction: Extraction, story: Document = STORY) -> None:
    """Every sentence has exactly one fate, every claim a sentence, and each knows of the other."""
    assert [o.number for o in extraction.outcomes] == [s.number for s in story.sentences]
    claims = {claim.id: claim for claim in extraction.claims}
    assert list(claims) == [f"c{n}" for n in range(1, len(claims) + 1)]
    for outcome in extraction.outcomes:
        assert (outcome.outcome == "claims") == bool(outcome.claims)
        assert (outcome.outcome == "skipped") == (outcome.reason is not None)
        assert (outcome.outcome == "failed") == (outcome.failure is not None)
        assert (outcome.duplicate_of is not None) == (outcome.reason is SkipReason.DUPLICATE)
        assert set(outcome.claims) <= claims.keys()
        assert outcome.duplicate_of is None or outcome.duplicate_of in claims
    for claim in claims.values():
        assert claim.text.strip()
        assert claim.sentences
        assert list(claim.sentences) == sorted(set(claim.sentences))
        for number in claim.sentences:
            story.sentence(number)
            assert claim.id in extraction.outcomes[number - 1].claims


def test_every_sentence_is_asked_for_or_has_a_reason_that_its_layout_gives() -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user))
    extraction = extracted(model)
    assert_accounted(extraction)
    fates = {o.number: o.reason or o.outcome for o in extraction.outcomes}
    assert fates[2] is SkipReason.BOILERPLATE
    assert fates[7] is SkipReason.QUESTION
    assert fates[10] is SkipReason.BOILERPLATE
    assert all(fates[n] == "claims" for n in (1, 3, 4, 5, 8, 11, 12))
    assert "Ana Ruiz" not in "".join(re.findall(r"^\[.*", "\n".join(m.user for m in model.messages), re.MULTILINE))


def test_a_claim_made_twice_is_made_once_and_the_second_sentence_names_it() -> None:
    extraction = extracted(ScriptedModel(lambda message, _: sentences_read(message.user)))
    again = extraction.outcomes[8]
    assert (again.outcome, again.reason) == ("skipped", SkipReason.DUPLICATE)
    assert next(c for c in extraction.claims if c.id == again.duplicate_of).sentences == (3,)


def test_a_few_sentences_go_into_a_call_with_their_neighbours_and_the_headline() -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user))
    extracted(model)
    for message in model.messages:
        assert 1 <= len(re.findall(r"^\[\d+\] ", message.user, re.MULTILINE)) <= SENTENCES_PER_CALL
        assert TEXTS[0] in message.user
    assert TEXTS[5] in model.messages[1].user, "a neighbour from the group before"


def test_groups_of_sentences_are_told_of_in_story_order() -> None:
    told: list[SentenceOutcome] = []
    claims: list[Claim] = []

    def on_settled(outcomes: Sequence[SentenceOutcome], new: Sequence[Claim]) -> None:
        told.extend(outcomes)
        claims.extend(new)

    model = ScriptedModel(lambda message, _: sentences_read(message.user))
    extraction = asyncio.run(extract(STORY, model, shipped_prompts().by_step["extract"], on_settled))
    assert told == extraction.outcomes
    assert claims == extraction.claims


class TestASentenceWhoseClaimsAreRefused:
    SENTENCE = "About 900 people fled Tamm, Mayor Ana Ruiz said."

    @pytest.mark.parametrize(
        "claim",
        [
            "About 950 people fled Tamm.",
            "About 900 people fled Orla.",
            "900 people fled Tamm.",
            "About 900 people “ran for their lives” from Tamm.",
            "The economy grew because investors trusted markets.",
            "About 900 people fled Tamm on Tuesday.",
        ],
    )
    def test_is_asked_for_once_more_and_a_better_answer_stands(self, claim: str) -> None:
        extraction = of_line(self.SENTENCE, lambda again: one("About 900 people fled Tamm." if again else claim))
        assert [(c.text, c.wording) for c in extraction.claims] == [("About 900 people fled Tamm.", "model")]
        assert extraction.usage.calls == 2

    def test_stands_for_itself_after_a_second_bad_answer(self) -> None:
        extraction = of_line(self.SENTENCE, lambda _: one("About 950 people fled Orla."))
        assert [(c.text, c.wording) for c in extraction.claims] == [(self.SENTENCE, "sentence")]

    def test_is_not_skipped_because_its_claims_were_refused(self) -> None:
        extraction = of_line(
            self.SENTENCE, lambda again: one(skip="opinion") if again else one("About 950 people fled Orla.")
        )
        assert [(c.text, c.wording) for c in extraction.claims] == [(self.SENTENCE, "sentence")]

    def test_stands_for_itself_when_it_is_left_empty_twice(self) -> None:
        extraction = of_line(self.SENTENCE, lambda _: one())
        assert [(c.text, c.wording) for c in extraction.claims] == [(self.SENTENCE, "sentence")]

    def test_a_sentence_with_a_figure_is_not_skipped_at_the_first_word(self) -> None:
        extraction = of_line(
            self.SENTENCE, lambda again: one("About 900 people fled Tamm.") if again else one(skip="opinion")
        )
        assert extraction.outcomes[0].outcome == "claims"

    def test_a_reason_to_skip_is_kept(self) -> None:
        extraction = of_line("It is an ugly thing.", lambda _: one(skip="opinion"))
        assert extraction.outcomes[0].reason is SkipReason.OPINION
        assert extraction.claims == []


class TestAClaim:
    @pytest.mark.parametrize("stated", [None, "Ana Ruiz", "Vladimir Putin"])
    def test_keeps_the_speaker_that_the_story_names_whatever_the_model_says(self, stated: str | None) -> None:
        text = "About 900 people fled Tamm, Mayor Ana Ruiz said."
        extraction = of_line(text, lambda _: one("About 900 people fled Tamm.", speaker=stated))
        speaker = extraction.claims[0].speaker
        assert speaker is not None
        assert "Ruiz" in speaker

    def test_gets_no_speaker_that_the_sentence_does_not_name(self) -> None:
        extraction = of_line(
            "About 900 people fled Tamm.", lambda _: one("About 900 people fled Tamm.", speaker="Putin")
        )
        assert extraction.claims[0].speaker is None

    def test_keeps_its_hedge_and_names_what_it_leaves_open(self) -> None:
        extraction = of_line("He may resign last week.", lambda _: one("He may resign last week."))
        assert extraction.claims[0].hedge == "may"
        assert extraction.claims[0].unresolved == ("He", "last week")


@pytest.mark.parametrize("error", STEP_ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_a_call_is_a_failed_sentence_of_that_kind(error: type[StepError]) -> None:
    def fail(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise error("it said no")

    extraction = extracted(ScriptedModel(fail))
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

    extraction = extracted(ScriptedModel(script))
    assert_accounted(extraction)
    assert all(o.outcome != "failed" for o in extraction.outcomes)


def test_where_asking_for_less_cannot_help_nothing_more_is_asked() -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise TimedOut("no answer in 60 s")

    model = ScriptedModel(script)
    extracted(model)
    assert len(model.messages) == 2, "one call for each group of sentences"


def test_a_model_that_cannot_be_used_at_all_stops_the_extraction() -> None:
    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise BadKey("the key is not accepted")

    with pytest.raises(ExceptionGroup) as raised:
        extracted(ScriptedModel(script))
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

    extraction = extracted(ScriptedModel(script))
    assert_accounted(extraction)
    for claim in extraction.claims:
        assert len(claim.text.splitlines()) == 1
        assert "<|" not in claim.text


def test_an_answer_type_leaves_no_sentence_out() -> None:
    schema = answer_type([4, 5]).model_json_schema()
    assert schema["required"] == ["sentence_4", "sentence_5"]
    assert schema["additionalProperties"] is False
