"""Words that say how many of a thing are meant, or how it compares with others: "all", "only", "most", "largest",
"closer than".

A sentence with such a word says more than the same sentence without it, and a small model overlooks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ALIKE = (
    "all every each both everyone everybody everything everywhere whole entire always invariably per "
    "daily weekly monthly yearly annual annually",
    "only sole solely alone exclusively nothing",
    "most mostly majority",
    "none never neither nobody nothing no not",
    "first earliest record",
    "last latest final",
)
"""Words on one line can replace each other."""
_GROUPS = {word: frozenset(line.split()) for line in _ALIKE for word in line.split()}
_STRONG = frozenset(
    "all every each both everyone everybody everything everywhere whole entire always only sole most none never".split()
)
_UTMOST = frozenset({"record"})
_NO_COMPARISON = frozenset(
    "earlier later further fewer rather other former latter upper lower inner outer elder".split()
)
_WORD = re.compile(r"(?<![\w-])(?<!\bat )(?!each\s(?!of\b)\w)[^\W\d_]+(?![\w-])", re.IGNORECASE)
"""Neither a part of "all-day" nor the bound "at least"; and not "each crossing", which is as good as "the crossing"."""
_THAN = re.compile(r"(?:\W+\w+){0,2}?\W+than\b", re.IGNORECASE)


class Degree(NamedTuple):
    """A word of degree, `text[start:end]`; `alike` are its possible replacements, in lower case."""

    start: int
    end: int
    alike: frozenset[str]


def find_degrees(text: str) -> Iterator[Degree]:
    """The words of degree in `text`, in order."""
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word in _STRONG:
            yield Degree(*match.span(), _GROUPS[word])
        elif _is_superlative(word):
            yield Degree(*match.span(), _GROUPS.get(word, frozenset()) | _UTMOST | {word})
        elif word not in _NO_COMPARISON and _is_comparative(word) and _THAN.match(text, match.end()):
            yield Degree(*match.span(), frozenset({word}))


@lru_cache(maxsize=4096)
def _is_superlative(word: str) -> bool:
    return word.endswith("st") and _is_graded(word, "JJS")


@lru_cache(maxsize=4096)
def _is_comparative(word: str) -> bool:
    return word.endswith(("er", "se")) and _is_graded(word, "JJR")


def _is_graded(word: str, tag: str) -> bool:
    """Whether `word` is that form of an adjective, by the Penn Treebank's tag."""
    import lemminflect  # it reads its tables on import: only needed for degrees

    lemmas = lemminflect.getAllLemmas(word, upos="ADJ").get("ADJ", ())
    return any(lemma != word and word in lemminflect.getInflection(lemma, tag=tag) for lemma in lemmas)
