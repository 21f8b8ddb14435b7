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
from dataclasses import dataclass
from enum import StrEnum

SAMPLES = (1, 2, 3, 4, 5)
"""The seeds of the five samples."""
TEMPERATURE = 0.7
"""The temperature of the samples: high enough to change wordings, low enough that a person would still use it."""


class Suite(StrEnum):
    """What is played, in the order in which the suites build on each other."""

    EXTRACTION = "extraction"
    COMPARISON = "comparison"
    JUDGE = "judge"
    SAMPLES = "samples"
    VARIANTS = "variants"
    RELATIONS = "relations"


@dataclass(frozen=True)
class Recipe:
    """What a suite's tapes are made from, besides the model: which prompts, answer forms, files and other tapes.

    An answer form is named by the module and the class that is its pydantic model.
    """

    prompts: tuple[str, ...]
    answers: tuple[str, ...] = ()
    reads_sources: bool = False
    reads_gold: bool = False
    builds_on: tuple[Suite, ...] = ()
    samples: tuple[int, ...] = (0,)
    seeds: frozenset[str] | None = None
    """The seeds it is played on; None is all of them."""

    def covers(self, seed_name: str) -> bool:
        """Whether the suite has a case of that seed."""
        return self.seeds is None or seed_name in self.seeds

    @property
    def temperature(self) -> float:
        """The temperature at which its samples are asked for."""
        return 0.0 if self.samples == (0,) else TEMPERATURE


SAMPLED = frozenset(
    {
        "april-2024-build-up",
        "bell-theft",
        "clinic-waits",
        "island-ferry",
        "library-roof",
        "pier-reopening",
        "quarry-rockfall",
        "reservoir-nitrate",
        "shipyard-sale",
        "tram-inquiry",
        "valley-vote",
    }
)
"""The seeds whose consistency is measured: each takes nine extractions and more, ten minutes on two cores."""

_SENTENCES = "factcheck.extract.SentenceAnswer"
_EVIDENCE = "factcheck.compare.EvidenceAnswer"

RECIPES: Mapping[Suite, Recipe] = {
    Suite.EXTRACTION: Recipe(("extract", "kind"), (_SENTENCES,)),
    Suite.COMPARISON: Recipe(("compare",), (_EVIDENCE,), reads_sources=True, reads_gold=True),
    Suite.JUDGE: Recipe(("judge",), builds_on=(Suite.EXTRACTION,)),
    Suite.SAMPLES: Recipe(("extract", "kind"), (_SENTENCES,), samples=SAMPLES, seeds=SAMPLED),
    Suite.VARIANTS: Recipe(("extract", "kind"), (_SENTENCES,), seeds=SAMPLED),
    Suite.RELATIONS: Recipe(
        ("compare",),
        reads_sources=True,
        builds_on=(Suite.EXTRACTION, Suite.SAMPLES, Suite.VARIANTS),
        seeds=SAMPLED,
    ),
}


def cases(seed_names: Iterable[str]) -> list[tuple[Suite, str]]:
    """Every case of the suites, in the order they build on each other."""
    names = list(seed_names)
    return [(suite, seed) for suite in Suite for seed in names if RECIPES[suite].covers(seed)]


def suites_by_seed(seed_names: Iterable[str]) -> dict[str, frozenset[Suite]]:
    """All suites that have a case of each seed."""
    return {seed: frozenset(suite for suite in Suite if RECIPES[suite].covers(seed)) for seed in seed_names}


def name(suite: Suite, seed_name: str) -> str:
    """A tape's name: its place among the tapes, without the ending."""
    return f"{suite.value}/{seed_name}"
