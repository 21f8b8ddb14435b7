"""Whether a claim may have replaced a pronoun of its sentence with the wrong name. Code only; it resolves nothing."""

from __future__ import annotations

import re

from factcheck.english.naming import Name, names
from factcheck.english.persons import persons_before
from factcheck.english.same_name import same_name
from factcheck.english.verbs import tokens
from factcheck.records import Document

_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|Him|His|Her)\b")
"""A pronoun for a person. "He" or "She" at the start continues with the story's subject; these are left out."""
_SOMEBODY = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_THING = re.compile(r"\bits?\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\bthe\s$", re.IGNORECASE)
"""Words before the name of a body and never before a person's."""
_SENTENCES_BACK = 3
_OWNED = re.compile(r"\bits\s+(\w+)", re.IGNORECASE)
_MANY = re.compile(r"\b(?:they|them|their|those(?=\s(?:were|are|had|have|will|would)\b))\b", re.IGNORECASE)
"""What stands for several."""
_SIDE = (
    r"(?:(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome|\d+)\s)?(?:[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)*|[A-Z]?[a-z’-]+s)"
)
_TOGETHER = re.compile(rf"(?<![\w’-])({_SIDE})\s(?:and|or|met|[a-z]+ed)\s({_SIDE})(?![\w’-])")
"""Two of whom "they" may mean the one, the other or both."""
_OWNER = re.compile(r"\b([A-Z][\w-]+(?:\s[A-Z][\w-]+)*)(?:[’']s|(?<=s)[’'])\s+(\w+)")
_WORD = re.compile(r"\w+(?:-\w+)*")


def in_doubt(claim: str, story: Document, number: int) -> str | None:
    """The pronoun that `claim` replaces with a name although another may be meant; None if none is in doubt.

    A person is in doubt if two or more were named shortly before; a thing ("its ferry", "the Alder's ferry"), if the
    name is in neither the sentence nor the one before it, or if another thing was named since, or beside it.
    """
    text, sentence = story.sentence_text(number), story.sentence(number)
    if pronoun := _PERSONAL.search(text):
        persons = persons_before(story.text, sentence.start + pronoun.start())
        brought = set(_WORD.findall(claim)) - set(_WORD.findall(text))
        if len(persons) > 1 and {name.split()[-1] for name in persons} & brought:
            return pronoun[0]
    if word := _one_of_two(claim, story, number) or _owner_in_doubt(claim, story, number):
        return word
    if owned := _OWNED.search(text):
        owner = re.search(rf"\b([A-Z][\w-]+)(?:[’']s|[’'])\s+{re.escape(owned[1])}\b", claim)
        before = story.sentence_text(number - 1) if number > 1 else ""
        if owner and owner[1] not in _WORD.findall(f"{before} {text}"):
            return owned[0].split()[0]
    if (thing := _THING.search(text)) and _is_another_nearer(claim, story, number, sentence.start + thing.end()):
        return thing[0]
    return None


def _one_of_two(claim: str, story: Document, number: int) -> str | None:
    """The "they" of a sentence for which `claim` has one of two that were named together or against each other before.

    "The nurses and the porters walked out. They …", "The farmers met the millers. … them".
    """
    text = story.sentence_text(number)
    many = _MANY.search(text)
    if many is None or _MANY.search(claim):
        return None
    known, ours = {one.key for one in tokens(text)}, {one.key for one in tokens(claim)}
    for back in range(number - 1, max(0, number - 1 - _SENTENCES_BACK), -1):
        before = story.sentence_text(back)
        pairs = [(found[1], found[2]) for found in _TOGETHER.finditer(before)]
        if not ours & {one.key for one in tokens(before) if one.is_content} - known:
            continue
        for pair in pairs:
            told = [{one.key for one in tokens(side) if one.is_content} & ours - known for side in pair]
            if bool(told[0]) != bool(told[1]):
                return many[0]
        return None
    return None


def _owner_in_doubt(claim: str, story: Document, number: int) -> str | None:
    """The "its director" or "the brother" of a sentence for which `claim` names an owner whom the story names after another.

    Who is named first in the sentence before is whom a story goes on about; that is no doubt.
    """
    text = story.sentence_text(number)
    for owner in _OWNER.finditer(claim):
        owned = re.search(rf"\b(?:its|his|her|their|the)\s+{re.escape(owner[2])}\b", text, re.IGNORECASE)
        if owned is None or owner[1].split()[-1] in _WORD.findall(text):
            continue
        for back in range(number - 1, max(0, number - 1 - _SENTENCES_BACK), -1):
            sentence = story.sentence(back)
            if owner[1].split()[-1] not in _WORD.findall(story.sentence_text(back)):
                continue
            named = [one for one in names(story.text, start=sentence.start, end=sentence.end) if not one.is_place]
            at = [place for place, one in enumerate(named) if same_name(one.text, owner[1].removeprefix("The "))]
            return owned[0] if at and at[0] > 0 else None
    return None


def _is_another_nearer(claim: str, story: Document, number: int, end: int) -> bool:
    """Whether a body or the like is named between the last mention of the claim's name and `end`."""
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
