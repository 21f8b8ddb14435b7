"""A row of a table is one sentence with the words of its header, and nothing of the table is lost without a word."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.documents import load
from factcheck.documents.formats.separated import read
from factcheck.documents.rows import row_blocks
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.growth import forbid


def loaded(folder: Path, name: str, data: bytes | str) -> Document:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return load(path, id="s1")


def lines(document: Document) -> list[str]:
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


HOLM = ["Ward: Holm | Votes: 1204", "Ward: Vale | Votes: 33"]


@pytest.mark.parametrize(
    ("name", "data", "rows"),
    [
        ("a.csv", "Ward,Votes\nHolm,1204\nVale,33\n", HOLM),
        ("a.csv", "Ward, Votes\nHolm, 1204\nVale, 33\n", HOLM),
        ("a.txt", "Ward,Votes\nHolm,1204\nVale,33\n", HOLM),
        ("a.csv", "sep=|\nWard|Votes\nHolm|1204\nVale|33", HOLM),
        ("a.csv", "Ort;Wert\nHolm;1,5\nSüd;2,25\n", ["Ort: Holm | Wert: 1,5", "Ort: Süd | Wert: 2,25"]),
        ("a.tsv", "Ward\tVotes\nHolm, Lower\t12\n", ["Ward: Holm, Lower | Votes: 12"]),
        ("a.csv", 'Who,Said\nLund,"We won. ""Ever."""\n', ['Who: Lund | Said: We won. "Ever."']),
        ("a.csv", 'Who,Said\nVik,"Yes\nand no."\n', ["Who: Vik | Said: Yes and no."]),
        ("a.csv", "Ward,2022,2023\nHolm,1950,2011\n", ["Ward: Holm | 2022: 1950 | 2023: 2011"]),
        ("a.csv", "Holm,12\nVale,14\n", ["Holm | 12", "Vale | 14"]),
        (
            "a.csv",
            "Votes\n\nWard,No.\nHolm,12\n\nSource: council\n",
            ["Votes", "Ward: Holm | No.: 12", "Source: council"],
        ),
        ("a.csv", "Ward,Votes\nHolm,12\n\nVale,9\n", ["Ward: Holm | Votes: 12", "Ward: Vale | Votes: 9"]),
        ("a.csv", "Ward,Votes\nHolm,12\n\nTown,Rate\nLund,4%\n", ["Ward: Holm | Votes: 12", "Town: Lund | Rate: 4%"]),
        ("a.csv", "Ward,2022,\n,Men,Women\nHolm,1,2\n", ["Ward: Holm | 2022 Men: 1 | 2022 Women: 2"]),
        ("a.csv", "Ward,Votes\nHolm,12,late\n", ["Ward: Holm | Votes: 12 | late"]),
        ("a.csv", "Ward,Votes\n", ["Ward | Votes"]),
    ],
)
def test_a_row_is_a_sentence_with_its_header(tmp_path: Path, name: str, data: str, rows: list[str]) -> None:
    document = loaded(tmp_path, name, data)
    assert lines(document) == rows
    assert document.media_type in ("text/csv", "text/tab-separated-values")


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
@pytest.mark.parametrize(
    "text",
    [
        "The mill, sold on Friday, is old.\nNobody, it seems, wants it, he said.\nIt is, they say, a pity.",
        "Dear Ada,\nthe mill is sold.\nYours,\nBo",
        "Roses, red as wine,\nviolets, blue as sea,\nlilies, white as snow.",
    ],
)
def test_prose_is_no_table(tmp_path: Path, name: str, text: str) -> None:
    document = loaded(tmp_path, name, text)
    assert document.text == text
    assert ("without columns; it was read as plain text" in document.notices) == (name == "a.csv")


def test_quotation_marks_that_do_not_close_lose_nothing(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.csv", 'Ward,Votes\nHolm,"12\nVale,33\n')
    assert lines(document) == ['Ward: Holm | Votes: "12', "Ward: Vale | Votes: 33"]
    assert document.notices[0].startswith("has quotation marks that are not closed")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    data = "Ort;Betrag\nSüd;1.204,50 €\nNord;7 €\n".encode(encoding)
    assert lines(loaded(tmp_path, "a.csv", data)) == ["Ort: Süd | Betrag: 1.204,50 €", "Ort: Nord | Betrag: 7 €"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a" * 6_000 + b",b\n" + b"1,2\n" * 2_000, "has more than 5,000,000 characters"),
        (b"a,b\n1,\0\n", "is binary"),
        (b",,,\n,,,\n,,,\n", "has no text"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_name(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        loaded(tmp_path, "a.csv", data)


def test_a_table_of_too_many_cells_is_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(monkeypatch, "factcheck.documents.formats.separated._rows")
    with pytest.raises(DocumentError, match="has more than 300,000 cells"):
        loaded(tmp_path, "a.csv", b"a,b\n" + b"1,2\n" * 400_000)


def test_a_page_saved_as_a_table_is_read_as_a_page(tmp_path: Path) -> None:
    page = "<html><body><table><tr><td>Ward<td>Votes<tr><td>Holm<td>1,204</table></body></html>"
    assert "Holm | 1,204" in loaded(tmp_path, "a.csv", page).text


cells = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=8).map(
    lambda cell: " ".join(cell.split())
)


@given(st.lists(st.lists(cells, max_size=5), max_size=8))
@settings(deadline=None)
def test_no_cell_of_a_table_is_lost(rows: list[list[str]]) -> None:
    said = "\n".join(block.text for block in row_blocks(rows))
    for cell in (cell for row in rows for cell in row):
        assert cell.rstrip(": ") in said


@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@settings(deadline=None, max_examples=50)
def test_what_a_program_writes_is_read_back(rows: list[list[str]], mark: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=mark).writerows(rows)
    content = read(f"sep={mark}\n{written.getvalue()}".encode())
    assert [block.text for block in content.blocks] == [block.text for block in row_blocks(rows)]
