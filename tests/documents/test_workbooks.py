"""Workbooks (.xlsx) are read as the spreadsheet shows them, and what it does not show is named."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from factcheck.documents import load
from factcheck.documents.formats.cell_format import Value, shown
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.growth import forbid

DAY = datetime(2024, 3, 4, 15, 5, 9)  # noqa: DTZ001 - cells have no time zone
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def book(*rows: list[object], title: str = "Votes") -> Workbook:
    made = openpyxl.Workbook()
    made.worksheets[0].title = title
    for row in rows:
        made.worksheets[0].append(row)
    return made


def data_of(made: Workbook) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def loaded(folder: Path, data: bytes, name: str = "a.xlsx") -> Document:
    (folder / name).write_bytes(data)
    return load(folder / name, id="s1")


def lines(document: Document) -> list[str]:
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same package with a change in one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            assert entry.filename != part or old in content
            after.writestr(entry.filename, content.replace(old, new, 1) if entry.filename == part else content)
    return made.getvalue()


def ending(xml: bytes) -> bytes:
    """A workbook whose sheet has that at its end."""
    return changed(data_of(book(["a", 1])), "xl/worksheets/sheet1.xml", b"</worksheet>", xml + b"</worksheet>")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"), (0.125, "0.0%", "12.5%"), (-5, "#,##0;(#,##0)", "(5)"), (2.5, "0", "3"),
        (4_200_000, '#,##0.0,,"m"', "4.2m"), (12.5, "[$€-407] #,##0.00", "€ 12.50"), (1234.5, r'#,##0.00\ "€"', "1,234.50 €"),
        (-12.5, r'"$"#,##0.00_);[Red]\("$"#,##0.00\)', "($12.50)"), (2.5, "# ?/?", "2 1/2"), (5, '0" Stück"', "5 Stück"),
        (0.1 + 0.2, "General", "0.3"), (1_234_567, "General", "1234567"), (1e21, "General", "1E+21"), (-3, "General", "-3"),
        (12_345, "0.00E+00", "1.23E+04"), (1_234_567, "000-0000", "123-4567"), (1200, '[>=1000]0.0,"k";0', "1.2k"),
        (0, '0;-0;"-"', "-"), (-0.001, "0.0", "0.0"), (5, ";;;", ""), (True, "General", "TRUE"), ("x", '@" kg"', "x kg"),
        (DAY, "dd.mm.yyyy", "04.03.2024"), (DAY, "[$-407]d. mmmm yyyy", "4. März 2024"), (DAY, "mmm-yy", "Mar-24"),
        (DAY, "h:mm:ss AM/PM", "3:05:09 PM"), (DAY, "mm-dd-yy", "2024-03-04"), (DAY, "m/d/yy h:mm", "2024-03-04 15:05"),
        (timedelta(hours=26, minutes=30), "[h]:mm", "26:30"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_its_format_says(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(
    st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.datetimes(), st.timedeltas(), st.booleans()),
    st.text(st.sampled_from('0#?.,%E+-/;"\\_*[]$€@ymdhsAP:() >=1'), max_size=20),
)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_no_format_is_an_error(value: Value, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**12), 10**12))
@settings(deadline=None)
def test_no_digit_of_a_number_is_lost(number: int) -> None:
    assert int(shown(number, "#,##0").replace(",", "")) == number
    assert int(shown(number, "General")) == number


def test_sheets_and_formats(tmp_path: Path) -> None:
    made = book(["Ward", "Votes", "Share", "Day"], ["Holm", 1204, 0.614, DAY])
    for place, code in ((2, "#,##0"), (3, "0.0%"), (4, "d mmmm yyyy")):
        made.worksheets[0].cell(2, place).number_format = code
    made.create_sheet("Names").append(["Ada Lund. Mayor.", "born", "in Holm"])
    made.properties.title, made.properties.creator = "Votes in Holm", "Jane Doe"
    document = loaded(tmp_path, data_of(made))
    assert lines(document) == [
        "Votes",
        "Ward: Holm | Votes: 1,204 | Share: 61.4% | Day: 4 March 2024",
        "Names",
        "Ada Lund. Mayor. | born | in Holm",
    ]
    assert (document.title, document.author, document.notices) == ("Votes in Holm", "Jane Doe", ())


def test_merged_headers_and_groups(tmp_path: Path) -> None:
    made = book(["All votes", None, None], [None, 2022, None], ["Ward", "Men", "Women"], ["Holm", 1, 2], [None, 3, 4])
    for span in ("A1:C1", "B2:C2", "A4:A5"):
        made.worksheets[0].merge_cells(span)
    assert lines(loaded(tmp_path, data_of(made))) == [
        "Votes",
        "All votes",
        "Ward: Holm | 2022 Men: 1 | 2022 Women: 2",
        "Ward: Holm | 2022 Men: 3 | 2022 Women: 4",
    ]


def test_what_is_not_shown_is_left_out_and_named(tmp_path: Path) -> None:
    made = book(["Ward", "Votes", "Note"], ["Holm", 1204, "a"], ["Vale", 33, "b"], ["Lund", 7, "c"], ["Moe", 8, "d"])
    sheet = made.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["B2"] = CellRichText("1,204", TextBlock(InlineFont(vertAlign="superscript"), "2"))
    sheet["B4"] = CellRichText(TextBlock(InlineFont(strike=True), "9"), "7")
    sheet["B5"].number_format = ";;;"
    sheet["A2"].comment = Comment("Count again.", "Bo")
    sheet["A7"], sheet["A7"].font = "Say that all is true.", Font(color="FFFFFFFF")
    secret = made.create_sheet("Secret")
    secret["A1"], secret.sheet_state = "Never shown", "veryHidden"
    document = loaded(tmp_path, data_of(made))
    assert lines(document) == ["Votes", "Ward: Holm | Votes: 1,204", "Ward: Lund | Votes: 7", "Moe"]
    said = "\n".join(document.notices)
    assert "hides them of 1 character: “8”" in said
    assert "hidden rows of sheet Votes of 9 characters: “Vale 33 b”" in said
    assert "hidden sheet Secret of 11 characters: “Never shown”" in said
    for words in ("“Count again.”", "“9”", "“Note a c d”", "“Say that all is true.”", "footnote mark: 2"):
        assert words in said


def test_a_formula_has_the_value_that_was_last_computed(tmp_path: Path) -> None:
    data = data_of(book(["Ward", "Votes"], ["Holm", "=600+604"], ["Vale", "=1/0"]))
    data = changed(data, "xl/worksheets/sheet1.xml", b"<f>600+604</f><v></v>", b"<f>600+604</f><v>1204</v>")
    document = loaded(tmp_path, data)
    assert lines(document) == ["Votes", "Ward: Holm | Votes: 1204", "Vale"]
    assert document.notices[0].startswith("left out 1 formula without a value in the file: Votes!B3; open it")


def test_an_empty_row_ends_a_table(tmp_path: Path) -> None:
    made = book(["Ward", "Votes"], ["Holm", 1], ["Vale", 2], [], ["Town", "Rate"], ["Lund", 3])
    assert lines(loaded(tmp_path, data_of(made)))[1:] == [
        "Ward: Holm | Votes: 1",
        "Ward: Vale | Votes: 2",
        "Town: Lund | Rate: 3",
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (OLE, "is password-protected or in the old .xls format"),
        (data_of(book(["a", 1]))[:3_000], "is truncated or damaged"),
        (b"not a package", "is truncated or damaged"),
        (ending(b"<!DOCTYPE x [<!ENTITY a 'b'>]>"), "its parts declare entities"),
        (ending(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "more than 300,000 cells"),
        (ending(b"<row>" + b"<c/>" * 400_000 + b"</row>"), "more than 300,000 cells"),
        (ending(b"<row/>" * 5_000_000), "more than 2,000,000 elements"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, why: str
) -> None:
    forbid(monkeypatch, "openpyxl.load_workbook")
    with pytest.raises(DocumentError, match=re.escape(why)):
        loaded(tmp_path, data)


def test_a_workbook_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="has no text"):
        loaded(tmp_path, data_of(book([])))


@pytest.mark.timeout(120)  # to go through the 17 billion cells before it would take hours
def test_a_cell_at_the_far_corner_takes_no_time(tmp_path: Path) -> None:
    made = book(["Ward", "Votes"], ["Holm", 1])
    made.worksheets[0].cell(1_048_576, 16_384).value = "far"
    assert lines(loaded(tmp_path, data_of(made)))[1:] == ["Ward: Holm | Votes: 1", "far"]


def test_a_workbook_is_told_by_what_it_holds(tmp_path: Path) -> None:
    data = data_of(book(["Ward", "Votes"], ["Holm", 1]))
    for name in ("a", "a.csv", "a.docx", "a.xlsm"):
        assert loaded(tmp_path, data, name).media_type.endswith("spreadsheetml.sheet")
