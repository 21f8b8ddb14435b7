"""Claims that are refused, what is asked for once more, and what a claim keeps of its sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import BaseModel

from factcheck.models.base import Message
from factcheck.records import SkipReason
from tests.extracting import asked_for, extracted, of_line, of_lines, one
from tests.render.reports import document
from tests.scripted import ScriptedModel, a_fact, sentences_read


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
        [
            "VELLE — ",
            "VELLE (NPS) - ",
            "VELLE, Oct. 14 - ",
            "VELLE, Aug 18, 2025 (NPS) – ",
            "VELLE, 18 August 2025 — ",
            "Port Velle, 3 March 2024 – ",
        ],
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

    @pytest.mark.parametrize("reason", ["opinion", "prediction", "boilerplate"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_the_lead_is_never_skipped_at_the_first_word(self, number: int, reason: str) -> None:
        lines = ["The bridge is closed.", "A ferry runs.", "The toll is gone."]
        lines[number - 1] = "The old crossing is an ugly thing to look at."
        extraction = of_lines(*lines, skip=reason)
        assert any(claim.sentences == (number,) for claim in extraction.claims)

    def test_a_line_above_the_story_that_is_no_sentence_is_skipped_at_the_first_word(self) -> None:
        lines = [
            "Our live coverage from the ugly end of town",
            "The bridge is closed.",
            "A ferry runs.",
            "All is well.",
        ]
        extraction = of_lines(*lines, skip="boilerplate")
        assert extraction.outcomes[0].reason is SkipReason.BOILERPLATE

    def test_page_furniture_below_the_lead_is_skipped_at_the_first_word(self) -> None:
        lines = ["The bridge is closed.", "A ferry runs.", "Mr Lind writes on bridges for us."]
        assert of_lines(*lines, skip="boilerplate").outcomes[2].reason is SkipReason.BOILERPLATE


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

    @pytest.mark.parametrize(
        ("before", "claim", "left_open"),
        [
            ("The glue failed, said the Product Safety Office.", "Brightwell Home ordered a stop to sales.", ("It",)),
            (
                "The glue failed, said the Product Safety Office.",
                "The Product Safety Office ordered a stop to sales.",
                (),
            ),
            ("The glue failed at a plant in Poland.", "Brightwell Home ordered a stop to sales.", ()),
        ],
    )
    def test_marks_a_name_that_stands_for_it_where_another_body_was_named_since(
        self, before: str, claim: str, left_open: tuple[str, ...]
    ) -> None:
        texts = ["Brightwell Home makes kettles.", before, "It ordered a stop to sales."]

        def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
            return {f"sentence_{n}": one([*texts[:2], claim][n - 1]) for n in asked_for(answer)}

        extraction = extracted(ScriptedModel(script, a_fact), document("story", "\n\n".join(texts)))
        assert next(c.unresolved for c in extraction.claims if c.text == claim) == left_open

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
            ("The county has promised five million euros.", "the county", None),
            ("The county has promised that it will pay five million euros.", "the county", "The county"),
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
