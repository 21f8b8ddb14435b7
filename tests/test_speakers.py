"""What a sentence tells of its speaker by itself, so that it is nobody's saying."""

from __future__ import annotations

import pytest

from factcheck.steps.speaking import is_told_of, not_the_speaker, speaker_in, speaks
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
            "Piers Holt built the shelter in 1988.",
            "“It is too small,” said Piers Holt, who built the shelter in 1988.",
            True,
        ),
        (
            "Piers Holt is the architect.",
            "“It is too small,” said Piers Holt, the architect, who lives in Velle.",
            True,
        ),
        (
            "Piers Holt’s family owns the site.",
            "It is too small, said architect Piers Holt, whose family owns the site.",
            True,
        ),
        ("The shelter is too small.", "The shelter is too small, said Piers Holt, who drew the plans.", False),
        ("Nobody was hurt.", "The shelter fell, said Piers Holt, who drew the plans, and nobody was hurt.", False),
        (
            "Piers Holt cut a record from the shelter plans in 1988.",
            "“It set a record,” said Piers Holt, who cut a record from the shelter plans in 1988.",
            True,
        ),
        (
            "“The shelter was far too small.”",
            "Piers Holt, who built a shelter, said: “The shelter was far too small.”",
            False,
        ),
    ],
)
def test_what_the_sentence_tells_of_its_speaker(claim: str, sentence: str, told: bool) -> None:
    assert is_told_of(claim, "Piers Holt", sentence) is told


@pytest.mark.parametrize(
    ("claim", "another"),
    [
        ("Anja Petrik wrote three letters.", "Anja Petrik"),
        ("Anja Petrik never got an answer.", "Anja Petrik"),
        ("Josip Farkel wrote three letters.", None),
        ("Mr Farkel wrote three letters.", None),
        ("Pradel wrote three letters.", None),
        ("Ida Berg wrote three letters.", None),
    ],
)
def test_nobody_else_is_put_for_the_i_or_we_of_a_quotation(claim: str, another: str | None) -> None:
    sentence = "“We wrote three letters. We never got an answer,” Farkel told Ida Berg."
    assert not_the_speaker(claim, "Josip Farkel", sentence) == another
    assert not_the_speaker(claim, None, sentence) is None


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


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("Survey averages", "Survey averages show Labour with a lead in the low single digits."),
        ("The survey", "The survey indicates a tightening race as voters return to the party."),
        ("The minutes", "The minutes, published by the council on Friday, show that the vote was unanimous."),
        (
            "Data from the statistics office",
            "Data from the statistics office show that women held about 41 percent of the posts.",
        ),
        ("The latest poll", "The latest poll shows the mayor leading her rival by six points."),
        ("another source", "The van was sent away before the guards arrived, another source said."),
        ("another official", "The ferry had been overloaded for weeks, another official added."),
        ("a third witness", "Two men ran from the yard, a third witness told police."),
        ("the source", "The minister had told the police that she wanted no escort, the source added."),
        (
            "the film’s narrator",
            "“If he thinks that makes him clever,” the film’s narrator says, “what does he think of you?”",
        ),
        ("the programme's host", '"Nobody asked the tenants," the programme\'s host says, "and nobody paid them."'),
        ("Ms. Lind", "Acts of defiance, Ms. Lind said, are acts of love, as the poet Ragna Moe said before she died."),
        (
            "Mayor Anna Berg",
            "Mayor Anna Berg says at a stop in Velle, on the coast, that the bridge will reopen in June.",
        ),
        (
            "Berg",
            "In a long interview with the editors of the Velle Courier last week, Berg said that the bridge is unsafe.",
        ),
        ("63 percent", "However, 63 percent said the mayor was right to keep the report private."),
        (
            "the Council",
            "Following a hastily called meeting, the Council issued a statement calling it “a clear breach of the contract”.",
        ),
        (
            "Tom Feld",
            "In a statement announcing the deal, Tom Feld called the price “a fair one for both sides of the water”.",
        ),
        (None, "Only 52 percent of members agreed to the plan."),
        ("the doctor", "“Nobody should drive after this,” the doctor says."),
        ("the doctor", '"Nobody should drive after this," the doctor says, "and nobody should fly."'),
        ("his brother", "“He never came back,” his brother says."),
        ("the ministry’s spokeswoman", "“It will take a year,” the ministry’s spokeswoman says."),
        ("the council’s engineer", "“It will take a year,” the council’s engineer found."),
        ("one resident", "“The water came in at night,” one resident reports."),
        ("the guide", "“You can see the whole bay,” the guide points out."),
        ("Ida Berg’s lawyer", "“She will appeal,” Ida Berg’s lawyer says."),
        ("both drivers", "“We never saw it,” both drivers said."),
        ("neither side", "None of them would go, neither side said."),
        ("the nurse", "“We ran out of beds on Sunday,” the nurse says."),
        ("his lawyer", "“He will not plead,” his lawyer says, “until the tape is played.”"),
        ("The auditors’ report", "The auditors’ report shows a shortfall of two million crowns."),
        ("Internal figures", "Internal figures indicate a far slower recovery than the ministry had promised."),
        ("another neighbour", "The alarm had been off since spring, another neighbour said."),
        ("her sister", "The singer told police that she had slept all night, her sister said on Monday."),
        ("the union", "The owners knew of the cracks and said nothing, the union says."),
        (
            "Jan Moe",
            "Jan Moe said in Velle on Tuesday night, after a long meeting with the owners, that the yard will close.",
        ),
        (
            "a spokesman for the port",
            "No ship was turned away, a spokesman for the port told the Velle Courier on Friday.",
        ),
        (None, "The show opens in May and finds room for forty paintings."),
        (None, "The report on the bridge is on the minister's desk."),
        (None, "The doctor’s notes were lost in the fire."),
        (None, "The new state claims office opens on Monday."),
        (None, "Recent polls of members were cancelled."),
        ("Aksel Brun", "Aksel Brun told parliament the plan had been dropped."),
        ("both parties", "The deal is dead, both parties said."),
        ("the film's director", '"I never met her," the film\'s director thought.'),
        ("Emails seen by the court", "Emails seen by the court show the firm knew of the leak in March."),
        ("40 percent", "40 percent said they would move away if the plant came."),
    ],
)
def test_who_frames_a_sentence_and_what_shows_something(speaker: str | None, text: str) -> None:
    assert speaker_in(document("story", text), 1) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The monitors were lent by Somnaro, which according to the paper had no say in the design.", "the paper"),
        ("The firm, which according to the ministry was warned twice, closed.", "the ministry"),
        ("The roof, according to the mayor of Velle, fell.", "the mayor of Velle"),
        ("According to people who have been told of the plan, it failed.", "people"),
    ],
)
def test_who_is_named_by_according_to_ends_before_what_is_said(text: str, speaker: str) -> None:
    assert speaker_in(document("story", text), 1) == speaker


def test_she_is_no_university() -> None:
    """ "University of Carrick Sound" has the shape of a name, and only one person is named."""
    said = "“They slept at set times,” said Ingrid Solvane of the University of Carrick Sound."
    text = f"{said}\n“One in five works at night,” she added."
    assert speaker_in(document("story", text), 2) == "Ingrid Solvane"
