"""A person's decisions about a report: frozen, plain, beside the report and never inside it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Literal

from factcheck.records import Claim, Record, Relation, Report, Verdict, VerdictName

UNRATEABLE = frozenset({VerdictName.NOT_MENTIONED, VerdictName.UNCHECKED, VerdictName.UNCLEAR})
"""Verdicts without any finding; no rating can follow from them."""


class Decision(Record):
    """One person's word on one claim.

    `found` is the check's verdict as they saw it, `verdict` their own; `fingerprint` is the claim's as they saw it, so
    a decision never passes to a claim that has changed since. `rating` is on the publisher's scale, in the publisher's
    own words; None leaves the claim unrated. `speaker_type` is the schema.org type of the claim's speaker. `at` is ISO
    8601 with its zone.
    """

    claim: str
    fingerprint: str
    found: VerdictName
    verdict: VerdictName
    by: str
    at: str
    reason: str = ""
    note: str = ""
    rating: str | None = None
    speaker_type: Literal["Person", "Organization"] = "Person"


class SignOff(Record):
    """The decisions that stand, at most one per claim, and who signed the report when. `signed_at` is None if nobody
    did."""

    decisions: tuple[Decision, ...] = ()
    signed_by: str | None = None
    signed_at: str | None = None


def fingerprint(report: Report, claim: Claim, verdict: Verdict) -> str:
    """SHA-256 of everything a person decides on: the claim's words, its verdict, and the evidence of each source by
    name.

    The decision still holds if a story or a source changes elsewhere, or a silent source comes or goes. So offsets,
    sentence numbers, ids, hashes of whole sources and confidences are left out.
    """
    names = {source.id: source.name for source in report.sources}
    seen = {
        "claim": claim.model_dump(mode="json", include={"text", "speaker", "hedge", "unresolved"}),
        "story": [report.story.sentence_text(number) for number in claim.sentences],
        "verdict": verdict.verdict,
        "comparisons": sorted(
            [names.get(one.source, ""), one.relation, *(evidence.text for evidence in one.evidence)]
            for one in verdict.comparisons
            if one.relation is not Relation.SILENT
        ),
        "uncovered": sorted([names.get(part.source, ""), part.text] for part in verdict.uncovered if part.absent),
        "failures": sorted([names.get(one.source or "", ""), one.kind.value] for one in verdict.failures),
        "drifts": sorted([drift.kind, drift.label, drift.story.text, drift.message] for drift in verdict.drifts),
    }
    return sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
