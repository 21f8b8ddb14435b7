"""A place for a store of each kind: a file that is not there yet, and an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.models.store import Store
from tests.postgres import Server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a file, in a folder that is not there yet either."""
    return tmp_path / "folder" / "store.sqlite"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> str:
    """Where a store of each kind can be."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("path"))
    postgres: Server = request.getfixturevalue("postgres")
    return postgres.new_database()


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store of each kind."""
    with Store.open(place) as store:
        yield store
