"""Finds documents of an archive that may be prints of one text, without comparing each with all others.

It keeps a sample of a document's runs of words (`verdict.reprints`): the runs whose hash is divisible by `EVERY`, the
same in every document that has them, and the `LEAST` runs with the smallest hashes, to have some of short texts.
Documents that share some of them are compared in full. A new document costs as much in a large archive as in a small
one: a run that `COMMONEST` documents already have says little, and is not kept again; and a print adds no runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from zlib import crc32

from factcheck.verdict.reprints import RUN

EVERY = 16
LEAST = 8
COMMONEST = 30
TRIED = 5
"""How many documents to compare in full with a new one: those that share most of the sample."""
LEAST_SHARED = 0.3
"""The share of the smaller sample that must be in both. Prints share 0.65 of the runs themselves, or more."""


def sample(words: Sequence[str]) -> frozenset[int]:
    """The hashes of the sampled runs of `words`, the same in every process. Empty for a text shorter than a run."""
    hashes = {crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)}
    return frozenset(nsmallest(LEAST, hashes)) | {value for value in hashes if value % EVERY == 0}
