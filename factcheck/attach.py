"""Which proven differences belong to which claim.

The drift modules compare a story sentence with evidence; a sentence may hold several claims. A finding is a claim's own
when the words or figures it is about stand in the claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.drift import find_drift
from factcheck.records import Claim, Comparison, Document, Drift, DriftKind, Failure, SentenceRole

_WORD = re.compile(r"\w+")


def drifts_of_claim(
    claim: Claim,
    story: Document,
    sources: Sequence[Document],
    results: Sequence[Comparison | Failure],
    quotations: Sequence[Drift],
) -> tuple[Drift, ...]:
    """The findings on `claim`: against the evidence of each source (`results`, in source order), then the quotations."""
    found: dict[Drift, None] = {}
    spans = [story.sentence_span(n) for n in claim.sentences]
    headlines = {span for span, n in zip(spans, claim.sentences, strict=True) if _is_headline(story, n)}
    for source, result in zip(sources, results, strict=True):
        if isinstance(result, Failure) or not result.evidence:
            continue
        for span in spans:
            for drift in find_drift(span, result.evidence, story=story, source=source):
                # A headline's capitals do not tell names from words; its names stand in the body as well.
                if _is_about(claim, drift) and not (drift.kind is DriftKind.NAME and span in headlines):
                    found[drift] = None
    for drift in quotations:
        if any(span.start <= drift.story.start < span.end for span in spans) and _is_about(claim, drift):
            found[drift] = None
    return tuple(found)


def _is_headline(story: Document, number: int) -> bool:
    return story.sentence(number).role is SentenceRole.HEADLINE


def _is_about(claim: Claim, drift: Drift) -> bool:
    """Whether at least half of the words of the finding's story side stand in the claim."""
    words = {word.casefold() for word in _WORD.findall(drift.story.text)}
    stated = {word.casefold() for word in _WORD.findall(f"{claim.text} {claim.speaker or ''}")}
    return not words or len(words & stated) * 2 >= len(words)
