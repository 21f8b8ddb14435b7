"""`factcheck render`: any form of an earlier report, whatever it is written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.render import json, terminal
from tests.cli.conftest import Call, process
from tests.render.reports import FULL


@pytest.fixture
def saved(desk: Path) -> Path:
    path = desk / "report.json"
    path.write_text(json.render(FULL), encoding="utf-8")
    return path


def test_the_json_of_a_run_is_all_that_a_rendering_needs(call: Call, saved: Path) -> None:
    assert call("render", "report.json").out == terminal.render(FULL)
    assert call("render", "report.json", "--format", "json").out == saved.read_text(encoding="utf-8")


def test_a_rendering_into_a_file(call: Call, saved: Path, desk: Path) -> None:
    assert call("render", "report.json", "-o", "report.txt").code == 0
    assert (desk / "report.txt").read_text(encoding="utf-8") == terminal.render(FULL)
    assert call("render", "report.json", "-o", "report.json", "--force").code == ExitCode.UNUSABLE_INPUT
    assert json.read(saved.read_text(encoding="utf-8")) == FULL


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"{}", b'{"schema_name": "factcheck-report/9"}', b"\xff\xfe", None]
)
def test_what_is_no_report_gets_one_line(call: Call, desk: Path, content: bytes | None) -> None:
    if content is not None:
        (desk / "report.json").write_bytes(content)
    ended = call("render", "report.json")
    assert (ended.code, ended.out) == (ExitCode.UNUSABLE_INPUT, "")
    assert ended.err.startswith("factcheck: error: ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_a_terminal_without_utf_8(saved: Path, environment: dict[str, str]) -> None:
    text = process("render", "report.json", **environment)
    out, err = text.communicate(timeout=60)
    assert (text.returncode, err) == (0, b"")
    assert "# DISPUTED" in out.decode("ascii")
    data = process("render", "report.json", "--format", "json", **environment)
    out, err = data.communicate(timeout=60)
    assert (data.returncode, err) == (0, b"")
    assert out == saved.read_bytes()


def test_a_reader_that_has_seen_enough(saved: Path) -> None:
    child = process("render", "report.json")
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    with child.stderr:
        assert (child.stderr.read(), child.wait(60)) == (b"", 0)


@pytest.mark.parametrize(("form", "begins"), [("markdown", "# "), ("html", "<!doctype html>"), ("csv", "claim")])
def test_every_form_is_there_and_follows_from_the_name(
    call: Call, saved: Path, desk: Path, form: str, begins: str
) -> None:
    shown = call("render", "report.json", "--format", form)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.lower().lstrip().startswith(begins)
    name = {"markdown": "report.md"}.get(form, f"report.{form}")
    assert call("render", "report.json", "-o", name).code == 0
    assert (desk / name).read_text(encoding="utf-8").split() == shown.out.split()
