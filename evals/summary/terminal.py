"""The summary in a terminal: what got worse first, then every metric, in lines of a given width. Pure."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from evals.paired import Change
from evals.summary import wording
from evals.summary.overview import Flip, Overview
from factcheck.render.lines import Page, console_of
from factcheck.render.printable import printable

_STYLES = {Change.WORSE: "bold red", Change.BETTER: "green", Change.CANNOT_TELL: ""}


def render(overview: Overview, *, width: int = 80, color: bool = False) -> str:
    """The summary in lines of at most `width` columns (60 or more), with a line break at the end; no styles without `color`."""
    page = Page(width, color=color)
    page.add(Text(printable(overview.name), style="bold"))
    page.add(Text(printable(wording.headline(overview)), style="bold red" if _alarming(overview) else ""))
    if overview.findings:
        page.heading("Why the gate fails")
        for finding in overview.findings:
            page.add(printable(finding.message), indent=2, label="-")
    for heading, lines in wording.notes(overview).items():
        page.heading(heading)
        for line in lines:
            page.add(printable(line), indent=2, label="-")
    for change in (Change.WORSE, Change.BETTER):
        rows = overview.changed(change)
        if rows:
            page.heading(wording.CHANGES[change])
        for row in rows:
            page.add(Text(printable(wording.change_line(row)), _STYLES[change]), indent=2, label=wording.MARKS[change])
    page.heading("Metrics")
    after = Page(width, color=color)
    after.gap()
    after.add(wording.LEGEND)
    _flips(after, overview.flips)
    _rest(after, overview)
    return f"{page}{_table(overview, width, color=color)}{after}"


def _alarming(overview: Overview) -> bool:
    return bool(overview.findings or overview.fell or overview.lowered or overview.changed(Change.WORSE))


def _table(overview: Overview, width: int, *, color: bool) -> str:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("metric", overflow="fold")
    for heading in ("score", "of", "95 %"):
        table.add_column(heading, justify="right", no_wrap=True)
    if overview.before is not None:
        table.add_column("before", justify="right", no_wrap=True)
        table.add_column("change", no_wrap=True)
        table.add_column("could show", justify="right", width=5)
    for row in overview.rows:
        cells: list[str | Text] = [row.metric, wording.score(row), wording.parts(row), wording.interval(row)]
        if overview.before is not None:
            style = _STYLES[row.compared.change] if row.compared else ""
            cells += [wording.score_before(row), Text(wording.change(row), style), wording.detectable(row.compared)]
        table.add_row(*cells)
    console = console_of(width, color=color)
    with console.capture() as capture:
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _flips(page: Page, flips: tuple[Flip, ...]) -> None:
    if flips:
        page.heading("Cases that flipped")
    for flip in flips:
        sign = wording.MARKS[Change.WORSE if flip.now < flip.before else Change.BETTER]
        scores = f"{wording.percent(flip.before)} -> {wording.percent(flip.now)}"
        page.add(f"{flip.metric}  {printable(flip.case)}  {scores}", indent=2, label=sign)
        for label, lines in (("now missed:", flip.newly_missed), ("no longer missed:", flip.no_longer_missed)):
            for line in lines:
                page.add(printable(line), indent=6, label=label, hang=8)


def _rest(page: Page, overview: Overview) -> None:
    page.heading("Failures")
    page.add(f"{wording.failures(overview.failures)} (steps without an answer: in no score)", indent=2)
    if overview.failures_before is not None:
        page.add(wording.failures(overview.failures_before), indent=2, label="before:")
    page.heading("Cost when recorded")
    page.add(wording.cost(overview.cost), indent=2)
    if overview.cost_before is not None:
        page.add(wording.cost(overview.cost_before), indent=2, label="before:")
    if overview.moved:
        page.heading("Not made from the same")
        for group, lines in overview.moved.items():
            page.add(printable("; ".join(lines)), indent=2, label=f"{group}:")
