"""The card beside an adapter: what it is for, what it was trained on, and how it did on rows that it was not trained on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.models.adapters import Adapter, Card
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import Prompt
from factcheck.whole_files import write_whole

LICENCES = {"fool-me-twice": "Apache-2.0", "factcg": "MIT"}
"""Those of the public sets, by origin of a row. All other rows were written for this project."""


@dataclass(frozen=True)
class Run:
    """What a card says of a run: its last checkpoint and its log."""

    checkpoint: Mapping[str, Any]
    log: Path

    @property
    def recipe(self) -> dict[str, Any]:
        """How it learned, and how many rows it saw. Which file it began with is nobody's business."""
        known = {key: value for key, value in self.checkpoint["recipe"].items() if key != "start"}
        return {**known, "seen": self.checkpoint["seen"]}

    @property
    def rows(self) -> dict[str, int]:
        """How many rows it had seen at the end of its log, by origin."""
        lines = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return next((line["origins"] for line in reversed(lines) if "origins" in line), {})


def write_card(file: Path, run: Run, prompt: Prompt, weights: Path, earlier: Card | None = None) -> Card:
    """Write the card of the adapter in `file`, which `run` made. It has no scores yet.

    Where the run began with the adapter of the `earlier` card, the rows are those of both, and its recipe is the `start`
    of this one.
    """
    recipe, rows = run.recipe, Counter(run.rows)
    if earlier is not None:
        recipe["start"] = earlier.recipe
        rows.update(earlier.rows)
    card = Card(
        step=prompt.identity.name,
        sha256=_hash(file),
        weights_sha256=EMBEDDED.sha256 if weights.name == EMBEDDED.file else _hash(weights),
        prompt_sha256=prompt.identity.sha256,
        rank=recipe["rank"],
        rows=dict(rows),
        licences={origin: licence for origin, licence in LICENCES.items() if origin in rows},
        recipe=recipe,
    )
    keep(Adapter(file, card))
    return card


def keep(adapter: Adapter) -> None:
    """Write the adapter's card beside its file."""
    write_whole(adapter.file.with_suffix(".json"), adapter.card.model_dump_json(indent=2) + "\n")


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
