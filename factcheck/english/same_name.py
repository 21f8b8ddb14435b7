"""Whether two written names may be names of one person, place, body or thing.

Silence is better than a false alarm, so this says yes wherever it cannot tell: to a surname for a full name, initials,
nicknames, another order of the parts, titles and forms of address left out, another transcription or typography, acronyms,
other and former names of places, and legal forms of firms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from nicknames import NickNamer

from factcheck.english.naming import CONNECTING, is_form_of_address, plain, shortened
from factcheck.english.places import country, place, same_place
from factcheck.english.transcription import family, is_transcribed, same_spelling

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’][^\W_]+)*\.?")
_SHORT_WORDS = """
saint:st,ste| mount:mt| fort:ft| university:univ| department:dept| international:intl| national:natl| association:assn,assoc|
company:co| corporation:corp| incorporated:inc| limited:ltd| brothers:bros| government:govt| committee:cttee| street:str|
avenue:ave| road:rd| number:no
"""
_FULL = {
    short: full
    for full, _, shorts in (entry.strip().partition(":") for entry in " ".join(_SHORT_WORDS.split()).split("|"))
    for short in shorts.split(",")
}
_LEGAL_FORMS = frozenset(
    "company corporation incorporated limited plc llc llp gmbh ag ab sa nv spa as oy group holdings".split()
)
_ARTICLE = re.compile(r"(?i)^(?:al|el|as|ad|an|ar|at|az|ash)[-’'](?=[^\W\d_])")
"""The Arabic article."""
_LEFT_OUT = CONNECTING | {"and", "the", "jr", "sr", "jr.", "sr."}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_CARDINALS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {word: str(at) for words in (_ORDINALS, _CARDINALS) for at, word in enumerate(words, start=1)}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_OTHERWISE = """
world war 1:wwi,ww1,great war| world war 2:wwii,ww2| doctors without borders:msf,medecins sans frontieres|
united nations refugee agency:unhcr,un refugee agency| united nations children's fund:unicef| federal reserve:fed,us fed|
islamic state:isis,isil,daesh| revolutionary guards:irgc,revolutionary guard| covid:covid-19,coronavirus|
north atlantic treaty organization:nato| soviet union:ussr| holy see:vatican
"""


@dataclass(frozen=True)
class _Written:
    """A written name taken apart: its words for comparison, the numbers among them as figures. `text` is without titles."""

    text: str
    words: tuple[str, ...]
    numbers: frozenset[str]
    transcribed: bool

    @property
    def key(self) -> str:
        """The words in whatever order."""
        return " ".join(sorted(self.words))


@lru_cache(maxsize=16384)
def same_name(one: str, other: str) -> bool:
    """Whether `one` and `other`, two names as texts write them, may name the same. Their order does not matter.

    Titles, articles and possessives may be left on. A name without a letter is the same as itself alone.
    """
    first, second = _taken_apart(one), _taken_apart(other)
    if first.words == second.words:
        return bool(first.words) or one == other
    if not first.words or not second.words:
        return False
    if first.numbers and second.numbers and first.numbers != second.numbers:
        return False
    known = same_place(first.text, second.text)
    if known is not None:
        return known
    short, long = sorted((first, second), key=lambda name: (len(name.words), len(name.text)))
    return (
        _is_part(short, long)
        or (len(short.words) == len(long.words) and _is_part(long, short))
        or _is_run_together(short, long)
        or _is_acronym(short, long)
        or _is_renamed(short, long)
        or _is_person(short, long)
        or of_one_place(" ".join(short.words), " ".join(long.words))
    )


def of_one_place(one: str, other: str) -> bool:
    """Whether one names the inhabitants of the other: Utah, Utahn."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and long.removeprefix(short) in ("n", "an")


def is_first_name(word: str) -> bool:
    """Whether the word is known as a first name, if it is nothing else."""
    return bool(_nicknames(word) or _full_names(word)) or family(word) is not None


def same_first(one: str, other: str) -> bool:
    """Whether two first names may be the same person's: equal, an initial, a nickname or another transcription."""
    if same_spelling(one, other, transcribed=is_transcribed((one, other))) or _is_initial(one, other):
        return True
    return one in _nicknames(other) or other in _nicknames(one) or not _nicknames(one).isdisjoint(_full_names(other))


@lru_cache(maxsize=4096)
def _taken_apart(written: str) -> _Written:
    text = re.sub(r"['’]s?$", "", unicodedata.normalize("NFKC", written).strip())
    found = _WORD.findall(text)
    while len(found) > 1 and (
        (is_form_of_address(found[0]) and not _number(found[0], is_last=False)) or found[0] in ("the", "The")
    ):
        found = found[1:]
    found = [one for word in found for one in _initials(word, alone=len(found) == 1)]
    words: list[str] = []
    numbers = set()
    for at, word in enumerate(found):
        number = _number(word, is_last=0 < at == len(found) - 1)
        if number:
            numbers.add(number)
        elif word.casefold() in _LEFT_OUT and len(found) > 1:
            continue
        key = number or plain(_ARTICLE.sub("", word))
        words.append(_FULL.get(key, key))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    transcribed = is_transcribed(plain(word) for word in found)
    return _Written(" ".join(found) or text, shortened(tuple(words)), frozenset(numbers), transcribed)


