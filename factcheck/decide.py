"""The decision table: what all sources together say of one claim. Code only; it never calls a model.

Every source gives one of: supports (S), contradicts (C), silent (N), or no answer (F, a failure). Only which of them occur
matters, not how often, so support never outvotes contradiction:

| S | C | F | verdict         | because                                                            |
|---|---|---|-----------------|--------------------------------------------------------------------|
| x | x | - | `disputed`      | both sides are shown; no further answer could change that           |
| x | x | x | `disputed`      | the same                                                           |
| x | - | - | `supported`     |                                                                    |
| - | x | - | `contradicted`  |                                                                    |
| - | - | - | `not_mentioned` | every source was read and none says it                             |
| x | - | x | `unchecked`     | the missing answer could contradict: `disputed`                    |
| - | x | x | `unchecked`     | the missing answer could support: `disputed`                       |
| - | - | x | `unchecked`     | the missing answer could be anything                               |

Silent sources change nothing. Without any source a claim is `unchecked`.

What code proved enters before the table: where the model says that a source supports the claim, or is silent on it, and code
proved that a number, a unit, a date or a name of that claim conflicts with the very evidence the model pointed to, or with a
sentence of the source that is nearer to the story's or the claim's words than all evidence (`factcheck.attach`), the source
counts as contradicting, and the verdict carries a line that says that they disagree. A touched quotation or a changed
attribution is shown beside the relation and does not change it: what was said can be so although the words are not verbatim.
"""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.records import Claim, Comparison, Drift, Failure, Relation, Verdict, VerdictName

_OVERRULED = {
    Relation.SUPPORTS: "the model says it supports the claim, code proved a difference in its words",
    Relation.SILENT: "the model finds nothing on the claim there, code proved a difference in its words",
}


def verdict_of(relations: Sequence[Relation | None]) -> VerdictName:
    """The verdict for one relation per source; None stands for a failure."""
    found = set(relations)
    if {Relation.SUPPORTS, Relation.CONTRADICTS} <= found:
        return VerdictName.DISPUTED
    if not found or None in found:
        return VerdictName.UNCHECKED
    if Relation.SUPPORTS in found:
        return VerdictName.SUPPORTED
    if Relation.CONTRADICTS in found:
        return VerdictName.CONTRADICTED
    return VerdictName.NOT_MENTIONED


def decide(
    claim: Claim, results: Sequence[Comparison | Failure], drifts: Sequence[Drift], names: dict[str, str]
) -> Verdict:
    """The verdict on `claim` from one result per source, in source order.

    `names` maps source ids to the names people see, for the lines that say where code and model disagree.
    """
    relations: list[Relation | None] = []
    disagreements = []
    overruled = []
    for result in results:
        if isinstance(result, Failure):
            relations.append(None)
            continue
        proof = next((d for d in drifts if _disproves(d, result)), None)
        if proof is not None and result.relation is not Relation.CONTRADICTS:
            relations.append(Relation.CONTRADICTS)
            overruled.append(result.source)
            disagreements.append(
                f"{names[result.source]}: {_OVERRULED[result.relation]} ({proof.kind.value}); the proof decides."
            )
        else:
            relations.append(result.relation)
            if proof is None and (doubt := next((d for d in drifts if _doubts(d, result)), None)):
                disagreements.append(
                    f"{names[result.source]}: the model says it supports the claim, code found a difference in "
                    f"{doubt.kind.value} that the verdict does not count; look at both."
                )
    return Verdict(
        claim=claim.id,
        verdict=verdict_of(relations),
        comparisons=tuple(r for r in results if isinstance(r, Comparison)),
        failures=tuple(r for r in results if isinstance(r, Failure)),
        drifts=tuple(drifts),
        disagreements=tuple(disagreements),
        overruled=tuple(overruled),
    )


def _disproves(drift: Drift, result: Comparison) -> bool:
    return drift.conflict and drift.kind.of_fact and _of_source(drift, result)


def _doubts(drift: Drift, result: Comparison) -> bool:
    return (
        drift.conflict and not drift.kind.of_fact and result.relation is Relation.SUPPORTS and _of_source(drift, result)
    )


def _of_source(drift: Drift, result: Comparison) -> bool:
    return drift.source is not None and drift.source.document == result.source
