"""Sources from an archive: for each claim a few documents to compare it with, and why they were chosen.

A claim is searched for by its own words, and many claims have few informative ones ("He called the decision final").
The other claims of its story show its topic. So a document counts for a claim by

    its BM25 score / the best score for this claim  +  STORY_WEIGHT x the mean of the same over all claims of the story

The story itself and its prints are never its sources, nor are prints of a source that is already used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from factcheck.archive.archive import Archive
from factcheck.archive.intake import place_of
from factcheck.archive.words import content_words
from factcheck.records import ArchiveSearch, Claim, Document, Retrieved
from factcheck.verdict.reprints import Print, share_of

DOCUMENTS = 3
"""The default number of documents to compare a claim with."""
STORY_WEIGHT = 2.0
"""Chosen on the written pairs: docs/archive.md compares other weights."""
_HITS = 50
"""How many documents to look at for each claim."""


@dataclass(frozen=True)
class Chosen:
    """The chosen documents, with ids that follow those of the given sources; and for each claim the ids of its own.

    `unfinished` says whether documents may be missing from the archive, because an addition was unfinished.
    """

    documents: tuple[Document, ...]
    by_claim: Mapping[str, frozenset[str]]
    search: ArchiveSearch
    unfinished: bool


@dataclass(frozen=True)
class Retrieval:
    """A search of `archive` for at most `documents` sources of every claim."""

    archive: Archive
    documents: int = DOCUMENTS

    def expected_tokens(self) -> list[int]:
        """Roughly how many tokens each document to compare a claim with has, on the safe side: 3 characters a token."""
        held = self.archive.stats()
        return [held.characters // max(held.documents, 1) // 3 + 1] * min(self.documents, held.documents)

    def choose(self, story: Document, claims: Sequence[Claim], given: Sequence[Document]) -> Chosen:
        """The documents to compare each claim with, besides the sources that were `given`. Raises ArchiveError.

        They reflect one moment, whatever is added meanwhile.
        """
        with self.archive.unchanging():
            return self._choose(story, claims, given)

    def _choose(self, story: Document, claims: Sequence[Claim], given: Sequence[Document]) -> Chosen:
        unfinished = bool(self.archive.unfinished())
        words = {claim.id: content_words(f"{claim.text} {claim.speaker or ''}") for claim in claims}
        shortlist = _Shortlist(self.archive, story, given, words)
        ids: dict[int, str] = {}
        documents: list[Document] = []
        retrieved: list[Retrieved] = []
        for claim in claims:
            for rank, (number, document) in enumerate(shortlist.best(claim.id, self.documents), 1):
                if number not in ids:
                    ids[number] = f"s{len(given) + len(ids) + 1}"
                    documents.append(document.model_copy(update={"id": ids[number]}))
                retrieved.append(
                    Retrieved(
                        claim=claim.id,
                        source=ids[number],
                        rank=rank,
                        words=self.archive.words_in(number, words[claim.id]),
                        claims=shortlist.claims_with(number),
                    )
                )
        search = ArchiveSearch(
            archive=self.archive.name,
            documents=self.archive.count(),
            most=self.documents,
            retrieved=tuple(retrieved),
            story_prints=tuple(sorted(shortlist.story_prints)),
        )
        by_claim = {c.id: frozenset(one.source for one in retrieved if one.claim == c.id) for c in claims}
        return Chosen(tuple(documents), by_claim, search, unfinished)


class _Shortlist:
    """The possible sources of one story's claims, with how much each counts for the story and for each claim.

    A text with several prints is represented by one of them: the one that most claims found first.
    """

    def __init__(
        self, archive: Archive, story: Document, given: Sequence[Document], words: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.story_prints: set[str] = set()
        """The names of the documents that are the story, or prints of it."""
        self._archive = archive
        self._place = place_of(story.origin)
        self._story = Print.of(story)
        self._given = [Print.of(document) for document in given]
        self._documents: dict[int, Document | None] = {}
        own = archive.alike(story)
        self.story_prints |= {name for number in own for name in archive.names_of(number)}
        self._own: dict[str, dict[int, float]] = {}
        seen: Counter[tuple[int, int]] = Counter()
        for claim, asked in words.items():
            hits = [hit for hit in archive.hits(asked, _HITS + len(own)) if hit.lead not in own]
            self._own[claim] = {hit.lead: hit.score / hits[0].score for hit in hits}
            seen.update((hit.lead, hit.number) for hit in hits)
        self._print = {
            lead: number for (lead, number), _ in sorted(seen.items(), key=lambda each: (each[1], -each[0][1]))
        }
        self._lead = {number: lead for lead, number in self._print.items()}
        self._story_share = {
            lead: fsum(scores.get(lead, 0.0) for scores in self._own.values()) / len(words) for lead in self._print
        }

    def best(self, claim: str, most: int) -> list[tuple[int, Document]]:
        """The numbers and texts of the documents that count most for a claim."""
        own = self._own[claim]
        order = sorted(
            self._print, key=lambda lead: (-(own.get(lead, 0.0) + STORY_WEIGHT * self._story_share[lead]), lead)
        )
        found: list[tuple[int, Document]] = []
        for lead in order:
            if len(found) == most:
                break
            document = self._source(self._print[lead])
            if document is not None:
                found.append((self._print[lead], document))
        return found

    def claims_with(self, number: int) -> int:
        """For how many claims that document, or a print of it, was found."""
        return sum(self._lead[number] in scores for scores in self._own.values())

    def _source(self, number: int) -> Document | None:
        """The document; None if it cannot be a source. Each is compared with the story and the given sources once."""
        if number not in self._documents:
            document = self._archive.document(number)
            printed = Print.of(document)
            if document.origin == self._place or share_of(self._story, printed) is not None:
                self.story_prints.add(document.name)
                self._documents[number] = None
            else:
                alike = any(share_of(one, printed) is not None for one in self._given)
                self._documents[number] = None if alike else document
        return self._documents[number]
