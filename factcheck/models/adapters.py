"""Adapters: small sets of trained weights beside the embedded model, each for one step's question.

An adapter is an activated LoRA adapter: it acts from its invocation on, and the text before that is read, and cached,
with the embedded model's own weights. It was trained for one model and one prompt, which its card names by their
hashes, and is never used with another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from factcheck.errors import EngineFailed
from factcheck.records import PromptIdentity, Record

SHIPPED = Path(__file__).parents[1] / "adapters"


class Card(Record):
    """An adapter's description and origin. `sha256` is its file's; `rows` counts its training rows, by origin.

    `licences` are those of rows not written for this project, by origin. `scores` are by data set.
    """

    step: str
    sha256: str
    weights_sha256: str
    prompt_sha256: str
    rank: int
    rows: dict[str, int] = Field(default_factory=dict)
    licences: dict[str, str] = Field(default_factory=dict)
    recipe: dict[str, Any] = Field(default_factory=dict)
    scores: dict[str, dict[str, float]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Adapter:
    """An adapter's file and its card."""

    file: Path
    card: Card

    def misfit(self, weights_sha256: str, prompt: PromptIdentity) -> str | None:
        """How its training differs from these weights and this prompt, in a few words; None if it fits."""
        card = self.card
        if card.weights_sha256 != weights_sha256:
            return f"other weights ({card.weights_sha256[:8]}, not {weights_sha256[:8]})"
        if card.prompt_sha256 != prompt.sha256:
            return f"another {prompt.name} prompt ({card.prompt_sha256[:8]}, not {prompt.sha256[:8]})"
        return None

    def check(self) -> None:
        """Raises EngineFailed if its file is missing, or is not the one that the card describes."""
        try:
            found = hashlib.sha256(self.file.read_bytes()).hexdigest()
        except OSError as error:
            raise EngineFailed(f"{self.file}: the adapter cannot be read: {error.strerror}") from None
        if found != self.card.sha256:
            raise EngineFailed(f"{self.file}: the adapter is not the one that its card describes; reinstall factcheck")


def adapters_for(
    weights_sha256: str,
    prompts: Iterable[PromptIdentity],
    *,
    folder: Path | None = None,
    on_notice: Callable[[str], None] = lambda _: None,
) -> tuple[Adapter, ...]:
    """The adapters in `folder` (by default the shipped ones) for these prompts and these weights, by step.

    One for other weights or another prompt is left out and named to `on_notice`. Raises EngineFailed naming an
    unreadable card.
    """
    found, folder = [], folder or SHIPPED
    for prompt in sorted(prompts, key=lambda prompt: prompt.name):
        card = folder / f"{prompt.name}.json"
        if card.exists():
            adapter = Adapter(card.with_suffix(".gguf"), read_card(card))
            if misfit := adapter.misfit(weights_sha256, prompt):
                on_notice(f"the adapter {adapter.file.name} is not used: it was trained for {misfit}")
            else:
                found.append(adapter)
    return tuple(found)


def read_card(card: Path) -> Card:
    """The card in a file. Raises EngineFailed, naming the file, if it cannot be read."""
    try:
        read = Card.model_validate_json(card.read_bytes())
    except (OSError, ValidationError) as error:
        said = error.strerror if isinstance(error, OSError) else error.errors()[0]["msg"]
        raise EngineFailed(f"{card}: the adapter's card cannot be read: {said}; reinstall factcheck") from None
    if read.step != card.stem:
        raise EngineFailed(f"{card}: is the card of an adapter for {read.step!r}; reinstall factcheck")
    return read
