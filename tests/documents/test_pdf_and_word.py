"""PDF and Word files give their text and layout, and what they hide stays out."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.shared import Pt, RGBColor

from factcheck.documents import load
from tests.documents.files import STORY, pdf_bytes
from tests.documents.formats import loaded, roles

# PDF


def test_pdf_lines_become_paragraphs_and_broken_words_whole(tmp_path: Path) -> None:
    document = loaded(
        tmp_path,
        "a.pdf",
        pdf_bytes(
            [
                "Shells hit port",
                "",
                "The ministry said on Friday that imports of machine tools had in-",
                "creased by a third since the spring, and that a well-known dealer",
                "in the capital was being questioned about them by Gen. Mark A.",
                "Milley. It gave no figures.",
                "A second paragraph begins here and it talks of what the dealer,",
                "who is well known, said: 90 % of the chips came from abroad, and of the well-",
                "known firms none had asked.",
            ],
            title="Shells",
        ),
    )
    assert document.title == "Shells"
    assert document.text.split("\n\n") == [
        "Shells hit port",
        "The ministry said on Friday that imports of machine tools had increased by a third since the spring, and "
        "that a well-known dealer in the capital was being questioned about them by Gen. Mark A. Milley. It gave no "
        "figures.",
        "A second paragraph begins here and it talks of what the dealer, who is well known, said: 90 % of the chips "
        "came from abroad, and of the well-known firms none had asked.",
    ]
    assert document.notices == ("joined 1 word broken at a line end",)


def test_running_lines_of_a_pdf_are_left_out_and_said(tmp_path: Path) -> None:
    body = "This sentence of the report fills the line up to its very end on"
    pages = [["Example Times, 3 March 2024", f"{body} page", f"number {n} of it.", f"Page {n}"] for n in (1, 2, 3)]
    document = loaded(tmp_path, "a.pdf", pdf_bytes(*pages))
    assert "Example Times" not in document.text
    assert "Page" not in document.text
    assert document.text.count(f"{body} page number") == 3
    named = "“Example Times, 3 March 2024 Page 1 Page 2 Page 3”"
    assert document.notices == (f"left out 6 running headers, footers and page numbers: {named}",)


def test_a_pdf_without_a_user_password_is_read(tmp_path: Path) -> None:
    assert "Shells" in loaded(tmp_path, "a.pdf", pdf_bytes([STORY[:60]], password="")).text


# DOCX


def test_word_document_with_its_layout_and_without_its_hidden_text(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title, word.core_properties.author = "Shells hit port", "Jane Doe"
    word.add_heading("Shells hit port", level=0)
    paragraph = word.add_paragraph("Shells hit the ")
    paragraph.add_run("port").bold = True
    paragraph.add_run(" on Sunday.")
    hidden, white, tiny = paragraph.add_run(" One."), paragraph.add_run(" Two."), paragraph.add_run(" Three.")
    hidden.font.hidden, white.font.color.rgb, tiny.font.size = True, RGBColor(255, 255, 255), Pt(1)
    word.add_heading("What next", level=2)
    word.add_paragraph("Repairs", style="List Bullet")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2023", "two dead"
    path = tmp_path / "a.docx"
    word.save(str(path))
    document = load(str(path), id="s1")
    assert roles(document) == [
        ("headline", "Shells hit port"), ("body", "Shells hit the port on Sunday."), ("headline", "What next"),
        ("body", "- Repairs"), ("body", "2023 | two dead"),
    ]  # fmt: skip
    assert (document.title, document.author) == ("Shells hit port", "Jane Doe")
    assert document.notices == ("left out hidden text of 16 characters: “One. Two. Three.”",)


def test_tracked_insertions_are_in_and_deletions_are_out(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Two people ")
    for tag, text_tag, text in (("ins", "t", "died "), ("del", "delText", "lived ")):
        change = paragraph._p.makeelement(docx.oxml.ns.qn(f"w:{tag}"))
        run = change.makeelement(docx.oxml.ns.qn("w:r"))
        inner = run.makeelement(docx.oxml.ns.qn(f"w:{text_tag}"))
        inner.text = text
        run.append(inner)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("there.")
    path = tmp_path / "a.docx"
    word.save(str(path))
    assert load(str(path), id="s1").text == "Two people died there."
