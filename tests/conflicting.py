"""Disputed claims: sources that stand on either side, and what code makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.records import Claim, ConflictKind, Document, Relation, Verdict
from factcheck.verdict.attach import drifts_of_claim
from factcheck.verdict.conflict import conflict_of
from factcheck.verdict.decide import decide
from tests.render.reports import document, found

VALUES, ROUNDING, SCOPE, SUPERSEDED, UNKNOWN = (
    ConflictKind.VALUES_DIFFER,
    ConflictKind.ROUNDING,
    ConflictKind.SCOPE,
    ConflictKind.SUPERSEDED,
    ConflictKind.UNKNOWN,
)
MORNING, AFTERNOON, NEXT_DAY = "2025-09-11T09:00:00+02:00", "2025-09-11T14:00:00+02:00", "2025-09-12"
NEXT_YEAR = "2026-09-30"
NPS, AGENCY, TIMES = "NPS", "Agency", "The Times"
S, C = Relation.SUPPORTS, Relation.CONTRADICTS


def source(text: str, published: str = "", publisher: str = "", title: str = "") -> Document:
    facts = {"published": published, "publisher": publisher, "title": title}
    return document("s1", text, **{name: fact for name, fact in facts.items() if fact})


def judged(claim: str, relations: Sequence[Relation], sources: Sequence[Document], evidence: int = 1) -> Verdict:
    """The verdict on a story of just that claim, each source speaking by its sentence of that number."""
    story = document("story", claim, published="2025-09-13")
    the = Claim(id="c1", text=claim, sentences=(1,))
    numbered = [one.model_copy(update={"id": f"s{n}"}) for n, one in enumerate(sources, start=1)]
    results = [found("c1", one, relation, 0.9, evidence) for one, relation in zip(numbered, relations, strict=True)]
    drifts = drifts_of_claim(the, story, numbered, results, ())
    verdict = decide(the, results, drifts, (), {one.id: one.name for one in numbered})
    return verdict.model_copy(update={"conflict": conflict_of(the, verdict, numbered)})
