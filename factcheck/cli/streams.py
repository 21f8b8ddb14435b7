"""Standard output and standard error: text reaches them whole, whatever they are connected to."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO, cast

_PLAINER = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "✓": "+",
        "✗": "x",
        "≠": "#",
        "○": "o",
        "Δ": "^",
    }
)
"""Replacements for the commonest signs that a terminal cannot show."""
_WIDEST = 100
"""Columns beyond which lines become hard to read."""


def width() -> int:
    """The width of standard output in columns, at most as wide as lines are easy to read."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return min(shutil.get_terminal_size().columns, _WIDEST)


def tolerate_any_character() -> None:
    """A character that a stream's encoding lacks becomes a question mark instead of a crash; a closed stream takes anything."""
    if sys.stdout is None:  # closed by the caller
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere(mode: str = "w") -> TextIO:
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))


def say(line: str) -> None:
    """One line for the person, on standard error."""
    from factcheck.render.printable import printable

    try:
        print(_writable(printable(line), sys.stderr.encoding), file=sys.stderr, flush=True)  # noqa: T201 - the one place
    except OSError:
        silence(sys.stderr)


def write_text(text: str, *, styled: bool = False) -> None:
    """A text for the person's eyes, on standard output, in its encoding.

    A renderer that styles a text has seen to what is in it; of any other, whatever could steer a terminal is taken out.
    """
    if not styled:
        from factcheck.render.printable import harmless

        text = harmless(text)
    _write(_writable(text, sys.stdout.encoding).encode(sys.stdout.encoding or "utf-8", errors="replace"))


def write_data(text: str) -> None:
    """A text for another program, on standard output, always in UTF-8."""
    _write(text.encode())


def _write(content: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)  # the reader (`head`) has seen enough
    except OSError as error:
        from factcheck.errors import OutputError

        silence(sys.stdout)
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


def silence(stream: TextIO) -> None:
    """Discard further output to a stream that nobody reads. Otherwise Python complains when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _writable(text: str, encoding: str | None) -> str:
    """`text` with plainer signs if the encoding lacks the typographic ones."""
    try:
        "“✓".encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAINER)
    return text
