"""Who speaks in a sentence of a story: by the story's own words, and whether somebody whom a model names does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factcheck.english.marks import Quoted, quoted
from factcheck.english.persons import quotations_of
from factcheck.english.reports import reporter_of
from factcheck.english.speakers import CUE, speaker_of
from factcheck.prompts import as_data
from factcheck.records import Document, Sentence
from factcheck.steps import fidelity

LEAST_QUOTED_WORDS = 3
"""Shorter words in quotation marks are a name or a scare quote, not speech."""
LONGEST_SPEAKER = 12
"""A speaker of more words than this is a misread sentence."""


def speaker_in(story: Document, number: int) -> str | None:
    """Who says what the sentence quotes or reports, by the story's own words; None where it attributes nothing.

    The speaker of a quotation may be named in a neighbouring sentence; that of reported speech stands in the sentence.
    """
    sentence = story.sentence(number)
    text = story.sentence_text(number)
    marks = [mark for mark in quoted(text) if len(text[mark.start : mark.end].split()) >= LEAST_QUOTED_WORDS]
    if marks:
        found = speaker_of(story.text, sentence.start + marks[0].start, sentence.start + marks[0].end)
    else:
        found = reporter_of(story.text, sentence.start, sentence.end)
    name = found.known_as if found else None
    return name if name and len(name.split()) <= LONGEST_SPEAKER else None


def speaks(stated: str, sentence: str) -> bool:
    """Whether `sentence` has a verb of saying a few words after `stated`, or right before it."""
    name = re.escape(stated.strip(" ."))
    told = rf"\b{name}\b(?:[\s,]+[^\s,.;:“”]+){{0,6}}?[\s,]+{CUE.pattern}|(?:{CUE.pattern}|\bto)\s+(?:by\s+)?{name}\b"
    return re.search(told, sentence, re.IGNORECASE) is not None


def is_told_of(claim: str, speaker: str, sentence: str) -> bool:
    """Whether `claim` is what `sentence` tells of its speaker in its own words, not what the speaker says.

    "Piers Holt, who voted against the plan, said it was small": that he voted stands between his name and the verb of saying, and
    nothing after that verb says it.
    """
    name = re.search(rf"\b{re.escape(speaker.strip(' .'))}(?:['’]s?)?\b", sentence)
    cue = CUE.search(sentence, name.end()) if name else None
    if name is None or cue is None or quoted(claim):
        return False
    stated = fidelity.stems(claim) - fidelity.stems(speaker)
    told = stated & fidelity.stems(sentence[name.end() : cue.start()])
    return (
        len(told) > len(stated) / 2
        and not (stated - told) & fidelity.stems(sentence[cue.end() :])
        and not (told & fidelity.stems(sentence[cue.end() :]))
    )


def clean_speaker(speaker: str | None) -> str | None:
    """A speaker as a model names it, on one line; None where it names nobody."""
    cleaned = as_data(speaker or "").strip(" .")
    return None if cleaned.casefold() in {"", "null", "none", "unknown", "n/a"} else cleaned


def quoted_part(story: Document, number: int) -> str:
    """What of a sentence stands inside quotation marks, also where these open or close in another sentence."""
    sentence = story.sentence(number)
    return " ".join(
        story.text[max(mark.start, sentence.start) : min(mark.end, sentence.end)]
        for mark in _quotations_over(story, sentence)
    )


def speaker_of_quotation(story: Document, number: int) -> str | None:
    """Who says the quotation that a sentence belongs to, where that opens or closes in another sentence."""
    sentence = story.sentence(number)
    for mark in _quotations_over(story, sentence):
        if mark.start < sentence.start or sentence.end < mark.end:
            found = speaker_of(story.text, mark.start, mark.end)
            return found.known_as if found else None
    return None


def _quotations_over(story: Document, sentence: Sentence) -> Iterator[Quoted]:
    """The quotations of a story that hold at least some of a sentence."""
    return (mark for mark in quotations_of(story.text) if mark.start < sentence.end and sentence.start < mark.end)


def is_quoted(claim: str, story: Document, number: int) -> bool:
    """Whether most of a claim's longer words are of a quotation of its sentence, and no others of that sentence."""
    inside = quoted_part(story, number)
    if len(inside.split()) < LEAST_QUOTED_WORDS:
        return False
    outside = story.sentence_text(number).replace(inside, " ")
    words = fidelity.stems(claim)
    return len(words & (fidelity.stems(inside) - fidelity.stems(outside))) > len(words) / 2


def in_marks(claim: str, story: Document, number: int) -> str:
    """`claim` in quotation marks, where it is word for word of a quotation of its sentence and lost them."""
    words = fidelity.in_words(claim)
    verbatim = len(words.split()) >= LEAST_QUOTED_WORDS and words in fidelity.in_words(quoted_part(story, number))
    return f"“{claim}”" if verbatim and not quoted(claim) else claim
