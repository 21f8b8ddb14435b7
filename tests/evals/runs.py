"""Runs of the evals for the tests: results with a few stories, made in one line."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from evals.results import Origin, Results
from evals.scores import CaseScores, Score
from evals.statistics import Parts
from factcheck.records import ModelIdentity, PromptIdentity

MODEL = ModelIdentity(spec="embedded", name="small-instruct-q4", provider="embedded", weights_sha256="c" * 64)
PROMPT = PromptIdentity(name="compare", version=3, sha256="a" * 64)


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def origin_of(
    *stories: str, prompt: PromptIdentity = PROMPT, model: ModelIdentity = MODEL, recorded: str = "first"
) -> Origin:
    files = {f"seeds/{story}/{name}": hashed(story + name) for story in stories for name in ("story.md", "gold.yaml")}
    tapes = {f"cassettes/comparison/{story}.yaml": hashed(story + recorded) for story in stories}
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
