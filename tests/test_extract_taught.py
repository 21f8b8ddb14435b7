"""The claims of a model that was taught to extract: what it may not say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.models.base import Message
from factcheck.steps.extract import (
    MOST_CLAIMS,
    Extraction,
    TaughtAnswer,
    answer_type,
)
from tests.extracting import asked_for, extracted, one
from tests.render.reports import document
from tests.scripted import IDENTITY, ScriptedModel, a_fact, sentences_read


class TestATaughtModel:
    """One that has an adapter for the extraction."""

    TAUGHT = IDENTITY.model_copy(update={"adapters": {"extract": "5c" * 32}})
    HURT = "Twenty-three children were hurt when a stand at Orla gave way, and Mayor Bo Lind has resigned."

    def of(self, *answers: dict[str, object], text: str = HURT) -> tuple[Extraction, ScriptedModel]:
        """What it makes of that sentence, answering in turn; it must not be asked what kind of sentence it is."""
        left = iter(answers)
        model = ScriptedModel(lambda _message, _answer: {"sentence_1": next(left)}, identity=self.TAUGHT)
        return extracted(model, document("story", text)), model

    def test_is_shown_the_lead_with_sentences_far_below_it(self) -> None:
        story = document("story", "\n\n".join(f"The bridge number {n} is shut." for n in range(1, 14)))
        taught = ScriptedModel(lambda message, _: sentences_read(message.user), identity=self.TAUGHT)
        untaught = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
        for model, before in (
            (taught, "The bridge number 1 is shut. The bridge number 2 is shut. […] The bridge number 4 "),
            (untaught, "The bridge number 4 "),
        ):
            extracted(model, story)
            first, second, third = (message.user for message in model.messages if message.step == "extract")
            assert "TEXT BEFORE: (nothing)" in first
            assert f"TEXT BEFORE: {before}" in second
            assert third.count("The bridge number 1 is shut.") == (model is taught)

    @pytest.mark.parametrize(
        "made_up",
        [
            "Twenty-three children were killed.",
            "The collapse hurt twenty-three children.",
            "A stand at Orla was inspected.",
            "Mayor Bo Lind apologised.",
            "Bo Lind was sacked.",
            "The children won.",
        ],
    )
    def test_may_not_use_words_that_the_text_does_not_have(self, made_up: str) -> None:
        extraction, model = self.of(
            one(made_up), one("Twenty-three children were hurt.", "Mayor Bo Lind has resigned.")
        )
        assert made_up not in {claim.text for claim in extraction.claims}
        assert len(model.messages) == 2
        assert "which is no word of the text" in model.messages[1].user

    def test_what_is_sound_in_both_answers_stands_together(self) -> None:
        extraction, _ = self.of(
            one("Twenty-three children were hurt when a stand at Orla gave way.", "The stand was inspected."),
            one("Mayor Bo Lind has resigned.", "Bo Lind apologised."),
        )
        assert [(claim.text, claim.wording) for claim in extraction.claims] == [
            ("Mayor Bo Lind has resigned.", "model"),
            ("Twenty-three children were hurt when a stand at Orla gave way.", "model"),
        ]

    def test_the_sentence_stands_for_itself_where_too_little_is_sound(self) -> None:
        extraction, _ = self.of(one("Bo Lind apologised."), one("Mayor Bo Lind has resigned.", "He apologised."))
        assert [(claim.text, claim.wording) for claim in extraction.claims] == [(self.HURT, "sentence")]

    def test_may_not_make_a_claim_of_another_sentence(self) -> None:
        story = document("story", "Rona Gale led the work.\n\nSocial media is tied to lost sleep, an expert said.")
        strayed = "Rona Gale is a social media expert."

        def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
            return {**sentences_read(message.user), "sentence_1": one(strayed)} if 1 in asked_for(answer) else {}

        extraction = extracted(ScriptedModel(script, identity=self.TAUGHT), story)
        assert strayed not in {claim.text for claim in extraction.claims}
        assert "Rona Gale led the work." in {claim.text for claim in extraction.claims}

    QUOTED = "“The dam held, and nobody was hurt in the village,” Mayor Bo Lind said."

    def test_keeps_the_marks_and_the_speaker_of_a_quotation(self) -> None:
        extraction, _ = self.of(one("The dam held", "Nobody was hurt in the village"), text=self.QUOTED)
        assert [(claim.text, claim.speaker) for claim in extraction.claims] == [
            ("“The dam held”", "Mayor Bo Lind"),
            ("“Nobody was hurt in the village”", "Mayor Bo Lind"),
        ]

    def test_does_not_state_as_a_fact_what_is_quoted_without_a_speaker(self) -> None:
        text = "“The dam held, and nobody was hurt in Orla.”"
        extraction, _ = self.of(*[one("The dam at Orla held.")] * 2, text=text)
        assert [(claim.text, claim.wording) for claim in extraction.claims] == [(text, "sentence")]

    def test_finds_the_speaker_of_a_quotation_that_began_a_sentence_before(self) -> None:
        story = document("story", "Mayor Bo Lind said: “The dam held. The village is dry and safe.”")
        model = ScriptedModel(lambda message, _: sentences_read(message.user), identity=self.TAUGHT)
        assert {claim.speaker for claim in extracted(model, story).claims} == {"Mayor Bo Lind"}

    @given(st.data())
    @settings(deadline=None, max_examples=40)
    def test_never_makes_a_flat_fact_of_a_quotation(self, data: st.DataObject) -> None:
        words = data.draw(
            st.lists(st.sampled_from("dam held village safe water fell quickly".split()), min_size=3, max_size=8)
        )
        text = data.draw(st.sampled_from(["“{}.”", "“{},” Bo Lind said.", "Bo Lind said: “{}.”", "“{},” it says."]))
        first = data.draw(st.integers(0, len(words) - 1))
        claim = " ".join(words[first:]).capitalize()
        extraction, _ = self.of(*[one(claim)] * 2, text=text.format(" ".join(words).capitalize()))
        assert all(claim.speaker or "“" in claim.text for claim in extraction.claims if len(claim.text.split()) > 2)

    def test_that_repeats_itself_comes_to_an_end(self) -> None:
        most = answer_type((1,), TaughtAnswer).model_json_schema()["$defs"]["TaughtAnswer"]["properties"]["claims"]
        assert most["maxItems"] == MOST_CLAIMS


@pytest.mark.parametrize(
    ("text", "claim", "beside"),
    [
        (
            "The harvest was late, said Ida Berg, who runs the mill and has farmed there since 1998.",
            "The harvest was late.",
            ("Ida Berg runs the mill.", "Ida Berg has farmed there since 1998."),
        ),
        ("Rents rose, said Rosa Kent, whose bakery closed.", "Rents rose.", ("Rosa Kent’s bakery closed.",)),
        ("The plan is unfair, said the mayor of Vell, who voted against it.", "The plan is unfair.", ()),
        ("Tom Feld and Ida Berg, who run it, said the mill burned.", "The mill burned.", ()),
        ("“We asked Tom Feld, who knew nothing,” said Ida Berg.", "“We asked Tom Feld, who knew nothing.”", ()),
    ],
)
def test_what_is_told_of_a_person_beside_the_fact_is_a_claim(text: str, claim: str, beside: tuple[str, ...]) -> None:
    model = ScriptedModel(lambda _message, _answer: {"sentence_1": one(claim)}, identity=TestATaughtModel.TAUGHT)
    claims = extracted(model, document("story", text)).claims
    assert tuple(made.text for made in claims) == (claim, *beside)
    assert all(made.speaker is None for made in claims[1:])


@pytest.mark.parametrize(
    ("before", "sentence", "claim", "left_open"),
    [
        (
            "Tarn Air sued Orla Jets in April.",
            "Its chairman resigned.",
            "Orla Jets’ chairman resigned.",
            ("Its chairman",),
        ),
        ("Tarn Air sued Orla Jets in April.", "Its chairman resigned.", "Tarn Air’s chairman resigned.", ()),
        ("The nurses and the porters met.", "They want 9 percent.", "The porters want 9 percent.", ("They",)),
        ("The farmers met in Vell.", "The bank lent them £4m.", "The bank lent the farmers £4m.", ()),
    ],
)
def test_one_of_two_is_left_open(before: str, sentence: str, claim: str, left_open: tuple[str, ...]) -> None:
    answers = {"sentence_1": one(before), "sentence_2": one(claim)}
    model = ScriptedModel(
        lambda _message, answer: {name: answers[name] for name in answer.model_fields}, identity=TestATaughtModel.TAUGHT
    )
    claims = extracted(model, document("story", f"{before}\n\n{sentence}")).claims
    assert [made.unresolved for made in claims if made.text == claim] == [left_open]
