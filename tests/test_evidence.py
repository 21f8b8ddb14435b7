"""Sentences as evidence are copied at their offsets."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.records import Document, Sentence
from factcheck.steps.evidence import evidence_from_sentences


def document(text: str, *sentences: str) -> Document:
    """A source of this text; `sentences` are its sentences, in order."""
    numbered = []
    offset = 0
    for number, sentence in enumerate(sentences, start=1):
        offset = text.index(sentence, offset)
        numbered.append(Sentence(number=number, start=offset, end=offset + len(sentence)))
        offset += len(sentence)
    return Document(
        id="s1",
        name="report",
        origin="report.txt",
        media_type="text/plain",
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        sentences=tuple(numbered),
    )


REPORT = document(
    "One came. Two left.  Three stayed.\n\nFour slept.", "One came.", "Two left.", "Three stayed.", "Four slept."
)


def test_adjacent_sentences_become_one_piece_of_evidence() -> None:
    evidence = evidence_from_sentences(REPORT, [4, 2, 1, 2])
    assert [(piece.sentences, piece.text) for piece in evidence] == [
        ((1, 2), "One came. Two left."),
        ((4,), "Four slept."),
    ]
    assert all(REPORT.text[piece.start : piece.end] == piece.text for piece in evidence)


def test_no_numbers_are_no_evidence() -> None:
    assert evidence_from_sentences(REPORT, []) == ()


@pytest.mark.parametrize("numbers", [[0], [5], [-1], [1, 99]])
def test_a_sentence_that_does_not_exist_is_an_error_that_names_it(numbers: list[int]) -> None:
    with pytest.raises(ValueError, match=str(numbers[-1])):
        evidence_from_sentences(REPORT, numbers)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 4)))
def test_every_number_is_covered_once_and_in_order(numbers: list[int]) -> None:
    evidence = evidence_from_sentences(REPORT, numbers)
    assert [number for piece in evidence for number in piece.sentences] == sorted(set(numbers))
    assert all(first.end < second.start for first, second in pairwise(evidence))
