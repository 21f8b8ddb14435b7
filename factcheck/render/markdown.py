"""A report as Markdown, for an editor, a pull request or a content system: counts, matrix, claims, footnoted evidence.

GitHub's dialect: tables and footnotes. Text of documents and models is escaped, so it shows as it is and never becomes a
heading, a link, an image or HTML; its line breaks and runs of white space become one space, as Markdown shows them anyway.
Text with direction marks is isolated, to reorder only itself.
"""

from __future__ import annotations

from factcheck.records import (
    Claim,
    Comparison,
    Conflict,
    Document,
    Drift,
    Failure,
    Relation,
    Report,
    SentenceOutcome,
    Verdict,
)
from factcheck.render import findings, wording
from factcheck.render.escaping import escaped
from factcheck.render.excerpts import shortened
from factcheck.steps.own_words import resolved_words


def render(report: Report) -> str:
    """The report as Markdown, with a line break at the end."""
    notes: list[str] = []
    blocks = [_head(report), _of_headline(report), _first(report), _matrix(report)]
    blocks += [_claim(report, claim, verdict, notes) for claim, verdict in findings.decided(report)]
    blocks += [
        _other_quotations(report),
        _left_out(report),
        _not_claims(report),
        _sources(report),
        _run(report),
        "\n".join(notes),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(report: Report) -> str:
    counts = findings.count(report)
    lines = [f"# Fact check: {escaped(findings.title(report.story))}", ""]
    facts = [escaped(fact) for fact in (report.story.publisher, report.story.author, report.story.published) if fact]
    lines += [" · ".join(facts), ""] if facts else []
    if not report.complete:
        lines += [f"**This check is not complete:** {findings.incomplete(report)}.", ""]
    headline = [
        f"{number} {wording.VERDICTS[name].symbol} {wording.VERDICTS[name].word}"
        for name, number in counts.verdicts.items()
    ]
    lines += [
        f"**{wording.plural(counts.claims, 'claim')}:** {', '.join(headline)}; "
        f"{counts.drifting} {wording.DRIFT.symbol} with drift.",
        f"{counts.for_a_person}.",
        "",
        f"{counts.coverage}.",
        "",
        f"{escaped(findings.counted_sources(report, [source.id for source in report.sources]))}.",
    ]
    for notice in report.notices:
        lines += ["", f"> {escaped(notice)}"]
    return "\n".join(lines)


def _first(report: Report) -> str:
    """The claims that need a person, the most important first; nothing if the report keeps the story's order."""
    if all(claim.worth is None for claim in report.claims):
        return ""
    lines = [
        f"1. {mark.symbol} {escaped(claim.id)}, {mark.word}: {_quoted(claim.text)}"
        for claim, verdict in findings.for_a_person(report)
        for mark in (findings.mark(verdict),)
    ]
    return "\n".join(["## What matters first", "", *lines]) if lines else ""


def _matrix(report: Report) -> str:
    heads = ["Claim", "Verdict", *(escaped(source.id) for source in report.sources)]
    rows = ["## Matrix", "", _row(heads), _row(["---"] * len(heads))]
    for claim, verdict in findings.decided(report):
        mark = findings.mark(verdict)
        cells = {source.id: _cell(verdict, result) for source, result in findings.results(report, verdict)}
        rows.append(
            _row(
                [
                    f"{escaped(claim.id)} {escaped(claim.text)}",
                    f"{mark.symbol} {mark.word}",
                    *(cells.get(source.id, "") for source in report.sources),
                ]
            )
        )
    return "\n".join(rows)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(verdict: Verdict, result: Comparison | Failure) -> str:
    mark = wording.no_answer(result) if isinstance(result, Failure) else wording.COUNTED[verdict.counted[result.source]]
    word = wording.could_not_check(result) if isinstance(result, Failure) else mark.word
    drifted = f", {wording.DRIFT.symbol} drift" if findings.drifts_against(verdict, result.source) else ""
    return f"{mark.symbol} {word}{drifted}"


def _claim(report: Report, claim: Claim, verdict: Verdict, notes: list[str]) -> str:
    mark = findings.mark(verdict)
    said = f" Said by {escaped(claim.speaker)}." if claim.speaker else ""
    lines = [
        f"## {escaped(claim.id)}: {mark.symbol} {mark.word}",
        "",
        f"{_quoted(claim.text)}{said} Story, {wording.numbered(claim.sentences)}.",
    ]
    if claim.hedge:
        lines += ["", f"Hedge: {escaped(claim.hedge)}."]
    if resolved := resolved_words(claim, report.story):
        lines += [
            "",
            f"Resolved: {', '.join(f'{_quoted(one.shown)} ({wording.resolved_from(one)})' for one in resolved)}.",
        ]
    if claim.unresolved:
        lines += ["", f"Left open by the story: {', '.join(map(_quoted, claim.unresolved))}."]
    if claim.wording == "sentence":
        lines += ["", "The model’s wording was refused; the claim is the story’s own sentence."]
    if verdict.conflict:
        lines += ["", *_conflict(verdict.conflict)]
    if counted := findings.tally(report, verdict):
        lines += ["", f"{escaped(counted).capitalize()}."]
    for gap in findings.gaps(claim, verdict):
        lines += ["", f"> **{wording.GAPS[gap.absent].capitalize()}:** {_quoted(gap.text)}"]
    for anachronism in verdict.anachronisms:
        lines += ["", f"> {escaped(wording.older(anachronism))}."]
    if verdict.disagreements:
        lines += ["", "> **The model and the code disagree.**"]
        lines += [f"> {escaped(line)}" for line in verdict.disagreements]
    lines.append("")
    if findings.is_beyond_top(verdict):
        lines.append(f"- {wording.LEFT.symbol} **{wording.could_not_check(verdict.failures[0])}**")
    else:
        told = [
            _source_line(claim, source, result, verdict, notes) for source, result in findings.results(report, verdict)
        ]
        lines += [f"- {line}" for line in told]
    sources = {source.id: source for source in report.sources}
    lines += [f"- {_drift_line(drift, sources)}" for drift in verdict.drifts]
    return "\n".join(lines)


def _conflict(conflict: Conflict) -> list[str]:
    """The kind of a conflict, and both sides in their own words."""
    word, meaning = wording.CONFLICTS[conflict.kind]
    lines = [f"**Conflict: {word}**, {meaning}. {escaped(conflict.reason)}.", ""]
    for side, span in (("says so", conflict.supports), ("says otherwise", conflict.contradicts)):
        lines += [f"- {escaped(span.document)} {side}: {_quoted(span.text)}"] if span else []
    return lines


def _source_line(
    claim: Claim, source: Document, result: Comparison | Failure, verdict: Verdict, notes: list[str]
) -> str:
    name = f"{escaped(source.id)}, {escaped(findings.title(source))}"
    if isinstance(result, Failure):
        return f"{wording.FAILED.symbol} **{wording.could_not_check(result)}** ({name}): {escaped(result.detail)}"
    mark, model = wording.COUNTED[verdict.counted[source.id]], wording.RELATIONS[result.relation]
    answered = f"{wording.WORD_FOR_WORD}, " if source.id in verdict.word_for_word else ""
    answered += "" if mark is model else f"the model: {model.word}, "
    line = f"{mark.symbol} **{mark.word}** ({name}), {answered}{wording.confidence(result)}"
    if not result.whole:
        read = ", ".join(f"{passage.first}–{passage.last}" for passage in result.read)
        line += f"; read in part: sentences {read} of {len(source.sentences)}"
    for evidence in result.evidence:
        label = f"e{len(notes) + 1}"
        notes.append(
            f"[^{label}]: {escaped(claim.id)}, {escaped(source.id)}, {wording.place(source, evidence.sentences)}: "
            f"{_quoted(evidence.text)}"
        )
        line += f"[^{label}]"
    if not result.evidence and result.relation is not Relation.SILENT:
        line += "; the model named no sentence as evidence"
    return line


def _drift_line(drift: Drift, sources: dict[str, Document]) -> str:
    weight = "both cannot be right" if drift.conflict else "worth a look"
    kind, label = wording.DRIFTS[drift.kind], escaped(drift.label.replace("_", " "))
    line = f"{wording.DRIFT.symbol} **drift, {kind}: {label}** ({weight}). "
    line += f"{escaped(drift.message)} Story: {_quoted(drift.story.text)}."
    if drift.source is None:
        return f"{line} No source has it."
    source = sources[drift.source.document]
    return f"{line} {escaped(source.id)}, {wording.place_of(source, drift.source)}: {_quoted(drift.source.text)}."


def _other_quotations(report: Report) -> str:
    drifts = findings.loose_quotations(report)
    sources = {source.id: source for source in report.sources}
    lines = [f"- {_drift_line(drift, sources)}" for drift in drifts]
    return "\n".join(["## Other quotations", "", *lines]) if drifts else ""


def _of_headline(report: Report) -> str:
    lines = [f"- **{one.kind}**: {escaped(one.message)}" for one in report.headline]
    mark = wording.HEADLINE
    return "\n".join([f"## {mark.word.capitalize()}", "", mark.meaning, "", *lines]) if lines else ""


def _left_out(report: Report) -> str:
    lines = [f"- {escaped(wording.beside(one))}: {_quoted(one.text)}" for one in report.left_out]
    return "\n".join([f"## {wording.LEFT_OUT}", "", wording.LEFT_OUT_MEANING, "", *lines]) if lines else ""


def _not_claims(report: Report) -> str:
    lines = [
        f"- {wording.numbered((outcome.number,))}, {_fate(outcome)}: {_quoted(report.story.sentence_text(outcome.number))}"
        for outcome in report.coverage
        if outcome.outcome != "claims"
    ]
    return "\n".join(["## Sentences without a claim", "", *lines]) if lines else ""


def _fate(outcome: SentenceOutcome) -> str:
    if outcome.outcome == "skipped":
        return escaped(wording.skipped(outcome))
    return f"{wording.FAILED.symbol} {wording.could_not_check(outcome.failure) if outcome.failure else wording.FAILED.word}"


def _sources(report: Report) -> str:
    lines = ["## Sources", ""]
    for source in report.sources:
        facts = [
            escaped(findings.title(source)),
            *(escaped(fact) for fact in (source.publisher, source.author) if fact),
        ]
        facts += [f"published {escaped(source.published)}" if source.published else "publication time not stated"]
        facts += [f"from {escaped(source.origin)}", f"SHA-256 {escaped(source.sha256)}"]
        lines.append(f"- **{escaped(source.id)}**: {', '.join(facts)}")
        lines += [f"  - {escaped(why)}"] if (why := findings.found_for(report, source)) else []
        lines += [
            f"  - {escaped(wording.reprinted(one))}" for one in report.reprints if source.id in (one.document, one.of)
        ]
        lines += [f"  - {escaped(notice)}" for notice in source.notices]
    return "\n".join(lines) if report.sources else ""


def _run(report: Report) -> str:
    run, clock = report.run, report.clock
    lines = ["## Run", "", f"- Model: {escaped(run.model.name)} ({escaped(run.model.spec)})"]
    lines.append(f"- Confidence: {f'calibrated by {escaped(run.calibration)}' if run.calibration else 'uncalibrated'}")
    lines.append(f"- Error rate: {escaped(wording.promised(run.promise))}")
    for prompt in run.prompts:
        lines.append(f"- Prompt: {escaped(prompt.name)}, version {prompt.version}, SHA-256 {escaped(prompt.sha256)}")
    for step, usage in sorted(run.usage.items()):
        lines.append(
            f"- {escaped(step).capitalize()}: {wording.plural(usage.calls, 'call')}, {usage.prompt_tokens:,} tokens in, "
            f"{usage.output_tokens:,} out"
        )
    lines.append(f"- Story: SHA-256 {escaped(report.story.sha256)}")
    lines += [f"- Story: {escaped(notice)}" for notice in report.story.notices]
    lines.append(
        f"- Started {escaped(clock.started)}, {clock.seconds:,.1f} s, factcheck {escaped(run.factcheck_version)}"
    )
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Verbatim text in quotation marks; the middle of a very long one is left out, with a note."""
    return f"“{' '.join(escaped(stretch.text) for stretch in shortened(text))}”"
