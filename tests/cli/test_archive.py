"""`factcheck archive`, and a check that finds its sources there."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path

import pytest

from factcheck.archive import Archive, Intake
from factcheck.cli.exit_codes import ExitCode
from factcheck.records import Report
from factcheck.render import html, markdown, table
from factcheck.render.json import read
from tests.cli.conftest import STORY, Call
from tests.documents.files import srt

LONG = " ".join(f"Warden {n} counted {n + 20} herons near the {n}th lock of the old canal." for n in range(1, 13))
PAGE = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def archives(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archives."""
    monkeypatch.setenv("FACTCHECK_ARCHIVES", str(desk / "archives"))
    return desk / "archives"


def checked(call: Call, *more: str) -> Report:
    ended = call("check", "story.md", "--archive", "main", "--format", "json", *more)
    assert ended.code == 0, ended.err
    return read(ended.out)


def test_the_commands_of_the_page_work(call: Call) -> None:
    (block,) = (block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if block.startswith("factcheck"))
    for line in block.splitlines():
        ended = call(*shlex.split(line)[1:])
        assert (ended.code, bool(ended.out)) == (0, True), line


def test_only_what_changed_is_read_again_and_what_is_corrupt_is_named(call: Call, desk: Path) -> None:
    (desk / "sources" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing else")
    first = call("archive", "add", "sources")
    assert first.out == "2 new, 0 changed, 0 unchanged, 1 unreadable; 2 documents in the archive 'main'\n"
    assert "passed over: " in first.err
    assert "broken.pdf" in first.err
    (desk / "sources" / "paper.md").write_text("# Bridge shut\n\nThe bridge is shut for good and the zebra is loose.\n")
    assert call("archive", "add", "sources").out.startswith("0 new, 1 changed, 1 unchanged, 1 unreadable; 2 documents")
    assert "paper.md" in call("archive", "search", "zebra").out
    assert call("archive", "search", "twenty", "minutes").out == ""
    assert call("archive", "remove", "sources").out == "2 removed; 0 documents in the archive 'main'\n"


def test_captions_keep_their_times(call: Call, desk: Path, archives: Path) -> None:
    (desk / "sources" / "talk.srt").write_text(srt((72, 75, "The zebra is loose.")))
    call("archive", "add", "sources/talk.srt")
    with Archive.named("main", archives) as archive:
        assert [s.time for s in archive.find("1").sentences] == ["00:01:12"]


def test_a_check_finds_its_sources_and_says_why(call: Call, desk: Path) -> None:
    (desk / "sources" / "fish.md").write_text("# Fish\n\nThe fish market smelt of salt at dawn.\n")
    call("archive", "add", "sources")
    report = checked(call, "--archive-documents", "1")
    assert [source.name for source in report.sources] == ["paper.md", "council.md"]
    assert report.search is not None
    assert {one.rank for one in report.search.retrieved} == {1}
    words = {one.claim: one.words for one in report.search.retrieved}
    assert words["c4"] == ("ferry", "run", "every", "twenty", "minutes")
    assert all(len(verdict.comparisons) == 1 for verdict in report.verdicts)
    for render in (html.render, markdown.render, table.render):
        assert "ferry" in render(report)
    assert "found in the archive" in html.render(report)
    told = call("check", "story.md", "--archive", "main", "--archive-documents", "1").out
    assert "found in the archive 'main', of no stated date" in told


def test_the_story_and_its_prints_are_never_its_sources(call: Call, desk: Path) -> None:
    story = f"# Herons on the canal\n\n{LONG}\n"
    (desk / "story.md").write_text(story)
    (desk / "sources" / "reprint.md").write_text(f"# Canal herons, again\n\n{LONG[: len(LONG) * 9 // 10]}\n")
    (desk / "sources" / "herons.md").write_text("# Herons\n\nHerons near the old canal were counted by a warden.\n")
    call("archive", "add", "sources", "story.md")
    report = checked(call)
    assert report.search is not None
    assert report.search.story_prints == ("reprint.md", "story.md")
    assert "herons.md" in {source.name for source in report.sources}
    assert not {"reprint.md", "story.md"} & {source.name for source in report.sources}
    assert any("reprint.md, story.md" in notice for notice in report.notices)


def test_an_edited_story_is_not_its_own_source(call: Call, desk: Path) -> None:
    call("archive", "add", "story.md", "sources")
    (desk / "story.md").write_text(STORY.replace("nine weeks", "ten weeks"))
    assert "story.md" not in {source.name for source in checked(call).sources}


def test_prints_of_one_text_are_one_finding(call: Call, desk: Path) -> None:
    for name, text in {"a": LONG, "b": LONG, "c": LONG[: len(LONG) * 4 // 5]}.items():
        (desk / "sources" / f"{name}.md").write_text(f"# Print {name}\n\n{text}\n")
    call("archive", "add", "sources")
    assert "2 more prints of it" in call("archive", "search", "herons").out
    assert len(call("archive", "search", "herons").out.splitlines()) == 1
    call("archive", "remove", "sources/a.md")
    assert "1 more prints of it" in call("archive", "search", "herons").out


def test_form_letters_with_other_figures_are_no_prints(call: Call, desk: Path) -> None:
    other = re.sub(r"\d+", lambda found: str(int(found[0]) + 700), LONG)
    for name, text in {"a": LONG, "b": other}.items():
        (desk / "sources" / f"{name}.md").write_text(f"# Count\n\n{text}\n")
    call("archive", "add", "sources")
    assert len(call("archive", "search", "herons").out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "story.md"), "there is nothing to compare the story with: give --source SOURCE or --archive NAME"),
        (("check", "story.md", "--archive", "none"), "there is no archive 'none'"),
        (("archive", "stats", "--archive", "../up"), "'../up' is not a valid name for an archive"),
        (("archive", "show", "77"), "has no document '77'"),
    ],
)
def test_bad_words_are_one_line(call: Call, arguments: tuple[str, ...], said: str) -> None:
    call("archive", "add", "sources")
    ended = call(*arguments)
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_another_programs_database_and_a_broken_one_are_refused(call: Call, archives: Path) -> None:
    archives.mkdir()
    with sqlite3.connect(archives / "theirs.sqlite3") as theirs:
        theirs.execute("CREATE TABLE t (x)")
    theirs.close()
    (archives / "broken.sqlite3").write_bytes(b"no database at all, but long enough to be read as one" * 40)
    assert "another program's database" in call("archive", "add", "sources", "--archive", "theirs").err
    assert "is damaged" in call("archive", "stats", "--archive", "broken").err


def test_an_archive_is_searched_while_it_grows(desk: Path, archives: Path) -> None:
    with Archive.named("main", archives, create=True) as writing, Archive.named("main", archives) as reading:
        Intake(writing, lambda _: None).take([str(desk / "sources" / "council.md")])
        assert [found.document.name for found in reading.search("council", 5)] == ["council.md"]
        Intake(writing, lambda _: None).take([str(desk / "sources")])
        assert len(reading.search("bridge", 5)) == 2
