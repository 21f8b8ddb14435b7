"""The parts of a claim that a person would check, and which of them a source's evidence does not have.

Names, numbers, dates and quotations are compared as in `factcheck.drift`: "Marsh" is Ida Marsh, "nearly 900" is 897 and
"today" is the day of the report. The claim's other content words are compared by their stems. A source can put those in
its own words, so a missing one is only a place to look. But a source that nowhere has a name, a number, a date or a
quotation of the claim cannot support the claim. And one whose evidence lacks a word of degree ("all", "most",
"largest", "closer than") may support less than the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from factcheck.drift.differences import agree
from factcheck.english.degrees import Degree
from factcheck.english.marks import quoted
from factcheck.english.moments import Moment, published_on
from factcheck.english.naming import Name, plain
from factcheck.english.numerals import FIGURE
from factcheck.english.quantity import Quantity
from factcheck.english.same_name import same_name
from factcheck.english.stems import content_words, stem
from factcheck.english.turns import turn_at
from factcheck.english.verbs import key_of
from factcheck.english.words import words
from factcheck.languages import language
from factcheck.records import Claim, Comparison, Document, PartKind, Uncovered

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_SMALL = 12
_IN_OTHER_WORDS = frozenset({PartKind.DEGREE, PartKind.WORDS})
"""Parts that a source can put in its own words."""
_LEFT_OUT = frozenset({"label", "ordinal"})
"""Measures whose figures are part of a name or an order: their words are compared instead."""

_MEASURES = frozenset({"share", "money", "length", "mass", "temperature", "speed"})
"""Measures of which the same figure is never the same amount. Years, counts and scores are left out: sources give them bare."""


def find_uncovered(claim: Claim, comparison: Comparison, story: Document, source: Document) -> tuple[Uncovered, ...]:
    """The parts of `claim` that the evidence of `comparison` does not have, in claim order; () without evidence.

    `story` and `source` are their documents: these show which capitalised words are names, and their dates resolve "on
    Friday".
    """
    if not comparison.evidence:
        return ()
    shown = {n for evidence in comparison.evidence for n in evidence.sentences}
    evidence = said_by(source, tuple(sorted(shown)))
    whole = said_by(source, tuple(s.number for s in source.sentences))
    found = []
    for text, of_speaker in ((claim.text, False), (claim.speaker or "", True)):
        for part in parts_of(text, story):
            if not part.is_in(evidence):
                found.append(
                    Uncovered(
                        source=source.id,
                        kind=part.kind,
                        text=text[part.start : part.end],
                        start=part.start,
                        end=part.end,
                        of_speaker=of_speaker,
                        absent=part.kind not in _IN_OTHER_WORDS and not part.may_be_counted and not part.is_in(whole),
                    )
                )
    return tuple(found)


@dataclass(frozen=True)
class Said:
    """The parsed content of some sentences of a source, with its title, publisher, author and date."""

    words: frozenset[str]
    stems: frozenset[str]
    heard: str
    names: tuple[Name, ...]
    figures: dict[str, set[str]]
    """Each number in digits, with the measures that it is given in; "" for none."""
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    published: date | None


@dataclass(frozen=True)
class Part:
    """A part of a claim, `text[start:end]`, with its `value`."""

    kind: PartKind
    start: int
    end: int
    value: Name | Quantity | Moment | Degree | str
    figures: frozenset[str] = frozenset()
    """The unit or word around a number in digits."""

    @property
    def may_be_counted(self) -> bool:
        """Whether it is a small count, which a source can have as a list: "two sons"."""
        value = self.value
        return (
            isinstance(value, Quantity) and value.unit.measure == "count" and value.high <= _SMALL and not self.figures
        )

    def is_in(self, said: Said) -> bool:
        """Whether the source's content has this part."""
        if isinstance(self.value, Name):
            name = self.value
            one = {token.removesuffix("s") for token in name.tokens}  # "the Greens" has a "Green leader"
            is_said = set(name.tokens) <= said.words or one <= said.words
            return is_said or any(same_name(name.text, other.text) for other in said.names)
        if isinstance(self.value, Quantity):
            # "A 91-year-old" is "who was 91", and "10 percent" is "himself, at 10": drift checks what a figure counts.
            # But "11 per cent" is not "€11 million".
            others = _MEASURES - {self.value.unit.measure} if self.value.unit.measure in _MEASURES else set()
            written = bool(self.figures) and all(said.figures.get(one, others) - others for one in self.figures)
            # People say "two and a half million" of money without its currency, too.
            bare = (self.value.low, self.value.high) if others else None
            return written or any(
                agree(self.value, other) or (other.unit.measure == "count" and (other.low, other.high) == bare)
                for other in said.quantities
            )
        if isinstance(self.value, Moment):
            return _falls_into(self.value, said)
        if isinstance(self.value, Degree):
            return bool(self.value.alike & said.words)
        if self.kind is PartKind.QUOTATION:
            return _heard(self.value) in said.heard
        return stem(self.value) in said.stems or key_of(self.value) in said.stems


