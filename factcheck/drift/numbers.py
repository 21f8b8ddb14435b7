"""Numbers that differ between a story's sentence and the evidence: counts, measures, sums and ranks.

A number of the story finds its counterpart by what it counts (`alignment`), never by position. An equal amount anywhere in
the evidence is agreement. Without a well-founded counterpart there is no finding.

| label | kind | conflict | what differs |
|---|---|---|---|
| `value_differs` | number | yes | the amount |
| `scale_differs` | number | yes | the amount, by a factor of ten or more with the same digits: 1.5 million, 1.5 billion |
| `share_as_total` | number | yes | an amount is a share on one side and the whole on the other |
| `bound_reversed` | number | yes | more than X, less than X |
| `rounded` | number | no | the story's amount is the source's, rounded |
| `sharpened` | number | no | the source's amount is the story's, rounded |
| `sign_differs` | number | no | one is below zero, and the words around leave open which way it went |
| `may_differ` | number | no | the amount, or what an equal amount is of (`senses`), where neither is sure |
| `bound_differs` | number | no | the story's looser bound is true of the source's amount |
| `range_narrowed` | number | no | the story picks one amount of the source's range |
| `range_widened` | number | no | the story gives a range that holds the source's amount |
| `hedge_lost` | number | no | the source says "about", "at least" or the like, the story does not |
| `hedge_added` | number | no | the other way round |
| `percent_as_points` | unit | yes | percent on one side, percentage points on the other |
| `currency_differs` | unit | yes | the same amount in another currency |
| `unit_differs` | unit | yes | the same amount in another unit of the same measure |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from factcheck.drift.absences import absence_drift, count_drift, find_absences
from factcheck.drift.alignment import sentences_of
from factcheck.drift.amounts import Amount, located_amounts
from factcheck.drift.counterparts import find_counterparts, is_surely_alike
from factcheck.drift.derived import Strictness, is_derived
from factcheck.drift.differences import comparable, difference, equal
from factcheck.drift.portions import share_as_total
from factcheck.drift.rewording import Rewording, covers, rewordings
from factcheck.drift.senses import other_senses
from factcheck.records import MAY_DIFFER, Document, Drift, Span


def find_number_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """The numbers of `claim`, a span of `story`, that differ from their counterparts in `evidence`, spans of `source`.

    At most one drift for each number of the claim, in the order of the story. The order of `evidence` does not matter.
    """
    ours = located_amounts([claim], story)
    denied = find_absences([claim], story)
    if not ours and not denied:
        return ()
    theirs = located_amounts(evidence, source)
    drifts = [
        *absence_drift(denied, theirs, evidence, source=source),
        *count_drift(ours, theirs, evidence, story=story, source=source),
        *share_as_total(ours, theirs, story=story, source=source),
        *other_senses(ours, theirs, story=story, source=source),
    ]
    proved = tuple(drift.story for drift in drifts)
    sentences = len({sentence for span in evidence for sentence in sentences_of(span, source)})
    changed = rewordings(claim, evidence, story=story, source=source)
    opposite = dict(_in_place_of(ours, theirs, changed))
    for amount, counterpart in find_counterparts(ours, theirs, sentences=sentences, opposite=opposite).items():
        if not any(span.start <= amount.quantity.start < span.end for span in proved):
            drifts += _drift(amount, counterpart, story, source)
    return tuple(sorted(drifts, key=lambda drift: (drift.story.start, drift.story.end)))


def _in_place_of(
    ours: Sequence[Amount], theirs: Sequence[Amount], changed: Sequence[Rewording]
) -> Iterator[tuple[Amount, Amount]]:
    """Amounts in each other's place in an otherwise repeated sentence.

    Not those whose equal is among words that the story left out: it may have left out the other's part of the sentence.
    Nor, unless the story copied this sentence, those whose equal is in another one, or that others add up to.
    """
    left_out = [change.source for change in changed if not _within(change.story, ours)]
    dropped = [one for stretch in left_out for one in _within(stretch, theirs)]
    for change in changed:
        mine = [one for one in ours if covers(one.quantity.start, one.quantity.end, change.story)]
        other = [one for one in theirs if covers(one.quantity.start, one.quantity.end, change.source)]
        if not mine or not other:
            continue
        others = [] if change.is_copy else [one for one in theirs if one.setting.start != other[0].setting.start]
        if any(equal(mine[0].quantity, one.quantity) for one in (*dropped, *others)):
            continue
        if not change.is_copy and is_derived(mine[0], theirs, Strictness.SAME_THINGS):
            continue
        if comparable(mine[0].quantity, other[0].quantity):
            yield mine[0], other[0]


def _within(stretch: tuple[int, int], amounts: Sequence[Amount]) -> list[Amount]:
    return [one for one in amounts if one.quantity.start < stretch[1] and stretch[0] < one.quantity.end]


def _drift(amount: Amount, counterpart: Amount, story: Document, source: Document) -> Iterator[Drift]:
    found = difference(amount.quantity, counterpart.quantity)
    if found is None or (found.label == "sign_differs" and _goes_down(amount, counterpart)):
        return
    if found.conflict and not is_surely_alike(amount, counterpart):
        found = found._replace(label=MAY_DIFFER, conflict=False)
    yield Drift(
        kind=found.kind,
        label=found.label,
        conflict=found.conflict,
        story=story.span(amount.quantity.start, amount.quantity.end),
        source=source.span(counterpart.quantity.start, counterpart.quantity.end),
        story_value=amount.quantity.normalised,
        source_value=counterpart.quantity.normalised,
        message=_message(found.label, amount, counterpart),
    )


def _goes_down(amount: Amount, counterpart: Amount) -> bool:
    """Whether the one without a minus is said to go down."""
    plain = counterpart if amount.quantity.low < 0 else amount
    return plain.change.way == "down"


_REMARKS = {
    "sharpened": " The story's figure is finer than the source's.",
    "sign_differs": " One of them is below zero.",
    MAY_DIFFER: " The two may be of different things.",
    "rounded": " The story rounds.",
    "bound_differs": " Both can be right.",
    "range_narrowed": " The story picks one figure of the source's range.",
    "range_widened": " The story's range holds the source's figure.",
    "hedge_lost": " The story drops the source's caution.",
    "hedge_added": " The story is more cautious than the source.",
    "bound_reversed": " The bound is turned round.",
    "scale_differs": " The digits are the same, the scale is not.",
    "currency_differs": " The currencies differ.",
    "unit_differs": " The units differ.",
    "percent_as_points": " Percent and percentage points are not the same.",
}


def _message(label: str, ours: Amount, theirs: Amount) -> str:
    counted = theirs.counted or ours.counted
    story, source = (_said(amount) for amount in (ours, theirs))
    return f"The story says {story}, the source {source}{f' ({counted})' if counted else ''}.{_REMARKS.get(label, '')}"


def _said(amount: Amount) -> str:
    bound = "" if amount.quantity.bound == "exactly" else f"{amount.quantity.bound} "
    return bound + " ".join(amount.written.split())
