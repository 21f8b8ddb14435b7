"""The second, short question: does the evidence, shown alone, bear the claim out?

A model that reads a whole source says yes to any claim on the same subject. If it sees only the sentences that the
claim is said to rest on, it has to find every detail in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from factcheck.calibration.calibration import MORE_LIKELY_THAN_NOT
from factcheck.english.reports import holds
from factcheck.records import Claim, Document, Relation
from factcheck.steps.reading import numbered

SPEAKS_OF_IT = 0.35
"""Below this relevance of its nearest sentence, a source does not speak of the claim's subject (docs/measurements.md)."""
_LEANS = re.compile(
    r"\W*(?:[\w’'-]+\W+){0,3}?(?:he|she|it|they|his|her|its|their|him|them|this|these|those|that|there|both|neither|"
    r"the (?:company|firm|group|club|court|council|ministry|agency|study|report|team|party|bank|union|school|hospital))\b",
    re.IGNORECASE,
)
"""The start of a sentence whose subject is clear only from the previous one."""


def evidence_alone(source: Document, numbers: Iterable[int]) -> str:
    """The sentences of `source` with these numbers as the prompt shows them, ascending, one a line.

    A sentence that leans on the previous one ("She resigned on Monday.") has that one before it, in brackets: it tells
    who is meant and is not itself evidence.
    """
    chosen = sorted(set(numbers))
    lines = []
    for number in chosen:
        if number > 1 and number - 1 not in chosen and _LEANS.match(source.sentence_text(number)):
            lines.append(f"(before it: {numbered(source, number - 1)})")
        lines.append(numbered(source, number))
    return "\n".join(lines)


def is_carried(relation: Relation, whole: Mapping[Relation, float], alone: Mapping[Relation, float]) -> bool:
    """Whether `relation` counts if no threshold was measured; otherwise the source is unclear on the claim.

    `whole` are the probabilities of the model's answer on the source, empty if it was not asked, `alone` those on the
    evidence alone: both must be more likely than not.
    """
    return min(whole.get(relation, 1.0), alone[relation]) >= MORE_LIKELY_THAN_NOT


def may_contradict(claim: Claim, nearest: str, relevance: float) -> bool:
    """Whether the No of a model that was taught to confirm may count; `nearest` is the evidence's sentence that is nearest to
    the claim, with its `relevance`.

    Such a model also says No of evidence about something else, and of a flat claim that the source only has somebody say.
    """
    reports = claim.speaker is not None or not holds(claim.text)
    return relevance >= SPEAKS_OF_IT and (reports or holds(nearest))
