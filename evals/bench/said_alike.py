"""Whether a claim says what a person's claim says: a matcher that shares no code and no word list with what it scores.

Words are compared by their stems (Snowball), figures as they are written. Only what the sentence itself says of a claim is asked
for: a person resolves "it" and "Friday" from the rest of the story, and how far a claim is resolved is another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from evals.reading import DENIALS, LITTLE

COVERS = 0.7
"""The share of what a claim says that another must say to cover it."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CAPITAL = re.compile(r"(?<=\S )[A-Z][^\W\d_]+(?:'s)?")
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Said:
    """What a claim says: the stems of its content words, its figures, and whether it denies."""

    words: frozenset[str]
    figures: frozenset[str]
    denies: bool

    def within(self, sentence: Said) -> Said:
        """What of it the sentence says itself; all of it where that is next to nothing."""
        words, figures = self.words & sentence.words, self.figures & sentence.figures
        return Said(words, figures, self.denies) if len(words) + len(figures) > 1 else self

    def covers(self, other: Said) -> bool:
        """Whether it says all that the other says: its figures, its denial, and most of its words."""
        wanted = other.words | other.figures
        had = wanted & (self.words | self.figures)
        return other.figures <= self.figures and self.denies == other.denies and len(had) >= COVERS * len(wanted)


@lru_cache(maxsize=8192)
def said(text: str) -> Said:
    """What a claim or a sentence says."""
    tokens = [token.casefold().replace("’", "'") for token in _TOKEN.findall(text)]
    figures = frozenset(token.replace(",", "").rstrip(".") for token in tokens if token[0].isdigit())
    words = [token for token in tokens if not token[0].isdigit() and token not in LITTLE]
    denies = any(word in DENIALS or word.endswith("n't") for word in words)
    stems = _STEMMER.stemWords([word.removesuffix("'s") for word in words if word not in DENIALS])
    return Said(frozenset(stems), figures, denies)


def adds(claim: str, story: str) -> bool:
    """Whether the claim has a figure, or a word with a capital after its first, that the story does not have."""
    told = said(story)
    capitals = [word.casefold().removesuffix("'s") for word in _CAPITAL.findall(claim.replace("’", "'"))]
    stems = frozenset(_STEMMER.stemWords([word for word in capitals if word not in LITTLE]))
    return not (said(claim).figures <= told.figures and stems <= told.words)


def found(gold: Said, claims: Sequence[Said]) -> bool:
    """Whether one of the claims covers the gold one, or those that say nothing else do so together."""
    if any(claim.covers(gold) for claim in claims):
        return True
    parts = [claim for claim in claims if gold.covers(claim)]
    if not parts:
        return False
    words = frozenset().union(*(part.words for part in parts))
    figures = frozenset().union(*(part.figures for part in parts))
    return Said(words, figures, any(part.denies for part in parts)).covers(gold)


def held(claim: Said, golds: Sequence[Said]) -> int:
    """How many gold claims the claim covers, one that another of them says as well not counted."""
    covered = list(dict.fromkeys(gold for gold in golds if claim.covers(gold)))
    return sum(not any(other.words > gold.words and other.covers(gold) for other in covered) for gold in covered)
