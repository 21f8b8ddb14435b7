"""The values that flow through a check: frozen, plain, and free of behaviour.

Every record here can be written as JSON and read back to an equal value; `Report` is the root, and its JSON is all that
any renderer needs. This package imports nothing else of factcheck, and nothing here calls a model, a disk or a clock.
Import records from here, not from the modules that hold them.

Offsets are half-open (`text[start:end]`) and count characters (Unicode code points) of `Document.text`.
"""

from factcheck.records.base import Confidence, Offset, Record
from factcheck.records.claims import Claim, Failure, FailureKind, SentenceOutcome, SkipReason
from factcheck.records.documents import Document, Evidence, Sentence, SentenceRole, Span
from factcheck.records.findings import (
    MAY_DIFFER,
    Anachronism,
    Comparison,
    Conflict,
    ConflictKind,
    Cue,
    Drift,
    DriftKind,
    HeadlineFinding,
    HeadlineKind,
    LeftOut,
    PartKind,
    Passage,
    Relation,
    Reprint,
    Uncovered,
)
from factcheck.records.report import (
    SCHEMA,
    ArchiveSearch,
    Clock,
    Counted,
    ModelIdentity,
    Promise,
    PromptIdentity,
    Report,
    Retrieved,
    Run,
    Usage,
    Verdict,
    VerdictName,
)

__all__ = [
    "MAY_DIFFER",
    "SCHEMA",
    "Anachronism",
    "ArchiveSearch",
    "Claim",
    "Clock",
    "Comparison",
    "Confidence",
    "Conflict",
    "ConflictKind",
    "Counted",
    "Cue",
    "Document",
    "Drift",
    "DriftKind",
    "Evidence",
    "Failure",
    "FailureKind",
    "HeadlineFinding",
    "HeadlineKind",
    "LeftOut",
    "ModelIdentity",
    "Offset",
    "PartKind",
    "Passage",
    "Promise",
    "PromptIdentity",
    "Record",
    "Relation",
    "Report",
    "Reprint",
    "Retrieved",
    "Run",
    "Sentence",
    "SentenceOutcome",
    "SentenceRole",
    "SkipReason",
    "Span",
    "Uncovered",
    "Usage",
    "Verdict",
    "VerdictName",
]
