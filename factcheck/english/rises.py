"""The thing that rose or fell by an amount, and its direction: "net profit fell 8 percent", "raised its key rate by 25
basis points"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from factcheck.english.numerals import any_of
from factcheck.english.quantity import FACTOR, Quantity
from factcheck.english.stems import content_stems, stem

_UP = """rose rise rises rising risen grew grow grows growing grown growth increase increases increased increasing climb
climbed jump jumped surge surged soar soared gain gained up add added expand expanded raise raised more higher""".split()
_DOWN = """fell fall falls falling fallen drop drops dropped dropping decline declined decrease decreased decreasing lose lost
slid slip slipped slump slumped plunge plunged tumble tumbled sank shrank shrunk down cut cuts reduce reduced lower lowered
contract contracted less fewer loss losses""".split()
_TURN = rf"\b(?:(?P<up>{any_of(_UP)})|(?P<down>{any_of(_DOWN)}))\b"
_BEFORE = re.compile(rf"(?s:.*){_TURN}(?P<between>(?:[^.;:(]|\.(?=\d)){{0,40}})$", re.IGNORECASE)
_AFTER = re.compile(rf"[\s-]{_TURN}", re.IGNORECASE)
_TURNS = frozenset(map(stem, (*_UP, *_DOWN)))
_TIMES = frozenset(
    map(stem, "year month week day quarter half season period percent percentage point last first second".split())
)
_CLAUSE = re.compile(r"[,;:()–—]")
_PREPOSITION = re.compile(r"\s(?:at|in|for|from|by|on|with|among|across|under)\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Change:
    """The direction of a change, and the stems of the thing that changed, its noun last; empty if the words do not
    say."""

    way: Literal["", "up", "down"]
    named: tuple[str, ...] = ()


def change_of(text: str, quantity: Quantity, sentence: tuple[int, int]) -> Change:
    """The change by `quantity` that its sentence speaks of."""
    start, end = sentence
    if quantity.unit is FACTOR:
        way: Literal["up", "down"] = "up" if quantity.low > 1 else "down"
        return Change(way, _stems(_subject_phrase(text[start : quantity.start])))
    if after := _AFTER.match(text, quantity.end):
        # "an 8 percent fall in net profit", "profit was 8 percent higher"
        named = _first_run(text[after.end() : end]) or _stems(_subject_phrase(text[start : quantity.start]))
        return Change("up" if after["up"] else "down", named)
    if before := _BEFORE.match(text, start, quantity.start):
        turn = before.start("up") if before["up"] else before.start("down")
        named = _stems(before["between"]) or _stems(_subject_phrase(text[start:turn]))
        return Change("up" if before["up"] else "down", named)
    return Change("")


def _subject_phrase(clause: str) -> str:
    """The subject right before its verb, without a place: "profit" of "profit at the brewery"."""
    phrase = _CLAUSE.split(clause)[-1]
    named = _PREPOSITION.split(phrase)[0]
    return named if _stems(named) else phrase


def _stems(words: str) -> tuple[str, ...]:
    """The content stems of what may have changed: no adverb, no time, no change."""
    found = [stems[0] for word in _WORD.findall(words) if not word.endswith("ly") and (stems := content_stems(word))]
    return tuple(one for one in found if one not in _TURNS | _TIMES)


def _first_run(words: str) -> tuple[str, ...]:
    """The stems of the first noun phrase: "net profit" of "in net profit of the group"."""
    match = re.match(r"\s(?:in|of)\s(?:(?:the|its|their|his|her|a|an)\s)?", words)
    if match is None:
        return ()
    run = re.match(
        r"(?:[^\W\d_]+\s?(?!(?:of|in|at|for|to|from|by|on|and|was|were|is|last|this)\b)){0,3}", words[match.end() :]
    )
    return _stems(run[0]) if run else ()
