"""Sentences that state no fact, and what a page has around its story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest

from factcheck.errors import Unparsable
from factcheck.models.base import Message
from factcheck.records import SentenceRole, SkipReason
from factcheck.steps.extract import (
    Extraction,
)
from factcheck.steps.stating import no_fact
from tests.extracting import assert_accounted, extracted
from tests.render.reports import document
from tests.scripted import ScriptedModel, a_fact, of_kind, sentences_read

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
        "(Recasts with minister's comments, adds share price)",
        "(Corrects spelling of minister's name in paragraph 3)",
        "[MUSIC]",
        "(Cheering and applause)",
        "(END VIDEO CLIP)",
        "Nora Velk and Tim Ash contributed reporting.",
        "Our correspondent Jon Bak contributed to this article.",
        "Ida Berg/Getty Images",
        "AP Photo/Ida Berg",
        "Subscribe to our daily briefing and never miss a story",
        "Follow @VelleGazette on X",
        "More on this story",
        "1.2K shares",
        "READ: Why the ferry was late",
        "(END)",
        "-30-",
        "Copyright 2025 Velle Media. All rights reserved.",
        "Published 3 June 2025, 14:32 BST",
        "Updated 2 hours ago",
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
        "(Adds Ltd, the toy maker, closed in May.)",
        "(Music is taught in all 14 schools.)",
        "The minister contributed to this report, a leaked e-mail shows.",
        "The story was updated in the 1990s by the author's daughter.",
        "Getty Images sued the firm in 2023.",
        "More on this street are for sale than ever.",
        "The bank sold 124 shares.",
        "Reading: the club lost 2-1 to Hull.",
        "All rights reserved for farmers were sold in 1987.",
        "Published in 1987, the book sold 4,000 copies.",
        "Two hours ago the pumps stopped.",
    ],
)
def test_a_sentence_that_only_looks_like_one_of_these_is_asked_about(line: str) -> None:
    model = ScriptedModel(lambda message, _: sentences_read(message.user), a_fact)
    assert [c.text for c in extracted(model, document("story", line)).claims] == [line]
