"""An archive whose addition is killed ends as one that was left alone, and can be searched while it grows."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from factcheck.archive import Archive
from tests.cli.conftest import Call
from tests.cli.forked import counted, finished, started

KILLS = int(os.environ.get("ARCHIVE_KILLS", "10"))
CANALS, PRINTS = 20, 3
ADD = ("archive", "add", "texts")


@pytest.fixture(autouse=True)
def archives(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archives."""
    monkeypatch.setenv("FACTCHECK_ARCHIVES", str(desk / "archives"))
    return desk / "archives"


def write_texts(desk: Path, year: int) -> None:
    """Three prints of each of twenty texts. Half of them tell another year's count than that of the year before."""
    (desk / "texts").mkdir(exist_ok=True)
    for canal in range(CANALS):
        told = year if canal % 2 else 1
        lines = [
            f"Warden {n}-{canal} counted {n * told} herons at lock {canal}{n} of canal {canal} in year {told}."
            for n in range(12)
        ]
        for printed in range(PRINTS):
            text = f"# Herons of canal {canal}\n\n" + " ".join(lines[: 12 - printed]) + "\n"
            (desk / "texts" / f"canal-{canal}-{printed}.md").write_text(text)


def held(call: Call, archives: Path) -> tuple[object, ...]:
    """All that can be seen of the archive: its documents, which are prints of one text, and what is found."""
    with Archive.named("main", archives) as archive:
        origins = sorted(archive.stamps())
        documents = [archive.find(origin) for origin in origins]
        groups = [[other.id for other in archive.prints(origin)] for origin in origins]
        found = [archive.search(f"herons at lock {n} of canal {n} in year 2", 8) for n in range(CANALS)]
    return documents, groups, found, call("archive", "search", "warden", "canal", "7").out


def assert_sound(path: Path) -> None:
    """That SQLite finds no fault in the file, nor between its documents and their index."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    connection.close()


def test_an_addition_killed_at_random_points_ends_as_one_left_alone(call: Call, desk: Path, archives: Path) -> None:
    draw = random.Random(os.environ.get("ARCHIVE_SEED", "17"))  # noqa: S311 - where to kill is no secret
    write_texts(desk, 1)
    call(*ADD)
    shutil.copytree(archives, desk / "before")
    before = held(call, archives)
    write_texts(desk, 2)
    calls = counted(lambda: call(*ADD))
    whole = held(call, archives)
    assert whole != before
    partly = 0
    for _ in range(KILLS):
        shutil.rmtree(archives)
        shutil.copytree(desk / "before", archives)
        child = started(desk, command=ADD, killed_at=draw.randrange(calls))
        assert finished(child) == -signal.SIGKILL
        assert_sound(archives / "main.sqlite3")
        if held(call, archives) not in (before, whole):
            partly += 1
            assert "unfinished: the addition of" in call("archive", "stats").err
        assert call(*ADD).code == 0
        assert held(call, archives) == whole
        assert call("archive", "stats").err == ""
    assert partly


def test_an_archive_is_read_while_another_process_changes_it(call: Call, desk: Path, archives: Path) -> None:
    write_texts(desk, 1)
    call(*ADD)
    write_texts(desk, 2)
    child = started(desk, command=ADD)
    seen: list[tuple[str, ...]] = []
    growing = True
    with Archive.named("main", archives) as archive:
        while growing:
            growing = child.is_alive()  # asked first, so that the archive is read once more after it ended
            found = archive.search("herons canal 7", 5)
            assert len(found) == 5
            assert all({"herons", "canal"} <= set(one.words) for one in found)
            with archive.unchanging():
                documents = [archive.find(str(desk / "texts" / f"canal-7-{n}.md")) for n in range(PRINTS)]
                assert archive.count() == CANALS * PRINTS
            seen.append(tuple(document.text[-2:] for document in documents))
    assert finished(child) == 0
    assert seen[-1] == ("2.", "2.", "2.")
    assert all(years == tuple(sorted(years, reverse=True)) for years in seen)  # written in their order
    assert seen == sorted(seen)


def test_two_additions_at_once_lose_nothing(desk: Path, archives: Path) -> None:
    write_texts(desk, 1)
    children = [started(desk, command=ADD), started(desk, "sources", command=ADD)]
    assert [finished(child) for child in children] == [0, 0]
    with Archive.named("main", archives) as archive:
        assert archive.count() == CANALS * PRINTS + 2
        assert archive.unfinished() == []
        assert all(len(archive.prints(origin)) == PRINTS - 1 for origin in archive.stamps() if "canal" in origin)


def test_many_additions_that_make_the_same_archive_at_the_same_moment(tmp_path: Path) -> None:
    runs, made = 6, 100
    together = Barrier(runs)

    def makes(_: int) -> list[int]:
        counts = []
        for number in range(made):
            together.wait(60)
            with Archive.named(f"new-{number}", tmp_path, create=True) as archive:
                counts.append(archive.count())
        return counts

    with ThreadPoolExecutor(runs) as pool:
        assert list(pool.map(makes, range(runs))) == [[0] * made] * runs
