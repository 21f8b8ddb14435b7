"""Equal amounts that are not of the same thing: a rise "by 40" and one "to 40", a third of the rise and a third of the whole.

A source may also give two amounts for one thing, each on somebody's word, of which the story tells one as a fact. All three
are worth a look and prove nothing: the words around an amount say what it is of in more ways than are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from factcheck.drift.amounts import Amount
from factcheck.drift.differences import agree, comparable
from factcheck.english.bounds import bounded_from
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind

Sense = Literal["", "change", "level", "of a change", "of a whole"]

_OTHER: dict[Sense, Sense] = {
    "change": "level",
    "level": "change",
    "of a change": "of a whole",
    "of a whole": "of a change",
}
_NAMES: dict[Sense, str] = {
    "change": "how much it changed",
    "level": "what it came to",
    "of a change": "a share of a change",
    "of a whole": "a share of the whole",
}
_BY = re.compile(r"\bby\s+(?:an?\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:a\s+)?(?:(?:new|total|record|high|low|peak)\s+(?:of\s+)?)*$", re.IGNORECASE)
RACE = re.compile(
    r"\b(?:ahead|behind|lead(?:s|ing)?|led|trail\w*|w[io]n(?:s|ning)?|beat\w*|defeat\w*|lost|lose)\b", re.IGNORECASE
)
"""Words by which "by" is a distance between two sides."""
_OF = re.compile(r"\s+of\s", re.IGNORECASE)
_OF_A_CHANGE = re.compile(
    r"\s+of\s+(?:[\w’'-]+\s+){0,4}?"
    r"(?:increase|rise|growth|gain|fall|drop|decline|decrease|reduction|change|difference|rest|remainder)s?\b",
    re.IGNORECASE,
)
_SIDES = re.compile(r";|,?\s(?:while|whereas|but|though|although)\s", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:(?P<inverted>sa(?:id|ys)|according to)|puts?|estimate[sd]?|count(?:s|ed)?|claim(?:s|ed)?|reckon(?:s|ed)?|"
    r"report(?:s|ed)?|sp(?:oke|eaks?) of|told|insist(?:s|ed)?|maintain(?:s|ed)?)\b",
    re.IGNORECASE,
)

_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
_FIRST_WORD = re.compile(r"^\W*(?:the\s)?([^\W\d_]+)")


def other_senses(
    ours: Sequence[Amount], theirs: Sequence[Amount], *, story: Document, source: Document
) -> Iterator[Drift]:
    """For each amount of the story that the source has only as something else: the difference, worth a look."""
    for amount in ours:
        same = [other for other in theirs if agree(amount.quantity, other.quantity)]
        sense = _sense(amount, story)
        if same and sense and all(_sense(other, source) == _OTHER[sense] for other in same):
            yield _drift(
                amount,
                same[0],
                story,
                source,
                f"The story has {amount.written} as {_NAMES[sense]}, the source as {_NAMES[_OTHER[sense]]}.",
            )
        elif same:
            who = _sayers(story.text, amount.setting.start, amount.setting.end)
            for other in same:
                if rival := _rival(other, theirs, who, source):
                    message = f"The source has {other.written} on one side's word and {rival.written} on another's."
                    yield _drift(amount, other, story, source, message)
                    break


def is_level(amount: Amount, document: Document) -> bool:
    """Whether the words before say that something came to so much: "rose to 3.6 per cent"."""
    before = document.text[amount.setting.start : bounded_from(document.text, amount.quantity.start)]
    return _TO.search(before) is not None


def _sense(amount: Amount, document: Document) -> Sense:
    """What the words around an amount say that it is; empty where they do not tell."""
    text, quantity = document.text, amount.quantity
    before = text[amount.setting.start : bounded_from(text, quantity.start)]
    if amount.change.way and not amount.role and not RACE.search(before):
        if _BY.search(before):
            return "change"
        if _TO.search(before):
            return "level"
    if quantity.unit.measure == "share" and _OF.match(text, quantity.end, amount.setting.end):
        return "of a change" if _OF_A_CHANGE.match(text, quantity.end, amount.setting.end) else "of a whole"
    return ""


def _rival(amount: Amount, others: Sequence[Amount], who: frozenset[str], source: Document) -> Amount | None:
    """Another amount of the same sentence that cannot be right beside it, each in a clause with somebody who says it.

    None where the story tells the amount as the word of `who` does in the source.
    """
    clause = _clause(amount, source)
    for other in others:
        theirs = _clause(other, source)
        beside = other.setting.start == amount.setting.start and theirs != clause
        if beside and comparable(amount.quantity, other.quantity) and not agree(amount.quantity, other.quantity):
            said = [_sayers(source.text, *one) for one in (clause, theirs)]
            if all(said) and (not who or who & said[1] - said[0]):
                return other
    return None


def _sayers(text: str, start: int, end: int) -> frozenset[str]:
    """The words before a word of saying, and those after "said" and "according to", in lower case."""
    found: set[str] = set()
    for match in _SAYS.finditer(text, start, end):
        found.update(_LAST_WORD.findall(text[start : match.start()]))
        if match["inverted"]:
            found.update(_FIRST_WORD.findall(text[match.end() : end]))
    return frozenset(map(str.casefold, found))


def _clause(amount: Amount, document: Document) -> tuple[int, int]:
    """The side of its sentence that an amount stands in."""
    start, end = amount.setting.start, amount.setting.end
    for cut in _SIDES.finditer(document.text, start, end):
        if cut.end() <= amount.quantity.start:
            start = cut.end()
        elif cut.start() >= amount.quantity.end:
            end = cut.start()
            break
    return start, end


def _drift(ours: Amount, theirs: Amount, story: Document, source: Document, message: str) -> Drift:
    return Drift(
        kind=DriftKind.NUMBER,
        label=MAY_DIFFER,
        conflict=False,
        story=story.span(ours.quantity.start, ours.quantity.end),
        source=source.span(theirs.quantity.start, theirs.quantity.end),
        story_value=ours.quantity.normalised,
        source_value=theirs.quantity.normalised,
        message=message,
    )
