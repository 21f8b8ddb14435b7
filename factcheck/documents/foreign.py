"""Files that factcheck cannot read, recognised by their bytes, media type or name, with advice for each."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import NoReturn

from factcheck.errors import DocumentError

SUPPORTED = "plain text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, XLSX, CSV, e-mail (.eml), SRT and VTT"

_AS_DOCX = "save it as .docx or .pdf"
_AS_TEXT = "save its words as .txt"
_TABLE = "save it as .xlsx or .csv"
_SPOKEN = "save it as .srt or .vtt"
_MAIL = "save it as .eml"
_UNPACK = "unpack it and give the files in it"
_NONE = "give the text that goes with it"

_OLD_OFFICE = ("an old or password-protected Office document", _AS_DOCX)
_OPEN_TEXT, _BOOK = (
    ("an OpenDocument file of another kind", "save it as .odt"),
    ("an e-book of another kind", "save it as .epub, or the chapter that is meant as .txt"),
)
_SHEET, _SLIDES = ("a spreadsheet", _TABLE), ("a presentation", "save it as .pdf")
_SUBTITLES, _EMAIL = (
    ("a file of subtitles of another kind", _SPOKEN),
    ("a mailbox or a saved MIME page", "save the e-mail as .eml, the page as .html"),
)
_CALENDAR, _CARD = ("a calendar file", _AS_TEXT), ("an address card", _AS_TEXT)
_IMAGE, _SOUND, _FILM = (
    ("an image", "run it through text recognition first"),
    ("a sound file", _NONE),
    ("a film", _NONE),
)
_JSON, _XML, _TEX = (
    ("JSON data", _AS_TEXT),
    ("an XML file", "save it as .html or .txt"),
    ("a LaTeX source", "save it as .pdf"),
)
_ARCHIVE = ("an archive", _UNPACK)

Foreign = tuple[str, str]
"""The kind of file, and the way to make it readable."""

_BY_ENDING: dict[str, Foreign] = {
    **dict.fromkeys(("mbox", "mht", "mhtml", "emlx"), _EMAIL),
    "msg": ("an Outlook message", _MAIL),
    **dict.fromkeys(("ass", "ssa", "sbv", "ttml", "dfxp"), _SUBTITLES),
    "fodt": _OPEN_TEXT, "doc": _OLD_OFFICE, "dot": _OLD_OFFICE,
    **dict.fromkeys(("docm", "dotx", "dotm"), ("a Word template or a document with macros", _AS_DOCX)),
    **dict.fromkeys(("pages", "wpd", "wps"), ("a document of another word processor", _AS_DOCX)),
    **dict.fromkeys(("mobi", "azw", "azw3", "fb2"), _BOOK),
    **dict.fromkeys(("xls", "xlsb", "ods", "numbers", "xltx", "xltm"), _SHEET),
    **dict.fromkeys(("pptx", "ppt", "odp", "key"), _SLIDES),
    **dict.fromkeys(("json", "jsonl", "ndjson", "geojson"), _JSON), "xml": _XML, "rss": _XML, "atom": _XML,
    **dict.fromkeys(("tex", "latex"), _TEX), "ics": _CALENDAR, "vcf": _CARD,
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "bmp", "heic", "svg"), _IMAGE),
    **dict.fromkeys(("mp3", "wav", "m4a", "ogg", "flac", "aac"), _SOUND),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm"), _FILM),
    **dict.fromkeys(("zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "tar"), _ARCHIVE),
}  # fmt: skip
_BY_TYPE: dict[str, Foreign] = {
    "text/calendar": _CALENDAR, "text/vcard": _CARD, "text/xml": _XML,
}  # fmt: skip
OFFICE_CONTAINER = b"\xd0\xcf\x11\xe0"
_BY_FIRST_BYTES: tuple[tuple[bytes, Foreign], ...] = (
    (b"\x89PNG\r\n\x1a\n", ("a PNG image", _IMAGE[1])),
    (b"\xff\xd8\xff", ("a JPEG image", _IMAGE[1])),
    (b"GIF8", ("a GIF image", _IMAGE[1])),
    (b"II*\0", ("a TIFF image", _IMAGE[1])),
    (b"MM\0*", ("a TIFF image", _IMAGE[1])),
    (b"AT&TFORM", ("a DjVu document", "save it as .pdf")),
    (b"RIFF", ("a sound, film or image file", _NONE)),
    *((b"ID3" + bytes([version]), _SOUND) for version in (2, 3, 4)),
    (b"OggS\0", _SOUND),
    (b"fLaC\0", _SOUND),
    (b"\x1aE\xdf\xa3", _FILM),
    (b"\x7fELF", ("a program", _NONE)),
    (b"MZ\x90", ("a program", _NONE)),
    (b"PK\x05\x06", ("an empty ZIP archive", _NONE)),
    (b"\x1f\x8b", ("a gzip archive", _UNPACK)),
    (b"BZh", ("a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ", ("an xz archive", _UNPACK)),
    (b"7z\xbc\xaf", ("a 7z archive", _UNPACK)),
    (b"Rar!\x1a\x07", ("a RAR archive", _UNPACK)),
    (b"bplist00", ("a property list or web archive", "save the page as .html")),
    (b"SQLite format 3", ("a database", _NONE)),
    (OFFICE_CONTAINER, _OLD_OFFICE),
    (b"%!PS", ("a PostScript file", "save it as .pdf")),
)
_IN_PACKAGE: tuple[tuple[str, Foreign], ...] = (
    ("xl/", ("a damaged spreadsheet, or one in another format than .xlsx", _TABLE)),
    ("ppt/", _SLIDES),
    ("word/", ("a damaged Word document, a template or a document with macros", _AS_DOCX)),
    ("Index/Document.iwa", _BY_ENDING["pages"]),
)
_IN_MIMETYPE: tuple[tuple[bytes, Foreign], ...] = (
    (b"opendocument.text", _OPEN_TEXT),
    (b"opendocument.spreadsheet", _SHEET),
    (b"opendocument.presentation", _SLIDES),
)
CAPTION_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}"
_BY_TEXT: tuple[tuple[re.Pattern[str], Foreign], ...] = (
    (re.compile(rf"\[Script Info\]|{CAPTION_TIME},{CAPTION_TIME}\n"), _SUBTITLES),
    (re.compile(r"BEGIN:VCALENDAR"), _CALENDAR),
    (re.compile(r"BEGIN:VCARD"), _CARD),
    (re.compile(r"(?:%.*\n\s*)*\\document(?:class|style)\b"), _TEX),
    (re.compile(r"<\?xml\b|<(?:rss|feed|tt|svg)\b[^>]*>"), _XML),
)
_HEAD = 20_000


def refuse_package(data: bytes) -> NoReturn:
    """Raises DocumentError that names what kind of ZIP file the bytes are."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            mimetype = package.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        names, mimetype = [], b""
    for words, foreign in _IN_MIMETYPE:
        if words in mimetype:
            raise _refusal(foreign)
    for start, foreign in _IN_PACKAGE:
        if any(name.startswith(start) for name in names):
            raise _refusal(foreign)
    raise _refusal(("a ZIP archive", _UNPACK))


