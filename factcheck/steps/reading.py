"""Which part of a source the model reads for a claim: all of it if it fits, else the passages nearest to the claim.

A source that fits the model's context is read whole: then the prompt's long first part is the same for all its claims.
A longer one is cut into overlapping passages of whole sentences, ranked by BM25 (Robertson and Zaragoza 2009, as in
`bm25s`) against the claim, and the best are read, in text order. A comparison says which.

A sentence that speaks to the machine (`factcheck.hostile.spoken_to_machines`) is not read: docs/hostile.md says what
that changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import TYPE_CHECKING

from factcheck.english.turns import with_turn
from factcheck.hostile import spoken_to_machines
from factcheck.prompts import as_data
from factcheck.records import Document, Passage
from factcheck.steps.fidelity import stems

if TYPE_CHECKING:
    from bm25s import BM25

RESERVED_TOKENS = 1100
"""Room kept for the system part, the claim, the question and the answer."""
PASSAGE_TOKENS = 700
OVERLAP_SENTENCES = 2
READ_TOKENS = 2100
"""How much of a long source is read for one claim: three passages."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Reading:
    """The passages of `source` to show for one claim, ascending and disjoint; `whole` if they cover the source."""

    source: Document
    passages: tuple[Passage, ...]
    whole: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the shown sentences, ascending."""
        return tuple(n for passage in self.passages for n in range(passage.first, passage.last + 1))

    @property
    def text(self) -> str:
        """The prompt's form: one numbered sentence a line, a line of dots for omitted passages."""
        parts = []
        for passage in self.passages:
            lines = (numbered(self.source, n) for n in range(passage.first, passage.last + 1))
            parts.append("\n".join(lines))
        return "\n...\n".join(parts)


def numbered(document: Document, number: int) -> str:
    """One sentence as prompts show it: `[7] Its text on one line.` In a transcript it says whose turn it is."""
    return f"[{number}] {as_data(_said(document, number))}"


def _said(document: Document, number: int) -> str:
    sentence = document.sentence(number)
    return with_turn(document.text, sentence.start, sentence.end)


def count_tokens(text: str) -> int:
    """About how many tokens `text` has, on the safe side: 3 Latin characters a token, 1 of any other script.

    English news has 4 to 4.5 characters a token with the common tokenisers, so this plans for about 1.4 times the real
    number.
    """
    latin = sum(character < "ɐ" for character in text)
    return latin // 3 + (len(text) - latin) + 1


