"""What a sentence tells of its speaker by itself, so that it is nobody's saying."""

from __future__ import annotations

import pytest

from factcheck.steps.speaking import is_told_of, speaker_in, speaks
from tests.render.reports import document


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


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("He took £84,000 from a band, a jury at Colby Crown Court heard today.", "a jury at Colby Crown Court"),
        ("He hid the knife, an inquest at Tamm Town Hall heard.", "an inquest at Tamm Town Hall"),
        ("“It hurts,” said the visitors' coach, Ari Holm.", "Ari Holm"),
        ("The roof is safe, said the school’s head, Ana Ruiz.", "Ana Ruiz"),
        ("Sund will tax steel from Sept. 1, its trade minister, Karl Oster, said on Wednesday.", "Karl Oster"),
        ("The dam will hold, the country's water minister, Tove Lang, said.", "Tove Lang"),
        ("The death was confirmed by her son, Paul Brandt Jr., who said it was pneumonia.", "Paul Brandt Jr"),
        ("Cllr. Dan Moss (Lib. Dem.) said the plan would fail.", "Cllr. Dan Moss"),
        ("Hale won by 512 votes, election officials said early Wednesday.", "election officials"),
        ("Ilse Brandt, the botanist who described 200 species of moss, died.", None),
        ("The plan would fail, said Ana Ruiz.", "Ana Ruiz"),
    ],
)
def test_who_says_a_sentence(text: str, speaker: str | None) -> None:
    story = document("story", text)
    assert speaker_in(story, 1) == speaker


def test_she_is_nobody_who_is_called_mr() -> None:
    told = "Prosecuting, Ms Ida Holt said Mr Tom Dray had written 61 cheques."
    assert (
        speaker_in(document("story", f"{told}\n“He was trusted by everyone,” she told the jury."), 2) == "Ms Ida Holt"
    )
    assert speaker_in(document("story", f"{told}\n“I was trusted by everyone,” he told the jury."), 2) == "Mr Tom Dray"


@pytest.mark.parametrize(
    ("stated", "sentence", "does"),
    [
        ("The Keel Museum", "The Keel Museum offered £90 for the hull in 1938.", False),
        ("The Keel Museum", "The Keel Museum in Vell has put a restored boat on show.", False),
        ("Keel Bank", "Keel Bank reported a loss of £2m.", False),
        ("Keel Bank", "The files were sent to Keel Bank in May.", False),
        ("Residents", "Residents were told to stay indoors.", False),
        ("Keel Bank", "Keel Bank reported to the police that a safe was missing.", True),
        ("Keel Bank", "The strike, according to the Keel Bank, is over.", True),
        ("Ida Berg", "The harvest was late, Ida Berg told farmers.", True),
        ("the board", "Waits are shorter, the board was told on Monday.", True),
    ],
)
def test_whoever_only_does_something_is_no_speaker(stated: str, sentence: str, does: bool) -> None:
    assert speaks(stated, sentence) == does
