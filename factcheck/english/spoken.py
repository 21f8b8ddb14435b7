"""Amounts that a text says without a plain number: parts, stretches of time, ranks, multiples, scores, years of an era."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from factcheck.english.numerals import (
    COUNTS,
    ONES,
    ORDINAL_WORD,
    ORDINAL_WORDS,
    PARTS,
    TENS,
    any_of,
    find_numerals,
    ordinal_value,
    part_value,
)
from factcheck.english.quantity import AGE, ERA, FACTOR, LABEL, ORDINAL, PERCENT, PLACE, SCORE, Quantity
from factcheck.english.units import UNITS, unit_after

_PART = re.compile(
    rf"\b(?:(?P<count>{COUNTS})[-\s](?P<part>{any_of(PARTS.keys() - {'half'})})s?\b"
    r"(?=\sof\b|s\b|-|\s\w+s\b|\s(?:fewer|less|more)\b)"
    r"|(?P<half>(?:a\s)?half\b(?=\s(?:of|the|its|all|their|his|her)\b)"
    # At the end of a clause ("to pay half."), but no half of a game, "in half", "and a half".
    r"|(?<!\bin\s)(?<!first\s)(?<!second\s)(?<!other\s)(?<!better\s)(?<!\ba\s)(?<!top\s)(?<!bottom\s)(?<!-)\bhalf(?=[.,;](?:\W|$))))"
    r"(?!\s+(?:of\s+)?(?:an?\s+)?(?:hour|minute|year|decade|century|mile|thousand|million|billion|trillion|dozen|final|finals|time)\b)",
    re.IGNORECASE,
)
_BY_PART = re.compile(
    rf"\bby\s(?:(?:about|almost|nearly|around|roughly|over|under|more\sthan|less\sthan|just\s\w+)\s)?"
    rf"(?:(?P<count>{COUNTS})[-\s](?P<part>{any_of(PARTS.keys() - {'half'})})s?|(?P<half>half))"
    r"(?=[.,;:)]|\s(?:in|on|to|from|over|during|between|since|after|within|by|as|and|but|while|when|last|this|compared|at)\b|\s*$)",
    re.IGNORECASE,
)
"""How much something rose or fell, as a part of itself."""
_STRETCH_UNIT = r"(?P<{}>minute|hour|day|week|fortnight|month|year|decade)"
_STRETCH = re.compile(
    rf"\b(?:(?:an?|one)\s{_STRETCH_UNIT.format('and')}\sand\sa\s(?P<more>half|quarter)"
    r"|(?:(?<=\bwithin\s)|(?<=\bthan\s)|(?<=\bunder\s)|(?<=\bnearly\s)|(?<=\balmost\s)|(?<=\babout\s)|(?<=\blasted\s)"
    rf"|(?<=\btook\s)|(?<=\btakes\s)|(?<=\bfor\s))an?\s{_STRETCH_UNIT.format('one')})\b(?![-’']|\s(?:ago|earlier|later|before|after|in)\b)",
    re.IGNORECASE,
)
_PART_OF_UNIT = re.compile(
    rf"\b(?:half(?=[-\s])(?:[-\s]an?\b)?|(?P<count>{COUNTS})[-\s](?P<part>quarter|third|fifth|tenth)s?\sof\san?\b)(?=[-\s])"
    r"(?!\s(?:second|stone|foot|pound)\b)",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?<![\w.,:])(?P<hours>\d{1,2})\s?h(?:rs?)?\s?(?P<minutes>[0-5]?\d)(?:\s?m(?:ins?)?)?\b")
_POINT = re.compile(
    rf"\b(?:(?P<count>{COUNTS})[-\s])?(?P<part>{any_of(PARTS)})s?(?:\sof)?(?:\sa)?[-\s](?:percentage[-\s])?point\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:st|nd|rd|th)|(?P<words>{ORDINAL_WORDS})|(?P<word>{ORDINAL_WORD}))\b"
    r"(?=[-\s](?!(?:of|in|to|and|the|a|an|for|on|at|by|as|time|is|was|were|has|had|with|he|she|it|they|we|you|per|later)\b)\w)",
    re.IGNORECASE,
)
_RANK = re.compile(
    rf"\b(?:(?P<came>came|come|comes|finish(?:es|ed|ing)?|placed|ranked|ranks|ended)\s(?:up\s|only\s|joint\s)?(?:in\s)?|\bin\s)"
    rf"(?P<ordinal>(?:(?P<digits>\d+)(?:st|nd|rd|th)|(?P<words>{ORDINAL_WORDS}))(?P<place>\s(?:place|position))?)"
    r"(?=[.,;:)]|\s(?:in|on|at|of|behind|with|overall|out|after|and|but|among|for|while)\b|\s*$)",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"[-\s]century\s(?:(?P<bc>BCE?|B\.C\.)|AD|CE|A\.D\.)(?!\w)")
_BC = re.compile(r"\s?(?:BCE?|B\.C\.)(?!\w)")
_AD_AFTER = re.compile(r"\s?(?:AD|CE|A\.D\.)(?!\w)")
_AD_BEFORE = re.compile(r"\b(?:AD|A\.D\.)\s?$")

_VERBS = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
_MULTIPLE = re.compile(
    rf"\b(?:(?P<verb>{any_of(_VERBS)})(?:ed|ing)|(?P<halved>halved|halving)"
    rf"|(?P<fold>{any_of(ONES[2:])}|ten|hundred|\d+(?:\.\d+)?)[-\s]?fold"
    r"|(?P<twice>twice|double)\s(?:as\s(?:many|much|high|large|big|long|fast|likely|[a-z]+(?=\sas\b))|the\s(?:number|amount|size|rate|level|price|figure|total|average))"
    rf"|(?P<times>{any_of(ONES[2:13])}|\d+(?:\.\d+)?)\stimes\s(?:as\s(?:many|much|high|large|big|long|fast|likely|[a-z]+(?=\sas\b))|the\s(?:number|amount|size|rate|level|price|figure|total|average)|more\b|higher\b|larger\b))\b"
    r"(?!\sover\b)",
    re.IGNORECASE,
)
_OF_LIFE = re.compile(
    r"\bin\s(?:his|her|their|my|your)\s(?:(?P<part>early|mid|late)[-\s])?"
    rf"(?:(?P<word>{any_of(re.sub(r'y$', 'ies', word) for word in TENS)})|['’]?(?P<digits>[2-9]0)['’]?s)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\b(?:G-?(?P<figure>7|8|10|20|77)|Group\sof\s(?P<word>Seven|Eight|Ten|Twenty|\d\d?))\b")
_WORD_SCORE = re.compile(
    rf"(?<![\w-])(?P<one>{any_of(ONES[:13])})[-–\s](?P<nil>nil|love)\b(?!-)|(?<![\w-])(?P<left>{any_of(ONES[:13])})[-–](?P<right>{any_of(ONES[:13])}|all)\b(?![\w-])",
    re.IGNORECASE,
)
_PLAYED = re.compile(
    r"\b(?:beat|beaten|won|win|wins|lost|lose|defeat\w*|drew|draw|victory|led|lead|scor\w+|goals?)\b", re.I
)


def spoken(text: str) -> Iterator[Quantity]:
    """All of them, kind by kind; some may overlap one another."""
    yield from _parts(text)
    yield from _stretches(text)
    yield from _ordinals(text)
    yield from _ranks(text)
    yield from _multiples(text)
    yield from _scores(text)
    yield from _years(text)
    yield from _groups(text)
    yield from _decades_of_life(text)


def _parts(text: str) -> Iterator[Quantity]:
    """Shares in words: "half of", "two-thirds", "three quarters"."""
    for match in (*_PART.finditer(text), *_BY_PART.finditer(text)):
        start = match.start("half" if match["half"] else "count")
        value = Fraction(1, 2) if match["half"] else part_value(match["count"], match["part"])
        if value < 1:
            yield Quantity(start, match.end(), value * 100, value * 100, PERCENT, fraction=True)


def _stretches(text: str) -> Iterator[Quantity]:
    """Parts of a unit, and units with one: "a year and a half", "half an hour", "a quarter of a mile", "within a week"."""
    for match in _STRETCH.finditer(text):
        value = 1 + (part_value("a", match["more"]) if match["more"] else Fraction(0))
        yield Quantity(match.start(), match.end(), value, value, UNITS[(match["and"] or match["one"]).lower()])
    for match in _PART_OF_UNIT.finditer(text):
        after = unit_after(text, match.end())
        if after and after[0].measure in ("time", "months", "length", "mass", "volume", "area"):
            value = part_value(match["count"] or "a", match["part"] or "half")
            yield Quantity(match.start(), after[1], value, value, after[0])
    for match in _HOURS.finditer(text):
        value = Fraction(int(match["hours"]) * 60 + int(match["minutes"]))
        yield Quantity(match.start(), match.end(), value, value, UNITS["minute"])
    for match in _POINT.finditer(text):
        if match["count"] or match["part"].lower() in ("half", "quarter"):  # a fifth point is a rank
            value = part_value(match["count"] or "a", match["part"])
            yield Quantity(match.start(), match.end(), value, value, UNITS["percentage point"])


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in _ORDINAL.finditer(text):
        written = match["digits"] or match["words"] or match["word"]
        number = int(written.replace(",", "")) if match["digits"] else ordinal_value(written)
        start = match.start()
        if number is None:  # "one second", "two third places"
            last = re.search(rf"(?:{ORDINAL_WORD})$", written, re.IGNORECASE)
            number, start = (ordinal_value(last[0]), start + last.start()) if last else (None, start)
        if number is not None:
            value = Fraction(number)
            found = Quantity(start, match.end(), value, value, ORDINAL)
            if century := _CENTURY.match(text, match.end()):
                value = -value if century["bc"] else value
                found = replace(found, low=value, high=value, unit=ERA)
            yield found


def _ranks(text: str) -> Iterator[Quantity]:
    """Somebody's place in a race, without a noun: "finished third", "came 3rd"."""
    for match in _RANK.finditer(text):
        number = int(match["digits"]) if match["digits"] else ordinal_value(match["words"])
        if number is not None and (match["came"] or match["place"]):
            value = Fraction(number)
            yield Quantity(match.start("ordinal"), match.end("ordinal"), value, value, ORDINAL, name=PLACE)


