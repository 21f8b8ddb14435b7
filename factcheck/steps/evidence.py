"""A source's sentences as evidence: located spans, copied by code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from factcheck.records import Document, Evidence

_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 6


def states_nothing(sentence: str) -> bool:
    """Whether a sentence is only a name or a heading: a few words, all with a capital, and no figure."""
    words = _WORD.findall(sentence)
    return 1 < len(words) <= _LONGEST_NAME and not any(word[0].islower() or word[0].isdigit() for word in words)


def evidence_from_sentences(document: Document, numbers: Iterable[int]) -> tuple[Evidence, ...]:
    """The sentences with these numbers as evidence, ascending; adjacent ones become one span.

    Raises ValueError naming the numbers that the document does not have.
    """
    wanted = sorted(set(numbers))
    unknown = [number for number in wanted if not 1 <= number <= len(document.sentences)]
    if unknown:
        raise ValueError(
            f"document {document.id} has sentences 1 to {len(document.sentences)}, not {', '.join(map(str, unknown))}"
        )
    runs: list[list[int]] = [[number] for number in wanted[:1]]
    for previous, number in pairwise(wanted):
        if number == previous + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(_evidence(document, run) for run in runs)


def _evidence(document: Document, run: list[int]) -> Evidence:
    span = document.span(document.sentence(run[0]).start, document.sentence(run[-1]).end)
    return Evidence(document=span.document, start=span.start, end=span.end, text=span.text, sentences=tuple(run))
