"""Which claims say the same, by place in the story and by wording. `docs/evals.md`, "Matcher", describes it.

Everything rests on one question, `covers`: does one claim say all that another says, as far as the other's own story
sentences say it? Additions from elsewhere (a year, a full name, the meaning of "it") are not required, because claims
of a story differ most in how much they spell out. A gold claim is found by a claim that covers it, which may say more
and cover several, or by its parts together; two claims are the same if each covers the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import scipy
from rapidfuzz import fuzz

from evals import reading
from evals.outcomes import Extracted
from evals.reading import Figure
from evals.seeds import Seed
from factcheck.records import Document

LEAST = 0.65
"""The share of what a claim needs that a claim must have to cover it."""
_OF_PLACE = 0.5

Member = TypeVar("Member")


@dataclass(frozen=True)
class Content:
    """A text's content, for comparison: its content words by their stems, its numbers and dates, the words of its
    names."""

    words: frozenset[str]
    figures: frozenset[Figure]
    names: frozenset[str]


@dataclass(frozen=True)
class Stated:
    """A claim for matching. `sentences` are the numbers of all story sentences that make the claim.

    `content` is what it says, and `needed` the part that its own story sentences say: another claim must say that to
    cover it, its speaker aside. `tokens` and `stems` are all its words, `speaker` the names in its speaker. `denies`
    says whether it has a "not", and `place_denies` whether its sentences have one. `place` are those sentences.
    """

    text: str
    sentences: frozenset[int]
    content: Content
    needed: Content
    tokens: frozenset[str]
    stems: frozenset[str]
    speaker: frozenset[str]
    denies: bool
    place_denies: bool
    hedged: bool
    place: str


def stated(
    text: str, sentences: Iterable[int], story: Document, *, speaker: str | None = None, also: Iterable[int] = ()
) -> Stated:
    """The claim `text` of these sentences of `story`, made in the sentences `also` as well; `speaker` is who says it.

    Sentences that the story does not have are left out; a claim with only such sentences counts as no claim.
    """
    own = frozenset(sentences).intersection(sentence.number for sentence in story.sentences)
    place = " ".join(story.sentence_text(number) for number in sorted(own))
    by = speaker or ""
    said = _content(text, story.text)
    return Stated(
        text=text,
        sentences=own | frozenset(also),
        content=said,
        needed=Content(
            words=(said.words & reading.stems(place)) - reading.stems(by),
            figures=(said.figures & reading.figures(place)) - reading.figures(by),
            names=(said.names & reading.tokens(place)) - reading.tokens(by),
        ),
        tokens=reading.tokens(text),
        stems=reading.stems(text),
        speaker=reading.names(f"By {by}", story.text) if by else frozenset(),
        denies=reading.denies(text),
        place_denies=reading.denies(place),
        hedged=reading.hedge(text) is not None,
        place=place,
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

    `numbers` maps sentence numbers of the text they were extracted from to those of `story`, if they differ.
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

    They share a sentence; every number and date that `less` needs is in `more`; `more` does not have other names in
    place of those that `less` needs; a denial of the story is not lost, and none is added to it; and of the words,
    numbers and dates that `less` needs, and the names that are not there, `more` has at least the share `LEAST`. (A
    name that is present proves nothing more: two facts about one person share it.)
    """
    needed = less.needed
    if not more.sentences & less.sentences or not needed.figures <= more.content.figures:
        return False
    unnamed = needed.names - more.tokens - more.speaker
    if unnamed and not more.content.names <= less.tokens | less.speaker:
        return False
    lost = less.denies and less.place_denies and not more.denies
    added = more.denies and not more.place_denies and not less.denies
    if lost or added:
        return False
    wanted = len(needed.words) + len(needed.figures) + len(unnamed)
    had = len(needed.words & more.stems) + len(needed.figures)
    return wanted > 0 and had >= LEAST * wanted


def covering(gold: Stated, claims: Sequence[Stated]) -> tuple[int, ...]:
    """The places in `claims` of those that cover `gold`, the most alike first; or of its parts, when they do together.

    A part is a claim that `gold` covers: it says nothing that gold does not.
    """
    whole = [place for place, claim in enumerate(claims) if covers(claim, gold)]
    if whole:
        return tuple(sorted(whole, key=lambda place: (-_likeness(gold, claims[place]), place)))
    parts = [place for place, claim in enumerate(claims) if covers(gold, claim)]
    if parts and covers(_joined([claims[place] for place in parts]), gold):
        return tuple(parts)
    return ()


def same(one: Stated, other: Stated) -> bool:
    """Whether the two are one claim: each covers the other, both are hedged or neither, and no two people say it."""
    if one.hedged != other.hedged or (one.speaker and other.speaker and not one.speaker & other.speaker):
        return False
    return covers(one, other) and covers(other, one)


def pairs(ours: Sequence[Stated], theirs: Sequence[Stated]) -> tuple[tuple[int, int], ...]:
    """The places of the same claims in both, each in one pair at most, in the order of `ours`.

    As many pairs as there can be, and of these the most alike in sum: the assignment problem, solved by scipy.
    """
    if not ours or not theirs:
        return ()
    gains = np.array([[1 + _likeness(a, b) if same(a, b) else 0.0 for b in theirs] for a in ours])
    rows, columns = scipy.optimize.linear_sum_assignment(gains, maximize=True)
    return tuple((int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gains[i, j])


def agreement(ours: Sequence[Stated], theirs: Sequence[Stated]) -> float | None:
    """How far two claim sets agree, 0 to 1 (Dice): twice the `pairs` over the number of claims in both; None of no claims."""
    claims = len(ours) + len(theirs)
    return 2 * len(pairs(ours, theirs)) / claims if claims else None


def _likeness(one: Stated, other: Stated) -> float:
    """How alike two claims are in wording, 0 to 1: rapidfuzz's `fuzz.ratio`, with a small part for their sentences."""
    return (fuzz.ratio(one.text, other.text) + _OF_PLACE * fuzz.ratio(one.place, other.place)) / (100 * (1 + _OF_PLACE))


def _joined(parts: Sequence[Stated]) -> Stated:
    """One claim that says what all of `parts` say."""
    return Stated(
        text=" ".join(part.text for part in parts),
        sentences=_union(part.sentences for part in parts),
        content=_together([part.content for part in parts]),
        needed=_together([part.needed for part in parts]),
        tokens=_union(part.tokens for part in parts),
        stems=_union(part.stems for part in parts),
        speaker=_union(part.speaker for part in parts),
        denies=any(part.denies for part in parts),
        place_denies=any(part.place_denies for part in parts),
        hedged=any(part.hedged for part in parts),
        place=parts[0].place,
    )


def _together(contents: Sequence[Content]) -> Content:
    return Content(
        words=_union(content.words for content in contents),
        figures=_union(content.figures for content in contents),
        names=_union(content.names for content in contents),
    )


def _union(sets: Iterable[frozenset[Member]]) -> frozenset[Member]:
    return frozenset(member for one in sets for member in one)


def _content(text: str, story: str) -> Content:
    found = reading.names(text, story)
    return Content(reading.stems(text) - reading.stems(" ".join(found)), reading.figures(text), found)
