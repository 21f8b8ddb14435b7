"""RTF documents (.rtf). striprtf knows the format's code pages, symbols and destinations; this module reads what it
would drop.

striprtf itself gives one string without footnotes and text boxes, but with deleted, struck-out and hidden words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from striprtf.striprtf import charset_map, destinations, specialchars

from factcheck.documents.content import Block, Content
from factcheck.documents.formats.rtf_paragraphs import Paragraphs
from factcheck.documents.formats.runs import DELETED, HIDDEN, STRUCK, Seen, TextRun
from factcheck.documents.limits import MAX_GROUPS, MAX_TOKENS
from factcheck.errors import DocumentError

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)",
    re.DOTALL,
)
_BEGIN_TOKENS = (b"\\", b"{", b"}", b"\n", b"\r")
"""The bytes that begin all tokens but text; text is between two of them."""
_BODY, _SKIPPED, _NOTE, _FRAME = "body", "skipped", "note", "frame"
_PLACES = {
    "footnote": _NOTE, "shptxt": _FRAME, "dptxbxtext": _FRAME, "annotation": "comments",
    "listtext": "list mark", "pntext": "list mark",
    **dict.fromkeys(("header", "headerf", "headerl", "headerr"), "page headers"),
    **dict.fromkeys(("footer", "footerf", "footerl", "footerr"), "page footers"),
    "mmath": "formulas", "fonttbl": "fonts", "colortbl": "colours", "stylesheet": "styles", "title": "title", "author": "author",
}  # fmt: skip
_TOLD = frozenset({"comments", "page headers", "page footers", "formulas"})
_WRAPPERS = frozenset("shp shpinst shpgrp object result info do dptxbx formfield pn mailmerge nesttableprops".split())
"""Groups that hold text among other things."""
_INSTEAD = "nonesttables"
"""The group for readers that know of no tables in tables."""
_MAC = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_NO_TEXT = frozenset({"par", "sect", "page", "row", "cell", "nestcell", "nestrow"})
_SMALLEST = 4
"""Half points: readers cannot see smaller words."""


@dataclass(frozen=True)
class _State:
    """The state that a group passes to the groups in it."""

    place: str = _BODY
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    font: int = 0
    size: int = 24
    colour: int = 0
    ground: int = 0
    after_unicode: int = 1


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - an RTF document names its own encodings
    """Paragraphs, list items, table rows and headings in order, footnotes and text boxes after what refers to them.

    Tracked changes are as accepted. Deleted, struck-out and hidden text, comments, page headers and footers are left
    out and named in notices. Raises DocumentError if it is not RTF, nests too deep or is too long.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentError("is not an RTF document: it does not begin with {\\rtf")
    if sum(map(data.count, _BEGIN_TOKENS)) > MAX_TOKENS:
        raise DocumentError(f"has more than {MAX_TOKENS:,} control words and groups, the limit")
    reader = _Reader(data.lstrip())
    blocks = tuple(reader.read())
    title, author = reader.stated("title"), reader.stated("author")
    return Content(blocks, title=title, author=author, notices=(*reader.problems, *reader.seen.notices()))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.seen = Seen()
        self.problems: list[str] = []
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._paragraphs = {place: Paragraphs(self.seen) for place in (_BODY, _NOTE, _FRAME)}
        self._codepage = "cp1252"
        self._fonts: dict[int, str] = {}
        self._white: set[int] = set()
        self._colours: list[dict[str, int]] = [{}]
        self._headings: set[int] = set()
        self._style = 0
        self._said: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._units: list[int] = []
        self._to_skip = 0
        self._starred = False

    def stated(self, name: str) -> str | None:
        """The document's own title or author."""
        return " ".join("".join(self._said.get(name, ())).split()) or None

    def read(self) -> Iterator[Block]:
        at = 0
        body = self._paragraphs[_BODY]
        while found := _TOKEN.match(self._data, at):
            at = found.end()
            word, number, code, symbol, brace, words, _ = found.groups()
            if code is not None or words is not None:
                self._write(bytes([int(code, 16)]) if code is not None else words)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self._stack:
                    break
            elif word is not None:
                name = word.decode("ascii")
                value = int(number) if number is not None else None
                if name == "bin":
                    at += max(value or 0, 0)
                else:
                    self._word(name, value)
            elif symbol is not None:
                self._symbol(symbol.decode("latin-1"))
            if body.blocks:
                yield from self._ready()
        if self._stack:
            self.problems.append("ends before its last group is closed: it may be cut off")
        elif rest := self._data[at:].strip(b"\0\r\n\t }"):
            self.seen.left["text after the end of the document,"].append(rest.decode("latin-1"))
        self._flush()
        body.end_paragraph()
        body.end_table()
        yield from self._ready()

    def _ready(self) -> Iterator[Block]:
        """The body's finished blocks, each followed by its notes and frames."""
        for place in (_BODY, _NOTE, _FRAME):
            paragraphs = self._paragraphs[place]
            if place != _BODY:
                paragraphs.end_paragraph()
                paragraphs.end_table()
            yield from paragraphs.blocks
            paragraphs.blocks.clear()

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= MAX_GROUPS:
            raise DocumentError(f"nests more than {MAX_GROUPS:,} groups, the limit")
        self._stack.append(self._state)
        self._to_skip, self._starred = 0, False

    def _close(self) -> None:
        self._flush()
        if not self._stack:
            return
        left, self._state = self._state.place, self._stack.pop()
        self._to_skip, self._starred = 0, False
        if left == "list mark" and self._state.place != left:
            self._paragraphs.get(self._state.place, self._paragraphs[_BODY]).begin_item()
        elif left in (_NOTE, _FRAME) and self._state.place != left:
            self._paragraphs[left].end_paragraph()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._flush()
            self._starred = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in specialchars:
            self._flush()
            self._put(specialchars[symbol])

    def _word(self, name: str, value: int | None) -> None:
        if name == "u":
            if self._bytes:
                self._flush()
            self._units.append((value or 0) % 0x10000)
            self._to_skip = self._state.after_unicode
            return
        self._flush()
        self._to_skip = 0
        place = self._place(name)
        self._starred = False
        if place is not None:
            self._state = replace(self._state, place=place)
        elif self._state.place != _SKIPPED:
            self._property(name, value)

    def _place(self, name: str) -> str | None:
        """Where the text of this group goes, if its first word says so."""
        if self._state.place in (_SKIPPED, "formulas", *_TOLD):
            return _SKIPPED if name.endswith(("Pr", "Pict")) else None
        if name in _PLACES:
            return _PLACES[name]
        if name in _WRAPPERS:
            return None
        return _SKIPPED if self._starred or name == _INSTEAD or name in destinations else None

    def _property(self, name: str, value: int | None) -> None:
        on = value != 0
        state = self._state
        changes: dict[str, object] = {}
        if name in ("strike", "striked"):
            changes["struck"] = on
        elif name == "v":
            changes["hidden"] = on
        elif name == "deleted":
            changes["deleted"] = on
        elif name in ("super", "up"):
            changes["raised"] = on
        elif name in ("nosupersub", "sub", "dn"):
            changes["raised"] = False
        elif name == "plain":
            changes = {
                "struck": False,
                "hidden": False,
                "deleted": False,
                "raised": False,
                "size": 24,
                "colour": 0,
                "ground": 0,
            }
        elif name in ("f", "deff"):
            changes["font"] = value or 0
        elif name == "fs":
            changes["size"] = 24 if value is None else value
        elif name == "cf":
            changes["colour"] = value or 0
        elif name in ("cb", "chcbpat", "highlight"):
            changes["ground"] = value or 0
        elif name == "uc":
            changes["after_unicode"] = max(value if value is not None else 1, 0)
        if changes:
            self._state = replace(state, **changes)  # type: ignore[arg-type]
        else:
            self._structure(name, value)

    def _structure(self, name: str, value: int | None) -> None:
        place = self._state.place
        if name == "ansicpg" or name in _MAC:
            self._codepage = _known(f"cp{value}" if name == "ansicpg" else _MAC[name])
        elif place == "fonts" and name == "fcharset":
            self._fonts[self._state.font] = charset_map.get(value or 0, self._codepage) if value else self._codepage
        elif place == "colours" and name in ("red", "green", "blue"):
            self._colours[-1][name] = value or 0
        elif name == "s":
            self._style = value or 0
            if place in self._paragraphs and self._style in self._headings:
                self._paragraphs[place].heading = True
        elif place in self._paragraphs:
            self._paragraphs[place].word(name, value)
            if name not in _NO_TEXT and name in specialchars:
                self._put(specialchars[name])
        elif place in _TOLD and name in specialchars:
            self._put(specialchars[name])

    def _write(self, raw: bytes) -> None:
        skipped = min(self._to_skip, len(raw))
        self._to_skip -= skipped
        raw = raw[skipped:]
        if raw:
            if self._units:
                self._flush()
            self._bytes += raw

    def _flush(self) -> None:
        """Turns the bytes and the UTF-16 units that have come together into text."""
        if self._units:
            units = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._put(units.decode("utf-16-le", errors="replace"))
        if self._bytes:
            raw, self._bytes = self._bytes, bytearray()
            encoding = self._codepage if raw.isascii() else _known(self._fonts.get(self._state.font, self._codepage))
            self._put(raw.decode(encoding, errors="replace"))

    def _put(self, text: str) -> None:
        state = self._state
        if state.place in self._paragraphs:
            self._paragraphs[state.place].runs.append(TextRun(text, self._why_not(), state.raised))
        elif state.place == "list mark":
            self._paragraphs[_BODY].mark += text
        elif state.place in _TOLD:
            self.seen.left[state.place].append(text)
        elif state.place == "colours":
            for _ in range(text.count(";")):
                if self._colours[-1] == {"red": 255, "green": 255, "blue": 255}:
                    self._white.add(len(self._colours) - 1)
                self._colours.append({})
        elif state.place == "styles":
            if re.match(r"\s*(?:heading|title)\b", text, re.IGNORECASE):
                self._headings.add(self._style)
        elif state.place in ("title", "author"):
            self._said.setdefault(state.place, []).append(text)

    def _why_not(self) -> str | None:
        state = self._state
        if state.deleted:
            return DELETED
        unreadable = state.size <= _SMALLEST or (state.colour in self._white and state.ground in (0, *self._white))
        if state.hidden or unreadable:
            return HIDDEN
        return STRUCK if state.struck else None


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
