"""Paragraphs of a document, and spans shown inside the paragraph they stand in.

Everything shown is verbatim. A piece of kind `gap` marks every omission; nothing is cut silently.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from factcheck.records import Document, Span

CONTEXT = 360
"""Characters of a paragraph shown before and after a span; more is left out, visibly."""
LONGEST = 2_400
"""Characters of a span to show in full; a longer one shows its beginning and end."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Stretch:
    """A piece of an excerpt: verbatim `text` (`context`, `span`), or a note in its place (`gap`)."""

    kind: Literal["context", "span", "gap"]
    text: str


def paragraphs(document: Document) -> tuple[tuple[int, int], ...]:
    """The document's paragraphs as `(start, end)`, ascending; together they hold all its text except white space.

    Blank lines separate them, or line ends in a document without blank lines. A headline, byline or footer is always
    alone.
    """
    text = document.text
    breaks = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    cuts = {0, len(text)} | {match.end() for match in breaks.finditer(text)}
    for before, after in pairwise(document.sentences):
        if before.role is not after.role:
            cuts.add(after.start)
    edges = sorted(cuts)
    found = []
    for start, end in pairwise(edges):
        body = text[start:end]
        if body.strip():
            found.append((start + len(body) - len(body.lstrip()), start + len(body.rstrip())))
    return tuple(found)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpts(
    document: Document, within: tuple[tuple[int, int], ...], spans: Iterable[Span]
) -> tuple[tuple[Stretch, ...], ...]:
    """Each paragraph with some of `spans`, which are marked. `within` are the document's `paragraphs`."""
    by_paragraph: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, end in merged((span.start, span.end) for span in spans):
        index = max(bisect_right(within, (start, len(document.text))) - 1, 0)
        paragraph = within[index] if within else (start, end)
        by_paragraph.setdefault(paragraph, []).append((start, end))
    return tuple(
        tuple(_stretches(document.text, min(first, marked[0][0]), max(last, marked[-1][1]), marked))
        for (first, last), marked in by_paragraph.items()
    )


def around(document: Document, span: Span, reach: int = 90) -> tuple[str, str]:
    """The words before and after a span in its own sentences, at most about `reach` characters of either."""
    numbers = document.sentences_within(span.start, span.end)
    first = document.sentence(numbers[0]).start if numbers else span.start
    last = document.sentence(numbers[-1]).end if numbers else span.end
    before, after = document.text[first : span.start], document.text[span.end : last]
    if len(before) > reach:
        before = "… " + before[-reach:].partition(" ")[2]
    if len(after) > reach:
        after = after[:reach].rpartition(" ")[0] + " …"
    return before, after


def shortened(text: str) -> tuple[Stretch, ...]:
    """A whole span, or the beginning and the end of one too long to read."""
    if len(text) <= LONGEST:
        return (Stretch("span", text),)
    half = LONGEST // 2
    return (
        Stretch("span", text[:half]),
        Stretch("gap", f"[… {len(text) - 2 * half:,} characters not shown …]"),
        Stretch("span", text[-half:]),
    )


def _stretches(text: str, start: int, end: int, marked: list[tuple[int, int]]) -> Iterable[Stretch]:
    at = start
    for index, (first, last) in enumerate(marked):
        yield from _context(text[at:first], keep_start=index > 0, keep_end=True)
        yield from shortened(text[first:last])
        at = last
    yield from _context(text[at:end], keep_start=True, keep_end=False)


def _context(text: str, *, keep_start: bool, keep_end: bool) -> Iterable[Stretch]:
    """A stretch between spans: the `CONTEXT` characters next to each of them, and a mark for the omission."""
    if len(text) <= CONTEXT * (keep_start + keep_end):
        if text:
            yield Stretch("context", text)
        return
    if keep_start:
        yield Stretch("context", text[:CONTEXT])
    yield Stretch("gap", "[…]")
    if keep_end:
        yield Stretch("context", text[-CONTEXT:])
