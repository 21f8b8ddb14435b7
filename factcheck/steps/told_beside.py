"""What a sentence tells beside its own fact, of a person whom it names: "…, said Ida Berg, who runs the mill". Code only.

A model that takes a sentence apart takes the person for the speaker and forgets what is said of her.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factcheck.english.marks import quoted
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
