"""Where quotation marks open and close in a text.

Knows “…”, "…", „…“, ”…”, «…», »…«, 「…」, 『…』, ``…'', ‘…’ and '…'. Marks inside a quotation belong to it: only the
outermost ones count. A quotation over several paragraphs, each opened again and only the last one closed, is one
quotation. Apostrophes are not marks, and a mark without a partner is skipped rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DOUBLE = re.compile(r"[“”„‟«»＂\"「」『』﹁﹂〝〞〟]|``|''|‘‘|’’")
_OPENING = frozenset({"“", "„", "‟", "«", "``", "‘‘", "「", "『", "﹁", "〝"})
_CLOSING = frozenset({"”", "»", "''", "’’", "」", "』", "﹂", "〞", "〟"})
_OPENS_ELSEWHERE = frozenset({"''", "”", "»"})
"""Closing marks with which some countries, and some keyboards, open: ”…” in Sweden, »…« in Germany."""
_OPENED_SO = {"„": "“", "»": "«"}
"""Opening marks that what opens in other countries closes."""
_SINGLE_OPENING = re.compile(
    r"(?<![\w'‘’`])[‘'](?=[^\s'’‘`])"
    # Words that lost their beginning start with an apostrophe, not with a mark: 'twas, 'em, the '90s.
    r"(?!(?:t(?:is|was|il|ill)|em|cause|bout|round|n)\b|\d\ds?\b)",
    re.IGNORECASE,
)
_SINGLE_CLOSING = re.compile(r"(?<=[^\s'‘`])['’](?![\w'’])")
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Quoted:
    """A stretch in quotation marks: `text[start:end]` without them, `text[outer_start:outer_end]` with them."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def quoted(text: str) -> tuple[Quoted, ...]:
    """All outermost quotations of `text` that hold at least one letter or digit, in order."""
    doubles = list(_double_quotations(text))
    singles = list(_single_quotations(text))
    # ‘He said “no” to me’ and “He said ‘no’ to me”: whichever encloses the other is the quotation.
    outermost = [
        candidate
        for candidate in doubles + singles
        if not any(
            other.outer_start <= candidate.outer_start
            and candidate.outer_end <= other.outer_end
            and other is not candidate
            for other in doubles + singles
        )
    ]
    return tuple(
        sorted(
            (one for one in outermost if any(map(str.isalnum, text[one.start : one.end]))),
            key=lambda one: one.start,
        )
    )


def _double_quotations(text: str) -> Iterator[Quoted]:
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text):
        if opened is None:
            if _can_open(text, mark):
                opened = mark
        elif _PARAGRAPH_BREAK.search(text, opened.end(), mark.start()) and not _runs_on(text, opened, mark):
            opened = mark if _can_open(text, mark) else None  # the earlier mark had no partner in its paragraph
        elif _closes(text, opened, mark):
            yield Quoted(opened.end(), mark.start(), opened.start(), mark.end())
            opened = None
        elif not _reopens(text, mark):
            opened = mark


def _can_open(text: str, mark: re.Match[str]) -> bool:
    if mark[0] in _OPENING:
        return True
    before, after = _around(text, mark)
    if mark[0] in _CLOSING:
        return mark[0] in _OPENS_ELSEWHERE and (before.isspace() or before in "([—–:：,，") and after.isalnum()
    return not (before.isalnum() or before in ".,;:!?%)")


def _closes(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    if mark[0] in _CLOSING or _OPENED_SO.get(opened[0]) == mark[0]:
        return True
    if mark[0] in _OPENING:
        return False
    before, after = _around(text, mark)
    return not before.isspace() or not after.isalnum()


def _reopens(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark is where a quotation can continue: at the beginning of a line, or, in a text whose paragraphs
    were joined, after the end of a sentence."""
    before = text[: mark.start()].rstrip()
    line = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return bool(before) and (not line.strip() or before[-1] in ".!?…")


def _runs_on(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    """Whether every paragraph between the two marks reopens the quotation, which then continues through them."""
    breaks = list(_PARAGRAPH_BREAK.finditer(text, opened.end(), mark.start() + 1))
    return all(text[found.end() : found.end() + 1] in "“\"«„‘'`" for found in breaks if found.end() < len(text))


def _around(text: str, mark: re.Match[str]) -> tuple[str, str]:
    """The characters before and after the mark; a blank at either end of the text."""
    before = text[mark.start() - 1] if mark.start() else " "
    after = text[mark.end()] if mark.end() < len(text) else " "
    return before, after


def _single_quotations(text: str) -> Iterator[Quoted]:
    position = 0
    while opened := _SINGLE_OPENING.search(text, position):
        position = opened.end()
        closed = _single_partner(text, opened)
        if closed is not None:
            yield Quoted(opened.end(), closed.start(), opened.start(), closed.end())
            position = closed.end()


def _single_partner(text: str, opened: re.Match[str]) -> re.Match[str] | None:
    """The closing mark, in the same paragraph and before another opens. A plural's apostrophe may look like one."""
    paragraph_end = _PARAGRAPH_BREAK.search(text, opened.end())
    following = _SINGLE_OPENING.search(text, opened.end())
    limit = min(
        paragraph_end.start() if paragraph_end else len(text),
        following.start() if following else len(text),
    )
    candidates = [
        found
        for found in _SINGLE_CLOSING.finditer(text, opened.end(), limit)
        if len(_DOUBLE.findall(text, opened.end(), found.start())) % 2 == 0
    ]
    for found in candidates[:-1]:
        plural = text[found.start() - 1] in "sSzZxX" and re.match(r" \w", text[found.end() : found.end() + 2])
        if not plural:
            return found
    return candidates[-1] if candidates else None
