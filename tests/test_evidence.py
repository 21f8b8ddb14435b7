"""Quotes are found where they stand, whatever the typography, and nowhere else."""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factcheck.records import Document, Sentence
from factcheck.steps.evidence import evidence_from_sentences, fold, locate, locate_all


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


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("The mayor left.", "mayor", "mayor"),
        ("He said: “We’ll pay.”", '"We\'ll pay."', "“We’ll pay.”"),
        ('He said: "We\'ll pay."', "“We’ll pay.”", '"We\'ll pay."'),
        ("He said ``so be it'' twice.", "“so be it”", "``so be it''"),
        ("Il a dit «oui» hier.", '"oui"', "«oui»"),
        ("2019–2024 was hard — very hard.", "2019-2024 was hard - very hard.", "2019–2024 was hard — very hard."),
        ("It was -- he thought -- over.", "It was — he thought — over.", "It was -- he thought -- over."),
        ("Wait… what?", "Wait... what?", "Wait… what?"),
        ("about 70\u00a0% of it", "70 %", "70\u00a0%"),
        ("the govern\u00adment fell", "government", "govern\u00adment"),
        ("an of\ufb01cial from Zürich", "official from Zu\u0308rich", "of\ufb01cial from Zürich"),
        ("first line\r\n  second line", "first line second line", "first line\r\n  second line"),
        ("zero\u200bwidth", "zerowidth", "zero\u200bwidth"),
        ("the theme he chose", "he", "he"),
        ("15 of 5 kinds", "5", "5"),
        ("Ａｌｌ right", "All right", "Ａｌｌ right"),
        ("The end. ", "end. ", "end. "),
        ("  padded", " padded\n", "padded"),
    ],
)
def test_a_quote_is_found_whatever_the_typography(text: str, quote: str, found: str) -> None:
    span = locate(document(text), quote)
    assert span is not None
    assert span.text == found == text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The mayor left.", ""),
        ("The mayor left.", " \n\u200b"),
        ("", "mayor"),
        ("The mayor left.", "The Mayor left."),
        ("an area of 5² km", "52"),
        ("1½ years", "11⁄2"),
        ("the café closed", "cafe"),
        ("of\ufb01ce", "ice"),
        ("70 % of imports", "70 % of exports"),
        ("well known", "wellknown"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, quote: str) -> None:
    assert locate(document(text), quote) is None


def test_a_whole_word_is_preferred_to_an_earlier_piece_of_one() -> None:
    span = locate(document("There is other heat, he said."), "he")
    assert span is not None
    assert span.start == 21


def test_a_piece_of_a_word_is_found_when_nothing_else_is() -> None:
    span = locate(document("concatenate"), "cat")
    assert span is not None
    assert (span.start, span.end) == (3, 6)


def test_the_search_begins_at_start() -> None:
    report = document("“Yes”, she said. “Yes”, he said.")
    assert [span.start for span in locate_all(report, '"Yes"')] == [0, 17]
    span = locate(report, '"Yes"', start=1)
    assert span is not None
    assert span.start == 17
    assert locate(report, '"Yes"', start=18) is None


def test_every_place_comes_once_and_exact_ones_first() -> None:
    places = [span.text for span in locate_all(document("a—b, a-b, a--b"), "a-b")]
    assert places == ["a-b", "a—b", "a--b"]


TEXTS = st.text(
    st.one_of(
        st.sampled_from("abAB 12 .,'’‘\"“”«»-–—…\n\u00a0\u00ad\u200bﬁéü½²`"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)

# Each pair is typography: what stands on the left may stand on the right in another edition of the same text.
CHANGES = (
    ("“", '"'),
    ("”", '"'),
    ("’", "'"),
    ("«", "“"),
    ("—", "–"),
    ("–", "-"),
    ("…", "..."),
    (" ", "\u00a0"),
    (" ", " \n"),
    ("\n", " "),
    ("a", "a\u00ad"),
    ("b", "b\u200b"),
    ("ﬁ", "fi"),
)


@settings(max_examples=150)
@given(TEXTS, st.data())
def test_any_stretch_is_located_after_typographic_changes(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    # A stretch that begins inside a run of dashes or a cluster of accents is another text once it is folded.
    assume(start == 0 or text[start - 1] not in "-–—")
    assume(end == len(text) or (text[end] not in "-–—" and not unicodedata.combining(fold(text[end])[:1] or "a")))
    quote = text[start:end]
    for before, after in data.draw(st.lists(st.sampled_from(CHANGES), max_size=4)):
        quote = quote.replace(before, after)
    assume(fold(quote))
    assume(fold(quote) == fold(text[start:end]))
    span = locate(document(text), quote)
    assert span is not None
    assert span.text == text[span.start : span.end]
    assert fold(span.text) == fold(quote)


@settings(max_examples=150)
@given(TEXTS, TEXTS)
def test_a_span_always_folds_to_the_folded_quote(text: str, quote: str) -> None:
    for span in locate_all(document(text), quote):
        assert span.text == text[span.start : span.end]
        assert fold(span.text) == fold(quote)


@settings(max_examples=150)
@given(TEXTS)
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


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
