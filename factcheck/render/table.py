"""A report as CSV (RFC 4180): a row per claim and source, in the order of the story and of the sources; then the rest.

The columns are `COLUMNS`, in that order; new ones are only ever added at the end. Lines end in CR LF: write the text
without translating line ends, as UTF-8. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from factcheck.records import (
    Claim,
    Comparison,
    Document,
    Drift,
    Failure,
    HeadlineFinding,
    Report,
    SentenceOutcome,
    Verdict,
    VerdictName,
)
from factcheck.render.escaping import without_controls
from factcheck.render.findings import (
    by_worth,
    decided,
    drifts_against,
    failed_sentences,
    is_beyond_top,
    needs_person,
    prints_of,
    results,
    title,
)
from factcheck.steps.own_words import resolved_words

COLUMNS = {
    "claim": "id of the claim; empty in the rows at the end: of story sentences that could not be read, of the headline",
    "claim_text": "the claim, the sentence that could not be read, or the words of the headline",
    "speaker": "who says it in the story; empty if the story says it itself",
    "hedge": "the story's words that weaken it",
    "story_sentences": "numbers of its story sentences, separated by spaces",
    "verdict": "supported, partly_supported, unclear, contradicted, disputed, not_mentioned or unchecked: all sources together",
    "needs_person": "yes or no",
    "source": "id of the source",
    "source_name": "its title, else its name",
    "source_published": "when it was published, as it says",
    "relation": "supports, contradicts or silent; empty if the comparison failed",
    "failure": "how the comparison failed; empty if it did not",
    "failure_detail": "the failure in a line",
    "confidence": "probability of the relation, 0 to 1",
    "calibrated": "yes, or no if the confidence was never calibrated on labelled data",
    "whole_source_read": "yes, or no if the model saw only parts of the source",
    "evidence": "the verbatim evidence, pieces separated by ' […] '",
    "evidence_sentences": "numbers of the source's sentences, separated by spaces",
    "evidence_offsets": "start..end of each piece in the source's text, half-open, in characters, separated by spaces",
    "drift": "drifts against this source as kind:label, separated by spaces",
    "drift_conflict": "yes if one of them means that both cannot be right, else no",
    "drift_message": "those drifts in words, separated by ' | '",
    "drift_no_source": "drifts that no source has, as kind:label, the same in each row",
    "disagreements": "where model and code disagree, separated by ' | ', the same in each row of the claim",
    "counted_relation": "what the source counts as: supports, partly_supports, unclear, contradicts or silent",
    "reprint_of": "id of the source, or story, that this source is a print of; empty if it counts for itself",
    "older_than_event": "the first day of the event, if the source was published before it and yet speaks of it",
    "conflict": "of a disputed claim: values_differ, rounding, scope, superseded or unknown, the same in each row",
    "conflict_reason": "why, the same in each row of the claim",
    "conflict_later": "id of the source that supersedes the other, the same in each row of the claim",
    "word_for_word": "yes if the source has the claim as a quotation of the same person, else no",
    "uncovered": "parts of the claim that this source's evidence does not have, separated by ' | '",
    "absent": "those of them that no sentence of the source has, separated by ' | '",
    "worth": "how much it matters that a person checks the claim, 0 to 1; empty in a report without it",
    "order": "the claim's rank by its worth, 1 for the most important; empty in a report without it",
    "beyond_top": "yes if --top left the claim unchecked, else no",
    "resolved": "words of the claim from elsewhere in the story than its own sentences, separated by ' | '",
    "also_says": "sentences of the source beside its evidence that the story may have left out, separated by ' | '",
    "archive_rank": "its rank for this claim among the documents of an archive, from 1; empty for a source that was given",
    "archive_words": "the claim's words that found it there, separated by spaces",
    "headline": "in a row about the headline: name, number, date, quotation, certainty or negation, else empty",
    "headline_message": "what the headline says and the story below it does not",
}
"""The columns and what they hold."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(report: Report) -> str:
    """The report as CSV text. A claim without any source has one row with the source's cells empty."""
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    order = {claim.id: place for place, (claim, _) in enumerate(by_worth(report), start=1)}
    for claim, verdict in decided(report):
        for source, result in results(report, verdict) or ((None, None),):
            cells = _claim_cells(report, claim, verdict, order[claim.id])
            cells |= _source_cells(report, verdict, source, result) if source and result else {}
            writer.writerow([safe_cell(cells.get(column, "")) for column in COLUMNS])
    for outcome in failed_sentences(report):
        cells = _unread_cells(report.story, outcome)
        writer.writerow([safe_cell(cells.get(column, "")) for column in COLUMNS])
    for found in report.headline:
        cells = _headline_cells(report.story, found)
        writer.writerow([safe_cell(cells.get(column, "")) for column in COLUMNS])
    return out.getvalue()


