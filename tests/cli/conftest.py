"""A folder with a small story and its sources, and ways to call the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from factcheck.cli import main
from factcheck.prompts import STEPS, shipped_directory
from tests.cli.prompting import git
from tests.scripted import ScriptedModel, careful_reader

STORY = """# Harbour bridge to close

The harbour bridge will close on 3 March for nine weeks.

The city council decided this on Friday evening.

A ferry will run every twenty minutes.

The bridge was opened by the queen in 1961.

Is that enough?
"""
COUNCIL = """# Closure of the bridge

The harbour bridge will close on 3 March for six weeks.

The city council decided this on Friday evening.
"""
PAPER = """# Bridge shut

The harbour bridge will close on 3 March for nine weeks.

A ferry will run every twenty minutes.
"""


@dataclass(frozen=True)
class Ended:
    """How a call of the command line ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, which is the current one, with a store and a cache of its own."""
    (tmp_path / "story.md").write_text(STORY)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "council.md").write_text(COUNCIL)
    (tmp_path / "sources" / "paper.md").write_text(PAPER)
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("FACTCHECK_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FACTCHECK_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


Call = Callable[..., Ended]


@pytest.fixture
def call(desk: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process; `model` is the model it opens, by default a careful reader."""

    def called(*arguments: str, model: ScriptedModel | None = None) -> Ended:
        opened = model or careful_reader()
        code = main(arguments, wiring=lambda *_, **__: opened)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return called


def process(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """The command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "factcheck", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


@pytest.fixture
def prompts(desk: Path) -> Path:
    """A folder with the shipped prompts, committed in a git repository of the desk's own."""
    folder = desk / "prompts"
    folder.mkdir()
    for step in STEPS:
        (folder / f"{step}.md").write_bytes((shipped_directory() / f"{step}.md").read_bytes())
    git(desk, "init", "--quiet")
    git(desk, "add", "prompts")
    git(desk, "commit", "--quiet", "-m", "prompts")
    return folder


@pytest.fixture
def seed(desk: Path) -> Path:
    """The desk's story with the council's word alone, as a seed; no gold."""
    (desk / "sources" / "paper.md").unlink()
    return desk
