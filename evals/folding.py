"""Text without differences of typography: what two editions of one text have in common.

Folded are curly and straight quotation marks, kinds of dashes, an ellipsis as one character or three, non-breaking spaces,
soft hyphens, ligatures, composed and combining accents, and line breaks. Letter case and digits are kept, and so are
superscripts, subscripts and fractions: "5²" is not "52".
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SINGLE_MARKS = "‘’‚‛′ʼ`´＇＇‹›"
_DOUBLE_MARKS = '“”„‟″«»＂"'
_DASHES = "‐‑‒–—―−﹘﹣－-"
# A double mark becomes two single ones, not the other way round: then "``" equals "“" wherever a stretch is cut.
_MARKS = dict.fromkeys(_SINGLE_MARKS, "'") | dict.fromkeys(_DOUBLE_MARKS, "''") | dict.fromkeys(_DASHES, "-")
_FOLDED_TAGS = frozenset({"<compat>", "<wide>", "<narrow>", "<font>", "<noBreak>"})


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """What one character becomes: "" if it is invisible, " " if it is white space."""
    if character in _MARKS:
        return _MARKS[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":
        return ""
    tag = unicodedata.decomposition(character).partition(" ")[0]
    decomposed = unicodedata.normalize("NFKD" if tag in _FOLDED_TAGS else "NFD", character)
    if decomposed == character or decomposed.startswith(" "):  # a spacing accent would become a blank with an accent
        return character
    return "".join(map(_fold_character, decomposed))


def fold(text: str) -> str:
    """`text` without differences of typography and white space; folding twice changes nothing more."""
    clusters: list[str] = []
    for character in text:
        folded = _fold_character(character)
        previous = clusters[-1] if clusters else None
        if previous is not None and previous not in ("", " ") and folded and unicodedata.combining(folded[0]):
            # The canonical order of several marks depends on them all, so the cluster is normalised as a whole.
            clusters[-1] = unicodedata.normalize("NFD", previous + folded)
        elif folded and not (folded in (" ", "-") and previous == folded):
            clusters.append(folded)
    return "".join(clusters).strip(" ")
