"""The two sides of a disputed claim, and the differences between a source on one and a source on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.drift import find_date_drift, find_name_drift, find_number_drift
from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.differences import comparable, difference, equal
from factcheck.english.quantities import find_quantities
from factcheck.records import MAY_DIFFER, Claim, Counted, Document, Drift, DriftKind, Span, Verdict

_FINDERS = (find_number_drift, find_date_drift, find_name_drift)
_KINDS = frozenset({DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Side:
    """A source with the sentences by which it supports or contradicts the claim."""

    source: Document
    sentences: tuple[Span, ...]


@dataclass(frozen=True)
class Disagreement:
    """A difference between the two sides: the value on each, and the sentences with it.

    `hard` says that both values cannot be right for one thing; else one is the other rounded, bounded, hedged or
    vaguer.
    """

    kind: DriftKind
    label: str
    hard: bool
    supporting_value: str
    contradicting_value: str
    supporting: Span
    contradicting: Span


def sides(verdict: Verdict, sources: Sequence[Document]) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
    """The supporting and the contradicting sources with evidence, as they count, in source order."""
    by_id = {source.id: source for source in sources}
    supporting: list[Side] = []
    contradicting: list[Side] = []
    for comparison in verdict.comparisons:
        counted = verdict.counted[comparison.source]
        if counted not in (Counted.SUPPORTS, Counted.CONTRADICTS):
            continue
        told = comparison.evidence or (_proved(verdict, comparison.source) if counted is Counted.CONTRADICTS else ())
        if not told:
            continue
        source = by_id[comparison.source]
        spans = dict.fromkeys(source.span(start, end) for evidence in told for start, end in _whole(evidence, source))
        side = supporting if counted is Counted.SUPPORTS else contradicting
        side.append(Side(source, tuple(spans)))
    return tuple(supporting), tuple(contradicting)


def _proved(verdict: Verdict, source: str) -> tuple[Span, ...]:
    """The source's side of what code proved against it, if the model pointed to nothing."""
    return tuple(
        d.source for d in verdict.drifts if d.conflict and d.source is not None and d.source.document == source
    )


def differences(
    claim: Claim, drifts: Sequence[Drift], supporting: Side, contradicting: Side
) -> tuple[Disagreement, ...]:
    """The differences between the two that concern the claim. `drifts` are those of the claim against all its
    sources."""
    found = [
        *_of_the_story(drifts, supporting, contradicting),
        *_between(claim, supporting, contradicting),
        *_across(claim, supporting, contradicting),
    ]
    return tuple(found) or tuple(_lone_figure(claim, supporting, contradicting))


def _whole(span: Span, source: Document) -> Iterator[tuple[int, int]]:
    """The sentences that a span touches, from end to end."""
    for number in source.sentences_within(span.start, span.end):
        sentence = source.sentence(number)
        yield sentence.start, sentence.end


def _of_the_story(drifts: Sequence[Drift], supporting: Side, contradicting: Side) -> Iterator[Disagreement]:
    """The drifts that code proved between the story and the contradicting source, if the supporter agrees with the
    story."""
    for drift in drifts:
        if drift.kind in _KINDS and drift.source is not None and drift.source.document == contradicting.source.id:
            yield _difference(
                drift,
                story=_stating(drift.story.text, supporting),
                source=_holding(drift.source, contradicting),
                hard=drift.conflict or drift.label == MAY_DIFFER,  # of two things: their scopes may tell which
            )


def _between(claim: Claim, supporting: Side, contradicting: Side) -> Iterator[Disagreement]:
    """The drifts between the two sources themselves that concern the claim."""
    for sentence in supporting.sentences:
        for find in _FINDERS:
            for drift in find(sentence, contradicting.sentences, story=supporting.source, source=contradicting.source):
                if drift.kind in _KINDS and drift.source is not None and _is_of(claim, drift.story.text):
                    yield _difference(
                        drift, story=sentence, source=_holding(drift.source, contradicting), hard=drift.conflict
                    )


def _across(claim: Claim, supporting: Side, contradicting: Side) -> Iterator[Disagreement]:
    """The soft drifts the other way round: "897" fits "nearly 900", and not the reverse."""
    for sentence in contradicting.sentences:
        for drift in find_number_drift(
            sentence, supporting.sentences, story=contradicting.source, source=supporting.source
        ):
            if not drift.conflict and drift.source is not None and _is_of(claim, drift.source.text):
                yield Disagreement(
                    kind=drift.kind,
                    label=drift.label,
                    hard=False,
                    supporting_value=drift.source_value or "",
                    contradicting_value=drift.story_value,
                    supporting=_holding(drift.source, supporting),
                    contradicting=sentence,
                )


def _lone_figure(claim: Claim, supporting: Side, contradicting: Side) -> Iterator[Disagreement]:
    """The single figure of the claim that the supporter has, and the other's figure of the same kind."""
    ours = [a for a in located_amounts(supporting.sentences, supporting.source) if _is_of(claim, a.written)]
    theirs = [a for a in located_amounts(contradicting.sentences, contradicting.source) if not a.role]
    values = {amount.quantity.normalised for amount in ours}
    if len(values) != 1:
        return
    others = [amount for amount in theirs if comparable(ours[0].quantity, amount.quantity)]
    if len(others) != 1 or equal(ours[0].quantity, others[0].quantity):
        return
    one, other = ours[0], others[0]
    soft = [found for found in (_soft(one, other), _soft(other, one)) if found]
    yield Disagreement(
        kind=DriftKind.NUMBER,
        label=soft[0] if soft else "value_differs",
        hard=not soft,
        supporting_value=one.quantity.normalised,
        contradicting_value=other.quantity.normalised,
        supporting=_holding(_span(one, supporting), supporting),
        contradicting=_holding(_span(other, contradicting), contradicting),
    )


def _soft(story: Amount, source: Amount) -> str | None:
    found = difference(story.quantity, source.quantity)
    return found.label if found and not found.conflict else None


def _span(amount: Amount, side: Side) -> Span:
    return side.source.span(amount.quantity.start, amount.quantity.end)


def _difference(drift: Drift, *, story: Span, source: Span, hard: bool) -> Disagreement:
    return Disagreement(
        kind=drift.kind,
        label=drift.label,
        hard=hard,
        supporting_value=drift.story_value,
        contradicting_value=drift.source_value or "",
        supporting=story,
        contradicting=source,
    )


def _is_of(claim: Claim, value: str) -> bool:
    """Whether the claim has that value: in the same words, or the same amount."""
    said = {word.casefold() for word in _WORD.findall(claim.text)}
    words = [word.casefold() for word in _WORD.findall(value)]
    if words and all(word in said for word in words):
        return True
    amounts = {quantity.bare for quantity in find_quantities(claim.text)}
    return any(quantity.bare in amounts for quantity in find_quantities(value))


def _stating(value: str, side: Side) -> Span:
    """The side's sentence with most of the words of `value`, the first of several."""
    words = {word.casefold() for word in _WORD.findall(value)}
    return max(side.sentences, key=lambda span: len(words & {w.casefold() for w in _WORD.findall(span.text)}))


def _holding(span: Span, side: Side) -> Span:
    """The side's sentence around the span; the span itself if it is in none of them."""
    return next((s for s in side.sentences if s.start <= span.start and span.end <= s.end), span)
