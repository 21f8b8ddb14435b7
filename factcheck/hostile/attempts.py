"""Attempts to steer the program that reads a text: where they are, and how a report says so.

The rules need two signs at once (an order and its addressee, an answer and a demand for it), because news also writes
about machines, instructions and verdicts. A finding is shown to the reader; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.hostile.flat import FlatText
from factcheck.hostile.letters import disguised, undisguised
from factcheck.hostile.rules import LITERAL, WORDED, AttemptKind, compiled
from factcheck.records import Sentence

SAID = {
    AttemptKind.INSTRUCTION: "speaks to a machine that reads it",
    AttemptKind.ANSWER: "tells a machine what to answer",
    AttemptKind.DELIMITER: "has marks that look like parts of a prompt",
    AttemptKind.NUMBER: "has marks that look like a prompt's sentence numbers",
    AttemptKind.DISGUISE: "has words in disguised letters",
    AttemptKind.REPETITION: "says the same again and again",
}
"""Each kind in words for a person."""

SHOWN_PLACES = 3
SHOWN_CHARACTERS = 80

_TO_MACHINES = (AttemptKind.INSTRUCTION, AttemptKind.ANSWER, AttemptKind.DELIMITER)
_WORDED = compiled(WORDED, worded=True)
_LITERAL = compiled(LITERAL, worded=False)


@dataclass(frozen=True)
class Attempt:
    """The stretch `text[start:end]` (characters) and what it tries."""

    kind: AttemptKind
    start: int
    end: int


# A source is searched when it is loaded, when it is read, and when it is compared with the story.
@lru_cache(maxsize=32)
def find_attempts(text: str) -> tuple[Attempt, ...]:
    """Every attempt in `text`, by place; those of one kind do not overlap."""
    read = undisguised(text)
    flat = FlatText(read)
    found = [Attempt(kind, *flat.place(*m.span())) for kind, pattern in _WORDED for m in pattern.finditer(flat.text)]
    found += [Attempt(kind, *m.span()) for kind, pattern in _LITERAL for m in pattern.finditer(read)]
    found += [Attempt(AttemptKind.DISGUISE, *span) for span in disguised(text)]
    found += [Attempt(AttemptKind.REPETITION, *span) for span in flat.repeated()]
    return _merged(found)


def notices_of(text: str, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """One line for each kind of attempt in a document: where the first ones are, and how many more there are."""
    attempts = find_attempts(text)
    lines = []
    for kind, said in SAID.items():
        places = [attempt for attempt in attempts if attempt.kind is kind]
        if places:
            shown = "; ".join(_shown(text, sentences, place) for place in places[:SHOWN_PLACES])
            more = f"; and {len(places) - SHOWN_PLACES} more" if len(places) > SHOWN_PLACES else ""
            lines.append(f"{said}: {shown}{more}")
    return tuple(lines)


def spoken_to_machines(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of the sentences that speak to a machine, say its answer, or forge a part of a prompt."""
    attempts = [attempt for attempt in find_attempts(text) if attempt.kind in _TO_MACHINES]
    return frozenset(s.number for s in sentences for a in attempts if s.start < a.end and a.start < s.end)


def _merged(found: Sequence[Attempt]) -> tuple[Attempt, ...]:
    merged: dict[AttemptKind, list[Attempt]] = {}
    for attempt in sorted(found, key=lambda a: (a.start, -a.end)):
        same = merged.setdefault(attempt.kind, [])
        if same and attempt.start < same[-1].end:
            same[-1] = Attempt(attempt.kind, same[-1].start, max(same[-1].end, attempt.end))
        else:
            same.append(attempt)
    return tuple(sorted((a for same in merged.values() for a in same), key=lambda a: (a.start, a.end, a.kind)))


def _shown(text: str, sentences: Sequence[Sentence], attempt: Attempt) -> str:
    number = next((s.number for s in sentences if s.start < attempt.end and attempt.start < s.end), None)
    words = " ".join(text[attempt.start : attempt.end].split())
    if len(words) > SHOWN_CHARACTERS:
        words = words[:SHOWN_CHARACTERS].rstrip() + "…"
    place = f"sentence {number}, " if number else ""
    return f"{place}characters {attempt.start} to {attempt.end}: “{words}”"
