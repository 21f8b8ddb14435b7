"""Which proven differences belong to which claim.

The drift modules compare a story sentence with evidence; a sentence may hold several claims. A finding is a claim's own
when the words or figures it is about stand in the claim.

Evidence is what the model pointed to. A small model points past the right sentence, or calls a source silent that holds the
story's very words with another figure in them. So a source's sentence nearest to the story's, and the one nearest to the
claim, are compared as well when they are nearer than all evidence, and so is the one that counts what the claim counts; of
them only what cannot be right on both sides is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from factcheck.drift import find_drift
from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.certainty import certainty_drift
from factcheck.drift.differences import NAMING, equal
from factcheck.drift.same_thing import with_doubt
from factcheck.english.quantity import Quantity
from factcheck.english.stems import content_stems
from factcheck.records import Claim, Comparison, Document, Drift, DriftKind, Failure, Relation, SentenceRole, Span
from factcheck.steps.reading import Reader

NEAREST = 0.35
"""The nearest sentence is compared when it holds this share of the words of the story's sentence, or of the claim
(`Reader.relevance`). docs/measurements.md has what that finds."""

_SUBJECT = 3
"""So many content words before an amount may be its subject."""
_ANOTHER_NAME = ("name_differs", "place_differs")
_CONTEXT_TOKENS = 8192
_COUNTED_DAY = re.compile(r"(?:today|tonight|tomorrow|yesterday)\b", re.IGNORECASE)
_EXPECTED = re.compile(r"\b(?:expect|forecast|predict|project(?:ed|ions?)\b|estimat)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"a", "an", "the"})


def drifts_of_claim(
    claim: Claim,
    story: Document,
    sources: Sequence[Document],
    results: Sequence[Comparison | Failure],
    quotations: Sequence[Drift],
) -> tuple[Drift, ...]:
    """The findings on `claim`: against the evidence of each source (`results`, in source order), then the quotations.

    Against a sentence that the model did not point to, these are conflicts of numbers, units, dates and names.
    """
    found: dict[Drift, None] = {}
    spans = [story.sentence_span(n) for n in claim.sentences]
    headlines = {span for span, n in zip(spans, claim.sentences, strict=True) if _is_headline(story, n)}
    for source, result in zip(sources, results, strict=True):
        if isinstance(result, Failure):
            continue
        for span in spans:
            drifts = list(find_drift(span, result.evidence, story=story, source=source)) if result.evidence else []
            others = _nearer((span.text, _said(claim)), source, result) | _counting_the_same(span, story, source)
            if others:
                # Together with the evidence: what that agrees with, no other sentence disproves.
                spans_of_others = [source.sentence_span(number) for number in sorted(others)]
                beyond = find_drift(span, (*result.evidence, *spans_of_others), story=story, source=source)
                drifts += [drift for drift in beyond if _is_certain(drift, span, source)]
            for drift in drifts:
                # A headline's capitals do not tell names from words; its names stand in the body as well.
                if _is_about(claim, drift) and not (drift.kind is DriftKind.NAME and span in headlines):
                    found[with_doubt(claim.text, drift, result.evidence, story=story, source=source)] = None
        if result.relation is Relation.SUPPORTS and not any(_is_of_certainty(drift, source) for drift in found):
            softer = (
                certainty_drift(claim.text, claim.speaker, span, result.evidence, story=story, source=source)
                for span in spans
            )
            found |= dict.fromkeys([drift for drift in softer if drift is not None][:1])
    for drift in quotations:
        if any(span.start <= drift.story.start < span.end for span in spans) and _is_about(claim, drift):
            found[drift] = None
    return tuple(found)


def _is_of_certainty(drift: Drift, source: Document) -> bool:
    """Whether it says who told a source's words, or how surely."""
    return drift.kind is DriftKind.ATTRIBUTION and drift.source is not None and drift.source.document == source.id


