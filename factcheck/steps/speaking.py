"""Who speaks in a sentence of a story: by the story's own words, and by a model's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factcheck.english.marks import Quoted, quoted
from factcheck.english.naming import names
from factcheck.english.persons import quotations_of
from factcheck.english.reports import reporter_of
from factcheck.english.same_name import same_name
from factcheck.english.same_speaker import is_personal_name
from factcheck.english.speakers import CUE, known_speaker, speaker_of, verbs_of_saying
from factcheck.english.verbs import FINITE
from factcheck.prompts import as_data
from factcheck.records import Document, Sentence
from factcheck.steps import fidelity

LEAST_QUOTED_WORDS = 3
"""Shorter words in quotation marks are a name or a scare quote, not speech."""
LONGEST_SPEAKER = 12
"""A speaker of more words than this is a misread sentence."""
_MOST_TITLE = 4
"""So many words at most stand between "said" and the name of who says it: an office, a title."""
_GOES_ON = re.compile(r"[“\";]|,\s(?:and|but|while|though|adding)\b")
"""Where what somebody says goes on after the words about who says it."""
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e)\s+(\w+)")
_SAYS_WHAT = re.compile(
    r"(?:said|says?|told|tells?)\b"
    r"|\w+(?:\s*(?:[,.;:“”\"]|$)|(?:\s[^\s,.;:]+){0,5}?\s(?:that|whether|how|why|“|\")"
    rf"|(?:\s(?!and\b)[^\s,.;:]+)*?\s(?:{'|'.join(sorted(FINITE))})\b)"
)
"""A verb of saying with what is said: a clause or a quotation. Others may have an object alone."""


def speaker_in(story: Document, number: int) -> str | None:
    """Who says what the sentence quotes or reports, by the story's own words; None if it attributes nothing.

    A neighbouring sentence can name the speaker of a quotation; the speaker of reported speech is in the sentence
    itself.
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
    """Whether `sentence` has a verb of saying for `stated`: a few words after it, or before it as in "…, said X".

    "The museum offered £90" and "the bank reported a loss" have such a verb, and nobody speaks: it must be followed by what is
    said, or by nothing.
    """
    name = re.escape(stated.strip(" ."))
    if re.search(rf"(?:[,”\"]\s+{CUE.pattern}|\b[Aa]ccording\s+to)\s+(?:the\s+)?{name}\b", sentence):
        return True
    if re.search(rf"\b{name}\s+(?:was|were)\s+told\b(?!\s+to\b)", sentence, re.IGNORECASE):
        return True  # what a board was told is reported as its, as what a court heard is
    told = re.search(rf"\b{name}\b(?:[\s,]+[^\s,.;:“”]+){{0,6}}?[\s,]+(?={CUE.pattern})", sentence, re.IGNORECASE)
    if told is None:
        return False
    cues = {cue.start() for cue in verbs_of_saying(sentence, 0, len(sentence))}
    return told.end() in cues and _SAYS_WHAT.match(sentence, told.end()) is not None


def is_told_of(claim: str, speaker: str, sentence: str) -> bool:
    """Whether `claim` is what `sentence` itself says about its speaker, not what the speaker says.

    "Piers Holt, who voted against the plan, said it was small", "“It was small,” said Piers Holt, who voted against the plan":
    that he voted stands beside his name, and nothing that he says has it.
    """
    name = re.search(rf"\b{re.escape(speaker.strip(' .'))}(?:['’]s?)?\b", sentence)
    if name is None or quoted(claim):
        return False
    stated = fidelity.stems(claim) - fidelity.stems(speaker)
    return any(
        _is_rather_in(stated, fidelity.stems(beside), fidelity.stems(said))
        for beside, said in _beside_speaker(name, sentence)
    )


def _is_rather_in(stated: frozenset[str], beside: frozenset[str], said: frozenset[str]) -> bool:
    """Whether most of these words are in the one, and at most a third as many in the other."""
    told = len(stated & beside)
    return told > len(stated) / 2 and len(stated & said) * 3 <= told


