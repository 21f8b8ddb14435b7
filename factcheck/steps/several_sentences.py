"""A claim of several sentences is as strong as its weakest: it is asked about sentence by sentence, and the answers are
combined. The source is cached after the first. A claim of one sentence is asked about as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from factcheck.documents import segment
from factcheck.prompts import as_data
from factcheck.records import Claim, Relation

FEWEST_WORDS = 4
"""A sentence of a claim with fewer words than this is not asked about alone: it joins the one before it."""


def sentences_of(claim: Claim) -> tuple[Claim, ...]:
    """The sentences of `claim`, each as a separate claim with the same speaker; the claim itself if it is one sentence.

    A piece of fewer than `FEWEST_WORDS` words says little alone: it stays with the one before it, the first with the
    one after it.
    """
    text = as_data(claim.text)
    starts: list[int] = []
    for sentence in segment(text):
        words = len(text[sentence.start : sentence.end].split())
        first_is_short = len(starts) == 1 and len(text[: sentence.start].split()) < FEWEST_WORDS
        if not starts or (words >= FEWEST_WORDS and not first_is_short):
            starts.append(sentence.start)
    if len(starts) < 2:
        return (claim,)
    pieces = zip(starts, [*starts[1:], len(text)], strict=True)
    return tuple(claim.model_copy(update={"text": text[start:end].strip()}) for start, end in pieces)


def together(answers: Sequence[Mapping[Relation, float]]) -> dict[Relation, float]:
    """The probabilities of a whole claim from those of its sentences; unchanged for one sentence.

    The whole is as likely supported as its least supported sentence, and as likely contradicted as its most
    contradicted one; silence gets the rest. The sum is 1: the most contradicted sentence is supported at least as much
    as the least supported one, so the two never exceed 1.
    """
    if len(answers) == 1:
        return dict(answers[0])
    supports = min(answer[Relation.SUPPORTS] for answer in answers)
    contradicts = max(answer[Relation.CONTRADICTS] for answer in answers)
    silent = max(0.0, 1 - supports - contradicts)
    return {Relation.SUPPORTS: supports, Relation.CONTRADICTS: contradicts, Relation.SILENT: silent}
