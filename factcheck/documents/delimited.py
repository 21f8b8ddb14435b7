"""What separates the cells of a table in plain text (CSV, TSV), and whether a text is such a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence

DELIMITERS = "\t;|,"
"""In the order of trial: a comma is also part of numbers and of prose."""

_SAMPLE = 1_000
"""How many lines to look at."""
_FEWEST_ROWS = 3
_SENTENCE_ENDS = (".", "!", "?", "”", ":")
_LONGEST_CELL = 60
_MOSTLY = 0.5


def is_table(text: str) -> bool:
    """Whether every line has as many short cells between delimiters that no space follows, unlike prose."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if len(lines) < _FEWEST_ROWS:
        return False
    for mark in DELIMITERS.replace("|", ""):  # bars also delimit Markdown tables
        try:
            rows = list(csv.reader(lines, delimiter=mark, strict=True))
        except csv.Error:
            continue
        cells = [cell for row in rows for cell in row]
        if sum(map(bool, rows[0])) > 1 and len({len(row) for row in rows}) == 1:
            odd = sum(cell.startswith(" ") or cell.endswith(_SENTENCE_ENDS) for cell in cells)
            return odd * 20 < len(cells) and all(len(cell) <= _LONGEST_CELL for cell in rows[0])
    return False


def delimiter_of(text: str) -> str | None:
    """The delimiter of a text that is named as a table: the one that makes its rows most alike. None for prose."""
    lines = text.splitlines()[:_SAMPLE]
    best: tuple[float, str] = (0, "")
    for mark in DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=mark) if any(map(str.strip, row))]
        except csv.Error:
            continue
        wide = [row for row in rows if len(row) > 1]
        if not wide or len(wide) < len(rows) * _MOSTLY or _is_prose(wide):
            continue
        alike = Counter(map(len, wide)).most_common(1)[0][1]
        if alike / len(rows) > best[0]:
            best = alike / len(rows), mark
    return best[1] or None


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a space or nothing follows most delimiters, and most rows end like sentences or lines of letters."""
    following = [cell for row in rows for cell in row[1:]]
    spaced = sum(not cell or cell.startswith(" ") for cell in following)
    ended = sum(not row[-1] or row[-1].rstrip().endswith(_SENTENCE_ENDS) for row in rows)
    return spaced > len(following) * _MOSTLY and ended > len(rows) * _MOSTLY
