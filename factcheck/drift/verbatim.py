"""Claims that are words of a quotation which a source has word for word, too, from the same person.

Whether a source carries such a claim is not for a model to judge: the claim says only that somebody said these words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from factcheck.drift.quotations import is_denied, verbatim_readings, voices_of
from factcheck.drift.quoted_texts import Quotation, story_quotations
from factcheck.english.marks import quoted
from factcheck.english.same_speaker import same_person
from factcheck.english.speakers import known_speaker
from factcheck.english.words import words
from factcheck.records import Claim, Document, Span


def find_verbatim(claim: Claim, story: Document, source: Document) -> Span | None:
    """The stretch of `source` with the quotation that `claim` gives, all of it or a part; None if code cannot be sure.

    The claim is words in a row of one quotation of its story sentences, with its speaker or in quotation marks. Claim, story and
    source name the same person, and no word of the quotation differs or is left out.
    """
    if claim.speaker is None and not quoted(claim.text):
        return None
    heard = tuple(word.heard for word in words(claim.text))
    for quotation in _quotations_of(claim, story):
        ours = known_speaker(story.text, quotation.span.start, quotation.span.end)
        if ours is None or not _has_in_a_row(quotation.heard, heard) or is_denied(story, quotation):
            continue
        if claim.speaker and not same_person(claim.speaker, story.text, ours, story.text):
            continue
        for reading in verbatim_readings(quotation, voices_of(source), story):
            # Of its first word: "…," she said, "…" goes on in a second quotation.
            theirs = known_speaker(source.text, reading.start, reading.start + 1)
            if reading.label == "exact" and theirs and same_person(ours, story.text, theirs, source.text):
                return source.span(reading.start, reading.end)
    return None


def _quotations_of(claim: Claim, story: Document) -> Iterator[Quotation]:
    """The quotations in the claim's sentences that leave nothing out."""
    sentences = [story.sentence(number) for number in claim.sentences]
    if not any(quoted(story.text[one.start : one.end]) for one in sentences):
        return
    for quotation in _quotations(story):
        inside = any(one.start < quotation.span.end and quotation.span.start < one.end for one in sentences)
        if inside and len(quotation.pieces) == 1:
            yield quotation


@lru_cache(maxsize=32)
def _quotations(story: Document) -> tuple[Quotation, ...]:
    return tuple(story_quotations(story))


def _has_in_a_row(heard: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(heard[start : start + len(wanted)] == wanted for start in range(len(heard) - len(wanted) + 1))
