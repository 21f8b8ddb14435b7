"""English verbs as a text has them: which word a form belongs to, and whether it tells something as done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.stems import stem
from factcheck.english.words import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
BE = frozenset("is are was were am be been being isn't aren't wasn't weren't".split())
_HAVE = frozenset("has have had having hasn't haven't hadn't".split())
_FUTURE = frozenset("will shall won't".split())
_MODALS = frozenset("may might could can would should must cannot can't couldn't wouldn't to help helps let".split())
_NEGATIONS = frozenset(
    "not never no isn't aren't wasn't weren't hasn't haven't hadn't won't didn't doesn't don't".split()
)
_DO = frozenset("do does did didn't doesn't don't".split())
FINITE = frozenset(filter(str.isalpha, BE | _HAVE | _FUTURE | _MODALS | _DO)) - frozenset(
    "be been being having to help helps let".split()
)
"""The auxiliaries that make a sentence, without the contracted ones: "is", "had", "cannot"."""
_BEFORE_NOUNS = frozenset(
    "a an the this that these those his her its their our my your no any some every each of with for over in on by from".split()
)


@dataclass(frozen=True)
class Token:
    """A word at `text[start:end]`, in lower case, with the key by which its forms are compared."""

    word: str
    key: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says what the text is about."""
        return self.word not in FUNCTION_WORDS


@dataclass(frozen=True)
class Verb:
    """A verb that is told as a fact: `text[start:end]` has it with its auxiliaries, `index` is its place among the words.

    `is_future` says that it "will" be, `is_done` that it was, or has been.
    """

    index: int
    start: int
    end: int
    is_future: bool
    is_done: bool


@lru_cache(maxsize=16384)
def key_of(word: str) -> str:
    """What all forms of a verb have in common ("stole", "stealing"); for any other word its stem."""
    return stem(_verb(word) or word)


@lru_cache(maxsize=16384)
def _verb(word: str) -> str | None:
    """The infinitive of which `word` is a form."""
    import lemminflect  # it reads its tables when it is imported: only for who compares verbs

    written = re.sub(r"['’]s?$", "", word.casefold())
    if not (written.isascii() and written.isalpha()):
        return None
    found = lemminflect.getAllLemmas(written, upos="VERB").get("VERB", ())
    return str(found[0]) if found else None


def is_word(word: str) -> bool:
    """Whether a dictionary of English has it, written small."""
    import lemminflect

    return bool(lemminflect.getAllLemmas(word.casefold()))


@lru_cache(maxsize=4096)
def _is_past(word: str) -> bool:
    """Whether `word` is a verb's past or its participle."""
    import lemminflect

    verb = _verb(word)
    return verb is not None and any(word in lemminflect.getInflection(verb, tag) for tag in ("VBD", "VBN"))


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, in order."""
    return tuple(
        Token(found[0].casefold().replace("’", "'"), key_of(found[0]), found.start(), found.end())
        for found in _WORD.finditer(text)
    )


def told(spoken: tuple[Token, ...], keys: frozenset[str]) -> Iterator[Verb]:
    """The verbs with one of `keys` that the words `spoken` tell as done, being or to come.

    Not what may, might, should or need not be, what is "to" be, what is denied, a gerund, or a noun of the same form.
    """
    for index, token in enumerate(spoken):
        if token.key not in keys or _verb(token.word) is None:
            continue
        first, around = _with_auxiliaries(spoken, index)
        auxiliaries = around & _AUXILIARIES
        before = spoken[index - 1].word if index else ""
        after = spoken[index + 1].word if index + 1 < len(spoken) else ""
        if around & (_MODALS | _NEGATIONS) or not (auxiliaries or _is_finite(token.word, before, after)):
            continue
        future, past = bool(around & _FUTURE), _is_past(token.word)
        done = not future and (past or bool(around & (_HAVE | {"was", "were", "did"})))
        yield Verb(index, spoken[first].start, token.end, future, done)


def denied(spoken: tuple[Token, ...]) -> Iterator[tuple[str, int, int]]:
    """The key of each verb that the words `spoken` deny ("did not approve"), and where it stands with its "not" in the text.

    Not what only may not be so, or is "not to" be.
    """
    for index, token in enumerate(spoken):
        if token.word in _AUXILIARIES or _verb(token.word) is None:
            continue
        first, around = _with_auxiliaries(spoken, index)
        if around & (_NEGATIONS - {"no"}) and not around & _MODALS:
            yield token.key, spoken[first].start, token.end


def _with_auxiliaries(spoken: tuple[Token, ...], index: int) -> tuple[int, set[str]]:
    """Where the verb at `index` begins with its auxiliaries, and what stands before it there; "going to" is "will"."""
    first = index
    while first and (spoken[first - 1].word in _AUXILIARIES or _is_adverb(spoken[first - 1])):
        first -= 1
    around = {one.word for one in spoken[first:index]}
    if "going" in around:
        around = around - {"to", "going"} | {"will"}
    while first < index and _is_adverb(spoken[first]):
        first += 1
    return first, around


_AUXILIARIES = BE | _HAVE | _FUTURE | _MODALS | _DO | _NEGATIONS - {"no"} | {"going"}


def _is_adverb(token: Token) -> bool:
    return token.word.endswith("ly") or token.word in ("also", "then", "later", "still", "now", "often", "already")


def _is_finite(word: str, before: str, after: str) -> bool:
    """Whether a form without an auxiliary is a verb's past or present: "stole", "causes", not "stealing", "the cause of"."""
    if word.endswith("ing") or before in _BEFORE_NOUNS or before.endswith(("'s", "s'")):
        return False
    return after != "of" or _is_past(word)
