"""A source, a claim, and models that compare them as a test says."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence

from factcheck.prompts import shipped_prompts
from factcheck.records import (
    Claim,
    Comparison,
    Document,
    Failure,
)
from factcheck.steps.compare import compare
from factcheck.steps.reading import Reader
from tests.render.reports import document
from tests.scripted import ScriptedModel

SOURCE = document(
    "s1",
    "Bridge to close\n\nThe harbour bridge will close for six weeks.\nA ferry will run.\n\nThe mayor said so on Friday.\n",
)
CLAIM = Claim(id="c1", text="The harbour bridge will close for nine weeks.", sentences=(2,))


def saying(word: str) -> Mapping[str, float]:
    """Log-probabilities that put 0.9 on that option."""
    return {option: math.log(0.9 if option == word else 0.05) for option in ("Yes", "No", "Unknown")}


def model(word: str, pointed: Sequence[int] = (2,)) -> ScriptedModel:
    """A model that always says that word and points to those sentences."""
    return ScriptedModel(lambda _m, _a: {"sentences": list(pointed)}, lambda _m, _o: saying(word))


def compared(
    scripted: ScriptedModel, claim: Claim = CLAIM, source: Document = SOURCE, context: int = 8192
) -> Comparison | Failure:
    """The result of one comparison by that model."""
    return asyncio.run(compare(claim, Reader(source, context), scripted, shipped_prompts().by_step)).result
