"""The decision table: what all sources together say of one claim. Code only; it never calls a model.

First, each source is counted by the first row that fits:

| the source counts as | when |
|---|---|
| unclear | code proved a conflict (next row), but the model, shown the evidence alone, is sure that it bears the claim out |
| contradicts | code proved that a number, a unit, a date or a name of the claim conflicts with its words |
| supports | code found the claim in it word for word, as a quotation of the same person |
| unclear | it speaks of the claim, and the model's answers on it are not sure enough |
| contradicts | the model says that it contradicts the claim |
| silent | the model says that it is silent |
| unclear | the model says that it supports the claim, but it has another number there, perhaps of another thing |
| unclear | the model says that it supports the claim, but its evidence lacks a word of degree: "all", "only", "largest" |
| unclear | the model says that it supports the claim, but the story leaves a word of it open, and its evidence lacks a name |
| unclear | the model says that it supports the claim, but that is a quotation, and nobody knows whose: "“…,” she added" |
| partly supports | the model says that it supports the claim, but it lacks a part of it, or says less than the story |
| supports | the model says that it supports the claim |

It lacks a part if none of its sentences has a name, a number, a date or a quotation of the claim
(`verdict.parts`). It says less if it has as somebody's word, as a suspicion or as a plan something that the story states as a
fact (`HARDENED`).

Then the table. Only which of these occur matters, not how often, so support never outvotes contradiction:

| supports | contradicts | partly | unclear | failed | verdict |
|---|---|---|---|---|---|
| x | x | any | any | any | `disputed`: no further answer could change that |
| any | any | any | any | x | `unchecked`: the missing answer could turn the verdict |
| x | - | any | any | - | `supported` |
| - | x | any | any | - | `contradicted` |
| - | - | x | any | - | `partly_supported` |
| - | - | - | x | - | `unclear` |
| - | - | - | - | - | `not_mentioned`: every source was read and none speaks of it |

Silent sources change nothing. Without any source a claim is `unchecked`.

Code proves a conflict against the evidence that the model pointed to, or against a sentence of the source that is nearer to the
story's or the claim's words than all evidence (`verdict.attach`); the verdict carries a line that says that code and model
disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from factcheck.records import (
    MAY_DIFFER,
    Claim,
    Comparison,
    Counted,
    Drift,
    DriftKind,
    Failure,
    PartKind,
    Relation,
    Uncovered,
    Verdict,
    VerdictName,
)

_OVERRULED = {
    Relation.SUPPORTS: "the model says it supports the claim, code proved a difference in its words",
    Relation.SILENT: "the model finds nothing on the claim there, code proved a difference in its words",
}
_BY_URGENCY = (
    (Counted.CONTRADICTS, VerdictName.CONTRADICTED),
    (Counted.SUPPORTS, VerdictName.SUPPORTED),
    (Counted.PARTLY_SUPPORTS, VerdictName.PARTLY_SUPPORTED),
    (Counted.UNCLEAR, VerdictName.UNCLEAR),
)
SURE = 0.9
"""From this probability on the model, shown the evidence alone, is sure enough of support to doubt what code proved. It was
chosen on the seeds and on the calibrating part of the written pairs: docs/measurements.md."""
_SPEAKERS = frozenset({"he", "she", "they", "He", "She", "They"})
_MARKS = frozenset('“”"')
"""Of a quotation by somebody that the claim only calls "she", nobody knows whether the source has it from her."""
HARDENED = frozenset({"speaker_lost", "hedge_lost", "hardened"})
"""Labels of differences that make a fact of something a source does not state as one."""


def verdict_of(counted: Sequence[Counted | None]) -> VerdictName:
    """The verdict for the sources' counts; None stands for a failure."""
    found = set(counted)
    if {Counted.SUPPORTS, Counted.CONTRADICTS} <= found:
        return VerdictName.DISPUTED
    if not found or None in found:
        return VerdictName.UNCHECKED
    return next((verdict for one, verdict in _BY_URGENCY if one in found), VerdictName.NOT_MENTIONED)


