"""An archive ranks as SQLite's own `bm25()` does, which it does not ask because that takes too long in a large archive."""

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path

import pytest

from evals.bench.archive import made_documents
from factcheck.archive import Archive
from factcheck.archive.words import any_of, content_words
from factcheck.documents import from_text
from tests.cli.conftest import COUNCIL, PAPER, STORY

TEXTS = [STORY, COUNCIL, PAPER, " ".join(f"Bridge {n} was closed in {1900 + n} by mayor {n}." for n in range(200))]
QUERIES = (
    "mayor 17 closed the bridge",
    "ferry ferries",
    "queen opened 1961",
    "pangolin pangolins walrus",  # one word in two forms counts twice
    "pangolin walrus",  # both in few, one of them in many more
    "bridge closed mayor",  # each in most documents
    "twenty zebras",
    "zebras",
    "harbour council decided nine weeks 3 March Friday evening",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 300 documents, some taken out again."""
    path = tmp_path_factory.mktemp("ranking") / "bench.sqlite3"
    texts = [f"Pangolin, walrus {n}." for n in range(3)] + [f"Pangolin {n} slept." for n in range(30)]
    animals = [from_text(text, name=f"animals-{n}") for n, text in enumerate(texts)]
    with Archive.open(path, create=True) as archive:
        archive.add([(document.model_copy(update={"origin": document.name}), "") for document in animals])
        archive.add([(document, "") for document in islice(made_documents(TEXTS, 7), 320)])
        for number in range(1, 320, 16):
            archive.remove(f"made-{number}")
    return path


def by_bm25(path: Path, words: tuple[str, ...]) -> dict[int, float]:
    """The score of every document that has any of the words."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT rowid, -rank FROM words WHERE words MATCH ?", (any_of(words),)).fetchall()
    connection.close()
    return dict(rows)


@pytest.mark.parametrize("most", [1, 10, 1000])
@pytest.mark.parametrize("query", QUERIES)
def test_the_best_are_the_best_by_bm25(path: Path, query: str, most: int) -> None:
    words = content_words(query)
    expected = by_bm25(path, words)
    with Archive.open(path) as archive:
        hits = archive.hits(words, most)
    scores = [hit.score for hit in hits]
    assert len(hits) == min(most, len(expected))
    assert scores == pytest.approx(sorted(expected.values(), reverse=True)[:most], abs=1e-4)
    assert scores == pytest.approx([expected[hit.number] for hit in hits], abs=1e-4)


def test_a_text_with_many_prints_is_one_finding_and_hides_no_other(tmp_path: Path) -> None:
    text = "The zebra crossed the old zebra crossing."
    prints = [from_text(text, name=f"print-{n}") for n in range(60)]
    other = from_text(f"A zebra was seen. {' '.join(f'Nothing{n} happened.' for n in range(40))}", name="other")
    with Archive.open(tmp_path / "prints.sqlite3", create=True) as archive:
        archive.add([(one.model_copy(update={"origin": one.name}), "") for one in (*prints, other)])
        found = archive.search("zebra crossing", 2)
    assert [(one.document.name, one.prints) for one in found] == [("print-0", 59), ("other", 0)]
