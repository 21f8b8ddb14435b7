"""Claims that are words of a quotation: which sources have them word for word, from the same person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents import from_text
from factcheck.drift.verbatim import find_verbatim
from factcheck.records import Claim, Comparison, Document, Relation, VerdictName
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.judge import judge

STORY = (
    "The strike is over. “Our members held firm, and the company listened,” said Colette Ames, regional organiser for the "
    "Carriers’ Union. The drivers go back on Thursday."
)
CLAIM = Claim(id="c1", text="“The company listened.”", sentences=(2,), speaker="Colette Ames")


def source(text: str) -> Document:
    """A source of that text."""
    return from_text(text, id="s1", name="union.txt")


def found(text: str, *, story: str = STORY, claim: Claim = CLAIM) -> str | None:
    """The words that a source of that text has word for word."""
    span = find_verbatim(claim, from_text(story, id="story"), source(text))
    return span.text if span else None


@pytest.mark.parametrize(
    "text",
    [
        'Colette Ames, the organiser, said: "Our members held firm, and the company listened."',
        "“Our members held firm, and the company listened,” Ms Ames said. Colette Ames leads the region.",
        "‘Our members held firm, and the company listened’, said Colette Ames, who had slept in her car.",
        "“Our members held firm,” said Colette Ames, “and the company listened.”",
        "Ames was hoarse. “Thank you. Our members held firm, and the company listened. We won,” Colette Ames told the crowd.",
        "Colette Ames said that it had been long. She added: “Our members held firm — and the company listened.”",
    ],
)
def test_the_same_words_of_the_same_person(text: str) -> None:
    words = found(text)
    assert words is not None
    assert words.startswith("Our members")
    assert "listened" in words


@pytest.mark.parametrize(
    "text",
    [
        "“Our members held firm, and the company listened,” said Peter Holm of the rival union.",
        "“Our members held firm, and the council listened,” said Colette Ames.",
        "“Our members never held firm, and the company listened,” said Colette Ames.",
        "Colette Ames said that our members held firm, and the company listened.",
        "“Our members held firm, and the company listened,” reads a banner on the gate.",
        "“Our members held firm, and the company listened,” the union said.",
        "“I wish I could say that our members held firm and that the company listened,” said Colette Ames.",
        "Colette Ames spoke to reporters on Thursday.",
    ],
)
def test_other_words_or_not_surely_the_same_person(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    ("story", "text", "speaker"),
    [
        (STORY, "The company gave in.", "Colette Ames"),
        (STORY, "The company listened.", None),
        (
            STORY.replace("said Colette Ames", "said Peter Holm"),
            "“The company listened.”",
            "Colette Ames",
        ),
        (STORY.replace("and the company", "… the company"), "“The company listened.”", "Colette Ames"),
        (
            "Hm. Colette Ames denied that “our members held firm, and the company listened”.",
            "“The company listened.”",
            "Colette Ames",
        ),
    ],
)
def test_a_claim_that_is_not_what_the_story_has_the_person_say(story: str, text: str, speaker: str | None) -> None:
    claim = Claim(id="c1", text=text, sentences=(2,), speaker=speaker)
    assert (
        found("“Our members held firm, and the company listened,” said Colette Ames.", story=story, claim=claim) is None
    )


@given(
    words=st.lists(
        st.sampled_from("bread drivers waited nine nights and the oven went cold".split()), min_size=3, max_size=9
    ),
    changed=st.integers(0, 8),
)
def test_every_word_counts(words: list[str], changed: int) -> None:
    said = " ".join(words)
    other = " ".join([*words[: changed % len(words)], "lemons", *words[changed % len(words) + 1 :]])
    story = f"It rained. “{said.capitalize()},” said Nora Whitcombe."
    claim = Claim(id="c1", text=f"“{said.capitalize()}.”", sentences=(2,), speaker="Nora Whitcombe")
    same, different = (f"The yard was full. “{told.capitalize()},” Nora Whitcombe said." for told in (said, other))
    assert found(different, story=story, claim=claim) is None
    content = {"bread", "drivers", "waited", "nights", "oven", "went", "cold", "nine"}
    assert (found(same, story=story, claim=claim) is not None) or not content & set(words)


def compared(document: Document, numbers: tuple[int, ...], *, carried: bool = False) -> Comparison:
    """A model that is unsure whether the source supports the claim, with these sentences as evidence."""
    return Comparison(
        claim="c1",
        source="s1",
        relation=Relation.SUPPORTS,
        confidence=0.6,
        calibrated=True,
        basis="logprobs",
        probabilities={},
        confirmation={Relation.SUPPORTS: 0.6, Relation.CONTRADICTS: 0.2, Relation.SILENT: 0.2},
        carried=carried,
        evidence=evidence_from_sentences(document, numbers),
        read=(),
        whole=True,
    )


def test_it_is_supported_whatever_the_model_says_and_the_quotation_is_its_evidence() -> None:
    document = source("Rain fell. “Our members held firm, and the company listened,” said Colette Ames.")
    verdict = judge(CLAIM, from_text(STORY, id="story"), [document], [compared(document, (1,))], ())
    assert verdict.verdict is VerdictName.SUPPORTED
    assert verdict.word_for_word == ("s1",)
    assert [one.sentences for one in verdict.comparisons[0].evidence] == [(2,)]
    other = source("Rain fell. “Our members held firm, and the company listened,” said Peter Holm.")
    verdict = judge(CLAIM, from_text(STORY, id="story"), [other], [compared(other, (2,))], ())
    assert verdict.verdict is VerdictName.UNCLEAR
    assert verdict.word_for_word == ()
