"""A headline against its own story: what code is sure of, and what headlines may do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from factcheck.cli.check import FINDINGS
from factcheck.documents import from_text, load
from factcheck.records import Document, HeadlineFinding, HeadlineKind
from factcheck.render import html, markdown, sarif, table, terminal
from factcheck.render.findings import findings
from factcheck.render.json import read
from factcheck.render.json import render as as_json
from factcheck.verdict.headline import find_headline
from tests.render.reports import MANY

BODY = """The council of Brackley approved 14 new homes at Mill Lane on Tuesday, mayor Ruth Hensby said.

The homes will cost £4 million, up from £2 million in 2019.

Builder Corvin Dale was accused of stealing copper from the site. The bridge may close in winter.

“We have waited for this long enough,” said Hensby."""


def found(headline: str, body: str = BODY) -> list[tuple[str, str, str | None]]:
    return [(f.kind, f.headline.text, f.story.text if f.story else None) for f in find_headline(story(headline, body))]


def story(headline: str, body: str = BODY) -> Document:
    return from_text(f"{headline}\n\n{body}", id="story").model_copy(update={"published": "2025-03-05"})


@pytest.mark.parametrize(
    ("headline", "kind", "words", "instead"),
    [
        ("Council approves 40 new homes at Mill Lane", "number", "40", "14"),
        ("Brackley homes to cost £9 million", "number", "£9 million", "£4 million"),
        ("Brackley approves homes worth $750,000 each", "number", "$750,000", None),
        ("Council of Brackley approved 14 new homes at Mill Lane on Monday", "date", "Monday", "Tuesday"),
        ("Brackley homes are the first since 1987", "date", "1987", None),
        ("Brackly council approves 14 new homes", "name", "Brackly", "Brackley"),
        ("New homes approved in Brackley, mayor Quillan says", "name", "Quillan", "Ruth Hensby"),
        ("Brackley homes: lender Orlund steps in", "name", "Orlund", None),
        ("Brackley mayor: “Nobody wants these homes here”", "quotation", "Nobody wants these homes here", None),
        ("The bridge will close in winter", "certainty", "will close", "may"),
        ("Corvin Dale stole copper from the site", "certainty", "stole", "was accused of"),
        ("Council of Brackley did not approve 14 new homes", "negation", "did not approve", "approved"),
    ],
)
def test_what_the_body_does_not_say_is_found(headline: str, kind: str, words: str, instead: str | None) -> None:
    assert (kind, words, instead) in found(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "Council approves 14 homes at Mill Lane",
        "Brackley council backs fourteen homes",
        "Cost of Brackley homes doubles",  # £2 million, then £4 million
        "Mill Lane homes cost £2 million more",
        "‘Long enough’: Brackley mayor on new homes",
        "English town approves new homes",  # where Brackley is, the story need not say
        "Fire at battery near Bendigo: Brackley acts",
        "Brackley bridge may close in winter",
        "Builder accused of stealing copper in Brackley",
        "Housing: Brackley approves homes",
        "COUNCIL APPROVES HOMES",
        "Brackley Council Approves Homes After Long Wait",
        "Two of the Brackley homes are for teachers",  # a small count may be a list
    ],
)
def test_what_headlines_may_do_is_no_finding(headline: str) -> None:
    assert found(headline) == []


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Fires kill 40 in two towns", "The fire killed 21 people in Holm and 19 in Tamm, the mayor said."),
        (
            "Profit of Norrland up 15 per cent",
            "Norrland made a profit of £23 million, against £20 million a year before.",
        ),
        (
            "Bell maker Ida Berg, who cast 33, dies",
            "Ida Berg cast 44 bells. Eleven of them were cast again by her son.",
        ),
    ],
)
def test_what_two_amounts_of_the_body_come_to_is_no_finding(headline: str, body: str) -> None:
    assert found(headline, body) == []
    assert found(headline.replace("40", "47").replace("15", "37").replace("33", "39"), body) != []


@pytest.mark.parametrize(
    ("headline", "body", "words"),
    [
        ("Three dead in Velle fire", "Two people were killed in a fire in Velle on Monday, police said.", "Three"),
        ("Storm kills seven in Velle", "Six people died in the storm in Velle.", "seven"),
        ("Three missing after boat sinks", "Four men are missing after a boat sank off Sorrel.", "Three"),
        ("Two jailed over bell theft", "Three men were jailed for the theft of a bell.", "Two"),
        ("Four in five pupils pass exam", "In Velle 62 % of pupils passed the exam.", "Four in five"),
    ],
)
def test_a_toll_and_a_ratio_that_the_body_does_not_have_are_found(headline: str, body: str, words: str) -> None:
    assert [(kind, said) for kind, said, _ in found(headline, body)] == [("number", words)]


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Three dead in Velle fire", "Two people were killed in a fire in Velle. A third died in hospital."),
        ("Three dead in Velle fire", "Two boys and their mother were killed in a fire in Velle."),
        ("Three dead in Velle fire", "Two people were killed in a fire in Velle. Ida Berg was also killed."),
        ("Six held after riot", "Police arrested four men and two women after a riot."),
        ("Four in five pupils pass exam", "In Velle 80.2 % of pupils passed the exam."),
        ("Two in three patients wait too long", "In Hull 66.9 per cent of patients wait too long."),
        ("Leeds win three in four games", "Leeds have won three games out of four and lost one."),
    ],
)
def test_a_toll_that_one_more_makes_up_and_a_ratio_that_is_rounded_are_no_finding(headline: str, body: str) -> None:
    assert found(headline, body) == []


def test_a_subhead_is_held_against_the_body_too(tmp_path: Path) -> None:
    text = "# Council approves new homes\n\n## They will cost £7 million\n\n" + BODY
    file = tmp_path / "story.md"
    file.write_text(text, encoding="utf-8")
    told = find_headline(load(str(file), id="story"))
    assert [(one.headline.text, one.story and one.story.text) for one in told] == [("£7 million", "£4 million")]


def test_the_headline_alone_says_nothing_of_itself() -> None:
    assert find_headline(from_text("Council approves 40 new homes", id="story")) == ()
    assert find_headline(from_text("The council approved 40 homes. It did.", id="story")) == ()


def test_spans_are_in_the_story() -> None:
    told = story("Council approves 40 new homes at Mill Lane")
    (one,) = find_headline(told)
    assert told.text[one.headline.start : one.headline.end] == "40"
    assert one.story
    assert told.text[one.story.start : one.story.end] == "14"


REPORT = MANY.model_copy(
    update={
        "headline": (
            HeadlineFinding(
                kind=HeadlineKind.NUMBER,
                headline=MANY.story.span(0, 4),
                story=None,
                message="“<b>[40](x)” is nowhere in the story below the headline.",
            ),
        )
    }
)


def test_every_output_shows_it_apart() -> None:
    assert "! number: “<b>[40](x)” is nowhere in the story" in " ".join(terminal.render(REPORT, width=200).split())
    assert "## Headline" in markdown.render(REPORT)
    assert "<b>" not in markdown.render(REPORT)
    page = html.render(REPORT)
    assert 'id="headline"' in page
    assert "&lt;b&gt;[40](x)” is nowhere" in page
    told = json.loads(sarif.render(REPORT))["runs"][0]["results"]
    assert [one["level"] for one in told if one["ruleId"] == "headline"] == ["warning"]
    assert read(as_json(REPORT)).headline == REPORT.headline
    *others, row = csv.DictReader(io.StringIO(table.render(REPORT), newline=""))
    filled = {name: cell for name, cell in row.items() if cell}
    assert filled == {
        "claim_text": MANY.story.text[:4],
        "story_sentences": "1",
        "headline": "number",
        "headline_message": REPORT.headline[0].message,
    }
    assert {one["headline"] for one in others} == {""}


def test_it_is_a_finding_to_fail_on_and_changes_no_verdict() -> None:
    assert "headline" in findings(REPORT)
    assert "headline" not in findings(MANY)
    assert REPORT.verdicts == MANY.verdicts
    assert "headline" in FINDINGS
