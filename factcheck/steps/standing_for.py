"""Whether a name that a claim has for a pronoun of its sentence may be the wrong one. Code only; it resolves nothing."""

from __future__ import annotations

import re

from factcheck.english.persons import persons_before
from factcheck.records import Document

_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|Him|His|Her)\b")
"""A pronoun of a person. With "He" or "She" a sentence goes on about whom the story is about; these are left out."""
_OWNED = re.compile(r"\bits\s+(\w+)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:-\w+)*")


def in_doubt(claim: str, story: Document, number: int) -> str | None:
    """The pronoun of a sentence for which `claim` has a name although another may be meant; None where none is in doubt.

    Of a person it is in doubt where two or more were named shortly before; of a thing ("its ferry", "the Alder's ferry"), where
    the name is in neither the sentence nor the one before it.
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
    return None
