"""Reports as CSV, read back by a CSV parser."""

from __future__ import annotations

import csv
import io

import pytest

from factcheck.records import Report
from factcheck.render.table import COLUMNS, render
from tests.render.extreme_stories import HOSTILE, hostile
from tests.render.reports import FULL, NOTHING
from tests.render.stories import april


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(report), newline=""), strict=True))


def test_a_row_per_claim_and_source_in_order() -> None:
    found = [(row["claim"], row["source"]) for row in rows(april())]
    assert found[:33] == [(f"c{n}", f"s{k}") for n in range(1, 12) for k in range(1, 4)]
    assert set(found[33:]) == {("", "")}, "the sentences that could not be read"


def test_the_columns_are_stable() -> None:
    assert render(NOTHING) == ",".join(COLUMNS) + "\r\n"
    assert list(COLUMNS)[:8] == [
        "claim",
        "claim_text",
        "speaker",
        "hedge",
        "story_sentences",
        "verdict",
        "needs_person",
        "source",
    ]


def test_evidence_stands_at_its_offsets() -> None:
    report = april()
    sources = {source.id: source.text for source in report.sources}
    checked = 0
    for row in rows(report):
        pieces = row["evidence"].split(" […] ") if row["evidence"] else []
        offsets = row["evidence_offsets"].split()
        for piece, (start, end) in zip(pieces, (offset.split("..") for offset in offsets), strict=True):
            assert sources[row["source"]][int(start) : int(end)] == piece
            checked += 1
    assert checked == 12


def test_a_failure_has_no_relation_and_no_confidence() -> None:
    (row,) = [row for row in rows(april()) if row["claim"] == "c11" and row["source"] == "s3"]
    assert (row["relation"], row["confidence"], row["failure"]) == ("", "", "truncated")
    assert row["verdict"] == "unchecked"


def test_drift_stands_with_its_own_source() -> None:
    drifts = {(row["claim"], row["source"]): row["drift"] for row in rows(april()) if row["drift"]}
    assert drifts == {
        ("c2", "s1"): "number:share_as_total",
        ("c6", "s1"): "quotation:altered",
        ("c7", "s1"): "quotation:extended",
        ("c10", "s2"): "number:value_differs",
    }


@pytest.mark.parametrize("report", [hostile(3_000), FULL], ids=["hostile", "full"])
def test_no_cell_is_a_formula(report: Report) -> None:
    cells = [cell for row in csv.reader(io.StringIO(render(report), newline=""), strict=True) for cell in row]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "＝"}] == []


def test_hostile_text_comes_back_whole() -> None:
    found = [row["claim_text"] for row in rows(hostile(3_000))][:6]
    assert [text.removeprefix("'") for text in found] == list(HOSTILE)


def test_a_claim_without_sources_still_has_its_row() -> None:
    report = april()
    alone = report.model_copy(
        update={
            "sources": (),
            "verdicts": tuple(
                verdict.model_copy(update={"comparisons": (), "failures": ()}) for verdict in report.verdicts
            ),
        }
    )
    assert [row["source"] for row in rows(alone) if row["claim"]] == [""] * 11
