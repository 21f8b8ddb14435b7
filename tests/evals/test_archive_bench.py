"""The bench of archives: the same documents every time, sizes as asked for, and a recall that can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from evals.bench.archive import Search, grow, labelled_searches, made_documents, recall, written_searches
from factcheck.archive import Archive
from factcheck.documents import from_text
from factcheck.records import Claim
from tests.cli.conftest import COUNCIL, PAPER, STORY

TEXTS = [STORY, COUNCIL, PAPER, " ".join(f"Bridge {n} was closed in {1900 + n} by mayor {n}." for n in range(200))]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty one."""
    with Archive.open(tmp_path / "bench.sqlite3", create=True) as archive:
        yield archive


def test_documents_are_made_the_same_and_none_is_a_print_of_another(archive: Archive) -> None:
    first, again = (list(islice(made_documents(TEXTS, 7), 60)) for _ in range(2))
    assert first == again
    assert first != list(islice(made_documents(TEXTS, 8), 60))
    archive.add([(document, "") for document in first])
    held = archive.stats()
    assert (held.documents, held.texts) == (60, 60)


def test_an_archive_grows_to_each_size(archive: Archive) -> None:
    searches: list[Search] = [(from_text("A ferry runs."), [Claim(id="c1", text="A ferry runs.", sentences=(1,))], {})]
    sizes = list(grow(archive, made_documents(TEXTS, 1), (10, 20, 40), searches))
    assert [size.documents for size in sizes] == [10, 20, 40] == [10, 20, archive.count()]
    assert all(size.documents_a_second > 0 and size.query_ms_p95 >= size.query_ms_median > 0 for size in sizes)


def test_recall_is_the_share_of_claims_whose_source_is_among_the_first(archive: Archive, tmp_path: Path) -> None:
    rows = [
        {
            "claim": "The ferry runs every twenty minutes.",
            "source": "A ferry now runs every twenty minutes.",
            "label": "supported",
        },
        {"claim": "Zebras sleep.", "source": "The council met on Friday and voted.", "label": "supported"},
        {"claim": "The council sat.", "source": "Nobody asks for this one.", "label": "contradicted"},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    sources, searches = labelled_searches(tmp_path / "rows.jsonl")
    assert len(sources) == len(searches) == 2
    archive.add([(source, "") for source in sources])
    found = recall(archive, searches)
    assert (found.claims, found.found) == (2, {3: 0.5, 5: 0.5, 10: 0.5})


def test_the_sources_of_the_written_pairs_are_found_and_read(archive: Archive) -> None:
    sources, searches = written_searches()
    archive.add([(source, "") for source in sources[:5]])
    found = recall(archive, searches[:5])
    assert found.claims == sum(len(known) for _, _, known in searches[:5]) > 0
    assert found.found[3] > 0.9
