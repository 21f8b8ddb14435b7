"""A check of the claims that matter most: in every form the others are counted, named, and nowhere shown as checked."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from functools import cache

import pytest
from lxml import html as parser

import factcheck
from factcheck.errors import UsageError
from factcheck.pipeline import check, estimate
from factcheck.prompts import shipped_prompts
from factcheck.records import Document, FailureKind, Report, VerdictName
from factcheck.render import html, markdown, table, terminal
from factcheck.render.findings import count, incomplete
from factcheck.render.json import read
from factcheck.render.json import render as as_json
from tests.render.reports import FULL, document
from tests.scripted import careful_reader

STORY = document(
    "story",
    "The hall is painted green.\nThe choir sang two hymns there.\nThe mayor was charged with fraud over the contract.\n"
    "The club plays in blue and white.\nEleven patients died of the infection.",
)
SOURCES = (document("s1", STORY.text), document("s2", "The sea was calm."))
CHECKED, LEFT = ["c3", "c5"], ["c1", "c2", "c4"]
SAID = "only the 2 claims that matter most were checked, 3 claims were left out (--top)"


@cache
def report_of(top: int | None, story: Document = STORY) -> Report:
    return asyncio.run(check(story, SOURCES, careful_reader(), shipped_prompts(), top=top))


def test_the_others_are_unchecked_and_counted_and_no_model_is_asked_about_them() -> None:
    report = report_of(2)
    by_claim = {verdict.claim: verdict for verdict in report.verdicts}
    for claim in LEFT:
        assert by_claim[claim].verdict is VerdictName.UNCHECKED
        assert [failure.kind for failure in by_claim[claim].failures] == [FailureKind.BEYOND_TOP] * 2
        assert not by_claim[claim].comparisons
    assert all(len(by_claim[claim].comparisons) == 2 for claim in CHECKED)
    assert (count(report).left, count(report).verdicts[VerdictName.UNCHECKED], report.complete) == (3, 3, False)
    assert report.run.usage["compare"].calls < report_of(None).run.usage["compare"].calls
    assert incomplete(report) == SAID


@pytest.mark.parametrize("top", [5, 6, 1000, None])
def test_enough_for_all_claims_is_a_complete_check(top: int | None) -> None:
    assert report_of(top).complete
    assert incomplete(report_of(top)) is None
    assert count(report_of(top)).left == 0


def test_the_terminal_says_what_was_left() -> None:
    said = " ".join(terminal.render(report_of(2), width=80).split())
    assert f"INCOMPLETE: {SAID}." in said
    assert "? unchecked 3 c2, c1, c4" in said
    assert said.count("not checked: left out by --top") == 3
    for claim in LEFT:
        assert re.search(rf"{claim} \? – –", said), "the matrix says it, too"
    assert max(map(len, terminal.render(report_of(2), width=80).splitlines())) <= 80
    assert "left out" not in terminal.render(report_of(None), width=80)


def test_the_terminal_lists_what_needs_a_person_by_what_matters() -> None:
    said = terminal.render(report_of(2), width=80).replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"what matters first +c2 \?, c1 \?, c4 \?$", said, re.MULTILINE)


def test_markdown_says_what_was_left() -> None:
    text = markdown.render(report_of(2))
    assert f"**This check is not complete:** {SAID}." in text
    listed = text.partition("## What matters first")[2].partition("## Matrix")[0]
    assert re.findall(r"^1\. \? (c\d)", listed, re.MULTILINE) == ["c2", "c1", "c4"]
    assert text.count("- – **not checked: left out by --top**") == 3


def test_the_table_says_what_was_left_and_in_which_order() -> None:
    rows = list(csv.DictReader(io.StringIO(table.render(report_of(2)), newline="")))
    left = {
        (row["claim"], row["verdict"], row["failure"], row["relation"]) for row in rows if row["beyond_top"] == "yes"
    }
    assert left == {(claim, "unchecked", "beyond_top", "") for claim in LEFT}
    assert {row["claim"]: row["order"] for row in rows} == {"c3": "1", "c5": "2", "c2": "3", "c1": "4", "c4": "5"}


def test_the_page_says_what_was_left() -> None:
    page = parser.fromstring(html.render(report_of(2)))
    assert SAID in " ".join(page.text_content().split())
    assert [link.get("href") for link in page.cssselect(".first a")] == ["#c2", "#c1", "#c4"]
    for claim in LEFT:
        words = " ".join(page.get_element_by_id(claim).text_content().split())
        assert "unchecked" in words
        assert "left out: s1 (=story), s2" in words.replace("\N{NO-BREAK SPACE}", " ")
        assert not page.get_element_by_id(claim).cssselect(".r-silent, .r-supports")
    for cell in page.cssselect("#matrix td a"):
        assert page.get_element_by_id(cell.get("href")[1:]) is not None, "each cell leads somewhere"


def test_json_keeps_it() -> None:
    report = report_of(2)
    assert read(as_json(report)) == report
    assert [failure["kind"] for failure in report.model_dump()["verdicts"][0]["failures"]] == [
        "beyond_top",
        "beyond_top",
    ]


def test_a_report_without_worth_is_shown_in_story_order_and_claims_no_other() -> None:
    assert "what matters first" not in terminal.render(FULL)
    assert "What matters first" not in markdown.render(FULL)
    assert not parser.fromstring(html.render(FULL)).cssselect(".first")
    assert {row["order"] for row in csv.DictReader(io.StringIO(table.render(FULL), newline=""))} == {""}


def test_an_estimate_reckons_with_no_more_claims_than_are_checked() -> None:
    prompts = shipped_prompts()
    one, whole = estimate(STORY, SOURCES, prompts, 1), estimate(STORY, SOURCES, prompts)
    assert whole.calls - one.calls == 2 * len(SOURCES) * (2 * len(STORY.sentences) - 1)
    assert estimate(STORY, SOURCES, prompts, 1000) == whole


def test_a_program_asks_for_the_first_claims_as_the_command_does() -> None:
    report = asyncio.run(factcheck.check(STORY, SOURCES, model=careful_reader(), top=2))
    assert [claim for claim in CHECKED if claim in {v.claim for v in report.verdicts if v.comparisons}] == CHECKED
    with pytest.raises(UsageError, match="top is 0"):
        asyncio.run(factcheck.check(STORY, SOURCES, model=careful_reader(), top=0))