def _headline_cells(story: Document, found: HeadlineFinding) -> dict[str, str]:
    inside = story.sentences_within(found.headline.start, found.headline.end)
    return {
        "claim_text": found.headline.text,
        "story_sentences": " ".join(map(str, inside)),
        "headline": found.kind,
        "headline_message": found.message,
    }


def _unread_cells(story: Document, outcome: SentenceOutcome) -> dict[str, str]:
    failure = outcome.failure
    return {
        "claim_text": story.sentence_text(outcome.number),
        "story_sentences": str(outcome.number),
        "verdict": VerdictName.UNCHECKED,
        "needs_person": _yes(True),
        "failure": failure.kind if failure else "",
        "failure_detail": failure.detail if failure else "",
    }


def _claim_cells(report: Report, claim: Claim, verdict: Verdict, place: int) -> dict[str, str]:
    conflict = verdict.conflict
    return {
        "claim": claim.id,
        "claim_text": claim.text,
        "speaker": claim.speaker or "",
        "hedge": claim.hedge or "",
        "story_sentences": " ".join(map(str, claim.sentences)),
        "verdict": verdict.verdict,
        "needs_person": _yes(needs_person(verdict)),
        "drift_no_source": _named(drifts_against(verdict, None)),
        "disagreements": " | ".join(verdict.disagreements),
        "conflict": conflict.kind if conflict else "",
        "conflict_reason": conflict.reason if conflict else "",
        "conflict_later": (conflict.later or "") if conflict else "",
        "worth": "" if claim.worth is None else f"{claim.worth:.4f}",
        "order": "" if claim.worth is None else str(place),
        "beyond_top": _yes(is_beyond_top(verdict)),
        "resolved": " | ".join(one.shown for one in resolved_words(claim, report.story)),
    }


def _source_cells(report: Report, verdict: Verdict, source: Document, result: Comparison | Failure) -> dict[str, str]:
    drifts = drifts_against(verdict, source.id)
    cells = {
        "source": source.id,
        "source_name": title(source),
        "source_published": source.published or "",
        "drift": _named(drifts),
        "drift_conflict": _yes(any(drift.conflict for drift in drifts)),
        "drift_message": " | ".join(drift.message for drift in drifts),
        "reprint_of": prints_of(report, source.id) or "",
        "also_says": " | ".join(
            one.text for one in report.left_out if (one.claim, one.document) == (verdict.claim, source.id)
        ),
        "older_than_event": " ".join(one.event for one in verdict.anachronisms if one.source == source.id),
    }
    for found in report.search.retrieved if report.search else ():
        if (found.claim, found.source) == (verdict.claim, source.id):
            cells |= {"archive_rank": str(found.rank), "archive_words": " ".join(found.words)}
    if isinstance(result, Failure):
        return cells | {"failure": result.kind, "failure_detail": result.detail}
    return cells | {
        "relation": result.relation,
        "counted_relation": verdict.counted[source.id],
        "word_for_word": _yes(source.id in verdict.word_for_word),
        "uncovered": " | ".join(part.text for part in verdict.uncovered if part.source == source.id),
        "absent": " | ".join(part.text for part in verdict.uncovered if part.source == source.id and part.absent),
        "confidence": f"{result.confidence:.4f}",
        "calibrated": _yes(result.calibrated),
        "whole_source_read": _yes(result.whole),
        "evidence": " […] ".join(evidence.text for evidence in result.evidence),
        "evidence_sentences": " ".join(str(n) for evidence in result.evidence for n in evidence.sentences),
        "evidence_offsets": " ".join(f"{evidence.start}..{evidence.end}" for evidence in result.evidence),
    }


def _named(drifts: tuple[Drift, ...]) -> str:
    return " ".join(f"{drift.kind}:{drift.label}" for drift in drifts)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def safe_cell(cell: str) -> str:
    """The cell without what steers a terminal, and with an apostrophe in front where a spreadsheet would run it."""
    cell = without_controls(cell)
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
