"""The report as JSON: everything that a renderer or another program needs. `docs/json-schema.md` describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import ValidationError

from factcheck.errors import InputError
from factcheck.records import SCHEMA, Document, Report, Span, Verdict
from factcheck.render.escaping import as_json


def render(report: Report) -> str:
    """The report as JSON text with sorted keys and a line break at the end; write it as UTF-8."""
    return as_json(report.model_dump(mode="json"), sort_keys=True)


def read(text: str) -> Report:
    """The report that `render` wrote.

    Raises InputError, in one line, if the text is not JSON, not a report, of another schema version, or if a span in it
    is not in its document at the stated offsets.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the report is not JSON: {error}") from None
    schema = value.get("schema_name") if isinstance(value, dict) else None
    if schema is None:
        raise InputError(f'this JSON is not a factcheck report: it has no "schema_name": "{SCHEMA}"')
    if schema != SCHEMA:
        raise InputError(
            f"the report is of schema {schema!r} and this factcheck reads {SCHEMA!r}: check the story again"
        )
    try:
        report = Report.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise InputError(f"the report is broken at {where}: {problem['msg']}") from None
    for problem_line in _inconsistencies(report):
        raise InputError(f"the report is broken: {problem_line}")
    return report


def _inconsistencies(report: Report) -> Iterator[str]:
    """The faults that a complete report never has: a dangling name or offset."""
    documents = {document.id: document for document in (report.story, *report.sources)}
    claims = {claim.id for claim in report.claims}
    for name, sentences in _sentence_lists(report):
        missing = [number for number in sentences if not 1 <= number <= len(documents[name].sentences)]
        if missing:
            yield f"document {name} has no sentence {missing[0]}"
    for verdict in report.verdicts:
        if verdict.claim not in claims:
            yield f"there is a verdict on {verdict.claim} and no such claim"
        for comparison in verdict.comparisons:
            if comparison.source not in verdict.counted:
                yield f"the verdict on {verdict.claim} does not say what {comparison.source} counts as"
        for source in _sources_named(verdict):
            if source not in documents:
                yield f"there is no source {source} that {verdict.claim} was compared with"
    for reprint in report.reprints:
        for name in (reprint.document, reprint.of):
            if name not in documents:
                yield f"there is no document {name}, which is said to be a print of another"
    for left_out in report.left_out:
        if left_out.claim not in claims:
            yield f"a sentence is said to stand beside {left_out.claim} and there is no such claim"
        said_by = documents.get(left_out.document)
        if said_by is None or not 1 <= left_out.sentence <= len(said_by.sentences):
            yield f"document {left_out.document} has no sentence {left_out.sentence}"
    for found in report.search.retrieved if report.search else ():
        if found.source not in documents or found.claim not in claims:
            yield f"there is no source {found.source} that was found for {found.claim}"
    for span in _spans(report):
        if not _is_there(span, documents):
            yield f"the text of a span is not in document {span.document} at {span.start}:{span.end}"


def _sources_named(verdict: Verdict) -> Iterator[str | None]:
    """The ids of all sources that a verdict speaks of."""
    yield from (comparison.source for comparison in verdict.comparisons)
    yield from (failure.source for failure in verdict.failures)
    yield from (anachronism.source for anachronism in verdict.anachronisms)
    yield from verdict.counted
    yield from verdict.word_for_word
    yield from (part.source for part in verdict.uncovered)
    if verdict.conflict and verdict.conflict.later:
        yield verdict.conflict.later


def _sentence_lists(report: Report) -> Iterator[tuple[str, tuple[int, ...]]]:
    for claim in report.claims:
        yield report.story.id, claim.sentences
    for outcome in report.coverage:
        yield report.story.id, (outcome.number,)


def _spans(report: Report) -> Iterator[Span]:
    for verdict in report.verdicts:
        for comparison in verdict.comparisons:
            yield from comparison.evidence
        for drift in verdict.drifts:
            yield from (span for span in (drift.story, drift.source) if span)
        if verdict.conflict:
            yield from (span for span in (verdict.conflict.supports, verdict.conflict.contradicts) if span)
    for drift in report.quotations:
        yield from (span for span in (drift.story, drift.source) if span)
    yield from report.left_out


def _is_there(span: Span, documents: dict[str, Document]) -> bool:
    document = documents.get(span.document)
    return document is not None and document.text[span.start : span.end] == span.text
