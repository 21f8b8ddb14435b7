"""Which rows of a source's tables a claim is about: "Oslo has 291,940 inhabitants" is held against Oslo's row, not Bergen's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.drift.alignment import by_sentence
from factcheck.english.columns import CELL_MARK, FIGURE, header_of
from factcheck.english.stems import stem
from factcheck.records import Document, Span

_WORD = re.compile(r"\b(?!\d{1,3}\b|\d{5})[^\W_]+")
"""Letters, "Q2", or a year."""


def of_claimed_rows(text: str, evidence: Sequence[Span], source: Document) -> tuple[Span, ...]:
    """The evidence without the rows of tables that `text` is not about; unchanged where it holds no such row.

    Left out are rows of whose name `text` has no word, and those of which it has no more than another row's name has, which
    it names in full: "Holm" of "North Holm" where it says "South Holm". `evidence` are spans of `source`; where a row is
    left out, the others come back cut into their sentences.
    """
    said = _stems(text)
    names = {one: _name_of_row(one.text) for one in by_sentence(evidence, source)}
    full = [name for name in names.values() if name and name <= said]
    kept = tuple(one for one, name in names.items() if not name or _is_named(name & said, name, full))
    return tuple(evidence) if len(kept) == len(names) else kept


def may_be_of_another_row(text: str, row: str, start: int) -> bool:
    """Whether `text` may not mean the figure at `row[start:]`, of a table: it has not the whole name of the row, or nothing
    says of which column it is, and the row has more figures. False for prose."""
    name = _name_of_row(row)
    figures = sum(map(_is_figure, row.split(CELL_MARK)))
    return bool(name) and (not name <= _stems(text) or (figures > 1 and not header_of(row, start)))


def _is_named(shared: frozenset[str], name: frozenset[str], full: Sequence[frozenset[str]]) -> bool:
    return bool(shared) and (shared == name or not any(shared < other for other in full))


def _is_figure(cell: str) -> bool:
    return FIGURE.fullmatch(cell) is not None


def _name_of_row(sentence: str) -> frozenset[str]:
    """The stems of the first cell that is not a figure, of a row that has figures; a year is a name. Empty for prose."""
    cells = [cell.rpartition(": ")[2] for cell in sentence.split(CELL_MARK)]
    if len(cells) == 1 or not any(map(_is_figure, cells)):
        return frozenset()
    return next((stems for cell in cells if (stems := _stems(cell))), frozenset())


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(text)))
