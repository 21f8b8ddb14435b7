"""Which claims say the same, by where the story says it and by wording. `docs/evals.md`, "Matcher", tells it in prose.

The one question everything rests on is `covers`: does one claim say all that another says, as far as the other's own story
sentences say it? What a claim adds from elsewhere (a year, a full name, the thing that "it" is) is not asked for, because
claims of a story differ most in how much they spell out. A gold claim is found by a claim that covers it, which may say
more and cover several, or by its parts together; two claims are the same when each covers the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from evals.outcomes import Extracted
from evals.seeds import Seed
from factcheck.drift.alignment import content_stems
from factcheck.drift.naming import names, plain
from factcheck.drift.numerals import find_numerals
from factcheck.drift.words import NEGATIONS, words
from factcheck.evidence import fold
from factcheck.matching import Telling, likeness
from factcheck.records import Document

LEAST = 0.65
"""The share of a claim's needed words that a claim must have to cover it."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_CALENDAR = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


_DENIALS = NEGATIONS - {"without"}
_PRONOUN = re.compile(
    r"\b(?:I|me|my|we|us|our|he|him|his|she|hers?|it|its|they|them|their|this|that|these|those)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Content:
    """What a text says, for comparison: content words by their stems, values of numbers, names with days and months."""

    words: frozenset[str]
    numbers: frozenset[Fraction | str]
    names: frozenset[str]


@dataclass(frozen=True)
class Stated:
    """A claim as it is matched. `sentences` are numbers of story sentences, all in which the claim is made.

    `said` is all that it says, its speaker with it (there every word counts as a name that could be asked for); `needed` is
    what its own story sentences say of that, without the speaker: what another claim must say to cover it.
    """

    text: str
    sentences: frozenset[int]
    said: Content
    needed: Content
    negated: bool
    place_negated: bool
    has_pronoun: bool
    telling: Telling


def stated(
    text: str, sentences: Iterable[int], story: Document, *, speaker: str | None = None, also: Iterable[int] = ()
) -> Stated:
    """The claim `text` of these sentences of `story`, made in the sentences `also` as well."""
    own = frozenset(sentences)
    place = fold(" ".join(story.sentence_text(number) for number in sorted(own)))
    claim, by = fold(text), _said(fold(speaker or ""))
    there = _said(place)
    named, rest = _named(claim, _folded(story.text))
    return Stated(
        text=text,
        sentences=own | frozenset(also),
        said=_said(f"{claim} {fold(speaker or '')}"),
        needed=Content(
            words=(frozenset(content_stems(rest)) & there.words) - by.words,
            numbers=(_numbers(claim) & there.numbers) - by.numbers,
            names=(named & there.names) - by.names,
        ),
        negated=_is_negated(claim),
        place_negated=_is_negated(place),
        has_pronoun=bool(_PRONOUN.search(claim)),
        telling=Telling(claim, place),
    )


def stated_by_gold(seed: Seed) -> tuple[Stated, ...]:
    """The gold claims, in their order; a sentence that gold calls a duplicate of a claim makes it too."""
    repeats = {
        claim.gold.id: [n for skip in seed.skipped if skip.gold.duplicate_of == claim.gold.id for n in skip.sentences]
        for claim in seed.claims
    }
    return tuple(
        stated(c.gold.text, c.sentences, seed.story, speaker=c.gold.speaker, also=repeats[c.gold.id])
        for c in seed.claims
    )


def stated_by_extraction(
    extracted: Extracted, story: Document, numbers: Mapping[int, int] | None = None
) -> tuple[Stated, ...]:
    """The extracted claims, in their order, as claims of `story`; a sentence that repeats a claim makes it too.

    `numbers` maps sentence numbers of the text they were extracted from to those of `story`, when they differ.
    """
    places: dict[str, set[int]] = {}
    for outcome in extracted.coverage:
        for claim_id in (*outcome.claims, *((outcome.duplicate_of,) if outcome.duplicate_of else ())):
            places.setdefault(claim_id, set()).add(outcome.number)

    def own(sentences: Iterable[int]) -> list[int]:
        return [numbers[n] for n in sentences] if numbers is not None else list(sentences)

    return tuple(
        stated(c.text, own(c.sentences), story, speaker=c.speaker, also=own(places.get(c.id, ())))
        for c in extracted.claims
    )


def covers(more: Stated, less: Stated) -> bool:
    """Whether `more` says all that `less` says, as far as the sentences of `less` say it.

    They share a sentence; every number, name, day and month that `less` needs is in `more`, and at least `LEAST` of its
    other content words. A pronoun in `more` may stand for names. A denial of the story is not lost, and none is added to it.
    """
    needed, said = less.needed, more.said
    if not more.sentences & less.sentences or not (needed.words or needed.numbers or needed.names):
        return False
    if not needed.numbers <= said.numbers or not (needed.names <= said.names or more.has_pronoun):
        return False
    lost = less.negated and less.place_negated and not more.negated
    added = more.negated and not more.place_negated and not less.negated
    if lost or added:
        return False
    return len(needed.words & said.words) >= LEAST * len(needed.words)


def covering(gold: Stated, claims: Sequence[Stated]) -> tuple[int, ...]:
    """The places in `claims` of those that cover `gold`, the most alike first; or of its parts, when they do together.

    A part is a claim that `gold` covers: it says nothing that gold does not.
    """
    whole = [place for place, claim in enumerate(claims) if covers(claim, gold)]
    if whole:
        return tuple(sorted(whole, key=lambda place: (-likeness(gold.telling, claims[place].telling), place)))
    parts = [place for place, claim in enumerate(claims) if covers(gold, claim)]
    if parts and covers(_joined([claims[place] for place in parts]), gold):
        return tuple(parts)
    return ()


def same(one: Stated, other: Stated) -> bool:
    """Whether the two are one claim: each covers the other."""
    return covers(one, other) and covers(other, one)


def pairs(ours: Sequence[Stated], theirs: Sequence[Stated]) -> tuple[tuple[int, int], ...]:
    """The places of the same claims in both, each in one pair at most, in the order of `ours`.

    As many pairs as there can be, and of these the most alike in sum (`factcheck.matching.likeness`): the assignment problem,
    solved by scipy.
    """
    if not ours or not theirs:
        return ()
    gains = np.array([[1 + likeness(a.telling, b.telling) if same(a, b) else 0.0 for b in theirs] for a in ours])
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return tuple((int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gains[i, j])


def agreement(ours: Sequence[Stated], theirs: Sequence[Stated]) -> float | None:
    """How far two claim sets agree, 0 to 1 (Dice): twice the `pairs` over the number of claims in both; None of no claims."""
    claims = len(ours) + len(theirs)
    return 2 * len(pairs(ours, theirs)) / claims if claims else None


def _joined(parts: Sequence[Stated]) -> Stated:
    """One claim that says what all of `parts` say."""
    return Stated(
        text=" ".join(part.text for part in parts),
        sentences=frozenset[int]().union(*(part.sentences for part in parts)),
        said=_union([part.said for part in parts]),
        needed=_union([part.needed for part in parts]),
        negated=any(part.negated for part in parts),
        place_negated=any(part.place_negated for part in parts),
        has_pronoun=any(part.has_pronoun for part in parts),
        telling=Telling(" ".join(part.telling.text for part in parts), parts[0].telling.sentences),
    )


def _union(contents: Sequence[Content]) -> Content:
    return Content(
        words=frozenset[str]().union(*(content.words for content in contents)),
        numbers=frozenset[Fraction | str]().union(*(content.numbers for content in contents)),
        names=frozenset[str]().union(*(content.names for content in contents)),
    )


def _said(text: str) -> Content:
    tokens = frozenset(plain(match[0]) for match in _WORD.finditer(text))
    return Content(frozenset(content_stems(text)), _numbers(text), tokens)


@lru_cache(maxsize=32)
def _folded(story: str) -> str:
    return fold(story)


def _named(text: str, story: str) -> tuple[frozenset[str], str]:
    """The words of the names of `text`, its days and months with them, and the text without the names."""
    # A lone word that only opens a sentence with a capital is hardly a name.
    found = [name for name in names(text, story) if not name.unsure]
    rest = text
    for name in found:
        rest = rest[: name.start] + " " * (name.end - name.start) + rest[name.end :]
    dates = (plain(match[0]) for match in _CALENDAR.finditer(text))
    return frozenset(token for name in found for token in name.tokens).union(dates), rest


def _numbers(text: str) -> frozenset[Fraction | str]:
    """The values of the numbers; what is written in digits and is no plain number ("9:35", the 16 of "F-16") as written.

    The word "one" is left out: it is a pronoun more often than a number.
    """
    numerals = [numeral for numeral in find_numerals(text) if numeral.digits or numeral.value != 1]
    others = (
        match[0]
        for match in _DIGITS.finditer(text)
        if not any(numeral.start < match.end() and match.start() < numeral.end for numeral in numerals)
    )
    return frozenset[Fraction | str](numeral.value for numeral in numerals).union(others)


def _is_negated(text: str) -> bool:
    return any(word.heard in _DENIALS for word in words(text))
