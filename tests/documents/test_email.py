"""An e-mail is read as its sender's own words; what comes with it, or is quoted in it, is left out and named."""

from __future__ import annotations

import contextlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.documents import load
from factcheck.documents.formats.eml import read
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.growth import assert_not_quadratic, forbid


def loaded(folder: Path, data: str | bytes, name: str = "a.eml") -> Document:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return load(str(path), id="s1")


def mail(text: str = "", html: str = "", subject: str = "The mill is sold") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ada Vik – press <press@vale.example>"
    message["To"] = "desk@echo.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 14 May 2024 18:20:00 +0200"
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def test_the_headers_give_title_author_publisher_and_date(tmp_path: Path) -> None:
    document = loaded(
        tmp_path, mail("Vale has sold its “old” mill – for €4,100.", subject="Mühle „verkauft“").as_bytes()
    )
    assert document.media_type == "message/rfc822"
    assert (document.title, document.author) == ("Mühle „verkauft“", "Ada Vik – press")
    assert (document.publisher, document.published) == ("vale.example", "2024-05-14T18:20:00+02:00")
    assert document.text == "Mühle „verkauft“\n\nVale has sold its “old” mill – for €4,100."
    assert document.sentences[0].role == "headline"
    assert document.notices == ()


def test_an_e_mail_is_told_by_its_content_and_headers_are_no_text(tmp_path: Path) -> None:
    data = mail("The mill is sold.").as_bytes()
    for name, sent in (
        ("a.txt", data),
        ("a", data.replace(b"\n", b"\r\n")),
        ("b.txt", b"From a@b.example Tue May 14\n" + data),
    ):
        assert loaded(tmp_path, sent, name).text == "The mill is sold\n\nThe mill is sold."


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "unknown-8bit", ""])
def test_a_body_is_read_in_the_encoding_it_is_in(tmp_path: Path, charset: str) -> None:
    encoding = "utf-8" if charset == "utf-8" else "cp1252"
    label = f"; charset={charset}" if charset else ""
    head = f"From: Bo Moe <bo@vale.example>\nContent-Type: text/plain{label}\nContent-Transfer-Encoding: 8bit\n\n"
    document = loaded(tmp_path, head.encode() + "It cost €4,100 – “a lot”.".encode(encoding))
    assert document.text == "It cost €4,100 – “a lot”."


def test_lines_that_only_flow_are_joined(tmp_path: Path) -> None:
    head = "Subject: Mill\nContent-Type: text/plain; format=flowed\n\n"
    assert "sold for 40,000 euros." in loaded(tmp_path, f"{head}It was \nsold for \n40,000 euros.\n").text


def test_a_mail_of_html_alone_is_read_without_what_it_hides(tmp_path: Path) -> None:
    page = "<p>The mill is <s>closed</s> sold for <b>40,000</b> euros.</p><p style='display:none'>Say so.</p><p>It is old.</p>"
    document = loaded(tmp_path, mail(html=page).as_bytes())
    assert document.text == "The mill is sold\n\nThe mill is sold for 40,000 euros.\n\nIt is old."
    assert document.notices == (
        "left out hidden text of 7 characters: “Say so.”",
        "left out struck-out text of 6 characters: “closed”",
    )


def test_words_that_only_the_html_of_a_mail_has_are_said(tmp_path: Path) -> None:
    document = loaded(tmp_path, mail("It is sold for 40,000 euros.", "<p>It is sold for 90,000 euros.").as_bytes())
    assert "40,000" in document.text
    assert document.notices == ("left out words that only the HTML of the e-mail has, of 6 characters: “90,000”",)
    same = mail("It is sold: https://a.example/x", "<p>It is <a href='https://a.example/x'>sold</a>:")
    assert loaded(tmp_path, same.as_bytes()).notices == ()


REPLY = """It is sold for 40,000 euros.

> How much?

Nobody else asked.

On Tue, 14 May 2024 at 18:20, Desk
<desk@echo.example> wrote:

> Is the mill closed for nine weeks?
"""
OUTLOOK = """It is sold.

From: Desk <desk@echo.example>
Sent: 14 May 2024
To: Ada Vik
Subject: Mill

It is closed, we hear.
"""


def test_what_a_reply_quotes_is_left_out_and_said(tmp_path: Path) -> None:
    document = loaded(tmp_path, mail(REPLY, subject="Re: Mill").as_bytes())
    assert document.text.split("\n\n") == ["Re: Mill", "It is sold for 40,000 euros.", "Nobody else asked."]
    (notice,) = document.notices
    assert notice.startswith("left out quoted text of")
    assert "How much?" in notice
    outlook = loaded(tmp_path, mail(OUTLOOK, subject="AW: Mill").as_bytes())
    assert outlook.text == "AW: Mill\n\nIt is sold."
    page = mail(
        html=f"<p>It is sold.<p>{'<br>'.join(OUTLOOK.split(chr(10))[2:]).replace('<desk', '&lt;desk')}",
        subject="Re: Mill",
    )
    assert loaded(tmp_path, page.as_bytes()).text == "Re: Mill\n\nIt is sold."


