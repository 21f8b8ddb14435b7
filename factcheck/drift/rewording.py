"""Where a claim repeats a sentence of the evidence nearly word for word, and where it does not.

Besides equal words, position shows what corresponds: in "the two clubs and four brigades" for "the two clubs and two
brigades" only "four" and "two" correspond, though there is a "two" in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from factcheck.drift.alignment import sentences_of
from factcheck.english.words import Word, words
from factcheck.records import Document, Span

_NEAR = 0.75
"""Share of the claim's words that the sentence must have, in the same order, to be repeated by it."""
_COPY = 0.85
"""Share of the claim's words from which the sentence is surely the one that it was taken from."""
_FEWEST = 4
"""At least so many words must be repeated."""


@dataclass(frozen=True)
class Rewording:
    """Between equal words the claim has the story's `text[story[0]:story[1]]` for the source's `text[source[0]:source[1]]`.

    Either may be empty, not both. `story_words` and `source_words` are their heard words. `is_copy` says that so little of
    the claim was reworded that the sentence is the one it was taken from, whatever else the evidence says.
    """

    story: tuple[int, int]
    source: tuple[int, int]
    story_words: tuple[str, ...]
    source_words: tuple[str, ...]
    is_copy: bool


def rewordings(claim: Span, evidence: Iterable[Span], *, story: Document, source: Document) -> tuple[Rewording, ...]:
    """How `claim` rewords the one sentence of the evidence that it repeats, in the order of the story.

    Empty when it repeats none, or repeats one word for word. The order of `evidence` does not matter.
    """
    places = sorted({place for span in evidence for place in sentences_of(span, source)})
    texts = tuple(source.text[start:end] for start, end in places)
    found = _repeated(story.text[claim.start : claim.end], texts)
    if found is None:
        return ()
    number, blocks = found
    return tuple(
        Rewording(
            story=_stretch(words(claim.text), start, end, claim.start),
            source=_stretch(words(texts[number]), begin, stop, places[number][0]),
            story_words=tuple(word.heard for word in words(claim.text)[start:end]),
            source_words=tuple(word.heard for word in words(texts[number])[begin:stop]),
            is_copy=sum(end - start for start, end, _, _ in blocks) <= (1 - _COPY) * len(words(claim.text)),
        )
        for start, end, begin, stop in blocks
    )


@lru_cache(maxsize=64)
def _repeated(claim: str, sentences: tuple[str, ...]) -> tuple[int, tuple[tuple[int, int, int, int], ...]] | None:
    """The number of the sentence that the claim repeats, and the words that are not equal: [start:end] for [begin:stop]."""
    ours = [word.heard for word in words(claim)]
    best: tuple[float, int, int] | None = None
    for number, sentence in enumerate(sentences):
        theirs = [word.heard for word in words(sentence)]
        if sum((Counter(ours) & Counter(theirs)).values()) < max(_FEWEST, _NEAR * len(ours)):
            continue
        shared = LCSseq.similarity(ours, theirs)
        if shared >= max(_FEWEST, _NEAR * len(ours)):
            rank = (shared, -len(theirs), -number)
            best = rank if best is None else max(best, rank)
    if best is None:
        return None
    number = -best[2]
    return number, tuple(_unequal(ours, [word.heard for word in words(sentences[number])]))


def _unequal(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    at, there = 0, 0
    for block in LCSseq.opcodes(ours, theirs):
        if block.tag == "equal":
            if (at, there) != (block.src_start, block.dest_start):
                yield at, block.src_start, there, block.dest_start
            at, there = block.src_end, block.dest_end
    if (at, there) != (len(ours), len(theirs)):
        yield at, len(ours), there, len(theirs)


def _stretch(heard: Sequence[Word], first: int, last: int, offset: int) -> tuple[int, int]:
    """Offsets of the words [first:last], a possessive left out; an empty stretch right after the word before it."""
    if first == last:
        place = offset + (heard[first - 1].end if first else 0)
        return place, place
    end = heard[last - 1].end
    if last < len(heard) and heard[last].start == heard[last - 1].start:  # "Berg" of "Berg’s", which is two words
        end -= len(heard[last].heard)
    return offset + heard[first].start, offset + end


def covers(start: int, end: int, stretch: tuple[int, int]) -> bool:
    """Whether `text[start:end]` holds the whole of a stretch that is not empty."""
    return start <= stretch[0] < stretch[1] <= end
