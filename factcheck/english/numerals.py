"""Finds the numbers of a text, in digits and in words, with their scale: "1,500", "1.5 million", "3bn", "twenty-one", "a dozen".

All number words of the package are here: cardinals, ordinals, parts ("third", "quarter") and scales, including Indian
and German ones. text2num, word2number and number-parser were tried: they give no offsets, and read "900 million" as 900
and 1,000,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

_VALUES = {word: i for i, word in enumerate(ONES)} | {word: 10 * i for i, word in enumerate(TENS, 2)}
_MULTIPLIERS = {"hundred": 100, "dozen": 12}
_INDIAN = {"lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15} | _INDIAN
_GERMAN = {"tausend": 10**3, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mrd": 10**9}
_GERMAN |= {"billionen": 10**12}
_GERMAN_ONES = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_SHORT = {"k": 10**3, "m": 10**6, "b": 10**9, "tn": 10**12, "trn": 10**12}
_SHORT |= {"mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9}
_FACTORS = _MULTIPLIERS | _SCALES | _SHORT | _GERMAN | {"cr": 10**7}

_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth"}
_CARDINALS = {
    _IRREGULAR.get(word, re.sub(r"y$", "ie", word) + "th"): word
    for word in [*ONES[1:], *TENS, "hundred", "thousand", "million", "billion"]
}
"""An ordinal's last word -> the cardinal it comes from."""

NUMBER_WORDS = frozenset(
    [*ONES, *TENS, *_MULTIPLIERS, *_SCALES, "half", "quarter", "third", "twice", "double", "triple"]
) - frozenset(["one", *_INDIAN])
"""Words that state a number as digits do; "one" is more often a pronoun."""

PARTS = {"half": 2, "quarter": 4}
PARTS |= {part: _VALUES[cardinal] for part, cardinal in _CARDINALS.items() if _VALUES.get(cardinal, 0) > 2}
"""The words for a part of a whole, in the singular, and how many of them make it."""


FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
"""A number in digits, with its separators."""


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


COUNTS = any_of(["an", "a", *ONES[1:13]])
"""A regular expression for how many parts there may be: "a", "two"."""

