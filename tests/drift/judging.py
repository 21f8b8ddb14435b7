"""What code finds between a claim and a source, all of whose sentences are its evidence."""

from __future__ import annotations

from factcheck.documents import from_text
from factcheck.drift import find_quotation_drift
from factcheck.records import Claim, Comparison, Drift, Relation
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.attach import drifts_of_claim


def found(claim: str, evidence: str, published: str | None = None) -> tuple[Drift, ...]:
    """What code finds between a claim in the story's own words and its evidence, both published on that day."""
    story, source = (
        from_text(text, id=name).model_copy(update={"published": published})
        for text, name in ((claim, "story"), (evidence, "s1"))
    )
    said = Comparison(
        claim="c1",
        source="s1",
        relation=Relation.SUPPORTS,
        confidence=1,
        basis="stated",
        probabilities={},
        evidence=evidence_from_sentences(source, [sentence.number for sentence in source.sentences]),
    )
    asked = Claim(id="c1", text=claim, sentences=tuple(sentence.number for sentence in story.sentences))
    return drifts_of_claim(asked, story, [source], [said], find_quotation_drift(story, [source]))
