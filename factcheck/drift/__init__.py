"""Differences between story and source that code proves: pure functions over located spans, one module per kind."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.drift.attribution import find_attribution_drift
from factcheck.drift.dates import find_date_drift
from factcheck.drift.denial import find_denial_drift
from factcheck.drift.names import find_name_drift
from factcheck.drift.numbers import find_number_drift
from factcheck.drift.quotations import find_quotation_drift
from factcheck.records import Document, Drift, Span

__all__ = [
    "find_attribution_drift",
    "find_date_drift",
    "find_denial_drift",
    "find_drift",
    "find_name_drift",
    "find_number_drift",
    "find_quotation_drift",
]

_KINDS = (find_number_drift, find_date_drift, find_name_drift, find_attribution_drift, find_denial_drift)


def find_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """All the ways in which `claim`, a span of `story`, provably differs from `evidence`, spans of `source`.

    In story order. Quotations are compared for the whole story at once: `find_quotation_drift`.
    """
    drifts = [drift for find in _KINDS for drift in find(claim, evidence, story=story, source=source)]
    return tuple(sorted(drifts, key=lambda d: (d.story.start, d.story.end, d.kind, d.label)))
