"""The claims of a story, and what became of every sentence, whatever the model answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.errors import BadKey, FatalModelError, StepError, TimedOut, Truncated, Unparsable
from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import Claim, Document, SentenceOutcome, SentenceRole, SkipReason
from factcheck.steps.extract import (
    MOST_CLAIMS,
    SENTENCES_PER_CALL,
    Extraction,
    TaughtAnswer,
    answer_type,
    extract,
)
from factcheck.steps.stating import no_fact
from tests.render.reports import document
from tests.scripted import IDENTITY, ScriptedModel, a_fact, of_kind, sentences_read

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
    return asyncio.run(extract(story, model, shipped_prompts().by_step, lambda _outcomes, _claims: None))


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

    return extracted(ScriptedModel(script, a_fact), document("story", text))


def of_lines(*texts: str, skip: str) -> Extraction:
    """A story of these sentences, of which the model makes a claim each; the last one, or an ugly thing, it skips."""

    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return {
            f"sentence_{n}": one(skip=skip) if n == len(texts) or "ugly" in texts[n - 1] else one(texts[n - 1])
            for n in asked_for(answer)
        }

    return extracted(ScriptedModel(script, a_fact), document("story", "\n\n".join(texts)))


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

    @pytest.mark.parametrize("again", ["The mill burned for 12 hours.", "Nobody was hurt."])
    def test_a_figure_that_no_claim_has_is_asked_for_once_more(self, again: str) -> None:
        sentence = "The mill burned for 12 hours and nobody was hurt."
        extraction = of_line(sentence, lambda second: one(again if second else "Nobody was hurt."))
        assert [(c.text, c.wording) for c in extraction.claims] == [(again, "model")]
        assert extraction.usage.calls == 2

    def test_each_figure_of_the_sentence_is_asked_for(self) -> None:
        sentence = "Of the 60 computers, 12 will move to the town hall."
        better = "12 of the 60 computers will move to the town hall."
        extraction = of_line(sentence, lambda second: one(better if second else "The 60 computers will move."))
        assert [(c.text, c.wording) for c in extraction.claims] == [(better, "model")]

    def test_straight_quotation_marks_that_would_end_the_answer_are_shown_curled(self) -> None:
        sentence = 'Ruiz said the mill had "run at half its capacity" ("barely") since a pub chain left.'
        model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
        extraction = extracted(model, document("story", sentence))
        assert "had “run at half its capacity” (“barely”) since" in model.messages[0].user
        assert '"' not in model.messages[0].user.partition("SENTENCES:")[2].partition("TEXT AFTER")[0]
        cut = of_line(sentence, lambda _: one("Ruiz said the mill had"))
        assert [(c.text, c.wording) for c in cut.claims] == [(sentence, "sentence")]
        assert extraction.claims

    def test_a_wish_that_became_a_deed_is_refused(self) -> None:
        sentence = "He had asked the canton to close the trail."
        extraction = of_line(sentence, lambda _: one("The canton had closed the trail."))
        assert [(c.text, c.wording) for c in extraction.claims] == [(sentence, "sentence")]

    def test_a_sentence_that_quotes_nobody_is_not_skipped_as_a_quotation(self) -> None:
        sentence = "It was the worst landslide in the valley since the war."
        extraction = of_line(sentence, lambda _: one(skip="quote"))
        assert [(c.text, c.wording) for c in extraction.claims] == [(sentence, "sentence")]
        quoted = of_line("“We never liked it,” said Mayor Bo Lind.", lambda _: one(skip="quote"))
        assert quoted.outcomes[0].reason is SkipReason.QUOTE

    @pytest.mark.parametrize(
        "dateline",
        ["VELLE — ", "VELLE (NPS) - ", "VELLE, Oct. 14 - ", "VELLE, Aug 18, 2025 (NPS) – ", "VELLE, 18 August 2025 — "],
    )
    def test_a_dateline_is_no_part_of_the_claim(self, dateline: str) -> None:
        extraction = of_line(f"{dateline}The bridge is closed.", lambda _: one(f"{dateline}The bridge is closed."))
        assert [c.text for c in extraction.claims] == ["The bridge is closed."]
        own = of_line(f"{dateline}The bridge is closed.", lambda _: one("Moonlight gilds nothing."))
        assert [(c.text, c.wording) for c in own.claims] == [("The bridge is closed.", "sentence")]

    def test_the_mark_before_a_quotation_is_put_back(self) -> None:
        said = "“You do not leave in a storm,” she told reporters."
        extraction = of_line(said, lambda _: one(said[1:]))
        assert [(c.text, c.wording) for c in extraction.claims] == [(said, "model")]

    def test_a_comma_before_who_said_it_is_no_part_of_the_claim(self) -> None:
        extraction = of_line("“The bridge is closed,” said Bo Lind.", lambda _: one("The bridge is closed,"))
        assert [c.text for c in extraction.claims] == ["The bridge is closed"]

    @pytest.mark.parametrize("reason", ["opinion", "prediction"])
    def test_a_reason_to_skip_is_kept_below_the_lead(self, reason: str) -> None:
        extraction = of_lines("The bridge is closed.", "A ferry runs.", "It is an ugly thing.", skip=reason)
        assert [outcome.outcome for outcome in extraction.outcomes] == ["claims", "claims", "skipped"]
        assert extraction.outcomes[2].reason is SkipReason(reason)

    @pytest.mark.parametrize("reason", ["opinion", "prediction"])
    @pytest.mark.parametrize(
        "text",
        [
            "It sits uneasily between the hills and Tamm.",
            "Nobody thought that the bridge would be missed by Bo Lind.",
            "It will look its age by 2030.",
            "The crossing is “a wreck in all but its name”, and few would disagree.",
            "By Friday everybody will have had enough.",
        ],
    )
    def test_what_has_a_name_a_figure_a_date_or_a_quotation_is_not_skipped_as_opinion(
        self, text: str, reason: str
    ) -> None:
        extraction = of_lines("The bridge is closed.", "A ferry runs.", text, skip=reason)
        assert extraction.claims[-1].sentences == (3,)

    @pytest.mark.parametrize("number", [1, 2])
    def test_the_lead_is_never_skipped_as_opinion_at_the_first_word(self, number: int) -> None:
        lines = ["The bridge is closed.", "A ferry runs.", "The toll is gone."]
        lines[number - 1] = "The old crossing is an ugly thing to look at."
        extraction = of_lines(*lines, skip="opinion")
        assert any(claim.sentences == (number,) for claim in extraction.claims)


class TestAClaim:
    def test_marks_a_name_that_stands_for_a_pronoun_of_two_persons(self) -> None:
        texts = [
            "Callum Idris fell through a roof.",
            "Martin Treadgold had decided against a net.",
            "A net would have saved him.",
        ]
        resolved = "A net would have saved Martin Treadgold."

        def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
            made = [*texts[:2], resolved]
            return {f"sentence_{n}": one(made[n - 1]) for n in asked_for(answer)}

        for story, left_open in (("\n\n".join(texts), ("him",)), ("\n\n".join(["It rained.", *texts[1:]]), ())):
            extraction = extracted(ScriptedModel(script, a_fact), document("story", story))
            assert next(c.unresolved for c in extraction.claims if c.text == resolved) == left_open

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

    @pytest.mark.parametrize(
        ("sentence", "stated", "speaker"),
        [
            ("The shares fell by noon.", "shareholders", None),
            ("Campaigners shouted “shame” from the public gallery.", "the public gallery", None),
            ("The county has promised five million euros.", "the county", "the county"),
        ],
    )
    def test_gets_the_models_speaker_only_where_the_verb_of_saying_is_theirs(
        self, sentence: str, stated: str, speaker: str | None
    ) -> None:
        extraction = of_line(sentence, lambda _: one(sentence, speaker=stated))
        assert extraction.claims[0].speaker == speaker

    def test_keeps_its_hedge_and_names_what_it_leaves_open(self) -> None:
        extraction = of_line("He may resign last week.", lambda _: one("He may resign last week."))
        assert extraction.claims[0].hedge == "may"
        assert extraction.claims[0].unresolved == ("He", "last week")


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


PLAIN = "The harbour is busy."
"""A sentence whose words do not show that it states a fact."""


def kinds_asked(said: str | Exception, *texts: str, headline: bool = False) -> tuple[list[str], Extraction]:
    """The sentences of which a model that always says that was asked what kind they are, and the extraction."""
    story = document("story", "\n".join(texts))
    if headline:
        first = story.sentences[0].model_copy(update={"role": SentenceRole.HEADLINE})
        story = story.model_copy(update={"sentences": (first, *story.sentences[1:])})
    asked: list[str] = []

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        asked.append(re.findall(r"^SENTENCE: (.+)$", message.user, re.MULTILINE)[-1])
        if isinstance(said, Exception):
            raise said
        return of_kind(said)

    extraction = extracted(ScriptedModel(lambda message, _: sentences_read(message.user), weighed), story)
    assert_accounted(extraction, story)
    return asked, extraction


@pytest.mark.parametrize(
    ("said", "reason"),
    [("Opinion", SkipReason.OPINION), ("Prediction", SkipReason.PREDICTION)],
)
def test_a_claim_of_a_sentence_that_states_no_fact_is_skipped_with_its_kind(said: str, reason: SkipReason) -> None:
    asked, extraction = kinds_asked(said, PLAIN)
    assert asked == [PLAIN]
    assert [o.reason for o in extraction.outcomes] == [reason]
    assert extraction.claims == []
    assert kinds_asked("Fact", PLAIN)[1].outcomes[0].outcome == "claims"


@pytest.mark.parametrize(
    "text",
    [
        "It carries 40 cars.",
        "It carries forty cars.",
        "The council meets on Monday.",
        "It will close in April.",
        "She called it “a lovely day”.",
        "The harbour is busy, the mayor said.",
    ],
)
def test_a_sentence_that_shows_that_it_states_something_is_not_asked_about(text: str) -> None:
    asked, extraction = kinds_asked("Opinion", text)
    assert asked == []
    assert extraction.outcomes[0].outcome == "claims"


def test_a_headline_is_never_skipped_for_its_kind() -> None:
    asked, extraction = kinds_asked("Prediction", PLAIN, "The bridge is old.", headline=True)
    assert asked == ["The bridge is old."]
    assert [o.outcome for o in extraction.outcomes] == ["claims", "skipped"]


def test_where_nobody_says_of_what_kind_it_is_the_claims_stay() -> None:
    asked, extraction = kinds_asked(Unparsable("neither of the words"), PLAIN)
    assert asked == [PLAIN]
    assert extraction.outcomes[0].outcome == "claims"


@pytest.mark.parametrize(
    ("sentence", "fact", "opinion", "prediction", "notice", "reason"),
    [
        ("It rains.", 0.4, 0.2, 0.3, 0.1, SkipReason.PREDICTION),
        ("It rains.", 0.4, 0.3, 0.2, 0.1, SkipReason.OPINION),
        ("It rains.", 0.5, 0.2, 0.3, 0.0, None),
        ("Write to us.", 0.1, 0.0, 0.05, 0.85, SkipReason.BOILERPLATE),
        ("Write to us.", 0.2, 0.0, 0.05, 0.75, None),
        ("It stops in Tamm.", 0.1, 0.0, 0.05, 0.85, None),
        ("It stops in Tamm.", 0.02, 0.0, 0.03, 0.95, None),
        ("It stops in Tamm.", 0.05, 0.1, 0.1, 0.75, SkipReason.PREDICTION),
    ],
)
def test_which_kinds_are_no_fact(
    sentence: str, fact: float, opinion: float, prediction: float, notice: float, reason: SkipReason | None
) -> None:
    kinds = {"Fact": fact, "Opinion": opinion, "Prediction": prediction, "Notice": notice}
    assert no_fact(sentence, kinds) is reason


@pytest.mark.parametrize(
    "line", ["Additional reporting by Jon Falk.", "Editing by A. Ruiz", "© 2026 The Daily", "Copyright The Daily."]
)
def test_credits_are_skipped_without_asking(line: str) -> None:
    model = ScriptedModel()
    assert [o.reason for o in extracted(model, document("story", line)).outcomes] == [SkipReason.BOILERPLATE]
    assert model.messages == []


@pytest.mark.parametrize(
    "line",
    [
        "(This story has not been edited by Lakeside Post staff and is published from a syndicated feed.)",
        "(Except for the headline, this story has not been edited by our staff)",
        "This report is auto-generated from an agency news feed.",
        "(With inputs from agencies)",
        "— with additional inputs from NPS",
        "Editor’s note: an earlier version misspelled Tamm.",
        "Correction (3 May): An earlier version of this story gave the wrong year.",
        "An earlier version of this article misspelled the mayor's name.",
        "Photo credit: Jo Falk/NPS",
        "Photo: The ferry at the pier (handout)",
        "Read more: How the ferry was saved",
        "Sign up here for our harbour newsletter",
        "Share this article",
        "14.32 GMT",
        "7:12 p.m. Welcome to our live coverage from Tamm.",
        "This live blog is now closed.",
        "Share this post on Facebook",
        "Follow us on Instagram and X.",
        "Sign up to our weekly business briefing here",
        "Listen to this article",
        "Words and photos by Runa Vang",
        "Reading time: 4 minutes",
        "Skip past newsletter promotion",
        "Updated: 18:20",
        "Interview was lightly edited for clarity.",
        "With reporting by Lena Brack in Tamm",
        "Email newsdesk@harbour.example",
        "Recommended for you",
    ],
)
def test_what_a_page_has_around_its_story_is_skipped_without_asking(line: str) -> None:
    text = f"The bridge is closed.\n\n{line}\n\nIt was built in 1961."
    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    story = document("story", text)
    extraction = extracted(model, story)
    assert_accounted(extraction, story)
    assert [c.text for c in extraction.claims] == ["The bridge is closed.", "It was built in 1961."]
    assert {o.reason for o in extraction.outcomes if o.outcome == "skipped"} == {SkipReason.BOILERPLATE}


@pytest.mark.parametrize(
    "line",
    [
        "Photo: the ferry has been shut since a pipe burst last summer.",
        "The photo by the mayor shows the old pier.",
        "Inputs from farmers cost more this year.",
        "The editor's note to staff was leaked.",
        "At 14.32 GMT the ferry left.",
        "This story has not been told before.",
        "An earlier version of the bill failed.",
        "Share prices fell by a third.",
        "The correction of the map took two years.",
        "Welcome to the club, the captain told the crew.",
        "See now | the dam burst",
        "Share this story with police, the chief said.",
        "Sign up to the scheme closed on Friday.",
        "Copyright law changed on Monday.",
        "Photographs by Ines Kallio were shown at the museum on Friday.",
        "Editing by artificial intelligence is banned, the magazine said.",
        "The report was revised in March to add 12 deaths.",
        "With input from farmers, the plan was changed.",
        "Follow us on the march, the leader told the crowd.",
        "Picture by a drone shows the dam has burst.",
        "Graphics by the ministry were wrong.",
        "Subscribe to the fund was the advice of three banks.",
    ],
)
def test_a_sentence_that_only_looks_like_one_of_these_is_asked_about(line: str) -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    assert [c.text for c in extracted(model, document("story", line)).claims] == [line]


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
