"""Captions of a recording (.srt, .vtt): its words as running text, with the time of each part.

We read these ourselves, because the libraries for these formats silently skip unreadable captions, or take a comment
for speech. Here every line of a file is read or named in a notice.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from factcheck.documents.content import Block, Content, left_out, shown
from factcheck.documents.decode import decode
from factcheck.documents.limits import MAX_LINES
from factcheck.documents.normalise import normalise
from factcheck.errors import DocumentError

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_TAG = re.compile(
    r"</?(?:i|b|u|s|c|v|font|lang|ruby|rt|span|em|strong|br)\b[^<>]{0,400}>|<[\d:.]{3,15}>|\{\\[^{}]{0,200}\}",
    re.IGNORECASE,
)
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,40})?\s([^<>]{1,100})>", re.IGNORECASE)
_TURN = re.compile(r"(?:>>+|[-–—](?=\s|[^\W\d_]|[\"“(\[]))\s*")
_NUMBER = re.compile(r"\s*\d+\s*")
_ENDS = re.compile(r"[.!?…][\"”’»)\]]*$")
_LOOKS = ("STYLE", "REGION")
"""Blocks of a WebVTT file that say how captions look."""
_PAUSE = 3_000
"""A paragraph begins after a sentence's end and a silence of this many milliseconds."""
_ROLLED = 500
"""A caption repeats the lines of one that ended at most this many milliseconds before it, or has not ended."""
_MOST_ROLLED = 10
"""How many lines of a caption can roll up."""


@dataclass(frozen=True)
class _Caption:
    """Times are milliseconds from the beginning of the recording."""

    begins: int
    ends: int
    lines: tuple[str, ...]


@dataclass
class _File:
    captions: list[_Caption] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(data: bytes, charset: str | None = None) -> Content:
    """The spoken words in order of time: captions joined to running sentences, a paragraph for each speaker's turn.

    Style marks are removed. Captions that are never shown, comments, lines without a time and lines repeated from one
    caption to the next are left out and named in notices. Raises DocumentError if no caption can be read.
    """
    text, notices = decode(data, charset)
    file = _parsed(text)
    if not file.captions:
        raise DocumentError("holds no captions: no line has two times with an arrow (00:00:01,000 --> 00:00:04,000)")
    said = [caption for caption in file.captions if caption.begins < caption.ends]
    never = [line for caption in file.captions if caption.begins >= caption.ends for line in caption.lines]
    ordered = sorted(said, key=lambda caption: caption.begins)
    if ordered != said:
        notices += ("its captions are not in order of time; they were read in that order",)
    captions, repeated = _without_repeats(ordered)
    writer = _Writer()
    for caption in captions:
        writer.add(caption)
    return Content(
        writer.finished(),
        notices=(
            *notices,
            *left_out("captions that are never shown", " ".join(never)),
            *left_out("comments", " ".join(file.comments)),
            *left_out("names of captions", " ".join(file.names)),
            *left_out("lines that have no time", " ".join(file.unread)),
            *_repeated_notice(repeated),
            *dict.fromkeys(writer.notices),
        ),
    )


def _parsed(text: str) -> _File:
    """The captions of a file. A caption's text ends where the next times begin, or at a blank line that no text follows."""
    file = _File()
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if len(lines) > MAX_LINES:
        raise DocumentError(f"has more than {MAX_LINES:,} lines, the limit for captions")
    at = _after_header(lines)
    before: list[str] = []  # lines since the last caption's blank line
    times: re.Match[str] | None = None
    for line in [*lines[at:], None]:
        found = None if line is None else _TIMES.match(line)
        if line is not None and not found:
            before.append(line)
            continue
        if line is not None and _ends_with_name(before, first=times is None):
            name = before.pop()
            file.names += [] if _NUMBER.fullmatch(name) else [name]
        _keep(file, times, before)
        before, times = [], found
    return file


def _after_header(lines: Sequence[str]) -> int:
    """Where the captions begin: after the header of a WebVTT file, which ends at a blank line or at the first times."""
    if not lines[0].startswith("WEBVTT"):
        return 0
    return next((at for at, line in enumerate(lines) if not line.strip() or "-->" in line), len(lines))


def _ends_with_name(lines: Sequence[str], *, first: bool) -> bool:
    """Whether the last of the lines before some times names the caption that follows: a number, or a line by itself."""
    if not lines or not lines[-1].strip() or (first and lines[-1].startswith("NOTE")):
        return False
    if len(lines) == 1:
        return first
    return bool(_NUMBER.fullmatch(lines[-1])) or not lines[-2].strip()


