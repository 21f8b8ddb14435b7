"""What code must know about a language to compare two texts in it: numbers, dates, names, and function words.

English is the default, also if the language is unknown. Another language is a room with everything in `Language` except
its last field, and a line in `_ROOMS`. Quotation marks are not part of it: `factcheck.english.marks` knows those of all
languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Protocol

from factcheck.english import degrees, moments, naming, quantities, stems
from factcheck.english.degrees import Degree
from factcheck.english.moment import Moment
from factcheck.english.naming import Name
from factcheck.english.numerals import find_numerals
from factcheck.english.quantity import Quantity


class FindMoments(Protocol):
    """Finds the dates and times of a text."""

    def __call__(self, text: str, published: date | None = None) -> tuple[Moment, ...]:
        """In text order, none overlapping another; relative ones by the day of publication."""


class FindNames(Protocol):
    """Finds the proper names of a text."""

    def __call__(self, text: str, *others: str, start: int = 0, end: int | None = None) -> tuple[Name, ...]:
        """Those of `text[start:end]`, in order; `others` are texts to learn the use of names from."""


@dataclass(frozen=True)
class Language:
    """How a language is read. Offsets are those of the text given; `empty_words` are in lower case.

    `find_degrees` finds the words of degree; a room without a table of them finds none.
    """

    find_values: Callable[[str], frozenset[Fraction]]
    """The values of a text's numerals, whatever they count."""
    find_quantities: Callable[[str], tuple[Quantity, ...]]
    find_moments: FindMoments
    find_names: FindNames
    empty_words: frozenset[str]
    find_degrees: Callable[[str], Iterable[Degree]] = lambda _: ()


def _english_values(text: str) -> frozenset[Fraction]:
    return frozenset(numeral.value for numeral in find_numerals(text))


_ENGLISH = Language(
    find_values=_english_values,
    find_quantities=quantities.find_quantities,
    find_moments=moments.find_moments,
    find_names=naming.names,
    empty_words=stems.EMPTY_WORDS,
    find_degrees=degrees.find_degrees,
)


def _german() -> Language:
    from factcheck.german import moments, names, quantities, words  # tables are read only when needed

    return Language(
        find_values=quantities.find_values,
        find_quantities=quantities.find_quantities,
        find_moments=moments.find_moments,
        find_names=names.names,
        empty_words=words.EMPTY_WORDS,
    )


_ROOMS: dict[str, Callable[[], Language]] = {"de": _german}
"""How to read each language except English, by its ISO 639-1 code."""


@cache
def language(code: str | None) -> Language:
    """How to read texts in the language with that ISO 639-1 code."""
    return _ROOMS.get(code or "en", lambda: _ENGLISH)()
