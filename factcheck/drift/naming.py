"""Proper names in English text, found by their capitals, and whether two of them name the same.

A capital at the beginning of a sentence says little, so a name needs a capital where none is due, in this text or
in another one that is read with it. Months and weekdays are no names; a nationality stands for its country
("Chinese" for China), an abbreviation for what it abbreviates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.drift.words import FUNCTION_WORDS, words
from factcheck.zones import is_zone

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:-\d+\b)?\.?|\d[\d.,]*|[^\w\s]")
_CONNECTING = frozenset({"of", "de", "la", "van", "von", "der", "den", "bin", "al", "del", "di", "da", "du", "for"})
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
"""What stands before the apostrophe of a contraction: "I’m", "It’s"."""
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
commissioner sheriff attorney assistant foreign finance defense defence interior health education home treasury
first acting interim former minister-president sister brother father mother aunt uncle baroness baron earl duke
duchess miss master ayatollah sheikh sultan emir
"""
TITLE_WORDS = frozenset(_TITLE_LIST.split())
"""Words of offices and forms of address that stand before a name."""

_COUNTRY_FORMS = """
us:u.s.,usa,u.s.a.,america,american,americans,united states| uk:u.k.,britain,british,briton,britons,united
kingdom,great britain| eu:e.u.,european union| un:u.n.,united nations| china:chinese| russia:russian,russians|
ukraine:ukrainian,ukrainians| france:french| germany:german,germans| spain:spanish,spaniard|
italy:italian,italians| japan:japanese| india:indian,indians| pakistan:pakistani,pakistanis|
israel:israeli,israelis| iran:iranian,iranians| iraq:iraqi,iraqis| syria:syrian,syrians|
turkey:turkish,turk,turks| egypt:egyptian,egyptians| greece:greek,greeks| ireland:irish|
scotland:scottish,scots| wales:welsh| england:english| canada:canadian,canadians|
australia:australian,australians| brazil:brazilian| mexico:mexican,mexicans| poland:polish|
netherlands:dutch,holland| belgium:belgian| sweden:swedish| norway:norwegian| denmark:danish| finland:finnish|
switzerland:swiss| austria:austrian| hungary:hungarian| portugal:portuguese| romania:romanian| serbia:serbian|
croatia:croatian| kenya:kenyan| nigeria:nigerian,nigerians| ghana:ghanaian| somalia:somali| sudan:sudanese|
libya:libyan| afghanistan:afghan,afghans| vietnam:vietnamese| thailand:thai| philippines:filipino,philippine|
indonesia:indonesian| malaysia:malaysian| europe:european,europeans| africa:african,africans| asia:asian,asians|
cuba:cuban| venezuela:venezuelan| argentina:argentine,argentinian| chile:chilean| colombia:colombian|
peru:peruvian| palestine:palestinian,palestinians| lebanon:lebanese| jordan:jordanian| saudi
arabia:saudi,saudis| yemen:yemeni| bangladesh:bangladeshi| nepal:nepalese| new zealand:kiwi| south korea:| north
korea:| south africa:| czech republic:czech| bulgaria:bulgarian| slovakia:slovak| lithuania:lithuanian|
latvia:latvian| estonia:estonian| belarus:belarusian| georgia:georgian| armenia:armenian| zimbabwe:zimbabwean|
uganda:ugandan| ethiopia:ethiopian| morocco:moroccan| algeria:algerian| tunisia:tunisian| singapore:singaporean|
taiwan:taiwanese| iceland:icelandic| malta:maltese| cyprus:cypriot| qatar:qatari| kuwait:kuwaiti
"""
_PLACE_OF: dict[str, str] = {}
for _entry in " ".join(_COUNTRY_FORMS.split()).split("|"):
    _place, _, _forms = _entry.strip().partition(":")
    for _form in (_place, *filter(None, _forms.split(","))):
        _PLACE_OF[_form.strip()] = _place
PLACES = frozenset(_PLACE_OF.values())
"""The countries and the like that are known by name."""

_BODIES = """
ministry department office agency council committee commission trust university college school hospital bank
company group corporation inc ltd plc party union association authority court police service force institute
foundation federation league club fc united city rovers academy society board bureau airlines airways church
times post news bbc cnn nhs fbi cia nato board fund museum library theatre theater society parliament congress
senate house network centre center
"""
_BODY_WORDS = frozenset(_BODIES.split())
_NICKNAMES = """
william bill will billy|robert bob rob bobby|richard dick rick|james jim jimmy jamie|john jack johnny jon jonathan|
thomas tom tommy|edward ed eddie ted|michael mike mick|joseph joe joey|elizabeth liz beth betty lizzie|margaret maggie
meg|katherine kate kathy catherine cathy katie|charles charlie chuck|david dave|daniel dan danny|samuel sam|benjamin
ben|anthony tony|christopher chris|matthew matt|nicholas nick|andrew andy drew|steven steve stephen|gregory greg|
jeffrey jeff|peter pete|ronald ron|donald don|kenneth ken|patrick pat|susan sue|jennifer jen jenny|alexander alex|
timothy tim|lawrence larry|philip phil phillip|bernard bernie|theodore ted|frederick fred|gerald gerry jerry|
samantha sam|deborah debbie|barbara barb|victoria vicky|rebecca becky|abigail abby|nathan nate|raymond ray
"""
_SAME_FIRST = [frozenset(group.split()) for group in _NICKNAMES.split("|")]


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
        """Whether a word of it tells an organisation, or it is an abbreviation."""
        return bool(set(self.tokens) & _BODY_WORDS) or (
            self.text.isupper() and len(self.text) > 1 and not self.is_place
        )


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """A word for comparison: lower case, one spelling, no possessive, no number after a hyphen, no diacritics, no full stops.

    A final "-yy", "-iy", "-ii" or "-ij" is "-y": transcriptions of Slavic names differ in it.
    """
    word = re.sub(r"-\d+$", "", re.sub(r"['’]s?$", "", word))
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'").rstrip(".")
    bare = bare.replace(".", "") if re.fullmatch(r"(?:\w\.)+\w", bare) else bare
    heard = [word.heard for word in words(bare)]
    spelt = (
        "-".join(heard) if re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", bare) and all(map(str.isalpha, heard)) else bare
    )
    return re.sub(r"(?:yy|iy|ii|ij)$", "y", spelt)


