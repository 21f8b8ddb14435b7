"""A store in a file: what can be wrong with the file, and many who make it at once."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from factcheck.errors import StoreError
from factcheck.models.store import Kept, Store, set_aside
from factcheck.records import Usage


def test_forgotten_answers_take_no_space(path: Path) -> None:
    with Store.open(path) as store:
        for number in range(300):
            store.keep(f"{number}", "qwen", "extract", Kept("x" * 1000, Usage()))
        assert store.size > 300_000
        store.forget()
        assert store.size == path.stat().st_size < 50_000


@pytest.mark.parametrize("damage", ["not a store", "cut", "scribbled"])
def test_a_damaged_store_is_named_with_what_to_do_and_can_be_put_aside(path: Path, damage: str) -> None:
    with Store.open(path) as store:
        for number in range(300):
            store.keep(f"{number}", "qwen", "extract", Kept("x" * 1000, Usage()))
    content = bytearray(path.read_bytes())
    if damage == "not a store":
        content = bytearray(b"Dear diary, today I read the news. " * 300)
    elif damage == "cut":
        del content[5000:]
    else:
        content[4096:] = hashlib.shake_128(b"noise").digest(len(content) - 4096)
    path.write_bytes(content)

    def read_all() -> None:
        with Store.open(path) as store:
            for number in range(300):
                store.find(f"{number}")
            store.shelves()

    with pytest.raises(StoreError) as error:
        read_all()
    assert str(path) in str(error.value)
    assert "factcheck store clear" in str(error.value)
    assert "\n" not in str(error.value)
    assert set_aside(path).read_bytes() == content
    with Store.open(path) as store:
        assert store.shelves() == []


def test_another_programs_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="another program's database"):
        Store.open(path)


def test_the_store_of_a_later_factcheck_is_refused(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="later factcheck"):
        Store.open(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="FACTCHECK_STORE"):
        Store.open(tmp_path / "file" / "store.sqlite")
    with pytest.raises(StoreError, match="FACTCHECK_STORE"):
        Store.open(tmp_path)


def test_many_runs_that_make_the_same_store_at_the_same_moment(tmp_path: Path) -> None:
    runs, stores = 6, 100
    together = Barrier(runs)

    def opens(_: int) -> list[int]:
        entries = []
        for number in range(stores):
            together.wait(60)
            with Store.open(tmp_path / f"{number}.sqlite") as store:
                entries.append(len(store.shelves()))
        return entries

    with ThreadPoolExecutor(runs) as pool:
        assert list(pool.map(opens, range(runs))) == [[0] * stores] * runs
