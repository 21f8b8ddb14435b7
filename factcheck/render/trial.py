"""The effect of another prompt on one story, in lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from factcheck.changes.trial import (
    CompareTrial,
    ExtractChanges,
    ExtractTrial,
    PairChange,
    PairId,
    Retold,
    TrialCost,
    answered_relation,
    compare_changes,
    extract_changes,
    pointed_to,
)
from factcheck.records import Claim, Comparison, Document, Failure, Relation, SentenceOutcome
from factcheck.render.lines import Page
from factcheck.render.printable import printable
from factcheck.render.prompts import PromptFile, add_versions
from factcheck.render.wording import FAILED, FAILURES, RELATIONS, could_not_check, numbered, percent, plural, skipped

_INDENT = 4
_STRONG = "bold"
_COLUMNS = ("", "calls", "kept", "tokens in", "cached", "tokens out", "seconds")


def render_extract(
    files: tuple[PromptFile, PromptFile],
    story: Document,
    old: ExtractTrial,
    new: ExtractTrial,
    *,
    width: int = 80,
    color: bool = False,
) -> str:
    """The claims that appeared, vanished or changed in wording, the sentences with a new outcome, and the costs."""
    page = Page(width, color=color)
    add_versions(page, *files)
    page.gap()
    changes = extract_changes(story, old, new)
    counts = [
        f"{plural(len(old.claims), 'claim')} -> {len(new.claims):,}:",
        f"{len(changes.appeared)} appeared,",
        f"{len(changes.vanished)} vanished,",
        f"{len(changes.retold)} told another way,",
        f"{changes.unchanged} unchanged",
    ]
    page.add(Text(" ".join(counts), style=_STRONG))
    _failures(page, old, new)
    _claims(page, "Vanished", changes.vanished)
    _claims(page, "Appeared", changes.appeared)
    _retold(page, changes.retold)
    _resettled(page, story, changes)
    _costs(page, old.cost, new.cost)
    return str(page)


def render_compare(
    files: tuple[PromptFile, PromptFile],
    claims: Sequence[Claim],
    sources: Sequence[Document],
    old: CompareTrial,
    new: CompareTrial,
    gold: Mapping[PairId, Relation],
    *,
    least: float,
    width: int = 80,
    color: bool = False,
) -> str:
    """The comparisons that changed, claim by claim, how many match `gold`, and the costs.

    `gold` can be empty. `least` is the smallest difference of confidences to show, 0 to 1.
    """
    page = Page(width, color=color)
    add_versions(page, *files)
    page.gap()
    changes = compare_changes(claims, sources, old, new, least)
    counts = [
        f"{len(changes)} of {plural(len(old.results), 'comparison')} changed:",
        f"{sum(change.relation for change in changes)} in relation,",
        f"{sum(change.confidence for change in changes)} in confidence alone (by {_points(least)} or more),",
        f"{sum(change.evidence for change in changes)} in evidence",
    ]
    page.add(Text(" ".join(counts), style=_STRONG))
    if gold:
        page.add(f"as the gold has it: {old.right(gold)} of {len(gold)} -> {new.right(gold)} of {len(gold)}")
    _failures(page, old, new)
    claim_id = None
    for change in changes:
        if change.claim.id != claim_id:
            claim_id = change.claim.id
            page.gap()
            page.add(Text(printable(change.claim.text)), label=printable(claim_id), hang=_INDENT)
        _pair(page, change, gold.get((change.claim.id, change.source.id)))
    _costs(page, old.cost, new.cost)
    return str(page)


def _failures(page: Page, old: ExtractTrial | CompareTrial, new: ExtractTrial | CompareTrial) -> None:
    if old.failures or new.failures:
        page.add(f"{FAILED.symbol} {FAILED.word}: {len(old.failures)} -> {len(new.failures)}")
        kinds = sorted({FAILURES[failure.kind] for failure in (*old.failures, *new.failures)})
        page.add(", ".join(kinds), indent=_INDENT)


def _claims(page: Page, heading: str, claims: Sequence[Claim]) -> None:
    if claims:
        page.heading(heading)
    for claim in claims:
        page.add(_told(claim), label=f"{numbered(claim.sentences)}:")


def _retold(page: Page, retold: Sequence[Retold]) -> None:
    if retold:
        page.heading("Told another way")
    for one in retold:
        page.gap()
        page.add(f"{numbered(one.new.sentences)}:")
        page.aligned([("was:", _told(one.old)), ("now:", _told(one.new))], indent=_INDENT)
        if one.old.sentences != one.new.sentences:
            page.add(f"taken from {numbered(one.old.sentences)} before", indent=_INDENT)


def _told(claim: Claim) -> str:
    """The claim with its speaker, and with a note if it is not in the model's words."""
    marks = [f"speaker: {printable(claim.speaker)}"] if claim.speaker else []
    marks += ["the story's own sentence"] if claim.wording == "sentence" else []
    return f"{printable(claim.text)} ({'; '.join(marks)})" if marks else printable(claim.text)


def _resettled(page: Page, story: Document, changes: ExtractChanges) -> None:
    if changes.resettled:
        page.heading("Sentences settled another way")
    for one in changes.resettled:
        page.gap()
        page.add(f"sentence {one.new.number}: {_outcome(one.old)} -> {_outcome(one.new)}")
        page.add(printable(story.sentence_text(one.new.number)), indent=_INDENT)


def _outcome(outcome: SentenceOutcome) -> str:
    if outcome.failure is not None:
        return could_not_check(outcome.failure)
    return plural(len(outcome.claims), "claim") if outcome.outcome == "claims" else skipped(outcome)


def _pair(page: Page, change: PairChange, gold: Relation | None) -> None:
    said = f"{_answered(change.old)} -> {_answered(change.new)}"
    page.add(said + _held_against(change, gold), indent=_INDENT, label=f"{printable(change.source.name)}:")
    if change.evidence or change.relation:
        before, after = set(pointed_to(change.old)), set(pointed_to(change.new))
        for number in sorted(before | after):
            sign = " " if number in before & after else "-" if number in before else "+"
            sentence = printable(change.source.sentence_text(number))
            page.add(sentence, indent=2 * _INDENT, label=f"{sign} [{number}]")


def _answered(result: Comparison | Failure) -> str:
    if isinstance(result, Failure):
        return f"{FAILED.symbol} {FAILURES[result.kind]}"
    mark = RELATIONS[result.relation]
    return f"{mark.symbol} {mark.word} {percent(result.confidence)}"


def _held_against(change: PairChange, gold: Relation | None) -> str:
    if gold is None:
        return ""
    before, after = answered_relation(change.old) is gold, answered_relation(change.new) is gold
    if before and after:
        return " (right, as before)"
    if not before and not after:
        return f" (wrong, as before; the gold: {RELATIONS[gold].word})"
    return " (right now)" if after else f" (wrong now; the gold: {RELATIONS[gold].word})"


def _points(share: float) -> str:
    return plural(round(100 * share), "point")


def _costs(page: Page, old: TrialCost, new: TrialCost) -> None:
    page.heading("Cost")
    rows = [_COLUMNS, _row("old", old), _row("new", new)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        page.add("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)), indent=2)


def _row(name: str, cost: TrialCost) -> tuple[str, ...]:
    usage = cost.usage
    numbers = (
        usage.calls,
        usage.calls - cost.paid.calls,
        usage.prompt_tokens,
        usage.cached_tokens,
        usage.output_tokens,
    )
    return (name, *(f"{number:,}" for number in numbers), f"{cost.seconds:,.1f}")
