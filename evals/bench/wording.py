"""The matchers of the extraction bench: is a gold claim among the claims, is a claim backed by its text? By words alone.

They share no code and no word list with what they score (`evals.reading`), and read no meaning. A claim that puts the text's own
words together wrongly passes as backed, and a gold claim that the claims say in other words is missed; docs/measurements.md has
how often chance alone finds a gold claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from evals import reading
from factcheck.records import Claim, Document

LEAST_SHARE = 2 / 3
"""So much of a gold claim's weighted words one claim must have for it to be found there."""
LEAST_BACKED = 0.8
"""So many of a claim's content words must stand in its sentences and those next to them."""


class Matcher:
    """Finds the gold claims of one story, of these sentences, among claims.

    A gold claim is found when one claim has at least `LEAST_SHARE` of its content words, all of its numbers, and a negation
    if it has one. Words count by their stem. A word weighs log(1 + N / (1 + n)), n being in how many of the N sentences it
    stands, so that the subject of the whole text weighs less than what is said of it; a word that stands nowhere in the
    text is the annotator's own and does not count, unless all of a claim's words are.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        held = [content(sentence) for sentence in sentences]
        known = frozenset[str]().union(*held)
        self._weights = {word: log(1 + len(held) / (1 + sum(word in one for one in held))) for word in known}

    def finds(self, gold: str, claims: Sequence[str]) -> bool:
        """Whether one of `claims` has what `gold` says."""
        words, numbers, negated = content(gold), reading.figures(gold), reading.denies(gold)
        wanted = {word: self._weights[word] for word in words if word in self._weights} or dict.fromkeys(words, 1.0)
        needed = LEAST_SHARE * sum(wanted.values()) - 1e-9
        for claim in claims:
            there = sum(wanted[word] for word in content(claim) & wanted.keys())
            if there >= needed and numbers <= reading.figures(claim) and (reading.denies(claim) or not negated):
                return True
        return False


def backed(claim: Claim, story: Document) -> bool:
    """Whether the words of `claim` are its text's.

    Every number, date and name of it and every quotation in it is in the text; a negation is in its sentences; and at
    least `LEAST_BACKED` of its content words are in its sentences or those next to them.
    """
    told, said = f"{story.title or ''}. {story.text}", claim.text
    if not reading.figures(said) <= reading.figures(told) or not reading.names(said, told) <= reading.tokens(told):
        return False
    if any(quoted not in reading.running(told) for quoted in reading.quotations(said)):
        return False
    own = " ".join(story.sentence_text(number) for number in claim.sentences)
    if reading.denies(said) and not reading.denies(own):
        return False
    near = range(max(1, min(claim.sentences) - 1), min(len(story.sentences), max(claim.sentences) + 1) + 1)
    words = content(claim.text)
    there = content(" ".join([story.title or "", *(story.sentence_text(number) for number in near)]))
    return len(words & there) >= LEAST_BACKED * len(words)


def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, and the numbers, days and months."""
    return reading.stems(text) | {str(figure) for figure in reading.figures(text)}
