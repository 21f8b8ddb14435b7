"""Tables of HTML, Markdown and Word: rows stay rows, and a cell's column can be told."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word

from factcheck.documents import load
from factcheck.records import Document
from tests.documents.files import pdf_bytes

COUNTED = "<p>The council of Holm counted the votes on Friday and published them on its page, the mayor said.</p>"


def loaded(folder: Path, name: str, data: bytes | str) -> Document:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return load(path, id="s1")


def lines(document: Document) -> list[str]:
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


def page(table: str) -> str:
    table = f"<table>{table}</table>"
    return f"<!doctype html><html><body><article><h1>Votes</h1>{COUNTED}{table}{COUNTED}</article></body></html>"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "<tr><th><p>Ward</p></th><th><p>Votes</p></th></tr><tr><td><p>Holm</p></td><td><div>1,204</div></td></tr>",
            ["Ward | Votes", "Holm | 1,204"],
        ),
        (
            "<tr><th>Ward<th>Votes<tr><td>St. Ann. A. Cole said so. Yes.<td>33<br>(two)",
            ["Ward | Votes", "St. Ann. A. Cole said so. Yes. | 33 (two)"],
        ),
        (
            "<tr><th>Ward<th>Men<th>Women<tr><td>Holm<td><td>44<tr><td>Vale<td>5<td>",
            ["Ward | Men | Women", "Ward: Holm | Women: 44", "Vale | 5"],
        ),
        (
            "<tr><th>Ward<th>Year<th>Votes<tr><td rowspan=2>Holm<td>2022<td>1<tr><td>2023<td>2",
            ["Ward | Year | Votes", "Holm | 2022 | 1", "Holm | 2023 | 2"],
        ),
        (
            "<tr><th colspan=2>All votes<tr><th>Ward<th>Votes<tr><td>Holm<td>2",
            ["All votes", "Ward | Votes", "Holm | 2"],
        ),
    ],
)
def test_the_rows_of_a_page(tmp_path: Path, table: str, rows: list[str]) -> None:
    found = lines(loaded(tmp_path, "a.html", page(table)))
    assert [line for line in found if "council" not in line][1:] == rows


def test_a_table_that_only_lays_out_a_page_is_read_as_text(tmp_path: Path) -> None:
    text = "<tr><td><ul><li>Menu</li></ul></td><td><p>The mill is sold. Nobody bid.</p><p>It is old.</p></td></tr>"
    found = lines(loaded(tmp_path, "a.html", page(text)))
    assert {"The mill is sold.", "Nobody bid.", "It is old."} <= set(found)


def test_spans_without_end_are_read_at_once(tmp_path: Path) -> None:
    row = "<tr>" + "<td rowspan=99999 colspan=99999>7</td>" * 50 + "</tr>"
    assert "7 | 7" in loaded(tmp_path, "a.html", page(row * 20)).text


def test_the_rows_of_markdown(tmp_path: Path) -> None:
    text = "| Ward | Men | Women |\n|--|--|--|\n| Holm | 1,204 | 7 |\n| Vale |  | 44 |\n"
    document = loaded(tmp_path, "a.md", text)
    assert lines(document) == ["Ward | Men | Women", "Holm | 1,204 | 7", "Ward: Vale | Women: 44"]
    assert {sentence.role.value for sentence in document.sentences} == {"body"}


def word(rows: list[list[str]]) -> Word:
    made = docx.Document()
    table = made.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    return made


def test_the_rows_of_a_word_document(tmp_path: Path) -> None:
    made = word([["Ward", "Year", "Votes"], ["Holm", "2022", "1. Yes. No."], ["", "2023", "2"], ["Vale", "", "3"]])
    made.tables[0].cell(1, 0).merge(made.tables[0].cell(2, 0))
    written = io.BytesIO()
    made.save(written)
    assert lines(loaded(tmp_path, "a.docx", written.getvalue())) == [
        "Ward | Year | Votes",
        "Holm | 2022 | 1. Yes. No.",
        "Holm | 2023 | 2",
        "Ward: Vale | Votes: 3",
    ]


def test_what_is_left_out_of_a_frame_is_said_once(tmp_path: Path) -> None:
    made = word([["The mill is sold."]])
    made.tables[0].cell(0, 0).paragraphs[0].add_run(" Not yet.").font.strike = True
    written = io.BytesIO()
    made.save(written)
    document = loaded(tmp_path, "a.docx", written.getvalue())
    assert document.notices == ("left out struck-out text of 8 characters: “Not yet.”",)


def test_rows_of_a_pdf_are_not_run_together(tmp_path: Path) -> None:
    rows = ["Department of Roads and Bridges 1,204 1,311 61.4%", "Department of Schools of the Vale 33 44 2.5%"]
    text = ["The council of Holm published its figures on Friday, the mayor said."]
    found = lines(
        loaded(tmp_path, "a.pdf", pdf_bytes([*text, "", "Office 2022 2023 Change", *rows, rows[0], "St. Ann. 1 2 3"]))
    )
    assert found[-5:] == ["Office 2022 2023 Change", *rows, rows[0], "St. Ann. 1 2 3"]
