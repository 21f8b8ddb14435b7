"""An addition to an archive that was stopped is shown wherever the archive is read, until it is finished."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from factcheck.archive import Archive, Intake, Outcome
from factcheck.cli.exit_codes import ExitCode
from factcheck.render.json import read
from tests.cli.conftest import Call


@pytest.fixture(autouse=True)
def archives(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archives."""
    monkeypatch.setenv("FACTCHECK_ARCHIVES", str(desk / "archives"))
    return desk / "archives"


def stopped_at_once(archives: Path, *origins: Path) -> None:
    """Add what is there, and stop at the first document."""

    def stop(_: Outcome) -> None:
        raise KeyboardInterrupt

    with Archive.named("main", archives, create=True) as archive, pytest.raises(KeyboardInterrupt):
        Intake(archive, stop).take(map(str, origins))


@pytest.mark.parametrize(
    "reading", [("stats",), ("show", "1"), ("search", "bridge"), ("add", "story.md"), ("remove", "story.md")]
)
def test_it_is_shown_until_it_is_finished(call: Call, desk: Path, archives: Path, reading: tuple[str, ...]) -> None:
    stopped_at_once(archives, desk / "sources", desk / "story.md", desk / "sources" / "council.md")
    told = call("archive", *reading)
    assert told.code == 0
    assert len(told.err.splitlines()) == 1
    more = 1 if "story.md" in reading else 2
    assert told.err.startswith(
        f"unfinished: the addition of {desk / 'sources'} and {more} more to the archive 'main'; "
    )
    assert "`factcheck archive add --archive main` finishes it" in told.err
    finished = call("archive", "add")
    assert (finished.code, finished.err) == (0, "")
    assert call("archive", *reading).err == ""


def test_the_same_addition_again_finishes_it_and_another_one_does_not(call: Call, desk: Path, archives: Path) -> None:
    stopped_at_once(archives, desk / "sources")
    assert "unfinished" in call("archive", "add", "story.md").err
    assert call("archive", "add", "sources").err == ""
    assert call("archive", "stats").err == ""


def test_what_is_removed_is_not_awaited(call: Call, desk: Path, archives: Path) -> None:
    stopped_at_once(archives, desk / "sources" / "council.md", desk / "story.md")
    assert "and 1 more" in call("archive", "stats").err
    assert f"of {desk / 'story.md'} to" in call("archive", "remove", "sources").err


def test_a_run_does_not_end_what_another_has_begun_again(call: Call, desk: Path, archives: Path) -> None:
    begun_again = False

    def on_outcome(_: Outcome) -> None:
        nonlocal begun_again
        if not begun_again:
            begun_again = True
            stopped_at_once(archives, desk / "sources")

    with Archive.named("main", archives, create=True) as archive:
        Intake(archive, on_outcome).take([str(desk / "sources")])
        assert archive.count() == 2
    assert "unfinished" in call("archive", "stats").err


def test_with_nothing_to_finish_it_asks_what_to_add(call: Call) -> None:
    call("archive", "add", "sources")
    ended = call("archive", "add")
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert "nothing to finish in the archive 'main': name the FOLDER, FILE or URL to add" in ended.err
    assert "there is no archive 'none'" in call("archive", "add", "-a", "none").err


def test_a_report_says_that_sources_may_be_missing(call: Call, desk: Path, archives: Path) -> None:
    stopped_at_once(archives, desk / "sources")
    check = ("check", "story.md", "--archive", "main", "--format", "json")
    notice = "Documents may be missing from the archive 'main': an addition to it is unfinished."
    assert notice in read(call(*check).out).notices
    call("archive", "add")
    assert notice not in read(call(*check).out).notices


def test_an_archive_of_the_first_format_is_used_as_it_is(call: Call, archives: Path) -> None:
    call("archive", "add", "sources")
    with sqlite3.connect(archives / "main.sqlite3") as older:
        older.execute("DROP TABLE additions")
        older.execute("PRAGMA user_version = 1")
    older.close()
    told = call("archive", "search", "ferry")
    assert (told.code, told.err) == (0, "")
    assert "paper.md" in told.out
    assert call("archive", "add", "sources").out.startswith("0 new, 0 changed, 2 unchanged")


def test_an_archive_of_a_later_factcheck_is_refused(call: Call, archives: Path) -> None:
    call("archive", "add", "sources")
    with sqlite3.connect(archives / "main.sqlite3") as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    told = call("archive", "stats")
    assert told.code == ExitCode.UNUSABLE_INPUT
    assert "is of a later factcheck (format 99, this one knows 2): upgrade factcheck" in told.err


def test_a_path_in_another_encoding_is_passed_over_by_name(call: Call, desk: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(desk / "sources") + b"/caf\xe9.md")).write_text("The ferry ran.\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    told = call("archive", "add", "sources")
    assert told.out.startswith("2 new, 0 changed, 0 unchanged, 1 unreadable")
    assert "caf\\udce9.md' is not UTF-8: give it another name" in told.err
    ended = call("archive", "remove", "caf\udce9.md")
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert "which is not UTF-8" in ended.err
