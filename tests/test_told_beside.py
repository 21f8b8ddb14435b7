"""A figure that an answer left out stands again where the sentence has it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.steps.told_beside import with_figures


@pytest.mark.parametrize(
    ("sentence", "claim", "completed"),
    [
        (
            "Ida Berg, who joined the board in 2021, said the mill would close.",
            "Ida Berg joined the board.",
            "Ida Berg joined the board in 2021.",
        ),
        (
            "The council approved the plan by 14 votes to 9.",
            "The council approved the plan.",
            "The council approved the plan by 14 votes to 9.",
        ),
        (
            "The ferry, built in 1978, sank off Velle on 3 May 2024.",
            "The ferry sank off Velle.",
            "The ferry sank off Velle on 3 May 2024.",
        ),
        ("The bridge was closed for 12 weeks.", "The bridge was closed.", "The bridge was closed for 12 weeks."),
        ("He was jailed for 14 years in 1998.", "He was jailed for 14 years.", "He was jailed for 14 years in 1998."),
        ("Sales fell by 12 per cent.", "Sales fell.", "Sales fell by 12 per cent."),
        ("The mill shut in 1999, when the flood came.", "The mill shut.", "The mill shut in 1999."),
        # Not at the end of a clause, not behind these words, not with a preposition, or already told:
        ("A crew of 12 was saved.", "A crew was saved.", "A crew was saved."),
        ("The fund lost money in 2020 and 2021.", "The fund lost money in 2020.", "The fund lost money in 2020."),
        ("Profit rose to £4m, up from £3m in 2024.", "Profit rose to £4m.", "Profit rose to £4m."),
        ("The mill shut in 1999, when 300 people worked there.", "People worked there.", "People worked there."),
        ("She won in 1998.", "She won in 1998.", "She won in 1998."),
        ("In 2004 the yard closed.", "The yard closed.", "The yard closed."),
    ],
)
def test_a_figure_goes_behind_the_words_it_follows(sentence: str, claim: str, completed: str) -> None:
    assert with_figures([claim], sentence) == [completed]


@given(st.lists(st.sampled_from("the mill shut in by for 1999 12 2,400 , . and Ida Berg weeks".split()), max_size=14))
def test_what_is_added_stands_so_in_the_sentence(tokens: list[str]) -> None:
    sentence = " ".join(tokens).replace(" ,", ",").replace(" .", ".")
    (completed,) = with_figures(["The mill shut."], sentence)
    assert completed.startswith("The mill shut")
    assert completed.removeprefix("The mill shut").rstrip(".") in sentence
