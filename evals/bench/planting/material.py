"""The real sentences that edits are planted into: of labelled rows that people call supported, and of the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from evals.seeds import Seed
from factcheck.calibration.labelled import Row
from factcheck.documents import from_text
from factcheck.records import Document, Relation, SentenceRole, Span
from factcheck.records import Sentence as Placed
from factcheck.steps.bearing import MOST_EVIDENCE
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.steps.reading import Reader

Family = Literal["copied", "retold"]

SAME_DAY = "2016-03-09"
"""The publication date that a copied sentence and its source share, so that "last year" means one year in both."""
SHORTEST, LONGEST = 30, 400
"""Characters of a sentence that is used."""
CONTEXT = 8192
"""Tokens of a model's context; only for the index of sentences, nothing is asked."""

_WHOLE = re.compile(r"[“\"‘'A-Z£$€\d].*[.!?]['’\"”]?\Z", re.DOTALL)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")


@dataclass(frozen=True)
class Sentence:
    """A true sentence with the source that says it.

    `copied` ones stand in the source word for word, `retold` ones are a person's own wording. `evidence` are the places of
    the source that the finder is given: the very sentence of a copied one; of a retold one the gold's evidence or, for a
    row, the sentences that share most of its words, as many as a check gives at most. `intact` is false where the text lost its
    capital letters (and, in the sets that do so, its numbers are cut in two): nothing is planted there.
    """

    text: str
    source: Document
    evidence: tuple[Span, ...]
    family: Family
    origin: str
    intact: bool

    def story(self, text: str) -> Document:
        """A story of that one sentence, published when the source was."""
        return Document(
            id="story",
            name="story",
            origin="story",
            media_type="text/plain",
            text=text,
            sha256="0" * 64,
            sentences=(Placed(number=1, start=0, end=len(text)),),
            published=self.source.published,
        )

    @property
    def whole(self) -> tuple[Span, ...]:
        """Every sentence of the source."""
        return tuple(self.source.sentence_span(sentence.number) for sentence in self.source.sentences)


def of_rows(rows: Iterable[Row]) -> Iterator[Sentence]:
    """The sentences of supported rows: those of each source once, copied, and those of each claim, retold."""
    readers: dict[str, Reader] = {}
    documents: dict[str, Document] = {}
    for row in rows:
        if not row.supported:
            continue
        if row.source not in documents:
            documents[row.source] = from_text(row.source, id="s1")
            readers[row.source] = Reader(documents[row.source], CONTEXT)
            yield from _copied(documents[row.source].model_copy(update={"published": SAME_DAY}), row.dataset)
        yield from _retold(row, documents[row.source], readers[row.source])


def of_seeds(seeds: Iterable[Seed]) -> Iterator[Sentence]:
    """The sentences of the seeds' sources, copied, and their claims that a source supports, retold, with its evidence."""
    for seed in seeds:
        for source in seed.sources.values():
            yield from _copied(source, "seeds")
        for claim in seed.claims:
            for name, found in claim.relations.items():
                if found.relation is Relation.SUPPORTS:
                    source = seed.sources[name]
                    numbers = [number for evidence in found.evidence for number in evidence.sentences]
                    shown = evidence_from_sentences(source, numbers)
                    yield Sentence(claim.gold.text, source, shown, "retold", "seeds", intact=True)


def _copied(source: Document, origin: str) -> Iterator[Sentence]:
    intact = _is_intact(source.text)
    seen: set[str] = set()
    for placed in source.sentences:
        span = source.sentence_span(placed.number)
        if placed.role is SentenceRole.BODY and _is_usable(span.text) and span.text not in seen:
            seen.add(span.text)
            yield Sentence(span.text, source, (span,), "copied", origin, intact)


def _retold(row: Row, source: Document, reader: Reader) -> Iterator[Sentence]:
    claim = from_text(row.claim, id="story")
    for placed in claim.sentences:
        text = claim.sentence_text(placed.number)
        shares = reader.relevance(text)
        nearest = sorted(range(len(shares)), key=lambda place: (-shares[place], place))[:MOST_EVIDENCE]
        spans = tuple(source.sentence_span(place + 1) for place in sorted(nearest))
        intact = _is_intact(source.text) and _is_intact(row.claim)
        yield Sentence(text, source, spans, "retold", row.dataset, intact)


def _is_usable(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and "\n" not in text and _WHOLE.match(text) is not None


def _is_intact(text: str) -> bool:
    return len(_CAPITAL_INSIDE.findall(text)) * 50 >= len(text.split())
