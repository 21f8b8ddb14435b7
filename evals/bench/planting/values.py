"""Edits of numbers, units and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from evals.bench.planting.edits import Edit, Planter, replaced
from evals.bench.planting.material import Sentence
from factcheck.records import DriftKind

_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "|".join(_MONTHS)
_ANY_MONTH = rf"(?:{_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = "|".join(_WEEKDAYS)
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()
_TENS = "fifteen sixteen eighteen twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()

_FIGURE = re.compile(
    r"(?<![\w.,:/@#])(?<![A-Za-z][-–])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![.,:/]?\d)(?!(?:st|nd|rd|th|['’]?s)\b)"
)
_YEAR = re.compile(r"(?<![\w.,£$€#/-])(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d)")
_COUNTED = re.compile(r"\s[a-z]+s\b")
_DAY = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"\b(?P<day>{_DAY})\s(?:of\s)?{_ANY_MONTH}(?!\w)")
_MONTH_FIRST = re.compile(rf"\b{_ANY_MONTH}\s(?P<day>{_DAY})\b(?![.,:]?\d)")
_CLOCK = re.compile(
    r"(?<![\w:.,])(?P<hour>1\d|2[0-3]|0?[1-9])(?:[:.][0-5]\d)?(?:\s?(?:am|pm|a\.m\.|p\.m\.|GMT|BST)(?!\w)|(?<=:\d\d)(?![:\d]))"
)
_MONTH_NAMED = re.compile(
    rf"\b(?:(?!May|March){_MONTH})\b|(?<=\b[Ii]n )(?:May|March)\b|\b(?:May|March)(?=\s\d)|(?<=\d )(?:May|March)\b"
)
_NAMED_WEEKDAY = re.compile(rf"\b(?:{_WEEKDAY})\b(?!['’]s? (?:Times|Post|Mail)|\s[A-Z])")
_RELATIVE = re.compile(r"\b(?:(last|next|this) (year|month|week)|(yesterday|tomorrow))\b")


def _dated(text: str) -> list[tuple[int, int]]:
    patterns = (_DAY_FIRST, _MONTH_FIRST, _CLOCK, _YEAR)
    return [match.span() for pattern in patterns for match in pattern.finditer(text)]


def _figures(text: str) -> list[re.Match[str]]:
    """The figures of a text that belong to no date and no time of day."""
    dated = _dated(text)
    return [m for m in _FIGURE.finditer(text) if not any(start < m.end() and m.start() < end for start, end in dated)]


def _figure_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _figures(sentence.text):
        digits = [place for place, character in enumerate(match[0]) if character.isdigit()]
        place = random.choice(digits)
        others = [d for d in "0123456789" if d != match[0][place] and (d != "0" or place > 0)]
        if len(digits) == 1:
            others = [d for d in others if d != "1"]
        new = match[0][:place] + random.choice(others) + match[0][place + 1 :]
        yield replaced(sentence.text, *match.span(), new, DriftKind.NUMBER)


def _another(word: str, group: list[str], random: Random) -> str:
    new = random.choice([other for other in group if other != word.lower()])
    return new.capitalize() if word[0].isupper() else new


def _number_word_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in re.finditer(
        rf"(?<![\w-])(?:{'|'.join(_SMALL + _TENS)})\b(?!-(?:{'|'.join(_SMALL)})|\so['’]clock)", sentence.text, re.I
    ):
        group = _SMALL if match[0].lower() in _SMALL else _TENS
        yield replaced(sentence.text, *match.span(), _another(match[0], group, random), DriftKind.NUMBER)


def _ordinal_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in re.finditer(
        rf"(?<![\w-])(?:{'|'.join(_ORDINALS)})(?=\s[a-z]{{3,}})(?!\s(?:time|of|and|the)\b)", sentence.text, re.I
    ):
        yield replaced(sentence.text, *match.span(), _another(match[0], _ORDINALS, random), DriftKind.NUMBER)


_SCALES = {"million": "billion", "billion": "million", "thousand": "million", "m": "bn", "bn": "m"}


def _scale_changed(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    text = sentence.text
    for match in _figures(text):
        scale = re.compile(r"(\s?)(million|billion|thousand|m|bn)\b").match(text, match.end())
        if scale and (scale[2] not in ("m", "bn") or text[match.start() - 1 : match.start()] in tuple("£$€")):
            new = match[0] + scale[1] + _SCALES[scale[2]]
            yield replaced(text, match.start(), scale.end(), new, DriftKind.NUMBER)
        elif "." not in match[0] and not text[match.start() - 1 : match.start() + 0].endswith("-"):
            new = f"{int(match[0].replace(',', '')) * 10:,}"
            if match[0] != "0":
                yield replaced(text, *match.span(), new, DriftKind.NUMBER)


def _figures_exchanged(sentence: Sentence, random: Random) -> Iterator[Edit]:
    text, figures = sentence.text, _figures(sentence.text)
    pairs = [(a, b) for a in figures for b in figures if a.end() < b.start() and a[0] != b[0]]
    pairs = [
        (a, b) for a, b in pairs if not re.fullmatch(r"\s?[-–—/]\s?|\s(?:to|and|or)\s|,\s", text[a.end() : b.start()])
    ]
    if pairs:
        a, b = random.choice(pairs)
        new = b[0] + text[a.end() : b.start()] + a[0]
        yield replaced(text, a.start(), b.end(), new, DriftKind.NUMBER)


_BOUNDS = {
    "more than": "less than", "less than": "more than", "at least": "at most", "over": "under", "under": "over",
    "up to": "at least", "fewer than": "more than",
}  # fmt: skip
_BOUNDED = re.compile(rf"\b({'|'.join(_BOUNDS)})\s(?=(?:[£$€]\s?)?\d)", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|approximately|roughly|more than|less than|at least|up to|some)\s"
    r"(?=(?P<amount>(?:[£$€]\s?)?\d[\d,.]*))",
    re.IGNORECASE,
)


def _bound_turned(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in _BOUNDED.finditer(sentence.text):
        amount = re.compile(r"(?:[£$€]\s?)?\d[\d,.]*\d|\d").match(sentence.text, match.end())
        if amount and not _within(match.end(), _dated(sentence.text)):
            new = _BOUNDS[match[1].lower()]
            new = (new.capitalize() if match[1][0].isupper() else new) + " " + amount[0]
            yield replaced(sentence.text, match.start(), amount.end(), new, DriftKind.NUMBER)


def _within(place: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in stretches)


def _hedge_dropped(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in _ABOUT.finditer(sentence.text):
        if not _within(match.end(), _dated(sentence.text)):
            amount = match["amount"].rstrip(".,")
            yield replaced(sentence.text, match.start(), match.end() + len(amount), amount, DriftKind.NUMBER)


_CURRENCY_SIGNS = "£$€"
_CURRENCY_WORDS = ("dollars", "pounds", "euros")


def _currency_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    text = sentence.text
    for match in re.finditer(r"(?<![\w$])[£$€](?=\s?\d)", text):
        amount = re.compile(r"\s?\d(?:[\d,.]*\d)?").match(text, match.end())
        assert amount is not None
        sign = random.choice([s for s in _CURRENCY_SIGNS if s != match[0]])
        yield replaced(text, match.start(), amount.end(), sign + amount[0], DriftKind.UNIT)
    for match in re.finditer(rf"\d[\d,.]*(?: (?:million|billion|thousand))? ({'|'.join(_CURRENCY_WORDS)})\b", text):
        word = random.choice([w for w in _CURRENCY_WORDS if w != match[1]])
        yield replaced(text, *match.span(), match[0][: -len(match[1])] + word, DriftKind.UNIT)


_UNITS = {
    "miles": "km", "mile": "km", "km": "miles", "kilometres": "miles", "kilometers": "miles", "metres": "feet", "meters": "feet",
    "feet": "metres", "kg": "lb", "pounds": "kilograms", "tonnes": "kilograms", "tons": "kilograms", "hours": "days",
    "hour": "day", "minutes": "hours", "minute": "hour", "days": "weeks", "day": "week", "weeks": "months", "week": "month",
    "months": "years", "month": "year", "years": "months", "year": "month", "mph": "km/h", "acres": "hectares",
    "hectares": "acres", "inches": "centimetres", "cm": "inches", "litres": "gallons", "gallons": "litres", "seconds": "minutes",
}  # fmt: skip
_AMOUNT = rf"(?:\d[\d,.]*|{'|'.join(_SMALL + _TENS)})"
_MEASURED = re.compile(
    rf"(?<![\w.,£$€])(?P<amount>{_AMOUNT})(?P<gap>[\s-])(?P<unit>{'|'.join(_UNITS)})\b(?!-old|\sold\b)", re.IGNORECASE
)


def _unit_changed(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in _MEASURED.finditer(sentence.text):
        new = match["amount"] + match["gap"] + _UNITS[match["unit"].lower()]
        yield replaced(sentence.text, *match.span(), new, DriftKind.UNIT)


def _percent_made_points(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in re.finditer(r"(?<![\w.,])(\d[\d.]*)(?:\s?%|\s(?:per cent|percent)\b)(?!\spoint)", sentence.text):
        yield replaced(sentence.text, *match.span(), f"{match[1]} percentage points", DriftKind.UNIT)
    for match in re.finditer(
        r"(?<![\w.,])(\d[\d.]*)(?:%|\s(?:per cent|percent|percentage))[\s-]points?\b", sentence.text
    ):
        yield replaced(sentence.text, *match.span(), f"{match[1]}%", DriftKind.UNIT)


def _year_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _YEAR.finditer(sentence.text):
        if not _COUNTED.match(sentence.text, match.end()):
            new = str(int(match[0]) + random.choice([-10, -3, -2, -1, 1, 2, 3]))
            yield replaced(sentence.text, *match.span(), new, DriftKind.DATE)


def _month_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _MONTH_NAMED.finditer(sentence.text):
        new = random.choice([month for month in _MONTHS if month != match[0]])
        yield replaced(sentence.text, *match.span(), new, DriftKind.DATE)


def _day_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(sentence.text):
            day = int(re.sub(r"\D", "", match["day"]))
            other = random.choice([n for n in range(max(1, day - 9), min(28, day + 9)) if n != day])
            suffix = re.sub(r"\d", "", match["day"])
            new = str(other) + (suffix and {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(other, "th"))
            yield replaced(sentence.text, *match.span("day"), new, DriftKind.DATE)


def _weekday_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _NAMED_WEEKDAY.finditer(sentence.text):
        new = random.choice([day for day in _WEEKDAYS if day != match[0]])
        yield replaced(sentence.text, *match.span(), new, DriftKind.DATE)


def _time_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _CLOCK.finditer(sentence.text):
        hour = int(match["hour"])
        other = random.choice([n for n in range(1, 12) if abs(n - hour % 12) > 0 and n % 12 != hour % 12])
        yield replaced(
            sentence.text, match.start(), match.end(), str(other) + match[0][len(match["hour"]) :], DriftKind.DATE
        )


_RELATIVES = {"last": "this", "this": "last", "next": "last", "yesterday": "tomorrow", "tomorrow": "yesterday"}


def _relative_changed(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    """Only where it is known when both were published: else nothing says that "last year" is another one than "this year"."""
    if sentence.source.published is None:
        return
    for match in _RELATIVE.finditer(sentence.text):
        new = f"{_RELATIVES[match[1]]} {match[2]}" if match[1] else _RELATIVES[match[3]]
        yield replaced(sentence.text, *match.span(), new, DriftKind.DATE)


NUMBERS: Mapping[str, Planter] = {
    "a digit changed": _figure_changed,
    "a number word changed": _number_word_changed,
    "an ordinal changed": _ordinal_changed,
    "scale changed": _scale_changed,
    "two figures exchanged": _figures_exchanged,
    "bound turned round": _bound_turned,
    "hedge dropped": _hedge_dropped,
}
UNITS: Mapping[str, Planter] = {
    "currency changed": _currency_changed,
    "unit changed": _unit_changed,
    "percent and points": _percent_made_points,
}
DATES: Mapping[str, Planter] = {
    "year changed": _year_changed,
    "month changed": _month_changed,
    "day changed": _day_changed,
    "weekday changed": _weekday_changed,
    "time of day changed": _time_changed,
    "relative date changed": _relative_changed,
}
