"""What a sentence tells and none of its claims does. Code only.

A model that takes a sentence apart forgets what is said of a person whom it names beside its own fact ("…, said Ida Berg, who
runs the mill": it takes her for the speaker), and the figure of a phrase at a clause's end ("… who joined the board in 2021").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factcheck.english.marks import quoted
from factcheck.english.numerals import FIGURE
from factcheck.english.persons import BODY_WORDS
from factcheck.english.reports import ACCORDING
from factcheck.english.speakers import CUE
from factcheck.steps import fidelity

_BESIDE = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|[A-Z][\w’'-]+|de|van|von))*)(?:,\s\d\d)?,\s(?P<whose>who|whose)\s"
    r"(?P<told>[^,;:()—–“”\"?!]+?)(?=[,;]|\.?$|\.\s[A-Z“])"
)
_NO_NAME_AFTER = frozenset("of in at from for with by near on to and or the than like".split())
"""After one of these the name is a place's or a body's, or one of two."""
_SECOND = re.compile(r"\sand\s(?=(?:has|had|is|was|will)\b)")
_LEAST_TOLD = 0.5
"""With a smaller share of its words in the claims of its sentence such a clause is told by none of them."""

_PREPOSITION = re.compile(
    r"(?<=\s)(?:in|on|at|by|since|from|until|till|during|before|after|between|within|over|for|to|of|as of)\s"
)
_TO_FIGURE = re.compile(r"(?:(?!(?:and|but|or|who|which|that|when|while)\b)[\w’'$£€-]+\s){0,3}?[$£€]?")
_PHRASE_ENDS = re.compile(r"(?:%|\s?per\s?cent)?(?:\s[\w’'-]+)?(?=[,.;:)]|$)")
_WORDS_BEFORE = 2


def untold(sentence: str, claims: Sequence[str]) -> Iterator[str]:
    """The claims that a sentence makes of a person beside its own fact, and that `claims`, those made of it, do not have."""
    inside = [(mark.outer_start, mark.outer_end) for mark in quoted(sentence)]
    told = " ".join(claims)
    for found in _BESIDE.finditer(sentence):
        before = sentence[: found.start()].casefold().split()[-1:]
        is_person = not BODY_WORDS & set(found["name"].casefold().split())
        if before == ["to"] and ACCORDING.search(sentence, 0, found.start()):
            before = []
        if (
            CUE.match(found["told"])
            or _NO_NAME_AFTER.intersection(before)
            or not is_person
            or any(a <= found.start("name") < b for a, b in inside)
        ):
            continue
        owner = found["name"] + ("’s" if found["whose"] == "whose" else "")
        for part in _SECOND.split(found["told"]):
            if fidelity.stems(part) and fidelity.overlap(part, told) < _LEAST_TOLD:
                yield f"{owner} {part.strip()}."


def with_figures(claims: Sequence[str], sentence: str) -> list[str]:
    """The claims, with each phrase of a figure that none of them has put behind the words that it follows in the sentence.

    Only a phrase with a preposition that ends its clause, behind a claim that ends with the two words before it: so nothing is
    said that the sentence does not say in these very words. A figure that stands elsewhere stays left out.
    """
    completed = list(claims)
    for figure in FIGURE.finditer(sentence):
        ends = _PHRASE_ENDS.match(sentence, figure.end())
        told = {number for claim in completed for number in fidelity.numbers_of(claim)}
        if ends is None or told.issuperset(fidelity.numbers_of(figure[0])):
            continue
        for leads in _PREPOSITION.finditer(sentence, 0, figure.start()):
            before = _last_words(sentence[: leads.start()])
            place = next((i for i, claim in enumerate(completed) if before and _last_words(claim) == before), None)
            if place is not None and _TO_FIGURE.fullmatch(sentence, leads.end(), figure.start()):
                completed[place] = f"{completed[place].rstrip('. ')} {sentence[leads.start() : ends.end()]}."
                break
    return completed


def _last_words(text: str) -> list[str]:
    """The last words of a text, by which a claim's end is found in its sentence; none of a shorter text."""
    last = fidelity.in_words(text).split()[-_WORDS_BEFORE:]
    return last if len(last) == _WORDS_BEFORE else []
