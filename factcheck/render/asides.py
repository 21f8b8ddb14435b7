"""The parts of a terminal report beside its claims: the headline against its story, and what the sources also say."""

from __future__ import annotations

from factcheck.records import Report
from factcheck.render.lines import Page
from factcheck.render.printable import printable
from factcheck.render.wording import HEADLINE, LEFT_OUT, LEFT_OUT_MEANING, beside


def of_headline(page: Page, report: Report) -> None:
    """What the headline says and the story below it does not; nothing if it says no more."""
    if not report.headline:
        return
    page.heading(HEADLINE.word.capitalize())
    page.add(HEADLINE.meaning, indent=2)
    for one in report.headline:
        page.add(f"{HEADLINE.symbol} {one.kind}: {printable(one.message)}", indent=2)


def left_out(page: Page, report: Report) -> None:
    """The sentences of the sources that the story may have left out; nothing if there are none."""
    if not report.left_out:
        return
    page.heading(LEFT_OUT)
    page.add(LEFT_OUT_MEANING, indent=2)
    for one in report.left_out:
        page.add(beside(one), indent=2)
        page.add(f"“{printable(one.text)}”", indent=4)
