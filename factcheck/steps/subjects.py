"""Whether a claim gives what its sentence tells of one to another. Code only, no model.

"Joan Hale, whose father paid £90 for it" has all words of "Joan Hale paid £90", and "the museum got a grant from the board and
raised the rest" those of "The board raised the rest". The verb of the claim is looked for in the sentence; what stands before it
there is its subject. Where the sentence does not show by its words alone who that is, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.english.numerals import NUMBER_WORDS
from factcheck.english.speakers import CUE
from factcheck.english.verbs import BE, BEFORE_NOUNS, FINITE, Token, infinitive, is_past, is_plain_present, tokens
from factcheck.english.words import FUNCTION_WORDS, NEGATIONS
from factcheck.steps.whole_claims import JOINING

_PREPOSITIONS = JOINING | frozenset("by at in on near".split())
_GIVERS = frozenset("from of to for in at on into".split())
"""Prepositions after a verb whose noun is not its subject; "Ann drew with Bea" tells the same of both."""
_BELONGING = frozenset("of for from at in to".split())
_MARK = re.compile(r"[,;:()—–“”\"]")
_RELATIVE = frozenset("who which that whose".split())
_JOINS_CLAUSES = frozenset(
    "and but or nor that who which whose when while where because although though if as since until than whether".split()
)
_POSSESSIVE = frozenset("its his her their".split())
_OBJECTS = frozenset("it them him her".split())
_SAME_EITHER_WAY = frozenset("meet marry join face resemble border divorce match equal touch".split())
"""Verbs that tell the same of their subject and their object."""
_MEASURES = frozenset(
    "number group team pair couple majority minority most part share series range lot total crowd handful all both each some"
    " many few several none half members city town village state province region district county island"
    " port kind sort type".split()
)
"""Nouns before "of" that stand for what follows it."""


@dataclass(frozen=True)
class _Verb:
    """A verb among the words of a text: `first` is its first auxiliary, `main` itself."""

    first: int
    main: int


def other_subject(claim: str, sentence: str) -> str | None:
    """The words of `claim` up to its verb, where `sentence` tells the same of another; None where that cannot be told."""
    ours, theirs = tokens(claim), tokens(sentence)
    verb = _first_verb(claim, ours)
    if verb is None:
        return None
    head = _head(ours[: verb.first])
    place = _same_verb(ours, verb, theirs)
    at = [index for index, one in enumerate(theirs) if head is not None and one.key == head.key]
    if head is None or place is None or len(at) != 1:
        return None
    (own,) = at
    told = {one.key for one in ours if one.is_content}
    return claim[: ours[verb.main].end] if _is_anothers(sentence, theirs, own, place, told) else None


def _is_anothers(sentence: str, theirs: Sequence[Token], own: int, place: _Verb, told: set[str]) -> bool:
    """Whether the verb at `place` has another subject than the word at `own`; `told` are the keys of the claim."""
    begin = _phrase_begin(sentence, theirs, place.first)
    phrase = theirs[begin : place.first]
    if begin <= own < place.first:
        return _is_part(sentence, theirs, begin, own, place.first, told)
    named = {one.key for one in phrase if one.is_content and one.word not in NUMBER_WORDS}
    governing = _governing(sentence, theirs, own)
    if own > place.main:
        turns = infinitive(theirs[place.main].word) not in _SAME_EITHER_WAY
        from_there = governing is not None and theirs[governing].word in _GIVERS
        return bool(named) and not named & told and turns and from_there
    if phrase:
        owned = theirs[begin - 1].word == "whose" or phrase[0].word in _POSSESSIVE
        return owned and bool(named) and not named & told
    if _RELATIVE & {one.word for one in theirs[own + 1 : place.first]}:
        return False
    if governing is None:
        return _is_object(sentence, theirs, own, place.first)
    marked = any(_MARK.search(sentence, one.end, other.start) for one, other in pairwise(theirs[: governing + 1]))
    return marked or any(_is_finite(theirs, index) for index in range(1, governing))


def _is_object(sentence: str, theirs: Sequence[Token], own: int, verb: int) -> bool:
    """Whether the word at `own` ends what the verb before it is done to, and the subject goes on: "Ann beat Bea and won"."""
    if own + 1 == verb or theirs[own + 1].word not in ("and", "but", "then"):
        return False
    for index in range(own - 1, max(0, own - 5), -1):
        if _MARK.search(sentence, theirs[index].end, theirs[index + 1].start) or theirs[index].word in _JOINS_CLAUSES:
            return False
        if _is_clausal(theirs, index):
            return CUE.fullmatch(theirs[index].word) is None
    return False


def _is_part(sentence: str, theirs: Sequence[Token], begin: int, own: int, end: int, told: set[str]) -> bool:
    """Whether the word at `own` only says whose or of what the subject is, which the claim leaves out."""
    if re.search(r"['’]s?$", theirs[own].word) or sentence.startswith(("’", "'"), theirs[own].end):
        head = theirs[own + 1 : end]
    else:
        governing = _governing(sentence, theirs, own)
        if governing is None or governing <= begin or theirs[governing].word not in _BELONGING:
            return False
        head = theirs[begin:governing]
        if any(one.word in _MEASURES | NUMBER_WORDS or one.word[0].isdigit() for one in head):
            return False
    keys = {one.key for one in head if one.is_content and one.word not in NUMBER_WORDS}
    return bool(keys) and not keys & told


def _governing(sentence: str, theirs: Sequence[Token], own: int) -> int | None:
    """The place of the preposition before the phrase of the word at `own`."""
    for index in range(own - 1, max(-1, own - 7), -1):
        one = theirs[index]
        if _MARK.search(sentence, one.end, theirs[index + 1].start):
            return None
        if one.word in _PREPOSITIONS:
            return index
        if one.word in _JOINS_CLAUSES or _is_auxiliary(one) or _is_clausal(theirs, index):
            return None
    return None


def _is_clausal(theirs: Sequence[Token], index: int) -> bool:
    """Whether the word is a verb's past, not an adjective before a noun: "Hale said the team had", not "the injured man"."""
    return is_past(theirs[index].word) and index > 0 and theirs[index - 1].word not in BEFORE_NOUNS


