"""The documents about the command line say what the program does."""

from __future__ import annotations

import json
import re

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.records import SCHEMA
from tests.cli.generated_docs import DOCS, pages

STALE = "docs/{} is stale: run `python -m tests.cli.generated_docs`"


@pytest.mark.parametrize("name", pages())
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], STALE.format(name)


def test_every_exit_code_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| (\d+) \|", (DOCS / "exit-codes.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == [code.value for code in ExitCode]


def test_the_fields_of_a_report_are_described() -> None:
    text = (DOCS / "json-schema.md").read_text(encoding="utf-8")
    definitions = json.loads(pages()["report.schema.json"])
    assert SCHEMA in text
    described = set(re.findall(r"`(\w+)`", text))
    assert set(definitions["properties"]) <= described
    assert set(definitions["$defs"]) <= described
