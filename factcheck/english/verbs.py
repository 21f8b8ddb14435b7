"""English verbs as a text has them: the word of a form, and whether it tells something as done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.stems import stem
from factcheck.english.words import FUNCTION_WORDS, NEGATIONS

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
IS = frozenset("is are am isn't aren't".split())
WAS = frozenset("was were wasn't weren't".split())
BE = IS | WAS | {"be", "been", "being"}
HAS = frozenset("has have hasn't haven't".split())
HAD = frozenset("had hadn't".split())
DO = frozenset("do does don't doesn't".split())
DID = frozenset("did didn't".split())
WILL = frozenset("will shall won't".split())
CAN = frozenset("may must can should cannot can't".split())
COULD = frozenset("could would might couldn't wouldn't".split())
_HAVE = HAS | HAD | {"having"}
_DO = DO | DID
_MODALS = CAN | COULD | {"to", "help", "helps", "let"}
_NOT = {"not", "never", "no"} | {word for word in BE | _HAVE | _DO | WILL if word.endswith("n't")}
FINITE = frozenset(filter(str.isalpha, IS | WAS | HAS | HAD | _DO | WILL | CAN | COULD))
"""The auxiliaries that make a sentence, without the contracted ones: "is", "had", "cannot"."""
BEFORE_NOUNS = frozenset(
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

    @property
    def is_negation(self) -> bool:
        """Whether the word turns a statement round: "not", "cannot", "didn't"."""
        return self.word in NEGATIONS or self.word == "cannot" or self.word.endswith("n't")


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
    """The common key of a verb's forms ("stole", "stealing"); for any other word its stem."""
    return stem(infinitive(word) or word)


@lru_cache(maxsize=16384)
def infinitive(word: str) -> str | None:
    """The infinitive of which `word` is a form."""
    import lemminflect  # it reads its tables on import: only needed to compare verbs

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
def is_past(word: str) -> bool:
    """Whether `word` is a verb's past or its participle."""
    return _is_form(word, "VBD", "VBN")


def is_plain_present(word: str) -> bool:
    """Whether `word` is a verb's infinitive or its present: "open", "opens"."""
    return word == infinitive(word) or _is_form(word, "VBZ")


def _is_form(word: str, *tags: str) -> bool:
    """Whether `word` is such a form of any of its verbs: "fell" is one of "fell", and of "fall"."""
    import lemminflect

    verbs = lemminflect.getAllLemmas(word, upos="VERB").get("VERB", ()) if infinitive(word) else ()
    return any(word in lemminflect.getInflection(verb, tag) for verb in verbs for tag in tags)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, in order."""
    return tuple(
        Token(found[0].casefold().replace("’", "'"), key_of(found[0]), found.start(), found.end())
        for found in WORD.finditer(text)
    )


def told(spoken: tuple[Token, ...], keys: frozenset[str]) -> Iterator[Verb]:
    """The verbs with one of `keys` that the words `spoken` tell as done, being or to come.

    Not with "may", "might", "should" or "need not", not with "to", not denied, no gerund, and no noun of the same form.
    """
    for index, token in enumerate(spoken):
        if token.key not in keys or infinitive(token.word) is None:
            continue
        first, around = _with_auxiliaries(spoken, index)
        auxiliaries = around & _AUXILIARIES
        before = spoken[index - 1].word if index else ""
        after = spoken[index + 1].word if index + 1 < len(spoken) else ""
        if around & (_MODALS | _NOT) or not (auxiliaries or _is_finite(token.word, before, after)):
            continue
        future, past = bool(around & WILL), is_past(token.word)
        done = not future and (past or bool(around & (_HAVE | {"was", "were", "did"})))
        yield Verb(index, spoken[first].start, token.end, future, done)


def denied(spoken: tuple[Token, ...]) -> Iterator[tuple[str, int, int]]:
    """The key of each verb that the words `spoken` deny ("did not approve"), and where it stands with its "not" in the text.

    Not with "may not" or "not to".
    """
    for index, token in enumerate(spoken):
        if token.word in _AUXILIARIES or infinitive(token.word) is None:
            continue
        first, around = _with_auxiliaries(spoken, index)
        if around & (_NOT - {"no"}) and not around & _MODALS:
            yield token.key, spoken[first].start, token.end


def _with_auxiliaries(spoken: tuple[Token, ...], index: int) -> tuple[int, set[str]]:
    """Where the verb at `index` begins with its auxiliaries, and the word before that; "going to" is "will"."""
    first = index
    while first and (spoken[first - 1].word in _AUXILIARIES or _is_adverb(spoken[first - 1])):
        first -= 1
    around = {one.word for one in spoken[first:index]}
    if "going" in around:
        around = around - {"to", "going"} | {"will"}
    while first < index and _is_adverb(spoken[first]):
        first += 1
    return first, around


_AUXILIARIES = BE | _HAVE | WILL | _MODALS | _DO | _NOT - {"no"} | {"going"}


def _is_adverb(token: Token) -> bool:
    return token.word.endswith("ly") or token.word in ("also", "then", "later", "still", "now", "often", "already")


def _is_finite(word: str, before: str, after: str) -> bool:
    """Whether a form without an auxiliary is a verb's past or present: "stole", "causes", not "stealing", "the cause of"."""
    if word.endswith("ing") or before in BEFORE_NOUNS or before.endswith(("'s", "s'")):
        return False
    return after != "of" or is_past(word)
