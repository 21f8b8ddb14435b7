"""Files and addresses made to hang the program, to take its time and memory, or to lead it where it must not go."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from factcheck.documents import load, load_sources
from factcheck.documents.fetch import _is_public
from factcheck.documents.formats.html import read_whole
from factcheck.errors import DocumentError
from tests.documents.files import docx_bytes
from tests.growth import assert_not_quadratic, forbid

TEXT = "The ferry will sail on 3 May. It is new."


def test_a_pipe_in_a_folder_is_passed_over_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT)
    os.mkfifo(tmp_path / "b.md")
    (tmp_path / "c.txt").symlink_to("b.md")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "d.html"))
        (only,) = load_sources([tmp_path])
    assert any("skipped files that are not documents: b.md, c.txt, d.html" in notice for notice in only.notices)


def test_a_file_that_cannot_be_read_is_still_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT)
    (tmp_path / "b.md").symlink_to("gone.md")
    with pytest.raises(DocumentError, match=r"b\.md: there is no such file"):
        load_sources([tmp_path])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<w:p/>" * 2_000_000, "has more than 200,000 paragraphs"),
        (b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 300_000, "has more than 200,000 paragraphs"),
        (b"<w:p>" + b"<w:r><w:tab/></w:r>" * 2_000_000 + b"</w:p>", "has more than 2,000,000 elements"),
    ],
)
def test_a_word_document_of_too_many_parts_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, why: str
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                start = content.index(b"<w:body>") + len(b"<w:body>")
                content = content[:start] + body + content[start:]
            new.writestr(entry.filename, content)
    (tmp_path / "a.docx").write_bytes(made.getvalue())
    forbid(monkeypatch, "docx.Document")
    with pytest.raises(DocumentError, match=why):
        load(tmp_path / "a.docx")


@pytest.mark.parametrize("name", ["a.html", "a.md"])
@pytest.mark.parametrize("attribute", ["a{}='x'", "a{}", 'data-a{}=">"', "a{}=x"])
def test_a_tag_with_thousands_of_attributes_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, attribute: str
) -> None:
    forbid(monkeypatch, "lxml.html.document_fromstring")

    def run(attributes: str) -> None:
        (tmp_path / name).write_text(f"<html><body><p {attributes}>{TEXT}</p></body></html>")
        with pytest.raises(DocumentError, match=r"has a tag <p> with more than 1,000 attributes"):
            load(tmp_path / name)

    assert_not_quadratic(lambda size: " ".join(map(attribute.format, range(size))), run, size=10_000)


SENTENCE = "<td>The mill was sold on Friday for 40 crowns.</td>"


def nested(tables: int, cells: int) -> str:
    """Tables in tables, with so many cells in each."""
    row = "<tr>" + SENTENCE * 10 + "</tr>"
    return ("<table>" + row * (cells // 10) + "<tr><td>") * tables + "The end." + "</td></tr></table>" * tables


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            lambda size: f"<table>{f'<tr><td colspan={size}>The mill was sold.</td></tr>' * size}</table>",
            "mill was sold.",
        ),
        (lambda size: f"<table>{f'<tr>{SENTENCE}<td colspan={size}>9</td></tr>' * size}</table>", "40 crowns. | 9"),
        (
            lambda size: (
                f"<table><tr>{f'<td colspan={size} rowspan={size}>7</td>' * size}</tr><tr><td>8<td>9</tr></table>"
            ),
            "7 | 7",
        ),
        (lambda size: f"<table>{f'<tr><th>Ward<th rowspan={size}>9</tr>' * size}</table>", "Ward | 9"),
        (lambda size: f"<table>{f'<tr>{SENTENCE * 20}</tr>' * (size // 3)}</table>", "40 crowns. | The mill"),
        (lambda size: nested(30, size // 3), ""),  # what of these is the article is another question
        (lambda size: nested(size // 4, 10), ""),
    ],
    ids=["one wide cell a row", "two", "one row", "long cells", "many cells", "30 nested", "nested"],
)
def test_a_table_is_read_in_a_time_that_grows_with_its_size_alone(
    tmp_path: Path, made: Callable[[int], str], said: str
) -> None:
    def run(table: str) -> None:
        (tmp_path / "a.html").write_text(f"<html><body><p>{TEXT}</p>{table}</body></html>")
        assert said in load(tmp_path / "a.html").text

    assert_not_quadratic(made, run, size=250)


@pytest.mark.parametrize(
    "page",
    [
        nested(300, 130),
        "<div>" * 200 + "<p>The mill was sold.</p>" * 6_000,
        ("<ul><li>" + "<p>The mill was sold.</p>" * 20) * 300,
        "<blockquote>" * 150 + "<i>The mill</i> was sold. " * 6_000,
    ],
    ids=["tables", "divisions", "lists", "quotations"],
)
def test_a_page_with_thousands_of_elements_that_nest_deep_is_refused_before_it_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    for step in ("take_out_hidden", "straighten_tables", "blocks_of"):
        forbid(monkeypatch, f"factcheck.documents.formats.html.{step}")
    (tmp_path / "a.html").write_text(f"<html><body><p>{TEXT}</p>{page}</body></html>")
    with pytest.raises(DocumentError, match="has more than 5,000 elements that nest more than 100 deep"):
        load(tmp_path / "a.html")


@pytest.mark.parametrize(
    ("rule", "element"),
    [
        ("p{{color:red}}", "<p>Sold."),
        ("p.x{{n{}:1;color:red}}", "<p class=x>Sold."),
        (".a{}.x{{color:red}}", "<p class='x a{}'>Sold."),
        (".x.a{}{{color:red}}", "<p class='a{} x'>Sold."),
        ("#a{}{{color:red}}", "<p id=a{}>Sold."),
    ],
)
def test_the_time_to_style_a_page_grows_with_its_rules_and_elements_alone(rule: str, element: str) -> None:
    def made(size: int) -> bytes:
        rules, elements = ("".join(map(each.format, range(size))) for each in (rule, element))
        return f"<html><head><style>{rules}</style></head><body>{elements}</body></html>".encode()

    assert_not_quadratic(made, read_whole, size=1_000)


def test_a_page_that_never_closes_its_tags_is_not_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<font size=2>The mill was sold. It is old.<br>" * 300)
    assert load(tmp_path / "a.html").text


@pytest.mark.parametrize(
    "odd",
    [
        "<script>if (a<b) {" + " x = y + z;" * 3_000 + "}</script>",
        "<!-- <p " + "word " * 3_000 + "-->",
        "<style>a<b" + " p { color: red }" * 2_000 + "</style>",
        '<img alt="' + "word " * 3_000 + '">',
        "<p>3 < 4, and " + "so on " * 3_000 + "</p>",
    ],
)
def test_what_only_looks_like_such_a_tag_is_read(tmp_path: Path, odd: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{odd}<p>{TEXT}</p></body></html>")
    assert "sail on 3 May" in load(tmp_path / "a.html").text


@pytest.mark.parametrize(
    "address",
    [
        "::127.0.0.1",
        "::10.0.0.1",
        "::8.8.8.8",
        "fec0::1",
        "feff::1",
        "64:ff9b:1::a00:1",
        "64:ff9b:1::808:808",
        "64:ff9b::7f00:1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "fc00::1",
        "100::1",
        "4000::1",
        "::1",
        "::",
        "192.0.0.8",
        "192.0.0.170",
        "192.88.99.1",
        "3fff::1",
        "2001:0:a00:1::f7f7:f7f7",  # Teredo, a public client behind a private server
        "2001:0:808:808::f5ff:fffe",  # and the other way round
        "2606:4700::5efe:a00:1",  # ISATAP
        "2606:4700::200:5efe:7f00:1",
        "::ffff:0:7f00:1",
    ],
)
def test_no_way_of_writing_a_private_address_makes_it_public(address: str) -> None:
    assert not _is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "2606:4700::6810:84e5",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
        "8.8.8.8",
        "2002:808:808::1",
        "2606:4700::5eff:a00:1",
    ],
)
def test_a_public_address_stays_public(address: str) -> None:
    assert _is_public(address)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["8.8.8.8", "192.168.0.1"], ["fd00::1"], ["::ffff:127.0.0.1"]])
def test_a_name_with_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    answered = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered)
    with pytest.raises(DocumentError, match=f"'news.example' is at the private address {addresses[-1]}"):
        load("http://news.example/x")


@pytest.mark.parametrize(
    "url", ["http://xn--/", "https://xn--.org/", "http://www.xn--/x", "http://xn--a-.example/", "http://a.xn--0000000/"]
)
def test_a_host_that_cannot_be_spelt_is_no_internal_error(url: str) -> None:
    with pytest.raises(DocumentError, match=r"is not a valid URL|cannot be found"):
        load(url)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/ptmx"])
def test_a_device_is_refused_and_never_read(device: str) -> None:
    with pytest.raises(DocumentError, match=f"^{device}: is a device, not a document$"):
        load(device)


def test_a_socket_is_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "d.md"))
        with pytest.raises(DocumentError, match=r"d\.md: cannot be read"):
            load(tmp_path / "d.md")


@pytest.mark.skipif(not os.access("/proc/kmsg", os.R_OK), reason="the kernel's log may not be read here")
@pytest.mark.timeout(60)
def test_a_file_of_the_system_that_never_ends_is_not_waited_for() -> None:
    with contextlib.suppress(DocumentError):  # there may be lines to read
        load("/proc/kmsg")


def test_escapes_in_the_names_of_files_that_are_passed_over_reach_no_notice(tmp_path: Path) -> None:
    folder = tmp_path / "f\x1b[31m"
    folder.mkdir()
    (folder / "a.md").write_text(TEXT)
    for name in ("\x1b[2J", "\x9b31m", "\x07", "\u202e", "\u2066", "\u200b", "\x7f", "\n"):
        (folder / f"b{name}.xyz").write_text("x")
    (only,) = load_sources([folder])
    assert any("skipped files" in notice for notice in only.notices)
    assert all(map(str.isprintable, only.notices))


def test_escapes_in_the_name_of_a_file_reach_no_document(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\x07\nb.txt"
    file.write_text(TEXT)
    document = load(file)
    assert document.name.isprintable()
    assert document.origin.isprintable()
