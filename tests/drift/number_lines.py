"""A claim and its evidence as lines of text, and the numbers that differ between them."""

from __future__ import annotations

from factcheck.drift import find_number_drift
from factcheck.records import Document, Drift, Sentence


def document(*sentences: str, id: str = "story", published: str | None = None) -> Document:
    """A document of these sentences, one a line."""
    text = "\n".join(sentences)
    placed, at = [], 0
    for number, sentence in enumerate(sentences, 1):
        placed.append(Sentence(number=number, start=at, end=at + len(sentence)))
        at += len(sentence) + 1
    return Document(
        id=id,
        name=id,
        origin=id,
        media_type="text/plain",
        text=text,
        sha256="0" * 64,
        sentences=tuple(placed),
        published=published,
    )


def drift(claim: str, *evidence: str) -> tuple[Drift, ...]:
    """What differs between the claim and the evidence, both whole."""
    story, source = document(claim), document(*evidence, id="s1")
    spans = [source.sentence_span(sentence.number) for sentence in source.sentences]
    return find_number_drift(story.sentence_span(1), spans, story=story, source=source)
