"""Proper names in English text, found by their capitals, and whether two of them name the same.

A capital at the beginning of a sentence says little, so a name needs a capital where grammar does not demand one, in
this text or in another one read with it. Months and weekdays are not names; a nationality stands for its country
("Chinese" for China), an abbreviation for its full form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from factcheck.english.bodies import BODIES
from factcheck.english.places import PLACES, country, is_place_in_full
from factcheck.english.units import unit_after
from factcheck.english.words import FUNCTION_WORDS, words
from factcheck.english.zones import is_zone

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:-\d+\b)?\.?|\d[\d.,]*|[^\w\s]")
CONNECTING = frozenset({"of", "de", "la", "van", "von", "der", "den", "bin", "al", "del", "di", "da", "du", "for"})
NAME_INSIDE = re.compile(r"(?<=[a-z,;:’'] )[A-Z][\w’'-]+")
"""A capital within a sentence: a name, or what may be one."""
_PREFIXED = re.compile(r"(?:[dl]['’]|(?:al|el|as|ad|an|ar|at|az|ash)-)[^\W\d_a-z]")
"""A name that begins with a particle in lower case: "al-Masri", "d’Ivoire"."""
_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
"""The numerals of a king, a pope, a war or a ship."""
_NUMBERED = frozenset("war king queen pope emperor empress tsar".split())
"""A name with one of these may have an "I", which is a pronoun elsewhere."""
_NUMBER_BEFORE = re.compile(r"\d(?=\D*$)")
_LONGEST_UNIT = 24
"""A name's number can be so many characters before it: "12 degrees Celsius"."""
_ENDS_SENTENCE = frozenset('.?!:"“”‘•|*#')
_NO_NAME_WORDS = """
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun i a
an the and or but it he she they we you his her its their our my this that these those there here in on at of
for from by with as to if when while after before since until because although though however meanwhile also yes
no not christmas easter am pm gmt bst former q mr mrs ms dr sir dame lord lady rev prof sgt lt col gen sen rep
gov capt hon st god internet bible media
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_CONTRACTED = frozenset(
    {"i", "he", "she", "they", "we", "you", "it", "that", "there", "who", "what", "isn", "don", "let"}
)
"""Words before the apostrophe of a contraction: "I’m", "It’s"."""
_ABBREVIATED = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "gen",
        "sen",
        "rep",
        "gov",
        "lt",
        "col",
        "sgt",
        "capt",
        "prof",
        "rev",
        "hon",
        "jr",
        "vs",
    }
)
_PORTFOLIOS = frozenset(
    {"state", "defense", "defence", "energy", "education", "health", "finance", "justice", "commerce"}
)
_TITLE_LIST = """
president vice deputy prime minister secretary chancellor premier mayor governor senator congressman
congresswoman representative ambassador judge justice king queen prince princess pope archbishop bishop cardinal
cleric rabbi imam chief executive chairman chairwoman chair director manager captain coach inspector
superintendent constable sergeant detective colonel general major lieutenant commander admiral professor doctor
inspector-general spokesman spokeswoman spokesperson leader councillor mp msp md phd ceo cfo officer
commissioner sheriff attorney solicitor brigadier assistant foreign finance defense defence interior health education home
treasury first acting interim former minister-president sister brother father mother aunt uncle baroness baron earl duke
duchess miss master ayatollah sheikh sultan emir
"""
_TITLE_WORDS = frozenset(_TITLE_LIST.split())
_OF_TITLES = _TITLE_WORDS | {"elect", "designate", "ex", "co", "emeritus"}
_ADDRESS_WORDS = frozenset("mr mrs ms mx dr sir dame lord lady rev prof sgt lt col gen sen rep gov capt hon".split())


def is_title(word: str) -> bool:
    """Whether a word is part of an office or form of address before a name: "Minister", "President-elect"."""
    key = plain(word)
    return key in _TITLE_WORDS or ("-" in key and _OF_TITLES.issuperset(key.split("-")))


def is_form_of_address(word: str) -> bool:
    """Whether a word is a title, in full or in short, or another form of address: "Minister", "Dr"."""
    return is_title(word) or plain(word) in _ADDRESS_WORDS


@dataclass(frozen=True)
class Name:
    """A proper name at `text[start:end]`. `tokens` are its words for comparison, titles left out; `title` are those.

    `unsure` is a lone word at the beginning of a sentence that no text shows with a capital elsewhere.
    """

    text: str
    start: int
    end: int
    tokens: tuple[str, ...]
    title: tuple[str, ...] = ()
    unsure: bool = False

    @property
    def key(self) -> str:
        """The words for comparison, joined."""
        return " ".join(self.tokens)

    @property
    def is_place(self) -> bool:
        """Whether this is a country or the like."""
        return self.key in PLACES

    @property
    def is_body(self) -> bool:
        """Whether one of its words marks an organisation, or it is an abbreviation."""
        return bool(set(self.tokens) & BODIES) or (self.text.isupper() and len(self.text) > 1 and not self.is_place)


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """A word for comparison: lower case, one spelling, no possessive, no number after a hyphen, ASCII letters, no full stops.

    A final "-yy", "-iy", "-ii" or "-ij" is "-y": transcriptions of Slavic names differ in it.
    """
    word = re.sub(r"-\d+$", "", re.sub(r"['’]s?$", "", word))
    bare = (word if word.isascii() else anyascii(unicodedata.normalize("NFKC", word))).casefold().rstrip(".")
    bare = bare.replace(".", "") if re.fullmatch(r"(?:\w\.)+\w", bare) else bare
    heard = [word.heard for word in words(bare)]
    spelt = (
        "-".join(heard) if re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", bare) and all(map(str.isalpha, heard)) else bare
    )
    return re.sub(r"(?:yy|iy|ii|ij)$", "y", spelt)


@dataclass(frozen=True)
class Vocabulary:
    """How a text writes its words: those with a capital that grammar does not demand, and those in lower case."""

    capitalised: frozenset[str]
    lower: frozenset[str]


@lru_cache(maxsize=64)
def vocabulary(text: str) -> Vocabulary:
    """The vocabulary of a text."""
    capitalised, lower = set(), set()
    at_start = True
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word[0].isalpha():
            key = plain(word)
            if word[0].islower():
                lower.add(key)
            elif not at_start:
                capitalised.add(key)
        at_start = _starts_sentence(token) if not word[0].isalnum() or word.endswith(".") else False
        at_start = at_start or text[token.end() : token.end() + 2] == "\n\n"
    return Vocabulary(frozenset(capitalised), frozenset(lower))


def _starts_sentence(token: re.Match[str]) -> bool:
    """Whether what follows the token begins a sentence. An abbreviation's full stop does not end one."""
    word = token[0]
    if word[0].isalpha():
        return word.endswith(".") and plain(word) not in _ABBREVIATED and len(word) > 2 and word.count(".") == 1
    return word in _ENDS_SENTENCE


