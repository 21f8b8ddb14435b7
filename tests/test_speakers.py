"""Who a claim's speaker is: more sayings that are attributed, and what a sentence tells of its speaker by itself."""

from __future__ import annotations

import pytest

from factcheck.documents import from_text
from factcheck.steps.speaking import is_told_of, speaker_in


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("But Mr. Gale and Mr. Lind say other changes are needed.", "Mr. Gale and Mr. Lind"),
        ("Though the plan was cheap, one study found Brackley would actually pay more.", "one study"),
        ("A panel in 2001 found the United States was in breach.", "A panel in 2001"),
        ("The guards left before the van could go, another source said.", "another source"),
        ("Ruth Berg asserted the county had paid for the bridge.", "Ruth Berg"),
        ("The divers found the anchor on Monday.", None),
        ("Gale and Lind found Ruth in the harbour.", None),
        ("Another bus was late.", None),
    ],
)
def test_who_says_it(sentence: str, speaker: str | None) -> None:
    assert speaker_in(from_text(sentence, id="story"), 1) == speaker


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        (
            "Piers Holt voted against the plan.",
            "Piers Holt, who voted against the plan, said the shelter was small.",
            True,
        ),
        ("Piers Holt is a councillor for Elm ward.", "Piers Holt, a councillor for Elm ward, said it was small.", True),
        ("Piers Holt voted against the plan.", "Piers Holt voted against the plan and said that it was small.", True),
        ("The shelter was small.", "Piers Holt, who voted against the plan, said the shelter was small.", False),
        ("Piers Holt voted against the plan.", "Piers Holt said he voted against the plan.", False),
        ("Piers Holt voted against the plan.", "Piers Holt, a voter, said he had voted against the plan.", False),
        ("The shelter was small.", "The shelter was small, said Piers Holt.", False),
        (
            "“The shelter was far too small.”",
            "Piers Holt, who built a shelter, said: “The shelter was far too small.”",
            False,
        ),
    ],
)
def test_what_the_sentence_tells_of_its_speaker(claim: str, sentence: str, told: bool) -> None:
    assert is_told_of(claim, "Piers Holt", sentence) is told