def _keep(file: _File, times: re.Match[str] | None, lines: Sequence[str]) -> None:
    """Sorts the lines after `times` (None before the first caption) into spoken and other text."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")) if block.strip()]
    said: list[str] = []
    for place, block in enumerate(blocks):
        kind = re.split(r"\s", block[0])[0]
        apart = place > 0 or times is None
        if apart and kind == "NOTE":
            file.comments.append(" ".join(block).removeprefix("NOTE"))
        elif apart and kind in _LOOKS:
            continue
        elif times is None:
            file.unread.extend(line for line in block if not _NUMBER.fullmatch(line))
        else:
            said.extend(line for line in block if line.strip())
    if times is not None:
        begins, ends = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
        file.captions.append(_Caption(begins, ends, tuple(said)))


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((parts[3] or "0").ljust(3, "0"))


def _without_repeats(captions: Sequence[_Caption]) -> tuple[list[_Caption], list[str]]:
    """The captions without lines that roll up from one to the next, as in live captions, and those lines."""
    kept: list[_Caption] = []
    repeated: list[str] = []
    before = _Caption(0, -_ROLLED - 1, ())
    for caption in captions:
        plain = [_plain(line) for line in caption.lines]
        shown_before = [_plain(line) for line in before.lines]
        most = min(len(plain), len(shown_before), _MOST_ROLLED) if caption.begins - before.ends <= _ROLLED else 0
        again = next((n for n in range(most, 0, -1) if shown_before[-n:] == plain[:n]), 0)
        repeated.extend(plain[:again])
        kept.append(_Caption(caption.begins, caption.ends, caption.lines[again:]))
        if caption.lines:
            before = caption
    return kept, [line for line in repeated if line]


def _repeated_notice(lines: Sequence[str]) -> tuple[str, ...]:
    if not lines:
        return ()
    count = f"{len(lines):,} line{'s' * (len(lines) > 1)}"
    return (f"read once {count} that the next caption repeats, the first {shown(lines[0])}",)


def _plain(line: str) -> str:
    """A line without its style marks, whatever speaker it names."""
    return " ".join(html.unescape(_TAG.sub("", line)).split())


class _Writer:
    """Joins captions to paragraphs. A turn ends one; so does a silence after a sentence's end."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self._blocks: list[Block] = []
        self._aside: list[Block] = []
        self._parts: list[str] = []
        self._length = 0
        self._times: list[tuple[int, str]] = []
        self._ends = 0
        self._speaker: str | None = None

    def add(self, caption: _Caption) -> None:
        pieces = [piece for line in caption.lines for piece in self._pieces(line)]
        if not pieces:
            return
        if self._parts and caption.ends < self._ends:  # beside another one, like a sign in the picture
            self._aside.append(Block(" ".join(words for _, words in pieces), times=((0, _clock(caption.begins)),)))
            return
        if self._parts and caption.begins - self._ends >= _PAUSE and _ENDS.search(self._parts[-1]):
            self._close()
        for is_turn, words in pieces:
            if is_turn:
                self._close()
            start = self._length + bool(self._parts)
            self._parts.append(words)
            self._length = start + len(words)
            self._times.append((start, _clock(caption.begins)))
        self._ends = max(self._ends, caption.ends)

    def finished(self) -> tuple[Block, ...]:
        self._close()
        return tuple(self._blocks)

    def _close(self) -> None:
        if self._parts:
            self._blocks.append(Block(" ".join(self._parts), times=tuple(self._times)))
        self._blocks.extend(self._aside)
        self._parts, self._length, self._times, self._aside = [], 0, [], []

    def _pieces(self, line: str) -> Iterator[tuple[bool, str]]:
        """The words of a line, cut where a speaker begins, and whether each piece begins a turn."""
        speaker = None
        for place, part in enumerate(_VOICE.split(line)):
            words, found = normalise(_plain(part))
            self.notices.extend(found)
            if place % 2:
                speaker = words
                continue
            mark = _TURN.match(words)
            is_turn = bool(mark) and not next(filter(str.isalpha, words), "").islower()
            if mark and is_turn:
                rest = words[mark.end() :]
                words = f"- {rest}" if rest else ""
            if speaker and words and speaker != self._speaker:
                self._speaker = speaker
                words, is_turn = f"{speaker}: {words}", True
            if words:
                yield is_turn, words


def _clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
