"""Claims that a story repeats in nearly the same words."""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz, process

from factcheck.records import Claim
from factcheck.steps import fidelity

SAME_WORDING = 96.0
"""From this rapidfuzz ratio (0 to 100) on, with equal numbers and one speaker, two claims are one."""


class Made:
    """The claims so far. Only claims of one speaker with the same numbers are compared in wording."""

    def __init__(self) -> None:
        self._claims: defaultdict[tuple[str, tuple[str, ...]], list[Claim]] = defaultdict(list)
        self._wordings: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)

    def add(self, claim: Claim) -> None:
        """Add the next claim, in order."""
        place = _place(claim.text, claim.speaker)
        self._claims[place].append(claim)
        self._wordings[place].append(claim.text.casefold())

    def find(self, text: str, speaker: str | None) -> Claim | None:
        """The first claim that says the same."""
        place = _place(text, speaker)
        if place not in self._wordings:
            return None
        alike = process.extract_iter(
            text.casefold(), self._wordings[place], scorer=fuzz.ratio, processor=None, score_cutoff=SAME_WORDING
        )
        return next((self._claims[place][number] for _, _, number in alike), None)


def _place(text: str, speaker: str | None) -> tuple[str, tuple[str, ...]]:
    return (speaker or "").casefold(), fidelity.numbers_of(text)
