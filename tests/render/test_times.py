"""Evidence from captions is shown with the time at which it is said, in every form that names its place."""

from __future__ import annotations

from factcheck.records import Document, Report
from factcheck.render import html, json, markdown, terminal
from tests.render.reports import FULL


def timed(document: Document) -> Document:
    sentences = (s.model_copy(update={"time": f"00:12:{s.number:02}"}) for s in document.sentences)
    return document.model_copy(update={"sentences": tuple(sentences)})


REPORT: Report = FULL.model_copy(update={"sources": tuple(map(timed, FULL.sources))})


def test_the_place_of_evidence_has_its_time() -> None:
    for written in (terminal.render(REPORT), markdown.render(REPORT), html.render(REPORT)):
        assert "sentence 1 (at 00:12:01)" in written
    for written in (terminal.render(FULL), markdown.render(FULL), html.render(FULL)):
        assert "(at " not in written


def test_times_come_back_from_json() -> None:
    assert json.read(json.render(REPORT)) == REPORT
