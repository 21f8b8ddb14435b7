"""Who wrote it, on the line below the headline: no claim, and no part of the headline."""

from __future__ import annotations

import pytest

from factcheck.documents import from_text
from factcheck.records import SentenceRole

BYLINES = [
    "By Lena Marsh, business reporter",
    "By Ana Ruiz, Health Correspondent",
    "By Tom Hale, Political Editor",
    "By Tom Hale and Ana Ruiz, staff writers",
    "By JOHN SMITH, Associated Press",
    "By Tom Hale in Leeds",
    "By Tom Hale | Court Reporter",
    "Words: Tom Hale",
    "Report by Tom Hale",
    "By Tom Hale for the Valley Post",
    "By Our Crime Correspondent",
    "By Tom Hale, Health editor, in Leeds",
    "By Mary O'Neill, chief sports writer",
    "By Dr Ana Ruiz, science editor",
    "by Tom Hale, Europe correspondent in Brussels",
    "By Priya Shah, PA Health Correspondent",
    "By Sam Lee, Local Democracy Reporter",
    "By Jo Bell, arts critic",
    "By Tom Hale, Guest columnist",
    "Tom Hale, Environment Correspondent",
    "By Tom Hale (Crime Reporter)",
    "By Li Wei, Staff Reporter, Valley Post",
]
TEXT = [
    "By Monday the river had risen.",
    "By June, three of the mills were shut",
    "By Tom Hale, the town was lost",
    "By all accounts, a good year",
    "By road or rail",
    "By the numbers: floods",
    "By Christmas, chief executive Hale said",
    "Ana Ruiz, chief executive",
    "Tom Hale, a reporter who was there, said so",
    "By Tom Hale the editor was sacked",
    "By Hale, the reporters were told",
    "Smith, writers and critics agree",
    "Prize for Tom Hale, novelist and critic",
    "By Harbour Road, 12 houses burned",
    "Leeds, critics say",
    "By the river in Leeds",
]


def role(line: str) -> SentenceRole:
    """The role of a line of its own below a headline."""
    document = from_text(f"Old bridge at Tamm to close\n{line}\n\nIt will be closed for six weeks.", id="story")
    return next(one.role for one in document.sentences if document.text[one.start : one.end].endswith(line))


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline(line: str) -> None:
    assert role(line) is SentenceRole.BYLINE


@pytest.mark.parametrize("line", TEXT)
def test_what_only_begins_like_one(line: str) -> None:
    assert role(line) is SentenceRole.BODY


def test_the_headline_above_a_byline_is_the_title() -> None:
    document = from_text(
        "Old bridge to close\nBy Ana Ruiz, transport reporter\n3 May 2026\n\nIt will close.", id="story"
    )
    assert (document.title, document.published) == ("Old bridge to close", "2026-05-03")
