"""Whose turn it is in a transcript: the name before the colon with which a turn begins holds until the next one.

    HOST: Will you run again?
    Mara Voss: I have not decided. My term ends in June.

"My term ends in June" is Mara Voss's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.columns import CELL_MARK

_NAME = r"(?:[A-Z][\w.'’-]*|of|the|de|van|von)"
_LABEL = rf"(?P<name>[A-Z][\w.'’-]*(?:\s{_NAME}){{0,5}}(?:\s\([^()\n]{{1,40}}\))?):\s"
_AT_LINE = re.compile(rf"^{_LABEL}(?=\S)(?P<words>.*)$", re.MULTILINE)
_SPOKEN = re.compile(r"[.?!…—][\"”’')\]]*\s*$")
"""How speech ends, unlike the values of a form."""
_FEWEST = 3
"""So many turns make a transcript: two labels may be "Contact:" and "Notes:"."""
_SHARE = 1 / 4
"""Of the lines so many begin with a label."""

_NAMES = 2
"""A first and a last name, after which "MP" is none."""


@dataclass(frozen=True)
class SpokenTurn:
    """The turn of `name`, whose label begins at `start`; what is said begins at `said`."""

    name: str
    start: int
    said: int

    @property
    def speaker(self) -> str:
        """The name as prose would write it: "Isla Garrow" for "ISLA GARROW MP (on tape)"."""
        words = self.name.partition(" (")[0].split()
        if len(words) > _NAMES and words[-1].isupper() and len(words[-1]) == len("MP"):
            words.pop()
        return " ".join(word.title() if word.isupper() and len(word) > 1 else word for word in words)


@lru_cache(maxsize=64)
def turns_of(text: str) -> tuple[SpokenTurn, ...]:
    """The turns of a transcript, in text order; none for any other text.

    A transcript has at least three labelled lines, a quarter of all, of two people or more, one of whom speaks twice. Most
    end as sentences do: the rows of a table and the lines of a form do not.
    """
    found = [match for match in _AT_LINE.finditer(text) if CELL_MARK not in match["words"]]
    names = Counter(match["name"] for match in found)
    lines = sum(1 for line in text.splitlines() if line.strip())
    if len(found) < max(_FEWEST, lines * _SHARE) or not 1 < len(names) < len(found):
        return ()
    if sum(_SPOKEN.search(match["words"]) is not None for match in found) * 2 < len(found):
        return ()
    within = re.compile(rf"(?:^|(?<=[.?!…”\"])\s)(?P<name>{'|'.join(map(re.escape, sorted(names)))}):\s", re.MULTILINE)
    return tuple(SpokenTurn(match["name"], match.start("name"), match.end()) for match in within.finditer(text))


def with_turn(text: str, start: int, end: int) -> str:
    """`text[start:end]`, a sentence, with the label of its turn before it if that stands before an earlier sentence."""
    turn = turn_gone_on(text, start)
    said = text[start:end]
    return f"{turn.name}: {said}" if turn else said


def turn_gone_on(text: str, start: int) -> SpokenTurn | None:
    """The turn that the sentence at `start` goes on with, so that its label stands before an earlier one."""
    turn = turn_at(text, start)
    return turn if turn and turn.start < start else None


def turn_at(text: str, place: int) -> SpokenTurn | None:
    """The turn that `text[place]` is part of, its label included."""
    turns = turns_of(text)
    before = bisect_right(turns, place, key=lambda turn: turn.start)
    return turns[before - 1] if before else None
