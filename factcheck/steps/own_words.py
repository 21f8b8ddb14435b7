"""Which words of its sentences a claim uses, and which words it takes from elsewhere in the story. Code only.

A sentence may make two claims, and a claim says "Prairie Electric" where its sentence says "the company". The claim is
aligned with its sentences word by word; words are compared by their stems, so "Chale's" matches "Chale". If too little
of a claim is found in a sentence, it counts as made of the whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache

from factcheck.english.calendar_names import MONTHS, WEEKDAYS
from factcheck.english.marks import quoted
from factcheck.english.moments import Moment, find_moments, published_on
from factcheck.english.stems import stem
from factcheck.english.words import FUNCTION_WORDS
from factcheck.records import Claim, Document

LEAST_SHARE = 1 / 3
"""With a smaller share of its content words in a sentence, a claim counts as made of all of it."""
LARGEST = 1_000_000
"""Above this product of word counts, a claim and a sentence are not aligned."""

_TOKEN = re.compile(r"[^\W_]+(?:[’'.,][^\W_]+)*")
_REFERS = frozenset(
    "he she it they him her them his hers its their theirs this these that those there here who which".split()
)
"""Words that refer to something said elsewhere."""
_ARTICLES = ("the", "a", "an")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Resolved:
    """Words of a claim, `claim.text[start:end]`, that the rest of the story explains.

    Either its own sentences lack them, and `sentence` is the story sentence that they come from (None for the story's
    date). Or they are a relative time, and `means` is its date by the story's date.
    """

    start: int
    end: int
    text: str
    sentence: int | None
    means: str | None = None

    @property
    def shown(self) -> str:
        """The words as a report shows them: "last year [2023]"."""
        return f"{self.text} [{self.means}]" if self.means else self.text


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    key: str

    @property
    def is_content(self) -> bool:
        return self.text.casefold() not in FUNCTION_WORDS


def own_words(claim: Claim, story: Document) -> tuple[tuple[int, int], ...]:
    """The stretches of the story that `claim` uses, as half-open offsets of its text, ascending.

    Each lies within one of the claim's sentences, and each of these has at least one.
    """
    spans: list[tuple[int, int]] = []
    for number in claim.sentences:
        sentence = story.sentence(number)
        words = _words(story.text[sentence.start : sentence.end])
        matched = _filled(words, {place for place, _ in _pairs(words, _words(claim.text))})
        if not _enough(claim, words, matched):
            spans.append((sentence.start, sentence.end))
            continue
        for first, last in _runs(sorted(matched)):
            spans.append((sentence.start + words[first].start, sentence.start + words[last].end))
    return tuple(spans)


def resolved_words(claim: Claim, story: Document) -> tuple[Resolved, ...]:
    """The words of `claim` that come from other sentences of the story, or from its date, in the order of the claim.

    These are names and figures, and, if a sentence of the claim refers to something ("it", "there"), words after an
    article ("the bridge"). Words that are nowhere in the story are a rewording, and not marked. Relative times ("last
    year", "Friday") come with their meaning, if the story has a date.
    """
    words = _words(claim.text)
    own = [_words(story.sentence_text(number)) for number in claim.sentences]
    known = {word.key for sentence in own for word in sentence}
    refers = any(word.text.casefold() in _REFERS for sentence in own for word in sentence)
    index = _index(story)
    foreign: list[int] = []
    for place, word in enumerate(words):
        if word.key in known or not word.is_content:
            continue
        named = word.text[0].isdigit() or (
            word.text[0].isupper() and (place > 0 or word.text.lower() not in index.lowered)
        )
        led = place > 0 and (words[place - 1].text.casefold() in _ARTICLES or place - 1 in foreign)
        if named or (refers and led):
            foreign.append(place)
    found = []
    for first, last in _runs(foreign):
        group = {words[place].key for place in range(first, last + 1)}
        start, end = words[first].start, words[last].end
        text = claim.text[start:end]
        home = _home(index.having(group) - set(claim.sentences), claim.sentences[0])
        if home is not None or (story.published and _is_of_date(words[first : last + 1])):
            found.append(Resolved(start, end, text, home))
    times = tuple(_relative_times(claim.text, published_on(story.published)))
    rest = [one for one in found if not any(time.start < one.end and one.start < time.end for time in times)]
    return tuple(sorted([*rest, *times], key=lambda one: one.start))


def _relative_times(text: str, published: date | None) -> Iterator[Resolved]:
    """The relative times of `text` with the date that they meant on the day of publication.

    It leaves out anything that would be a guess: a time in a quotation or beside a year, which may count from another
    day, a round one ("three weeks ago"), and a week, which begins on a Sunday for some.
    """
    if published is None:
        return
    fixed = find_moments(text)
    if any(moment.first is not None for moment in fixed):
        return
    inside = quoted(text)
    for moment in find_moments(text, published):
        means = None if moment.loose or moment.about else _written(moment)
        if means and not any(mark.outer_start <= moment.start < mark.outer_end for mark in inside):
            yield Resolved(moment.start, moment.end, text[moment.start : moment.end], None, means)


def _written(moment: Moment) -> str | None:
    """A day, or a whole month, quarter or year, in words; None for any other time."""
    first, last = moment.first, moment.last
    if first is None or last is None or moment.minutes is not None:
        return None
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1].title()} {first.year}"
    if first.day != 1 or (last + timedelta(1)).day != 1 or first.year != last.year:
        return None
    begins, ends = MONTHS[first.month - 1].title(), MONTHS[last.month - 1].title()
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{begins} {first.year}" if begins == ends else f"{begins} to {ends} {first.year}"


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[_Word, ...]:
    return tuple(_Word(m.start(), m.end(), m[0], _key(m[0])) for m in _TOKEN.finditer(text))


@dataclass(frozen=True)
class _Index:
    """Where the words of a story are: the numbers of the sentences by the words' keys, and the words in small letters."""

    sentences: Mapping[str, frozenset[int]]
    lowered: frozenset[str]

    def having(self, keys: Collection[str]) -> frozenset[int]:
        """The sentences that have all these words, one or more."""
        return frozenset.intersection(*(self.sentences.get(key, frozenset()) for key in keys))


@lru_cache(maxsize=8)
def _index(story: Document) -> _Index:
    sentences: dict[str, set[int]] = {}
    for sentence in story.sentences:
        for word in _words(story.text[sentence.start : sentence.end]):
            sentences.setdefault(word.key, set()).add(sentence.number)
    lowered = frozenset(word.text for word in _words(story.text) if word.text.islower())
    return _Index({key: frozenset(numbers) for key, numbers in sentences.items()}, lowered)


def _key(word: str) -> str:
    """The key of a word: a whole figure, or the beginning of any other word."""
    return word if any(character.isdigit() for character in word) else stem(word)


def _pairs(sentence: Sequence[_Word], claim: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """The places of shared words: those in the same order, then content words that stand elsewhere."""
    if len(sentence) * len(claim) > LARGEST:
        return
    ours, theirs = [word.key for word in sentence], [word.key for word in claim]
    taken: set[int] = set()
    met: set[int] = set()
    for at, other, size in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        if any(sentence[at + step].is_content for step in range(size)):
            for step in range(size):
                taken.add(at + step)
                met.add(other + step)
                yield at + step, other + step
    for other, word in enumerate(claim):
        if other in met or not word.is_content:
            continue
        at = next((place for place, key in enumerate(ours) if key == word.key and place not in taken), -1)
        if at >= 0:
            taken.add(at)
            yield at, other


def _filled(words: Sequence[_Word], matched: set[int]) -> set[int]:
    """The places `matched`, and those of function words right between two of them."""
    between = {
        place
        for place in range(1, len(words) - 1)
        if place not in matched and not words[place].is_content and {place - 1, place + 1} <= matched
    }
    return matched | between


def _enough(claim: Claim, words: Sequence[_Word], matched: set[int]) -> bool:
    content = sum(word.is_content for word in _words(claim.text))
    return sum(words[place].is_content for place in matched) > content * LEAST_SHARE


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending places as runs `first` to `last`, inclusive."""
    first = last = None
    for place in places:
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = place
    if first is not None and last is not None:
        yield first, last


def _home(having: Collection[int], near: int) -> int | None:
    """Of the sentences `having` the words in question the last one before the claim's, else the first after it."""
    before = [number for number in having if number < near]
    return max(before) if before else min(having, default=None)


def _is_of_date(words: Sequence[_Word]) -> bool:
    """Whether the words are a date, or the year of one."""
    names = [word.text.casefold() in MONTHS or word.text.casefold() in WEEKDAYS for word in words]
    figures = [word.text.isdigit() for word in words]
    dated = any(names) or any(_YEAR.fullmatch(word.text) for word in words)
    return dated and all(name or figure for name, figure in zip(names, figures, strict=True))
