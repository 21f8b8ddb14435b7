"""Finds the numbers of a text, in digits and in words, with their scale: "1,500", "1.5 million", "3bn", "twenty-one", "a dozen".

text2num, word2number and number-parser were tried: they give no offsets, and read "900 million" as 900 and 1,000,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

_VALUES = {word: i for i, word in enumerate(ONES)} | {word: 10 * i for i, word in enumerate(TENS, 2)}
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth"}
_CARDINALS = {_IRREGULAR.get(word, re.sub(r"y$", "ie", word) + "th"): word for word in [*ONES[1:], *TENS]}
"""An ordinal's last word -> the cardinal it comes from."""
ORDINAL_WORDS = rf"(?:(?:{'|'.join(TENS)})[-\s])?(?:{'|'.join(sorted(_CARDINALS, key=len, reverse=True))})"
"""A regular expression for an ordinal in words, to be read by `ordinal_value`."""
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_SHORT = {"k": 10**3, "m": 10**6, "b": 10**9, "tn": 10**12, "trn": 10**12}
_SHORT |= {"mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9}
_FACTORS = {"": 1, "dozen": 12, "hundred": 100} | _SCALES | _SHORT

_SCALE_WORD = r"(?:hundred|dozen|thousand|million|billion|trillion)"
_WORD = "|".join(sorted([*_VALUES, *_SCALES, "hundred", "dozen"], key=len, reverse=True))
_VALUE = "|".join(sorted(_VALUES, key=len, reverse=True))
_NUMERAL = re.compile(
    rf"""
    (?<![\w#]) (?<![^\W\d_][-–]) (?<!\d[.,:/]) (?<![/=@])
    (?: (?P<digits>(?:(?<![\w)])[-−])?
            (?:\d{{1,3}}(?:,\s?\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:[ \u00a0\u202f\u2009]\d{{3}})+(?![\d,])|\d*\.?\d+))
        (?! [,.:/]?\d )
        (?: (?P<tight>k|m|mn|mln|b|bn|bln|tn|trn|thousand|million|billion|trillion)\b
          | [-\s] (?P<scale>{_SCALE_WORD}|mln|mn|bln|bn|tn|trn|m(?=\s(?:euros?|dollars?|pounds?)\b))\b )?
    |   \b (?P<count>an?|one|two|three)[-\s](?P<part>third|quarter|fifth|tenth)s?
        \sof\sa\s(?P<whole>thousand|million|billion|trillion)\b
    |   \b (?P<words>(?:(?:(?:half\s)?an?\s|half\s(?=dozen|million)){_SCALE_WORD}|(?:{_VALUE}))\b
                     (?:[-\s](?:and\s)?(?:{_WORD})\b)*)
    )
    (?P<half>\sand\sa\shalf\b(?:\s(?P<half_scale>million|billion)\b)?)?
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Numeral:
    """A number `text[start:end]`. `tight` is the scale letter written onto its digits ("m" of "30m"), else empty."""

    start: int
    end: int
    value: Fraction
    digits: bool
    tight: str = ""


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers of `text`, in text order. Digits that belong to a name ("F-16"), a date or an address are left out."""
    found: list[Numeral] = []
    at = 0
    while match := _NUMERAL.search(text, at):
        read = _digits if match["digits"] else _part if match["part"] else _spelled
        found.append(read(match))
        at = found[-1].end
    return tuple(found)


def ordinal_value(written: str) -> int | None:
    """What an ordinal in words says, "twenty-first" of 21; None for words that make no one number."""
    *first, last = re.findall(r"[a-z]+", written.lower())
    words = [*first, _CARDINALS[last]] if last in _CARDINALS else []
    return sum(_VALUES[word] for word in words) or None


def _digits(match: re.Match[str]) -> Numeral:
    value = Fraction(re.sub(r"[,\s]", "", match["digits"]).replace("−", "-"))
    tight, scale, end = (match["tight"] or "").lower(), (match["scale"] or "").lower(), match.end()
    if match["half"]:
        value, scale = value + Fraction(1, 2), (match["half_scale"] or scale).lower()
    return Numeral(match.start(), end, value * _FACTORS[tight] * _FACTORS[scale], digits=True, tight=tight)


def _part(match: re.Match[str]) -> Numeral:
    """ "a quarter of a million"."""
    count = Fraction(_VALUES.get(match["count"].lower(), 1), _PARTS[match["part"].lower()])
    return Numeral(match.start("count"), match.end("whole"), count * _SCALES[match["whole"].lower()], digits=False)


def _spelled(match: re.Match[str]) -> Numeral:
    """The longest valid number at the start of a run of number words: "two" of "two three"."""
    tokens = list(re.finditer(r"[a-z]+", match["words"].lower()))
    total, group, smallest = Fraction(0), Fraction(0), 10**15
    end = 0
    for token in tokens:
        word = token.group()
        if word in ("a", "an", "half"):
            group = Fraction(1, 2) if word == "half" else group or Fraction(1)
        elif word in _VALUES:
            room = 100 if group % 100 == 0 and group else 10 if group % 10 == 0 and group % 100 >= 20 else 0
            if (group or (total and end == 0)) and not 0 < _VALUES[word] < room:
                break
            group, end = group + _VALUES[word], token.end()
        elif word in ("hundred", "dozen"):
            if group >= 100:
                break
            group, end = (group or Fraction(1)) * _FACTORS[word], token.end()
        elif word in _SCALES:
            if _SCALES[word] >= smallest:
                break
            smallest, total, group, end = (
                _SCALES[word],
                total + (group or Fraction(1)) * _SCALES[word],
                Fraction(0),
                token.end(),
            )
    value = total + group
    if match["half"] and end == len(match["words"]):
        # "two and a half million", but "a million and a half"
        whole = Fraction(smallest) if total and not group else Fraction(1)
        value = (value + whole / 2) * _FACTORS[(match["half_scale"] or "").lower()]
        return Numeral(match.start(), match.end(), value, digits=False)
    return Numeral(match.start("words"), match.start("words") + end, value, digits=False)
