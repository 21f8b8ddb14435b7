"""The results of a batch for people: the index as pages, the table as CSV and as text. Stories that need a person come
first."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote

from jinja2 import PackageLoader
from markupsafe import Markup

from factcheck.batch.results import Result, State, Totals, totals
from factcheck.records import VerdictName
from factcheck.render.printable import printable
from factcheck.render.table import safe_cell
from factcheck.render.templates import page_template
from factcheck.render.wording import DRIFT, HEADLINE, VERDICTS, plural

COLUMNS = (
    "story",
    "state",
    "reason",
    "title",
    "sources",
    "claims",
    *VERDICTS,
    "drifting",
    "needs_person",
    "unread_sentences",
    "left_out",
    "missing_answers",
    "page",
    "headline",
)
"""The table's columns: those named after verdicts count claims, `headline` findings; new ones are only ever added at
the end."""

STATES = {
    State.UNREADABLE: "cannot be read",
    State.FAILED: "could not be checked",
    State.WAITING: "not checked yet",
    State.CHECKED: "checked",
}
_ON_A_PAGE = 500
"""Stories on one page of the index."""
_ON_THE_SCREEN = 30
"""Stories in the table on the screen."""
_TEMPLATE = page_template(PackageLoader("factcheck.batch", "page"), "index.html.j2")


def page_of(result: Result) -> str:
    """Where the story's own page is, seen from the index, as a relative URL."""
    return f"stories/{quote(result.id)}/report.html"


def index(results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    """The pages of the index, each with its file name."""
    ranked = _ranked(results)
    style = files("factcheck.batch").joinpath("page/index.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    pages = range(0, max(len(ranked), 1), _ON_A_PAGE)
    names = ["index.html", *(f"index-{number}.html" for number in range(2, len(pages) + 1))]
    for name, start in zip(names, pages, strict=True):
        yield (
            name,
            _TEMPLATE.render(
                rows=ranked[start : start + _ON_A_PAGE],
                names=names,
                name=name,
                summary=summary(totals(results)),
                verdicts=VERDICTS,
                drift=DRIFT,
                headline=HEADLINE,
                states=STATES,
                page_of=page_of,
                style=Markup(style),  # noqa: S704 - our own file, not a document's text
                policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            ),
        )


def table(results: Sequence[Result]) -> str:
    """The rows as CSV (RFC 4180), in the order of the stories."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in results:
        counted = [row.sources, row.claims, *(row.verdicts.get(name, 0) for name in VERDICTS), row.drifting]
        counted += [row.needing_person, row.failed_sentences, row.left, row.unanswered]
        checked = row.state is State.CHECKED
        words = [row.story, row.state, row.reason or "", row.title]
        counts = [*counted, page_of(row), row.headline] if checked else [""] * (len(counted) + 2)
        writer.writerow([*map(safe_cell, words), *counts])
    return text.getvalue()


def lines(results: Sequence[Result]) -> str:
    """The rows as a table of text, stories that need a person first; a long one ends with the number of the others."""
    marks = (*VERDICTS.values(), DRIFT, HEADLINE)
    shown = _ranked(results)[:_ON_THE_SCREEN]
    wide = max([2, *(len(str(n)) for row in shown for n in (*row.verdicts.values(), row.claims))])
    head = "  ".join(f"{cell:>{wide}}" for cell in ("#", *(mark.symbol for mark in marks)))
    told = [f"{head}  story"]
    for row in shown:
        cells = [row.claims, *(row.verdicts.get(name, 0) for name in VERDICTS), row.drifting, row.headline]
        if row.state is State.CHECKED:
            told.append("  ".join(f"{cell:>{wide}}" for cell in cells) + f"  {printable(row.story)}")
        else:
            why = printable(row.reason or "")
            told.append(
                f"{STATES[row.state]}: {why if printable(row.story) in why else f'{printable(row.story)} {why}'.strip()}"
            )
    if others := len(results) - len(shown):
        told.append(f"and {plural(others, 'more story', 'more stories')} in results.csv")
    names = [f"{mark.symbol} {mark.word}" for mark in marks]
    told.append(f"# claims, {', '.join(names)}")
    return "\n".join(told) + "\n"


def summary(sums: Totals) -> tuple[str, str]:
    """The outcomes of the stories and of their claims, in a line each."""
    stories = [f"{sums.states[state]:,} {word}" for state, word in reversed(STATES.items()) if sums.states[state]]
    found = [f"{sums.verdicts[name]:,} {mark.word}" for name, mark in VERDICTS.items() if sums.verdicts[name]]
    asked = f"{sums.unanswered:,} answers are missing" if sums.unanswered else ""
    return (
        f"{plural(sums.states.total(), 'story', 'stories')}: {', '.join(stories) or 'none'}",
        "; ".join(
            part
            for part in (
                f"{plural(sums.claims, 'claim')}: {', '.join(found)}" if found else plural(sums.claims, "claim"),
                f"{sums.drifting:,} with drift",
                f"{sums.needing_person:,} for a person",
                plural(sums.headline, "finding on a headline", "findings on headlines") if sums.headline else "",
                asked,
            )
            if part
        ),
    )


def _ranked(results: Sequence[Result]) -> list[Result]:
    """Stories that could not be checked, then the checked ones, by how much they need a person, then the waiting
    ones."""
    order = (State.UNREADABLE, State.FAILED, State.CHECKED, State.WAITING)

    def key(row: Result) -> tuple[int, ...]:
        counted = (VerdictName.CONTRADICTED, VerdictName.DISPUTED)
        return (
            order.index(row.state),
            *(-row.verdicts.get(name, 0) for name in counted),
            -row.drifting,
            -row.headline,
            -row.needing_person,
        )

    return sorted(results, key=key)