def refuse_bytes(data: bytes, name: str) -> None:
    """Raises DocumentError when the first bytes are those of a binary file."""
    if data.startswith(OFFICE_CONTAINER):
        refuse_name(name)  # messages, spreadsheets and slides come in it as well
    for magic, foreign in _BY_FIRST_BYTES:
        if data.startswith(magic):
            raise _refusal(foreign)
    if data.startswith(b"\0\0\0") and data[4:8] == b"ftyp":
        raise _refusal(_FILM)


def refuse_name(name: str) -> None:
    """Raises DocumentError if the ending of `name` is that of an unsupported format."""
    foreign = _BY_ENDING.get(PurePath(name).suffix[1:].lower())
    if foreign:
        raise _refusal(foreign)


def refuse_type(media_type: str) -> None:
    """Raises DocumentError if a server says that it is text of an unsupported format."""
    if media_type in _BY_TYPE:
        raise _refusal(_BY_TYPE[media_type])


def refuse_text(data: bytes) -> None:
    """Raises DocumentError if plain text is written for a program: subtitles, an e-mail, data."""
    text = start_of(data).lstrip()
    for pattern, foreign in _BY_TEXT:
        if pattern.match(text):
            raise _refusal(foreign)
    if re.match(r"[\[{]\s*[\"{\[\]}]", text) and _is_json(data.decode("utf-8-sig", errors="replace")):
        raise _refusal(_JSON)


def start_of(data: bytes) -> str:
    """The first lines of possible text, as far as they are readable without its encoding."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = data[:_HEAD].decode(encoding, errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
    return text if len(data) <= _HEAD else text.rpartition("\n")[0]


def _refusal(foreign: Foreign) -> DocumentError:
    what, advice = foreign
    return DocumentError(f"is {what}, which is not read: {advice} ({SUPPORTED} can be read)")


def _is_json(text: str) -> bool:
    """Whether the text, or its first line, is one JSON value."""
    for said in (text, text.partition("\n")[0]):
        try:
            json.loads(said)
        except (ValueError, RecursionError):
            continue
        return True
    return False