def names(text: str, *others: str, start: int = 0, end: int | None = None) -> tuple[Name, ...]:
    """The proper names in `text[start:end]`, in order; `others` are texts to learn the use of capitals from as well.

    The zone of a time of day names nothing, nor does a unit: "2 p.m. New York time", "11:00 UTC", "12 °C".
    """
    found = _names(text, others, start, len(text) if end is None else end)
    return tuple(
        name for name in found if not is_zone(text, name.start, name.end) and not _is_unit(text, name.start, name.end)
    )


def _is_unit(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` ends the unit of a number right before it."""
    number = _NUMBER_BEFORE.search(text, max(0, start - _LONGEST_UNIT), start)
    unit = unit_after(text, number.end()) if number else None
    return unit is not None and end <= unit[1]


@lru_cache(maxsize=512)
def _names(text: str, others: tuple[str, ...], start: int, end: int) -> tuple[Name, ...]:
    vocabularies = [vocabulary(one) for one in (text, *others)]
    found: list[Name] = []
    run: list[re.Match[str]] = []
    run_at_start = False
    at_start = True
    previous_end = start
    for token in [*_TOKEN.finditer(text, start, end), None]:
        capital = token is not None and (
            (token[0][0].isupper() and _may_be_name(token[0], at_start, vocabularies))
            or _PREFIXED.match(token[0]) is not None
            or _is_numeral(token[0], run)
        )
        gap = "" if token is None else text[previous_end : token.start()]
        broken = token is None or not run or bool(gap.strip(" \u00a0")) or "\n" in gap
        joins = token is not None and bool(run) and not broken and token[0] in CONNECTING
        if run and not ((capital and not broken) or joins):
            found.extend(_name(text, run, run_at_start, vocabularies))
            run = []
        if capital and token is not None:
            if not run:
                run_at_start = at_start
            run.append(token)
            if re.search(r"['’]s?$", token[0]) or (token[0].endswith(".") and _starts_sentence(token)):
                found.extend(_name(text, run, run_at_start, vocabularies))
                run = []
        elif joins and token is not None:
            run.append(token)
        if token is not None:
            at_start = _starts_sentence(token) if not token[0][0].isalnum() or token[0].endswith(".") else False
            previous_end = token.end()
    return tuple(found)


def _is_acronym(word: str, seen: Vocabulary) -> bool:
    """Whether the word is in capitals although not everything is: "WHO"."""
    return len(word) > 2 and word.isupper() and bool(seen.lower)


def _is_numeral(word: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether the word is the number of the name that the run begins: "Harald V", "World War I"."""
    word = word.rstrip(".")
    if not word or not run or not _NUMERAL.fullmatch(word):
        return False
    return word != "I" or (len(run) > 1 and not _NUMBERED.isdisjoint(plain(token[0]) for token in run))


def _may_be_name(word: str, at_start: bool, known: Sequence[Vocabulary]) -> bool:
    key = plain(word)
    if _is_acronym(word, known[0]):
        return True
    if key in _NO_NAME or key.partition("'")[0] in _CONTRACTED or (len(key) < 2 and not word.endswith(".")):
        return False
    if not at_start:
        return True
    if any(word.heard in FUNCTION_WORDS or word.heard.isdigit() for word in words(key)):
        return False
    return any(key in one.capitalised for one in known) or not any(key in one.lower for one in known)


def _name(text: str, run: list[re.Match[str]], at_start: bool, known: Sequence[Vocabulary]) -> list[Name]:
    """The name that a run of tokens is: trailing connecting words and leading titles taken off."""
    while run and run[-1][0] in CONNECTING:
        run = run[:-1]
    title = []
    while len(run) > 1 and is_title(run[0][0]):
        title.append(plain(run[0][0]))
        run = run[1:]
    if title and run and run[0][0] in CONNECTING:  # "Secretary of State" is not a person called State
        run = run[1:]
        run = run[1:] if run and plain(run[0][0]) in _PORTFOLIOS else run
    if not run or (len(run) == 1 and is_title(run[0][0])):
        return []
    begin, end = run[0].start(), run[-1].end()
    written = re.sub(r"['’]s?$", "", text[begin:end])
    if written.endswith(".") and written.count(".") == 1:
        written = written[:-1]
    tokens = shortened(tuple(plain(token[0]) for token in run if token[0] not in CONNECTING))
    place = country(written)
    return [
        Name(
            text=written,
            start=begin,
            end=begin + len(written),
            tokens=tuple(place.split()) if place else tokens,
            title=tuple(title),
            unsure=at_start
            and len(run) == 1
            and not title
            and not is_place_in_full(written)
            and not _is_acronym(written, known[0])
            and not any(tokens[0] in one.capitalised for one in known),
        )
    ]


def shortened(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A body's tokens with its country in short: "us", "senate" for "united", "states", "senate"."""
    pair = " ".join(tokens[:2])
    state = country(pair) if len(tokens) > 2 else None
    return (state, *tokens[2:]) if state else tokens
