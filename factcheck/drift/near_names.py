"""Names that are almost the source's: misspelt, or with a part of another's."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from factcheck.drift.sides import Sides, is_common, plain_words
from factcheck.english.calendar_names import CALENDAR
from factcheck.english.naming import Name, vocabulary
from factcheck.english.places import PLACES
from factcheck.english.same_name import is_first_name, of_one_place, same_first, same_name, same_word
from factcheck.english.transcription import is_transcribed
from factcheck.records import Drift

_NO_FIRST_NAMES = frozenset(
    {
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "greater",
        "great",
        "upper",
    }
    | {
        "lower",
        "new",
        "old",
        "real",
        "atletico",
        "inter",
        "mount",
        "lake",
        "san",
        "saint",
        "st",
        "port",
        "fort",
        "sporting",
    }
)


def misspelt(name: Name, sides: Sides) -> Drift | None:
    """A name with one word that the source never has, if a name of the source differs by a letter or two."""
    known = plain_words(sides.source.text)
    unknown = [token for token in name.tokens if token not in known]
    if len(unknown) != 1 or name.is_place or is_common(unknown[0], sides):
        return None
    rest = set(name.tokens) - set(unknown)
    others = (*sides.evidence_names, *sides.source_names)
    if any(_is_variant(unknown[0], name, other) for other in others):
        return None
    for other in others:
        for token in (*other.tokens, *other.title):
            if (
                rest <= {*other.tokens, *other.title}
                and is_slip_of(unknown[0], token)
                and not _used(token, sides.story.text, name)
            ):
                message = f"The story spells “{name.text}”, the source “{other.text}”."
                return sides.drift("misspelt", (name.start, name.end), (other.start, other.end), message)
    return None


def _is_variant(token: str, name: Name, other: Name) -> bool:
    """Whether the other name has the name's `token` in another spelling."""
    transcribed = is_transcribed((*name.tokens, *other.tokens))
    return any(same_word(token, one, transcribed) for one in other.tokens)


def _used(token: str, text: str, name: Name) -> bool:
    """Whether the text has `token` as a separate word outside `name`: then it distinguishes the two spellings."""
    return token in plain_words(text) and len(name.tokens) == 1


def is_slip_of(one: str, other: str) -> bool:
    """Whether one spelling is a slip of the other: a letter, or two in a long name, and no plural."""
    if min(len(one), len(other)) < 4 or one == other or one.rstrip("s") == other.rstrip("s"):
        return False
    if of_one_place(one, other) or {one, other} <= CALENDAR:
        return False
    distance = OSA.distance(one, other)
    return distance == 1 or (distance == 2 and min(len(one), len(other)) >= 7)


def partly_other(name: Name, sides: Sides) -> Drift | None:
    """The same surname with another first name, or the same kind of body with another place or person in its name."""
    several = [other for other in sides.source_names if len(other.tokens) > 1]
    if len(name.tokens) < 2 or name.is_place or any(same_name(name.text, other.text) for other in several):
        return None
    for other in sides.evidence_names:
        if len(other.tokens) < 2 or other.is_place or name.is_body != other.is_body:
            continue
        if any(same_name(other.text, own.text) for own in sides.claim_names):
            continue
        shared = set(name.tokens) & set(other.tokens)
        if name.is_body and len(shared) >= 2 and name.tokens[-1] == other.tokens[-1]:
            message = f"The story names {name.text}, the source {other.text}."
            return sides.drift("organisation_differs", (name.start, name.end), (other.start, other.end), message)
        if not name.is_body and name.tokens[-1] == other.tokens[-1] and _first_differs(name, other, sides):
            message = f"The story calls the person {name.text}, the source {other.text}."
            return sides.drift("name_differs", (name.start, name.end), (other.start, other.end), message)
    return None


def _first_differs(name: Name, other: Name, sides: Sides) -> bool:
    """Whether both begin with a first name, and the source has no one of the claim's first name."""
    first, theirs = name.tokens[0], other.tokens[0]
    if same_first(first, theirs) or {first, theirs} & (_NO_FIRST_NAMES | PLACES):
        return False
    at_start = not re.search(r"[\w,] $", sides.source.text[max(0, other.start - 2) : other.start])
    surely_name = not at_start or is_first_name(theirs) or theirs in vocabulary(sides.source.text).capitalised
    return surely_name and first not in plain_words(sides.source.text)
