"""Every output of one report says the same thing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import lxml.html
import pytest

from factcheck.errors import InputError
from factcheck.records import Report
from factcheck.render import html, markdown, table, terminal
from factcheck.render import json as report_json
from factcheck.render.findings import count
from factcheck.render.wording import COUNTED, VERDICTS, WORD_FOR_WORD
from tests.render.extreme_stories import large
from tests.render.reports import FULL, MANY, NOTHING
from tests.render.stories import april

REPORTS = pytest.mark.parametrize(
    "report", [april(), FULL, NOTHING, MANY, large(12, 4)], ids=["april", "full", "nothing", "many", "large"]
)
VERDICT_NAMES = {mark.word: name.value for name, mark in VERDICTS.items()}
RELATION_NAMES = {mark.word: name.value for name, mark in COUNTED.items()} | {"could not check": "failed"}

Verdicts = dict[str, str]
Cells = dict[tuple[str, str], str]


def from_json(report: Report) -> tuple[Verdicts, Cells, list[str]]:
    value = json.loads(report_json.render(report))
    cells: Cells = {}
    for verdict in value["verdicts"]:
        cells |= {(verdict["claim"], source): counted for source, counted in verdict["counted"].items()}
        cells |= {(verdict["claim"], one["source"]): "failed" for one in verdict["failures"]}
    order = [source["id"] for source in value["sources"]]
    evidence = [
        piece["text"]
        for verdict in value["verdicts"]
        for one in sorted(verdict["comparisons"], key=lambda one: order.index(one["source"]))
        for piece in one["evidence"]
    ]
    return {verdict["claim"]: verdict["verdict"] for verdict in value["verdicts"]}, cells, evidence


def from_html(report: Report) -> tuple[Verdicts, Cells, list[str]]:
    page = lxml.html.fromstring(html.render(report))
    verdicts: Verdicts = {}
    cells: Cells = {}
    for claim in page.iterfind(".//article"):
        (verdict,) = claim.xpath(".//summary//span[@class='verdict']/text()[normalize-space()][1]")
        verdicts[str(claim.get("id"))] = VERDICT_NAMES[verdict.strip()]
        for result in claim.xpath(".//*[contains(@class, 'relation')]"):
            source = result.getparent().xpath("./a[@class='source']")[0].text
            word = result.text_content().strip()[1:].strip().partition(":")[0]
            cells[str(claim.get("id")), str(source)] = RELATION_NAMES[word]
    matrix: Cells = {}
    heads = page.xpath("//section[@id='matrix']//thead//th/a/text()")
    for row in page.xpath("//section[@id='matrix']//tbody/tr"):
        words = [
            " ".join(cell.xpath(".//span[@class='unseen']")[0].text.split(",")[:1]) for cell in row.xpath("./td")[1:]
        ]
        matrix |= {
            (str(row.get("data-claim")), source): RELATION_NAMES[word]
            for source, word in zip(heads, words, strict=True)
        }
    assert matrix == cells
    return verdicts, cells, [mark.text_content() for mark in page.iterfind(".//mark")]


def from_markdown(report: Report) -> tuple[Verdicts, Cells, list[str]]:
    text = re.sub(r"\\(.)", r"\1", markdown.render(report))
    verdicts = {claim: VERDICT_NAMES[word] for claim, word in re.findall(r"^## (c\d+): . (.*)$", text, re.M)}
    cells: Cells = {}
    for section in re.split(r"^## (?=c\d+: )", text, flags=re.M)[1:]:
        claim = section.partition(":")[0]
        for word, source in re.findall(r"^- . \*\*([a-z ]+)(?:: [^*]*)?\*\* \((s\d+),", section, re.M):
            cells[claim, source] = RELATION_NAMES[word]
    rows = re.findall(r"^\| (c\d+) .*$", text, re.M)
    assert rows == list(verdicts)
    return verdicts, cells, re.findall(r"^\[\^e\d+\]: [^“]*“(.*)”$", text, re.M)


def from_csv(report: Report) -> tuple[Verdicts, Cells, list[str]]:
    rows = [row for row in csv.DictReader(io.StringIO(table.render(report), newline="")) if row["claim"]]
    cells = {
        (row["claim"], row["source"]): row["counted_relation"] or ("failed" if row["failure"] else "") for row in rows
    }
    evidence = [piece for row in rows if row["evidence"] for piece in row["evidence"].split(" […] ")]
    return {row["claim"]: row["verdict"] for row in rows}, cells, evidence


@REPORTS
@pytest.mark.parametrize("read", [from_html, from_markdown, from_csv])
def test_verdicts_relations_and_evidence_are_those_of_the_json(report: Report, read: object) -> None:
    verdicts, cells, evidence = from_json(report)
    found_verdicts, found_cells, found_evidence = read(report)  # type: ignore[operator]
    assert found_verdicts == verdicts
    assert found_cells == cells
    assert [" ".join(text.split()) for text in found_evidence] == [" ".join(text.split()) for text in evidence]


@REPORTS
def test_the_counts_are_the_same_words_on_the_page_and_in_markdown(report: Report) -> None:
    page = " ".join(lxml.html.fromstring(html.render(report)).text_content().split())
    text = markdown.render(report)
    for name, mark in VERDICTS.items():
        number = sum(verdict.verdict is name for verdict in report.verdicts)
        assert f"{number} {mark.symbol} {mark.word}" in page
        assert f"{number} {mark.symbol} {mark.word}" in text
    (coverage,) = re.findall(r"^\d+ sentences?: .* failed\.$", text, re.M)
    assert coverage in page


@REPORTS
def test_the_terminal_shows_the_same_verdicts_and_evidence(report: Report) -> None:
    text = " ".join(terminal.render(report, width=400).split())
    verdicts, _, evidence = from_json(report)
    for verdict in set(verdicts.values()):
        assert verdict.replace("_", " ") in text
    for piece in evidence:
        assert " ".join(piece.split())[:60] in text


@pytest.mark.parametrize("render", [terminal.render, markdown.render, html.render])
def test_every_form_to_read_says_what_the_confidences_went_through(render: Callable[[Report], str]) -> None:
    report = april()
    assert report.run.calibration
    uncalibrated = report.model_copy(update={"run": report.run.model_copy(update={"calibration": None})})
    said, without = (" ".join(re.sub(r"<[^>]+>", " ", render(one)).split()) for one in (report, uncalibrated))
    assert f"calibrated by {report.run.calibration}" in said
    assert "calibrated by" not in without
    assert re.search(r"(?i)confidence\W+uncalibrated", without)


def test_the_table_says_of_each_comparison_whether_it_is_calibrated() -> None:
    report = april()
    rows = csv.DictReader(io.StringIO(table.render(report)))
    told = {(row["claim"], row["source"]): row["calibrated"] for row in rows if row["relation"]}
    assert told == {
        (one.claim, one.source): "yes" if one.calibrated else "no"
        for verdict in report.verdicts
        for one in verdict.comparisons
    }
    assert set(told.values()) == {"yes", "no"}


def test_every_form_shows_what_the_story_may_have_left_out_and_counts_it_nowhere() -> None:
    bare = MANY.model_copy(update={"left_out": ()})
    for render in (terminal.render, markdown.render, html.render, table.render):
        shown, without = (" ".join(render(report).split()) for report in (MANY, bare))
        for one in MANY.left_out:
            assert shown.count(one.text) > without.count(one.text), render.__module__
    assert count(MANY) == count(bare)
    assert "The sources also say" in terminal.render(MANY, width=200).replace(
        "THE SOURCES ALSO SAY", "The sources also say"
    )
    assert "The sources also say" not in html.render(bare)
    assert report_json.read(report_json.render(MANY)).left_out == MANY.left_out


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"claim": "c9"}, "c9"),
        ({"sentence": 99}, "no sentence 99"),
        ({"document": "s9"}, "s9"),
        ({"text": "Else."}, "span"),
    ],
)
def test_a_sentence_that_leads_nowhere_is_refused(change: dict[str, object], complaint: str) -> None:
    broken = MANY.left_out[0].model_copy(update=change)
    with pytest.raises(InputError, match=complaint):
        report_json.read(report_json.render(MANY.model_copy(update={"left_out": (broken,)})))


def test_every_output_says_which_source_has_a_claim_word_for_word() -> None:
    quoted = [
        verdict.model_copy(update={"word_for_word": ("s1",)}) if verdict.claim == "c2" else verdict
        for verdict in FULL.verdicts
    ]
    report = FULL.model_copy(update={"verdicts": tuple(quoted)})
    for render in (html.render, markdown.render, lambda one: terminal.render(one, width=200)):
        assert WORD_FOR_WORD not in render(FULL)
        assert render(report).count(WORD_FOR_WORD) == 1
    rows = csv.DictReader(io.StringIO(table.render(report)))
    assert [(row["claim"], row["source"]) for row in rows if row["word_for_word"] == "yes"] == [("c2", "s1")]
    assert report_json.read(report_json.render(report)) == report
    strange = quoted[0].model_copy(update={"word_for_word": ("s9",)})
    broken = report_json.render(FULL.model_copy(update={"verdicts": (strange, *quoted[1:])}))
    with pytest.raises(InputError, match="s9"):
        report_json.read(broken)
