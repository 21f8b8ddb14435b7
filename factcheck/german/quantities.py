"""Finds the amounts of a German text: "1.234,56", "4,2 Mio. Euro", "zwölf", "ein Drittel der", "fünf bis sieben Prozent".

Scales, units and currencies have the names and short forms of the CLDR. A word with several meanings and "ein" alone
are not amounts, and a figure that can be a year or an ordinal is left out: silence is better than a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from babel import Locale

from factcheck.english.bounds import Bound
from factcheck.english.numerals import any_of
from factcheck.english.quantity import AGE, PERCENT, PLAIN, Quantity
from factcheck.english.units import UNITS, Unit
from factcheck.german.words import ONES, PARTS, number_word

_LOCALE = Locale.parse("de")
_CLDR_UNITS = {
    "length-kilometer": "kilometre", "length-meter": "metre", "length-centimeter": "centimetre",
    "length-millimeter": "millimetre", "area-square-kilometer": "square kilometre", "area-square-meter": "square metre",
    "area-hectare": "hectare", "mass-kilogram": "kilogram", "mass-gram": "gram", "mass-tonne": "tonne",
    "volume-liter": "litre", "speed-kilometer-per-hour": "kilometre per hour", "power-kilowatt": "kilowatt",
    "power-megawatt": "megawatt", "power-gigawatt": "gigawatt", "energy-kilowatt-hour": "kilowatt-hour",
    "temperature-celsius": "degree celsius", "duration-second": "second", "duration-minute": "minute",
    "duration-hour": "hour", "duration-day": "day", "duration-week": "week", "duration-month": "month",
    "duration-year": "year", "concentr-percent": "percent",
}  # fmt: skip
"""A unit's name in the CLDR and in our table."""


def _scales() -> dict[str, int]:
    """ "million", "millionen", "mio": 1,000,000."""
    found = {"tsd": 1000}
    for width in ("long", "short"):
        for forms in _LOCALE.compact_decimal_formats[width].values():
            for size, pattern in forms.items():
                word = re.sub(r"[0\s'.\u00a0]", "", pattern.pattern).lower()
                if word:
                    found[word] = int(size) // 10 ** (pattern.pattern.count("0") - 1)
    return found


def _units() -> dict[str, Unit]:
    """Every way to write a unit or a currency, the datives too ("in drei Jahren"), in lower case."""
    found: dict[str, Unit] = {"prozentpunkt": UNITS["percentage point"], "prozentpunkte": UNITS["percentage point"]}
    for name, ours in _CLDR_UNITS.items():
        forms = _LOCALE._data["unit_patterns"].get(name, {})
        for width in ("long", "short"):
            for pattern in (forms.get(width, {}).get(number) for number in ("one", "other")):
                if pattern:
                    found[pattern.replace("{0}", "").strip().rstrip(".").lower()] = UNITS[ours]
    plurals = _LOCALE._data["currency_names_plural"]
    for code in sorted({unit.name for unit in UNITS.values() if unit.measure == "money"} & set(_LOCALE.currencies)):
        names = {_LOCALE.currencies[code], _LOCALE.currency_symbols.get(code, code), code}
        names |= set(plurals[code].values()) if code in plurals else set()
        found |= {name.lower(): UNITS.get(code.lower(), Unit("money", code)) for name in names}
    found |= {"dollar": UNITS["usd"], "franken": found.get("schweizer franken", Unit("money", "CHF"))}
    return found | {f"{word}n": unit for word, unit in found.items() if word.isalpha() and len(word) > 2}


SCALES = _scales()
"""A scale as written, in lower case and without its stop -> what it multiplies by."""
WRITTEN_UNITS = _units()
"""A unit as written, in lower case and without its stop -> the unit."""
_COUNT = rf"(?:{any_of(ONES[1:])})"
_NUMBER = rf"""
    (?<![\w.,:/-]) (?!0\d) (?:
        (?P<digits>\d{{1,3}}(?:[.\u00a0\u202f\u2009]\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?) (?![\d:]|[.,/:]\d|\.\s\w)
    |   (?P<word>(?-i:[a-zäöüß]+|(?<=^)[A-ZÄÖÜ][a-zäöüß]+))\b )
    (?:\s?(?P<scale>{any_of(SCALES)})\b\.?)?
"""
_FIND = re.compile(_NUMBER, re.IGNORECASE | re.VERBOSE)
_PART = re.compile(
    rf"(?:\b(?P<count>{_COUNT}|eine[mns]?)\s(?P<part>{any_of(PARTS)})n?|\bdie\s(?P<half>Hälfte))"
    r"(?=\s(?:der|des|von|vom|aller|dieser|seiner|ihrer)\b)",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"[\s\u00a0-]{{0,2}}(?P<unit>{any_of(WRITTEN_UNITS)})(?![\w²])\.?", re.IGNORECASE)
