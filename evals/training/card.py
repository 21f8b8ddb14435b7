"""The card beside an adapter: what it is for, what it was trained on, and how it did on rows that it was not trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factcheck.models.adapters import Adapter, Card
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import Prompt
from factcheck.whole_files import write_whole

LICENCES = {"fool-me-twice": "Apache-2.0", "factcg": "MIT"}
"""Those of the public sets, by origin of a row. All other rows were written for this project."""


def write_card(file: Path, checkpoint: Mapping[str, Any], log: Path, prompt: Prompt, weights: Path) -> Card:
    """Write the card of the adapter in `file`, made from a checkpoint whose run kept `log`. It has no scores yet."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    rows: dict[str, int] = next((line["origins"] for line in reversed(lines) if "origins" in line), {})
    card = Card(
        step=prompt.identity.name,
        sha256=_hash(file),
        weights_sha256=EMBEDDED.sha256 if weights.name == EMBEDDED.file else _hash(weights),
        prompt_sha256=prompt.identity.sha256,
        rank=checkpoint["recipe"]["rank"],
        rows=rows,
        licences={origin: licence for origin, licence in LICENCES.items() if origin in rows},
        recipe={**checkpoint["recipe"], "seen": checkpoint["seen"]},
    )
    keep(Adapter(file, card))
    return card


def keep(adapter: Adapter) -> None:
    """Write the adapter's card beside its file."""
    write_whole(adapter.file.with_suffix(".json"), adapter.card.model_dump_json(indent=2) + "\n")


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
