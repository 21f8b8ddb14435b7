"""How a value on one side finds its counterpart on the other: by the words around it, never by position.

A value has a `Setting`: the words right before it, the words right after it (the thing it counts) and all words of its
sentence. `Alignment.fit` says how well two settings match, 0 to 1. Words are compared by their `stem`, and a word that
occurs in every sentence of the evidence weighs less than one that occurs in a single sentence.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from factcheck.english.columns import cell_around, header_of
from factcheck.english.stems import EMPTY_WORDS, WORD, content_stems, stem
from factcheck.records import Document, Span

NEAR = 4
"""How many content words on each side of a value are its near words."""

_CLAUSE_END = re.compile(r"[.,;:!?()\[\]–—\n\"“”]")


@dataclass(frozen=True)
class Setting:
    """A value's surroundings: the sentence's offsets in the document and the stems around the value.

    `before` and `after` are the nearest content stems, nearest first; `counted` are those of `after` in the same clause.
    """

    start: int
    end: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    counted: tuple[str, ...]
    sentence: frozenset[str]


def sentences_of(span: Span, document: Document) -> tuple[tuple[int, int], ...]:
    """The stretches of `span` that are one sentence each, as offsets of the document; the whole span if it has none."""
    sentences = document.sentences
    first = bisect_right(sentences, span.start, key=lambda s: s.end)
    last = bisect_left(sentences, span.end, key=lambda s: s.start)
    cut = tuple((max(s.start, span.start), min(s.end, span.end)) for s in sentences[first:last])
    return cut or ((span.start, span.end),)


def by_sentence(spans: Iterable[Span], document: Document) -> tuple[Span, ...]:
    """The spans cut into their sentences, in text order, each once."""
    return tuple(document.span(*cut) for cut in sorted({cut for span in spans for cut in sentences_of(span, document)}))


def setting(text: str, start: int, end: int, sentence: tuple[int, int], empty: frozenset[str] = EMPTY_WORDS) -> Setting:
    """The setting of the value `text[start:end]` in the sentence `text[sentence[0]:sentence[1]]`; `empty` words say nothing."""
    first, last = sentence
    before, after = (content_stems(words, empty) for words in (text[first:start], text[end:last]))
    near, counted = after, _noun_phrase(_clause_after(text, end, last), empty)
    if cell := cell_around(text, start, end, sentence):  # its header says what it counts
        near, counted = content_stems(text[end : cell[1]], empty), content_stems(header_of(text, start), empty)[:NEAR]
    return Setting(
        start=first,
        end=last,
        before=before[::-1][:NEAR],
        after=near[:NEAR],
        counted=counted,
        sentence=frozenset(before + after),
    )


def _clause_after(text: str, end: int, last: int) -> str:
    """The rest of the clause after `text[:end]`, at most up to `last`."""
    after = text[end:last]
    clause = _CLAUSE_END.search(after)
    return after[: clause.start()] if clause else after


def _noun_phrase(clause: str, empty: frozenset[str]) -> tuple[str, ...]:
    """The stems of the first words of a clause up to the next word without content: "of the machine tools" of "… imported"."""
    stems: list[str] = []
    for word in WORD.findall(clause):
        if word.casefold() not in empty:
            stems.append(stem(word))
        elif stems and word.casefold() != "and":
            break
    return tuple(stems[:NEAR])


def counted_words(
    text: str, value: tuple[int, int], sentence: tuple[int, int], empty: frozenset[str] = EMPTY_WORDS, limit: int = 5
) -> str:
    """What a value counts: the words right after it up to the end of its clause, or the header of its column in a table."""
    if cell_around(text, *value, sentence):
        return header_of(text, value[0])
    words = _clause_after(text, value[1], sentence[1]).split()[:limit]
    while words and words[-1].casefold() in empty:
        words.pop()
    return " ".join(words)


class Alignment:
    """Weighs how well two settings match, by the words of the evidence at hand."""

    def __init__(self, evidence: Sequence[frozenset[str]]) -> None:
        """`evidence` are the stems of each evidence sentence."""
        self._sentences = max(1, len(evidence))
        self._seen = Counter(word for sentence in evidence for word in sentence)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(math.log(1 + self._sentences / max(1, self._seen[word])) for word in words)

    def overlap(self, claim: frozenset[str], evidence: frozenset[str]) -> float:
        """How much of the smaller side's words, by weight, the other side has: 0 to 1."""
        shared = self._weight(sorted(claim & evidence))
        smaller = min(self._weight(sorted(claim)), self._weight(sorted(evidence)))
        return shared / smaller if smaller else 0.0

    def nearness(self, claim: Setting, evidence: Setting) -> float:
        """How well the words right around the two values match, 0 to 1; each side that matches adds to the others."""
        missing = (
            (1 - 0.8 * _first_match(claim.counted, evidence.counted))
            * (1 - 0.6 * _first_match(claim.before, evidence.before))
            * (1 - 0.3 * _first_match(claim.after, evidence.after))
        )
        return 1 - missing

    def fit(self, claim: Setting, evidence: Setting) -> float:
        """How well the two settings match, 0 to 1."""
        return 0.5 * self.overlap(claim.sentence, evidence.sentence) + 0.5 * self.nearness(claim, evidence)


def text_at(document: Document, stretch: tuple[int, int]) -> str:
    """The text of a stretch that is given by its start and its end."""
    return document.text[slice(*stretch)]


def _first_match(left: Sequence[str], right: Sequence[str]) -> float:
    """1 when both begin with the same word, less the further away the nearest common word is, 0 without one."""
    places = [
        (0.5 if word in _COMMON else 1) / (1 + i + right.index(word)) for i, word in enumerate(left) if word in right
    ]
    return max(places, default=0.0)


_COMMON = frozenset(stem(word) for word in "people person man men woman women time year day week month".split())
"""Words that so many amounts count that they tell little."""
