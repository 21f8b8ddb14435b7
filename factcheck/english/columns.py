"""A figure in the row of a table, as documents give rows: "City: Oslo | Population: 717710 | Budget (€m): 120.25".

What it counts stands before it, in the header of its column, and so may its unit and its scale.
"""

from __future__ import annotations

import re

CELL_MARK = " | "
"""The separator between the cells of a row, in the tables of all formats."""

FIGURE = re.compile(r"[-+−–(]?\W{0,2}\d[\d.,'’\s]*\W{0,2}")
"""A cell that is a figure, with its sign and its unit's mark."""

_HEADER = re.compile(r"(?:^|\|\s)([^|:\n]{1,80}):\s\W?$")
_IN_BRACKETS = re.compile(r"[(\[](?:in\s)?([^()\[\]]{1,25})[)\]]\s*$")
_AFTER_COMMA = re.compile(r",\s(?:in\s)?([^,]{1,25})$")
_THOUSANDS = re.compile(r"['’]?000s?|thousands")
_CURRENCY = re.compile(r"((?:US|AU|HK|NZ|CA|A|C)?\$|[€£¥₹]|[A-Z]{3}\b)\s?")


def cell_around(text: str, start: int, end: int, row: tuple[int, int]) -> tuple[int, int] | None:
    """The cell that `text[start:end]` lies in, header and all; None if `text[row[0]:row[1]]` is not a row of several cells."""
    first, last = row
    if CELL_MARK not in text[first:last]:
        return None
    before, after = text.rfind(CELL_MARK, first, start), text.find(CELL_MARK, end, last)
    return first if before < 0 else before + len(CELL_MARK), last if after < 0 else after


def header_of(text: str, start: int) -> str:
    """The words before the colon of the cell whose figure begins at `start`; "" if there are none."""
    match = _HEADER.search(text, max(0, start - 90), start)
    return match[1].strip() if match else ""


def one_of_column(header: str) -> str:
    """What "1" means in the column, as prose would put it: "€1m" for "Budget (€m)", "1 km" for "km"; "" for "(m)".

    A header may name no unit at all ("1 Patients"): that is for whoever reads the words to see.
    """
    named = _IN_BRACKETS.search(header) or _AFTER_COMMA.search(header)
    unit = _THOUSANDS.sub("thousand", (named[1] if named else header).strip())
    if unit in ("m", "M"):  # millions or metres
        return ""
    money = _CURRENCY.match(unit)
    if money is None:
        return f"1 {unit}"
    rest = unit[money.end() :]
    one = f"{money[1]} 1" if money[1].isalpha() else f"{money[1]}1"
    return f"{one} {rest}" if len(rest) > 2 else one + rest
