"""Edits of names, and the patterns by which the names of a sentence are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random

from evals.bench.planting.edits import Edit, Planter, replaced
from evals.bench.planting.material import Sentence
from factcheck.records import DriftKind

_RUN = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:of|de|van|al|bin) )?[A-Z][\w’'-]+)*")
_NO_NAME = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec the a an this that these those he she
    it they we i but and in on at as if when while after before his her its their our my""".split()
)
_FORMS = frozenset("mr mrs ms dr sir lord lady dame prof st rev".split())
_POSSESSIVE = re.compile(r"['’]s?$")
_SYMMETRIC = re.compile(
    r"\W*|.*\b(?:and|or|with|versus|v|vs|between|meet|meets|met|married|face|faces|faced|plays?|played)\b.*", re.DOTALL
)

PEOPLE = (
    "Corvin Hale",
    "Tessa Marlow",
    "Ivo Brandt",
    "Lena Osgood",
    "Marten Quill",
    "Petra Vance",
    "Oskar Lind",
    "Dalia Roth",
)
"""Names of people that no source has."""
_FOREIGN_WORDS = ("Brackenford", "Orlund", "Velmore", "Tarsk", "Quillan", "Hadrow", "Merrin", "Osterby")
_FIRST = frozenset(
    """james john robert michael william david richard thomas mark paul andrew stephen steven peter george kevin brian simon
    martin chris christopher daniel alan ian jack harry adam ben matthew joe tom sam jim mike bill barack donald hillary theresa
    boris mary sarah emma anna susan helen karen julie jane laura lisa rachel kate katie alice lucy amy angela margaret linda
    jessica claire charlotte sophie""".split()
)
_OTHER_FIRST = ("Gavin", "Ralph", "Hugo", "Edith", "Nora", "Clive", "Wanda", "Felix")
_TITLES = {
    "prime minister": "foreign minister", "deputy": "", "president": "vice president", "chief executive": "chairman",
    "chairman": "chief executive", "director": "deputy director", "manager": "assistant manager", "mayor": "deputy mayor",
    "minister": "deputy minister", "inspector": "sergeant", "sergeant": "inspector", "secretary": "deputy secretary",
    "captain": "coach", "coach": "captain", "governor": "senator", "senator": "governor", "leader": "deputy leader",
}  # fmt: skip
_TITLE = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_TITLES, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)
_RANKED = re.compile(r"\b(?:deputy|vice|assistant|former|ex|prime|foreign)[\s-]$", re.IGNORECASE)
_COUNTRIES = """France Germany Spain Italy Japan India Pakistan Israel Iran Iraq Syria Turkey Egypt Greece Ireland Scotland Wales
England Canada Australia Brazil Mexico Poland Belgium Sweden Norway Denmark Finland Austria Hungary Portugal Kenya Nigeria Ghana
Libya Afghanistan Vietnam Indonesia China Russia Ukraine""".split()
_COUNTRY = re.compile(rf"\b(?:{'|'.join(_COUNTRIES)})\b(?!\s[A-Z])")


def names_of(text: str, source: str) -> list[re.Match[str]]:
    """The names of a sentence: capitals where none is due, with at least one word that the source never writes small."""
    lower = _lower_words(source)
    found = []
    for match in _RUN.finditer(text):
        before = text[: match.start()]
        at_start = not before.strip() or before.rstrip()[-1] in ".!?:“\"‘'•" or before.endswith(("“", '"', "‘"))
        words = [_POSSESSIVE.sub("", word).lower() for word in re.split(r"[\s]", match[0])]
        telling = [word for word in words if word not in _NO_NAME | _FORMS and word not in lower]
        if telling and not at_start and not set(words) & _NO_NAME:
            found.append(match)
    return found


