"""The report for a terminal: claims that need a person first, then all claims in story order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text

from factcheck.records import (
    Claim,
    Comparison,
    Conflict,
    Counted,
    Document,
    Drift,
    Failure,
    Relation,
    Report,
    SentenceOutcome,
    Span,
    Usage,
    Verdict,
    VerdictName,
)
from factcheck.render import findings, wording
from factcheck.render.asides import left_out, of_headline
from factcheck.render.lines import Page
from factcheck.render.printable import printable
from factcheck.steps.own_words import resolved_words

_STYLES = {
    VerdictName.CONTRADICTED: "bold red",
    VerdictName.DISPUTED: "bold magenta",
    VerdictName.UNCHECKED: "bold yellow",
    VerdictName.UNCLEAR: "bold yellow",
    VerdictName.PARTLY_SUPPORTED: "bold blue",
    VerdictName.NOT_MENTIONED: "bold cyan",
    VerdictName.SUPPORTED: "bold green",
}
_COUNTED_STYLES = {
    Counted.SUPPORTS: "green",
    Counted.PARTLY_SUPPORTS: "blue",
    Counted.UNCLEAR: "yellow",
    Counted.CONTRADICTS: "red",
    Counted.SILENT: "cyan",
}
_WARNING = "bold yellow"
_INDENT = 4
_COUNT_COLUMN = 22
_VERDICT_CELL = 4


def render(report: Report, *, width: int = 80, color: bool = False) -> str:
    """The whole report in lines of at most `width` columns, with a line break at the end.

    `color` adds terminal styles; every finding is in words without them. Nothing in a document can steer the terminal.
    """
    page = Page(width, color=color)
    _headline(page, report)
    _texts(page, report)
    of_headline(page, report)
    _matrix(page, report, width)
    _claims(page, report)
    _quotations(page, report)
    left_out(page, report)
    _coverage(page, report)
    _notices(page, report)
    _run(page, report)
    return str(page)


def _headline(page: Page, report: Report) -> None:
    page.add(Text(printable(findings.title(report.story)), style="bold"))
    counted = findings.counted_sources(report, [source.id for source in report.sources])
    page.add(f"{wording.plural(len(report.claims), 'claim')} against {counted}")
    if not report.complete:
        page.add(Text(f"INCOMPLETE: {findings.incomplete(report)}.", style=_WARNING))
    failed = tuple(outcome.number for outcome in findings.failed_sentences(report))
    if not report.claims and not failed:
        page.add(Text("The story has no claim that could be checked.", style=_WARNING))
    found: dict[VerdictName, list[str]] = {name: [] for name in wording.VERDICTS}
    perhaps: list[str] = []
    for claim, verdict in findings.by_worth(report):
        found[verdict.verdict].append(claim.id)
        perhaps += [claim.id] if verdict.leaning is Relation.CONTRADICTS else []
    page.heading("Needs a person")
    for name in (name for name in wording.VERDICTS if name is not VerdictName.SUPPORTED):
        _verdict_count(page, name, found[name])
        if name is VerdictName.UNCLEAR and perhaps:
            _row(page, f" {wording.LEANINGS[Relation.CONTRADICTS]}", len(perhaps), perhaps, _STYLES[name])
    drifting = [verdict.claim for verdict in report.verdicts if verdict.drifts]
    loose = len(findings.loose_quotations(report))
    where = [*drifting, *([f"{wording.plural(loose, 'quotation')} outside the claims"] if loose else [])]
    _row(page, _named(wording.DRIFT), len(drifting) + loose, where, _WARNING)
    aged = [verdict.claim for verdict in report.verdicts if verdict.anachronisms]
    if aged:
        _row(page, "! older source", len(aged), aged, _WARNING)
    if report.headline:
        kinds = [str(one.kind) for one in report.headline]
        _row(page, _named(wording.HEADLINE), len(kinds), kinds, _WARNING)
    if failed:
        _row(page, "? failed sentences", len(failed), [f"story {wording.numbered(failed)}"], _WARNING)
    first = [
        f"{claim.id}\N{NO-BREAK SPACE}{wording.VERDICTS[verdict.verdict].symbol}"
        for claim, verdict in findings.for_a_person(report)
    ]
    if len(first) > 1 and any(claim.worth is not None for claim in report.claims):
        page.add(", ".join(first), indent=2, label="what matters first", hang=_COUNT_COLUMN + 5)
    page.heading("The rest")
    _verdict_count(page, VerdictName.SUPPORTED, found[VerdictName.SUPPORTED])


def _verdict_count(page: Page, name: VerdictName, claims: Sequence[str]) -> None:
    _row(page, _named(wording.VERDICTS[name]), len(claims), claims, _STYLES[name])


def _row(page: Page, label: str, number: int, where: Sequence[str], style: str) -> None:
    said = f"{number:>3}  {', '.join(where)}".rstrip()
    page.add(said, indent=2, label=Text(label, style=style if number else ""), hang=_COUNT_COLUMN)


def _texts(page: Page, report: Report) -> None:
    page.heading("Texts")
    for document in (report.story, *report.sources):
        page.add(_described(document), indent=2, label=document.id, hang=9)
        if why := findings.found_for(report, document):
            page.add(printable(why), indent=9)


def _described(document: Document) -> str:
    facts = [document.name, document.title, document.publisher, document.published]
    return ", ".join(dict.fromkeys(printable(fact) for fact in facts if fact))


def _matrix(page: Page, report: Report, width: int) -> None:
    """A line for each claim with a sign for each source, in blocks of as many sources as fit."""
    if not report.claims:
        return
    page.heading("Claims by source")
    page.add(_legend(wording.VERDICTS[name] for name in wording.VERDICTS), indent=2, label="claim:", hang=10)
    left = [wording.LEFT] if findings.count(report).left else []
    page.add(
        _legend([*wording.COUNTED.values(), wording.FAILED, *left, wording.DRIFT]), indent=2, label="source:", hang=10
    )
    if report.reprints:
        page.add("; ".join(map(wording.reprinted, report.reprints)), indent=2, label="prints:", hang=10)
    begin = 2 + max(cell_len(claim.id) for claim in report.claims) + 1
    cell = max([2, *(cell_len(source.id) for source in report.sources)]) + 1
    fitting = max((width - begin - _VERDICT_CELL) // cell, 1)
    for first in range(0, len(report.sources), fitting):
        block = report.sources[first : first + fitting]
        page.gap()
        page.add(Text(" " * _VERDICT_CELL).append("".join(source.id.ljust(cell) for source in block)), indent=begin)
        for claim, verdict in findings.decided(report):
            page.add(_matrix_line(report, verdict, block, cell), indent=2, label=claim.id, hang=begin)


def _matrix_line(report: Report, verdict: Verdict, block: Sequence[Document], cell: int) -> Text:
    came = {source.id: result for source, result in findings.results(report, verdict)}
    line = Text()
    _cell(line, wording.VERDICTS[verdict.verdict], _STYLES[verdict.verdict], verdict, None, _VERDICT_CELL)
    for source in block:
        result = came.get(source.id)
        if result is None:  # a document found in an archive for other claims
            line.append(" " * cell)
        elif isinstance(result, Failure):
            _cell(line, wording.no_answer(result), _WARNING, verdict, source.id, cell)
        else:
            counted = verdict.counted[source.id]
            _cell(line, wording.COUNTED[counted], _COUNTED_STYLES[counted], verdict, source.id, cell)
    return line


def _cell(line: Text, mark: wording.Mark, style: str, verdict: Verdict, source: str | None, width: int) -> None:
    """A mark, with that of drift if code proved one against this source; for source None, that no source has it."""
    drift = wording.DRIFT.symbol if findings.drifts_against(verdict, source) else ""
    line.append(mark.symbol, style).append(drift, _WARNING).append(" " * (width - len(mark.symbol + drift)))


def _legend(marks: Iterable[wording.Mark]) -> str:
    return "  ".join(f"{mark.symbol} {mark.word}" for mark in marks)


def _claims(page: Page, report: Report) -> None:
    if report.claims:
        page.heading("Claims")
    if any(not comparison.calibrated for verdict in report.verdicts for comparison in verdict.comparisons):
        page.add("Percentages are the model's own confidence, uncalibrated: an order, not odds.", indent=2)
    for claim, verdict in findings.decided(report):
        page.gap()
        _claim(page, claim, verdict, report.story)
        if verdict.conflict:
            _conflict(page, verdict.conflict)
        if told := findings.tally(report, verdict):
            page.add(f"({told})", indent=_INDENT)
        for absent, told in wording.GAPS.items():
            lacking = ", ".join(
                f"“{printable(gap.text)}”" for gap in findings.gaps(claim, verdict) if gap.absent is absent
            )
            if lacking:
                page.add(Text(f"! {told}: ", style=_WARNING).append(lacking, "not bold"), indent=_INDENT)
        if findings.is_beyond_top(verdict):
            page.add(Text(wording.could_not_check(verdict.failures[0]), style=_WARNING), indent=_INDENT)
        for source, result in findings.results(report, verdict):
            if not findings.is_beyond_top(verdict):
                _result(page, source, result, verdict)
        for drift in verdict.drifts:
            _drift(page, report, drift)
        for anachronism in verdict.anachronisms:
            page.add(
                Text("! older: ", style=_WARNING).append(printable(wording.older(anachronism)), "not bold"),
                indent=_INDENT,
            )
        for line in verdict.disagreements:
            page.add(Text("! disagreement: ", style=_WARNING).append(printable(line), "not bold"), indent=_INDENT)


def _claim(page: Page, claim: Claim, verdict: Verdict, story: Document) -> None:
    head = Text(_named(findings.mark(verdict)).upper(), style=_STYLES[verdict.verdict]).append(
        f"  story {wording.numbered(claim.sentences)}", "not bold"
    )
    page.add(head, label=claim.id, hang=_INDENT)
    page.add(Text(printable(claim.text), style="bold"), indent=_INDENT)
    if claim.speaker:
        page.add(printable(claim.speaker), indent=_INDENT, label="speaker:")
    if claim.hedge:
        page.add(f"“{printable(claim.hedge)}”", indent=_INDENT, label="hedge:")
    if resolved := resolved_words(claim, story):
        said = ", ".join(f"“{printable(one.shown)}” ({wording.resolved_from(one)})" for one in resolved)
        page.add(said, indent=_INDENT, label="resolved:")
    if claim.unresolved:
        words = ", ".join(f"“{printable(word)}”" for word in claim.unresolved)
        page.add(words, indent=_INDENT, label="the story leaves open:")
    if claim.wording == "sentence":
        page.add("(the story's own sentence: the model's wording was refused)", indent=_INDENT)


def _conflict(page: Page, conflict: Conflict) -> None:
    """The kind of a conflict, and both sides in their own words."""
    word, meaning = wording.CONFLICTS[conflict.kind]
    head = Text(f"conflict: {word}", style=_STYLES[VerdictName.DISPUTED])
    page.add(head.append(f" ({meaning}). {printable(conflict.reason)}.", "not bold"), indent=_INDENT)
    for side, span in (("says so", conflict.supports), ("says otherwise", conflict.contradicts)):
        if span:
            page.add(f"“{printable(span.text)}”", indent=_INDENT + 2, label=f"{span.document} {side}:")


def _result(page: Page, source: Document, result: Comparison | Failure, verdict: Verdict) -> None:
    if isinstance(result, Failure):
        said = Text(wording.could_not_check(result), style=_WARNING).append(
            f" ({printable(result.detail)})", "not bold"
        )
        page.add(said, indent=_INDENT, label=source.id, hang=_INDENT + 4)
        return
    counted = verdict.counted[source.id]
    mark, model = wording.COUNTED[counted], wording.RELATIONS[result.relation]
    said = Text(f"{mark.symbol} {mark.word}", style=_COUNTED_STYLES[counted])
    if source.id in verdict.word_for_word:
        said.append(f", {wording.WORD_FOR_WORD}", "not bold")
    said.append(
        _confidence(result) if mark is model else f" (the model: {model.word}{_confidence(result)})", "not bold"
    )
    page.add(said, indent=_INDENT, label=source.id, hang=_INDENT + 4)
    for evidence in result.evidence:
        page.add(printable(evidence.text), indent=_INDENT + 4, label=f"{wording.place(source, evidence.sentences)}:")
    if not result.whole:
        read = {number for passage in result.read for number in range(passage.first, passage.last + 1)}
        page.add(f"(read: {wording.numbered(tuple(sorted(read)))} of {len(source.sentences)})", indent=_INDENT + 4)


def _confidence(comparison: Comparison) -> str:
    return (
        " (stated by the model, uncalibrated)"
        if comparison.basis == "stated"
        else f" {wording.percent(comparison.confidence)}"
    )


def _drift(page: Page, report: Report, drift: Drift) -> None:
    weight = "cannot both be right" if drift.conflict else "worth a look"
    head = Text(_named(wording.DRIFT), style=_WARNING)
    page.add(
        head.append(f" {wording.DRIFTS[drift.kind]}: {_spaced(drift.label)} ({weight})", "not bold"), indent=_INDENT
    )
    spans = [drift.story] if drift.source is None else [drift.story, drift.source]
    page.aligned([(_place(report, span), printable(span.text)) for span in spans], indent=_INDENT + 2)
    page.add(printable(drift.message), indent=_INDENT + 2)


def _place(report: Report, span: Span) -> str:
    document = next(document for document in (report.story, *report.sources) if document.id == span.document)
    return f"{span.document}, {wording.place_of(document, span)}:"


def _quotations(page: Page, report: Report) -> None:
    if not report.quotations:
        return
    page.heading("Quotations")
    told = {drift: verdict for verdict in report.verdicts for drift in verdict.drifts}
    for drift in report.quotations:
        if drift in told:
            page.add(f"{_spaced(drift.label)}, see {told[drift].claim}: {printable(drift.story.text)}", indent=_INDENT)
        else:
            _drift(page, report, drift)


def _coverage(page: Page, report: Report) -> None:
    page.heading("Coverage")
    page.add(findings.count(report).coverage, indent=2)
    alike: dict[str, list[int]] = defaultdict(list)
    for outcome in report.coverage:
        if outcome.outcome == "skipped":
            alike[wording.skipped(outcome)].append(outcome.number)
    for reason, numbers in alike.items():
        page.add(f"{reason}: {wording.numbered(tuple(numbers))}", indent=2)
    for outcome in findings.failed_sentences(report):
        _failed(page, report.story, outcome)


def _failed(page: Page, story: Document, outcome: SentenceOutcome) -> None:
    said = Text(f"failed: sentence {outcome.number}", style=_WARNING)
    if outcome.failure is not None:
        said.append(f", {wording.could_not_check(outcome.failure)} ({printable(outcome.failure.detail)})", "not bold")
    page.add(said, indent=2)
    page.add(f"“{printable(story.sentence_text(outcome.number))}”", indent=_INDENT)


def _notices(page: Page, report: Report) -> None:
    if report.notices:
        page.heading("Notices")
    for notice in report.notices:
        page.add(printable(notice), indent=2, label="-")


def _run(page: Page, report: Report) -> None:
    run, clock = report.run, report.clock
    page.heading("Run")
    facts = {
        "model": ", ".join(printable(fact) for fact in (run.model.name, run.model.provider, run.model.engine) if fact),
        "prompts": ", ".join(f"{prompt.name} v{prompt.version} ({prompt.sha256[:8]})" for prompt in run.prompts),
        "confidence": f"calibrated by {printable(run.calibration)}" if run.calibration else "uncalibrated",
        "promise": printable(wording.promised(run.promise)),
        "all answers": _cost(run.usage.values()),
        "this run": f"{_cost([clock.paid])}, {clock.seconds:,.1f} s, {clock.started}",
        "factcheck": run.factcheck_version,
    }
    for name, fact in facts.items():
        page.add(fact, indent=2, label=name, hang=15)


def _cost(usages: Iterable[Usage]) -> str:
    usage = sum(usages, Usage())
    return (
        f"{wording.plural(usage.calls, 'call')}, {usage.prompt_tokens:,} tokens in "
        f"({usage.cached_tokens:,} cached), {usage.output_tokens:,} out"
    )


def _named(mark: wording.Mark) -> str:
    return f"{mark.symbol} {mark.word}"


def _spaced(label: str) -> str:
    return label.replace("_", " ")
