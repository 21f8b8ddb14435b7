"""Stretches of a paragraph that look alike, and the part that a reader sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.documents.content import left_out
from factcheck.documents.raised import lowered, marks_notice

HIDDEN, STRUCK, DELETED = "hidden text", "struck-out text", "text deleted in tracked changes"


@dataclass(frozen=True)
class TextRun:
    """`why_not` says why no reader sees it (`HIDDEN`); `raised` words are above the line."""

    text: str
    why_not: str | None = None
    raised: bool = False


class Seen:
    """Collects left-out text of a document, to name it in notices."""

    def __init__(self) -> None:
        self.left: defaultdict[str, list[str]] = defaultdict(list)
        self.marks: list[str] = []

    def text(self, runs: Sequence[TextRun]) -> str:
        """Their visible text, footnote marks left out and exponents as characters."""
        parts: list[str] = []
        for place, run in enumerate(runs):
            if run.why_not:
                self.left[run.why_not].append(run.text)
            elif run.raised and run.text.strip():
                after = runs[place + 1].text if place + 1 < len(runs) else ""
                shown = lowered("".join(parts[-2:]), run.text, after)
                if shown is None:
                    self.marks.append(run.text.strip())
                parts.append(shown or "")
            else:
                parts.append(run.text)
        return "".join(parts)

    def notices(self) -> tuple[str, ...]:
        """A line for each kind of words that was left out."""
        told = (notice for what, said in self.left.items() for notice in left_out(what, " ".join(said)))
        return *told, *marks_notice(self.marks)
