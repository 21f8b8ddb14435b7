"""The persons a text names, judged by capitals, and the one a pronoun stands for."""

from __future__ import annotations

import re
from functools import lru_cache

from factcheck.english.bodies import BODIES
from factcheck.english.marks import Quoted, quoted
from factcheck.english.short_titles import NO_TITLE_BEFORE

SENTENCE_START = re.compile(
    rf"(?<=[.!?…\"”’'])(?<![A-Z]\.[A-Z]\.)(?<!\b[A-Z]\.){NO_TITLE_BEFORE}\s+(?=[\"“‘'A-Z\d«])|\n\s*\n\s*|\n\s*(?=[\"“])"
)
CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*\b")
_TITLE_WORDS = """
mr ms mrs dr sir dame lord lady president minister prime senator sen rep gov governor gen general lt col sgt capt
judge justice chief secretary director chairman chairwoman chair mayor former vice deputy state the king queen
prince princess professor prof rev us u.s american british republican democratic democrat spokesman spokeswoman
ambassador pope
"""
_MONTHS = """jan january feb february mar march apr april jun june jul july aug august sep sept september oct october nov
november dec december"""
TITLES = frozenset(f"{_TITLE_WORDS} {_MONTHS}".split())
_NO_FIRST_NAMES = frozenset(f"the a an in on at by for from as when while after before but and {_MONTHS}".split())
"""Words with a capital at the head of a sentence that begin no person's name."""
BODY_WORDS = BODIES | frozenset(
    "white kremlin pentagon washington moscow beijing london kyiv tehran brussels twitter".split()
)
"""Words in the names of bodies and of seats of government, which are not persons."""


_SENTENCES_BACK = 3
"""How many sentences before its own a pronoun may look back for a name."""
_NO_PERSON_AFTER = re.compile(
    r"\b(?:[Tt]he|[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Aa]cross|[Aa]round|[Oo]utside|[Tt]hrough|[A-Z]\w+\sof|(?:mayor|bishop|city|town|port|village|"
    r"county|island|state|province|people)\sof)\s$"
)
"""Words before the name of a body or a place."""


_OTHER_TITLE = {
    "she": re.compile(r"(?:Mr|Sir|Lord|King|Prince)\b"),
    "he": re.compile(r"(?:Mrs|Ms|Miss|Dame|Lady|Queen|Princess|Mme|Mlle)\b"),
    "": re.compile(r"(?!)"),
}
"""Titles that exclude a pronoun."""


@lru_cache(maxsize=64)
def quotations_of(text: str) -> tuple[Quoted, ...]:
    """The quotations of a text, kept: they are asked for with every sentence."""
    return quoted(text)


PERSON = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:[A-Z]\.\s+)?(?:de|van|von|bin|al|el)?\s?[A-Z][\w’'-]+){1,3}\b")


def antecedent(text: str, start: int) -> str | None:
    """The person a pronoun stands for: the only one named ahead of it in its sentence, else in the nearest sentence before it
    that names any, in its paragraph or the one before; None if that sentence names several and begins with none.

    A surname stands for the full name that the text had before. "She" is never someone called "Mr".
    """
    pronoun = text[start : start + 3].casefold().strip()
    pronoun = pronoun if pronoun in _OTHER_TITLE else ""
    paragraphs = [0, *(found.end() for found in re.finditer(r"\n\s*\n", text[:start]))]
    first = paragraphs[-2:][0]
    end = start
    for begin in reversed(_begins_before(text, first, start)):
        named = _named_between(text, begin, end)
        named = [one for one in named if not _OTHER_TITLE[pronoun].match(one[1])] or named
        if named:
            return _one_of(text, named, begin)
        end = begin
    return None


def persons_before(text: str, start: int) -> frozenset[str]:
    """The persons named ahead of `start` in its sentence and the three before it: the candidates for a pronoun
    there."""
    return frozenset(name for _, name in _named_between(text, _begins_before(text, 0, start)[0], start))


def _begins_before(text: str, first: int, start: int) -> list[int]:
    """Where the sentence of `start` and the three before it begin, none before `first`."""
    begins = [first, *(found.end() for found in SENTENCE_START.finditer(text, first, start))]
    return begins[-1 - _SENTENCES_BACK :]


def _one_of(text: str, named: list[tuple[int, str]], begin: int) -> str | None:
    """The one person of a sentence, or the one it begins with, an office or a place before the name left aside."""
    if len({name for _, name in named}) == 1:
        return named[0][1]
    at, name = named[0]
    lead = text[begin:at]
    return (
        name if len(lead.split()) <= 3 and not re.search(r"[,;:“\"]|\b(?:for|to|with|by|against|of)\s", lead) else None
    )


def _named_between(text: str, begin: int, end: int) -> list[tuple[int, str]]:
    """The persons that `text[begin:end]` names in full, or by a surname that the text had in full before."""
    persons = _persons(text)
    by_surname = {name.split()[-1]: name for at, name in persons if at < end}
    found = [(at, name) for at, name in persons if begin <= at < end]
    quotations = quotations_of(text)
    for word in CAPITALISED.finditer(text, begin, end):
        surname = re.sub(r"[’']s$", "", word[0])
        within = any(at <= word.start() < at + len(name) for at, name in persons)
        if surname in by_surname and not within and not any(one.start <= word.start() < one.end for one in quotations):
            found.append((word.start(), by_surname[surname]))
    return sorted(found)


@lru_cache(maxsize=64)
def _persons(text: str) -> tuple[tuple[int, str], ...]:
    """Where the text names a person in full, judged by capitals, outside quotations."""
    quotations = quotations_of(text)
    return tuple(
        (found.start(), found[0])
        for found in PERSON.finditer(text)
        if not any(one.start <= found.start() < one.end for one in quotations)
        and not _NO_PERSON_AFTER.search(text, max(0, found.start() - 24), found.start())
        and found[0].split()[0].casefold() not in _NO_FIRST_NAMES
        and not BODY_WORDS & set(found[0].casefold().split())
    )
