"""`factcheck store` and `factcheck store clear`."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from factcheck.cli.exit_codes import ExitCode
from factcheck.models.store import Kept, Store
from factcheck.records import Usage
from tests.cli.conftest import Call


def fill(desk: Path) -> None:
    with Store.open(desk / "store.sqlite3") as store:
        store.keep("a", "qwen\x1b[31m", "extract", Kept("{}", Usage()))
        store.keep("b", "qwen\x1b[31m", "compare", Kept("{}", Usage()))
        store.keep("c", "gpt", "compare", Kept("{}", Usage()))


def test_nothing_is_kept_yet(call: Call, desk: Path) -> None:
    for command in (("store",), ("store", "clear")):
        ended = call(*command)
        assert (ended.code, ended.out) == (0, f"{desk / 'store.sqlite3'}: nothing is kept\n")
    assert not (desk / "store.sqlite3").exists()


def test_what_is_kept(call: Call, desk: Path) -> None:
    fill(desk)
    ended = call("store")
    assert ended.code == 0
    first, *shelves = ended.out.splitlines()
    assert first.startswith(str(desk / "store.sqlite3"))
    assert "kB, 3 answers" in first
    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert [line.split() for line in shelves] == [
        ["1", "compare", today, "to", today, "gpt"],
        ["1", "compare", today, "to", today, "qwen"],
        ["1", "extract", today, "to", today, "qwen"],
    ]


def test_clearing(call: Call, desk: Path) -> None:
    fill(desk)
    with sqlite3.connect(desk / "store.sqlite3") as connection:
        connection.execute("UPDATE answers SET created = created - 10 * 86400 WHERE key = 'a'")
    connection.close()
    assert "0 answers deleted" in call("store", "clear", "--older-than", "11").out
    assert "1 answers deleted" in call("store", "clear", "--older-than", "9").out
    assert "2 answers deleted" in call("store", "clear").out
    assert " 0 answers" in call("store").out


def test_a_damaged_store_is_put_aside(call: Call, desk: Path) -> None:
    (desk / "store.sqlite3").write_text("Dear diary. " * 1000)
    shown = call("store")
    assert shown.code == ExitCode.UNUSABLE_INPUT
    assert "factcheck store clear" in shown.err
    cleared = call("store", "clear")
    assert cleared.code == 0
    assert (desk / "store.sqlite3.damaged").read_text().startswith("Dear diary")
    assert call("check", "story.md", "-s", "sources").code == 0


def test_another_programs_database_is_never_cleared(call: Call, desk: Path) -> None:
    with sqlite3.connect(desk / "store.sqlite3") as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = (desk / "store.sqlite3").read_bytes()
    assert call("store", "clear").code == ExitCode.UNUSABLE_INPUT
    assert (desk / "store.sqlite3").read_bytes() == before
