"""Small real files in each format, made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

import docx
from pypdf import PdfWriter

STORY = "Shells hit the port on Sunday, the mayor said. Two people died. A warehouse burned for 3.5 hours."


def pdf_bytes(*pages: Sequence[str], password: str | None = None, title: str | None = None) -> bytes:
    """A PDF of these pages, each a sequence of lines in Helvetica."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, lines in enumerate(pages):
        shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    tail += f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    plain = body + tail.encode()
    if password is None and title is None:
        return plain
    writer = PdfWriter(clone_from=BytesIO(plain))
    if title is not None:
        writer.add_metadata({"/Title": title})
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def docx_bytes(*paragraphs: str, title: str = "") -> bytes:
    """A Word document of these paragraphs, with a heading when there is a title."""
    document = docx.Document()
    if title:
        document.add_heading(title, level=0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing", "meta": "meta",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts, by name."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def odt_bytes(body: str, styles: str = "", frame: str = "", **more: str) -> bytes:
    """An OpenDocument text with this XML as body, styles of its own, and as the page's header and footer; `more` by part."""
    page = f"<office:master-styles><style:master-page>{frame}</style:master-page></office:master-styles>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF_NAMES}>{page}</office:document-styles>",
            **{f"{name}.xml": f"<office:document {_ODF_NAMES}>{xml}</office:document>" for name, xml in more.items()},
        }
    )


def epub_bytes(*pages: str, facts: str = "", **more: str | bytes) -> bytes:
    """An e-book of these pages (the inside of each body), with these `facts` of it in XML; `more` parts by name."""
    items = "".join(
        f'<item id="p{n}" href="p{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(pages))
    )
    order = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata>{facts}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
            **{f"OPS/p{n}.xhtml": page.format(text) for n, text in enumerate(pages)},
            **more,
        }
    )


def rtf_bytes(body: str) -> bytes:
    """An RTF document with this as its body, and a heading's style as style 1, white as colour 1."""
    head = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red255\green255\blue255;}"
    return rf"{{\rtf1{head}{{\stylesheet{{\s0 Normal;}}{{\s1 heading 1;}}}}{body}}}".encode("cp1252")


def srt(*captions: tuple[float, float, str]) -> str:
    """Captions as SubRip text: when each begins and ends, in seconds, and its words."""
    return "\n".join(
        f"{number}\n{_clock(begins)} --> {_clock(ends)}\n{words}\n"
        for number, (begins, ends, words) in enumerate(captions, 1)
    )


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