def decide(
    claim: Claim,
    results: Sequence[Comparison | Failure],
    drifts: Sequence[Drift],
    uncovered: Sequence[Uncovered],
    names: dict[str, str],
    word_for_word: Collection[str] = (),
) -> Verdict:
    """The verdict on `claim` from one result per source, in source order.

    `names` maps source ids to the names people see, for the lines that say where code and model disagree.
    `word_for_word` are the ids of the sources that have the claim as a quotation of the same person.
    """
    counted: dict[str, Counted] = {}
    disagreements = []
    for result in results:
        if isinstance(result, Failure):
            continue
        proof = next((d for d in drifts if d.conflict and d.kind.of_fact and is_of_source(d, result)), None)
        if proof is not None and result.relation is not Relation.CONTRADICTS:
            disagreements.append(
                f"{names[result.source]}: {_OVERRULED[result.relation]} ({proof.kind.value}); "
                + ("look at both." if _bears_out(result) else "the proof decides.")
            )
        if proof is not None:
            counted[result.source] = Counted.UNCLEAR if _bears_out(result) else Counted.CONTRADICTS
        elif result.source in word_for_word:
            counted[result.source] = Counted.SUPPORTS
        else:
            counted[result.source] = _counted(claim, result, drifts, uncovered)
    return Verdict(
        claim=claim.id,
        verdict=verdict_of([None if isinstance(r, Failure) else counted[r.source] for r in results]),
        comparisons=tuple(r for r in results if isinstance(r, Comparison)),
        failures=tuple(r for r in results if isinstance(r, Failure)),
        counted=counted,
        word_for_word=tuple(source for source in counted if source in word_for_word),
        uncovered=tuple(uncovered),
        drifts=tuple(drifts),
        disagreements=tuple(disagreements),
    )


def _bears_out(result: Comparison) -> bool:
    """Whether the model, shown the evidence alone, is sure that it bears the claim out."""
    return result.confirmation is not None and result.confirmation[Relation.SUPPORTS] >= SURE


def _counted(claim: Claim, result: Comparison, drifts: Sequence[Drift], uncovered: Sequence[Uncovered]) -> Counted:
    """How a source counts if code proved no conflict of facts."""
    if not result.carried:
        return Counted.UNCLEAR
    if result.relation is Relation.SUPPORTS:
        if any(drift.label == MAY_DIFFER and is_of_source(drift, result) for drift in drifts):
            return Counted.UNCLEAR
        parts = [part for part in uncovered if part.source == result.source]
        if any(part.kind is PartKind.DEGREE for part in parts):
            return Counted.UNCLEAR
        if claim.speaker is None and _SPEAKERS.intersection(claim.unresolved) and _MARKS.intersection(claim.text):
            return Counted.UNCLEAR
        if claim.unresolved and any(part.kind is PartKind.NAME and not part.of_speaker for part in parts):
            return Counted.UNCLEAR
        lacks = any(part.absent for part in parts)
        hedges = any(_weakens(drift, result) for drift in drifts)
        return Counted.PARTLY_SUPPORTS if lacks or hedges else Counted.SUPPORTS
    return Counted.CONTRADICTS if result.relation is Relation.CONTRADICTS else Counted.SILENT


def _weakens(drift: Drift, result: Comparison) -> bool:
    """Whether a difference in a quotation or its speaker keeps the source from supporting the whole claim."""
    if drift.kind is DriftKind.QUOTATION:
        return drift.source is None or drift.conflict  # it was compared with all sources: none has it as the story does
    return (
        drift.kind is DriftKind.ATTRIBUTION
        and (drift.conflict or drift.label in HARDENED)
        and is_of_source(drift, result)
    )


def is_of_source(drift: Drift, result: Comparison) -> bool:
    """Whether the difference is one from the words of the source that was compared."""
    return drift.source is not None and drift.source.document == result.source