def _is_certain(drift: Drift, said: Span, source: Document) -> bool:
    """Whether a finding on the sentence `said` holds without the model's word that the source sentence is about the claim.

    A day that is counted from the day of writing ("tomorrow") is mostly that of another event, and another name in a name's
    place that of another person or place. What somebody expected may differ from what came.
    """
    if not drift.conflict or not drift.kind.of_fact or drift.label in _ANOTHER_NAME:
        return False
    if drift.source is None:
        return True
    held = " ".join(map(source.sentence_text, source.sentences_within(drift.source.start, drift.source.end)))
    alike = bool(_EXPECTED.search(said.text)) == bool(_EXPECTED.search(held))
    return alike and not _COUNTED_DAY.match(drift.source.text)


def _said(claim: Claim) -> str:
    """What the claim says, without who says it: a source may hold the same against somebody else's words."""
    return claim.text.replace(claim.speaker, " ") if claim.speaker else claim.text


def _nearer(texts: Sequence[str], source: Document, result: Comparison) -> set[int]:
    """The numbers of the sentences of the source nearest to each of `texts`, where near, and nearer than all of its evidence."""
    shown = {number for evidence in result.evidence for number in evidence.sentences}
    numbers: set[int] = set()
    for text in texts:
        shares = _reader(source).relevance(text)
        best = max(shares, default=0.0)
        if best >= NEAREST and best > max((shares[number - 1] for number in shown), default=0.0):
            numbers.add(shares.index(best) + 1)
    return numbers


def _counting_the_same(span: Span, story: Document, source: Document) -> set[int]:
    """The numbers of source sentences that alone speak of what an amount of `span` counts, and give another amount.

    What is counted ("beds") must be the same, or for a share or a measure the subject before it ("unemployment"), and the two
    amounts no more than twice apart. Nothing where the source has an equal amount.
    """
    numbers: set[int] = set()
    theirs, once = _amounts_of(source), _said_once(source)
    for ours in located_amounts([span], story):
        if any(equal(ours.quantity, other.quantity) for _, other in theirs):
            continue
        near = [(number, other) for number, other in theirs if _is_near(ours.quantity, other.quantity)]
        numbers |= {number for number, other in near if _subjects(ours) & _subjects(other) & once}
    return numbers


def _is_near(ours: Quantity, theirs: Quantity) -> bool:
    small, large = sorted((abs(ours.base[1]), abs(theirs.base[1])))
    return ours.unit.measure == theirs.unit.measure and ours.unit.measure not in NAMING and large <= small * 2


def _subjects(amount: Amount) -> set[str]:
    """The stem of what is counted; of a share or a measure those of the words before it."""
    around = amount.setting
    return set(around.counted[:1] if amount.quantity.unit.measure == "count" else around.before[:_SUBJECT])


@lru_cache(maxsize=32)
def _said_once(source: Document) -> frozenset[str]:
    """The stems of the words that one sentence of the source alone has."""
    seen = Counter(word for s in source.sentences for word in set(content_stems(source.sentence_text(s.number))))
    return frozenset(word for word, count in seen.items() if count == 1)


@lru_cache(maxsize=32)
def _amounts_of(source: Document) -> tuple[tuple[int, Amount], ...]:
    """The amounts of a source, each with the number of its sentence."""
    return tuple(
        (sentence.number, amount)
        for sentence in source.sentences
        for amount in located_amounts([source.sentence_span(sentence.number)], source)
    )


@lru_cache(maxsize=32)
def _reader(source: Document) -> Reader:
    """Made once a source: it has the words of every sentence ready. How much a model reads at once is nothing to it here."""
    return Reader(source, _CONTEXT_TOKENS)


def _is_headline(story: Document, number: int) -> bool:
    return story.sentence(number).role is SentenceRole.HEADLINE


def _is_about(claim: Claim, drift: Drift) -> bool:
    """Whether the finding's story side stands in the claim: a figure of it, if it has any, and at least half of its words.

    A name or title that only the speaker has says nothing of what the claim states.
    """
    words = {word.casefold() for word in _WORD.findall(drift.story.text)} - _ARTICLES
    speaker = "" if drift.kind is DriftKind.NAME else claim.speaker or ""
    stated = {word.casefold() for word in _WORD.findall(f"{claim.text} {speaker}")}
    figures = {word for word in words if word[0].isdigit()}
    return (not figures or bool(figures & stated)) and len(words & stated) * 2 >= len(words)
