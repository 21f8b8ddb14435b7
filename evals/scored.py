"""The evals: which suites each scores, and the scores of every case, read off what the deck plays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from evals.deck import Deck
from evals.judge import OPERATING_POINT, SHIPPED_POINT, NoOperatingPoint, OperatingPoint, operating_point
from evals.recipes import EVALS, Suite, name
from evals.results import Origin, Results
from evals.scores import CaseScores
from evals.scoring.complete import complete
from evals.scoring.consistent import consistent
from evals.scoring.faithful import faithful
from evals.scoring.right import right
from evals.seeds import Seed
from factcheck.errors import FactcheckError
from factcheck.records import Usage


class Scored:
    """The scores of a deck's cases; `point` is the file of the judge's operating point."""

    def __init__(self, deck: Deck, point: Path = OPERATING_POINT) -> None:
        self.deck = deck
        self._point = point
        self._scores: dict[tuple[str, str], CaseScores] = {}
        self._no_point: NoOperatingPoint | None = None

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

    def results(self, seeds: Iterable[Seed], unusable: Mapping[str, str] | None = None) -> Results:
        """All cases of all evals that could be played; the others are in `unplayed`, with the reason.

        `unusable` are seeds that could not even be read, with the reason.
        """
        chosen = list(seeds)
        unplayed = {f"{one}/{case}": reason for case, reason in (unusable or {}).items() for one in EVALS}
        cases = []
        for eval_name in EVALS:
            for seed in chosen:
                try:
                    cases.append(self.case(eval_name, seed))
                except Exception as error:  # noqa: BLE001 - whatever it is, the other cases have their scores
                    unplayed[f"{eval_name}/{seed.name}"] = _reason(error)
        deck = self.deck
        usage: dict[str, Usage] = {}
        seconds: dict[str, float] = {}
        files: dict[str, str] = {}
        for suite in Suite:
            for seed in chosen:
                if (suite, seed.name) not in deck.heads:
                    continue
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
            cases=tuple(cases),
            usage=usage,
            seconds=seconds,
            unplayed=unplayed,
            skipped={"faithful.entailed": str(self._no_point)} if self._no_point else {},
        )

    def _faithful(self, seed: Seed) -> CaseScores:
        extracted = self.deck.outcome(Suite.EXTRACTION, seed)
        threshold = None if self._operating_point is None else self._operating_point.threshold
        return faithful(seed, extracted, self.deck.outcome(Suite.JUDGE, seed), threshold)

    @cached_property
    def _operating_point(self) -> OperatingPoint | None:
        """Where the judge's yes begins; None, with the reason in `_no_point`, where nobody measured it for this model."""
        try:
            return operating_point(self.deck.identity, self.deck.judge.identity, self._point, shipped=SHIPPED_POINT)
        except NoOperatingPoint as error:
            self._no_point = error
            return None

    def _complete(self, seed: Seed) -> CaseScores:
        return complete(seed, self.deck.outcome(Suite.EXTRACTION, seed))

    def _consistent(self, seed: Seed) -> CaseScores:
        plain = self.deck.outcome(Suite.EXTRACTION, seed)
        samples = self.deck.outcome(Suite.SAMPLES, seed)
        variants = self.deck.outcome(Suite.VARIANTS, seed)
        return consistent(seed, plain, samples, variants, self.deck.outcome(Suite.RELATIONS, seed))

    def _right(self, seed: Seed) -> CaseScores:
        return right(seed, self.deck.outcome(Suite.COMPARISON, seed))


def _reason(error: Exception) -> str:
    """Why a case could not be played, in a line."""
    said = str(error) if isinstance(error, FactcheckError) else f"{type(error).__name__}: {error}"
    return " ".join(said.split())
