"""The bench of drift on made-up sentences: what is planted, what counts as found, and what is an alarm."""

from __future__ import annotations

import json
from random import Random

import pytest

from evals.bench.drift import measure
from evals.bench.planting import KINDS, REFORMATTINGS, Sentence, draw, of_rows, of_seeds
from evals.bench.planting.results import Share, as_json, as_text, misses
from evals.folders import SEEDS
from evals.seeds import load_seed
from factcheck.calibration.labelled import Label, Row
from factcheck.records import DriftKind

SOURCE = (
    "The mayor of Tarn, Anna Berg, opened the bridge on 12 March 2015 at a cost of $3 million. "
    "More than 450 people came on Friday, and two of them swam 3 miles in Lake Orta. "
    "“We waited eleven long years for this bridge and it is not too late,” said Anna Berg. "
    "The council of Tarn said that the old ferry would stop at 5 pm. "
    "The ferry may be sold to Norway, 12 per cent of it at once. "
    "In its third season, the ferry line lost about 200 passengers a day to the road over Mount Silver."
)


def rows(label: Label = Label.SUPPORTED) -> list[Row]:
    return [
        Row(
            number=1,
            id="r1",
            dataset="made",
            claim="Anna Berg opened the bridge of Tarn on 12 March 2015.",
            source=SOURCE,
            label=label,
        )
    ]


def sentences() -> list[Sentence]:
    return list(of_rows(rows()))


def test_sentences_are_of_supported_rows_and_know_where_the_source_says_them() -> None:
    copied = [s for s in sentences() if s.family == "copied"]
    assert len(copied) == 6
    assert all(s.evidence[0].text == s.text == s.source.text[s.evidence[0].start : s.evidence[0].end] for s in copied)
    (retold,) = [s for s in sentences() if s.family == "retold"]
    assert retold.text == rows()[0].claim
    assert any("opened the bridge" in span.text for span in retold.evidence)
    assert list(of_rows(rows(Label.CONTRADICTED))) == []


def test_sentences_of_a_seed_have_the_evidence_of_its_gold() -> None:
    seed = load_seed(SEEDS / "island-ferry")
    retold = [s for s in of_seeds([seed]) if s.family == "retold"]
    gold = {claim.gold.text for claim in seed.claims}
    assert retold
    assert {s.text for s in retold} <= gold
    assert all(s.evidence for s in retold)


@pytest.mark.parametrize("kind", DriftKind)
def test_an_edit_says_where_it_is_and_what_stood_there(kind: DriftKind) -> None:
    drawn = draw(sentences(), KINDS[kind], 50, seed=1)
    edits = [(sentence, edit) for found in drawn.values() for sentence, edit in found]
    assert edits
    for sentence, edit in edits:
        assert edit.text != sentence.text
        assert 0 <= edit.start <= edit.end <= len(edit.text)
        assert edit.kinds[0] is kind
        assert edit.text[: edit.start] == sentence.text[: edit.start] or edit.start <= 1
    again = draw(sentences(), KINDS[kind], 50, seed=1)
    assert [e.text for found in again.values() for _, e in found] == [edit.text for _, edit in edits]


@pytest.mark.parametrize(
    ("kind", "type", "was", "planted"),
    [
        (DriftKind.NUMBER, "bound turned round", "More than 450", "Less than 450"),
        (DriftKind.NUMBER, "hedge dropped", "about 200", "200"),
        (DriftKind.UNIT, "unit changed", "3 miles", "3 km"),
        (DriftKind.UNIT, "percent and points", "12 per cent", "12 percentage points"),
        (DriftKind.NAME, "title or rank changed", "mayor", "deputy mayor"),
        (DriftKind.ATTRIBUTION, "hedge dropped", "may be", None),
        (DriftKind.QUOTATION, "statement turned round", None, None),
    ],
)
def test_a_type_of_edit_does_what_it_says(kind: DriftKind, type: str, was: str | None, planted: str | None) -> None:
    edits = [edit for s in sentences() if s.family == "copied" for edit in KINDS[kind][type](s, Random(3))]  # noqa: S311
    assert edits
    assert was is None or was in {edit.was for edit in edits}
    assert planted is None or planted in {edit.planted for edit in edits}


def test_what_is_found_is_counted_by_type_and_what_is_not_is_shown() -> None:
    found = measure(sentences(), per_type=5, controls=5, seed=1)
    numbers = found.recall("copied", "evidence", DriftKind.NUMBER)
    assert numbers.count == sum(
        found.recall("copied", "evidence", DriftKind.NUMBER, type).count for type in found.types[DriftKind.NUMBER]
    )
    assert numbers.hits > 0
    missed = [p for p in found.planted if not p.found["evidence"]]
    shown = [line for line in misses(found, 100) if line.startswith("missed")]
    assert len(shown) == len(missed) + sum(not p.found["whole"] for p in found.planted)
    assert "number" in as_text(found)


def test_unedited_sentences_and_reformatted_ones_raise_nothing() -> None:
    found = measure(sentences(), per_type=1, controls=10, seed=1)
    assert {"unedited", "retold"} <= set(found.control_types) <= {"unedited", "retold", *REFORMATTINGS}
    for type in found.control_types:
        assert found.alarms(type, "evidence", conflicts=False).hits == 0
        assert found.alarms(type, "whole", conflicts=False).hits == 0


def test_a_finding_that_is_there_without_the_edit_does_not_count() -> None:
    """The claim has another day than the source; what is planted beside it must be found for itself."""
    row = rows()[0].model_copy(update={"claim": "Anna Berg of Tarn opened the bridge on 13 March 2015."})
    found = measure(list(of_rows([row])), per_type=5, controls=5, seed=1, kinds=[DriftKind.DATE])
    assert found.alarms("retold", "evidence", conflicts=True) == Share(1, 1)
    days = [p for p in found.planted if p.sentence.family == "retold" and p.type == "day changed"]
    assert [p.found["evidence"] for p in days] == [True], "another day than either"


def test_the_json_has_no_text_of_the_data() -> None:
    found = measure(sentences(), per_type=5, controls=5, seed=1)
    written = as_json(found, 1)
    content = json.loads(written)
    assert len(content["edits"]) == len(found.planted)
    assert all(entry["low"] <= (entry["value"] or 0) <= entry["high"] for entry in content["recall"] if entry["count"])
    assert "Berg" not in written
    assert "bridge" not in written


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (95, 100, 0.8882, 0.9785)]
)
def test_the_interval_is_wilsons(hits: int, count: int, low: float, high: float) -> None:
    """Against published values of the Wilson score interval."""
    assert Share(hits, count).interval == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("typography", 'He said "no" - twice', "He said “no”—twice"),
        ("number formats", "He sold 3 boats for £2 million", "He sold three boats for £2m"),
        ("number formats", "It has 1,500 seats and four doors", "It has 1500 seats and 4 doors"),
        ("date formats", "It opened on 12 March 2015.", "It opened on March 12, 2015."),
        ("abbreviations", "Mr Berg is not in the United States", "Mr. Berg isn’t in the US"),
        ("spelling", "The organisation of the centre", "The organization of the center"),
    ],
)
def test_reformatting_changes_the_writing_alone(name: str, text: str, written: str) -> None:
    assert REFORMATTINGS[name](text) == written
