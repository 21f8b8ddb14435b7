"""`Archive`: documents with their text, hash, date and publisher in one file, found by BM25 over their words."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from factcheck.archive.database import connect, named, written
from factcheck.archive.prints import COMMONEST, LEAST_SHARED, TRIED, sample
from factcheck.archive.ranking import Ranking, unchanging
from factcheck.archive.words import any_of, content_words
from factcheck.errors import ArchiveError
from factcheck.records import Document
from factcheck.verdict.reprints import Print, share_of

_NAME = re.compile(r"[\w-][\w.-]*")
_FACTS = ("origin", "name", "media_type", "title", "author", "publisher", "published", "language", "text", "sha256")
_COLUMNS = ", ".join(("id", *_FACTS, "sentences", "notices"))

Added = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class Hit:
    """A document that has words of a query, by its number, with that of the text it is a print of, and its BM25 score.

    Scores are positive, and greater the more and the rarer the words are that both have; they compare within one query only.
    """

    number: int
    lead: int
    score: float


@dataclass(frozen=True)
class Found:
    """A document that a search found: the query's words that it has, and how many other prints of it there are."""

    number: int
    document: Document
    words: tuple[str, ...]
    prints: int


@dataclass(frozen=True)
class Stats:
    """What an archive holds. `texts` counts the prints of one text once; dates are ISO 8601 days; `size` is in bytes."""

    documents: int
    texts: int
    dated: int
    first: str | None
    last: str | None
    publishers: tuple[tuple[str, int], ...]
    characters: int
    size: int


