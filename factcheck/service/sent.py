"""Clients' requests: a story and its sources, as texts or web addresses, never as a path on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from factcheck.documents import from_data, load
from factcheck.records import Document, Record

MOST_SOURCES = 50
LONGEST_WAIT = 60.0
"""How many seconds a request for a status can wait."""


def _one_line(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("must be one line of text")
    return text.strip()


def _iso(stated: str) -> str:
    try:
        date.fromisoformat(stated) if len(stated) == len("2024-04-12") else datetime.fromisoformat(stated)
    except ValueError:
        raise ValueError("must be an ISO 8601 date, or date and time, such as 2024-04-12") from None
    return stated


Line = Annotated[str, Field(max_length=300), AfterValidator(_one_line)]


class SentDocument(Record):
    """A document: its `text` (plain, Markdown, HTML, captions or a table), or the `url` where it is (http or https, on a
    public address).

    The other fields give a text's details, which go before those that it holds itself. `published` is an ISO 8601 date, or
    date and time.
    """

    text: str | None = None
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2000)] | None = None
    name: Line | None = None
    title: Line | None = None
    author: Line | None = None
    publisher: Line | None = None
    published: Annotated[str, AfterValidator(_iso)] | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> SentDocument:
        stated = {"name", "title", "author", "publisher", "published"} & self.model_fields_set
        if (self.text is None) == (self.url is None):
            raise ValueError("give either text or url")
        if self.url is not None and stated:
            raise ValueError(f"{min(stated)} goes with text, not with url")
        return self

    def loaded(self, id: str) -> Document:
        """The document. Raises DocumentError; a URL waits for the network."""
        if self.url is not None:
            return load(self.url, id=id)
        return from_data(
            (self.text or "").encode(errors="replace"),
            id=id,
            name=self.name or id,
            title=self.title,
            author=self.author,
            publisher=self.publisher,
            published=self.published,
        )


class Sent(Record):
    """What to check: a story, and the sources to compare it with."""

    story: SentDocument
    sources: Annotated[tuple[SentDocument, ...], Field(min_length=1, max_length=MOST_SOURCES)]

    def loaded(self) -> tuple[Document, list[Document]]:
        """The story and its sources, under the ids of a report. Raises DocumentError."""
        return self.story.loaded("story"), [one.loaded(f"s{n}") for n, one in enumerate(self.sources, start=1)]


class Named(Record):
    """Which check."""

    id: Annotated[str, Field(max_length=100)]


class Asked(Named):
    """A check's id, and how many seconds to wait for its end before answering with its progress."""

    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT, allow_inf_nan=False)] = 0


Form = Literal["json", "html", "markdown", "text", "csv"]
"""The formats of a report."""


class AskedReport(Named):
    """A check's id, and the report's format: `markdown` is for reading, `json` for programs."""

    format: Form = "markdown"


def problem(error: ValidationError) -> str:
    """The first fault of a request, in one line."""
    first = error.errors()[0]
    return problem_at(first["loc"], first["msg"])


def problem_at(place: Sequence[int | str], said: str) -> str:
    """The same, from pydantic's words about that place."""
    where = ".".join(map(str, place))
    line = f"{where}: {said.removeprefix('Value error, ')}" if where else said
    return " ".join(line.split())
