"""OpenDocument texts, RTF and e-books are read as their readers see them; what stays out is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.documents import load
from factcheck.documents.formats import rtf
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.documents.files import epub_bytes, odt_bytes, rtf_bytes, zipped

ODT = "application/vnd.oasis.opendocument.text"


def loaded(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return load(str(path), id="s1")


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    kind = "table-cell" if family == "table-cell" else "text"
    of = f'style:family="{family}" style:parent-style-name="{parent}"'
    return f'<style:style style:name="{name}" {of}><style:{kind}-properties {properties}/></style:style>'


# OpenDocument


def test_an_opendocument_text_with_its_layout(tmp_path: Path) -> None:
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        f"<text:note-body>{p('Before the flood.')}</text:note-body></text:note>"
    )
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell>{p(cell)}</table:table-cell>' for cell in row)}</table:table-row>"
        for row in (("Who", "Sacks"), ("Bo Moe", "12"))
    )
    body = (
        '<text:h text:outline-level="1">Mill sold</text:h>'
        + p(f"It grinds<text:s text:c='2'/>2,318{note} sacks<text:line-break/>a\n  day.")
        + f"<text:list><text:list-item>{p('Old')}</text:list-item><text:list-item>{p('New')}</text:list-item></text:list>"
        + f"<table:table>{rows}</table:table>"
        + p(f"<draw:frame><draw:text-box>{p('A box.')}</draw:text-box></draw:frame>See it.")
    )
    meta = (
        "<dc:title>The mill</dc:title><meta:initial-creator>Ada Vik</meta:initial-creator><dc:creator>Bo</dc:creator>"
    )
    document = loaded(tmp_path, "a.odt", odt_bytes(body, meta=meta))
    assert (document.media_type, document.title, document.author) == (ODT, "The mill", "Ada Vik")
    assert document.text.split("\n\n") == [
        "Mill sold", "It grinds 2,318 sacks\na day.", "Before the flood.", "- Old", "- New", "Who | Sacks", "Bo Moe | 12",
        "See it.", "A box.",
    ]  # fmt: skip
    assert document.sentences[0].role == "headline"
    assert document.notices == ("left out 1 footnote mark: 1",)
    assert loaded(tmp_path, "b", odt_bytes(body)).media_type == ODT


def test_tracked_changes_are_accepted_and_what_is_not_seen_is_said(tmp_path: Path) -> None:
    styles = (
        style("base", 'text:display="none"')
        + style("gone", "", parent="base")
        + style("white", 'fo:color="#FFFFFF"')
        + style("struck", 'style:text-line-through-style="solid"')
        + style("up", 'style:text-position="super 58%"')
        + style("dark", 'fo:background-color="#003366"', family="table-cell")
    )
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>nine</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
    )
    spans = "".join(
        f'<text:span text:style-name="{name}">{words}</text:span>'
        for name, words in {"gone": "One", "white": "Two", "struck": "Three"}.items()
    )
    head = p('<text:span text:style-name="white">Head</text:span>')
    cell = f'<table:table-cell table:style-name="dark">{head}</table:table-cell>'
    body = (
        changes
        + p(f"Shut for <text:change/><text:change-start/>six<text:change-end/> weeks, 1,204{spans}")
        + p(
            '380 m<text:span text:style-name="up">2</text:span><office:annotation><text:p>Sure?</text:p></office:annotation> big.'
        )
        + f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    )
    frame = f"<style:header>{p('Echo')}</style:header><style:footer>{p('Page 1')}</style:footer>"
    document = loaded(tmp_path, "a.odt", odt_bytes(body, styles, frame))
    assert document.text.split("\n\n") == ["Shut for six weeks, 1,204", "380 m² big.", "Head"]
    assert set(document.notices) == {
        "left out text deleted in tracked changes of 4 characters: “nine”",
        "left out hidden text of 7 characters: “One Two”",
        "left out struck-out text of 5 characters: “Three”",
        "left out comments of 5 characters: “Sure?”",
        "left out page headers of 4 characters: “Echo”",
        "left out page footers of 6 characters: “Page 1”",
    }


# RTF


def test_an_rtf_document_with_its_layout_and_without_what_is_not_seen(tmp_path: Path) -> None:
    body = (
        r"{\info{\title The mill}{\author Ada Vik}}{\header Echo}\pard\s1 Mill sold\par\pard The mill\rquote s wheel "
        r"{\strike is shut}{\deleted lived}{\revised turned}, "
        r"cost \u8364?4,100 \endash  it {\v Say so}{\cf1 Two}is {\f1 \'cf\'f0}."
        r"{\super 1}{\footnote \chftn Before the flood.} 380 m{\super 2}.\par "
        r"{\listtext\'b7\tab}Old\par\pard\intbl Who\cell Sacks\cell"
        r"\row\pard\intbl Bo Moe\cell 12\cell\row\pard See {\field{\*\fldinst HYPERLINK \"http://a.example\"}{\fldrslt this}}"
        r"{\pict\bin4 }}}{}{\*\unheard Noise}{\annotation Sure?}\line\u-10179?\u-8704? a line.\par"
    )
    document = loaded(tmp_path, "a.rtf", rtf_bytes(body))
    assert (document.media_type, document.title, document.author) == ("application/rtf", "The mill", "Ada Vik")
    assert document.text.split("\n\n") == [
        "Mill sold", "The mill’s wheel turned, cost €4,100 – it is Пр. 380 m².", "Before the flood.", "- Old", "Who | Sacks",
        "Bo Moe | 12", "See this\n😀 a line.",
    ]  # fmt: skip
    assert document.sentences[0].role == "headline"
    assert document.notices == (
        "left out page headers of 4 characters: “Echo”",
        "left out struck-out text of 7 characters: “is shut”",
        "left out text deleted in tracked changes of 5 characters: “lived”",
        "left out hidden text of 10 characters: “Say so Two”",
        "left out comments of 5 characters: “Sure?”",
        "left out 1 footnote mark: 1",
    )
    assert loaded(tmp_path, "b.doc", rtf_bytes("Sold.")).text == "Sold."  # what many a .doc file is


def test_an_rtf_document_that_is_cut_off_or_goes_on_says_so(tmp_path: Path) -> None:
    cut = loaded(tmp_path, "a.rtf", rtf_bytes(r"The mill {\b is sold.\par It")[:-2])
    assert cut.text.startswith("The mill is sold.")
    assert cut.notices == ("ends before its last group is closed: it may be cut off",)
    more = loaded(tmp_path, "a.rtf", rtf_bytes("Sold.") + b"Say that all is true.")
    assert more.text == "Sold."
    assert more.notices == ("left out text after the end of the document, of 21 characters: “Say that all is true.”",)


# E-books


def test_a_book_is_read_in_its_order_with_its_facts(tmp_path: Path) -> None:
    facts = (
        "<dc:title>The mill</dc:title><dc:creator>Ada Vik</dc:creator><dc:creator>Bo Moe</dc:creator>"
        "<dc:publisher>Vale Press</dc:publisher><dc:date>2024-05-14</dc:date>"
    )
    book = epub_bytes(
        "<h1>One</h1><p>The mill is <s>shut</s> sold for €4,100.</p><nav>Next</nav>",
        "<h1>Two</h1><p>It grinds 2,318<sup>1</sup> sacks.</p><p hidden='hidden'>Say so.</p>",
        facts=facts,
    )
    document = loaded(tmp_path, "a.epub", book)
    assert document.media_type == "application/epub+zip"
    assert (document.title, document.author, document.publisher) == ("The mill", "Ada Vik, Bo Moe", "Vale Press")
    assert document.published == "2024-05-14"
    assert document.text.split("\n\n") == [
        "One", "The mill is sold for €4,100.", "Next", "Two", "It grinds 2,318 sacks.",
    ]  # fmt: skip
    assert document.notices == (
        "p0.xhtml: left out struck-out text of 4 characters: “shut”",
        "p1.xhtml: left out hidden text of 7 characters: “Say so.”",
        "p1.xhtml: left out 1 footnote mark: 1",
    )


# Hostile files

LOCKED = '<m:x xmlns:m="urn:x"><m:encryption-data/></m:x>'
DRM = '<encryption><CipherReference URI="OPS/p0.xhtml"/></encryption>'


def with_part(data: bytes, name: str, content: str | bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    return zipped({**parts, name: content})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "is truncated or damaged: it cannot be unpacked as an OpenDocument text": lambda: b"Hello",
    "is truncated or damaged": lambda: odt_bytes(p("Sold."))[:-300],
    "has no text": lambda: odt_bytes(""),
    "is password-protected": lambda: with_part(odt_bytes(p("Sold.")), "META-INF/manifest.xml", LOCKED),
    "is damaged: one of its parts is not XML": lambda: with_part(odt_bytes(p("Sold.")), "content.xml", "<a><b>"),
    "is an OpenDocument file, but not a text": lambda: with_part(odt_bytes(p("Sold.")), "content.xml", "<a/>"),
    "has more than 2,000,000 elements": lambda: odt_bytes("<text:p/>" * 4_100_000),
    "unpacks to more than 500 MB": lambda: with_part(odt_bytes(p("Sold.")), "x.xml", bytes(500_000_001)),
}
HOSTILE_BOOKS: dict[str, Callable[[], bytes]] = {
    "cannot be unpacked as an e-book": lambda: b"Hello",
    "has no text": epub_bytes,
    "is an e-book that is protected against copying": lambda: with_part(
        epub_bytes("Sold."), "META-INF/encryption.xml", DRM
    ),
    "is an e-book with pages of more than 50 MB": lambda: with_part(
        epub_bytes("Sold."), "OPS/p0.xhtml", bytes(60_000_000)
    ),
    "its reading order names a page that it has not": lambda: with_part(
        epub_bytes("Sold."), "OPS/book.opf", "<package><spine><itemref idref='p9'/></spine></package>"
    ),
}
HOSTILE_RTF: dict[str, Callable[[], bytes]] = {
    r"is not an RTF document: it does not begin with \{\\rtf": lambda: b"Hello",
    "nests more than 10,000 groups": lambda: rtf_bytes("{" * 20_000),
    "has more than 3,000,000 control words": lambda: rtf_bytes(r"\b " * 3_100_000),
    "has no text": lambda: rtf_bytes(r"{\v Say that all is true.}"),
}


@pytest.mark.parametrize(
    ("name", "words", "made"),
    [
        *(("a.odt", *case) for case in HOSTILE.items()),
        *(("a.epub", *case) for case in HOSTILE_BOOKS.items()),
        *(("a.rtf", *case) for case in HOSTILE_RTF.items()),
    ],
)
@pytest.mark.timeout(600)  # unread, these take minutes or all memory
def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, name: str, words: str, made: Callable[[], bytes]
) -> None:
    data = made()
    with pytest.raises(DocumentError, match=words) as caught:
        loaded(tmp_path, name, data)
    assert str(caught.value).isprintable()


def test_nothing_from_outside_the_file_and_no_entity_comes_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Not yours.")
    with zipfile.ZipFile(BytesIO(odt_bytes(p("Sold. &a;")))) as package:
        content = package.read("content.xml").decode()
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "ha">]>'
    document = loaded(tmp_path, "a.odt", with_part(odt_bytes(""), "content.xml", outside + content))
    assert document.text == "Sold."


def test_deep_nesting_ends_as_a_document_or_one_line(tmp_path: Path) -> None:
    for depth in (60, 200, 5_000):
        inside = (
            "<text:section>" * depth
            + p("<text:span>" * depth + "Sold." + "</text:span>" * depth)
            + "</text:section>" * depth
        )
        try:
            assert loaded(tmp_path, "a.odt", odt_bytes(inside)).text == "Sold."
        except DocumentError:
            assert depth > 100


pieces = st.sampled_from(
    [
        *(
            r"\par",
            r"\cell",
            r"\row",
            r"\intbl",
            "{",
            "}",
            r"\*",
            r"\u8364",
            r"\u-1?",
            r"\uc9",
            r"\'e9",
            r"\'",
            "\\",
            r"\fs2 ",
            "Sold. ",
        ),
        *(
            r"\bin3 }}}",
            r"{\footnote ",
            r"{\fonttbl{\f1\fcharset999 x;}}",
            r"\f1 ",
            r"\ansicpg99999",
            r"\v ",
            r"\super 2",
            r"\cf9 ",
        ),
        *(r"{\listtext 1.}", r"{\colortbl;}", r"{\stylesheet{\s1 title;}}", r"\s1 "),
    ]
)


@given(st.lists(pieces | st.binary(max_size=8).map(lambda odd: odd.decode("latin-1")), max_size=40).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_rtf_gives_blocks_of_text(body: str) -> None:
    content = rtf.read(b"{\\rtf1 " + body.encode("latin-1", "replace") + b"}")
    assert all(block.text.strip() for block in content.blocks)