def _multiples(text: str) -> Iterator[Quantity]:
    """How many times as much it came to: "doubled", "threefold", "three times as many"."""
    for match in _MULTIPLE.finditer(text):
        if match["verb"]:
            value = Fraction(_VERBS[match["verb"].lower()])
        elif match["halved"]:
            value = Fraction(1, 2)
        else:
            said = "two" if match["twice"] else match["fold"] or match["times"]
            value = Fraction(100) if said.lower() == "hundred" else find_numerals(said)[0].value
        yield Quantity(match.start(), match.end(), value, value, FACTOR)


def _decades_of_life(text: str) -> Iterator[Quantity]:
    """Ages by their ten years: "in her early fifties", "in his 20s"."""
    for match in _OF_LIFE.finditer(text):
        decade = (
            10 * (TENS.index(re.sub(r"ies$", "y", match["word"].lower())) + 2)
            if match["word"]
            else int(match["digits"])
        )
        first, last = {"early": (0, 5), "mid": (3, 7), "late": (5, 9)}.get((match["part"] or "").lower(), (0, 9))
        yield Quantity(match.start(), match.end(), Fraction(decade + first), Fraction(decade + last), AGE)


def _groups(text: str) -> Iterator[Quantity]:
    """The groups of states that are called by their number: "the G7", "the Group of Seven"."""
    for match in _GROUP.finditer(text):
        value = find_numerals(match["figure"] or match["word"])[0].value
        yield Quantity(match.start(), match.end(), value, value, LABEL, name="group")


def _scores(text: str) -> Iterator[Quantity]:
    """Scores in words: "three-nil", "two-one"."""
    for match in _WORD_SCORE.finditer(text):
        if match["nil"] or _PLAYED.search(text):
            said = (match["one"] or match["left"]).lower()
            goals = [
                0 if word is None else ONES.index(said if word.lower() == "all" else word.lower())
                for word in (said, match["right"])
            ]
            yield Quantity(match.start(), match.end(), Fraction(min(goals)), Fraction(max(goals)), SCORE)


def _years(text: str) -> Iterator[Quantity]:
    """Years before and after Christ: "300 BC", "AD 300"."""
    for numeral in find_numerals(text):
        sign = -1 if _BC.match(text, numeral.end) else 1
        is_after = _AD_AFTER.match(text, numeral.end) or _AD_BEFORE.search(
            text, max(0, numeral.start - 5), numeral.start
        )
        if sign == -1 or is_after:
            yield Quantity(numeral.start, numeral.end, sign * numeral.value, sign * numeral.value, ERA)
