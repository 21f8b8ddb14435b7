"""The display of a running check, on standard error: bars with an estimate, and results as they come.

Unless standard error is a terminal, it shows neither bars nor results, only lines that people must see; the report has
everything.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from factcheck.cli.streams import say
from factcheck.pipeline import ClaimDecided, Compared, Event, Extracted
from factcheck.records import Comparison, Failure
from factcheck.render.printable import printable
from factcheck.render.wording import FAILED, RELATIONS, percent

_ESTIMATE_OVER_SECONDS = 600.0
"""The estimate looks at the speed over this long: a call takes seconds, so a shorter look would jump about."""


class Screen:
    """The bars and lines of one run; a context manager. `quiet` leaves only what `warn` says."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False, emoji=False, markup=False)
        self._live = self._console.is_terminal and not quiet
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[amount]}", markup=False),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=self._console,
            transient=True,
            disable=not self._live,
            speed_estimate_period=_ESTIMATE_OVER_SECONDS,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._bars.stop()

    def tell(self, line: str) -> None:
        """A line that is good to know."""
        if not self._quiet:
            self.warn(line)

    def warn(self, line: str) -> None:
        """A line that people must see."""
        if self._live:
            self._console.print(Text(printable(line)))
        else:
            say(line)

    def begin(self, sentences: int) -> None:
        """Show that a check has begun, on a story of that many sentences; the first answer may take a while."""
        self._bar("finding claims", 0, sentences, f"0 of {sentences} sentences")

    def on_fetched(self, done: int, total: int) -> None:
        """Show how much of the model's weights is downloaded."""
        self._bar("downloading the model, once", done, total, f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    def on_row(self, done: int, total: int) -> None:
        """Show how many labelled rows were compared with their sources."""
        self._bar("comparing", done, total, f"{done} of {total} rows")

    def on_text(self, done: int, total: int) -> None:
        """Show how many annotated texts the claims were extracted from."""
        self._bar("extracting", done, total, f"{done} of {total} texts")

    def on_story(self, done: int, total: int) -> None:
        """Show how many stories of a batch are done."""
        self._bar("checking stories", done, total, f"{done:,} of {total:,} stories")

    def on_replies(self, done: int, total: int) -> None:
        """Show how many requests at the Batch endpoint are done."""
        self._bar("waiting for replies", done, total, f"{done:,} of {total:,} requests")

    def on_event(self, event: Event) -> None:
        """Show what has just become known."""
        match event:
            case Extracted(outcomes, claims, done, total):
                self._bar("finding claims", done, total, f"{done} of {total} sentences")
                for claim in claims:
                    self._result(claim.id, "claim", claim.text)
                for outcome in outcomes:
                    if outcome.failure is not None:
                        self._result(
                            "", f"{FAILED.symbol} {FAILED.word} sentence {outcome.number}", outcome.failure.detail
                        )
            case Compared(claim, source, result, done, total):
                self._bar("comparing", done, total, f"{done} of {total} claims × sources")
                self._result(f"{claim.id} {source.id}", _said(result), claim.text)
            case ClaimDecided():
                pass  # The report, which has everything, is a moment away.

    def _bar(self, name: str, done: int, total: int, amount: str) -> None:
        if not self._live:
            return
        self._bars.start()
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, amount=amount)
        self._bars.update(self._tasks[name], completed=done, total=total, amount=amount)

    def _result(self, what: str, said: str, of: str) -> None:
        if self._live:
            line = Text(f"{what:<8} {said:<18} {printable(of)}")
            self._console.print(line, no_wrap=True, overflow="ellipsis")


def _said(result: Comparison | Failure) -> str:
    if isinstance(result, Failure):
        return f"{FAILED.symbol} {FAILED.word}"
    mark = RELATIONS[result.relation]
    return f"{mark.symbol} {mark.word} {percent(result.confidence)}"
