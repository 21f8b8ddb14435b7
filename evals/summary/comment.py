"""The comparison of two runs as a comment on a pull request: the verdict, what changed, the cases that flipped. Pure.

The first line is a mark by which the next comment finds this one and replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.paired import Change
from evals.summary import markdown, wording
from evals.summary.overview import Flip, Overview
from factcheck.render.escaping import escaped
from factcheck.render.wording import plural

MARK = "<!-- factcheck evals -->"
LONGEST = 60_000
"""Characters of a comment; GitHub refuses more than 65,536."""


def render(overview: Overview) -> str:
    """The comment in GitHub's Markdown, with a line break at the end. Cases that do not fit are counted."""
    head = [
        MARK,
        f"## Evals: {escaped(overview.name)} against {escaped(str(overview.before))}",
        f"**{escaped(wording.headline(overview))}**",
        *(f"### {heading}\n\n" + _list(map(escaped, lines)) for heading, lines in wording.notes(overview).items()),
        _changes(overview),
    ]
    tail = f"<details><summary>Every metric</summary>\n\n{markdown.render(overview.model_copy(update={'flips': ()}))}\n</details>"
    room = LONGEST - sum(len(block) + 2 for block in head) - len(tail)
    flips = _flips(overview.flips, room)
    if room < 0:
        tail = "Every metric is in the run's summary: there is no room for them here."
    return "\n\n".join(block for block in (*head, flips, tail) if block)[:LONGEST] + "\n"


def _changes(overview: Overview) -> str:
    rows = [*overview.changed(Change.WORSE), *overview.changed(Change.BETTER)]
    if not rows:
        return "No metric moved by more than chance explains."
    lines = ["| metric | before | now | verdict |", "|---|--:|--:|---|"]
    lines += [
        f"| `{row.metric}` | {wording.score_before(row)} | {wording.score(row)} | **{wording.change(row)}** |"
        for row in rows
    ]
    return "\n".join(lines)


def _flips(flips: tuple[Flip, ...], room: int) -> str:
    """The cases that flipped, those that lost first, as many as fit into `room` characters."""
    if not flips:
        return "No case flipped."
    told = [f"### {plural(len(flips), 'case')} flipped", ""]
    ordered = sorted(flips, key=lambda flip: flip.now >= flip.before)
    used = 100
    for place, flip in enumerate(ordered):
        lines = list(_flip(flip))
        used += sum(len(line) + 1 for line in lines)
        if used > room:
            told.append(f"- and {plural(len(ordered) - place, 'more case')}")
            break
        told += lines
    return "\n".join(told)


def _flip(flip: Flip) -> Iterator[str]:
    sign = wording.MARKS[Change.WORSE if flip.now < flip.before else Change.BETTER]
    yield f"- {sign} `{flip.metric}` {escaped(flip.case)} {wording.percent(flip.before)} → {wording.percent(flip.now)}"
    yield from (f"  - now missed: {escaped(line)}" for line in flip.newly_missed)
    yield from (f"  - no longer missed: {escaped(line)}" for line in flip.no_longer_missed)


def _list(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
