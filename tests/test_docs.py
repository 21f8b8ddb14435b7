"""The documents that people follow say what the code does."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import factcheck
from factcheck import __version__
from factcheck.records import Counted
from factcheck.verdict import decide
from factcheck.verdict.decide import verdict_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COLUMNS = (Counted.SUPPORTS, Counted.CONTRADICTS, Counted.PARTLY_SUPPORTS, Counted.UNCLEAR, None)
ROW = re.compile(r"^\| (x|-|any) \| (x|-|any) \| (x|-|any) \| (x|-|any) \| (x|-|any) \| `(\w+)`", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
SET_UP = re.compile(r"^python3 -m venv \.venv && .+$", re.MULTILINE)


def rows_of(text: str) -> list[tuple[tuple[str, ...], str]]:
    """The table's rows: what must be there, must not, or may, in the order of `COLUMNS`, and the verdict."""
    return [(tuple(marks), verdict) for *marks, verdict in ROW.findall(text)]


def test_the_decision_table_is_written_out_whole_and_as_it_is() -> None:
    rows = rows_of((DOCS / "decision-table.md").read_text(encoding="utf-8"))
    assert rows == rows_of(decide.__doc__ or "")
    used = set()
    for present in product("x-", repeat=len(COLUMNS)):
        fitting = (row for row in rows if all(m in ("any", there) for m, there in zip(row[0], present, strict=True)))
        marks, verdict = next(fitting)
        used.add(marks)
        given = [counted for counted, there in zip(COLUMNS, present, strict=True) if there == "x"]
        assert verdict_of([*given, Counted.SILENT]) == verdict, present
    assert used == {marks for marks, _ in rows}, "every row decides something"


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


def test_the_reference_has_every_public_name() -> None:
    told = re.findall(r"^::: factcheck\.(\w+)$", (DOCS / "reference.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(set(factcheck.__all__) - {"__version__"})


def test_every_page_is_in_the_site() -> None:
    named = re.findall(r"(?:- |: )([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(page.name for page in DOCS.glob("*.md"))


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == __version__
    assert f"## [{__version__}]" in changelog or "## [Unreleased]" in changelog
