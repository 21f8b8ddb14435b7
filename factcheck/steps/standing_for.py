"""Whether a name that a claim has for a pronoun of its sentence may be the wrong one. Code only; it resolves nothing."""

from __future__ import annotations

import re

from factcheck.english.naming import Name, names
from factcheck.english.persons import persons_before
from factcheck.english.same_name import same_name
from factcheck.records import Document

_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|Him|His|Her)\b")
"""A pronoun of a person. With "He" or "She" a sentence goes on about whom the story is about; these are left out."""
_SOMEBODY = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_THING = re.compile(r"\bits?\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\bthe\s$", re.IGNORECASE)
"""What stands before the name of a body and never before a person's."""
_SENTENCES_BACK = 3
_OWNED = re.compile(r"\bits\s+(\w+)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:-\w+)*")


def in_doubt(claim: str, story: Document, number: int) -> str | None:
    """The pronoun of a sentence for which `claim` has a name although another may be meant; None where none is in doubt.

    Of a person it is in doubt where two or more were named shortly before; of a thing ("its ferry", "the Alder's ferry"), where
    the name is in neither the sentence nor the one before it, or where another thing was named since, or beside it.
    """
    text, sentence = story.sentence_text(number), story.sentence(number)
    if pronoun := _PERSONAL.search(text):
        persons = persons_before(story.text, sentence.start + pronoun.start())
        brought = set(_WORD.findall(claim)) - set(_WORD.findall(text))
        if len(persons) > 1 and {name.split()[-1] for name in persons} & brought:
            return pronoun[0]
    if owned := _OWNED.search(text):
        owner = re.search(rf"\b([A-Z][\w-]+)(?:[’']s|[’'])\s+{re.escape(owned[1])}\b", claim)
        before = story.sentence_text(number - 1) if number > 1 else ""
        if owner and owner[1] not in _WORD.findall(f"{before} {text}"):
            return owned[0].split()[0]
    if (thing := _THING.search(text)) and _is_another_nearer(claim, story, number, sentence.start + thing.end()):
        return thing[0]
    return None


def _is_another_nearer(claim: str, story: Document, number: int, end: int) -> bool:
    """Whether a body or the like is named between the last mention of what the claim brings into its sentence and `end`."""
    persons = persons_before(story.text, end)

    def things(text: str, found: tuple[Name, ...]) -> list[Name]:
        return [
            one
            for one in found
            if not one.is_place
            and (_ARTICLE.search(text[: one.start]) or not any(same_name(one.text, name) for name in persons))
        ]

    sentence = story.sentence(number)
    own = [name.text for name in names(story.text, start=sentence.start, end=sentence.end)]
    told = [one for one in names(claim, story.text) if not one.is_place]
    if _SOMEBODY.search(story.sentence_text(number)):
        told = things(claim, tuple(told))
    brought = [one for one in told if not any(same_name(one.text, name) for name in own)]
    if not brought:
        return False
    first = max(1, number - _SENTENCES_BACK)
    before = things(story.text, names(story.text, start=story.sentence(first).start, end=end))
    mentions = [one for one in before if any(same_name(one.text, name.text) for name in brought)]
    begin = max((s.start for s in story.sentences for one in mentions if s.start <= one.start < s.end), default=0)
    return any(
        one.start >= begin and one not in mentions and (len(one.tokens) > 1 or one.text.isupper()) for one in before
    )
