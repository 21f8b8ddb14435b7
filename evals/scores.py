"""Scores of cases, as the evals give them and the statistics take them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from factcheck.records import Record


class Score(Record):
    """One metric of one case: `hits` of `of`. `hits` may be a fraction where the metric is a mean over `of` parts.

    `value` is hits ÷ of, None when the case has nothing that the metric counts: such a case is left out, never 0 or 1.
    Higher is better for every metric; a metric that counts errors is stated as the share without them.
    """

    metric: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    """`<eval>.<what>` or `<suite>.<what>`, for example `right.relations` or `complete.claims_found`."""
    hits: Annotated[float, Field(ge=0)]
    of: Annotated[float, Field(ge=0)]
    missed: tuple[str, ...] = ()
    """One line for a person per part that was no hit, naming it: the claim, the sentence, the drift."""

    @property
    def value(self) -> float | None:
        """The score, 0 to 1."""
        return self.hits / self.of if self.of else None


class CaseScores(Record):
    """All scores of one case of one eval. `failures` counts steps that gave no answer: they are neither misses nor hits."""

    eval: str
    """`faithful`, `complete`, `consistent`, `right`, or a suite of a project's own."""
    case: str
    """The name of the seed, or of the suite's case."""
    scores: tuple[Score, ...]
    failures: int = 0
