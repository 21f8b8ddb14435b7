"""A report as SARIF 2.1.0 (OASIS standard): each finding at its line of the story, for code hosts and editors. Pure.

A finding is a claim that needs a person, a difference that code proved, something only the headline says, or a sentence
that could not be read. A supported claim is not a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from factcheck.records import Claim, Document, Drift, Failure, Report, Span, Verdict, VerdictName
from factcheck.render.escaping import as_json
from factcheck.render.findings import decided, loose_quotations, results, title
from factcheck.render.places import Places, Region
from factcheck.render.wording import DRIFTS, RELATIONS, VERDICTS, could_not_check

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PAGE = "docs/decision-table.md"
_ERRORS = frozenset({VerdictName.CONTRADICTED, VerdictName.DISPUTED})
_UNREAD = "sentence_failed"
_HEADLINE = "headline"


class Finding(NamedTuple):
    """One finding: `rule` is a verdict or `drift_<kind>`; the place is the story's `text[start:end]`."""

    rule: str
    level: str
    message: str
    start: int
    end: int
    evidence: tuple[Span, ...] = ()


def render(report: Report, file: str | None = None) -> str:
    """The report as SARIF. `file` is the whole text of the story's file, to find lines in.

    Without it, or if a stretch is not found in it, the finding is put on line 1 and says so.
    """
    places = Places(report.story, file) if file is not None else None
    documents = {document.id: document for document in (report.story, *report.sources)}
    found = [_result(finding, report.story, places, documents) for finding in findings(report)]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "factcheck",
                        "version": report.run.factcheck_version,
                        "rules": [
                            _rule(rule, said)
                            for rule, said in RULES.items()
                            if rule in {one["ruleId"] for one in found}
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": report.complete}],
                "results": found,
            }
        ],
    }
    return as_json(log)


RULES: dict[str, str] = {
    **{str(name): mark.meaning for name, mark in VERDICTS.items() if name is not VerdictName.SUPPORTED},
    **{f"drift_{kind}": f"code proved a difference in a {word}" for kind, word in DRIFTS.items()},
    _HEADLINE: "the headline says what the story below it does not",
    _UNREAD: "the model gave no answer about this sentence, so nothing in it was checked",
}
"""The kinds of finding, by the name in a result, each with its meaning."""


def findings(report: Report) -> Iterator[Finding]:
    """Every finding, in the order of the story's claims, then those that belong to no claim."""
    for claim, verdict in decided(report):
        if verdict.verdict is not VerdictName.SUPPORTED:
            yield _of_claim(report, claim, verdict)
        yield from map(_of_drift, verdict.drifts)
    yield from map(_of_drift, loose_quotations(report))
    for one in report.headline:
        evidence = (one.story,) if one.story else ()
        yield Finding(_HEADLINE, "warning", one.message, one.headline.start, one.headline.end, evidence)
    for outcome in report.coverage:
        if outcome.failure is not None:
            sentence = report.story.sentence(outcome.number)
            said = f"{could_not_check(outcome.failure)}: “{report.story.sentence_text(outcome.number)}”"
            yield Finding(_UNREAD, "warning", said, sentence.start, sentence.end)


def _of_claim(report: Report, claim: Claim, verdict: Verdict) -> Finding:
    lines = [f"{VERDICTS[verdict.verdict].word}: {claim.text}"]
    evidence: list[Span] = []
    for source, result in results(report, verdict):
        if isinstance(result, Failure):
            lines.append(f"{title(source)}: {could_not_check(result)}")
        elif result.evidence:
            quoted = " […] ".join(f"“{span.text}”" for span in result.evidence)
            lines.append(f"{title(source)} {RELATIONS[result.relation].word}: {quoted}")
            evidence += result.evidence
    sentence = report.story.sentence(claim.sentences[0])
    level = "error" if verdict.verdict in _ERRORS else "warning"
    return Finding(str(verdict.verdict), level, "\n".join(lines), sentence.start, sentence.end, tuple(evidence))


def _of_drift(drift: Drift) -> Finding:
    level = "error" if drift.conflict else "note"
    evidence = (drift.source,) if drift.source else ()
    return Finding(f"drift_{drift.kind}", level, drift.message, drift.story.start, drift.story.end, evidence)


def _rule(rule: str, said: str) -> dict[str, Any]:
    return {
        "id": rule,
        "shortDescription": {"text": rule.replace("_", " ")},
        "fullDescription": {"text": f"{said[0].upper()}{said[1:]}."},
        "help": {"text": f"{PAGE} of factcheck explains the verdicts."},
    }


def _result(
    finding: Finding, story: Document, places: Places | None, documents: Mapping[str, Document]
) -> dict[str, Any]:
    region = places.region(finding.start, finding.end) if places else None
    said = finding.message if region else f"{finding.message}\n(the line in the file is not known)"
    stretch = story.text[finding.start : finding.end]
    key = "\0".join((finding.rule, finding.message, stretch))
    return {
        "ruleId": finding.rule,
        "level": finding.level,
        "message": {"text": _plain(said)},
        "locations": [_location(story, region)],
        **({"relatedLocations": _related(finding.evidence, documents)} if finding.evidence else {}),
        "partialFingerprints": {"factcheck/v1": hashlib.sha256(key.encode(errors="replace")).hexdigest()},
    }


def _location(document: Document, region: Region | None) -> dict[str, Any]:
    where = {"startLine": 1}
    if region:
        names = ("startLine", "startColumn", "endLine", "endColumn")
        where = dict(zip(names, region, strict=True))
    return {"physicalLocation": {"artifactLocation": {"uri": uri(document.origin)}, "region": where}}


def _related(evidence: Iterable[Span], documents: Mapping[str, Document]) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "physicalLocation": {"artifactLocation": {"uri": uri(documents[span.document].origin)}},
            "message": {"text": _plain(f"{title(documents[span.document])}: “{span.text}”")},
        }
        for number, span in enumerate(evidence, start=1)
    ]


def _plain(text: str) -> str:
    """The text as a SARIF message, in which nothing in a document becomes a link, as `[words](address)` would."""
    kept = text.encode(errors="replace").decode()
    return kept.replace("[", "\\[").replace("]", "\\]") if "](" in kept else kept


def uri(origin: str) -> str:
    """A document's origin as a URI: an address unchanged, a path relative as given, or absolute."""
    if "://" in origin:
        return origin
    if origin == "-":
        return "stdin"
    path = Path(origin)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
