"""BM25 over the full-text index of an archive, with the scores of SQLite's own `bm25()`, in a fraction of its time.

`bm25()` looks up the length of each document that has any of the words, and common words bring in most of an archive.
Here the index says which documents have a word and how often, one pass for each word. The length is looked up only for
documents that can be among the best, because even as a short document they would beat the worst of those.

A word that at least half of the documents have counts for next to nothing (its weight is `_LEAST_WEIGHT`, as in
`bm25()`), so its documents are read only if the other words find too few.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from factcheck.archive.database import TOKENIZER

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    _Numbers = npt.NDArray[np.int64]
    _Scores = npt.NDArray[np.float64]

_K1 = 1.2
_B = 0.75
_LEAST_WEIGHT = 1e-6
_ASKED_AT_ONCE = 500
"""How many documents' lengths to look up in one query."""
_TABLES = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_counts USING fts5vocab(main, words, row)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_places USING fts5vocab(main, words, instance)",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.asked USING fts5(word, tokenize = '{TOKENIZER}')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.asked_words USING fts5vocab(temp, asked, instance)",
)


@contextmanager
def unchanging(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads inside see an unchanged archive, whatever another process adds. Can be nested."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


class Ranking:
    """The documents with any of `words`, by BM25. Use inside `unchanging`; raises sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection, words: tuple[str, ...]) -> None:
        self._connection = connection
        for table in _TABLES:
            connection.execute(table)
        self._documents, self._mean_length = self._size()
        (self._last,) = connection.execute("SELECT coalesce(max(id), 0) FROM documents").fetchone()
        self._words: list[tuple[float, _Numbers]] = []  # each word's weight, and how often it occurs by document number
        self._left_out: list[tuple[str, int]] = []
        for word, asked in self._folded(words).items():
            documents = self._count(word)
            if documents > self._documents:
                raise _damaged()
            weight = math.log((self._documents - documents + 0.5) / (documents + 0.5))
            if documents and weight > 0:
                self._words.append((asked * weight, self._occurrences(word)))
            elif documents:
                self._left_out.append((word, asked))

    def widen(self) -> bool:
        """Add the words that most documents have. False if all words are already included."""
        self._words += [(asked * _LEAST_WEIGHT, self._occurrences(word)) for word, asked in self._left_out]
        wider, self._left_out = bool(self._left_out), []
        return wider

    def best(self, most: int) -> list[tuple[int, float]]:
        """The numbers and scores of the best documents, at most so many; equal ones by number."""
        import numpy as np

        if not self._words:
            return []
        ceilings = self._ceilings()
        there = np.flatnonzero(ceilings)
        if len(there) > most:
            likely = there[np.argpartition(-ceilings[there], most - 1)[:most]]
            there = there[ceilings[there] >= self._scores(likely).min()]
        scores = self._scores(there)
        order = np.lexsort((there, -scores))[:most]
        return [(int(there[at]), float(scores[at])) for at in order]

    def _ceilings(self) -> _Scores:
        """By document number, the score that the document would have without any other words."""
        import numpy as np

        ceilings = np.zeros(max(len(times) for _, times in self._words))
        for weight, times in self._words:
            ceilings[: len(times)] += weight * times * (_K1 + 1) / (times + _K1 * (1 - _B))
        return ceilings

    def _scores(self, numbers: _Numbers) -> _Scores:
        import numpy as np

        damping = _K1 * (1 - _B + _B * self._lengths(numbers) / self._mean_length)
        scores = np.zeros(len(numbers))
        for weight, times in self._words:
            here = np.where(numbers < len(times), times[np.minimum(numbers, len(times) - 1)], 0)
            scores += weight * here * (_K1 + 1) / (here + damping)
        return scores

    def _folded(self, words: tuple[str, ...]) -> Counter[str]:
        """The words in the index's own form, with how many of the requested words each stands for."""
        self._connection.execute("INSERT INTO temp.asked (word) VALUES (?)", (" ".join(words),))
        found = Counter(word for (word,) in self._connection.execute("SELECT term FROM temp.asked_words"))
        self._connection.execute("DELETE FROM temp.asked")
        return found

    def _count(self, word: str) -> int:
        row = self._connection.execute("SELECT doc FROM temp.word_counts WHERE term = ?", (word,)).fetchone()
        return int(row[0]) if row else 0

    def _occurrences(self, word: str) -> _Numbers:
        """By document number, how often the word is there."""
        import numpy as np

        # text, because SQLite has no other way to return many numbers in one value
        (told,) = self._connection.execute(
            "SELECT group_concat(doc) FROM temp.word_places WHERE term = ?", (word,)
        ).fetchone()
        numbers = np.fromstring(told or "0", dtype=np.int64, sep=",")
        if numbers.min() < 1 or numbers.max() > self._last:
            raise _damaged()
        return np.bincount(numbers)

    def _size(self) -> tuple[int, float]:
        """How many documents the index has, and their mean number of words."""
        row = self._connection.execute("SELECT block FROM words_data WHERE id = 1").fetchone()
        documents, *words = _varints(row[0] if row else b"") or [0]
        return documents, sum(words) / documents if documents else 1.0

    def _lengths(self, numbers: _Numbers) -> _Numbers:
        import numpy as np

        lengths: dict[int, int] = {}
        asked = numbers.tolist()
        for first in range(0, len(asked), _ASKED_AT_ONCE):
            some = asked[first : first + _ASKED_AT_ONCE]
            rows = self._connection.execute(
                f"SELECT id, sz FROM words_docsize WHERE id IN ({', '.join('?' * len(some))})",  # noqa: S608
                some,
            )
            lengths |= {number: sum(_varints(block)) for number, block in rows}
        if len(lengths) < len(asked):
            raise _damaged()
        return np.array([lengths[number] for number in asked], dtype=np.int64)


def _damaged() -> sqlite3.DatabaseError:
    return sqlite3.DatabaseError("its index and its documents do not match")


def _varints(block: bytes) -> list[int]:
    """The numbers in a record of the full-text index: seven bits a byte, the high bit set in all but the last."""
    numbers: list[int] = []
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return numbers
