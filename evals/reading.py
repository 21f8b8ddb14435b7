"""How the scoring reads a text: its words, figures, names, hedges and quotations.

It shares no code and no word list with factcheck, so an error of factcheck's cannot pass here as right. It reads words
by their stems (Snowball), number words by `text2num`, months and weekdays by Python's calendar.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import snowballstemmer
from text_to_num import alpha2digit  # type: ignore[import-untyped]

Figure: TypeAlias = Fraction | str
"""The value of a number; or a day or month, or digits that are not a plain number ("9:35"), as written."""

LITTLE = frozenset(
    "a an the of in on at to for from by with as and or but that this these those it its he she they his her their who which "
    "is are was were be been being has have had do does did will would".split()
)
"""Words without content."""
DENIALS = frozenset("not no never nobody none neither nor without cannot".split())
_DATES = frozenset([*calendar.month_name[1:], *calendar.day_name])
_LEAST_NUMBER = 2.0
"""Number words below it are words: "one" is a pronoun more often than a number."""
_LINKS = frozenset("between per under over before after into than also there about during through within while".split())
_HEDGES = re.compile(
    r"\b(?:may|might|could|likely|unlikely|possibl[ey]|perhaps|probabl[ey]|allege[ds]?|allegedly|reportedly|reported to"
    r"|apparently|suspected|(?:is|are|was|were) (?:believed|thought)|(?:expect|plan|intend|appear|seem)(?:s|ed)? to"
    r"|purported(?:ly)?|unconfirmed)\b"
    r"|\b(?:about|around|roughly|approximately|nearly|almost|estimated|some|at least|at most|up to|over|under|close to"
    r"|(?:more|less|fewer) than|just (?:over|under)) (?=[£$€]?\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALED = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)*) (1000(?:000)*)(?!\w)")
_COUNTED = re.compile(r"(\d+(?:[.,]\d+)*(?: 1000(?:000)*)?) ([^\W\d_]{3,})")
_SHORT = {"k": "1000", "m": "1000000", "mn": "1000000", "bn": "1000000000"}
_SHORT_SCALE = re.compile(r"(?<=\d) ?(k|mn?|bn)\b", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]{3,})"')
_SAYS = (
    r"(?:said|says?|told|added|adds|wrote|writes|announced|claimed|reported|explained|stated|warned|confirmed|argued|noted"
    r"|admitted|admits|denied|denies|insisted|insists|replied|called)"
)
_REPORTED = re.compile(
    rf"^([^,]{{2,80}}?),? {_SAYS}\b|\baccording to ([^,.]{{2,80}})|, ([^,]{{2,80}}?) {_SAYS}\b|, {_SAYS} ([^,.]{{2,80}})",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r'(?:^|[.!?:]["\')]?\s+|["(]\s*)$')
_STEMMER = snowballstemmer.stemmer("english")
_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\N{NO-BREAK SPACE}": " "}
)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text without its typography; the percent sign as a word."""
    plain = (
        unicodedata.normalize("NFKC", text).translate(_MARKS).replace("%", " percent ").replace("per cent", "percent")
    )
    return " ".join(plain.split())


@lru_cache(maxsize=8192)
def tokens(text: str) -> frozenset[str]:
    """All words and numbers of the text, without case and possessive, and for a word in parts also the parts."""
    found = [match[0].casefold().removesuffix("'s") for match in _WORD.finditer(folded(text))]
    parts = [part for word in found for part in word.split("-")]
    return frozenset([*found, *parts, *_NUMBER.findall(folded(text))])


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """The stems of its content words; numbers, dates and denials apart."""
    words = [word.removesuffix("'s") for match in _WORD.finditer(folded(text)) for word in match[0].split("-")]
    content = [word.casefold() for word in words if word not in _DATES]
    counted = {word.casefold() for word in words if _is_number_word(word)}
    return frozenset(_STEMMER.stemWords([word for word in content if word not in LITTLE | DENIALS | _LINKS | counted]))


