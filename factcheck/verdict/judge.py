"""The verdict on one claim: what code finds about it, and the decision table."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.drift.verbatim import find_verbatim
from factcheck.records import Claim, Comparison, Document, Drift, Failure, Span, Verdict
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.attach import drifts_of_claim, is_silent
from factcheck.verdict.chronology import find_anachronisms
from factcheck.verdict.conflict import conflict_of
from factcheck.verdict.decide import decide, is_of_source
from factcheck.verdict.leaning import leaning_of
from factcheck.verdict.parts import find_uncovered


def judge(
    claim: Claim,
    story: Document,
    sources: Sequence[Document],
    results: Sequence[Comparison | Failure],
    quotations: Sequence[Drift],
) -> Verdict:
    """The verdict on `claim` from one result per source, in source order. Code only.

    `quotations` are the quotation findings of the whole story against all sources.
    """
    drifts = drifts_of_claim(claim, story, sources, results, quotations)
    results = [_without_what_is_merely_near(result, drifts) for result in results]
    verbatim = {source.id: span for source in sources if (span := find_verbatim(claim, story, source))}
    results = [
        _with_quotation(result, source, verbatim.get(source.id))
        for source, result in zip(sources, results, strict=True)
    ]
    uncovered = [
        part
        for source, result in zip(sources, results, strict=True)
        if isinstance(result, Comparison) and not is_silent(result)
        for part in find_uncovered(claim, result, story, source)
    ]
    names = {source.id: source.name for source in sources}
    verdict = decide(claim, results, drifts, uncovered, names, verbatim)
    aged = find_anachronisms(claim, story, sources, results, drifts)
    return verdict.model_copy(
        update={
            "anachronisms": aged,
            "conflict": conflict_of(claim, verdict, sources),
            "leaning": leaning_of(claim, verdict),
        }
    )


def _without_what_is_merely_near(result: Comparison | Failure, drifts: Sequence[Drift]) -> Comparison | Failure:
    """A silent source keeps the sentences nearest to the claim only where code found a difference in that source."""
    if isinstance(result, Failure) or not is_silent(result):
        return result
    return (
        result if any(is_of_source(drift, result) for drift in drifts) else result.model_copy(update={"evidence": ()})
    )


def _with_quotation(result: Comparison | Failure, source: Document, quotation: Span | None) -> Comparison | Failure:
    """The result with the sentences of the claim's quotation as evidence, unless the evidence has them."""
    if isinstance(result, Failure) or quotation is None:
        return result
    numbers = source.sentences_within(quotation.start, quotation.end)
    if {number for evidence in result.evidence for number in evidence.sentences}.issuperset(numbers):
        return result
    return result.model_copy(update={"evidence": evidence_from_sentences(source, numbers)})
