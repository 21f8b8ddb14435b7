"""The documents that people follow say what the code does."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

from factcheck import __version__, decide
from factcheck.decide import verdict_of
from factcheck.records import Relation

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LETTERS = {"S": Relation.SUPPORTS, "C": Relation.CONTRADICTS, "F": None}
ROW = re.compile(r"^\| ([x-]) \| ([x-]) \| ([x-]) \| `(\w+)` *\|", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
SET_UP = re.compile(r"^python3 -m venv \.venv && .+$", re.MULTILINE)


def rows_of(text: str) -> dict[tuple[bool, ...], str]:
    """The table's rows: whether a source supports, contradicts, fails, and the verdict."""
    return {tuple(mark == "x" for mark in marks): verdict for *marks, verdict in ROW.findall(text)}


def test_the_decision_table_is_written_out_whole_and_as_it_is() -> None:
    rows = rows_of((DOCS / "decision-table.md").read_text(encoding="utf-8"))
    assert rows == rows_of(decide.__doc__ or "")
    assert set(rows) == set(product([True, False], repeat=3))
    for present, verdict in rows.items():
        given = [relation for relation, there in zip(LETTERS.values(), present, strict=True) if there]
        assert verdict_of([*given, Relation.SILENT]) == verdict, present


def test_the_readme_has_just_two_set_up_lines() -> None:
    """`.ci/run` takes them from there and runs them."""
    lines = SET_UP.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert ["factcheck check" in line for line in lines] == [True, False]
    assert ["pytest" in line for line in lines] == [False, True]
    for path in re.findall(r"seeds/\S+", lines[0]):
        assert (ROOT / path).exists()


def test_links_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.glob("*.md"), ROOT / "seeds" / "README.md"]
    links = [(page, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == __version__
    assert f"## [{__version__}]" in changelog or "## [Unreleased]" in changelog
