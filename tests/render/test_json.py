"""The JSON of a report: all of it, the same every time, and nothing else is taken for it."""

from __future__ import annotations

import json as stdlib_json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.records import Report
from factcheck.render import json
from tests.render.reports import FULL, MANY, NOTHING, document


@pytest.mark.parametrize("report", [FULL, NOTHING, MANY])
def test_what_is_written_is_read_back_equal(report: Report) -> None:
    text = json.render(report)
    assert json.read(text) == report
    assert json.render(json.read(text)) == text
    assert text.endswith("}\n")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_survives(text: str) -> None:
    report = NOTHING.model_copy(update={"story": document("story", text), "coverage": (), "notices": (text,)})
    assert json.read(json.render(report).encode().decode()) == report


def test_the_order_of_maps_changes_nothing() -> None:
    usage = dict(reversed(FULL.run.usage.items()))
    other = FULL.model_copy(update={"run": FULL.run.model_copy(update={"usage": usage})})
    assert json.render(other) == json.render(FULL)


def test_text_is_written_for_people_to_read() -> None:
    assert "“The deck is in a far worse state" in json.render(FULL)


Edit = Callable[[dict[str, Any]], object]

BROKEN: list[tuple[Edit, str]] = [
    (lambda report: report.pop("schema_name"), "schema_name"),
    (lambda report: report.update(schema_name="factcheck-report/1"), "'factcheck-report/1'"),
    (lambda report: report.update(surprise=1), "surprise"),
    (lambda report: report.pop("coverage"), "coverage"),
    (lambda report: report["verdicts"][0].update(verdict="perhaps"), "verdicts.0.verdict"),
    (lambda report: report["verdicts"][0]["comparisons"][0].update(confidence=1.5), "confidence"),
    (lambda report: report["verdicts"][0].update(claim="c99"), "no such claim"),
    (lambda report: report["verdicts"][0]["counted"].pop("s1"), "what s1 counts as"),
    (lambda report: report["verdicts"][0]["comparisons"][0].update(source="s9"), "s9"),
    (lambda report: report["claims"][0].update(sentences=[99]), "no sentence 99"),
    (lambda report: report["coverage"][0].update(number=99), "no sentence 99"),
    (lambda report: report["verdicts"][0]["comparisons"][0]["evidence"][0].update(text="forged"), "not in document s1"),
    (lambda report: report["quotations"][0]["story"].update(start=0), "not in document story"),
]


@pytest.mark.parametrize(("edit", "named"), BROKEN)
def test_a_broken_report_is_refused_with_the_place_named(edit: Edit, named: str) -> None:
    value = stdlib_json.loads(json.render(FULL))
    edit(value)
    with pytest.raises(InputError) as refused:
        json.read(stdlib_json.dumps(value))
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


BROKEN_OF_MANY: list[tuple[Edit, str]] = [
    (lambda report: report["reprints"][0].update(of="s9"), "no document s9"),
    (lambda report: report["reprints"][0].update(document="s9"), "no document s9"),
    (lambda report: report["verdicts"][0]["counted"].update(s9="supports"), "no source s9"),
    (lambda report: report["verdicts"][0]["conflict"].update(later="s9"), "no source s9"),
    (lambda report: report["verdicts"][0]["conflict"].update(kind="quarrel"), "conflict.kind"),
    (lambda report: report["verdicts"][0]["conflict"]["supports"].update(text="forged"), "not in document s1"),
    (lambda report: report["verdicts"][0]["conflict"]["contradicts"].update(end=9), "not in document s3"),
    (lambda report: report["verdicts"][1]["anachronisms"][0].update(source="s9"), "no source s9"),
]


@pytest.mark.parametrize(("edit", "named"), BROKEN_OF_MANY)
def test_what_is_said_of_many_sources_leads_somewhere_too(edit: Edit, named: str) -> None:
    value = stdlib_json.loads(json.render(MANY))
    edit(value)
    with pytest.raises(InputError, match=named):
        json.read(stdlib_json.dumps(value))


def test_a_report_from_before_there_were_conflicts_is_read() -> None:
    value = stdlib_json.loads(json.render(MANY))
    del value["reprints"]
    for verdict in value["verdicts"]:
        for field in ("conflict", "uncovered", "anachronisms"):
            del verdict[field]
    read = json.read(stdlib_json.dumps(value))
    assert (read.reprints, read.verdicts[0].conflict, read.verdicts[0].uncovered) == ((), None, ())


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[" * 100_000, "null", "3", '"schema_name"'])
def test_what_is_no_json_of_ours_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(InputError) as refused:
        json.read(text)
    assert "\n" not in str(refused.value)
