"""The role of an amount beside a share: "70 % of imports, totalling $900 million" against "70 % of the $900 million".

In the first the amount is the share's value, in the second the whole. Only unambiguous wordings are read; "70 % of
imports worth $900 million" can mean either and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.drift.alignment import Alignment
from factcheck.drift.amounts import Amount
from factcheck.drift.differences import near
from factcheck.english.quantity import Quantity
from factcheck.records import Document, Drift, DriftKind, Span

_CONNECTIVE = r"(?:(?:the|its|their|his|her|a|an|that|those|these|this|some|total|estimated|nearly|almost|about|around|roughly|approximately|over|more|than|just|under|all|of|whole)\s)*"  # noqa: E501
_OF = re.compile(
    rf"\s?(?:out\s)?of\s{_CONNECTIVE}$|^\s?(?:out\s)?of\s(?:[\w’'-]+\s){{0,3}}total\s(?:[\w’'-]+\s){{0,3}}of\s{_CONNECTIVE}$",
    re.IGNORECASE,
)
_TOTALLING = re.compile(
    rf"[,(–—-].*?\b(?:totall?(?:ing|ed)|worth|amount(?:ing|ed)\sto|valued\sat|equivalent\sto|equal\sto|adding\sup\sto|coming\sto|came\sto|"
    rf"for\sa\stotal\sof|or|some|that\sis|i\.e\.)\s{_CONNECTIVE}$|[^(]*\(\s?{_CONNECTIVE}$",
    re.IGNORECASE,
)
_WHICH_IS = re.compile(
    rf".*[,(–—-]\s?(?:or|which\sis|that\sis|representing|accounting\sfor|making\sup|equal\sto|equivalent\sto)\s{_CONNECTIVE}$",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(rf"\b(?:out\s)?of\s{_CONNECTIVE}$", re.IGNORECASE)
_OF_WHICH = re.compile(r"\sof\s(?:which|them|it|that|this|these|those)\b", re.IGNORECASE)


_ALL = re.compile(r"\ball\s(?:of\s)?(?:the\s)?$", re.IGNORECASE)
_SAME_MATTER = 0.4


@dataclass(frozen=True)
class _Portion:
    """A share and an amount of one sentence; `amount_is_whole` says whether the share is of that amount or comes to it."""

    share: Amount
    amount: Amount
    amount_is_whole: bool


def _portions(amounts: Sequence[Amount], text: str) -> Iterator[_Portion]:
    for first, second in pairwise(amounts):
        if first.setting.start != second.setting.start:
            continue
        gap = text[first.quantity.end : second.quantity.start]
        one, other = first.quantity.unit.measure, second.quantity.unit.measure
        if one == "share" and other not in ("share", "points", "ordinal", "label", "score", "age"):
            if _OF.match(gap):
                yield _Portion(first, second, amount_is_whole=True)
            elif _TOTALLING.search(gap):
                yield _Portion(first, second, amount_is_whole=False)
        elif other == "share" and one not in ("share", "points", "ordinal", "label", "score", "age"):
            after = text[second.quantity.end : second.setting.end]
            before = text[first.setting.start : first.quantity.start]
            if _OF_WHICH.match(after) or (_OF_BEFORE.search(before) and "," in gap):
                yield _Portion(second, first, amount_is_whole=True)
            elif _WHICH_IS.match(gap):
                yield _Portion(second, first, amount_is_whole=False)


def share_as_total(
    ours: Sequence[Amount], theirs: Sequence[Amount], *, story: Document, source: Document
) -> Iterator[Drift]:
    """The drifts between an amount that is a share on one side and the whole on the other."""
    others = list(_portions(theirs, source.text))
    for portion in _portions(ours, story.text):
        same = [
            other
            for other in others
            if _same(portion.amount.quantity, other.amount.quantity)
            and abs(portion.share.quantity.low - other.share.quantity.low) <= 5
        ]
        if not same or any(other.amount_is_whole == portion.amount_is_whole for other in same):
            continue
        yield _portion_drift(portion, same[0], story, source)
    yield from _all_of_a_part(ours, others, story, source)


def _all_of_a_part(
    ours: Sequence[Amount], portions: Sequence[_Portion], story: Document, source: Document
) -> Iterator[Drift]:
    """The story says of the whole what the source says of a share: "all 5,200 households", "40 % of the 5,200
    households"."""
    if any(amount.quantity.unit.measure == "share" for amount in ours):
        return
    alignment = Alignment([portion.amount.setting.sentence for portion in portions])
    for amount in ours:
        whole = _ALL.search(story.text, amount.setting.start, amount.quantity.start)
        for portion in portions:
            if (
                whole
                and portion.amount_is_whole
                and _same(amount.quantity, portion.amount.quantity)
                and amount.setting.counted[:1] == portion.amount.setting.counted[:1]
                and alignment.overlap(amount.setting.sentence, portion.amount.setting.sentence) >= _SAME_MATTER
            ):
                share = portion.share.quantity
                yield Drift(
                    kind=DriftKind.NUMBER,
                    label="share_as_total",
                    conflict=True,
                    story=story.span(whole.start(), amount.quantity.end),
                    source=source.span(share.start, portion.amount.quantity.end),
                    story_value=f"all {amount.quantity.bare}",
                    source_value=f"{share.normalised} of {portion.amount.quantity.bare}",
                    message=f"The story says all {amount.written}, the source only {portion.share.written} of them.",
                )
                break


def _same(story: Quantity, source: Quantity) -> bool:
    return story.unit == source.unit and near(story.low, source.low, 0.05) and near(story.high, source.high, 0.05)


def _portion_drift(portion: _Portion, other: _Portion, story: Document, source: Document) -> Drift:
    def role(p: _Portion) -> str:
        return "the whole" if p.amount_is_whole else "the share"

    def says(p: _Portion) -> str:
        if p.amount_is_whole:
            return f"that {p.amount.written} is the whole and {p.share.written} is a share of it"
        return f"that the {p.share.written} itself came to {p.amount.written}"

    def span(p: _Portion, document: Document) -> Span:
        return document.span(
            min(p.share.quantity.start, p.amount.quantity.start), max(p.share.quantity.end, p.amount.quantity.end)
        )

    return Drift(
        kind=DriftKind.NUMBER,
        label="share_as_total",
        conflict=True,
        story=span(portion, story),
        source=span(other, source),
        story_value=f"{portion.amount.quantity.bare} is {role(portion)}",
        source_value=f"{other.amount.quantity.bare} is {role(other)}",
        message=f"The story says {says(portion)}; the source says {says(other)}.",
    )