@dataclass(frozen=True)
class Vocabulary:
    """How a text writes its words: those with a capital where none is due, and those in lower case."""

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

    The zone of a time of day names nothing: "2 p.m. New York time", "11:00 UTC".
    """
    found = _names(text, others, start, len(text) if end is None else end)
    return tuple(name for name in found if not is_zone(text, name.start, name.end))


@lru_cache(maxsize=512)
def _names(text: str, others: tuple[str, ...], start: int, end: int) -> tuple[Name, ...]:
    vocabularies = [vocabulary(one) for one in (text, *others)]
    found: list[Name] = []
    run: list[re.Match[str]] = []
    run_at_start = False
    at_start = True
    previous_end = start
    for token in [*_TOKEN.finditer(text, start, end), None]:
        capital = token is not None and token[0][0].isupper() and _may_be_name(token[0], at_start, vocabularies)
        gap = "" if token is None else text[previous_end : token.start()]
        broken = token is None or not run or bool(gap.strip(" \u00a0")) or "\n" in gap
        joins = token is not None and bool(run) and not broken and token[0] in _CONNECTING
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


def _may_be_name(word: str, at_start: bool, known: Sequence[Vocabulary]) -> bool:
    key = plain(word)
    if key in _NO_NAME or key.partition("'")[0] in _CONTRACTED or (len(key) < 2 and not word.endswith(".")):
        return False
    if not at_start:
        return True
    if any(word.heard in FUNCTION_WORDS or word.heard.isdigit() for word in words(key)):
        return False
    return any(key in one.capitalised for one in known) or not any(key in one.lower for one in known)


def _name(text: str, run: list[re.Match[str]], at_start: bool, known: Sequence[Vocabulary]) -> list[Name]:
    """The name that a run of tokens is: trailing connecting words and leading titles taken off."""
    while run and run[-1][0] in _CONNECTING:
        run = run[:-1]
    title = []
    while len(run) > 1 and plain(run[0][0]) in TITLE_WORDS:
        title.append(plain(run[0][0]))
        run = run[1:]
    if title and run and run[0][0] in _CONNECTING:  # "Secretary of State" is no person called State
        run = run[1:]
        run = run[1:] if run and plain(run[0][0]) in _PORTFOLIOS else run
    if not run or (len(run) == 1 and plain(run[0][0]) in TITLE_WORDS):
        return []
    begin, end = run[0].start(), run[-1].end()
    written = re.sub(r"['’]s?$", "", text[begin:end])
    if written.endswith(".") and written.count(".") == 1:
        written = written[:-1]
    tokens = _shortened(tuple(plain(token[0]) for token in run if token[0] not in _CONNECTING))
    place = _PLACE_OF.get(" ".join(tokens)) or _PLACE_OF.get(written.casefold())
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
            and not place
            and not any(tokens[0] in one.capitalised for one in known),
        )
    ]


def _shortened(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A body's tokens with its country in short: "us", "senate" for "united", "states", "senate"."""
    pair = " ".join(tokens[:2])
    return (_PLACE_OF[pair], *tokens[2:]) if len(tokens) > 2 and pair in _PLACE_OF else tokens


def same_name(one: Name, other: Name) -> bool:
    """Whether the two may name the same: equal, one a part of the other, an abbreviation, a nickname or an initial."""
    if one.tokens == other.tokens:
        return True
    if of_one_place(one.key, other.key):
        return True
    short, long = sorted((one, other), key=lambda name: len(name.tokens))
    if set(short.tokens) <= set(long.tokens) or _abbreviates(short, long):
        return True
    if len(short.tokens) < 2:
        return False
    if short.tokens[0] == long.tokens[0] and _is_initial(short.tokens[-1], long.tokens[-1]):  # "Karl B."
        return True
    return short.tokens[-1] == long.tokens[-1] and same_first(short.tokens[0], long.tokens[0])


def of_one_place(one: str, other: str) -> bool:
    """Whether one names those who live where the other names: Utah, Utahn."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and long.removeprefix(short) in ("n", "an")


def same_first(one: str, other: str) -> bool:
    """Whether two first names may be the same person's: equal, an initial, or a nickname."""
    if one == other or _is_initial(one, other):
        return True
    return any(one in group and other in group for group in _SAME_FIRST)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _abbreviates(short: Name, long: Name) -> bool:
    letters = short.text.replace(".", "")
    if len(short.tokens) != 1 or not letters.isupper() or len(letters) < 2:
        return False
    words = [word for word in re.split(r"[\s-]+", long.text) if word]
    initials = "".join(word[0] for word in words).upper()
    capitals = "".join(word[0] for word in words if word[0].isupper())
    return letters in (initials, capitals)
