"""`Archive`: documents with their text, hash, date and publisher in one file, found by BM25 over their words."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os.path import samestat
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

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
    """A document with words of a query: its number, the number of the text it is a print of, and its BM25 score.

    Scores are positive, and grow with the number and rarity of shared words; they are comparable only within one query.
    """

    number: int
    lead: int
    score: float


@dataclass(frozen=True)
class Found:
    """A document that a search found: the query's words in it, and the number of its other prints."""

    number: int
    document: Document
    words: tuple[str, ...]
    prints: int


@dataclass(frozen=True)
class Stats:
    """The contents of an archive. `texts` counts the prints of one text once; dates are ISO 8601 days; `size` is in
    bytes."""

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

    Every method raises ArchiveError, in one line that says what to do, if the file cannot be used.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._file = path.stat()

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Archive:
        """The archive in that file, made with its folder when `create` is true and it is not there."""
        with named(path):
            if not create and not path.exists():
                raise ArchiveError(
                    f"there is no archive {path.stem!r} in {path.parent}{_others(path.parent)}; "
                    f"`factcheck archive add --archive {path.stem} FOLDER` makes it"
                )
        return cls(path, connect(path, create=create))

    @classmethod
    def named(cls, name: str, folder: Path, *, create: bool = False) -> Archive:
        """The archive of that name in `folder`. Raises ArchiveError for an invalid name."""
        if not _NAME.fullmatch(name):
            raise ArchiveError(
                f"{name!r} is not a valid name for an archive: use letters, digits, dots, dashes and underscores"
            )
        return cls.open(folder / f"{name}.sqlite3", create=create)

    @property
    def name(self) -> str:
        """The archive's name."""
        return self.path.stem

    def stamps(self) -> dict[str, str]:
        """The stamp of every document by its origin: its file's state when read."""
        with self._named():
            return dict(self._connection.execute("SELECT origin, stamp FROM documents"))

    def begin(self, origins: Iterable[str]) -> str:
        """Note that an addition of these origins begins. Gives the mark that `end` takes."""
        mark = uuid4().hex
        with self._writing():
            self._connection.executemany(
                "INSERT OR REPLACE INTO additions VALUES (?, ?)", [(origin, mark) for origin in origins]
            )
        return mark

    def end(self, mark: str) -> None:
        """Note that the additions begun under that mark are complete, except those that another run has begun again
        since."""
        with self._writing():
            self._connection.execute("DELETE FROM additions WHERE mark = ?", (mark,))

    def unfinished(self) -> list[str]:
        """The origins with an unfinished addition: it was stopped, or is still running."""
        with self._named():
            rows = self._connection.execute("SELECT origin FROM additions ORDER BY rowid").fetchall()
        return [origin for (origin,) in rows]

    def add(self, documents: Sequence[tuple[Document, str]]) -> list[Added]:
        """Add documents, each with its stamp, all or none; one of the same origin is replaced if it has changed.

        Gives the outcome of each.
        """
        with self._writing():
            return [self._add(document, stamp) for document, stamp in documents]

    def remove(self, origin: str) -> int:
        """Remove the document of that origin, or all below that folder. Gives their number.

        Unfinished additions of it are also dropped.
        """
        below = origin.rstrip("/") + "/"
        with self._writing():
            rows = self._connection.execute(
                "SELECT id FROM documents WHERE origin = ? OR substr(origin, 1, ?) = ?", (origin, len(below), below)
            ).fetchall()
            for (number,) in rows:
                self._take_out(number)
            self._connection.execute(
                "DELETE FROM additions WHERE origin = ? OR substr(origin, 1, ?) = ?", (origin, len(below), below)
            )
        return len(rows)

    def search(self, query: str, most: int) -> list[Found]:
        """The documents with words of `query`, best first by BM25, only the best print of each text."""
        words = content_words(query)
        with self.unchanging():
            return [self._found(hit, words) for hit in self.hits(words, most)]

    def hits(self, words: tuple[str, ...], most: int) -> list[Hit]:
        """The best documents for these words, at most that many, only the best print of each text."""
        if not words or most < 1:
            return []
        asked = most * 2
        with self.unchanging():
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
        """The leads of the documents that are prints of this one, judged by the sample of its runs."""
        printed = Print.of(document)
        with self.unchanging():
            return frozenset(self._leads(document, printed, sample(printed.words)))

    def words_in(self, number: int, words: tuple[str, ...]) -> tuple[str, ...]:
        """Which of these words the document has, in any form."""
        with self._named():
            return tuple(word for word in words if self._has(number, word))

    def document(self, number: int) -> Document:
        """The document with that number, its id `d` and the number. Raises ArchiveError if it is gone."""
        with self._named():
            row = self._one(f"SELECT {_COLUMNS} FROM documents WHERE id = ?", number)  # noqa: S608 - our own names
            facts = dict(zip(("id", *_FACTS, "sentences", "notices"), row, strict=True))
            told = {name: facts[name] for name in _FACTS}
            try:
                sentences = [
                    dict(zip(("number", "start", "end", "role", "time"), told, strict=False))
                    for told in json.loads(facts["sentences"])
                ]
                document = Document.model_validate(
                    {**told, "id": f"d{number}", "sentences": sentences, "notices": json.loads(facts["notices"])}
                )
            except (ValueError, TypeError) as error:
                raise sqlite3.DatabaseError(f"document {number} cannot be read") from error
            if hashlib.sha256(document.text.encode()).hexdigest() != document.sha256:
                raise sqlite3.DatabaseError(f"the text of document {number} is not the one that was added")
        return document

    def find(self, which: str) -> Document:
        """The document with that number or origin. Raises ArchiveError if there is none."""
        with self.unchanging():
            row = self._connection.execute(
                "SELECT id FROM documents WHERE origin = ? OR cast(id AS TEXT) = ?", (which, which)
            ).fetchone()
            if row is None:
                raise ArchiveError(f"the archive {self.name!r} has no document {which!r}: give its number, path or URL")
            return self.document(row[0])

    def prints(self, origin: str) -> list[Document]:
        """The other prints of the text of that document, in the order in which they were added."""
        with self.unchanging():
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
        with self.unchanging():
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

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """All reads inside see one moment, whatever another process adds or removes. Can be nested."""
        with self._named(), unchanging(self._connection):
            yield

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
        """The documents of which this one is a print, one with exactly the same text first."""
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
        """Note that a document is not a print of another, so others are compared with it."""
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
        """Delete a document; if others are prints of it, the first of them takes its place."""
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
            raise ArchiveError(
                f"a document was removed from the archive {self.name!r} while it was read: run the command again"
            )
        return row

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Everything inside is written, or nothing. SQLite would silently write to a removed file."""
        with self._named(), written(self._connection):
            yield
        with self._named():
            if not (self.path.exists() and samestat(self.path.stat(), self._file)):
                raise ArchiveError(f"the archive {self.path} was removed while it was open: add its documents again")

    @contextmanager
    def _named(self) -> Iterator[None]:
        with named(self.path):
            yield


def _others(folder: Path) -> str:
    names = sorted(path.stem for path in folder.glob("*.sqlite3"))
    return f" (there are: {', '.join(names)})" if names else ""
