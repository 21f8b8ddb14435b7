"""Sets text in lines of a given width. Pure.

Widths are terminal columns (cells): a wide character takes two, a combining one none.
"""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from factcheck.render.align import align

CHANGED = "bold underline"
"""The style of words that differ between two aligned texts; without colour a line of `^` below marks them."""


def console_of(width: int, *, color: bool) -> Console:
    """A console that writes nowhere. It sets everything that rich would read from the environment: the same page gives
    the same text."""
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


class Page:
    """Lines of at most `width` columns, written from top to bottom.

    Strings are shown as they are: pass text from a document or a model through `plain` first.
    """

    def __init__(self, width: int, *, color: bool) -> None:
        self._console = console_of(width, color=color)
        self._width = width
        self._lines: list[Text] = []

    def gap(self) -> None:
        """An empty line, unless there already is one or the page is empty."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Text())

    def heading(self, words: str) -> None:
        """A section's name after a gap."""
        self.gap()
        self._lines.append(Text(words.upper(), style="bold"))

    def add(self, content: str | Text, *, indent: int = 0, label: str | Text = "", hang: int | None = None) -> None:
        """`content` wrapped, `label` before its first line; the lines begin at column `hang`, else after the label."""
        label = _text(label)
        begin = indent + cell_len(label.plain) + bool(label) if hang is None else hang
        for number, line in enumerate(self._wrapped(_text(content), begin)):
            self._lines.append(self._begun(label if number == 0 else Text(), indent, begin) + line)

    def aligned(self, rows: list[tuple[str, str]], *, indent: int) -> None:
        """Labelled texts one below the other; between two texts, differences are marked with `^` below."""
        begin = indent + max(cell_len(label) for label, _ in rows) + 1
        texts = _compared(rows[0][1], rows[1][1]) if len(rows) == 2 else [Text(text) for _, text in rows]
        for (label, _), text in zip(rows, texts, strict=True):
            for number, line in enumerate(self._wrapped(text, begin)):
                self._lines.append(self._begun(Text(label if number == 0 else ""), indent, begin) + line)
                marks = _marks(line)
                if marks:
                    self._lines.append(Text(" " * begin + marks))

    def __str__(self) -> str:
        with self._console.capture() as capture:
            for line in self._lines:
                self._console.print(line, soft_wrap=True)
        return "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1])

    def _wrapped(self, text: Text, begin: int) -> list[Text]:
        return list(text.wrap(self._console, max(self._width - begin, 10))) or [Text()]

    @staticmethod
    def _begun(label: Text, indent: int, begin: int) -> Text:
        return Text(" " * indent) + label + " " * (begin - indent - cell_len(label.plain))


def _text(content: str | Text) -> Text:
    return content if isinstance(content, Text) else Text(content)


def _compared(one: str, other: str) -> list[Text]:
    """Both texts with the differences in style `CHANGED`; unchanged if they share nothing."""
    sides = align(one, other)
    if not any(piece.same for side in sides for piece in side):
        return [Text(one), Text(other)]
    return [Text.assemble(*((piece.text, "" if piece.same else CHANGED) for piece in side)) for side in sides]


def _marks(line: Text) -> str:
    """`^` under every column of the line in style `CHANGED`; empty if there is none."""
    changed = {n for span in line.spans if span.style == CHANGED for n in range(span.start, span.end)}
    marks = (("^" if n in changed and not c.isspace() else " ") * cell_len(c) for n, c in enumerate(line.plain))
    return "".join(marks).rstrip()