def _phrase_begin(sentence: str, theirs: Sequence[Token], verb: int) -> int:
    """Where the phrase begins that stands right before a verb, back to a mark or a word that joins clauses."""
    begin = verb
    while begin:
        if (
            _MARK.search(sentence, theirs[begin - 1].end, theirs[begin].start)
            or theirs[begin - 1].word in _JOINS_CLAUSES
            or _is_clausal(theirs, begin - 1)
        ):
            break
        begin -= 1
    return begin


def _first_verb(text: str, spoken: Sequence[Token]) -> _Verb | None:
    """The first verb of a claim; None where a mark stands before it, or nothing."""
    for index, token in enumerate(spoken):
        if token.word in _RELATIVE or (index and _MARK.search(text, spoken[index - 1].end, token.start)):
            return None
        if index and _is_finite(spoken, index):
            main = _main(spoken, index)
            planned = _is_auxiliary(spoken[main]) and [one.word for one in spoken[main + 1 : main + 2]] == ["to"]
            return None if planned else _Verb(index, main)
    return None


def _is_finite(spoken: Sequence[Token], index: int) -> bool:
    word = spoken[index].word
    return word in FINITE or (
        word not in FUNCTION_WORDS
        and infinitive(word) is not None
        and (is_past(word) or (word.endswith("s") and is_plain_present(word)))
        and not spoken[index - 1].word.endswith(("'s", "s'"))
        and spoken[index - 1].word not in BEFORE_NOUNS
    )


def _is_auxiliary(token: Token) -> bool:
    return token.word in FINITE or token.word in BE


def _main(spoken: Sequence[Token], first: int) -> int:
    """The place of the verb that the auxiliaries from `first` on belong to; of the last of them where none follows."""
    index = first
    while index + 1 < len(spoken) and (
        _is_auxiliary(spoken[index]) or spoken[index].word in NEGATIONS or spoken[index].word.endswith("ly")
    ):
        index += 1
    return index if infinitive(spoken[index].word) else first


def _same_verb(ours: Sequence[Token], verb: _Verb, theirs: Sequence[Token]) -> _Verb | None:
    """The verb of a sentence that the claim's verb is, by its key and the next word of content; None unless one alone is."""
    after = [one.key for one in ours[verb.main + 1 :] if one.is_content][:1]
    found = []
    for index, one in enumerate(theirs):
        if one.key != ours[verb.main].key or infinitive(one.word) is None or not index or one.word.endswith("ing"):
            continue
        following = [other.key for other in theirs[index + 1 :] if other.is_content][:2]
        first = index
        while first and (_is_auxiliary(theirs[first - 1]) or theirs[first - 1].word.endswith("ly")):
            first -= 1
        place = _Verb(first, index)
        stands_in = index + 1 < len(theirs) and theirs[index + 1].word in _OBJECTS
        if (stands_in or set(after) <= set(following)) and _with_be(ours, verb) == _with_be(theirs, place):
            found.append(place)
    return found[0] if len(found) == 1 else None


def _with_be(spoken: Sequence[Token], verb: _Verb) -> bool:
    return any(one.word in BE for one in spoken[verb.first : verb.main])


def _head(subject: Sequence[Token]) -> Token | None:
    """The word that says who or what: the last one of content before a preposition."""
    head = None
    for one in subject:
        if one.word in _PREPOSITIONS:
            break
        if one.is_content and one.word not in NUMBER_WORDS:
            head = one
    return head
