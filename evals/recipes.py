"""The suites, and what a tape of each is made from. One tape per suite and seed; `evals.suites` plays them.

| suite      | what it plays                                                             | builds on           |
|------------|---------------------------------------------------------------------------|---------------------|
| extraction | the extraction chain at temperature 0                                     |                     |
| comparison | every gold claim with every source, so no edit of extract.md touches it   |                     |
| judge      | the faithfulness judge on the extracted claims                            | extraction          |
| samples    | the extraction chain, five times at temperature 0.7, on some seeds        |                     |
| variants   | the extraction chain on meaning-preserving changes of the story           |                     |
| relations  | what the sources say of the claims as each of the above words them        | the three above     |

This module loads nothing of what a suite plays, so that `factcheck tapes status` need not either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from factcheck.records import PromptIdentity

SAMPLES = (1, 2, 3, 4, 5)
"""The seeds of the five samples."""
TEMPERATURE = 0.7
"""The temperature of the samples: high enough to change wordings, low enough that a person would still use it."""


UNTAUGHT = frozenset({"extract"})
"""Steps that the suites play without their adapter. An adapter goes with one wording of its prompt, so that an edited prompt is
played without it, and the two must be compared alike. `evals.bench claims` measures what the adapter makes of a story."""


class Suite(StrEnum):
    """What is played, in the order in which the suites build on each other."""

    EXTRACTION = "extraction"
    COMPARISON = "comparison"
    JUDGE = "judge"
    SAMPLES = "samples"
    VARIANTS = "variants"
    RELATIONS = "relations"


class Recipe(NamedTuple):
    """What a suite's tapes are made from, besides the model: which prompts, answer forms, files and other tapes.

    An answer form is named by the module and the class that is its pydantic model.
    """

    prompts: tuple[str, ...]
    answers: tuple[str, ...] = ()
    reads_sources: bool = False
    reads_gold: bool = False
    builds_on: tuple[Suite, ...] = ()
    samples: tuple[int, ...] = (0,)

    @property
    def temperature(self) -> float:
        """The temperature at which its samples are asked for."""
        return 0.0 if self.samples == (0,) else TEMPERATURE


_SENTENCES = "factcheck.steps.extract.SentenceAnswer"
_EVIDENCE = "factcheck.steps.compare.EvidenceAnswer"

RECIPES: Mapping[Suite, Recipe] = {
    Suite.EXTRACTION: Recipe(("extract", "kind"), (_SENTENCES,)),
    Suite.COMPARISON: Recipe(("compare", "confirm"), (_EVIDENCE,), reads_sources=True, reads_gold=True),
    Suite.JUDGE: Recipe(("judge",), builds_on=(Suite.EXTRACTION,)),
    Suite.SAMPLES: Recipe(("extract", "kind"), (_SENTENCES,), samples=SAMPLES),
    Suite.VARIANTS: Recipe(("extract", "kind"), (_SENTENCES,)),
    Suite.RELATIONS: Recipe(
        ("compare", "confirm"),
        reads_sources=True,
        builds_on=(Suite.EXTRACTION, Suite.SAMPLES, Suite.VARIANTS),
    ),
}


def name(suite: Suite, seed_name: str) -> str:
    """A tape's name: its place among the tapes, without the ending."""
    return f"{suite.value}/{seed_name}"


EVALS: Mapping[str, tuple[Suite, ...]] = {
    "faithful": (Suite.EXTRACTION, Suite.JUDGE),
    "complete": (Suite.EXTRACTION,),
    "consistent": (Suite.EXTRACTION, Suite.SAMPLES, Suite.VARIANTS, Suite.RELATIONS),
    "right": (Suite.COMPARISON,),
}
"""The suites that each eval scores."""


def adapted(prompts: Iterable[PromptIdentity]) -> tuple[PromptIdentity, ...]:
    """Those of the prompts that the suites ask with an adapter, where there is one."""
    return tuple(prompt for prompt in prompts if prompt.name not in UNTAUGHT)