class Archive:
    """One archive. Made by `Archive.open` or `Archive.named`; use it as a context manager or `close` it.

    Every method raises ArchiveError, in one line that says what to do, when the file cannot be used.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Archive:
        """The archive in that file, made with its folder when `create` is true and it is not there."""
        if not create and not path.exists():
            raise ArchiveError(
                f"there is no archive {path.stem!r} in {path.parent}{_others(path.parent)}; "
                f"`factcheck archive add --archive {path.stem} FOLDER` makes it"
            )
        return cls(path, connect(path, create=create))

    @classmethod
    def named(cls, name: str, folder: Path, *, create: bool = False) -> Archive:
        """The archive of that name among those in `folder`. Raises ArchiveError for a name that is none."""
        if not _NAME.fullmatch(name):
            raise ArchiveError(
                f"{name!r} cannot be the name of an archive: use letters, digits, dots, dashes and underscores"
            )
        return cls.open(folder / f"{name}.sqlite3", create=create)

    @property
    def name(self) -> str:
        """What the archive is called."""
        return self.path.stem

    def stamps(self) -> dict[str, str]:
        """The stamp of every document by its origin: what its file looked like when it was read."""
        with self._named():
            return dict(self._connection.execute("SELECT origin, stamp FROM documents"))

    def add(self, documents: Sequence[tuple[Document, str]]) -> list[Added]:
        """Take in documents, each with its stamp, all or none; one of the same origin is replaced if it has changed.

        Gives what each was to the archive.
        """
        with self._named(), written(self._connection):
            return [self._add(document, stamp) for document, stamp in documents]

    def remove(self, origin: str) -> int:
        """Take out the document of that origin, or all below that folder. Gives how many they were."""
        below = origin.rstrip("/") + "/"
        with self._named(), written(self._connection):
            rows = self._connection.execute(
                "SELECT id FROM documents WHERE origin = ? OR substr(origin, 1, ?) = ?", (origin, len(below), below)
            ).fetchall()
            for (number,) in rows:
                self._take_out(number)
        return len(rows)

    def search(self, query: str, most: int) -> list[Found]:
        """The documents that have words of `query`, best first by BM25, of prints of one text only the best one."""
        words = content_words(query)
        return [self._found(hit, words) for hit in self.hits(words, most)]

    def hits(self, words: tuple[str, ...], most: int) -> list[Hit]:
        """The best documents for these words, at most that many, of prints of one text only the best one."""
        if not words or most < 1:
            return []
        asked = most * 2
        with self._named(), unchanging(self._connection):
            ranking = Ranking(self._connection, words)
            while True:
                best: dict[int, Hit] = {}
                ranked = ranking.best(asked)
                for number, score in ranked:
                    (lead,) = self._one("SELECT lead FROM documents WHERE id = ?", number)
                    best.setdefault(lead, Hit(number, lead, score))
                if len(best) >= most:
                    return list(best.values())[:most]
                if len(ranked) == asked:
                    asked *= 8  # many prints of few texts
                elif not ranking.widen():
                    return list(best.values())

    def alike(self, document: Document) -> frozenset[int]:
        """The leads of the documents that are prints of this one, as far as the sample of its runs tells."""
        printed = Print.of(document)
        with self._named():
            return frozenset(self._leads(document, printed, sample(printed.words)))

    def words_in(self, number: int, words: tuple[str, ...]) -> tuple[str, ...]:
        """Which of these words the document with that number has, in any of their forms."""
        with self._named():
            return tuple(word for word in words if self._has(number, word))

    def document(self, number: int) -> Document:
        """The document with that number, its id `d` and the number. Raises ArchiveError when it is no longer there."""
        with self._named():
            row = self._one(f"SELECT {_COLUMNS} FROM documents WHERE id = ?", number)  # noqa: S608 - our own names
        facts = dict(zip(("id", *_FACTS, "sentences", "notices"), row, strict=True))
        sentences = [
            dict(zip(("number", "start", "end", "role", "time"), told, strict=False))
            for told in json.loads(facts["sentences"])
        ]
        told = {name: facts[name] for name in _FACTS}
        return Document.model_validate(
            {**told, "id": f"d{number}", "sentences": sentences, "notices": json.loads(facts["notices"])}
        )

    def find(self, which: str) -> Document:
        """The document with that number or origin. Raises ArchiveError when there is none."""
        with self._named():
            row = self._connection.execute(
                "SELECT id FROM documents WHERE origin = ? OR cast(id AS TEXT) = ?", (which, which)
            ).fetchone()
        if row is None:
            raise ArchiveError(f"the archive {self.name!r} has no document {which!r}: give its number, path or URL")
        return self.document(row[0])

    def prints(self, origin: str) -> list[Document]:
        """The other prints of the text of that document, in the order in which they were added."""
        with self._named():
            rows = self._connection.execute(
                "SELECT o.id FROM documents AS d JOIN documents AS o ON o.lead = d.lead AND o.id <> d.id"
                " WHERE d.origin = ? ORDER BY o.id",
                (origin,),
            ).fetchall()
        return [self.document(number) for (number,) in rows]

    def names_of(self, lead: int) -> list[str]:
        """The names of that document and all prints of it."""
        with self._named():
            rows = self._connection.execute("SELECT name FROM documents WHERE lead = ?", (lead,)).fetchall()
        return [name for (name,) in rows]

    def stats(self) -> Stats:
        """What the archive holds."""
        with self._named():
            documents, texts, dated, first, last, characters = self._one(
                "SELECT count(*), count(DISTINCT lead), count(published), substr(min(published), 1, 10),"
                " substr(max(published), 1, 10), coalesce(sum(length(text)), 0) FROM documents"
            )
            publishers = self._connection.execute(
                "SELECT publisher, count(*) FROM documents WHERE publisher IS NOT NULL"
                " GROUP BY publisher ORDER BY 2 DESC, 1 LIMIT 10"
            ).fetchall()
        files = (self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal"))
        size = sum(file.stat().st_size for file in files if file.exists())
        return Stats(documents, texts, dated, first, last, tuple(publishers), characters, size)

    def count(self) -> int:
        """How many documents there are."""
        with self._named():
            number: int = self._one("SELECT count(*) FROM documents")[0]
        return number

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._connection.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, document: Document, stamp: str) -> Added:
        facts = [getattr(document, name) for name in _FACTS]
        there = self._connection.execute(
            f"SELECT id, {', '.join(_FACTS)} FROM documents WHERE origin = ?",  # noqa: S608 - our own names of columns
            (document.origin,),
        ).fetchone()
        if there and list(there[1:]) == facts:
            self._connection.execute("UPDATE documents SET stamp = ? WHERE id = ?", (stamp, there[0]))
            return "unchanged"
        if there:
            self._take_out(there[0])
        printed = Print.of(document)
        sampled = sample(printed.words)
        lead = next(self._leads(document, printed, sampled), None)
        sentences = json.dumps(
            [[s.number, s.start, s.end, s.role, *([s.time] if s.time else [])] for s in document.sentences]
        )
        values = (*facts, sentences, json.dumps(document.notices), stamp, lead or 0, len(sampled))
        number = self._connection.execute(
            f"INSERT INTO documents ({', '.join(_FACTS)}, sentences, notices, stamp, lead, sampled)"  # noqa: S608
            f" VALUES ({', '.join('?' * len(values))})",
            values,
        ).lastrowid
        if lead is None:
            self._lead_itself(number or 0, sampled)
        return "changed" if there else "new"

    def _leads(self, document: Document, printed: Print, sampled: frozenset[int]) -> Iterator[int]:
        """The documents of which this one is a print, that of the very same text first."""
        same = self._connection.execute("SELECT lead FROM documents WHERE sha256 = ?", (document.sha256,)).fetchone()
        if same:
            yield same[0]
        shared = Counter(number for numbers in self._runs(sampled).values() for number in numbers)
        for number, together in sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:TRIED]:
            (size,) = self._one("SELECT sampled FROM documents WHERE id = ?", number)
            if together < LEAST_SHARED * min(size, len(sampled)):
                continue
            if share_of(printed, Print.of(self.document(number))) is not None:
                yield number

    def _lead_itself(self, number: int, sampled: frozenset[int]) -> None:
        """Note that a document is a print of no other, so that others are held against it."""
        self._connection.execute("UPDATE documents SET lead = id WHERE id = ?", (number,))
        common = {value for value, numbers in self._runs(sampled).items() if len(numbers) >= COMMONEST}
        self._connection.executemany(
            "INSERT OR IGNORE INTO runs VALUES (?, ?)", [(value, number) for value in sorted(sampled - common)]
        )

    def _runs(self, sampled: frozenset[int]) -> dict[int, list[int]]:
        """The documents that have each of these runs."""
        having: dict[int, list[int]] = defaultdict(list)
        values = sorted(sampled)
        for first in range(0, len(values), 500):
            asked = values[first : first + 500]
            marks = ", ".join("?" * len(asked))
            for value, number in self._connection.execute(
                f"SELECT hash, document FROM runs WHERE hash IN ({marks})",  # noqa: S608 - question marks
                asked,
            ):
                having[value].append(number)
        return having

    def _take_out(self, number: int) -> None:
        """Delete a document; where others are prints of it, the first of them stands in its place."""
        sampled = sample(Print.of(self.document(number)).words)
        self._connection.executemany(
            "DELETE FROM runs WHERE hash = ? AND document = ?", [(value, number) for value in sampled]
        )
        self._connection.execute("DELETE FROM documents WHERE id = ?", (number,))
        (heir,) = self._one("SELECT min(id) FROM documents WHERE lead = ?", number)
        if heir is not None:
            self._connection.execute("UPDATE documents SET lead = ? WHERE lead = ?", (heir, number))
            self._lead_itself(heir, sample(Print.of(self.document(heir)).words))

    def _found(self, hit: Hit, words: tuple[str, ...]) -> Found:
        with self._named():
            (prints,) = self._one("SELECT count(*) FROM documents WHERE lead = ?", hit.lead)
        return Found(hit.number, self.document(hit.number), self.words_in(hit.number, words), prints - 1)

    def _has(self, number: int, word: str) -> bool:
        found = self._connection.execute(
            "SELECT 1 FROM words WHERE rowid = ? AND words MATCH ?", (number, any_of((word,)))
        )
        return found.fetchone() is not None

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        if row is None:
            raise ArchiveError(f"a document went out of the archive {self.name!r} while it was read: run it again")
        return row

    @contextmanager
    def _named(self) -> Iterator[None]:
        with named(self.path):
            yield


def _others(folder: Path) -> str:
    names = sorted(path.stem for path in folder.glob("*.sqlite3"))
    return f" (there are: {', '.join(names)})" if names else ""
