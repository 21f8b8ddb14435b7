"""Files and addresses made to hang the program, to take its time and memory, or to lead it where it must not go."""

from __future__ import annotations

import io
import os
import socket
import time
import zipfile
from pathlib import Path

import pytest

from factcheck.documents import load, load_sources
from factcheck.documents.fetch import _is_public
from factcheck.errors import DocumentError
from tests.documents.files import docx_bytes

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
def test_a_word_document_of_too_many_parts_is_refused_before_it_is_read(tmp_path: Path, body: bytes, why: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                start = content.index(b"<w:body>") + len(b"<w:body>")
                content = content[:start] + body + content[start:]
            new.writestr(entry.filename, content)
    (tmp_path / "a.docx").write_bytes(made.getvalue())
    began = time.process_time()
    with pytest.raises(DocumentError, match=why):
        load(tmp_path / "a.docx")
    assert time.process_time() - began < 3


@pytest.mark.parametrize("name", ["a.html", "a.md"])
@pytest.mark.parametrize("attribute", ["a{}='x'", "a{}", 'data-a{}=">"', "a{}=x"])
def test_a_tag_with_thousands_of_attributes_is_refused_at_once(tmp_path: Path, name: str, attribute: str) -> None:
    attributes = " ".join(attribute.format(number) for number in range(40_000))
    (tmp_path / name).write_text(f"<html><body><p {attributes}>{TEXT}</p></body></html>")
    began = time.process_time()
    with pytest.raises(DocumentError, match=r"has a tag <p> with more than 1,000 attributes"):
        load(tmp_path / name)
    assert time.process_time() - began < 3


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
    ],
)
def test_no_way_of_writing_a_private_address_makes_it_public(address: str) -> None:
    assert not _is_public(address)


@pytest.mark.parametrize("address", ["2606:4700::6810:84e5", "64:ff9b::808:808", "::ffff:8.8.8.8", "8.8.8.8"])
def test_a_public_address_stays_public(address: str) -> None:
    assert _is_public(address)


def test_escapes_in_the_name_of_a_file_reach_no_document(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\x07\nb.txt"
    file.write_text(TEXT)
    document = load(file)
    assert document.name.isprintable()
    assert document.origin.isprintable()
