"""What a sentence tells of its speaker by itself, so that it is nobody's saying."""

from __future__ import annotations

import pytest

from factcheck.steps.speaking import is_told_of


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


def test_the_whole_speaker_stands_before_the_verb() -> None:
    sentence = "Patients at the clinic now wait six weeks, the board of the clinic was told."
    assert not is_told_of("Patients now wait six weeks.", "the board of the clinic", sentence)
