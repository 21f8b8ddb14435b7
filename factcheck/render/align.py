"""Two passages aligned word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LARGEST = 1_000_000
"""Above this product of the sides' word counts, the differing middle is shown as one difference."""

_TOKEN = re.compile(r"\w+(?:[.,’']\w+)*\s*|[^\w\s]\s*|\s+")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True)
class Piece:
    """A stretch of one passage; `same` when the other passage has it too."""

    text: str
    same: bool


def align(story: str, source: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both passages cut into pieces that they share and pieces that only one has.

    Joined, the pieces of a side are that side, character for character. Case, typography and white space make no
    difference; a shared word or two too small to mean anything between two differences counts as part of them.
    """
    ours, theirs = _TOKEN.findall(story), _TOKEN.findall(source)
    keys, other_keys = [_key(token) for token in ours], [_key(token) for token in theirs]
    blocks = _matching_blocks(keys, other_keys)
    return (
        _pieces(ours, [(start, start + size) for start, _, size in blocks]),
        _pieces(theirs, [(start, start + size) for _, start, size in blocks]),
    )


def _key(token: str) -> str:
    return token.strip().translate(_FOLDED).casefold()


def _matching_blocks(a: list[str], b: list[str]) -> list[tuple[int, int, int]]:
    """The shared runs as (start in a, start in b, length), ascending."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    blocks = []
    if len(middle_a) * len(middle_b) <= LARGEST:
        matcher = SequenceMatcher(None, middle_a, middle_b, autojunk=False)
        blocks = [
            (head + start, head + other, size)
            for start, other, size in matcher.get_matching_blocks()
            if _telling(middle_a[start : start + size])
        ]
    return [(0, 0, head), *blocks, (len(a) - tail, len(b) - tail, tail)]


def _telling(run: list[str]) -> bool:
    """Whether a shared run says anything: a word of four letters, a number, or three words in a row."""
    words = [token for token in run if token[:1].isalnum()]
    return len(words) >= 3 or any(len(word) >= 4 or word[0].isdigit() for word in words)


def _pieces(tokens: list[str], shared: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end in shared:
        differing = "".join(tokens[at:start])
        kept = differing.rstrip()
        space = differing[len(kept) :]  # the white space after a difference is not part of it
        pieces += [Piece(kept, same=False), Piece(space + "".join(tokens[start:end]), same=True)]
        at = end
    pieces.append(Piece("".join(tokens[at:]), same=False))
    return tuple(piece for piece in pieces if piece.text)
