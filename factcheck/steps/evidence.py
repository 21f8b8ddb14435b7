"""Exact location of text in a document: exactly as given, else apart from typography and white space, else not at all.

A document and a quotation often differ in what no reader hears: curly or straight quotation marks, kinds of dashes, an
ellipsis as one character or as three, non-breaking spaces, soft hyphens, ligatures, composed or combining accents, line
breaks. `fold` takes these away and keeps everything else, letter case and digits included. The folded text is searched
with a map back to offsets of the original, so every span returned is `document.text[start:end]` and folds to the folded
quote.

Superscripts, subscripts and fractions are not folded: "5²" is not "52".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from factcheck.records import Document, Evidence, Span

_SINGLE_MARKS = "‘’‚‛′ʼ`´＇＇‹›"
_DOUBLE_MARKS = '“”„‟″«»＂"'
_DASHES = "‐‑‒–—―−﹘﹣－-"
# A double mark becomes two single ones, not the other way round, so that "``" equals "“" wherever a stretch is cut.
_MARKS = dict.fromkeys(_SINGLE_MARKS, "'") | dict.fromkeys(_DOUBLE_MARKS, "''") | dict.fromkeys(_DASHES, "-")
_FOLDED_TAGS = frozenset({"<compat>", "<wide>", "<narrow>", "<font>", "<noBreak>"})


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """What one character becomes: "" when it is invisible, " " when it is white space."""
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


@dataclass(frozen=True)
class _Folded:
    """A folded text. Cluster `i` is `text[bounds[i]:bounds[i + 1]]` and stands for `original[starts[i]:ends[i]]`."""

    text: str
    bounds: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def _fold(original: str) -> _Folded:
    """Fold cluster by cluster. A cluster is a character with its combining marks, or a run of white space or dashes."""
    clusters: list[list[str | int]] = []
    for offset, character in enumerate(original):
        folded = _fold_character(character)
        if not folded:
            continue
        previous = clusters[-1] if clusters else None
        if previous is not None and folded in (" ", "-") and previous[0] == folded:
            previous[2] = offset + 1
        elif previous is not None and previous[0] != " " and unicodedata.combining(folded[0]):
            # The canonical order of several marks depends on them all, so the cluster is normalised as a whole.
            previous[0] = unicodedata.normalize("NFD", f"{previous[0]}{folded}")
            previous[2] = offset + 1
        else:
            clusters.append([folded, offset, offset + 1])
    texts = [str(cluster[0]) for cluster in clusters]
    bounds = [0]
    for text in texts:
        bounds.append(bounds[-1] + len(text))
    return _Folded(
        text="".join(texts),
        bounds=tuple(bounds),
        starts=tuple(int(cluster[1]) for cluster in clusters),
        ends=tuple(int(cluster[2]) for cluster in clusters),
    )


def fold(text: str) -> str:
    """`text` without differences of typography and white space; folding twice changes nothing more."""
    return _fold(text).text.strip(" ")


# A document is searched for many quotes; quotes are short and must not push documents out of the cache.
_fold_document = lru_cache(maxsize=16)(_fold)


def locate_all(document: Document, quote: str, *, start: int = 0) -> Iterator[Span]:
    """Every place of `quote` in `document` from offset `start` on: exact ones first, then those alike when folded.

    Each place comes once. Nothing for a quote that is empty, blank or invisible.
    """
    wanted = fold(quote)
    if not wanted:
        return
    exact = set()
    offset = document.text.find(quote, start)
    while offset >= 0:
        exact.add(offset)
        yield document.span(offset, offset + len(quote))
        offset = document.text.find(quote, offset + 1)
    folded = _fold_document(document.text)
    first = bisect_left(folded.starts, start)
    position = folded.text.find(wanted, folded.bounds[first])
    while position >= 0:
        cluster = bisect_left(folded.bounds, position)
        after = bisect_left(folded.bounds, position + len(wanted))
        # A match that begins or ends inside a cluster (the "i" of "ﬁ", the "e" of "é") is no place in the document.
        whole = folded.bounds[cluster] == position and folded.bounds[after] == position + len(wanted)
        if whole and folded.starts[cluster] not in exact:
            yield document.span(folded.starts[cluster], folded.ends[after - 1])
        position = folded.text.find(wanted, position + 1)


def locate(document: Document, quote: str, *, start: int = 0) -> Span | None:
    """Where `quote` stands in `document`, from offset `start` on, or None.

    A place that cuts no word ("he" rather than the "he" of "the") is preferred, then an exact one, then the earliest.
    """
    fallback: Span | None = None
    for span in locate_all(document, quote, start=start):
        if not (_cuts_word(document.text, span.start) or _cuts_word(document.text, span.end)):
            return span
        fallback = fallback or span
    return fallback


def _cuts_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and re.fullmatch(r"\w\w", text[offset - 1 : offset + 1]) is not None


def evidence_from_sentences(document: Document, numbers: Iterable[int]) -> tuple[Evidence, ...]:
    """The sentences with these numbers as evidence, ascending; adjacent ones become one span.

    Raises ValueError naming the numbers that the document does not have.
    """
    wanted = sorted(set(numbers))
    unknown = [number for number in wanted if not 1 <= number <= len(document.sentences)]
    if unknown:
        raise ValueError(
            f"document {document.id} has sentences 1 to {len(document.sentences)}, not {', '.join(map(str, unknown))}"
        )
    runs: list[list[int]] = [[number] for number in wanted[:1]]
    for previous, number in pairwise(wanted):
        if number == previous + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(_evidence(document, run) for run in runs)


def _evidence(document: Document, run: list[int]) -> Evidence:
    span = document.span(document.sentence(run[0]).start, document.sentence(run[-1]).end)
    return Evidence(document=span.document, start=span.start, end=span.end, text=span.text, sentences=tuple(run))
