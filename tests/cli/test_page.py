"""The page that a check leaves, and `--open`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from factcheck.models import open_model
from factcheck.render import html
from factcheck.render import json as report_json
from factcheck.settings import Settings
from tests.cli.conftest import PAPER, STORY, Call, Ended, process
from tests.models.loopback import Loopback, Reply, Request, completion, failure
from tests.render.reports import FULL
from tests.scripted import pointed_to, related, sentences_read

CHECK = ("check", "story.md", "--source", "sources")


def page(ended: Ended) -> Path:
    """The page that the last line on standard error names."""
    found = re.fullmatch(r"page: (.+/report\.html)", ended.err.splitlines()[-1])
    assert found
    return Path(found[1])


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that a browser was asked to open."""
    asked: list[Path] = []

    def browse(address: str) -> bool:
        asked.append(Path(unquote(urlsplit(address).path)))
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    return asked


def test_a_check_leaves_its_page_and_says_where(call: Call, desk: Path, browser: list[Path]) -> None:
    ended = call(*CHECK)
    kept = page(ended)
    assert kept.is_relative_to(desk / "cache" / "reports")
    assert kept.parent.name.startswith("story-")
    assert sorted(file.name for file in kept.parent.iterdir()) == ["report.html", "report.json"]
    assert f"factcheck review {kept.with_suffix('.json')}" in ended.err
    assert browser == []
    for form, file in (("html", kept), ("json", kept.with_suffix(".json")), ("text", None)):
        again = call("render", str(kept.with_suffix(".json")), "--format", form).out
        assert again == (file.read_text(encoding="utf-8") if file else ended.out)


def test_a_later_check_of_the_same_texts_has_its_page_in_the_same_place(call: Call, desk: Path) -> None:
    first = page(call(*CHECK))
    decisions = first.with_name("report.json.decisions.jsonl")
    decisions.write_text("")
    (desk / "story.md").write_text(STORY.replace("nine weeks", "ten weeks"))
    assert page(call(*CHECK)) == first
    assert "ten weeks" in first.read_text(encoding="utf-8")
    assert decisions.exists()
    assert page(call("check", "story.md", "--source", "sources/paper.md")) != first


def test_two_stories_from_standard_input_have_two_pages(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = set()
    (desk / "other.md").write_text(PAPER)
    for name in ("story.md", "other.md"):
        with (desk / name).open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            pages.add(page(call("check", "-", "--source", "sources")))
    assert len(pages) == 2


@pytest.mark.parametrize("name", ["a b'c.md", "sourc\x1b[31m\u202egnp.md", "…", f"{'long ' * 45}.md", "日本語.md"])
def test_any_name_of_a_story_makes_a_folder(call: Call, desk: Path, name: str) -> None:
    (desk / name).write_text(STORY)
    ended = call("check", name, "--source", "sources")
    assert page(ended).exists()
    assert not {"\x1b", "\u202e"} & set(ended.err)


def test_quiet_keeps_the_page_and_says_nothing(call: Call, desk: Path) -> None:
    assert call(*CHECK, "--quiet").err == ""
    assert len(list((desk / "cache" / "reports").glob("*/report.html"))) == 1


@pytest.mark.parametrize(
    "more", [("-o", "report.txt"), ("-o", "report.html"), ("--format", "json"), ("--format", "html")]
)
def test_a_report_that_goes_elsewhere_leaves_no_page(call: Call, desk: Path, more: tuple[str, ...]) -> None:
    assert "page:" not in call(*CHECK, *more).err
    assert not (desk / "cache" / "reports").exists()


def test_a_cache_that_cannot_be_written_loses_nothing_but_the_page(call: Call, desk: Path, browser: list[Path]) -> None:
    whole = call(*CHECK).out
    for file in (desk / "cache" / "reports").rglob("*"):
        if file.is_file():
            file.unlink()
    for folder in (desk / "cache" / "reports").iterdir():
        folder.rmdir()
    (desk / "cache" / "reports").rmdir()
    (desk / "cache" / "reports").write_text("in the way")
    ended = call(*CHECK, "--open", "--fail-on", "disputed")
    assert ended.code == 1
    assert ended.out.split("RUN")[0] == whole.split("RUN")[0]
    assert ended.err.startswith(f"the page is not kept in {desk / 'cache'}: ")
    assert ended.err.count("\n") == 1
    assert browser == []


def test_open_opens_the_page_that_is_kept_or_written(call: Call, desk: Path, browser: list[Path]) -> None:
    kept = page(call(*CHECK, "--open"))
    assert "page:" not in call(*CHECK, "--format", "html", "--output", "my page.html", "--open").err
    assert page(call(*CHECK, "--format", "json", "--open")) == kept
    assert browser == [kept, desk / "my page.html", kept]


def test_an_earlier_report_is_opened_too(call: Call, desk: Path, browser: list[Path]) -> None:
    (desk / "earlier.json").write_text(report_json.render(FULL), encoding="utf-8")
    ended = call("render", "earlier.json", "--open")
    assert browser == [page(ended)]
    assert page(ended).read_text(encoding="utf-8") == html.render(FULL)
    call("render", "earlier.json", "-o", "earlier.html", "--open")
    assert browser[1:] == [desk / "earlier.html"]


def test_a_machine_without_a_browser_gets_one_line(desk: Path) -> None:
    (desk / "earlier.json").write_text(report_json.render(FULL), encoding="utf-8")
    child = process("render", "earlier.json", "-o", "page.html", "--open", PATH="/nowhere", BROWSER="", DISPLAY="")
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (0, b"")
    assert err.decode() == "--open found no browser on this machine: open page.html in one\n"


def test_what_an_endpoint_lacks_is_said_after_the_run(call: Call) -> None:
    def without_logprobs(request: Request) -> Reply:
        user = str(request.body["messages"][-1]["content"])
        if request.body.get("logprobs"):
            return failure(400, "logprobs is not supported", param="logprobs")
        name = request.body["response_format"]["json_schema"]["name"]
        if name == "Choice":
            likely = related(user)
            return completion(json.dumps({"answer": max(likely, key=lambda option: likely[option])}))
        return completion(json.dumps(sentences_read(user) if name == "ExtractAnswer" else pointed_to(user)))

    with Loopback(without_logprobs) as server:
        ended = call(*CHECK, model=open_model("openai:toy", Settings(), base_url=server.base_url))
    assert "toy: no log-probabilities: confidence is what the model states, uncalibrated\n" in ended.err
    assert "✗ contradicts (stated by the model, uncalibrated)" in ended.out
    assert "stated by the model, uncalibrated" in page(ended).read_text(encoding="utf-8")