def parts_of(text: str, story: Document) -> Iterator[Part]:
    """The parts of a claim's text, or of its speaker, in order; only quotations overlap others."""
    taken: list[tuple[int, int]] = []
    tongue = language(story.language)

    def free(start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in taken)

    parts = [Part(PartKind.QUOTATION, q.start, q.end, text[q.start : q.end]) for q in quoted(text)]
    found: list[Part] = [
        Part(PartKind.DATE, m.start, m.end, m) for m in tongue.find_moments(text, published_on(story.published))
    ]
    found += [
        Part(PartKind.NUMBER, q.start, q.end, q, frozenset(FIGURE.findall(text[q.start : q.end])))
        for q in tongue.find_quantities(text)
        if q.unit.measure not in _LEFT_OUT
    ]
    found += [Part(PartKind.NAME, n.start, n.end, n) for n in tongue.find_names(text, story.text) if not n.unsure]
    found += [Part(PartKind.DEGREE, d.start, d.end, d) for d in tongue.find_degrees(text)]
    for part in found:
        if free(part.start, part.end):
            taken.append((part.start, part.end))
            parts.append(part)
    parts += [
        Part(PartKind.WORDS, start, end, text[start:end])
        for start, end in content_words(text, tongue.empty_words)
        if free(start, end)
    ]
    return iter(sorted(parts, key=lambda part: (part.start, part.end)))


@lru_cache(maxsize=256)
def said_by(source: Document, numbers: tuple[int, ...]) -> Said:
    """The content of these sentences of `source`, with its head and, in a transcript, with who says them."""
    head = [fact for fact in (source.title, source.publisher, source.author) if fact]
    texts = [source.sentence_text(number) for number in numbers]
    turns = [turn.name for number in numbers if (turn := turn_at(source.text, source.sentence(number).start))]
    text = "\n".join([*head, *turns, *texts])
    published, tongue = published_on(source.published), language(source.language)
    quantities = tongue.find_quantities(text)
    return Said(
        words=frozenset(plain(match[0]) for match in _WORD.finditer(text)),
        stems=frozenset(key(text[start:end]) for start, end in content_words(text) for key in (stem, key_of)),
        heard=_heard("\n".join(texts)),
        names=tongue.find_names(text, source.text),
        figures=_figures(text, quantities),
        quantities=quantities,
        moments=tongue.find_moments(text, published),
        published=published,
    )


def _figures(text: str, quantities: Sequence[Quantity]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in FIGURE.finditer(text):
        measures = {q.unit.measure for q in quantities if q.start <= match.start() < q.end}
        found.setdefault(match[0], set()).update(measures or {""})
    return found


def _heard(text: str) -> str:
    """The words of `text` as a listener hears them, each between two spaces."""
    return f" {' '.join(word.heard for word in words(text))} "


def _falls_into(ours: Moment, said: Said) -> bool:
    """Whether the source has a moment that can be this one, or was published on it."""
    if ours.minutes is not None:
        return any(theirs.minutes == ours.minutes for theirs in said.moments)
    if ours.first is None or ours.last is None:
        return any(_may_be(ours, theirs) for theirs in said.moments)
    if said.published is not None and ours.first <= said.published <= ours.last:
        return True
    return any(_may_be(ours, theirs) for theirs in said.moments)


def _may_be(ours: Moment, theirs: Moment) -> bool:
    """Whether two moments can be the same: their days overlap, or, if unknown, nothing in them differs."""
    if ours.first and ours.last and theirs.first and theirs.last:
        return ours.first <= theirs.last and theirs.first <= ours.last
    both = [(one, other) for one, other in zip(_known(ours), _known(theirs), strict=True) if None not in (one, other)]
    return bool(both) and all(one == other for one, other in both)


def _known(moment: Moment) -> tuple[int | None, ...]:
    """The year, month, day and weekday of a moment, as far as known."""
    if moment.first is not None and moment.first == moment.last:
        return moment.first.year, moment.first.month, moment.first.day, moment.first.weekday()
    return moment.year, moment.month, moment.day, moment.weekday
