"""Sentences written otherwise that say the same: typography, numbers, dates, abbreviations, spelling. Controls, no edits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()


def typography(text: str) -> str:
    """Curly marks for straight ones and the other way round, dashes, ellipses, blanks that do not break."""
    if re.search(r"[“”‘’]", text):
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    elif re.fullmatch(r'(?:[^"]|(?<![^\s(])"\S[^"]*\S"(?!\w))*', text):  # every mark stands where its kind stands
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
        text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"\s(?:-|–|—)\s", "—", text)
    text = text.replace("...", "…")
    return re.sub(r"(?<=\d) (?=[a-z])", "\u00a0", text)


def numbers(text: str) -> str:
    """Words for small figures and figures for small words, thousands without a comma, percent, scale letters."""
    words = {word: str(value) for value, word in enumerate(_SMALL, 2)}
    figures = {figure: word for word, figure in words.items()}
    guard = rf"(?!\s(?:(?i:{_MONTH}))|[.,:/-]?\d|\s?(?:am|pm|a\.m|p\.m|%|st\b|nd\b|rd\b|th\b)|-)"

    def other(match: re.Match[str]) -> str:
        return words.get(match[0]) or figures[match[0]]

    months = "".join(f"(?<!{word} )" for word in [*_MONTHS, *map(str.lower, _MONTHS), *_TENS])
    alone = rf"(?<![\w.,:/£$€-]){months}(?:{'|'.join([*words, *figures])})\b{guard}(?= [a-z])"
    text = re.sub(alone, other, text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text) if not re.search(r"\d,\d{3},\d{3}", text) else text
    percent, other_way = (r"(?<=\d)%", " per cent") if "%" in text else (r"(?<=\d) (?:per cent|percent)\b", "%")
    text = re.sub(percent, other_way, text)
    text = re.sub(r"(?<=[£$€])(\d[\d.]*) million\b", r"\1m", text)
    return re.sub(r"(?<=[£$€])(\d[\d.]*)(?:bn| billion)\b", r"\1 billion", text)


def dates(text: str) -> str:
    """ "12 March 2015" for "March 12, 2015" and the other way round, "Mar." for "March", "5 pm" for "5pm"."""
    day_first = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})(?:,? (\d{{4}}))?\b")
    month_first = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?\b(?![,.:]?\d)")
    if day_first.search(text):
        text = day_first.sub(lambda m: f"{m[2]} {m[1]}" + (f", {m[3]}" if m[3] else ""), text)
    else:
        text = month_first.sub(lambda m: f"{m[2]} {m[1]}" + (f" {m[3]}" if m[3] else ""), text)
    text = re.sub(r"\b(\d{1,2})\s?([ap])\.?m\b\.?(?=\s[a-z])", r"\1 \2.m.", text)
    return re.sub(r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)(?:uary|ruary|ust|ember|ober)(?= \d)", r"\1.", text)


_ABBREVIATED = (
    ("Mr ", "Mr. "), ("Mrs ", "Mrs. "), ("Dr ", "Dr. "), ("United Kingdom", "UK"), ("United States", "US"),
    ("European Union", "EU"), ("United Nations", "UN"), (" kilometres", "km"), (" kilograms", "kg"), ("Saint ", "St "),
    ("U.S. ", "US "), ("U.K. ", "UK "),
)  # fmt: skip


def abbreviations(text: str) -> str:
    """ "UK" for "United Kingdom", "Mr." for "Mr", "km" for "kilometres", "it's" for "it is"."""
    for written, other in _ABBREVIATED:
        text = text.replace(written, other)
    text = re.sub(r"\b(did|do|does|is|are|was|were|has|have|would|could|should) not\b", r"\1n’t", text)
    return re.sub(r"\b([Ii]t|[Hh]e|[Ss]he|[Tt]hat) is\b", r"\1’s", text)


_SPELT = (
    (r"\b(\w{2,})isation(s?)\b", r"\1ization\2"), (r"\b(\w{3,})ising\b", r"\1izing"),
    (r"\b(lab|harb|fav|col|hon|neighb)our", r"\1or"),
    (r"\b([Cc])entre\b", r"\1enter"), (r"\b([Dd])efence\b", r"\1efense"), (r"\b([Tt])ravell(ed|ing|er)", r"\1ravel\2"),
    (r"\b([Pp])rogramme\b", r"\1rogram"), (r"\b([Oo])rganis(e|ed|er|ers)\b", r"\1rganiz\2"), (r"\btowards\b", "toward"),
)  # fmt: skip


def spelling(text: str) -> str:
    """American spelling for British."""
    for pattern, other in _SPELT:
        text = re.sub(pattern, other, text)
    return text


REFORMATTINGS: Mapping[str, Callable[[str], str]] = {
    "typography": typography,
    "number formats": numbers,
    "date formats": dates,
    "abbreviations": abbreviations,
    "spelling": spelling,
}
"""By name: what writes a sentence otherwise. A sentence that comes out as it was is not a control."""
