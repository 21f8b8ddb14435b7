"""Proper names in German text, where every noun has a capital: two and more of them side by side, a surname known from elsewhere
in the texts, or a country of the CLDR.

A word after an article in one of the texts is a noun, and so is a word after a number. At the head of a sentence a
capital says nothing. A lone surname without its full name in any of the texts is not found: silence is better than a
false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale

from factcheck.english.naming import Name, plain
from factcheck.english.places import country
from factcheck.german.moments import MONTHS, WEEKDAYS
from factcheck.german.quantities import SCALES, WRITTEN_UNITS
from factcheck.german.words import EMPTY_WORDS, number_word

_CAPITAL = r"(?:(?:Dr|Prof|[A-ZÄÖÜ])\.|[A-ZÄÖÜ][\w’-]+)"
_RUN = re.compile(rf"(?<![\w„»“«])(?:{_CAPITAL})(?:[ \u00a0](?:(?:von|van|de|zu|der|den)[ \u00a0])?{_CAPITAL})*")
_WORD = re.compile(rf"{_CAPITAL}")
_ARTICLE = re.compile(
    r"\b(?:d(?:er|ie|as|en|em|es)|eine?[mnrs]?|kein\w*|jed\w*|ihr\w*|sein\w*|unser\w*|diese\w*|im|am|zum|zur|vom|beim|ins|ans)\s(?=[A-ZÄÖÜ])"
    rf"({_CAPITAL})",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:Frau|Herrn?|Dr\.|Prof\.|Professor(?:in)?|[\w-]*(?:minister|präsident|meister|kanzler|sprecher|direktor|chef|leiter|"
    r"senator|kommissar|bischof|richter|trainer)(?:in)?|[\w-]*(?:rat|rätin|vorsitzender?|abgeordneter?|beauftragter?))",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(r"\d[.,\d]*\s$|\b(?:Millionen?|Milliarden?|Mio\.|Mrd\.|Prozent|Euro)\s$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s|\n|[„»“])$")
_NO_NAMES = EMPTY_WORDS | MONTHS.keys() | WEEKDAYS.keys() | SCALES.keys() | WRITTEN_UNITS.keys()
_COUNTRIES = {
    name: english
    for code, name in Locale.parse("de").territories.items()
    if code.isalpha() and len(code) == 2 and (english := country(Locale.parse("en").territories[code]))
}


def names(text: str, *others: str, start: int = 0, end: int | None = None) -> tuple[Name, ...]:
    """The proper names in `text[start:end]`, in order; `others` are texts to learn full names and nouns from as well."""
    last = len(text) if end is None else end
    return tuple(name for name in _names(text, others) if start <= name.start and name.end <= last)


@lru_cache(maxsize=128)
def _names(text: str, others: tuple[str, ...]) -> tuple[Name, ...]:
    nouns = frozenset(
        match[1] for one in (text, *others) for match in _ARTICLE.finditer(one) if not _TITLE.fullmatch(match[1])
    )
    surnames = frozenset(run[-1][0] for one in (text, *others) for run, _ in _full(one, nouns))
    found = {run[0].start(): (run, title) for run, title in _full(text, nouns)}
    covered = [(run[0].start(), run[-1].end()) for run, _ in found.values()]
    for word in _WORD.finditer(text):
        written = word[0].rstrip(".")
        alone = not any(begin <= word.start() < end for begin, end in covered)
        if alone and (written in surnames or word[0] in surnames or written in _COUNTRIES):
            found[word.start()] = ([word], ())
    return tuple(_name(text, *found[place]) for place in sorted(found))


def _full(text: str, nouns: frozenset[str]) -> Iterator[tuple[list[re.Match[str]], tuple[str, ...]]]:
    """The runs of capitals that name somebody in full, and those behind a title, the titles taken off."""
    for found in _RUN.finditer(text):
        run = list(_WORD.finditer(text, found.start(), found.end()))
        if _AFTER_NUMBER.search(text, 0, found.start()):
            continue
        title: list[str] = []
        if _SENTENCE_START.search(text, 0, found.start()) and not _TITLE.fullmatch(run[0][0]):
            run = run[1:]
        while run and (_is_noun(run[0], nouns) or _TITLE.fullmatch(run[0][0])):
            title = [plain(run[0][0])] if _TITLE.fullmatch(run[0][0]) else []
            run = run[1:]
        while run and _is_noun(run[-1], nouns):
            run = run[:-1]
        if run and (title or len(run) > 1) and not any(_is_noun(word, nouns) for word in run):
            yield run, tuple(title)


def _is_noun(word: re.Match[str], nouns: frozenset[str]) -> bool:
    written = word[0].rstrip(".")
    lower = written.lower()
    return written in nouns or lower in _NO_NAMES or number_word(lower) is not None


def _name(text: str, run: Sequence[re.Match[str]], title: tuple[str, ...]) -> Name:
    begin, end = run[0].start(), run[-1].end()
    written = text[begin:end].rstrip(".")
    place = _COUNTRIES.get(written)
    tokens = tuple(place.split()) if place else tuple(plain(word[0]) for word in run)
    return Name(text=written, start=begin, end=begin + len(written), tokens=tokens, title=title)
