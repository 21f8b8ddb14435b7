"""The summary as Markdown, for GitHub's step summary: what got worse first, then every metric. Pure.

Names and lines of cases are escaped, so that they show as they are.
"""

from __future__ import annotations

from collections.abc import Iterable

from evals.paired import Change
from evals.summary import wording
from evals.summary.overview import Flip, Overview
from factcheck.render.escaping import escaped


def render(overview: Overview) -> str:
    """The summary as Markdown in GitHub's dialect, with a line break at the end."""
    blocks = [
        f"## Evals: {escaped(overview.name)}",
        f"**{escaped(wording.headline(overview))}**",
        _list("Why the gate fails", (escaped(finding.message) for finding in overview.findings)),
        *(_list(heading, map(escaped, lines)) for heading, lines in wording.notes(overview).items()),
        *(_changes(overview, change) for change in (Change.WORSE, Change.BETTER)),
        _table(overview),
        wording.LEGEND.replace("*", "\\*"),
        _flips(overview.flips),
        _rest(overview),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _changes(overview: Overview, change: Change) -> str:
    lines = (f"{wording.MARKS[change]} {escaped(wording.change_line(row))}" for row in overview.changed(change))
    return _list(wording.CHANGES[change].capitalize(), lines)


def _list(heading: str, lines: Iterable[str]) -> str:
    items = [f"- {line}" for line in lines]
    return "\n".join([f"### {heading}", "", *items]) if items else ""


def _table(overview: Overview) -> str:
    heads = ["metric", "score", "of", "95 %"]
    if overview.before is not None:
        heads += ["before", "change", "could show"]
    rows = [heads, ["---", *["--:"] * 3, *(["--:", "---", "--:"] if overview.before is not None else [])]]
    for row in overview.rows:
        cells = [f"`{row.metric}`", wording.score(row), wording.parts(row), wording.interval(row).replace("*", "\\*")]
        if overview.before is not None:
            said = wording.change(row)
            changed = row.compared is not None and row.compared.change is not Change.CANNOT_TELL
            cells += [wording.score_before(row), f"**{said}**" if changed else said, wording.detectable(row.compared)]
        rows.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _flips(flips: tuple[Flip, ...]) -> str:
    if not flips:
        return ""
    lines = ["<details><summary>Cases that flipped</summary>", ""]
    for flip in flips:
        sign = wording.MARKS[Change.WORSE if flip.now < flip.before else Change.BETTER]
        scores = f"{wording.percent(flip.before)} → {wording.percent(flip.now)}"
        lines.append(f"- {sign} `{flip.metric}` {escaped(flip.case)} {scores}")
        lines += [f"  - now missed: {escaped(line)}" for line in flip.newly_missed]
        lines += [f"  - no longer missed: {escaped(line)}" for line in flip.no_longer_missed]
    return "\n".join([*lines, "", "</details>"])


def _rest(overview: Overview) -> str:
    lines = [f"Failures (in no score): {wording.failures(overview.failures)}"]
    if overview.failures_before is not None:
        lines.append(f"Failures before: {wording.failures(overview.failures_before)}")
    lines.append(f"Cost when recorded: {wording.cost(overview.cost)}")
    if overview.cost_before is not None:
        lines.append(f"Cost before: {wording.cost(overview.cost_before)}")
    lines += [f"Other {group}: {escaped('; '.join(moved))}" for group, moved in overview.moved.items()]
    return "\n".join(f"- {line}" for line in lines)
