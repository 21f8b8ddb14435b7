"""The changes between two checks of a story, in lines for a terminal. Pure."""

from __future__ import annotations

from rich.text import Text

from factcheck.changes.diff import Cause, ClaimDiff, ClaimVerdict, RelationMove, ReportDiff
from factcheck.records import Relation, VerdictName
from factcheck.render.lines import Page
from factcheck.render.printable import printable
from factcheck.render.wording import CONFLICTS, RELATIONS, VERDICTS, plural

CAUSES: dict[Cause, str] = {
    Cause.STORY_CHANGED: "the story's text changed here",
    Cause.CLAIM_REWORDED: "the claim was reworded from the same text",
    Cause.SOURCE_CHANGED: "a source changed",
    Cause.SOURCE_ADDED: "a source was added",
    Cause.SOURCE_REMOVED: "a source was removed",
    Cause.PROMPT_CHANGED: "a prompt changed",
    Cause.MODEL_CHANGED: "the model changed",
    Cause.CALIBRATION_CHANGED: "the calibration changed",
    Cause.PROGRAM_CHANGED: "another version of factcheck",
    Cause.STEP_FAILED: "a step failed in one of the two checks",
}
_INDENT = 4
_STRONG = "bold"


def render(diff: ReportDiff, *, width: int = 80, color: bool = False) -> str:
    """The changes in lines of at most `width` columns, verdicts that moved first, with a line break at the end."""
    page = Page(width, color=color)
    moved = diff.moved
    counts = [
        plural(len(moved), "verdict") + " moved",
        plural(len(diff.changed) - len(moved), "other claim") + " changed",
        f"{len(diff.new)} new",
        f"{len(diff.gone)} gone",
        f"{diff.unchanged} unchanged",
    ]
    page.add(Text(", ".join(counts), style=_STRONG))
    _made_with(page, diff)
    if moved:
        page.heading("Verdicts that moved")
    for one in moved:
        _claim(page, one)
    if len(moved) < len(diff.changed):
        page.heading("Changed, same verdict")
    for one in diff.changed:
        if not one.moved:
            _claim(page, one)
    _only(page, "New", diff.new)
    _only(page, "Gone", diff.gone)
    return str(page)


def _made_with(page: Page, diff: ReportDiff) -> None:
    facts = ["story: " + ("changed" if diff.story_changed else "the same")]
    facts += [f"source {printable(one.name)}: {one.change}" for one in diff.sources]
    facts += [f"prompt {printable(name)}: changed" for name in diff.prompts]
    facts += ["model: changed"] if diff.model_changed else []
    facts += ["calibration: changed"] if diff.calibration_changed else []
    facts += ["factcheck: another version"] if diff.program_changed else []
    for fact in facts:
        page.add(fact, indent=2)


def _claim(page: Page, one: ClaimDiff) -> None:
    name = one.new.id if one.new.id == one.old.id else f"{one.new.id} (was {one.old.id})"
    verdicts = f"{_named(one.before)} -> {_named(one.after)}" if one.moved else _named(one.after)
    page.gap()
    page.add(Text(verdicts, style=_STRONG), label=printable(name), hang=None)
    if one.old.text == one.new.text:
        page.add(printable(one.new.text), indent=_INDENT)
    else:
        page.aligned([("was:", printable(one.old.text)), ("now:", printable(one.new.text))], indent=_INDENT)
    for name, before, after in (
        ("speaker", one.old.speaker, one.new.speaker),
        ("hedge", one.old.hedge, one.new.hedge),
    ):
        if before != after:
            page.add(f"{printable(before or 'none')} -> {printable(after or 'none')}", indent=_INDENT, label=f"{name}:")
    if one.conflict_before and one.conflict_after and one.conflict_moved:
        kinds = (CONFLICTS[kind][0] for kind in (one.conflict_before, one.conflict_after))
        page.add(" -> ".join(kinds), indent=_INDENT, label="conflict:")
    for move in one.moves:
        page.add(_moved(move), indent=_INDENT, label=f"{printable(move.name)}:")
    causes = ", ".join(CAUSES[cause] for cause in one.causes) or "nothing that the two reports show"
    page.add(causes, indent=_INDENT, label="why:" if one.moved else "bears on it:")


def _moved(move: RelationMove) -> str:
    before = _relation(move.before, there=move.old is not None)
    return f"{before} -> {_relation(move.after, there=move.new is not None)}"


def _relation(relation: Relation | None, *, there: bool) -> str:
    if relation:
        return f"{RELATIONS[relation].symbol} {RELATIONS[relation].word}"
    return "! could not check" if there else "not a source"


def _only(page: Page, heading: str, claims: tuple[ClaimVerdict, ...]) -> None:
    if claims:
        page.heading(heading)
    for one in claims:
        page.gap()
        page.add(Text(_named(one.verdict), style=_STRONG), label=printable(one.claim.id))
        page.add(printable(one.claim.text), indent=_INDENT)


def _named(verdict: VerdictName) -> str:
    return f"{VERDICTS[verdict].symbol} {VERDICTS[verdict].word}"