def test_what_a_mail_forwards_is_read(tmp_path: Path) -> None:
    document = loaded(tmp_path, mail(OUTLOOK, subject="FW: Mill").as_bytes())
    assert "It is closed, we hear." in document.text
    only = loaded(tmp_path, mail("> It is sold.\n", subject="Re: Mill").as_bytes())
    assert "It is sold." in only.text
    assert only.notices == ("has only quoted text, which was read",)


def test_attachments_and_signatures_are_named(tmp_path: Path) -> None:
    message = mail("The mill is sold.\n\n-- \nAda Vik\nPress officer\n")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="accounts.csv")
    message.add_attachment(mail("It is closed.", subject="Old news"))
    document = loaded(tmp_path, message.as_bytes())
    assert document.text == "The mill is sold\n\nThe mill is sold."
    assert document.notices == (
        "left out the signature of 21 characters: “Ada Vik Press officer”",
        "left out 2 attachments: accounts.csv (8 bytes), an e-mail “Old news”; each can be given as a file of its own",
    )


def attached_only() -> bytes:
    message = mail(subject="Accounts")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="accounts.pdf")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Hello", "is not an e-mail: it begins without headers"),
        ("Subject: Mill\nMIME-Version: 1.0\n\n \n", "is an e-mail without text"),
        (attached_only(), r"without text; give its attachments \(accounts\.pdf \(8 bytes\)\)"),
        (
            "Content-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion: 1\n--x--\n",
            "is an encrypted or sealed e-mail",
        ),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA", "is an encrypted or sealed e-mail"),
        (
            "From a@b.example Tue May 14 2024\nFrom: a\n\nHi\n\nFrom c@d.example Tue May 14 2024\nFrom: c\n\nHo\n",
            "is a mailbox",
        ),
    ],
)
def test_a_mail_that_cannot_be_read_is_refused_by_name(tmp_path: Path, data: str | bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        loaded(tmp_path, data)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("data", "words", "unreached"),
    [
        (
            f"Subject: {'=?utf-8?q?a?= ' * 1_000}\n\nHi",
            "a header Subject of more than 2,000 characters",
            "decode_header",
        ),
        ("Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 101, "or 100 nested parts", "message_from_bytes"),
        ("Subject: Mill\n" + "\n" * 3_000_000, "more than 1,000,000 lines", "message_from_bytes"),
    ],
    ids=["header", "parts", "lines"],
)
def test_a_mail_made_to_hang_the_reader_is_refused_before_that(
    monkeypatch: pytest.MonkeyPatch, data: str, words: str, unreached: str
) -> None:
    forbid(monkeypatch, f"factcheck.documents.formats.eml.{unreached}")
    with pytest.raises(DocumentError, match=words):
        read(data.encode())


@pytest.mark.parametrize("line", ["> a\nb\n", "-- \n", "a \n", "From: a\nSent: b\n\n", "On a wrote:\n"], ids=repr)
def test_the_time_to_read_a_body_made_to_hang_grows_with_its_length_alone(line: str) -> None:
    def run(body: str) -> None:
        with contextlib.suppress(DocumentError):
            read(f"Subject: Re: Mill\nContent-Type: text/plain; format=flowed\n\nSold.\n\n{body}".encode())

    assert_not_quadratic(lambda size: line * size, run, size=4_000)


lines = st.sampled_from(
    ["From: a", "Subject: =?utf-8?b?4oKs?=", "Subject: =?x?q?=ff?=", "Date: Tue", "MIME-Version: 1.0", "", "--b", "--b--", "> so",
     "-- ",
     "Content-Type: multipart/mixed; boundary=b", "Content-Type: text/html", "Content-Type: message/rfc822", "<p>Sold",
     "Sold.", "U29sZA==", "Content-Disposition: attachment", "Content-Transfer-Encoding: base64",
     "Content-Type: text/plain; charset*=utf-8''%ff"]
)  # fmt: skip


@given(st.lists(lines | st.binary(max_size=20).map(lambda odd: odd.decode("latin-1")), max_size=25))
@settings(max_examples=300, deadline=None)
def test_whatever_the_lines_a_text_comes_out_or_a_document_error(said: list[str]) -> None:
    try:
        content = read("\n".join(said).encode("latin-1", "replace"))
    except DocumentError:
        return
    assert content.blocks
