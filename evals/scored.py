"""The evals: which suites each scores, and the scores of every case, read off what the deck plays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from evals.deck import Deck
from evals.judge import OPERATING_POINT, operating_point
from evals.recipes import Suite, name
from evals.results import Origin, Results
from evals.scores import CaseScores
from evals.scoring.complete import complete
from evals.scoring.consistent import consistent
from evals.scoring.faithful import faithful
from evals.scoring.right import right
from evals.seeds import Seed
from factcheck.records import Usage

EVALS: Mapping[str, tuple[Suite, ...]] = {
    "faithful": (Suite.EXTRACTION, Suite.JUDGE),
    "complete": (Suite.EXTRACTION,),
    "consistent": (Suite.EXTRACTION, Suite.SAMPLES, Suite.VARIANTS, Suite.RELATIONS),
    "right": (Suite.COMPARISON,),
}
"""The suites that each eval scores."""


class Scored:
    """The scores of a deck's cases; `point` is the file of the judge's operating point."""

    def __init__(self, deck: Deck, point: Path = OPERATING_POINT) -> None:
        self.deck = deck
        self._point = point
        self._scores: dict[tuple[str, str], CaseScores] = {}

    def case(self, eval_name: str, seed: Seed) -> CaseScores:
        """The scores of one case of one eval, worked out once. Raises a TapeError when a tape of it cannot be played."""
        scorers: dict[str, Callable[[Seed], CaseScores]] = {
            "faithful": self._faithful,
            "complete": self._complete,
            "consistent": self._consistent,
            "right": self._right,
        }
        place = eval_name, seed.name
        if place not in self._scores:
            self._scores[place] = scorers[eval_name](seed)
        return self._scores[place]

    def results(self, seeds: Iterable[Seed]) -> Results:
        """All cases of all evals. Raises a TapeError as `case` does."""
        chosen = list(seeds)
        cases = tuple(self.case(eval_name, seed) for eval_name in EVALS for seed in chosen)
        deck = self.deck
        usage: dict[str, Usage] = {}
        seconds: dict[str, float] = {}
        files: dict[str, str] = {}
        for suite in Suite:
            for seed in chosen:
                head = deck.heads[suite, seed.name]
                usage[suite.value] = usage.get(suite.value, Usage()) + Usage(**head.usage)
                seconds[suite.value] = round(seconds.get(suite.value, 0.0) + head.seconds, 2)
                files[f"cassettes/{name(suite, seed.name)}.yaml"] = head.sha256
                files |= head.made_from.inputs
        return Results(
            origin=Origin(
                model=deck.identity.model_copy(update={"engine": None}),  # a newer engine moves no floor
                prompts=(*deck.prompts.identities, deck.judge.identity),
                files=files,
            ),
            cases=cases,
            usage=usage,
            seconds=seconds,
        )

    def _faithful(self, seed: Seed) -> CaseScores:
        point = operating_point(self.deck.identity, self.deck.judge.identity, self._point)
        extracted = self.deck.outcome(Suite.EXTRACTION, seed)
        return faithful(seed, extracted, self.deck.outcome(Suite.JUDGE, seed), point.threshold)

    def _complete(self, seed: Seed) -> CaseScores:
        return complete(seed, self.deck.outcome(Suite.EXTRACTION, seed))

    def _consistent(self, seed: Seed) -> CaseScores:
        plain = self.deck.outcome(Suite.EXTRACTION, seed)
        samples = self.deck.outcome(Suite.SAMPLES, seed)
        variants = self.deck.outcome(Suite.VARIANTS, seed)
        return consistent(seed, plain, samples, variants, self.deck.outcome(Suite.RELATIONS, seed))

    def _right(self, seed: Seed) -> CaseScores:
        return right(seed, self.deck.outcome(Suite.COMPARISON, seed))
