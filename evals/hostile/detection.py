"""How many hostile texts the product's rules see, and how often they cry wolf over clean documents. Code only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.hostile import (
    HostileText,
    Into,
    Kind,
    added_notices,
    bases,
    clean_document,
    hostile_claim,
    hostile_document,
    hostile_texts,
)
from evals.seeds import all_seeds
from factcheck.documents import from_text
from factcheck.errors import DocumentError
from factcheck.hostile import find_attempts
from factcheck.records import Document

FORMS = ("plain", "markdown", "html")


@dataclass(frozen=True)
class Seen:
    """Of the texts put into every base, whether the report says so. `expected` is what the texts' file says of it."""

    text: str
    kind: Kind
    base: str
    expected: bool
    flagged: bool


@dataclass(frozen=True)
class Alarms:
    """Clean documents and what the rules said of them all the same: how many documents, by kind of attempt."""

    documents: int
    alarmed: int
    kinds: dict[str, int]


def seen() -> list[Seen]:
    """Every text in every base."""
    return [Seen(t.id, t.kind, b.name, t.found, flagged(t, b.name)) for t in hostile_texts() for b in bases()]


def flagged(text: HostileText, base_name: str) -> bool:
    """Whether a report on that base says something of the text. A claim's text is one of the checker's own story."""
    base = next(base for base in bases() if base.name == base_name)
    if text.into is Into.CLAIM:
        return bool(from_text(hostile_claim(base.claims[0], text, base).text, id="story").notices)
    return bool(added_notices(hostile_document(base, text), clean_document(base, text.form)))


def clean_documents() -> Iterator[Document]:
    """The bases in every form, and the documents of the seeds but for those with planted attempts."""
    yield from (clean_document(base, form) for base in bases() for form in FORMS)
    for seed in all_seeds():
        planted = {injection.source for injection in seed.gold.injections}
        yield seed.story
        yield from (source for name, source in seed.sources.items() if name not in planted)


def texts_of(sources: Sequence[str]) -> Iterator[Document]:
    """Each distinct text once, as a document; what is not text is passed over."""
    for text in dict.fromkeys(sources):
        try:
            yield from_text(text, id="s1")
        except DocumentError:
            continue


def alarms(documents: Iterable[Document]) -> Alarms:
    """What the rules say of documents that attempt nothing."""
    count, alarmed, kinds = 0, 0, Counter[str]()
    for document in documents:
        found = {attempt.kind.value for attempt in find_attempts(document.text)}
        count += 1
        alarmed += bool(found)
        kinds.update(found)
    return Alarms(count, alarmed, dict(sorted(kinds.items())))
