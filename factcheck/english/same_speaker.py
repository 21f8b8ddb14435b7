"""Whether two speakers, each as its own document names it, are one person or surely two."""

from __future__ import annotations

import re

from factcheck.english.persons import BODY_WORDS, CAPITALISED, TITLES
from factcheck.english.speakers import CUE, PRONOUNS


def different_speakers(first: str, first_text: str, second: str, second_text: str) -> bool:
    """Whether two speakers are surely different people: both named, no name in common, neither a body or an office.

    "Kirby" and "the White House" may be the same voice, "he" may be anyone: neither is surely different from anything.
    `first_text` and `second_text` are the documents the names come from.
    """
    one, other = _personal_names(first, first_text), _personal_names(second, second_text)
    return bool(one and other) and not one & other


def same_person(first: str, first_text: str, second: str, second_text: str) -> bool:
    """Whether two speakers are surely one person: both are persons' names and have a part in common.

    `first_text` and `second_text` are the documents the names come from.
    """
    return not _personal_names(first, first_text).isdisjoint(_personal_names(second, second_text))


def is_personal_name(name: str, text: str) -> bool:
    """Whether a speaker of the document `text` is surely named as a person, rather than a body, an office or a pronoun."""
    return bool(_personal_names(name, text))


def _personal_names(name: str, text: str) -> set[str]:
    """The parts of a personal name, in lower case; empty when this is not surely a person's name."""
    name = re.sub(r"^(?:[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Mm]y)\s", "", _bare_person(name))
    capitalised = [word.removesuffix("’s").removesuffix("'s") for word in CAPITALISED.findall(name)]
    if len(name.split()) > 8 or CUE.search(name) or re.match(r"[Tt]he\s+[A-Z]", name) or "’s " in name or "'s " in name:
        return set()
    if {word.casefold() for word in capitalised} & (BODY_WORDS | PRONOUNS) or any(map(_is_acronym, capitalised)):
        return set()
    parts = {word.casefold() for word in capitalised if len(word) > 1 and word.casefold().strip(".") not in TITLES}
    titled = len(parts) == 1 and len(capitalised) > 1
    known = any(re.search(rf"\b[A-Z][\w’'-]+\s+{re.escape(part)}\b", text, re.IGNORECASE) for part in parts)
    return parts if len(parts) > 1 or titled or known else set()


def _bare_person(name: str) -> str:
    """The person of "Omar's aunt Ana Ruiz" and "Ana Ruiz of Dahl & Co": without whose they are, and of what."""
    for border, place in ((r"['’]s\s", -1), (r"\s(?:of|from|at|for)\s", 0)):
        part = re.split(border, name)[place]
        name = part if len(CAPITALISED.findall(part)) > 1 else name
    return name


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
