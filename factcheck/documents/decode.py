"""Bytes to text: byte-order mark, declared encoding, UTF-8, and only then a guess, with a notice."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from factcheck.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose little-endian mark is a prefix of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ASCII, and other characters of English text in the Western code page: accented letters, typographic marks, a few
# signs.
_WESTERN = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿŒœŠšŸŽžƒ‚„…‹›‘’“”•–—™€£¥¢§©®°±²³µ·¹º¼½¾¿¡«»\xa0\xad]*")
_CAPITAL_INSIDE = re.compile(r"[a-z][À-ÖØ-ÞŒŠŸŽ]")
_AS_BROWSERS_DO = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
"""The meaning of a label on the web (encoding.spec.whatwg.org): the larger code page whose characters such texts use. A text
that is UTF-16 has NUL bytes."""
_SAMPLE = 100_000
"""How many bytes to look at to guess an encoding."""


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data`, and notices of any guess or loss. `declared` is the encoding that the document names.

    Raises DocumentError if the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    if unmarked := _unmarked(data):
        text, notices_of_loss = _decode_marked(data, unmarked)
        return text, (f"has no byte-order mark; read as {unmarked}, a guess", *notices_of_loss)
    if b"\0" in data:
        raise DocumentError(f"is binary, not text (byte {data.index(0)} is NUL)")
    notices: list[str] = []
    if declared:
        try:
            encoding = codecs.lookup(declared).name
            encoding = _AS_BROWSERS_DO.get(encoding, encoding)
            if encoding == "cp1252" and not data.isascii() and _is_utf8(data):
                return data.decode("utf-8"), (f"declares {_shown(declared)}, but is UTF-8 and was read as that",)
            return data.decode(encoding), ()
        except (LookupError, ValueError):
            notices.append(f"is not valid {_shown(declared)}, the encoding it declares")
    try:
        return data.decode("utf-8"), tuple(notices)
    except UnicodeDecodeError:
        text, encoding = _guess(data)
    _refuse_noise(text)
    return text, (*notices, f"names no valid encoding and is not UTF-8; read as {encoding}, a guess")


def _unmarked(data: bytes) -> str | None:
    """The encoding of UTF-16 without a mark: every other byte of most of its characters is NUL, and none of the others is."""
    sample = data[:_SAMPLE]
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(zeros) * 4 < len(sample) or min(zeros):
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_marked(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    _refuse_noise(text)
    lost = text.count("\ufffd")
    return text, (f"{lost} characters are not valid {encoding} and show as \ufffd",) if lost else ()


def _guess(data: bytes) -> tuple[str, str]:
    """Western text is recognised by its characters: a statistical guess is unreliable on the few accents of English
    news."""
    accents = sum(byte > 0x7F for byte in data[:_SAMPLE])
    western = data.decode("cp1252", errors="replace")
    if accents * 5 < len(data[:_SAMPLE]) and _WESTERN.fullmatch(western) and not _CAPITAL_INSIDE.search(western):
        return western, "cp1252"
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise DocumentError("is binary, or text in an encoding that cannot be told; save it as UTF-8")
    return data.decode(best.encoding, errors="replace"), best.encoding


def _refuse_noise(text: str) -> None:
    """Text has next to no control characters and few losses; bytes that only happen to decode have many."""
    sample = text[:_SAMPLE]
    noise = sum((c < " " and c not in "\t\n\r\f") or c == "\ufffd" or "\x7f" <= c <= "\x9f" for c in sample)
    if noise * 20 > len(sample):
        raise DocumentError("is binary, or text in an encoding that cannot be told; save it as UTF-8")


def _shown(encoding: str) -> str:
    return re.sub(r"[^\w.-]", "?", encoding)[:30]