def _initials(word: str, *, alone: bool) -> list[str]:
    """The initials that a word beside others consists of ("J.R."), else the word."""
    return re.findall(r"[^\W_]\.", word) if word.count(".") > 1 and not alone and not country(word) else [word]


def _number(word: str, *, is_last: bool) -> str:
    """The number that a word is in figures, if any: "Second", "II", "2nd". A letter is one at the end alone: "Harald V"."""
    if figures := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word):
        return figures[1]
    if word and re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", word) and (is_last or len(word) > 1):
        values = [_ROMAN[letter] for letter in word]
        return str(sum(-v if any(v < later for later in values[at:]) else v for at, v in enumerate(values)))
    return _NUMBERS.get(word.casefold(), "")


def _is_part(short: _Written, long: _Written) -> bool:
    """Whether every word of the one is in the other, in whatever order and spelling."""
    transcribed = short.transcribed or long.transcribed
    every = [*long.words, *(part for word in long.words if "-" in word for part in word.split("-"))]

    def is_there(word: str) -> bool:
        return any(same_word(word, other, transcribed) for other in every)

    return all(is_there(word) or ("-" in word and all(map(is_there, word.split("-")))) for word in short.words)


def same_word(one: str, other: str, transcribed: bool) -> bool:
    """Whether two words can be the same in a name, or in two names if `transcribed`."""
    if same_spelling(one, other, transcribed=transcribed):
        return True
    return len(one) > 3 and len(other) > 3 and place(one) == place(other) is not None


def _is_run_together(short: _Written, long: _Written) -> bool:
    """Whether the two are one name except for gaps, marks and the order of its parts."""
    joined = re.sub(r"[-']", "", "".join(short.words))
    parts = [re.sub(r"[-']", "", word) for word in long.words]
    transcribed = short.transcribed or long.transcribed
    turned = ("".join([*parts[at:], *parts[:at]]) for at in range(len(parts)))
    return any(same_spelling(joined, one, transcribed=transcribed) for one in turned)


def _is_acronym(short: _Written, long: _Written) -> bool:
    letters = short.text.replace(".", "")
    if len(short.words) == 1 and len(letters) > 1 and letters.isupper() and len(long.words) == 1:
        return long.text.isupper() and long.text.startswith(letters)  # "the UN" may be short for "UNHCR"
    return len(short.words) == 1 and abbreviates(short.text, long.text)


def abbreviates(acronym: str, name: str) -> bool:
    """Whether the acronym is the first letters of the name's words, of all or of the capitalised ones alone."""
    letters = acronym.replace(".", "")
    words = [word for word in re.split(r"[\s-]+", name) if word]
    capitalised = [word for word in words if word[0].isupper()]
    if len(letters) < 2 or len(words) < 2 or not letters.isalpha():
        return False
    if sum(map(str.isupper, letters)) < 2 and len(capitalised) < 3:  # "Nato", but not "Al" for "Ada Lund"
        return False
    initials = ("".join(word[0] for word in some).casefold() for some in (words, capitalised))
    return not {letters.casefold(), "".join(filter(str.isupper, letters)).casefold()}.isdisjoint(initials)  # "AfDB"


def _is_renamed(short: _Written, long: _Written) -> bool:
    """Whether both are names of one thing by which it goes without their words telling."""
    ours, theirs = (_RENAMED.get(name.key) for name in (short, long))
    return ours is not None and ours == theirs


def _is_person(short: _Written, long: _Written) -> bool:
    """Whether the two may be a person's first name and surname: nicknames, initials of the one or the other."""
    if len(short.words) < 2:
        return False
    transcribed = short.transcribed or long.transcribed
    if not same_first(short.words[0], long.words[0]):
        return False
    ours, theirs = short.words[1:-1], long.words[1:-1]
    if ours and theirs and not any(_same_or_initial(one, other, transcribed) for one in ours for other in theirs):
        return False
    return _same_or_initial(short.words[-1], long.words[-1], transcribed)  # an initial as in "Karl B."


def _same_or_initial(one: str, other: str, transcribed: bool) -> bool:
    return same_spelling(one, other, transcribed=transcribed) or _is_initial(one, other)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=4096)
def _nicknames(first: str) -> frozenset[str]:
    return frozenset(_nicknamer().nicknames_of(first))


@lru_cache(maxsize=4096)
def _full_names(nickname: str) -> frozenset[str]:
    return frozenset(_nicknamer().canonicals_of(nickname))


def _renamed() -> dict[str, str]:
    entries = (entry.strip().partition(":") for entry in " ".join(_OTHERWISE.split()).split("|"))
    names = {name: [name, *others.split(",")] for name, _, others in entries}
    return {_taken_apart(one).key: name for name, ones in names.items() for one in ones}


_RENAMED = _renamed()