_AGE = re.compile(r"-?\s?jährige[mnrs]?\b|\sJahren?\salt\b", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:bis|[-–])\s?")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_COUNTED = re.compile(r"\s(?:[a-zäöü]+e[nr]?\s)?[A-ZÄÖÜ][a-zäöüß]")
_BOUND_WORDS: dict[Bound, str] = {
    "about": r"rund|etwa|ungefähr|zirka|circa|ca\.|knapp|fast|gut|nahezu|beinahe|schätzungsweise",
    "more than": r"mehr\sals|über|mindestens|wenigstens|nicht\sweniger\sals",
    "less than": r"weniger\sals|unter|höchstens|maximal|bis\szu|nicht\smehr\sals",
}
_BOUNDS = {bound: re.compile(rf"\b(?:{words})\s$", re.IGNORECASE) for bound, words in _BOUND_WORDS.items()}
_WINDOW = 24


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All amounts of a German `text`, in text order, none overlapping another."""
    parts = list(_parts(text))
    singles = [
        one for one in _singles(text) if not any(one.start < part.end and part.start < one.end for part in parts)
    ]
    return tuple(sorted([*parts, *_joined(text, singles)], key=lambda quantity: quantity.start))


def find_values(text: str) -> frozenset[Fraction]:
    """The values of the numerals in a German `text`, whatever they count."""
    return frozenset(value for match in _FIND.finditer(text) if (value := _value(match)) is not None)


def _parts(text: str) -> Iterator[Quantity]:
    for match in _PART.finditer(text):
        count = (match["count"] or "ein").lower()
        whole = 2 if match["half"] else PARTS[match["part"].lower()]
        share = Fraction(100 * (ONES.index(count) if count in ONES else 1), whole)
        bound = _bound(text, match.start())
        yield Quantity(match.start(), match.end(), share, share, PERCENT, bound, fraction=True)


def _singles(text: str) -> Iterator[Quantity]:
    for match in _FIND.finditer(text):
        value = _value(match)
        if value is None:
            continue
        start, end, unit = match.start(), match.end(), PLAIN
        if age := _AGE.match(text, end):
            unit, end = AGE, age.end()
        elif found := _UNIT.match(text, end):
            unit, end = WRITTEN_UNITS[found["unit"].lower()], found.end("unit")
        elif match["digits"] and _YEAR.fullmatch(match["digits"]) and not _COUNTED.match(text, end):
            continue
        yield Quantity(start, end, value, value, unit, _bound(text, start))


def _value(match: re.Match[str]) -> Fraction | None:
    """A numeral's value; None for a word that is not a number, and for "ein" without a scale."""
    if match["digits"]:
        value = Fraction(re.sub(r"[^\d,]", "", match["digits"]).replace(",", "."))
    else:
        word = match["word"].lower()
        spelled = 1 if word == "eine" and match["scale"] else number_word(word)
        if spelled is None or (word in ("ein", "eins") and not match["scale"]):
            return None
        value = Fraction(spelled)
    return value * SCALES[match["scale"].lower()] if match["scale"] else value


def _joined(text: str, singles: list[Quantity]) -> Iterator[Quantity]:
    """Joins "fünf bis sieben Prozent" to one range."""
    place = 0
    while place < len(singles):
        one, other = singles[place], singles[place + 1] if place + 1 < len(singles) else None
        if (
            other
            and one.unit in (PLAIN, other.unit)
            and _JOINT.fullmatch(text, one.end, other.start)
            and one.low < other.low
        ):
            yield replace(other, start=one.start, low=one.low, bound=one.bound)
            place += 2
            continue
        yield one
        place += 1


def _bound(text: str, start: int) -> Bound:
    window = max(0, start - _WINDOW)
    return next((bound for bound, words in _BOUNDS.items() if words.search(text, window, start)), "exactly")
