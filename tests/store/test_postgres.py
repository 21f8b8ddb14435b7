"""A store on a server: many who make it at once, and a database that is lost, comes back, or never was."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from factcheck.errors import StoreError
from factcheck.models.store import Kept, Store
from factcheck.models.store import postgres as postgres_store
from factcheck.records import Usage
from tests.cli.forked import finished
from tests.cli.reading_server import ReadingServer
from tests.postgres import PASSWORD, Server
from tests.store.test_turns import checking, desk

__all__ = ["desk"]

RUNS = 8
ANSWER = Kept('{"name": "blue"}', Usage(calls=1))


@pytest.fixture
def url(postgres: Server) -> str:
    """An empty database."""
    return postgres.new_database()


def test_many_that_make_the_same_store_at_the_same_moment(postgres: Server) -> None:
    urls = [postgres.new_database() for _ in range(5)]
    together = Barrier(RUNS)

    def opens(_: int) -> list[int]:
        entries = []
        for url in urls:
            together.wait(60)
            with Store.open(url) as store:
                entries.append(len(store.shelves()))
        return entries

    with ThreadPoolExecutor(RUNS) as pool:
        assert list(pool.map(opens, range(RUNS))) == [[0] * len(urls)] * RUNS


def test_who_may_only_use_the_table_need_not_be_allowed_to_make_one(postgres: Server, url: str) -> None:
    Store.open(url).close()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS intern")
        owner.execute("CREATE ROLE intern LOGIN PASSWORD 'intern'")
        owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO intern")
    with Store.open(f"postgresql://intern:intern@127.0.0.1:{postgres.port}/{url.rpartition('/')[2]}") as store:
        store.keep("key", "model", "step", ANSWER)
        assert store.find("key") == ANSWER
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DROP OWNED BY intern")
        owner.execute("DROP ROLE intern")


def test_its_size_and_place_can_be_shown(postgres: Server, url: str) -> None:
    with Store.open(url) as store:
        assert store.size > 0
        assert store.place == f"postgresql://127.0.0.1:{postgres.port}/{url.rpartition('/')[2]}"


def test_a_server_that_restarts_in_the_middle_is_waited_for(postgres: Server, url: str) -> None:
    with Store.open(url) as store:
        store.keep("before", "model", "step", ANSWER)
        postgres.stop()
        back = threading.Timer(1.5, postgres.start)
        back.start()
        store.keep("after", "model", "step", ANSWER)
        back.join()
        assert store.find("before") == store.find("after") == ANSWER


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@127.0.0.1:1/answers",
        "postgresql://me:s3cret@127.0.0.1:1/answers?password=s3cret",
        "postgresql://me:s3cret@127.0.0.1:1/answers?colour=s3cret",
        "postgresql://me:s3cret@[::1/answers",
        "postgresql://me:s3cret@127.0.0.1:http/answers",
    ],
)
def test_a_database_that_is_not_there_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(StoreError) as error:
        Store.open(url)
    assert "\n" not in str(error.value)
    assert "s3cret" not in str(error.value)
    assert str(error.value).startswith("the store postgresql://")


def test_a_wrong_password_is_one_line(postgres: Server, url: str) -> None:
    with pytest.raises(StoreError, match="password authentication failed") as error:
        Store.open(url.replace(PASSWORD, "wrong-one"))
    assert "wrong-one" not in str(error.value)
    assert "--no-store" in str(error.value)


def test_a_database_lost_in_the_middle_of_a_check_is_one_line_and_the_next_run_goes_on(
    desk: Path, postgres: Server, url: str
) -> None:
    with ReadingServer() as server:
        with server.holding_after(6) as reached:
            check = checking(desk, url, server, "lost.json")
            assert reached.wait(120)
            time.sleep(1)  # what was answered is on its way into the store
            postgres.stop()
        assert finished(check) == 2
        postgres.start()
        said = (desk / "stderr").read_text()
        assert said.startswith("factcheck: error: the store postgresql://127.0.0.1")
        assert said.count("\n") == 1
        assert PASSWORD not in said
        assert not (desk / "lost.json").exists()
        with Store.open(url) as store:
            kept = sum(shelf.entries for shelf in store.shelves())
        assert kept == 6
        server.asked.clear()
        assert finished(checking(desk, url, server, "resumed.json")) == 0
        calls = json.loads((desk / "resumed.json").read_text())["run"]["usage"]
        assert server.asked.total() == sum(usage["calls"] for usage in calls.values()) - kept


def test_the_command_line_shows_and_clears_it(url: str, tmp_path: Path) -> None:
    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "factcheck", "store", "--store", url, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    with Store.open(url) as store:
        store.keep("a", "model", "compare", ANSWER)
        store.keep("b", "model", "extract", ANSWER)
    assert "2 answers" in said()
    assert "2 answers deleted" in said("clear")
    assert "0 answers" in said()
    assert PASSWORD not in said()


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, postgres_store.__name__)
    with pytest.raises(StoreError, match=r"factcheck\[postgres\]"):
        Store.open("postgresql://127.0.0.1/answers")
