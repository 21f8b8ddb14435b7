"""Whether a claim is a whole sentence that keeps the words of its sentence together. Code only, no model.

A small model that takes a sentence apart leaves out a word that joined two others ("lost the crop to two nights of frost" becomes
"lost the crop two nights of frost"), begins in the middle, or says a word twice to end what it began.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import lemminflect

from factcheck.english.numerals import ONES
from factcheck.english.verbs import FINITE
from factcheck.english.words import FUNCTION_WORDS

_TOKEN = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*|[^\w\s]")
JOINING = frozenset(
    "to of with from into for against between among within without over under through after before".split()
)
"""Prepositions, without the "by" of a passive; if one is dropped, the words beside it become neighbours."""
_BEGINS_PHRASE = frozenset([*"a an the this that these those his her its their some".split(), *ONES[2:13]])
"""Words that start a preposition's object; a figure can, too."""
_SHORTENED = ("n't", "'s", "'ve", "'ll", "'re", "'d")
_OPENS_NO_CLAIM = frozenset("and or but nor which who whom whose whereas because although though".split())

_LEFT_UNKNOWN = frozenset({"remains", "remained", "depends", "depended"})
"""Verbs that can have a "whether" clause as subject."""


def fragment(claim: str, sentence: str) -> str | None:
    """The words of `claim` that show that it is not a whole sentence, or does not follow `sentence`; None if none
    do."""
    ours, theirs = _tokens(claim), _tokens(sentence)
    return _without_joint(ours, theirs) or _said_twice(ours, theirs) or _headless(ours)


def _tokens(text: str) -> list[str]:
    return [token.replace("’", "'") for token in _TOKEN.findall(text)]


def _without_joint(ours: list[str], theirs: list[str]) -> str | None:
    """Two neighbouring words that have a preposition between them in the sentence."""
    folded = [token.casefold() for token in theirs]
    sides = set(pairwise(folded))
    joined = {
        (first, last)
        for first, joint, last in zip(folded, folded[1:], folded[2:], strict=False)
        if joint in JOINING and first.isalpha() and first not in FUNCTION_WORDS
    }
    for one, other in pairwise(ours):
        pair = (one.casefold(), other.casefold())
        if pair in joined and pair not in sides and (pair[1] in _BEGINS_PHRASE or other[0].isdigit()):
            return f"{one} {other}"
    return None


def _said_twice(ours: list[str], theirs: list[str]) -> str | None:
    """A verb in the past that the claim has twice and the sentence once: "left Pio Duran an hour after it left"."""
    told_by_sentence = Counter(map(str.casefold, theirs))
    for token, times in Counter(map(str.casefold, ours)).items():
        told = told_by_sentence[token]
        if times > told > 0 and len(token) > 3 and token not in FUNCTION_WORDS and _is_past(token):
            return token
    return None


def _headless(tokens: list[str]) -> str | None:
    """The first words of a claim that begins without a subject, or all of one without a verb."""
    words = [token for token in tokens if token[0].isalnum()]
    if not words:
        return None
    first = words[0].casefold()
    finite = any(word.casefold() in FINITE or word in _LEFT_UNKNOWN for word in words[1:])
    subordinate = first in _OPENS_NO_CLAIM or (first == "whether" and not finite)
    if subordinate or (words[0][0].islower() and (first in FINITE or _is_past(first))):
        return " ".join(words[:3])
    if finite or any(word.endswith(_SHORTENED) or _may_be_verb(word) for word in words[1:]):
        return None
    return " ".join(words[:6])


def _is_past(word: str) -> bool:
    return bool(_verb_lemmas(word)) and not word.endswith(("s", "ing")) and word not in _verb_lemmas(word)


def _may_be_verb(word: str) -> bool:
    """Whether a word can be a finite verb, as can any that the dictionary lacks ("overspent")."""
    if word.endswith("ing") or word.casefold() in FUNCTION_WORDS:
        return False
    return bool(_verb_lemmas(word.casefold())) or (
        word.islower() and not lemminflect.getAllLemmas(word) and word.isalpha()
    )


def _verb_lemmas(word: str) -> tuple[str, ...]:
    lemmas: tuple[str, ...] = lemminflect.getAllLemmas(word, upos="VERB").get("VERB", ())
    return lemmas
