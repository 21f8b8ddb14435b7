"""A table in a cell of another: its rows are rows and follow the row that they stand in, and nothing is lost or said twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from factcheck.documents import load
from factcheck.records import Document
from tests.cli.forked import counted
from tests.documents.files import epub_bytes, odt_bytes, rtf_bytes
from tests.documents.test_open_formats import p
from tests.documents.test_tables_of_pages import page
from tests.documents.test_what_is_read import run, word


@dataclass(frozen=True)
class Table:
    """Rows of cells; a cell is its paragraphs and tables, or one paragraph."""

    rows: Sequence[Sequence[Cell]]


Part = str | Table
Cell = str | list[Part]


def parts(cell: Cell) -> list[Part]:
    return cell if isinstance(cell, list) else [cell]


def in_word(table: Table) -> str:
    def of(part: Part) -> str:
        return in_word(part) if isinstance(part, Table) else f"<w:p>{run(part)}</w:p>"

    cells = [[f"<w:tc><w:tcPr/>{''.join(map(of, parts(cell)))}<w:p/></w:tc>" for cell in row] for row in table.rows]
    rows = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells)
    return f"<w:tbl>{rows}</w:tbl>"


def in_odt(table: Table) -> str:
    def of(part: Part) -> str:
        return in_odt(part) if isinstance(part, Table) else p(part)

    cells = [
        [f"<table:table-cell>{''.join(map(of, parts(cell)))}</table:table-cell>" for cell in row] for row in table.rows
    ]
    rows = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
    return f"<table:table>{rows}</table:table>"


def in_page(table: Table) -> str:
    def of(part: Part) -> str:
        return in_page(part) if isinstance(part, Table) else f"<p>{part}</p>"

    cells = [[f"<td>{''.join(map(of, parts(cell)))}</td>" for cell in row] for row in table.rows]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f"<table>{rows}</table>"


def in_rtf(table: Table, level: int = 1) -> str:
    props = r"\pard\intbl" + (rf"\itap{level}" if level > 1 else "")
    written = ""
    for row in table.rows:
        for cell in row:
            for part in parts(cell):
                written += in_rtf(part, level + 1) if isinstance(part, Table) else rf"{props} {part}\par "
            written += props + (r"\nestcell " if level > 1 else r"\cell ")
        written += r"{\*\nesttableprops\trowd\nestrow}{\nonesttables\par }" if level > 1 else r"\row "
    return written


FORMATS: dict[str, Callable[[Table], bytes]] = {
    "docx": lambda table: word(in_word(table)),
    "odt": lambda table: odt_bytes(in_odt(table)),
    "rtf": lambda table: rtf_bytes(in_rtf(table)),
    "html": lambda table: page(in_page(table)).encode(),
    "epub": lambda table: epub_bytes(in_page(table)),
}
VOTES = Table([["Street", "Votes"], ["Oak", "7"], ["Elm", "9"]])
ROWS = ["Street | Votes", "Oak | 7", "Elm | 9"]


def loaded(folder: Path, kind: str, data: bytes) -> Document:
    path = folder / f"a.{kind}"
    path.write_bytes(data)
    return load(str(path), id="s1")


def lines(document: Document) -> list[str]:
    """Its blocks, but for what the page around the table says."""
    return [block for block in document.text.split("\n\n") if "council" not in block and block != "Votes"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (Table([["Ward", "Total"], [["Holm", VOTES], "16"], ["Vale", "3"]]), ["Ward | Total", "Holm | 16", *ROWS, "Vale | 3"]),
        (Table([["A", "B"], [[VOTES], ["x", Table([["u", "v"]])]]]), ["A | B", "x", *ROWS, "u | v"]),
        (
            Table([["A", "B"], ["a1", ["b1", Table([["C", "D"], ["c1", [Table([["e1", "f1"]])]], ["c2", "d2"]])]], ["a2", "b2"]]),
            ["A | B", "a1 | b1", "C | D", "c1", "e1 | f1", "c2 | d2", "a2 | b2"],
        ),
        (Table([["A", "B"], ["a1", ["before", VOTES, "after"]]]), ["A | B", "a1 | before after", *ROWS]),
        (Table([["A", "B"], ["a1", [Table([["u", "v"]]), Table([["w", "x"]])]]]), ["A | B", "a1", "u | v", "w | x"]),
        (Table([["A", "B"], ["", [Table([["", ""], ["u", ""]])]], ["a2", "b2"]]), ["A | B", "u", "a2 | b2"]),
    ],
)  # fmt: skip
def test_its_rows_follow_the_row_of_its_cell(tmp_path: Path, kind: str, table: Table, rows: list[str]) -> None:
    document = loaded(tmp_path, kind, FORMATS[kind](table))
    assert lines(document) == rows
    assert document.notices == ()


@pytest.mark.parametrize("kind", ["docx", "odt", "html", "epub"])
@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (Table([["A", "B"], ["a1", [Table([[["One.", "Two."]]])]]]), ["A | B", "a1 | One. Two."]),
        (Table([["A", "B"], ["a1", [Table([[["One.", VOTES]]])]]]), ["A | B", "a1 | One.", *ROWS]),
        (Table([[["One is here.", VOTES, "Two is here."]]]), ["One is here.", *ROWS, "Two is here."]),
        (
            Table([["W", "M", "F"], ["Holm", [Table([["S", "M", "F"], ["Oak", "", "44"]])], "16"]]),
            ["W | M | F", "W: Holm | F: 16", "S | M | F", "S: Oak | F: 44"],
        ),
    ],
)
def test_frames_and_gaps(tmp_path: Path, kind: str, table: Table, rows: list[str]) -> None:
    assert lines(loaded(tmp_path, kind, FORMATS[kind](table))) == rows


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else f'<w:p>{run(inner)}</w:p>'}</w:tc>"


def table_of(*rows: Sequence[str]) -> str:
    made = ("".join(one if one.startswith("<w:tc>") else cell(one) for one in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def gone(row: str) -> str:
    return row.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")


BOX = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"
WORD_VOTES = in_word(VOTES)
BOXED = f"<w:p>{run('box')}</w:p>{WORD_VOTES}"


@pytest.mark.parametrize(
    ("body", "rows", "notices"),
    [
        (
            table_of(
                ["A", "B"], [cell(f"<w:p>{run('a1')}</w:p>{WORD_VOTES}", '<w:vMerge w:val="restart"/>'), "1"],
                [cell("unseen", "<w:vMerge/>"), "2"],
            ),
            ["A | B", "a1 | 1", *ROWS, "a1 | 2"],
            ["left out hidden text of 6 characters: “unseen”"],
        ),
        (
            table_of(["A", "B"], ["a1", cell(gone(table_of(["u", "v"])) + f"<w:p>{run('kept')}</w:p>")]),
            ["A | B", "a1 | kept"],
            ["left out text deleted in tracked changes of 3 characters: “u v”"],
        ),
        (
            table_of(["A", "B"], ["a1", cell(table_of(["u", cell(f"<w:p><w:ins>{run('8')}</w:ins></w:p>")]))]),
            ["A | B", "a1", "u | 8"],
            [],
        ),
        (
            table_of(["A", "B"], ["a1", cell(f"<w:sdt><w:sdtContent>{WORD_VOTES}</w:sdtContent></w:sdt>")]),
            ["A | B", "a1", *ROWS],
            [],
        ),
        (
            table_of(["A", "B"], ["a1", cell(f"<w:p>{run('x')}{BOX.format(BOXED)}</w:p>")]),
            ["A | B", "a1 | x box", *ROWS],
            [],
        ),
        (
            f"<w:p>{run('Here.')}{BOX.format(WORD_VOTES)}</w:p><w:p>{run('There.')}</w:p>",
            ["Here.", *ROWS, "There."],
            [],
        ),
        (
            table_of(["A", cell("<w:p><w:pPr><w:numPr/></w:pPr>" + run("one") + "</w:p>" + f"<w:p>{run('two')}</w:p>")]),
            ["A | one two"],
            [],
        ),
    ],
)  # fmt: skip
def test_tables_of_word_in_all_that_a_cell_may_hold(
    tmp_path: Path, body: str, rows: list[str], notices: list[str]
) -> None:
    document = loaded(tmp_path, "docx", word(body))
    assert lines(document) == rows
    assert list(document.notices) == notices


def odt_note(text: str) -> str:
    mark = "<text:note-citation>1</text:note-citation>"
    return f"<text:note text:note-class='footnote'>{mark}<text:note-body>{text}</text:note-body></text:note>"


ODT_BOX = p(f"<draw:frame><draw:text-box>{p('box')}{in_odt(VOTES)}</draw:text-box></draw:frame>")
ODT_LIST = f"<text:list><text:list-item>{p('one')}{in_odt(VOTES)}</text:list-item></text:list>"
COVERED = "<table:covered-table-cell/>"


def odt_cell(inner: str, spans: str = "") -> str:
    return f"<table:table-cell {spans}>{inner if inner.startswith('<') else p(inner)}</table:table-cell>"


def odt_table(*rows: Sequence[str]) -> str:
    made = ("".join(one if one.startswith("<table:") else odt_cell(one) for one in row) for row in rows)
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in made)}</table:table>"


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (odt_table(["W", "M", "F"], ["Holm", odt_cell("<text:p/>"), "44"]), ["W | M | F", "W: Holm | F: 44"]),
        (
            odt_table(["A", "B"], [odt_cell(p("a1") + in_odt(VOTES), 'table:number-rows-spanned="2"'), "1"], [COVERED, "2"]),
            ["A | B", "a1 | 1", *ROWS, "a1 | 2"],
        ),
        (
            odt_table([odt_cell("All", 'table:number-columns-spanned="2"'), COVERED], ["A", "B"], ["a1", "2"]),
            ["All", "A | B", "a1 | 2"],
        ),
        (p(f"Said{odt_note(p('See:') + in_odt(VOTES))}."), ["Said.", "See:", *ROWS]),
        (odt_table(["A", "B"], [odt_cell(p(f"a1{odt_note(p('Note.'))}")), "b1"]), ["A | B", "a1 | b1", "Note."]),
        (
            odt_table(["A", "B"], ["a1", odt_cell(odt_table(["u", odt_cell(p(f"v{odt_note(p('Note.'))}"))]))], ["a2", "b2"]),
            ["A | B", "a1", "u | v", "Note.", "a2 | b2"],
        ),
        (
            odt_table(["A", "B"], ["a1", odt_cell(ODT_BOX)]),
            ["A | B", "a1 | box", *ROWS],
        ),
        (
            odt_table(["A", "B"], ["a1", odt_cell(ODT_LIST)]),
            ["A | B", "a1 | - one", *ROWS],
        ),
    ],
)  # fmt: skip
def test_tables_of_opendocument_in_all_that_a_cell_may_hold(tmp_path: Path, body: str, rows: list[str]) -> None:
    assert lines(loaded(tmp_path, "odt", odt_bytes(body))) == rows


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><th>A<th>B<tr><td>a1<td><ul><li>one<li>two</ul>", ["A | B", "a1 | one two"]),
        (
            "<tr><th>A<th>B<tr><td>a1<td><table><caption>Streets of Holm</caption><tr><td>u<td>v</table>",
            ["A | B", "a1", "Streets of Holm", "u | v"],
        ),
        (
            "<tr><th>A<th>B<tr><td rowspan=2>a1<table><tr><td>u<td>v</table><td>1<tr><td>2",
            ["A | B", "a1 | 1", "u | v", "a1 | 2"],
        ),
        (
            "<tr><td><ul><li>Menu</ul><td><p>The mill is sold again.</p><table><tr><td>u<td>v</table><p>It is old.</p>",
            ["- Menu", "The mill is sold again.", "u | v", "It is old."],
        ),
    ],
)  # fmt: skip
def test_tables_of_pages_in_all_that_a_cell_may_hold(tmp_path: Path, table: str, rows: list[str]) -> None:
    assert lines(loaded(tmp_path, "html", page(table).encode())) == rows


def deep(levels: int) -> Table:
    table = VOTES
    for level in range(levels):
        table = Table([["A", "B"], [f"level {level}", [table]]])
    return table


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "made", [deep, lambda count: Table([["A", "B"], *([f"row {n}", [VOTES]] for n in range(count * 5))])]
)
def test_twice_as_many_tables_take_twice_the_work(tmp_path: Path, kind: str, made: Callable[[int], Table]) -> None:
    once, twice = (tmp_path / f"{count}.{kind}" for count in (20, 40))
    once.write_bytes(FORMATS[kind](made(20)))
    twice.write_bytes(FORMATS[kind](made(40)))
    document = load(str(twice), id="s1")
    assert document.text.count("Oak | 7") == (1 if made is deep else 200)
    base = counted(lambda: load(str(once), id="s1"))
    assert counted(lambda: load(str(twice), id="s1")) < 2.5 * base