_SCALE_WORD = any_of([*_MULTIPLIERS, *_SCALES, *_GERMAN])
_WORD = any_of([*_VALUES, *_MULTIPLIERS, *_SCALES])
_VALUE = any_of(_VALUES)
_REST = r"(?:(?:an?|one|three)[-\s](?:half|quarters?)\b|(?:one|two)-thirds?\b)"
"""Words that can follow a whole number and "and": "two and a half"."""
_DIGIT = rf"(?:{any_of(['nought', 'oh', *ONES[:10]])})\b"
_MEASURED = (
    r"\s(?:per\s?cent|percentage|points?|degrees?|times|hours?|years?|(?:kilo)?met(?:re|er)s?|miles?|kilos?|tonnes?|"
    r"lit(?:re|er)s?)\b"
)
"""What shows that "two point five" is a number: "at one point two men came" is not."""
_DECIMAL_COMMA = rf"(?=\s?(?:%|€|(?:prozent|euro|grad|{any_of(_GERMAN)})))"
_NUMERAL = re.compile(
    rf"""
    (?<![\w#]) (?<![^\W\d_][-–]) (?<!\d[.,:/]) (?<![/=@])
    (?P<minus>(?<!\bor\s)(?<!\d\s)(?:minus|(?<!test\s)(?<!tested\s)(?<!tests\s)negative)\s)?
    (?: (?P<whole>\d{{1,3}}[-\s])? (?P<top>\d{{1,2}})/(?P<bottom>2|3|4|5|6|8|10|16) (?=[-\s][a-z]{{2,}}|\sa\s)
    |   (?P<digits>(?:(?<![\w)])[-−]|(?<![^\s(])(?<!\d\s)–)?
            (?:\d{{1,3}}(?:,\s?\d{{3}})+(?:\.\d+)?|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?
               |\d{{1,3}}(?:[ \u00a0\u202f\u2009]\d{{3}})+(?![\d,])|\d{{1,3}}(?:['’]\d{{3}})+(?!\w)
               |\d{{1,3}}(?:\.\d{{3}}){{2,}}
               |(?P<comma>\d+,\d{{1,2}}){_DECIMAL_COMMA}|\d*\.?\d+))
        (?! [,.:/]?\d )
        (?: (?P<tight>{any_of(_SHORT)}|{_SCALE_WORD})\b
          | [-\s] (?P<scale>(?:{_SCALE_WORD})(?:\s(?:{any_of(_SCALES)}))?
                  |mln|mn|bln|bn|tn|trn|cr|m(?=\s(?:euros?|dollars?|pounds?)\b))\b )?
        (?: (?:(?<=mio)|(?<=mrd))\. )?
    |   \b (?P<count>{COUNTS})[-\s](?P<part>{any_of(PARTS)})s?
        \sof\san?\s(?P<of>{any_of(_SCALES)})\b
    |   \b (?<!\bat\s) (?P<before_point>(?:nought|{_VALUE})(?:[-\s](?:{_VALUE}))?)
        \spoint\s(?P<after_point>{_DIGIT}(?:\s{_DIGIT})*)
        (?: \s(?P<point_scale>{any_of(_SCALES)})\b | (?={_MEASURED}) )
    |   \b (?P<german>{any_of(_GERMAN_ONES)})(?:e[nr]?)?\s(?P<german_scale>million|billion|{any_of(_GERMAN)})\b
    |   \b (?P<words>(?:(?:(?:half\s)?an?\s|half\s(?=dozen|{any_of(_SCALES)}))(?:{any_of([*_MULTIPLIERS, *_SCALES])})
                     |(?:{_VALUE}))\b (?:[-\s](?:and\s(?!{_REST}))?(?:{_WORD})\b)*)
    )
    (?P<rest>\sand\s(?P<share>{_REST})(?:\s(?P<rest_scale>{any_of(_SCALES)})\b)?)?
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Numeral:
    """A number `text[start:end]`. `tight` is the scale letter written onto its digits ("m" of "30m"), else empty.

    `fraction` says that it is written as one: "3/4", "2 1/2".
    """

    start: int
    end: int
    value: Fraction
    digits: bool
    tight: str = ""
    fraction: bool = False


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers of `text`, in text order. Digits that belong to a name ("F-16"), a date or an address are left out."""
    found: list[Numeral] = []
    at = 0
    while match := _NUMERAL.search(text, at):
        numeral = _read(match)
        if numeral is not None:
            found.append(numeral)
        at = numeral.end if numeral else match.end()
    return tuple(found)


def ordinal_value(written: str) -> int | None:
    """The value of an ordinal in words, 121 for "hundred and twenty-first"; None for words that are not one number."""
    *first, last = re.findall(r"[a-z]+", written.lower())
    words = [*first, _CARDINALS[last]] if last in _CARDINALS else []
    if words[:1] in (["hundred"], ["thousand"], ["million"], ["billion"]):
        words.insert(0, "a")
    run = _read_words(words)
    return int(run.value) if words and run.used == len(words) else None


def part_value(count: str, part: str) -> Fraction:
    """How much "two" "thirds" are, of one."""
    return Fraction(_VALUES.get(count.lower(), 1), PARTS[part.lower().removesuffix("s")])


ORDINAL_WORD = any_of(_CARDINALS)
"""A regular expression for the last word of an ordinal."""
_TENS_BEFORE = rf"(?:{_VALUE}|hundred|an?\s(?:hundred|thousand))[-\s](?:and\s)?(?:(?:{_WORD})[-\s](?:and\s)?)*"
ORDINAL_WORDS = rf"(?:{_TENS_BEFORE})?(?:{ORDINAL_WORD})"
"""A regular expression for an ordinal in words, to be read by `ordinal_value`."""


def _read(match: re.Match[str]) -> Numeral | None:
    numeral: Numeral | None
    if match["bottom"]:
        numeral = _fraction(match)
    elif match["digits"]:
        numeral = _digits(match)
    elif match["part"]:
        value = part_value(match["count"], match["part"]) * _SCALES[match["of"].lower()]
        numeral = Numeral(match.start("count"), match.end("of"), value, digits=False)
    elif match["before_point"]:
        numeral = _decimal(match)
    elif match["german"]:
        scale = {"million": 10**6, "billion": 10**12} | _GERMAN
        value = Fraction(_GERMAN_ONES.index(match["german"].lower()) + 1) * scale[match["german_scale"].lower()]
        numeral = Numeral(match.start("german"), match.end("german_scale"), value, digits=False)
    else:
        numeral = _spelled(match)
    if numeral is None or not match["minus"]:
        return numeral
    return Numeral(match.start(), numeral.end, -numeral.value, numeral.digits, numeral.tight, numeral.fraction)


def _fraction(match: re.Match[str]) -> Numeral | None:
    """ "3/4", "2 1/2"."""
    part = Fraction(int(match["top"]), int(match["bottom"]))
    if part >= 1:
        return None
    start = match.start("whole") if match["whole"] else match.start("top")
    whole = int(match["whole"][:-1]) if match["whole"] else 0
    return Numeral(start, match.end("bottom"), whole + part, digits=True, fraction=True)


def _rest(match: re.Match[str]) -> Fraction:
    """The part of "and a half", "and three-quarters", "and two-thirds"."""
    return part_value(*re.split(r"[-\s]", match["share"]))


def _digits(match: re.Match[str]) -> Numeral:
    written = match["digits"].replace("−", "-").replace("–", "-")
    if match["comma"]:
        written = written.replace(",", ".")
    elif written.count(".") > 1:
        written = written.replace(".", "")
    value = Fraction(re.sub(r"[,\s'’]", "", written))
    tight, scale = (match["tight"] or "").lower(), (match["scale"] or "").lower()
    if match["rest"]:
        value, scale = value + _rest(match), (match["rest_scale"] or scale).lower()
    value *= prod(_FACTORS[word] for word in [tight, *scale.split()] if word)
    return Numeral(match.start("digits"), match.end(), value, digits=True, tight=tight)


def _decimal(match: re.Match[str]) -> Numeral | None:
    """ "one point two million", as people say it."""
    whole = re.findall(r"[a-z]+", match["before_point"].lower().replace("nought", "zero"))
    run = _read_words(whole)
    if run.used < len(whole):
        return None
    digits = [str(_VALUES.get(digit, 0)) for digit in match["after_point"].lower().split()]
    value = Fraction(f"{run.value}.{''.join(digits)}") * _FACTORS.get((match["point_scale"] or "").lower(), 1)
    return Numeral(match.start("before_point"), match.end(), value, digits=False)


@dataclass(frozen=True)
class _Run:
    """The value of a run of number words: of its first `used` words, with their last scale (0: none), and the rest."""

    value: Fraction
    used: int
    scale: int
    group: Fraction


def _read_words(words: Iterable[str]) -> _Run:
    """The longest valid number at the start of a run of number words: "two" of "two three"."""
    total, group, scale = Fraction(0), Fraction(0), 0
    used = 0
    for place, word in enumerate(words, 1):
        if word in ("a", "an", "half"):
            group = Fraction(1, 2) if word == "half" else group or Fraction(1)
            continue
        if word == "and":
            continue
        if word in _VALUES:
            room = 100 if group % 100 == 0 and group else 10 if group % 10 == 0 and group % 100 >= 20 else 0
            if (group or (total and used == 0)) and not 0 < _VALUES[word] < room:
                break
            group += _VALUES[word]
        elif word in _MULTIPLIERS:
            if group >= 100:
                break
            group = (group or Fraction(1)) * _MULTIPLIERS[word]
        elif scale and _SCALES[word] >= scale:
            if group or total % scale:
                break
            total, scale = total * _SCALES[word], _SCALES[word]  # "two thousand crore", "three lakh crore"
        else:
            scale = _SCALES[word]
            total, group = total + (group or Fraction(1)) * scale, Fraction(0)
        used = place
    return _Run(total + group, used, scale, group)


def _spelled(match: re.Match[str]) -> Numeral:
    tokens = list(re.finditer(r"[a-z]+", match["words"].lower()))
    run = _read_words(token.group() for token in tokens)
    end = tokens[run.used - 1].end()
    start, value = match.start("words"), run.value
    if match["rest"] and end == len(match["words"]):
        # "two and a half million", but "a million and a half"
        whole = Fraction(run.scale) if run.scale and not run.group else Fraction(1)
        value = (value + whole * _rest(match)) * _FACTORS.get((match["rest_scale"] or "").lower(), 1)
        return Numeral(start, match.end(), value, digits=False)
    return Numeral(start, start + end, value, digits=False)
