"""Calibrations and answers made by hand."""

from __future__ import annotations

import math
from typing import Any

from factcheck.calibration.calibration import (
    AS_ANSWERED,
    Calibration,
    Thresholds,
)
from factcheck.prompts import Prompts, load_prompts
from factcheck.records import Relation
from tests.scripted import IDENTITY

PROMPTS = load_prompts()
PLAIN: dict[str, Any] = {"supports": AS_ANSWERED, "contradicts": AS_ANSWERED, "thresholds": None}


def answer(supports: float, contradicts: float, silent: float) -> dict[Relation, float]:
    return {Relation.SUPPORTS: supports, Relation.CONTRADICTS: contradicts, Relation.SILENT: silent}


def with_odds(support: float, contradiction: float) -> dict[Relation, float]:
    """The answer that has these log odds."""
    supports, contradicts = (1 / (1 + math.exp(-odds)) for odds in (support, contradiction))
    return answer(supports, (1 - supports) * contradicts, (1 - supports) * (1 - contradicts))


def made(prompts: Prompts = PROMPTS, **changes: object) -> Calibration:
    fields: dict[str, object] = {
        "name": "scripted compare",
        "provider": IDENTITY.provider,
        "model": IDENTITY.name,
        "endpoint": IDENTITY.endpoint,
        "weights_sha256": IDENTITY.weights_sha256,
        "prompt_sha256": prompts.by_step["compare"].identity.sha256,
        "fitted": "2025-01-01",
        "supports": AS_ANSWERED,
        "contradicts": AS_ANSWERED,
        "thresholds": Thresholds(supports=0.9, contradicts=0.3),
        "measured": {},
    }
    return Calibration.model_validate(fields | changes)
