"""What is not the words of a document (struck-out text, footnote marks, banners) stays out and is said; the rest is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from factcheck.documents import load
from factcheck.documents.raised import lowered
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.documents.files import pdf_bytes

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def loaded(folder: Path, name: str, data: bytes | str) -> Document:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return load(str(path), id="s1")


def page(article: str, around: str = "", head: str = "<meta charset=utf-8>") -> str:
    title = "<title>Mill sold | The Vale Echo</title>"
    return f"<!doctype html><html><head>{head}{title}</head><body>{around}<article>{article}</article></body></html>"


def word(body: str) -> bytes:
    document = docx.Document()
    for element in reversed(parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")):
        document.element.body.insert(0, element)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_a_page_that_calls_itself_latin_1_is_read_as_browsers_do(tmp_path: Path, label: str) -> None:
    text = "<h1>Mill</h1><p>The miller’s “dear old” wheel – it cost €4,100 – was sold at noon on Friday.</p>"
    document = loaded(tmp_path, "a.html", page(text, head=f"<meta charset={label}>").encode("cp1252"))
    assert "miller’s “dear old” wheel – it cost €4,100 –" in document.text
    assert document.notices == ()
    numbered = text.replace("€", "&#128;").replace("–", "&#150;")
    assert "– it cost €4,100 –" in loaded(tmp_path, "b.html", page(numbered)).text


@pytest.mark.parametrize(
    ("before", "raised", "after", "shown"),
    [
        ("won by 2,318", "4", " votes", None), ("per cent", "12", ", he said", None), ("the wheel.", "[3]", "", None),
        ("per cent", "*", " of", None), ("300 km", "2", "", "²"), ("3 × 10", "6", " cells", "⁶"), ("on the 4", "th", " of", "th"),
        ("at 9", "o", "C", "°"), ("the ", "14", "C method", "¹⁴"), ("2", "1", "/2 hours", " 1"), ("Brand", "TM", "", "TM"),
    ],
)  # fmt: skip
def test_raised_text(before: str, raised: str, after: str, shown: str | None) -> None:
    assert lowered(before, raised, after) == shown


def test_struck_out_text_and_marks_of_a_page(tmp_path: Path) -> None:
    text = (
        "<h1>Mill</h1><p>It runs for <s>five</s> six hours and grinds 2,318<sup>4</sup> sacks on 90 m<sup>2</sup>.</p>"
    )
    text += "<p>It took 2<sup>1</sup>/<sub>2</sub> days to mend.</p>"
    text += (
        '<p>It has <span style="text-decoration: line-through">one</span> two wheels by the river, said the miller.</p>'
    )
    document = loaded(tmp_path, "a.html", page(text))
    assert "It runs for six hours and grinds 2,318 sacks on 90 m²." in document.text
    assert "It took 2 1/2 days" in document.text
    assert "It has two wheels" in document.text
    assert document.notices == ("left out struck-out text of 8 characters: “five one”", "left out 1 footnote mark: 4")


def test_markdown_footnotes_are_read_after_the_text(tmp_path: Path) -> None:
    text = "# Mill\n\nIt grinds ~~five~~ six sacks.[^a]\n\n[^a]: By hand.\n[^b]: In May.\n\n"
    text += "| Who | Sacks |\n|--|--|\n| Bo Vik | 2,318 |\n"
    document = loaded(tmp_path, "a.md", text)
    assert document.text.startswith("Mill\n\nIt grinds six sacks.\n\nWho | Sacks\n\nBo Vik | 2,318\n\n")
    assert "By hand." in document.text
    assert "In May." in document.text


def test_a_short_article_is_whole_and_has_no_banner(tmp_path: Path) -> None:
    banner = "<div class=cookie-bar><p>" + "We use cookies on this website, as your choices allow. " * 40 + "</p></div>"
    text = "<h1>Mill sold</h1><p>The mill was sold for a pound.</p><p>It is old.</p><table><tr><th>Year</th><th>Sacks</th></tr>"
    document = loaded(
        tmp_path, "a.html", page(text + "<tr><td>1990</td><td>310</td></tr></table><p>Nobody bid.</p>", banner)
    )
    words = ["Mill sold", "The mill was sold for a pound.", "It is old.", "Year | Sacks", "1990 | 310", "Nobody bid."]
    assert document.text.split("\n\n") == words
    assert document.notices[0].startswith("left out a cookie banner of ")


@pytest.mark.parametrize("tag", ["h2", "h1"])
def test_an_update_of_a_live_blog_is_not_its_title(tmp_path: Path, tag: str) -> None:
    update = f"<{tag} class=entry-title>{{0}}</{tag}><p>{{0}} at noon, the miller told the reporters at the mill.</p>"
    text = "".join(map(update.format, ("Gate shut", "Wheel stopped")))
    data = '{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Gate shut"}]}'
    head = f'<script type="application/ld+json">{data}</script>'
    live = page(text, head=head).replace("Mill sold | The Vale Echo", "Mill stops: live")
    assert loaded(tmp_path, "a.html", live).title == "Mill stops: live"


def test_word_content_controls_changes_and_strikes(tmp_path: Path) -> None:
    raised = run("4", '<w:vertAlign w:val="superscript"/>')
    body = f"""<w:p>{run("It grinds 2,318")}{raised}{run(" sacks for ")}{run("five ", "<w:strike/>")}{run("six hours.")}</w:p>
    <w:sdt><w:sdtContent><w:p>{run("The lease ends in 2044.")}</w:p></w:sdtContent></w:sdt>
    <w:p>{run("It has ")}<w:del><w:r><w:delText>one </w:delText></w:r></w:del><w:ins>{run("two ")}</w:ins>
    {run("wheels.")}</w:p>"""
    document = loaded(tmp_path, "a.docx", word(body))
    assert document.text.split("\n\n") == [
        "It grinds 2,318 sacks for six hours.", "The lease ends in 2044.", "It has two wheels."
    ]  # fmt: skip
    assert document.notices == (
        "left out text deleted in tracked changes of 3 characters: “one”",
        "left out struck-out text of 4 characters: “five”",
        "left out 1 footnote mark: 4",
    )


def test_lines_and_letters_of_a_pdf(tmp_path: Path) -> None:
    lines = [
        "The miller told the reporters at the gate on Friday that his pre-",
        "liminary count of the sacks was by a well-",
    ]
    document = loaded(
        tmp_path, "a.pdf", pdf_bytes([*lines, "known neighbour of his, who had come to the mill to help."])
    )
    assert "preliminary count of the sacks was by a well-known neighbour" in document.text
    lines = ["The miller told all of the reporters at the gate on Friday that twenty-", "three sacks of it were left."]
    assert "twenty-three sacks" in loaded(tmp_path, "c.pdf", pdf_bytes(lines)).text
    assert loaded(tmp_path, "b.txt", "The ﬁrst oﬃce ﬂoods.").text == "The first office floods."


def test_a_raised_mark_of_a_pdf_is_told_by_its_height(tmp_path: Path) -> None:
    line = "It grinds 2,318) Tj 4 Ts /F1 7 Tf (4) Tj 0 Ts /F1 11 Tf ( sacks of CO) "
    line += " Tj -3 Ts /F1 7 Tf (2) Tj 0 Ts /F1 11 Tf ( a day."
    plain = pdf_bytes(["x" * len(line)]).replace(b"x" * len(line), line.encode())
    document = loaded(tmp_path, "a.pdf", plain)
    assert document.text == "It grinds 2,318 sacks of CO2 a day."
    assert document.notices == ("left out 1 footnote mark: 4",)


def test_an_agency_slug_is_no_title(tmp_path: Path) -> None:
    document = loaded(
        tmp_path, "a.txt", "BC-VALE-MILL/\nURGENT\nMill stops for six weeks\n\nVALE - The mill stopped.\n\n-30-\n"
    )
    assert document.title == "Mill stops for six weeks"
    assert document.sentences[-1].role == "footer"
    assert loaded(tmp_path, "b.txt", "Who buys the mill?\n\nNobody, it seems.").title == "Who buys the mill?"
    assert loaded(tmp_path, "c.pdf", pdf_bytes(["The mill stopped."], title="(anonymous)")).title is None


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.mbox", "Hello", "a mailbox"), ("a.msg", "Hello", "an Outlook message"),
        ("a.ass", "Hi", "subtitles"), ("a.txt", "[Script Info]\nTitle: Mill\n", "subtitles"),
        ("a.fodt", "Hi", "an OpenDocument file"), ("a.mobi", "Hi", "an e-book"), ("a.xls", "Hi", "a spreadsheet"),
        ("a.txt", '{"a": 1}', "JSON"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_by_name_and_by_content(tmp_path: Path, name: str, data: str, what: str) -> None:
    with pytest.raises(DocumentError, match=what) as caught:
        loaded(tmp_path, name, data)
    assert "which is not read: save" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["From: Ada\nTo: Bo\n\nThe mill is sold.", "Vik,\nMoe,\nLie,", "[1] The mill, it says, is sold."]
)
def test_text_that_only_looks_like_it_is_read(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, "a.txt", text).text == text


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_of_word_follow_the_paragraph_that_refers_to_them(tmp_path: Path, kind: str) -> None:
    document = docx.Document()
    for text, note in (("It grinds 2,318 sacks.", "2"), ("It is old.", None)):
        paragraph = document.add_paragraph(text)._p
        if note:
            paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="{note}"/></w:r>'))
    notes = f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='0' w:type='separator'><w:p/></w:{kind}>"
    notes += f"<w:{kind} w:id='2'><w:p>{run('Before the flood.')}</w:p></w:{kind}></w:{kind}s>"
    name, relation = (
        f"/word/{kind}s.xml",
        f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s",
    )
    part = Part(PackURI(name), f"{WORD}.{kind}s+xml", notes.encode(), document.part.package)
    document.part.relate_to(part, relation)
    document.save(str(tmp_path / "a.docx"))
    found = load(str(tmp_path / "a.docx"), id="s1")
    assert found.text.split("\n\n") == ["It grinds 2,318 sacks.", "Before the flood.", "It is old."]
