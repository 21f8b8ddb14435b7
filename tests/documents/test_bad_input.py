"""What cannot be loaded ends as one clear line that names the document, and exit code 2."""

from __future__ import annotations

import errno
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from factcheck.documents import from_text, load, load_sources
from factcheck.errors import DocumentError, OutputError
from tests.documents.files import STORY, docx_bytes, pdf_bytes
from tests.growth import assert_not_quadratic

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def package(*names: str) -> bytes:
    """A ZIP file with these members, each empty."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "")
    return held.getvalue()


def refusal(origin: str) -> str:
    with pytest.raises(DocumentError) as caught:
        load(origin, id="story")
    message = str(caught.value)
    assert caught.value.exit_code == 2
    assert message.isprintable(), "one line"
    return message


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\xef\xbb\xbf", "has no text"),
        ("a.txt", b"--- * ...", "has no text"),
        ("a.txt", "​‮".encode(), "has no text"),
        ("a.md", b"---\ntitle: T\n---\n", "has no text"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "has no text"),
        ("a.html", b"<html><body><p hidden>Only this is here.</p></body></html>", "has no text"),
        ("a.docx", docx_bytes(), "has no text"),
        ("a.pdf", pdf_bytes([""]), "no text layer"),
        ("a.txt", PNG, "is a PNG image"),
        ("a.pdf", PNG, "cannot be read as PDF"),
        ("a", b"\x7fELF\x02\x01\x01", "is a program"),
        ("a.zip", b"PK\x03\x04\x14\0\0\0", "is a ZIP archive"),
        ("a.txt", b"PK\x03\x04\x14\0\0\0", "is a ZIP archive"),
        ("a.xlsx", package("xl/sharedStrings.xml"), "is a damaged spreadsheet, or one in another format than .xlsx"),
        ("a.docx", package("word/styles.xml"), "is a damaged Word document, a template or a document with macros"),
        ("a.txt", b"abc\0def", "is binary, not text (byte 3 is NUL)"),
        ("a.txt", bytes(range(1, 256)) * 4, "is binary"),
        ("a.md", PNG, "is a PNG image"),
        ("a.pdf", pdf_bytes([STORY[:60]], password="secret"), "is password-protected"),
        ("a.docx", OLE, "is password-protected or in the old .doc format"),
        ("a.doc", OLE, "old or password-protected Office document"),
        ("a.docx", docx_bytes(STORY)[:9_000], "is truncated or damaged"),
        ("a.docx", b"not a package", "is truncated or damaged"),
        ("a.pdf", b"not a page", "cannot be read as PDF"),
        ("a.pdf", pdf_bytes([STORY[:60]])[:200], "cannot be read as PDF"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    message = refusal(str(path))
    assert message.startswith(f"{path}: ")
    assert words in message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "none.txt")).endswith("none.txt: there is no such file")
    assert "not a valid path" in refusal("a\0b.txt")
    assert refusal("line\nbreak.txt") == "line break.txt: there is no such file"


def test_an_empty_name_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    assert refusal("") == "'': names no document; is a variable empty?"
    with pytest.raises(DocumentError, match="names no document"):
        load_sources([""])


@pytest.mark.parametrize("url", ["http://", "https:///path"])
def test_a_url_without_a_host(url: str) -> None:
    assert "it names no host" in refusal(url)


def test_a_full_disk_of_temporary_files_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.txt").write_text(STORY)
    monkeypatch.setattr("py3langid.classify", full)
    with pytest.raises(OutputError, match=r"no temporary file can be written \(No space left on device\): make room"):
        load(str(tmp_path / "a.txt"))


def test_a_folder_as_story(tmp_path: Path) -> None:
    assert "is a folder, not a document" in refusal(str(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    path.chmod(0)
    assert "permission denied" in refusal(str(path))


def test_a_file_of_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "must be smaller than 50 MB" in refusal(str(path))


def test_more_text_than_can_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 1_000_001)
    assert refusal(str(path)).endswith("has 5,000,004 characters of text; the limit is 5,000,000")


def test_empty_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert refusal("-") == "standard input: is empty"


def test_empty_text_in_memory() -> None:
    with pytest.raises(DocumentError, match=r"^draft: has no text$"):
        from_text("  \n", id="story", name="draft")


def test_sources_name_the_one_that_fails(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(STORY)
    (tmp_path / "bad.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match=r"bad\.txt: is empty"):
        load_sources([str(tmp_path)])


def test_a_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(PNG)
    with pytest.raises(DocumentError, match="has no documents"):
        load_sources([str(tmp_path)])


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_the_time_to_load_one_enormous_line_grows_with_its_length_alone(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"

    def run(line: str) -> None:
        path.write_text(line)
        assert len(load(str(path), id="story").text) == len(line) - 1

    assert_not_quadratic(lambda size: f"{STORY} " * (size // len(STORY)), run, size=50_000)
