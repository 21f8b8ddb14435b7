"""Two passages laid against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.render.align import align
from tests.growth import assert_not_quadratic, forbid

WORDS = st.lists(
    st.sampled_from(["70", "%", "of", "the", "$900", "million", "“tools”", "China", "\n", ","]), max_size=30
)


def marked(story: str, source: str) -> tuple[list[str], list[str]]:
    ours, theirs = align(story, source)
    return [piece.text for piece in ours if not piece.same], [piece.text for piece in theirs if not piece.same]


@given(WORDS.map(" ".join) | st.text(), WORDS.map(" ".join) | st.text())
def test_the_pieces_of_a_side_are_that_side(story: str, source: str) -> None:
    ours, theirs = align(story, source)
    assert "".join(piece.text for piece in ours) == story
    assert "".join(piece.text for piece in theirs) == source


@given(WORDS.map(" ".join) | st.text())
def test_nothing_differs_from_itself(text: str) -> None:
    assert marked(text, text) == ([], [])


def test_typography_and_case_make_no_difference() -> None:
    assert marked("The “whole” sum", 'the "whole"  sum') == ([], [])


def test_only_the_words_that_differ_are_marked() -> None:
    assert marked("about 60 % of imports", "about 90 % of imports") == (["60"], ["90"])


def test_small_shared_words_between_differences_do_not_make_noise() -> None:
    ours, theirs = marked("the most substantial of a pace", "an ambitious of the timeline")
    assert (len(ours), len(theirs)) == (1, 1)


def test_the_time_to_align_grows_with_the_length_of_the_passages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "factcheck.render.align.SequenceMatcher")
    assert_not_quadratic(
        lambda size: ("alpha beta " * size, "beta gamma " * size), lambda passages: align(*passages), size=5_000
    )
