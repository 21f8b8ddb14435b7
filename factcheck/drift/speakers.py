"""Who says a quotation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Speaker:
    """Whoever says something."""

    name: str
    start: int
    end: int


def speaker_of(text: str, start: int, end: int) -> Speaker | None:
    """The speaker."""
    return None


def different_speakers(first: str, first_text: str, second: str, second_text: str) -> bool:
    """Whether two names are of different people."""
    return False
