"""The results of one run of the evals: what they were made from, and the scores of every case, as one JSON file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evals.few import FEW
from evals.record_files import read_record, write_record
from evals.scores import CaseScores
from evals.statistics import Cases, Interval, Parts, averaged, bootstrap_by_story, checked, pooled, wilson
from factcheck.records import ModelIdentity, PromptIdentity, Record, Usage

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Origin(Record):
    """What scores were made from. Equal for two runs on the same model, prompts, seeds and tapes.

    `files` are the seeds (of a project's own suite: the cases) and the tapes: paths from the top of the repository, with
    forward slashes, to the SHA-256 of their bytes.
    """

    model: ModelIdentity
    prompts: tuple[PromptIdentity, ...]
    files: dict[str, Sha256]


class Results(Record):
    """One run. Several entries of one eval and case are repeated samples of it.

    `usage` and `seconds` are what the answers cost when they were recorded, by suite. `unplayed` are the cases that
    could not be     scored, as `eval/case`, with the reason; `skipped` the metrics that could not be measured at all,
    with the reason. Raises UnusableScore where a score is     not finite or not 0 <= hits <= of.
    """

    schema_name: Literal["factcheck-eval-results/1"] = "factcheck-eval-results/1"
    """Name and version of the JSON. The number goes up when a reader of the old one would break."""
    origin: Origin
    cases: tuple[CaseScores, ...]
    usage: dict[str, Usage] = Field(default_factory=dict)
    seconds: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    unplayed: dict[str, str] = Field(default_factory=dict)
    skipped: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _every_score_is_one(self) -> Results:
        for entry in self.cases:
            for score in entry.scores:
                checked(f"{score.metric} of {entry.case}", (score.hits, score.of))
        return self


class MetricScore(Record):
    """One metric over all cases: `hits` of `of`, pooled, with its 95 % interval.

    The interval draws whole stories (`interval_of` `stories`). Where the stories do not differ there is nothing to draw, and
    it is that of independent parts after Wilson (`parts`), which is too narrow if parts of a story go together; None where
    neither can be said.
    """

    metric: str
    hits: float
    of: float
    stories: int
    interval: Interval | None
    interval_of: Literal["stories", "parts"] | None

    @property
    def value(self) -> float | None:
        """The score, 0 to 1; None when no case has anything that the metric counts."""
        return self.hits / self.of if self.of else None


def read_results(path: Path) -> Results:
    """The results in that file. Raises UnusableFile naming the file and what is wrong."""
    return read_record(path, Results)


def write_results(results: Results, path: Path) -> None:
    """Write the results whole or not at all, the same bytes for equal results. Raises UnusableFile."""
    write_record(results, path)


def parts_by_metric(results: Results) -> dict[str, Cases]:
    """For each metric, in the order they first come, the parts of each case, repeated samples averaged within it."""
    samples: dict[str, dict[str, list[Parts]]] = {}
    for entry in results.cases:
        for score in entry.scores:
            samples.setdefault(score.metric, {}).setdefault(entry.case, []).append((score.hits, score.of))
    return {metric: {case: averaged(given) for case, given in cases.items()} for metric, cases in samples.items()}


def metric_scores(results: Results) -> tuple[MetricScore, ...]:
    """Every metric, pooled over the cases, with its interval."""
    return tuple(metric_score(metric, cases) for metric, cases in parts_by_metric(results).items())


def metric_score(metric: str, cases: Cases) -> MetricScore:
    """One metric, pooled over its cases, with its interval."""
    hits, of = pooled(cases)
    interval_of: Literal["stories", "parts"] = "stories"
    interval = bootstrap_by_story(cases)
    if interval is None:
        whole = all(float(number).is_integer() for parts in cases.values() for number in parts)
        interval_of = "parts"
        interval = wilson(int(hits), int(of)) if whole else None
    return MetricScore(
        metric=metric,
        hits=hits,
        of=of,
        stories=sum(parts[1] > 0 for parts in cases.values()),
        interval=interval,
        interval_of=interval_of if interval else None,
    )


def failures(results: Results) -> dict[str, int]:
    """Steps that gave no answer, by eval: neither hits nor misses, and so in no score."""
    found: dict[str, int] = {}
    for entry in results.cases:
        found[entry.eval] = found.get(entry.eval, 0) + entry.failures
    return found


def what_moved(old: Origin, new: Origin) -> dict[str, tuple[str, ...]]:
    """What the two were not made from alike: for `seeds`, `tapes`, `prompts` and `model` a line each; none, no entry.

    More than three files of one folder that share their fate are one line.
    """
    moved: dict[str, list[str]] = {"seeds": [], "tapes": [], "prompts": [], "model": []}
    alike: dict[tuple[str, str], list[str]] = {}
    for path in sorted(old.files.keys() | new.files.keys()):
        if old.files.get(path) != new.files.get(path):
            alike.setdefault((path.rpartition("/")[0], _happened(path, old.files, new.files)), []).append(path)
    for (folder, happened), paths in alike.items():
        group = "seeds" if paths[0].startswith(("seeds/", "cases/")) else "tapes"
        many = f"{len(paths)} files of {folder} {_OF_MANY.get(happened, happened)}"
        moved[group] += [many] if len(paths) > FEW else [f"{path} {happened}" for path in paths]
    before, after = ({prompt.name: prompt for prompt in origin.prompts} for origin in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            moved["prompts"].append(f"{name} {_happened(name, before, after)}")
    then, now = (origin.model.model_dump() for origin in (old, new))
    for field in then:
        if then[field] != now[field]:
            moved["model"].append(f"{field} {then[field]} -> {now[field]}")
    return {group: tuple(lines) for group, lines in moved.items() if lines}


_OF_MANY = {"is new": "are new", "is gone": "are gone"}


def _happened(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    if name not in before:
        return "is new"
    return "changed" if name in after else "is gone"