def _beside_speaker(name: re.Match[str], sentence: str) -> Iterator[tuple[str, str]]:
    """What `sentence` says of its speaker beside the name, each with what it has the speaker say."""
    if cue := CUE.search(sentence, name.end()):
        yield sentence[name.end() : cue.start()], sentence[cue.end() :]
    before = [
        cue
        for cue in CUE.finditer(sentence, 0, name.start())
        if len(sentence[cue.end() : name.start()].split()) <= _MOST_TITLE
    ]
    if before and sentence[name.end() :].startswith(","):
        end = _GOES_ON.search(sentence, name.end())
        stop = end.start() if end else len(sentence)
        yield sentence[name.end() : stop], f"{sentence[: before[-1].start()]} {sentence[stop:]}"


def not_the_speaker(claim: str, speaker: str | None, sentence: str) -> str | None:
    """The person whom `claim` begins with where the sentence quotes somebody else as "I" or "we"; None if there is none.

    "Anja Petrik wrote three letters" of "“We wrote three letters,” Josip Farkel said": a model takes a person that the story
    named before.
    """
    name = next((name for name in names(claim, sentence) if name.start == 0), None)
    if name is None or speaker is None or not all(is_personal_name(one, sentence) for one in (name.text, speaker)):
        return None
    if any(same_name(name.text, other) for other in (speaker, *(other.text for other in names(sentence, claim)))):
        return None
    does = fidelity.in_words(claim[name.end :]).split()[:1]
    said = " ".join(sentence[mark.start : mark.end] for mark in quoted(sentence))
    return name.text if does and does[0] in {first[1].casefold() for first in _FIRST_PERSON.finditer(said)} else None


def clean_speaker(speaker: str | None) -> str | None:
    """A speaker as a model names it, on one line; None if it names nobody."""
    cleaned = as_data(speaker or "").strip(" .")
    return None if cleaned.casefold() in {"", "null", "none", "unknown", "n/a"} else cleaned


def quoted_part(story: Document, number: int) -> str:
    """The parts of a sentence inside quotation marks, even if these open or close in another sentence."""
    sentence = story.sentence(number)
    return " ".join(
        story.text[max(mark.start, sentence.start) : min(mark.end, sentence.end)]
        for mark in _quotations_over(story, sentence)
    )


def speaker_of_quotation(story: Document, number: int) -> str | None:
    """The speaker of the quotation that a sentence belongs to, if it opens or closes in another sentence."""
    sentence = story.sentence(number)
    for mark in _quotations_over(story, sentence):
        if mark.start < sentence.start or sentence.end < mark.end:
            return known_speaker(story.text, mark.start, mark.end)
    return None


def _quotations_over(story: Document, sentence: Sentence) -> Iterator[Quoted]:
    """The quotations of a story that hold at least some of a sentence."""
    return (mark for mark in quotations_of(story.text) if mark.start < sentence.end and sentence.start < mark.end)


def is_quoted(claim: str, story: Document, number: int) -> bool:
    """Whether most of a claim's longer words are from a quotation in its sentence, and none from the rest of it."""
    inside = quoted_part(story, number)
    if len(inside.split()) < LEAST_QUOTED_WORDS:
        return False
    outside = story.sentence_text(number).replace(inside, " ")
    words = fidelity.stems(claim)
    return len(words & (fidelity.stems(inside) - fidelity.stems(outside))) > len(words) / 2


def in_marks(claim: str, story: Document, number: int) -> str:
    """`claim` in quotation marks, if it repeats a quotation of its sentence word for word without them."""
    words = fidelity.in_words(claim)
    verbatim = len(words.split()) >= LEAST_QUOTED_WORDS and words in fidelity.in_words(quoted_part(story, number))
    return f"“{claim}”" if verbatim and not quoted(claim) else claim


def opened(claim: str, sentence: str) -> str:
    """`claim` with the opening mark of a quotation that the model left out."""
    lacks = claim.count("”") > claim.count("“") and f"“{claim}" in sentence
    return f"“{claim}" if lacks else claim
