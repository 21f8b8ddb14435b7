"""Runs of the evals for the tests: scores of a few stories, drawn or made in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from evals.results import Origin, Results
from evals.scores import CaseScores, Score
from evals.statistics import Cases, Parts
from factcheck.records import ModelIdentity, PromptIdentity

MODEL = ModelIdentity(spec="embedded", name="small-instruct-q4", provider="embedded", weights_sha256="c" * 64)
PROMPT = PromptIdentity(name="compare", version=3, sha256="a" * 64)


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def origin_of(
    *stories: str,
    prompt: PromptIdentity = PROMPT,
    model: ModelIdentity = MODEL,
    recorded: str = "first",
    suites: Sequence[str] = ("comparison",),
) -> Origin:
    """What a run on these stories was made from; without `suites` nothing says that two such runs heard the same answers."""
    files = {f"seeds/{story}/{name}": hashed(story + name) for story in stories for name in ("story.md", "gold.yaml")}
    tapes = {f"cassettes/{suite}/{story}.yaml": hashed(story + recorded) for story in stories for suite in suites}
    return Origin(model=model, prompts=(prompt,), files=files | tapes)


def results_of(
    metrics: Mapping[str, Mapping[str, Parts]],
    *,
    origin: Origin | None = None,
    missed: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    failures: int = 0,
) -> Results:
    """Results with these parts by metric and story; `missed` goes by metric and story."""
    stories = sorted({story for cases in metrics.values() for story in cases})
    entries = []
    for story in stories:
        for name in sorted({metric.split(".")[0] for metric in metrics}):
            scores = tuple(
                Score(
                    metric=metric,
                    hits=cases[story][0],
                    of=cases[story][1],
                    missed=(missed or {}).get((metric, story), ()),
                )
                for metric, cases in metrics.items()
                if metric.startswith(f"{name}.") and story in cases
            )
            entries.append(CaseScores(eval=name, case=story, scores=scores, failures=failures))
    return Results(origin=origin or origin_of(*stories), cases=tuple(entries))


any_cases = st.lists(
    st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=1, max_size=8
).map(lambda parts: {f"story-{n}": (float(hits), float(of)) for n, (hits, of) in enumerate(parts)})
"""One metric of up to eight stories."""


class Stories:
    """Runs on the same stories: a run's rate differs from story to story, and parts of one story share it."""

    def __init__(self, generator: np.random.Generator, number: int = 12) -> None:
        self.generator = generator
        self.of = generator.integers(6, 20, number)

    def run(self, rate: float, likeness: float = 8) -> Cases:
        """One metric of a run; the rates of stories are the more alike the higher `likeness`."""
        rates = self.generator.beta(rate * likeness, (1 - rate) * likeness, len(self.of))
        hits: NDArray[np.int64] = self.generator.binomial(self.of, rates)
        return {f"story-{n:02}": (float(h), float(o)) for n, (h, o) in enumerate(zip(hits, self.of, strict=True))}