@lru_cache(maxsize=256)
def _lower_words(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?<![\w’'-])[a-z][\w’'-]*", source))


@lru_cache(maxsize=256)
def _other_names(source: str) -> tuple[str, ...]:
    return tuple(sorted({_bare(match[0]) for match in names_of(source, source)}))


def _bare(name: str) -> str:
    return _POSSESSIVE.sub("", name)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """The name without a possessive and without a form of address before it."""
    start, end = match.start(), match.start() + len(_bare(match[0]))
    first = match[0].split()[0]
    if first.lower().rstrip(".") in _FORMS and " " in match[0]:
        start += len(first) + 1
    return start, end


def _letters_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    known = set(re.findall(r"[^\W_]+", sentence.source.text.lower()))
    for match in _names(sentence):
        start, end = _span(match)
        words = [w for w in re.finditer(r"[^\W\d_]+", sentence.text[start:end]) if len(w[0]) >= 5]
        for word in words:
            new = _slip(word[0], random)
            if new != word[0] and new.lower() not in known:
                name = sentence.text[start : start + word.start()] + new + sentence.text[start + word.end() : end]
                yield replaced(sentence.text, start, end, name, DriftKind.NAME)
                break


def _slip(word: str, random: Random) -> str:
    """The word with two letters exchanged, one left out, one doubled or one vowel for another; never at its ends."""
    place = random.randrange(1, len(word) - 2)
    how = random.choice(("exchange", "leave out", "double", "vowel"))
    if how == "exchange":
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if how == "leave out":
        return word[:place] + word[place + 1 :]
    if how == "double":
        return word[: place + 1] + word[place] + word[place + 1 :]
    vowels = [i for i, letter in enumerate(word) if letter in "aeiou" and 0 < i < len(word) - 1]
    if not vowels:
        return word
    place = random.choice(vowels)
    return word[:place] + random.choice([v for v in "aeiou" if v != word[place]]) + word[place + 1 :]


def _names(sentence: Sentence) -> list[re.Match[str]]:
    return names_of(sentence.text, sentence.source.text)


def _another_of_the_source(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _names(sentence):
        start, end = _span(match)
        own = set(sentence.text.lower().split())
        several = " " in sentence.text[start:end]
        others = [
            name
            for name in _other_names(sentence.source.text)
            if (" " in name) == several and not set(name.lower().split()) & own and name not in sentence.text
        ]
        if others:
            yield replaced(sentence.text, start, end, random.choice(others), DriftKind.NAME)


def _foreign(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _names(sentence):
        start, end = _span(match)
        several = " " in sentence.text[start:end]
        new = random.choice([n for n in (PEOPLE if several else _FOREIGN_WORDS) if n not in sentence.source.text])
        yield replaced(sentence.text, start, end, new, DriftKind.NAME)


def _first_name_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _names(sentence):
        start, end = _span(match)
        words = sentence.text[start:end].split()
        if len(words) >= 2 and words[0].lower() in _FIRST:
            new = random.choice([n for n in _OTHER_FIRST if n not in sentence.source.text])
            yield replaced(sentence.text, start, end, " ".join([new, *words[1:]]), DriftKind.NAME)


def _two_exchanged(sentence: Sentence, random: Random) -> Iterator[Edit]:
    text = sentence.text
    spans = [_span(match) for match in _names(sentence)]
    pairs = [
        (a, b)
        for a in spans
        for b in spans
        if a[1] < b[0]
        and not set(text[a[0] : a[1]].lower().split()) & set(text[b[0] : b[1]].lower().split())
        and not _SYMMETRIC.fullmatch(text[a[1] : b[0]])
    ]
    if pairs:
        (start, stop), (begin, end) = random.choice(pairs)
        new = text[begin:end] + text[stop:begin] + text[start:stop]
        yield replaced(text, start, end, new, DriftKind.NAME)


def _title_changed(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    text = sentence.text
    spans = [_span(match) for match in _names(sentence)]
    for match in _TITLE.finditer(text):
        before = any(0 <= match.start() - end <= 30 and text[end] == "," for _, end in spans)
        after = any(
            re.fullmatch(r"\s|(?:\s(?:of|at|for)\s[^,;.]{1,40})?,\s", text[match.end() : start]) for start, _ in spans
        )
        inside = any(start <= match.start() and match.end() < end for start, end in spans)
        if not (before or after or inside) or _RANKED.search(text, 0, match.start()):
            continue
        new = _TITLES[match[0].lower()]
        end = match.end() + (new == "")
        if match[0][0].isupper():
            new = new.title()
        edited = text[: match.start()] + new + text[end:]
        stop = min(len(edited), match.start() + max(len(new), 1))
        yield Edit(edited, match.start(), stop, match[0], (DriftKind.NAME,))


def _country_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _COUNTRY.finditer(sentence.text):
        new = random.choice([country for country in _COUNTRIES if country not in sentence.text])
        yield replaced(sentence.text, *match.span(), new, DriftKind.NAME)


NAMES: Mapping[str, Planter] = {
    "misspelt": _letters_changed,
    "another name of the source": _another_of_the_source,
    "a name foreign to the source": _foreign,
    "first name changed": _first_name_changed,
    "two names exchanged": _two_exchanged,
    "title or rank changed": _title_changed,
    "country changed": _country_changed,
}
