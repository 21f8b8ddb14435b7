"""What a report in a terminal tells beside its claims: the headline against its story, and what sources also say."""

from __future__ import annotations

from factcheck.records import Report
from factcheck.render.lines import Page, printable
from factcheck.render.wording import HEADLINE, HEADLINE_MEANING, LEFT_OUT, LEFT_OUT_MEANING, beside


def of_headline(page: Page, report: Report) -> None:
    """What the headline says and the story below it does not; nothing where it says no more."""
    if not report.headline:
        return
    page.heading(HEADLINE)
    page.add(HEADLINE_MEANING, indent=2)
    for one in report.headline:
        page.add(f"! {one.kind}: {printable(one.message)}", indent=2)


def left_out(page: Page, report: Report) -> None:
    """The sentences of the sources that the story may have left out; nothing where there is none."""
    if not report.left_out:
        return
    page.heading(LEFT_OUT)
    page.add(LEFT_OUT_MEANING, indent=2)
    for one in report.left_out:
        page.add(beside(one), indent=2)
        page.add(f"“{printable(one.text)}”", indent=4)
