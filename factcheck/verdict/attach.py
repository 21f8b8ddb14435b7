"""Which proven differences belong to which claim.

The drift modules compare a story sentence with evidence; a sentence may hold several claims. A finding belongs to a
claim if its words or figures are in the claim.

The model points to evidence. A small model points past the right sentence, or calls a source silent although it has the
story's very words with another figure. So the source's sentences nearest to the story's and to the claim are also
compared if they are nearer than all evidence, and so is the one that counts what the claim counts; these only yield
findings that cannot be right on both sides.
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
from factcheck.drift.same_thing import with_doubt, with_doubt_of_two
from factcheck.drift.table_rows import of_claimed_rows
from factcheck.english.quantity import Quantity
from factcheck.english.stems import content_stems
from factcheck.records import (
    Claim,
    Comparison,
    Document,
    Drift,
    DriftKind,
    Evidence,
    Failure,
    Relation,
    SentenceRole,
    Span,
)
from factcheck.steps.reading import Reader

NEAREST = 0.35
"""The nearest sentence is compared if it holds this share of the words of the story's sentence, or of the claim
(`Reader.relevance`). docs/measurements.md says what that finds."""

_SUBJECT = 3
"""So many content words before an amount can be its subject."""
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

    Against a sentence that the model did not point to, these are only conflicts of numbers, units, dates and names, and
    what it says less surely than the claim.
    """
    found: dict[Drift, None] = {}
    spans = [story.sentence_span(n) for n in claim.sentences]
    headlines = {span for span, n in zip(spans, claim.sentences, strict=True) if _is_headline(story, n)}
    for source, result in zip(sources, results, strict=True):
        if isinstance(result, Failure):
            continue
        near = [_near(span, _said(claim), source, result) for span in spans]
        for span, nearest in zip(spans, near, strict=True):
            subject = f"{span.text} {claim.text}"
            evidence = of_claimed_rows(subject, nearest, source)
            held = of_claimed_rows(subject, result.evidence, source)
            drifts = list(find_drift(span, evidence, story=story, source=source)) if evidence else []
            if is_silent(result):  # its evidence is only what lies nearest
                drifts = [one for one in drifts if one.kind is DriftKind.ATTRIBUTION or _is_certain(one, span, source)]
            others = _nearer((span.text, _said(claim)), source, result) | _counting_the_same(span, story, source)
            if others:
                # Together with the evidence: if the evidence agrees, no other sentence disproves it.
                both = (*result.evidence, *(source.sentence_span(number) for number in sorted(others)))
                beyond = find_drift(span, of_claimed_rows(subject, both, source), story=story, source=source)
                drifts += [drift for drift in beyond if _is_certain(drift, span, source)]
            for drift in drifts:
                # A headline's capitals do not tell names from words; its names are also in the body.
                if _is_about(claim, drift) and not (drift.kind is DriftKind.NAME and span in headlines):
                    sure = with_doubt(claim.text, drift, held, story=story, source=source)
                    found |= {sure: None} if sure else {}
        if not any(_is_of_certainty(drift, source) for drift in found):
            softer = (
                certainty_drift(claim.text, claim.speaker, span, nearest, story=story, source=source)
                for span, nearest in zip(spans, near, strict=True)
            )
            found |= dict.fromkeys([drift for drift in softer if drift is not None][:1])
    for drift in quotations:
        if any(span.start <= drift.story.start < span.end for span in spans) and _is_about(claim, drift):
            found[drift] = None
    return tuple(with_doubt_of_two(list(found), sources))


def is_silent(result: Comparison) -> bool:
    """Whether the source surely does not speak of the claim. Its evidence is then only what lies nearest."""
    return result.relation is Relation.SILENT and result.carried


def _is_of_certainty(drift: Drift, source: Document) -> bool:
    """Whether the finding is about who said it, or how surely."""
    return drift.kind is DriftKind.ATTRIBUTION and drift.source is not None and drift.source.document == source.id


def _is_certain(drift: Drift, said: Span, source: Document) -> bool:
    """Whether a finding on the sentence `said` holds without the model's word that the source sentence is about the claim.

    A day counted from the day of writing ("tomorrow") mostly belongs to another event, and a different name to another
    person or place. Expectations may differ from what came.
    """
    if not drift.conflict or not drift.kind.of_fact or drift.label in _ANOTHER_NAME:
        return False
    if drift.source is None:
        return True
    held = " ".join(map(source.sentence_text, source.sentences_within(drift.source.start, drift.source.end)))
    alike = bool(_EXPECTED.search(said.text)) == bool(_EXPECTED.search(held))
    return alike and not _COUNTED_DAY.match(drift.source.text)


def _said(claim: Claim) -> str:
    """The claim's content without its speaker: a source can have it from someone else."""
    return claim.text.replace(claim.speaker, " ") if claim.speaker else claim.text


def _near(span: Span, said: str, source: Document, result: Comparison) -> tuple[Evidence, ...]:
    """The evidence to compare with `span`. Where the model finds nothing on the claim, it is only what lies nearest, and
    of that what is near."""
    if result.relation is not Relation.SILENT:
        return result.evidence
    reader = _reader(source)
    shares = [max(both) for both in zip(reader.relevance(span.text), reader.relevance(said), strict=True)]
    return tuple(one for one in result.evidence if any(shares[number - 1] >= NEAREST for number in one.sentences))


def _nearer(texts: Sequence[str], source: Document, result: Comparison) -> set[int]:
    """The numbers of the source's sentences nearest to each of `texts`, if near, and nearer than all of its
    evidence."""
    shown = {number for evidence in result.evidence for number in evidence.sentences}
    numbers: set[int] = set()
    for text in texts:
        shares = _reader(source).relevance(text)
        best = max(shares, default=0.0)
        if best >= NEAREST and best > max((shares[number - 1] for number in shown), default=0.0):
            numbers.add(shares.index(best) + 1)
    return numbers


def _counting_the_same(span: Span, story: Document, source: Document) -> set[int]:
    """The numbers of the only source sentences that speak of what an amount of `span` counts, and give another amount.

    The counted thing ("beds") must be the same, or for a share or a measure the subject before it ("unemployment"), and
    the two amounts within a factor of two. Empty if the source has an equal amount.
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
    """The stem of the counted thing; for a share or a measure, the stems of the words before it."""
    around = amount.setting
    return set(around.counted[:1] if amount.quantity.unit.measure == "count" else around.before[:_SUBJECT])


@lru_cache(maxsize=32)
def _said_once(source: Document) -> frozenset[str]:
    """The stems of the words that only one sentence of the source has."""
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
    """Made once per source: it has the words of every sentence ready. A model's context does not matter here."""
    return Reader(source, _CONTEXT_TOKENS)


def _is_headline(story: Document, number: int) -> bool:
    return story.sentence(number).role is SentenceRole.HEADLINE


def _is_about(claim: Claim, drift: Drift) -> bool:
    """Whether the finding's story side is in the claim: one of its figures, if any, and at least half of its words.

    A name or title that only the speaker has does not concern what the claim states.
    """
    words = {word.casefold() for word in _WORD.findall(drift.story.text)} - _ARTICLES
    speaker = "" if drift.kind is DriftKind.NAME else claim.speaker or ""
    stated = {word.casefold() for word in _WORD.findall(f"{claim.text} {speaker}")}
    figures = {word for word in words if word[0].isdigit()}
    return (not figures or bool(figures & stated)) and len(words & stated) * 2 >= len(words)
