"""What is known of all sources together, in every output: prints of one text counted once, the conflict with both its sides."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import lxml.html
import pytest

from factcheck.records import ConflictKind, Report, Reprint, Verdict
from factcheck.render import html, markdown, table, terminal
from factcheck.render import json as report_json
from factcheck.render.findings import counted_sources, needs_person, tally
from factcheck.render.wording import CONFLICTS, reprinted
from tests.render.reports import FULL, MANY
from tests.render.stories import april

TOLD, CLOSED = MANY.verdicts


def on_the_terminal(report: Report) -> str:
    return " ".join(terminal.render(report, width=400).split())


def on_the_page(report: Report) -> str:
    page = lxml.html.fromstring(html.render(report))
    for script in page.xpath("//script | //style"):
        script.getparent().remove(script)
    return " ".join(page.text_content().split())


def in_markdown(report: Report) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", markdown.render(report)).split())


OUTPUTS = pytest.mark.parametrize("shown", [on_the_terminal, on_the_page, in_markdown])
Shown = Callable[[Report], str]


@OUTPUTS
def test_the_sources_are_counted_as_the_texts_that_they_are(shown: Shown) -> None:
    text = shown(MANY)
    assert "5 sources, counted as 3: s4 is the story itself, s2 is a reprint of s1" in text
    counted = (
        "upported by 3 sources, counted as 1: s4 is the story itself, s2 is a reprint of s1; contradicted by 1 source"
    )
    assert counted in text
    assert "upported by 3 sources, counted as 2: s2 is a reprint of s1" in text


@OUTPUTS
def test_a_conflict_is_named_explained_and_quoted_from_both_sides(shown: Shown) -> None:
    text = shown(MANY)
    word, meaning = CONFLICTS[ConflictKind.SUPERSEDED]
    place = text.lower().index(f"conflict: {word}")
    said = text[place : place + 400]
    assert meaning in said
    assert "s3 is later than s1, and it says that the figure has changed: “now known”" in said
    supports, contradicts = (
        said.index("Twelve people died in the rockfall."),
        said.index("Fifteen people are now known"),
    )
    assert "s1" in said[:supports]
    assert "says so" in said[:supports]
    assert "says otherwise" in said[supports:contradicts]


@OUTPUTS
def test_a_source_older_than_the_event_is_said_with_its_claim(shown: Shown) -> None:
    assert (
        "s5 was published on 2024-05-01, before the event that it is said to speak of (“Thursday”, 2025-09-11 at"
        in shown(MANY)
    )


@OUTPUTS
@pytest.mark.parametrize("report", [FULL, april()], ids=["full", "april"])
def test_a_report_that_knows_none_of_it_says_none_of_it(shown: Shown, report: Report) -> None:
    text = shown(report)
    for word in ("counted as", "reprint", "was published on", "conflict:"):
        assert word not in text.lower()


def test_the_pages_matrix_names_the_print_in_its_head() -> None:
    page = lxml.html.fromstring(html.render(MANY))
    heads = [" ".join(cell.text_content().split()) for cell in page.xpath("//section[@id='matrix']//thead//th")]
    assert heads == ["Claim", "Verdict", "s1", "s2=s1", "s3", "s4=story", "s5"]


def test_the_table_has_it_in_columns_of_its_own() -> None:
    rows = list(csv.DictReader(io.StringIO(table.render(MANY), newline="")))
    told, closed = rows[:5], rows[5:]
    assert [row["reprint_of"] for row in told] == ["", "s1", "", "story", ""]
    assert [row["relation"] for row in told] == ["supports"] * 4 + ["silent"]
    assert [row["counted_relation"] for row in told] == ["supports", "supports", "contradicts", "supports", "silent"]
    assert {(row["conflict"], row["conflict_later"]) for row in told} == {("superseded", "s3")}
    assert {row["conflict"] for row in closed} == {""}
    assert [row["older_than_event"] for row in closed] == ["", "", "", "", "2025-09-11"]
    assert all(row["conflict_reason"].startswith("s3 is later than s1") for row in told)


def test_the_json_has_all_of_it() -> None:
    read = report_json.read(report_json.render(MANY))
    assert (read.reprints, read.verdicts) == (MANY.reprints, MANY.verdicts)


def test_an_older_source_needs_a_person() -> None:
    assert "! older source 1 c2" in on_the_terminal(MANY)
    assert "! older source" not in on_the_terminal(FULL)
    assert needs_person(CLOSED)
    assert not needs_person(CLOSED.model_copy(update={"anachronisms": ()}))


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["s1"], "1 source"),
        (["s1", "s3"], "2 sources"),
        (["s1", "s2"], "2 sources, counted as 1: s2 is a reprint of s1"),
        (["s2"], "1 source"),
        (["s2", "s3"], "2 sources"),
        (["s4"], "1 source, counted as 0: s4 is the story itself"),
        ([], "0 sources"),
    ],
)
def test_prints_of_one_text_count_once(sources: list[str], said: str) -> None:
    assert counted_sources(MANY, sources) == said


def test_two_prints_of_a_third_that_says_nothing_count_once() -> None:
    reprints = (
        Reprint(document="s2", of="s1", share=0.9, dated=True),
        Reprint(document="s3", of="s1", share=0.9, dated=False),
    )
    report = MANY.model_copy(update={"reprints": reprints})
    said = "2 sources, counted as 1: s2 is a reprint of s1, s3 and s1 are one text"
    assert counted_sources(report, ["s2", "s3"]) == said


def test_the_story_taken_from_a_source_leaves_that_source_to_count() -> None:
    taken = Reprint(document="story", of="s1", share=0.9, dated=True)
    report = MANY.model_copy(update={"reprints": (taken,)})
    assert counted_sources(report, ["s1", "s2"]) == "2 sources"
    assert reprinted(taken) == "the story repeats s1"


@pytest.mark.parametrize("verdict", [verdict for verdict in FULL.verdicts if verdict.claim != "c1"])
def test_where_there_is_nothing_to_count_no_count_is_told(verdict: Verdict) -> None:
    assert tally(FULL, verdict) is None