class Reader:
    """Plans the readings of one source for many claims; the index of a long source is built once.

    Readings leave out the sentences `left_out`, by default those that speak to machines, unless the source has no
    others.
    """

    def __init__(self, source: Document, context_tokens: int, *, left_out: frozenset[int] | None = None) -> None:
        if left_out is None:
            left_out = spoken_to_machines(source.text, source.sentences)
        self._source = source
        self._left_out = left_out if len(left_out) < len(source.sentences) else frozenset()
        self._budget = max(context_tokens - RESERVED_TOKENS, PASSAGE_TOKENS)
        self._costs = [
            0 if s.number in self._left_out else count_tokens(numbered(source, s.number)) for s in source.sentences
        ]
        self._windows = self._cut()
        self._index: BM25 | None = None
        self._stems: list[frozenset[str]] | None = None
        self._letters: list[frozenset[str]] | None = None
        self._lengths: list[float] | None = None

    @property
    def source(self) -> Document:
        """The source."""
        return self._source

    def read(self, claim: str, *, share: float = 1.0) -> Reading:
        """The reading for `claim`; `share` below 1 gives that fraction of it, but never less than a passage."""
        budget = int(min(self._budget, sum(self._costs)) * share)
        if sum(self._costs) <= budget:
            return self.everything()
        chosen: list[tuple[int, int]] = []
        spent = 0
        for first, last in self._ranked(claim):
            cost = sum(self._costs[first - 1 : last])
            if chosen and spent + cost > min(budget, READ_TOKENS * share):
                break
            chosen.append((first, last))
            spent += cost
        merged = self._passages(_merge(sorted(chosen)))
        whole = merged == (self._passage(1, len(self._costs)),)
        return Reading(self._source, merged, whole=whole)

    def everything(self) -> Reading:
        """The whole source, however long: for code to choose from, not for a model to read."""
        return Reading(self._source, self._passages([(1, len(self._costs))]), whole=not self._left_out)

    def relevance(self, claim: str, *, with_before: bool = False) -> list[float]:
        """For every sentence, in order: the share, 0 to 1, of the claim's words that it holds, rare words counting more.

        A word weighs its inverse sentence frequency in this source, log(1 + N / n); words match by their first five
        letters. `with_before` also counts the words of the previous sentence, which may say whom this one is about. The
        result is the same to the last digit in every process: `fsum` does not depend on the order of a set, which
        varies.
        """
        weights = self._weights(claim)
        held = self._stems_of_sentences()
        if with_before:
            held = [own | before for own, before in zip(held, [frozenset[str](), *held], strict=False)]
        return [_share(weights, own) for own in held]

    def likeness(self, claim: str) -> list[float]:
        """For every sentence, in order: how similar its letters are to those of `claim`, 0 to 1.

        The cosine of the two sets of three letters in a row, rare ones counting more. It sees what `relevance` misses:
        "Mozambican" belongs to Mozambique, a sentence has much else, and words of fewer than four letters.
        """
        held = self._letters_of_sentences()
        seen = Counter(letters for own in held for letters in own)

        def weight(letters: str) -> float:
            return log(1 + len(held) / (1 + seen[letters])) ** 2

        wanted = {letters: weight(letters) for letters in _letters(claim)}
        lengths = self._lengths
        if lengths is None:
            lengths = self._lengths = [sqrt(fsum(map(weight, own))) for own in held]
        length = sqrt(fsum(wanted.values()))
        return [
            fsum(value for letters, value in wanted.items() if letters in own) / (length * other or 1.0)
            for own, other in zip(held, lengths, strict=True)
        ]

    def coverage(self, claim: str, numbers: Collection[int]) -> float:
        """The share, 0 to 1, of the claim's words that these sentences hold together, weighted as in `relevance`."""
        sentences = self._stems_of_sentences()
        return _share(self._weights(claim), frozenset[str]().union(*(sentences[n - 1] for n in numbers)))

    def _weights(self, claim: str) -> dict[str, float]:
        """The claim's words, by their first letters, with their weights in this source."""
        sentences = self._stems_of_sentences()
        count = len(sentences) - len(self._left_out)
        return {stem: log(1 + count / (1 + sum(stem in own for own in sentences))) for stem in stems(claim)}

    def _stems_of_sentences(self) -> list[frozenset[str]]:
        """The words of every sentence, by their first letters; empty for an omitted sentence. Computed once."""
        if self._stems is None:
            self._stems = [stems(as_data(text)) for text in self._texts()]
        return self._stems

    def _letters_of_sentences(self) -> list[frozenset[str]]:
        """The letter triples of every sentence; empty for an omitted sentence. Computed once."""
        if self._letters is None:
            self._letters = [_letters(as_data(text)) for text in self._texts()]
        return self._letters

    def _texts(self) -> list[str]:
        """The text of every sentence; empty for an omitted sentence."""
        return ["" if s.number in self._left_out else _said(self._source, s.number) for s in self._source.sentences]

    def _cut(self) -> list[tuple[int, int]]:
        windows = []
        first = 1
        count = len(self._costs)
        while first <= count:
            last, spent = first, self._costs[first - 1]
            while last < count and spent + self._costs[last] <= PASSAGE_TOKENS:
                spent += self._costs[last]
                last += 1
            windows.append((first, last))
            if last == count:
                break
            first = max(first + 1, last + 1 - OVERLAP_SENTENCES)
        return windows

    def _ranked(self, claim: str) -> Sequence[tuple[int, int]]:
        if self._index is None:
            from bm25s import BM25  # loads scipy: only a source too long to be read whole needs it

            self._index = BM25()
            texts = (" ".join(self._source.text[p.start : p.end] for p in self._passages([w])) for w in self._windows)
            self._index.index([_tokens(text) for text in texts], show_progress=False)
        vocabulary = self._index.vocab_dict
        known = [word for word in _tokens(claim) if word in vocabulary]
        if not known:
            return self._windows
        scores = self._index.get_scores(known)
        order = sorted(range(len(self._windows)), key=lambda i: (-float(scores[i]), i))
        return [self._windows[i] for i in order]

    def _passages(self, windows: Sequence[tuple[int, int]]) -> tuple[Passage, ...]:
        """The passages to show for these windows: the windows without the omitted sentences."""
        shown: list[tuple[int, int]] = []
        for first, last in windows:
            for number in range(first, last + 1):
                if number in self._left_out:
                    continue
                if shown and shown[-1][0] >= first and shown[-1][1] == number - 1:
                    shown[-1] = (shown[-1][0], number)
                else:
                    shown.append((number, number))
        return tuple(self._passage(first, last) for first, last in shown)

    def _passage(self, first: int, last: int) -> Passage:
        sentences = self._source.sentences
        return Passage(start=sentences[first - 1].start, end=sentences[last - 1].end, first=first, last=last)


def _share(weights: Mapping[str, float], held: frozenset[str]) -> float:
    return fsum(weight for stem, weight in weights.items() if stem in held) / (fsum(weights.values()) or 1.0)


def _letters(text: str) -> frozenset[str]:
    """The letter triples of the words of `text`, each word between two spaces."""
    words = (f" {word} " for word in _tokens(text))
    return frozenset(word[i : i + 3] for word in words for i in range(len(word) - 2))


def _merge(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in windows:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