@lru_cache(maxsize=8192)
def figures(text: str) -> frozenset[Figure]:
    """Its numbers by value, in digits or in words, and its days and months. The word "one" is not a number."""
    said = _in_digits(_SHORT_SCALE.sub(lambda match: f" {_SHORT[match[1].casefold()]}", folded(text)))
    values: set[Figure] = set()

    def scaled(match: re.Match[str]) -> str:
        values.add(Fraction(match[1].replace(",", "")) * int(match[2]))
        return " "

    rest = _SCALED.sub(scaled, said)
    for match in _NUMBER.finditer(rest):
        plain = _GROUPED.fullmatch(match[0])
        values.add(Fraction(match[0].replace(",", "")) if plain else match[0])
    dates = _DATES.intersection(re.findall(r"[A-Z][a-z]+", folded(text)))
    return frozenset[Figure](values).union(dates)


def counted(text: str) -> dict[str, frozenset[Figure]]:
    """What its numbers count: for the stem of each word that follows one, the numbers before it ("34 cars" and "180 cars")."""
    found: dict[str, frozenset[Figure]] = {}
    for match in _COUNTED.finditer(_in_digits(folded(text))):
        stem = _STEMMER.stemWord(match[2].casefold())
        found[stem] = found.get(stem, frozenset()) | figures(match[1])
    return found


@lru_cache(maxsize=8192)
def names(text: str, elsewhere: str = "") -> frozenset[str]:
    """The words of its names, in lower case: capitalised words, except those that only open a sentence.

    One that opens a sentence counts where `elsewhere`, or the text itself, has it with a capital within a sentence.
    """
    inside, opening = _capitals(folded(text))
    known = inside | _capitals(folded(elsewhere))[0]
    return inside | (opening & known)


@lru_cache(maxsize=8192)
def denies(text: str) -> bool:
    """Whether it has a "not", a "no" or a "never". A "without" denies a part at most."""
    return any(
        word in DENIALS - {"without"} or word.endswith("n't")
        for word in (match[0].casefold() for match in _WORD.finditer(folded(text)))
    )


def hedge(text: str) -> str | None:
    """The first words that weaken what it says ("about", "may"); None if there are none. The month of May does not
    count."""
    found = _HEDGES.search(_in_digits(re.sub(r"\bMay\b", " ", folded(text))))
    return found[0].strip() if found else None


def reported_by(text: str) -> str | None:
    """Whom the text itself names as saying it ("… , the mayor said", "According to Ida Marsh, …"); None if it names
    nobody."""
    found = _REPORTED.search(folded(text))
    return next((group.strip() for group in found.groups() if group), None) if found else None


def quotations(text: str) -> tuple[str, ...]:
    """The stretches in quotation marks, as words in lower case with single spaces."""
    return tuple(running(match[1]) for match in _QUOTED.finditer(folded(text)))


def running(text: str) -> str:
    """Its words and numbers alone, in lower case with single spaces."""
    return " ".join(re.findall(r"\w+", folded(text).casefold()))


@lru_cache(maxsize=1024)
def _capitals(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words with a capital within sentences, and those that open one, in lower case; dates and little words apart."""
    inside: set[str] = set()
    opening: set[str] = set()
    for match in _WORD.finditer(text):
        word = match[0].removesuffix("'s")
        if not word[0].isupper() or word in _DATES or word.casefold() in LITTLE or word == "I":
            continue
        opens = _SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]) if match.start() else True
        parts = [part.casefold() for part in word.split("-")]
        (opening if opens and not (word.isupper() and len(word) > 1) else inside).update(parts)
    return frozenset(inside), frozenset(opening)


@lru_cache(maxsize=8192)
def _in_digits(text: str) -> str:
    """The text with its number words in digits ("twenty-five cars", "nine-year-old")."""
    return str(alpha2digit(re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", text), "en", _LEAST_NUMBER))


@lru_cache(maxsize=8192)
def _is_number_word(word: str) -> bool:
    return word.casefold() != "one" and str(alpha2digit(word, "en", _LEAST_NUMBER))[:1].isdigit()
