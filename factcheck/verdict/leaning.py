"""What an unclear claim may turn out to be: the answer that the model finds likeliest, where its evidence is near the claim.

It decides nothing. It tells a checker which of many unclear claims to look at first.
"""

from __future__ import annotations

from factcheck.english.stems import content_stems
from factcheck.records import Claim, Comparison, Counted, Relation, Verdict, VerdictName

NEAR = 0.35
"""The evidence must have this share of the claim's content words: of other evidence a model says anything."""


def leaning_of(claim: Claim, verdict: Verdict) -> Relation | None:
    """Whether the sources that are unclear on an unclear claim more likely contradict it or support it; None if neither.

    One that may contradict it goes before all that may support it. What code doubts leans nowhere, whatever the model says.
    """
    if verdict.verdict is not VerdictName.UNCLEAR:
        return None
    found = {
        said.relation
        for said in verdict.comparisons
        if verdict.counted[said.source] is Counted.UNCLEAR and not said.carried and _is_near(claim, said)
    }
    return next((relation for relation in (Relation.CONTRADICTS, Relation.SUPPORTS) if relation in found), None)


def _is_near(claim: Claim, said: Comparison) -> bool:
    stems = set(content_stems(claim.text))
    held = {stem for evidence in said.evidence for stem in content_stems(evidence.text)}
    return len(stems & held) >= NEAR * len(stems)
