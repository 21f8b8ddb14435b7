"""Whether a number of a claim and the number found in its place in a source surely measure the same thing.

Two numbers that differ disprove a claim only where both count the same thing. This is what speaks against it.
Such a difference is still shown, as worth a look (`may_differ`): it overrules nothing, and it keeps a mark from being green.
docs/measurements.md says how many proofs were wrong before and after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.differences import near
from factcheck.english.numerals import find_numerals
from factcheck.english.stems import content_stems
from factcheck.records import Document, Drift, DriftKind, Span

LEAST_SHARED = 0.3
"""The share of the claim's words, without the number, that the source's sentence must have."""
MOSTLY = 0.75
"""A sentence of the source that shares so many of its words with the claim, and lacks none of it, tells the same in its order."""
NEARLY = 0.1
"""A share that is put roughly ("just under a third") may be so far off, as a share of itself."""

_JUDGED = ("value_differs", "scale_differs")
_ONE_IN = re.compile(r"\bone\s+(?:\w+\s+){0,4}in\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_OF_WHAT = re.compile(r"\s+of\s+(?:(?:the|all|its|their|his|her|those|these)\s+)*([^\W\d_]{3,})", re.IGNORECASE)
_ROUGHLY = re.compile(r"\b(?:just|nearly|almost|about|around|roughly|some|close to|over|under|than)\s+$", re.IGNORECASE)


def with_doubt(claim: str, drift: Drift, evidence: Sequence[Span], *, story: Document, source: Document) -> Drift:
    """The difference between numbers as it is, or as one that may be of two things.

    `claim` is the claim's text; `evidence` are the spans of `source` that it was compared with.
    """
    if drift.kind is not DriftKind.NUMBER or drift.label not in _JUDGED or drift.source is None:
        return drift
    ours, theirs = _amount_at(drift.story, story), _amount_at(drift.source, source)
    if ours is None or theirs is None or not _may_be_of_two_things(claim, ours, theirs, evidence, story, source):
        return drift
    message = f"{drift.message.rstrip('.')}. The two may be of different things."
    return drift.model_copy(update={"label": "may_differ", "conflict": False, "message": message})


def _may_be_of_two_things(
    claim: str, ours: Amount, theirs: Amount, evidence: Sequence[Span], story: Document, source: Document
) -> bool:
    held = source.text[theirs.setting.start : theirs.setting.end]
    shown = " ".join([held, *(span.text for span in evidence)])
    shared = _shared(claim, ours, held, theirs)
    retold = shared == 1 and _shared(held, theirs, claim, ours) >= MOSTLY
    return (
        ours.role != theirs.role
        or (_has_number(ours, shown) and not retold)
        or _is_reckoned(ours, located_amounts([*evidence, _sentence_of(theirs, source)], source))
        or (shared < LEAST_SHARED and not _names_the_same(ours, theirs))
        or _counts_others(ours, theirs)
        or _is_share_of_others(ours, theirs, story, source)
    )


def _names_the_same(ours: Amount, theirs: Amount) -> bool:
    """Whether both count the same ("34 cars", "24 cars"), or the digits are the same and only the scale is not."""
    counted = ours.setting.counted[:1]
    scaled = set(ours.written.split()[:1]) == set(theirs.written.split()[:1])
    return scaled or (bool(counted) and counted == theirs.setting.counted[:1])


def _amount_at(span: Span, document: Document) -> Amount | None:
    sentences = document.sentences_within(span.start, span.end)
    around = [document.sentence_span(number) for number in sentences] or [span]
    return next((one for one in located_amounts(around, document) if one.quantity.start == span.start), None)


def _sentence_of(amount: Amount, document: Document) -> Span:
    return document.span(amount.setting.start, amount.setting.end)


def _has_number(ours: Amount, shown: str) -> bool:
    """Whether the same number stands there too, whatever it counts there: "44 last year, 116 the year before"."""
    return any(numeral.value == ours.quantity.low for numeral in find_numerals(shown))


def _is_reckoned(ours: Amount, theirs: Sequence[Amount]) -> bool:
    """Whether it is the sum, the difference or the ratio of two numbers there."""
    values = {abs(one.quantity.low) for one in theirs} - {Fraction(0)}
    value = abs(ours.quantity.low)
    for one, other in permutations(values, 2):
        if one + other == value or one - other == value:
            return True
        if ours.quantity.unit.measure == "share" and one < other and near(one / other * 100, value, NEARLY):
            return True
    return False


def _shared(one: str, number: Amount, other: str, its_number: Amount) -> float:
    """The share of the content words of one text that the other has, the two numbers aside."""
    said = set(content_stems(one)) - set(content_stems(number.written))
    there = set(content_stems(other)) - set(content_stems(its_number.written))
    return len(said & there) / len(said) if said else 0.0


def _counts_others(ours: Amount, theirs: Amount) -> bool:
    """Whether one side counts a kind of what the other counts: "31 elementary schools", "46 schools"."""
    one, other = (content_stems(amount.counted) for amount in (ours, theirs))
    noun = next((stem for stem in one if stem in other), None)
    return noun is not None and set(one[: one.index(noun)]) != set(other[: other.index(noun)])


def _is_share_of_others(ours: Amount, theirs: Amount, story: Document, source: Document) -> bool:
    """Whether the two are shares of different things, one of them is put as "one in …", or ours is rough and theirs is near."""
    if any(
        _ONE_IN.search(document.text, max(0, amount.quantity.start - 60), amount.quantity.start)
        for amount, document in ((ours, story), (theirs, source))
    ):
        return True
    if "share" not in (ours.quantity.unit.measure, theirs.quantity.unit.measure):
        return False
    named = [_OF_WHAT.match(d.text, a.quantity.end) for a, d in ((ours, story), (theirs, source))]
    of_others = named[0] and named[1] and content_stems(named[0][1]) != content_stems(named[1][1])
    if of_others and ours.setting.before[:1] != theirs.setting.before[:1]:
        return True
    rough = _ROUGHLY.search(story.text, max(0, ours.quantity.start - 20), ours.quantity.start) is not None
    return rough and near(ours.quantity.base[0], theirs.quantity.base[0], NEARLY)
