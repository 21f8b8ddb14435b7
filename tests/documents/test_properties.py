"""What holds of every document, whatever it is made of."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from factcheck.documents import from_text, load, segment
from factcheck.documents.normalise import normalise
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.documents.files import STORY, docx_bytes, epub_bytes, odt_bytes, pdf_bytes, rtf_bytes, srt
from tests.documents.lines import LINES

any_text = st.text(st.characters(codec=None), max_size=300)
"""Also with unpaired surrogates, which `normalise` takes out: the segmenter never sees one."""
newsy_text = st.lists(
    st.one_of(
        st.sampled_from([sentence for lines in LINES.values() for line in lines for sentence in line]),
        st.sampled_from(
            [
                "\n",
                "\n\n",
                "\r\n",
                "- ",
                "1. ",
                "\u00a0",
                "\u200b",
                "“",
                "”",
                '"',
                "'",
                "``",
                "''",
                "By Jane Doe",
                "(",
                "…",
                "A.",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map(" ".join)
texts = st.one_of(any_text, newsy_text)

modest = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(texts)
@example("\u2000\u0301 a\n \u0301")
@example("e\u200b\u0301")
@example("\ud800")
@modest
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once, _ = normalise(text)
    again, notices = normalise(once)
    assert again == once
    assert notices == ()


@given(texts.map(lambda text: re.sub("[\ud800-\udfff]", "\ufffd", text)))
@modest
def test_sentences_cover_all_that_is_not_white_space(text: str) -> None:
    position = 0
    for number, sentence in enumerate(segment(text), 1):
        assert sentence.number == number
        assert sentence.start >= position
        assert not text[position : sentence.start].strip()
        words = text[sentence.start : sentence.end]
        assert words == words.strip() != ""
        assert len(words) <= 2_000
        position = sentence.end
    assert not text[position:].strip()


@given(texts)
@modest
def test_every_span_of_every_document_round_trips(text: str) -> None:
    try:
        document = from_text(text, id="s1")
    except DocumentError:
        return
    assert from_text(document.text, id="s1").text == document.text
    assert Document.model_validate_json(document.model_dump_json()) == document
    for sentence in document.sentences:
        span = document.sentence_span(sentence.number)
        assert document.text[span.start : span.end] == span.text
        assert document.sentences_within(span.start, span.end) == (sentence.number,)


WHOLE = {
    ".txt": STORY.encode(),
    ".md": f"---\ntitle: T\n---\n# Shells\n\n- {STORY}".encode(),
    ".html": f"<html><body><article><h1>Shells</h1><p>{STORY}</p></article></body></html>".encode(),
    ".pdf": pdf_bytes([STORY[:60], STORY[60:]]),
    ".docx": docx_bytes(STORY, title="Shells"),
    ".odt": odt_bytes(f"<text:p>{STORY}</text:p>"),
    ".rtf": rtf_bytes(rf"\pard\s1 Shells\par\pard {STORY}\par"),
    ".epub": epub_bytes(f"<h1>Shells</h1><p>{STORY}</p>"),
    ".eml": f"Subject: Shells\nMIME-Version: 1.0\n\n{STORY}".encode(),
    ".srt": srt((0, 2, STORY[:60]), (2, 4, STORY[60:])).encode(),
    "": STORY.encode("utf-16"),
}


@pytest.mark.parametrize("suffix", WHOLE)
@given(noise=st.binary(max_size=60), at=st.integers(0, 40_000), keep=st.booleans(), cut=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_bytes_a_document_comes_out_or_a_document_error(
    suffix: str, noise: bytes, at: int, keep: bool, cut: bool
) -> None:
    whole = WHOLE[suffix] if keep else b""
    at %= len(whole) + 1
    data = whole[:at] + noise + (b"" if cut else whole[at + len(noise) :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            document = load(str(path), id="s1")
        except DocumentError:
            return
        assert document.sentences
