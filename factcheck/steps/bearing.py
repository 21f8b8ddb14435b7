"""How likely each sentence of a source is to bear on a claim, and which of them are its evidence.

A small model of a person's choice: a sentence's chance is the softmax, over the sentences of the source, of a weighted
sum of what it shares with the claim. The weights were fitted to the 2,460 claims of `evals/written/train` that their
source supports or contradicts, by the likelihood of the sentences that a person chose (conditional logit, McFadden
1974). docs/measurements.md says how well it chooses on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum

from factcheck.steps.reading import Reader
from factcheck.steps.restate import shares_said

WORDS = 5.6
"""The weight of `Reader.relevance`."""
WORDS_BEFORE = 5.2
"""The weight of what the previous sentence adds to that: it can say whom this one is about."""
LETTERS = 11.6
"""The weight of `Reader.likeness`."""
FIGURES = 3.3
"""The weight of the share of the claim's dates, times and amounts that the sentence says."""
SPEAKER = 1.6
"""The weight of the relevance to the speaker's name and office."""
MOST_EVIDENCE = 3
ABOUT_AS_LIKELY = 0.2
"""Another sentence is evidence from this share of the likeliest one's chance on, …"""
ADDS = 0.1
"""… and if the claim's words that it adds to the evidence weigh this much (a share, 0 to 1)."""


def chances_to_bear(reader: Reader, claim: str, speaker: str | None = None) -> list[float]:
    """For every sentence of the source, in order: how likely it is to bear on `claim`; their sum is 1.

    The claim's dates and amounts should be in the source's words (`factcheck.steps.restate`).
    """
    source = reader.source
    words, before = reader.relevance(claim), reader.relevance(claim, with_before=True)
    said = shares_said(claim, [source.sentence_text(s.number) for s in source.sentences], published=source.published)
    names = reader.relevance(speaker) if speaker else [0.0] * len(words)
    sums = [
        WORDS * own + WORDS_BEFORE * (both - own) + LETTERS * alike + FIGURES * figures + SPEAKER * name
        for own, both, alike, figures, name in zip(words, before, reader.likeness(claim), said, names, strict=True)
    ]
    most = max(sums)
    powers = [exp(one - most) for one in sums]
    whole = fsum(powers)
    return [power / whole for power in powers]


def choose_evidence(reader: Reader, claim: str, chances: Sequence[float], numbers: Sequence[int]) -> list[int]:
    """The likeliest of the sentences `numbers`, and each that is about as likely and adds words of the claim.

    At most `MOST_EVIDENCE`, the likeliest first; equally likely ones in text order.
    """
    likeliest = sorted(numbers, key=lambda n: (-chances[n - 1], n))
    kept = likeliest[:1]
    for number in likeliest[1:]:
        if len(kept) == MOST_EVIDENCE or chances[number - 1] < chances[kept[0] - 1] * ABOUT_AS_LIKELY:
            break
        if reader.coverage(claim, [*kept, number]) >= reader.coverage(claim, kept) + ADDS:
            kept.append(number)
    return kept
