"""Whether the later of two sources replaces the earlier: by publication time and by its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from factcheck.english.moments import published_on
from factcheck.english.quantities import find_quantities
from factcheck.english.stems import content_stems
from factcheck.records import Document, Span
from factcheck.verdict.chronology import earlier_of
from factcheck.verdict.conflict.opposing import Disagreement, Side

SOON = timedelta(14)
"""How long after the earlier source a later one still continues the same event."""


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_CORRECTION = _any_of(
    r"corrections?",
    r"correct(?:s|ed|ing)\s(?:an?|the|our|its|that|to|this|earlier)",
    r"clarification|erratum|retraction|misstated|in error",
    r"in (?:our|an?|the|its) (?:earlier|previous|first) (?:report|story|article|version|statement)",
    r"(?:earlier|previous) version",
    r"(?:gave|had|printed|published|stated|reported) (?:an? |the )?(?:wrong|incorrect|mistaken)",
    r"(?:was|were) (?:wrongly|incorrectly|mistakenly) (?:given|stated|reported|put|named)",
)
"""Words in a title, or near the claim's matter."""
_REPLACES = _any_of(
    r"this (?:report|story|article|version|statement|update|dispatch|item|text) (?:replaces|supersedes|updates|corrects)",
    r"(?:replaces|supersedes) (?:our|the|that|an) (?:\w+ )?(?:report|story|article|version|statement|dispatch)",
)
"""Words about the whole later text, anywhere in it."""
_CHANGED = _any_of(
    r"now (?:known|confirmed|believed|stands?|puts?|say|says|at|totals?|counts?)",
    r"(?:ris(?:es|en|ing)|rose|climb(?:s|ed)|grow(?:s|n)|grew|rais(?:ed|es)|lower(?:ed|s)|revis(?:ed|es)|updat(?:ed|es)|"
    r"increas(?:ed|es)|cut|fell|falls|drops?|dropped|amended|correct(?:ed|s)) (?:\w+ ){0,3}?(?:to|from)",
    r"(?:up|down) from",
    r"revised",
    r"raised the (?:\w+ )?toll",
    r"(?:earlier|previously|first|initially|originally) (?:\w+ )?(?:said|reported|put|given|thought|believed|announced|stated)",
    r"(?:earlier|previous|initial|first|preliminary|provisional) (?:\w+ )?(?:toll|count|figure|number|estimate|report|total)s?",
)
"""Words that say a figure has changed."""
_TOLL = re.compile(
    r"\b(?:dead|dies?|died|killed|kills|death|deaths|toll|fatalit\w+|bodies|injur\w+|wounded|hurt)\b", re.IGNORECASE
)
"""Counts that only grow as a disaster becomes known."""


@dataclass(frozen=True)
class Succession:
    """The later source, and in a line why it replaces the earlier."""

    later: Document
    reason: str


def corrects(supporting: Side, contradicting: Side) -> Succession | None:
    """The later side, if it says that it corrects or replaces its own publisher's earlier text."""
    order = _order(supporting, contradicting)
    if order is None or not _one_publisher(order[0].source, order[1].source):
        return None
    later = order[1]
    notice = _CORRECTION.search(later.source.title or "") or _nearby(_CORRECTION, later)
    notice = notice or _REPLACES.search(later.source.text)
    return Succession(later.source, f"it says so: “{' '.join(notice.group().split())}”") if notice else None


def updates(supporting: Side, contradicting: Side, difference: Disagreement) -> Succession | None:
    """The later side, if its figure updates the earlier one's."""
    order = _order(supporting, contradicting)
    if order is None:
        return None
    earlier, later = order
    said = _CHANGED.search(_place(difference, later).text) or _of_title(later, difference)
    if said:
        return Succession(later.source, f"it says that the figure has changed: “{' '.join(said.group().split())}”")
    if not _soon(earlier.source, later.source):
        return None
    if _one_publisher(earlier.source, later.source):
        return Succession(later.source, "it is by the same publisher")
    if _grown_toll(difference, earlier, later):
        return Succession(later.source, "it counts more dead or hurt")
    return None


def _order(one: Side, other: Side) -> tuple[Side, Side] | None:
    first = earlier_of(one.source, other.source)
    if first is None:
        return None
    return (one, other) if first is one.source else (other, one)


def _one_publisher(one: Document, other: Document) -> bool:
    return _named(one) is not None and _named(one) == _named(other)


def _named(document: Document) -> str | None:
    return " ".join(document.publisher.casefold().split()) if document.publisher else None


def _soon(earlier: Document, later: Document) -> bool:
    first, second = published_on(earlier.published), published_on(later.published)
    return first is not None and second is not None and second - first <= SOON


def _nearby(words: re.Pattern[str], side: Side) -> re.Match[str] | None:
    """The words in an evidence sentence, or in the one before or after it."""
    for span in side.sentences:
        numbers = side.source.sentences_within(span.start, span.end)
        for number in range(max(1, numbers[0] - 1), min(len(side.source.sentences), numbers[-1] + 1) + 1):
            if found := words.search(side.source.sentence_text(number)):
                return found
    return None


def _of_title(later: Side, difference: Disagreement) -> re.Match[str] | None:
    """The words in the later one's headline, if it is about the same."""
    title = later.source.title or ""
    shared = set(content_stems(title)) & set(content_stems(_place(difference, later).text))
    return _CHANGED.search(title) if len(shared) >= 2 else None


def _place(difference: Disagreement, side: Side) -> Span:
    return difference.supporting if difference.supporting.document == side.source.id else difference.contradicting


def _grown_toll(difference: Disagreement, earlier: Side, later: Side) -> bool:
    before, after = _place(difference, earlier), _place(difference, later)
    if not (_TOLL.search(before.text) and _TOLL.search(after.text)):
        return False
    first, second = (
        difference.supporting_value
        if side.source.id == difference.supporting.document
        else difference.contradicting_value
        for side in (earlier, later)
    )
    counted = _count(first), _count(second)
    return counted[0] is not None and counted[1] is not None and counted[0] < counted[1]


def _count(value: str) -> Fraction | None:
    found = [quantity.low for quantity in find_quantities(value) if quantity.unit.measure == "count"]
    return found[0] if len(found) == 1 else None
