"""Texts under check: documents, their sentences, and located stretches of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from factcheck.records.base import Offset, Record


class SentenceRole(StrEnum):
    """A sentence's part in its document, as far as the layout shows; `body` by default."""

    HEADLINE = "headline"
    BYLINE = "byline"
    BODY = "body"
    FOOTER = "footer"


class Sentence(Record):
    """A numbered stretch `text[start:end]` of a document. Numbers start at 1 and follow the text.

    `time` is when its words begin in a recording (`00:01:02`), if captions tell; else None.
    """

    number: Annotated[int, Field(ge=1)]
    start: Offset
    end: Offset
    role: SentenceRole = SentenceRole.BODY
    time: str | None = None


class Document(Record):
    """A story or a source, loaded. `text` is what reports show and what every offset counts in.

    `id` is `story` for the story and `s1`, `s2`, … for the sources, in the order they were given. `published` is an ISO
    8601 date (`2024-04-12`) or date and time with its zone, as exact as the document. `notices` are facts about the
    loading that a reader should know, one line each (a guessed encoding, hidden text taken out).
    """

    id: str
    name: str
    origin: str
    media_type: str
    text: str
    sha256: str
    sentences: tuple[Sentence, ...]
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    notices: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of the text's hash: whatever is cached by document would else be as slow as the document is long."""
        return hash((self.id, self.sha256))

    def sentence(self, number: int) -> Sentence:
        """The sentence with that number. Raises IndexError if there is none."""
        if not 1 <= number <= len(self.sentences):
            raise IndexError(f"document {self.id} has no sentence {number}")
        return self.sentences[number - 1]

    def sentence_text(self, number: int) -> str:
        """The text of the sentence with that number."""
        sentence = self.sentence(number)
        return self.text[sentence.start : sentence.end]

    def span(self, start: int, end: int) -> Span:
        """The stretch `text[start:end]` as a located span."""
        return Span(document=self.id, start=start, end=end, text=self.text[start:end])

    def sentence_span(self, number: int) -> Span:
        """The sentence with that number as a located span."""
        sentence = self.sentence(number)
        return self.span(sentence.start, sentence.end)

    def sentences_within(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the sentences that share at least one character with `text[start:end]`."""
        first = bisect_right(self.sentences, start, key=lambda sentence: sentence.end)
        after = bisect_left(self.sentences, end, lo=first, key=lambda sentence: sentence.start)
        return tuple(sentence.number for sentence in self.sentences[first:after])


class Span(Record):
    """A verbatim stretch of a document: `text` is exactly the document's `text[start:end]`."""

    document: str
    start: Offset
    end: Offset
    text: str


class Evidence(Span):
    """A span of a source that bears on a claim, with the numbers of the sentences it covers."""

    sentences: tuple[int, ...]
