"""A claim and a source with the names of both, as the modules on names compare them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.naming import Name, plain, vocabulary
from factcheck.languages import language
from factcheck.records import Document, Drift, DriftKind, Span

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Sides:
    """A claim and a source with the names of both."""

    story: Document
    source: Document
    claim: Span
    claim_names: tuple[Name, ...]
    evidence: tuple[Span, ...]
    evidence_names: tuple[Name, ...]
    source_names: tuple[Name, ...]

    def names_in(self, span: Span, document: Document) -> tuple[Name, ...]:
        """The names in a span of either document; the other one also shows how names are written."""
        other = self.source if document is self.story else self.story
        return language(document.language).find_names(document.text, other.text, start=span.start, end=span.end)

    def drift(
        self, label: str, name: tuple[int, int], other: tuple[int, int], message: str, *, conflict: bool = True
    ) -> Drift:
        story, source = self.story.span(*name), self.source.span(*other)
        return Drift(
            kind=DriftKind.NAME,
            label=label,
            conflict=conflict,
            story=story,
            source=source,
            story_value=normalised(story.text),
            source_value=normalised(source.text),
            message=message,
        )


def normalised(text: str) -> str:
    return " ".join(plain(word) for word in text.split())


@lru_cache(maxsize=64)
def plain_words(text: str) -> frozenset[str]:
    seen = vocabulary(text)
    return seen.capitalised | seen.lower | frozenset(plain(word) for word in WORD.findall(text))


def is_common(token: str, sides: Sides) -> bool:
    return token in vocabulary(sides.story.text).lower
