"""`factcheck batch`: many stories in one run."""

from __future__ import annotations

import csv
import errno
import io
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.batch.listing import Item, listed
from factcheck.batch.pages import index
from factcheck.batch.results import Result, State
from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import BadKey, InputError, Unavailable
from factcheck.models.base import Message
from factcheck.render.json import read
from factcheck.whole_files import write_whole
from tests.cli.conftest import STORY, Call, Ended
from tests.scripted import ScriptedModel, careful_reader

BATCH = ("batch", "stories", "-s", "sources")
OUT = "stories-checked"


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """A folder with three stories."""
    folder = desk / "stories"
    folder.mkdir()
    (folder / "bridge.md").write_text(STORY)
    (folder / "ferry.md").write_text("# Ferry\n\nA ferry will run every twenty minutes.\n")
    (folder / "queen.md").write_text("# Queen\n\nThe bridge was opened by the queen in 1961.\n")
    return folder


def rows(desk: Path, out: str = OUT) -> dict[str, dict[str, str]]:
    """The table of results, by story."""
    text = (desk / out / "results.csv").read_bytes().decode()
    return {row["story"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def states(desk: Path, out: str = OUT) -> dict[str, str]:
    """The state of each story."""
    return {story: row["state"] for story, row in rows(desk, out).items()}


def results(desk: Path, out: str = OUT) -> dict[str, bytes]:
    """Every file of the results by its name, but for the lock, the count of what was spent, the runs' own clock and the sums."""
    files = [path for path in (desk / out).rglob("*") if path.is_file()]
    kept = {path.relative_to(desk / out).as_posix(): path.read_bytes() for path in files}
    return {
        name: re.sub(rb'"clock": \{.*?\}\n  \}|<dt>This run</dt><dd>.*?</dd>', b"", content, flags=re.DOTALL)
        for name, content in kept.items()
        if name not in (".batch.lock", "spent.json") and not name.endswith("/SHA256SUMS")
    }


def test_every_story_has_a_page_and_a_row(call: Call, desk: Path) -> None:
    ended = call(*BATCH)
    assert ended.code == ExitCode.DONE, ended.err
    table = rows(desk)
    assert list(table) == ["bridge.md", "ferry.md", "queen.md"]
    assert (table["bridge.md"]["disputed"], table["bridge.md"]["supported"]) == ("1", "2")
    shown = (desk / OUT / "index.html").read_text()
    for story, row in table.items():
        assert row["state"] == "checked"
        page = desk / OUT / row["page"]
        report = read(page.with_suffix(".json").read_text())
        assert report.story.name == story
        assert int(row["claims"]) == len(report.claims)
        assert "<title>" in page.read_text()
        assert f'href="{row["page"]}"' in shown
    assert "3 stories: 3 checked" in ended.err
    assert re.search(r"^ 5 +1 +1 .* bridge\.md$", ended.out, re.MULTILINE)
    assert ended.err.splitlines()[-1] == f"page: {desk / OUT / 'index.html'}"


def test_what_a_headline_alone_says_is_counted_and_moves_its_story_up(call: Call, desk: Path, stories: Path) -> None:
    (stories / "wharf.md").write_text("# Ferry for £9 million\n\nA ferry will run every twenty minutes.\n")
    ended = call(*BATCH)
    assert {story: row["headline"] for story, row in rows(desk).items()} == {
        "bridge.md": "0", "ferry.md": "0", "wharf.md": "1", "queen.md": "0"
    }  # fmt: skip
    assert "; 1 finding on a headline" in ended.err
    assert re.findall(r" (\d+)  (\w+)\.md$", ended.out, re.MULTILINE)[:2] == [("0", "bridge"), ("1", "wharf")]
    shown = lxml.html.fromstring((desk / OUT / "index.html").read_text())
    cells = [[cell.text_content() for cell in row] for row in shown.iter("tr")]
    place = next(n for n, cell in enumerate(cells[0]) if "headline" in cell)
    assert [(row[0].split()[-1], row[place]) for row in cells[1:3]] == [("bridge.md", "0"), ("wharf.md", "1")]


def test_the_same_command_again_asks_nothing_and_changes_nothing(call: Call, desk: Path) -> None:
    call(*BATCH)
    before = {path: path.stat().st_mtime_ns for path in (desk / OUT / "stories").rglob("*.*")}
    model = careful_reader()
    assert call(*BATCH, model=model).code == ExitCode.DONE
    assert model.messages == []
    assert {path: path.stat().st_mtime_ns for path in (desk / OUT / "stories").rglob("*.*")} == before


def test_answers_are_kept_where_the_options_say(call: Call, desk: Path) -> None:
    place = desk / "team.sqlite3"
    call(*BATCH, "--store", str(place))
    assert place.exists()
    for out, options, asks in (("b", ("--store", str(place)), False), ("c", ("--no-store",), True)):
        model = careful_reader()
        assert call(*BATCH, "-o", out, *options, model=model).code == ExitCode.DONE
        assert bool(model.messages) is asks
    assert "exclude each other" in refused(call(*BATCH, "--no-store", "--store", str(place)))


@pytest.mark.parametrize("changed", ["stories/ferry.md", "sources/council.md", "--top"])
def test_what_a_result_was_made_of_has_changed_so_it_is_made_again(call: Call, desk: Path, changed: str) -> None:
    call(*BATCH)
    pages = {path: path.stat().st_mtime_ns for path in (desk / OUT / "stories").rglob("*.html")}
    if changed == "--top":
        assert call(*BATCH, "--top", "1").code == ExitCode.DONE
    else:
        (desk / changed).write_text("# News\n\nA ferry will run every hour, and a bus as well.\n")
        assert call(*BATCH).code == ExitCode.DONE
    anew = {path.parent.name.rpartition("-")[0] for path, was in pages.items() if path.stat().st_mtime_ns != was}
    assert anew == ({"ferry"} if changed == "stories/ferry.md" else {"bridge", "ferry", "queen"})


def test_a_corrupt_document_is_named_passed_over_and_counted(call: Call, desk: Path, stories: Path) -> None:
    (stories / "broken.pdf").write_bytes(b"%PDF-1.4 nothing else")
    ended = call(*BATCH)
    assert ended.code == ExitCode.DONE
    assert "cannot be read: broken.pdf: " in ended.err
    assert "4 stories: 3 checked, 1 cannot be read" in ended.err
    assert states(desk)["broken.pdf"] == "unreadable"
    assert rows(desk)["broken.pdf"]["supported"] == rows(desk)["broken.pdf"]["page"] == ""
    assert "broken.pdf" in (desk / OUT / "index.html").read_text()
    assert call(*BATCH, "--fail-on", "unchecked").code == ExitCode.FOUND
    (stories / "broken.pdf").unlink()
    for one in stories.iterdir():
        one.write_bytes(b"%PDF-1.4 nothing else")
    ended = call(*BATCH)
    assert (ended.code, set(states(desk).values())) == (ExitCode.UNUSABLE_INPUT, {"unreadable"})


def test_what_stories_say_is_text_in_the_index_and_in_the_table(call: Call, desk: Path, stories: Path) -> None:
    (stories / "=1+1 <b>.md").write_text("# <img src=x onerror=alert(1)> shut\n\nThe bridge is shut.\n")
    assert call(*BATCH).code == ExitCode.DONE
    shown = (desk / OUT / "index.html").read_text()
    assert "&lt;b&gt;" in shown
    assert not re.search("<(img|b>)", shown)
    assert "'=1+1 <b>.md" in rows(desk)


def test_the_index_of_many_stories_has_many_pages() -> None:
    waiting = [Result(id=f"{n}", story=f"{n}.md", state=State.WAITING) for n in range(1_001)]
    pages = dict(index(waiting))
    assert list(pages) == ["index.html", "index-2.html", "index-3.html"]
    assert re.findall(r"<bdi>(\d+)\.md", "".join(pages.values())) == [str(n) for n in range(1_001)]
    assert all('href="index-3.html"' in pages[name] for name in ("index.html", "index-2.html"))


def test_the_page_about_it_is_right(call: Call, desk: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(factcheck batch stories .*?)\n```", page)
    assert call(*shlex.split(command)[1:]).code == ExitCode.DONE
    listings = []
    for kind, suffix in (("yaml", "yaml"), ("text", "csv")):
        manifest = desk / f"day.{suffix}"
        manifest.write_text(re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0])
        listings.append(listed(str(manifest))[0])
    assert listings[0][0] == listings[1][0]


YAML = """
- story: stories/bridge.md
  sources: [sources/council.md, sources/paper.md]
- story: stories/ferry.md
  sources: sources/paper.md
"""
CSV = """story,source
stories/bridge.md,sources/council.md
stories/ferry.md,sources/paper.md
stories/bridge.md,sources/paper.md
"""


@pytest.mark.parametrize(("name", "text"), [("day.yaml", YAML), ("day.csv", CSV)])
def test_a_manifest_says_which_sources_are_whose(call: Call, desk: Path, name: str, text: str) -> None:
    (desk / name).write_text(text)
    assert call("batch", name).code == ExitCode.DONE
    table = rows(desk, "day-checked")
    assert {story: row["sources"] for story, row in table.items()} == {
        "stories/bridge.md": "2",
        "stories/ferry.md": "1",
    }
    report = read((desk / "day-checked" / table["stories/bridge.md"]["page"]).with_suffix(".json").read_text())
    assert [source.name for source in report.sources] == ["council.md", "paper.md"]


def test_a_source_that_cannot_be_read_keeps_only_its_story_from_a_check(call: Call, desk: Path) -> None:
    (desk / "day.yaml").write_text(YAML.replace("sources/council.md", "sources/gone.md"))
    ended = call("batch", "day.yaml", "-o", OUT)
    assert ended.code == ExitCode.DONE
    assert states(desk) == {"stories/bridge.md": "unreadable", "stories/ferry.md": "checked"}
    assert "sources/gone.md: there is no such file" in ended.err


def test_an_archive_gives_the_sources(call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_ARCHIVES", str(desk / "archives"))
    call("archive", "add", "sources")
    assert call("batch", "stories", "--archive", "main").code == ExitCode.DONE
    assert rows(desk)["bridge.md"]["sources"] == "2"


def test_the_cap_is_for_all_stories_and_all_runs(call: Call, desk: Path) -> None:
    whole = careful_reader(prompt_tokens=100)
    assert call(*BATCH, "-o", "whole", model=whole).code == ExitCode.DONE
    (desk / "store.sqlite3").unlink()
    total = 0
    for cap in (2_000, 2_000, 3_500):
        model = careful_reader(prompt_tokens=100)
        ended = call(*BATCH, "--max-tokens-total", str(cap), model=model)
        assert ended.code == ExitCode.INCOMPLETE
        assert "a cap stopped the batch" in ended.err
        total += 101 * len(model.messages)
        assert total <= cap
        assert "waiting" in states(desk).values()
    assert call(*BATCH, model=careful_reader(prompt_tokens=100)).code == ExitCode.DONE
    assert results(desk) == results(desk, "whole")


def test_a_model_that_cannot_be_used_stops_the_batch(call: Call, desk: Path) -> None:
    def refuse(*_: object) -> NoReturn:
        raise BadKey("the key is wrong")

    ended = call(*BATCH, model=ScriptedModel(refuse, refuse))
    assert (ended.code, ended.err.splitlines()[-1]) == (ExitCode.UNUSABLE_MODEL, "factcheck: error: the key is wrong")
    assert set(states(desk).values()) == {"waiting"}


def test_a_model_that_answers_nothing_is_given_up_and_nothing_counts_as_checked(
    call: Call, desk: Path, stories: Path
) -> None:
    for number in range(10):
        (stories / f"more-{number}.md").write_text(f"# More\n\nThe bridge has {number} lamps.\n")

    def fall_silent(*_: object) -> NoReturn:
        raise Unavailable("no answer")

    ended = call(*BATCH, model=ScriptedModel(fall_silent, fall_silent))
    assert ended.code == ExitCode.UNUSABLE_MODEL
    assert "story after story failed" in ended.err
    found = list(states(desk).values())
    assert (found.count("failed"), found.count("waiting")) == (5, 8)
    assert call(*BATCH).code == ExitCode.DONE
    assert set(states(desk).values()) == {"checked"}


def test_an_answer_that_is_missing_is_asked_for_again(call: Call, desk: Path) -> None:
    reader = careful_reader()

    def forgetful(message: object, *rest: object) -> dict[str, object]:
        if "queen" in str(message):
            raise Unavailable("no answer")
        return reader._weighed(message, *rest)  # type: ignore[arg-type, return-value]

    ended = call(*BATCH, model=ScriptedModel(reader._asked, forgetful))  # type: ignore[arg-type]
    assert ended.code == ExitCode.DONE
    assert int(rows(desk)["queen.md"]["missing_answers"])
    assert "answers are missing" in ended.err
    assert call(*BATCH).code == ExitCode.DONE
    assert {row["missing_answers"] for row in rows(desk).values()} == {"0"}
    call(*BATCH, "-o", "whole")
    assert results(desk) == results(desk, "whole")


def refused(ended: Ended) -> str:
    """The one line of a call that was refused."""
    assert ended.code == ExitCode.UNUSABLE_INPUT
    (line,) = ended.err.splitlines()
    return line


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("- story: a.md\n  source: b.md\n", "entry 1: must have `story`, can have `sources`"),
        ("- story: a.md\n- story: a.md\n", "entry 2: a.md is listed twice"),
        ("- story: 7\n", "entry 1: a story, and each of its sources, is a path or a URL"),
        ("story: a.md\n", "must be a list"),
        ("- {", "is not YAML"),
        ("", "lists no story"),
        ("- story: a.md\n", "there is nothing to compare a.md with"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_one_line(call: Call, desk: Path, manifest: str, said: str) -> None:
    (desk / "day.yaml").write_text(manifest)
    assert said in refused(call("batch", "day.yaml"))
    assert not (desk / "day-checked").exists()


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("a,b\n", "its first line must name the columns"),
        ("story,source\n,b.md\n", "line 2: names no story"),
        ("story,source\na.md,b.md,c.md\n", "line 2: has more than two cells"),
        ('story,source\n"a.md"x,b.md\n', "is not CSV"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(call: Call, desk: Path, manifest: str, said: str) -> None:
    (desk / "day.csv").write_text(manifest)
    assert said in refused(call("batch", "day.csv"))


def test_folders_that_are_anothers_or_the_stories_own_are_refused(call: Call, desk: Path) -> None:
    assert "exists and is not the folder of a batch" in refused(call(*BATCH, "-o", "sources"))
    assert "is inside the folder of stories" in refused(call(*BATCH, "-o", "stories/out"))
    assert "give a folder of stories, or a manifest" in refused(call("batch", "story.md", "-s", "sources"))
    assert "there is nothing to compare bridge.md with" in refused(call("batch", "stories"))


def test_a_disk_that_fills_stops_the_batch_and_nothing_half_written_counts(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        if path.name == "report.html" and "queen" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, text)

    with monkeypatch.context() as patched:
        patched.setattr("factcheck.batch.folder.write_whole", full)
        assert "cannot be written: No space left on device" in refused(call(*BATCH))
    assert states(desk) == {"bridge.md": "checked", "ferry.md": "checked", "queen.md": "waiting"}
    assert call(*BATCH).code == ExitCode.DONE
    call(*BATCH, "-o", "whole")
    assert results(desk) == results(desk, "whole")


ANY_TEXT = st.text() | st.text("story:urce,s- \n\"[]{}&*!|>'#%a.md", max_size=60)


@settings(max_examples=100)
@given(text=ANY_TEXT, name=st.sampled_from(["a.yaml", "a.csv"]))
def test_any_text_is_a_manifest_or_refused_in_a_line(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_text(text, encoding="utf-8", newline="")
    items: list[Item] = []
    refusal = ""
    try:
        items, _ = listed(str(path))
    except InputError as error:
        refusal = str(error)
    assert bool(items) != bool(refusal)
    assert len(refusal.splitlines()) <= 1
    assert len({item.id for item in items}) == len(items)
    assert all(item.name for item in items)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("", "was removed while the batch wrote to it: run the same command to start over"),
        ("stories", "the first of bridge.md"),
    ],
)
def test_results_that_are_removed_meanwhile_are_not_shown_as_checked(
    call: Call, desk: Path, stories: Path, lost: str, said: str
) -> None:
    (stories / "queen.md").write_text("# Kestrel\n\nA kestrel was seen by the river.\n")
    reader = careful_reader()

    def removing(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        if "A kestrel" in message.user:
            shutil.rmtree(desk / OUT / lost)
        return reader._asked(message, answer)

    assert said in refused(call(*BATCH, model=ScriptedModel(removing, reader._weighed)))
    if lost:
        assert states(desk) == {"bridge.md": "waiting", "ferry.md": "waiting", "queen.md": "checked"}
    assert call(*BATCH).code == ExitCode.DONE
    call(*BATCH, "-o", "whole")
    assert results(desk) == results(desk, "whole")
