"""Quantities located in a document, with their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from factcheck.drift.alignment import Setting, counted_words, sentences_of, setting
from factcheck.english.quantity import AGE, Quantity
from factcheck.english.rises import Change, change_of
from factcheck.languages import language
from factcheck.records import Document, Span

_CUT_BEFORE = re.compile(r"\d\.\s?$")
_CUT_AFTER = re.compile(r"\.\s?\d")


_BASELINE = re.compile(r"\b(?:from|compared\s(?:with|to)|against|instead\sof|rather\sthan)\s(?:\w+\s)?$", re.IGNORECASE)

_INCREASE_AFTER = re.compile(r"\s(?:more|others?|additional|extra|further)\b", re.IGNORECASE)
_INCREASE_BEFORE = re.compile(r"\b(?:another|additional|extra|further|other)\s$", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A quantity of one document with its setting; `counted` are the document's words for the thing it counts.

    `role` is `baseline` for the 11 of "six weeks, down from 11" and `increase` for the two of "two more men".
    """

    quantity: Quantity
    setting: Setting
    written: str
    counted: str
    role: Literal["", "baseline", "increase"]
    change: Change

    @property
    def around(self) -> frozenset[str]:
        """The stems around it that may say what changed."""
        return frozenset((*self.setting.before, *self.setting.after))


def located_amounts(spans: Iterable[Span], document: Document) -> tuple[Amount, ...]:
    """The quantities of the spans that lie in no date or time, in text order, each once.

    A number that a sentence boundary cuts in two ("98. 7 percent", segmented after the stop) is left out.
    """
    text, tongue = document.text, language(document.language)
    found: dict[tuple[int, int], Amount] = {}
    for span in spans:
        for start, end in sentences_of(span, document):
            moments = tongue.find_moments(text[start:end])
            for quantity in tongue.find_quantities(text[start:end]):
                if any(quantity.start < moment.end and moment.start < quantity.end for moment in moments):
                    continue
                located = replace(quantity, start=start + quantity.start, end=start + quantity.end)
                if located.start == start and _CUT_BEFORE.search(text, max(0, start - 3), start):
                    continue
                if _CUT_AFTER.match(text, located.end):
                    continue
                found[located.start, located.end] = Amount(
                    quantity=located,
                    setting=_setting(located, text, (start, end), tongue.empty_words),
                    written=text[located.start : located.end],
                    counted=counted_words(text, (located.start, located.end), (start, end), tongue.empty_words),
                    role=_role(text, located, start),
                    change=change_of(text, located, (start, end)),
                )
    return tuple(found[key] for key in sorted(found))


def _role(text: str, quantity: Quantity, sentence_start: int) -> Literal["", "baseline", "increase"]:
    if _BASELINE.search(text, sentence_start, quantity.start):
        return "baseline"
    increase = _INCREASE_AFTER.match(text, quantity.end) or _INCREASE_BEFORE.search(
        text, sentence_start, quantity.start
    )
    return "increase" if increase else ""


def _setting(quantity: Quantity, text: str, sentence: tuple[int, int], empty: frozenset[str]) -> Setting:
    """The quantity's setting. An age belongs to a name on either side: "Ann Smith, 33", "33-year-old Ann"."""
    found = setting(text, quantity.start, quantity.end, sentence, empty)
    if quantity.unit is not AGE:
        return found
    return replace(found, before=found.before[:2] + found.after[:2])
