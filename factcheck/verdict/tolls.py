"""Counts typical of headlines: people killed, hurt, missing, held or saved, and shares like "four in five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from factcheck.english.quantities import find_quantities
from factcheck.english.quantity import PERCENT, PLAIN, Quantity

_FATES = {
    "killed": r"dead|dies?|died|kill(?:s|ed|ing)?",
    "hurt": r"hurts?|injur(?:es|ed|ing)|wound(?:s|ed|ing)?",
    "missing": r"missing",
    "held": r"held|arrest(?:s|ed)?|detain(?:s|ed)?",
    "charged": r"charged?",
    "questioned": r"questioned",
    "jailed": r"jail(?:s|ed)|imprisoned",
    "saved": r"rescue[sd]?|saved?",
}
_AFTER = {
    fate: re.compile(
        rf"(?:\s[\w’'-]+){{0,2}}?\s(?:(?:are|were|have|had)\s(?:been\s|also\s|still\s)*)?(?:feared\s)?(?:{verbs})\b",
        re.IGNORECASE,
    )
    for fate, verbs in _FATES.items()
}
_BEFORE = {
    fate: re.compile(rf"\b(?:{verbs}|leaves?)\s(?:at\sleast\s|about\s|some\s)?$", re.IGNORECASE)
    for fate, verbs in _FATES.items()
}
_ONE_MORE = re.compile(
    r"\b(?:another|third|fourth|fifth|sixth|himself|herself|\d+-year-old)\b"
    r"|\b(?:an?|the|one|his|her|their)\s(?:[\w’'-]+\s){0,2}?(?:man|woman|boy|girl|child|baby|toddler|teenager|pensioner|driver|pilot"
    r"|officer|worker|soldier|student|pupil|passenger|pedestrian|cyclist|father|mother|son|daughter|wife|husband|brother|sister"
    r"|suspect|victim|gunman|attacker|person|guard|nurse|teacher|firefighter|policeman|bystander|tourist|farmer|fisherman|neighbou?r)\b"
    r"|\b(?:was|has|is)\s(?:been\s|also\s|later\s|still\s)*(?:killed|died|dead|found\sdead|hurt|injured|wounded|missing|arrested)\b",
    re.IGNORECASE,
)
_IN = re.compile(r"\sin\s", re.IGNORECASE)


def fates(text: str, start: int, end: int) -> frozenset[str]:
    """What happened to the people that the number `text[start:end]` counts: "killed", "hurt" and the like; else
    empty."""
    after, before = text[end:], text[:start]
    return frozenset(fate for fate in _FATES if _AFTER[fate].match(after) or _BEFORE[fate].search(before))


def tells_of_one(text: str) -> bool:
    """Whether a text has a single person who may count in a toll beside its numbers: "a man and two women"."""
    return _ONE_MORE.search(text) is not None


def ratios(text: str) -> Iterator[Quantity]:
    """The shares that a headline writes as "four in five"; elsewhere these may be two counts: "two in three games"."""
    for first, second in pairwise(find_quantities(text)):
        plain = first.unit is PLAIN is second.unit and _IN.fullmatch(text, first.end, second.start)
        if plain and 1 < first.low < second.low <= 10:
            share = first.low / second.low * 100
            yield Quantity(first.start, second.end, share, share, PERCENT, fraction=True)
