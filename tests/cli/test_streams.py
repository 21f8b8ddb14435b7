"""Output that nobody reads, that cannot be written, or whose name promises another form."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.render import html, markdown, sarif, table, terminal
from factcheck.render import json as as_json
from factcheck.render.json import read
from tests.cli.conftest import Call
from tests.cli.test_check import CHECK
from tests.scripted import ScriptedModel


@pytest.mark.parametrize("name", ["x.pdf", "x.docx", "report.xml", "a.b"])
def test_a_name_of_a_form_that_is_not_written_is_refused(call: Call, desk: Path, name: str) -> None:
    ended = call(*CHECK, "--output", name, model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert ended.err.startswith(f"factcheck: error: --output {name}: ")
    assert not (desk / name).exists()


def test_a_form_that_is_said_goes_to_any_name(call: Call, desk: Path) -> None:
    assert call(*CHECK, "--output", "x.log", "--format", "json").code == ExitCode.DONE
    assert read((desk / "x.log").read_text()).complete
    assert call(*CHECK, "--output", "report").code == ExitCode.DONE


COMMAND = [sys.executable, "-m", "factcheck", "check", "--help"]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_pipe_that_nobody_reads_is_no_fault_and_no_finding(stream: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    arguments = COMMAND if stream == "stdout" else [*COMMAND[:-1], "--no-such-option"]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: writing}
    try:
        ended = subprocess.run(arguments, check=False, timeout=60, **streams)  # type: ignore[call-overload]
    finally:
        os.close(writing)
    assert ended.returncode == (ExitCode.DONE if stream == "stdout" else ExitCode.UNUSABLE_INPUT)


@pytest.mark.parametrize("words", [("-o", "a.json", "-o", "b.html"), ("--format", "json", "--format", "html")])
def test_two_reports_at_once_are_refused_and_none_is_lost(call: Call, desk: Path, words: tuple[str, ...]) -> None:
    ended = call(*CHECK, *words, model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    (line,) = ended.err.splitlines()
    assert "is given 2 times" in line
    assert not (desk / "b.html").exists()


def test_standard_input_that_was_closed_is_empty(desk: Path) -> None:
    command = ["sh", "-c", 'exec "$0" -m factcheck check - -s sources <&-', sys.executable]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (
        ExitCode.UNUSABLE_INPUT,
        "factcheck: error: standard input: is empty\n",
    )


def test_standard_output_that_was_closed_is_no_fault() -> None:
    ended = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, b"")


def test_escapes_in_a_report_from_elsewhere_reach_neither_markdown_nor_html(call: Call) -> None:
    report = read(call(*CHECK, "--format", "json").out)
    story = report.story.model_copy(
        update={"title": None, "name": "a\x1b[31m\x9b2J\x07b.md", "publisher": "P\x1b]0;x\x07Q"}
    )
    odd = report.model_copy(update={"story": story})
    for rendered in (markdown.render(odd), html.render(odd), terminal.render(odd)):
        assert not set("\x1b\x9b\x07") & set(rendered)
        assert "PQ" in rendered


def test_escapes_in_a_report_from_elsewhere_steer_no_terminal_in_any_form(call: Call, desk: Path) -> None:
    report = read(call(*CHECK, "--format", "json").out)
    said = "Z\x1b[31m\x9b2J\x07\x7f\x1b]0;x\x07"
    claims = tuple(claim.model_copy(update={"text": f"{said}{claim.text}"}) for claim in report.claims)
    sources = tuple(
        source.model_copy(update={"title": said, "name": said, "publisher": said}) for source in report.sources
    )
    odd = report.model_copy(update={"claims": claims, "sources": sources})
    for form in (markdown, html, terminal, table, sarif, as_json):
        rendered = form.render(odd)
        assert not set("\x1b\x9b\x07\x7f") & set(rendered), form.__name__
    assert read(as_json.render(odd)) == odd
    (desk / "odd.json").write_text(as_json.render(odd))
    for form_of_diff in ("text", "json"):
        told = call("diff", "odd.json", "odd.json", "--format", form_of_diff).out
        assert not set("\x1b\x9b\x07\x7f") & set(told)


@pytest.mark.parametrize("words", [("store",), ("store", "clear")])
def test_escapes_in_the_place_of_the_store_are_not_shown(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FACTCHECK_STORE", str(desk / "kept\x1b[31m\x9b\u202e.db"))
    for kept in (False, True):
        assert ("kept.db: nothing is kept" in call(*words).out) is not kept
        told = call(*words).out
        assert "kept" in told
        assert all(character.isprintable() for character in told.replace("\n", ""))
        call(*CHECK)


@pytest.mark.parametrize("form", ["sarif", "json"])
def test_a_story_that_comes_through_a_pipe_is_read_once(call: Call, desk: Path, form: str) -> None:
    os.mkfifo(desk / "piped.md")
    writing = threading.Thread(target=(desk / "piped.md").write_text, args=((desk / "story.md").read_text(),))
    writing.start()
    ended = call("check", "piped.md", "--source", "sources", "--format", form)
    writing.join(10)
    assert ended.code == ExitCode.DONE
    assert "The harbour bridge will close" in ended.out
