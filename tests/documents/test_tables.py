"""A row of a table is one sentence with the words of its header, and nothing of the table is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.documents import load
from factcheck.records import Document


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
    assert ("has no columns; it was read as plain text" in document.notices) == (name == "a.csv")
