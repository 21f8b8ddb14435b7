"""How well the faithfulness judge agrees with people, and where its yes should begin.

The judge answers labelled rows as it answers the evals: the text, then the claim, one yes/no weighing. Its operating point
is the log odds with the highest mean over data sets of balanced accuracy, smoothed, on claims of one sentence, from news
where the data have any: that is what the evals put to it. Every such row is decided at a threshold chosen without its
article (cross-validation), every other row at the threshold chosen on all of them, so no row is decided by a threshold that
has seen it. A row without an answer is counted apart. Metrics are per data set, then their plain mean; intervals are by
article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from evals.bench.metrics import Estimate, Flags, Numbers, auroc, balanced_accuracy, bootstrap
from evals.judge import Measured, OperatingPoint
from evals.judge.threshold import FOLDS, Scored
from factcheck.calibration.labelled import Row
from factcheck.documents import segment
from factcheck.errors import InputError
from factcheck.prompts import Prompt
from factcheck.records import ModelIdentity, Usage

NEWS = ("qags_cnndm", "qags_xsum", "defacto", "bump")
SENTENCES, ALL = "claims of one sentence", "all rows"
METRICS = ("auroc", "balanced_accuracy", "kappa", "true_positive_rate", "true_negative_rate")
MEAN = "mean"
CHANCE = 0.5
"""AUROC and balanced accuracy of a judge that answers without having read."""
FEWEST_OF_A_CLASS = 10
"""A data set with fewer rows of a class is left out of a table and of the choice of the threshold."""


@dataclass(frozen=True)
class Judged:
    """A row with the judge's probability that its source says its claim, or how it failed, and the answer's cost."""

    row: Row
    probability: float | None
    failure: str | None
    usage: Usage


@dataclass(frozen=True)
class Measurement:
    """The whole of a bench. `probabilities` and `said` have one entry per row of `rows`, the answered ones."""

    rows: tuple[Row, ...]
    probabilities: Numbers
    said: Flags
    threshold: float
    chosen_on: dict[str, int]
    """How many rows of which data set the threshold was chosen on."""
    unanswered: dict[str, Counter[str]]
    """By data set: how many rows failed, by kind of failure."""
    usage: Usage


def measure(judged: Sequence[Judged]) -> Measurement:
    """Choose the threshold and decide every answered row. Raises InputError when there are too few to choose on."""
    answered = [(one.row, one.probability) for one in judged if one.probability is not None]
    rows = tuple(row for row, _ in answered)
    probabilities = np.array([probability for _, probability in answered])
    ours = measured(rows)[SENTENCES]
    places = [place for there in ours.values() for place in there]
    articles = [rows[place].article for place in places]
    require_enough(rows, "answered rows")
    yes = np.array([rows[place].supported for place in places])
    scored = Scored.of(probabilities[places], yes, [rows[place].dataset for place in places], articles)
    threshold = scored.threshold()
    said = probabilities >= threshold
    said[places] = scored.said_out_of_fold()
    unanswered: dict[str, Counter[str]] = {}
    for one in judged:
        if one.failure is not None:
            unanswered.setdefault(one.row.dataset, Counter())[one.failure] += 1
    usage = sum((one.usage for one in judged), Usage())
    counts = {dataset: len(there) for dataset, there in ours.items()}
    return Measurement(rows, probabilities, said, threshold, counts, unanswered, usage)


def require_enough(rows: Sequence[Row], called: str = "rows") -> None:
    """Raises InputError where a threshold cannot be chosen on these rows, whatever the answers; `called` is what they are."""
    short = [place for there in groups(rows)[SENTENCES].values() for place in there]
    places = [place for there in measured(rows)[SENTENCES].values() for place in there]
    if len({rows[place].article for place in places}) < 2 * FOLDS:
        supported = sum(rows[place].supported for place in short)
        raise InputError(
            f"too few {called} to choose a threshold on: of claims of one sentence {supported} are supported and"
            f" {len(short) - supported} are not, from {len({rows[place].article for place in short})} articles; it takes"
            f" {2 * FOLDS} articles, and {FEWEST_OF_A_CLASS} claims of either kind from one data set"
        )


def estimates(found: Measurement, seed: int = 0) -> dict[str, dict[str, dict[str, Estimate]]]:
    """By group of rows, data set (and `mean`, the plain mean over data sets) and metric."""
    tables = {}
    for group, datasets in measured(found.rows).items():
        values: dict[str, dict[str, Numbers]] = {}
        for number, (dataset, places) in enumerate(datasets.items()):
            rows = [found.rows[place] for place in places]
            weights = bootstrap([row.article for row in rows], seed + number)
            yes = np.array([row.supported for row in rows])
            values[dataset] = _metrics(weights, yes, found.probabilities[places], found.said[places])
        values[MEAN] = {metric: np.mean([there[metric] for there in values.values()], axis=0) for metric in METRICS}
        tables[group] = {
            dataset: {metric: Estimate.of(numbers) for metric, numbers in there.items()}
            for dataset, there in values.items()
        }
    return tables


def chosen_point(found: Measurement, model: ModelIdentity, prompt: Prompt, command: str) -> OperatingPoint:
    """What the evals are to read. `command` is the call that measured it."""
    means = estimates(found)[SENTENCES][MEAN]
    return OperatingPoint(
        threshold=found.threshold,
        prompt=prompt.identity,
        model=model.model_copy(update={"spec": model.name}),  # a spec may hold a path of this machine
        command=command,
        measured_on=datetime.now(UTC).date().isoformat(),
        rows=found.chosen_on,
        measured={metric: Measured.model_validate(asdict(means[metric])) for metric in METRICS},
    )


def require_knowledge(point: OperatingPoint) -> None:
    """Raises InputError where what it was measured on does not show that the judge tells supported claims from others.

    It is shown where the whole interval of AUROC, and that of balanced accuracy at the threshold, lies above chance.
    """
    for metric, called in {"auroc": "AUROC", "balanced_accuracy": "balanced accuracy"}.items():
        found = point.measured[metric]
        if found.low <= CHANCE:
            raise InputError(
                f"no operating point is written: the judge cannot be told from chance on {sum(point.rows.values())} claims:"
                f" {called} {found.value:.2f}, 95 % interval {found.low:.2f} to {found.high:.2f}, and chance is {CHANCE};"
                " more labelled rows narrow the interval, another model may know more"
            )


def kappa(weights: Numbers, yes: Flags, said: Flags) -> Numbers:
    """Agreement beyond what two raters with these shares of yes would have by chance (Cohen 1960)."""
    total = weights.sum(axis=1)
    agreed = (weights @ (yes == said)) / total
    labelled, judged = (weights @ yes) / total, (weights @ said) / total
    by_chance = labelled * judged + (1 - labelled) * (1 - judged)
    certain = by_chance == 1
    return np.where(certain, np.nan, (agreed - by_chance) / np.where(certain, 1, 1 - by_chance))


def share(weights: Numbers, among: Flags, said: Flags) -> Numbers:
    """The share of the rows of `among` for which `said` holds; NaN where a replicate has none of them."""
    total = weights @ among
    return np.where(total == 0, np.nan, (weights @ (among & said)) / np.where(total == 0, 1, total))


def _metrics(weights: Numbers, yes: Flags, probabilities: Numbers, said: Flags) -> dict[str, Numbers]:
    return {
        "auroc": auroc(weights, yes, probabilities),
        "balanced_accuracy": balanced_accuracy(weights, yes, said),
        "kappa": kappa(weights, yes, said),
        "true_positive_rate": share(weights, yes, said),
        "true_negative_rate": share(weights, ~yes, ~said),
    }


def groups(rows: Sequence[Row]) -> dict[str, dict[str, list[int]]]:
    """By group and data set: the places of its rows."""
    found: dict[str, dict[str, list[int]]] = {SENTENCES: {}, ALL: {}}
    news = {row.dataset for row in rows}.intersection(NEWS)
    for place, row in enumerate(rows):
        found[ALL].setdefault(row.dataset, []).append(place)
        if (row.dataset in news or not news) and len(segment(row.claim)) == 1:
            found[SENTENCES].setdefault(row.dataset, []).append(place)
    return found


def measured(rows: Sequence[Row]) -> dict[str, dict[str, list[int]]]:
    """The groups, without data sets that have too few rows of a class there."""

    def enough(places: Sequence[int]) -> bool:
        supported = sum(rows[place].supported for place in places)
        return min(supported, len(places) - supported) >= FEWEST_OF_A_CLASS

    return {
        group: {dataset: places for dataset, places in datasets.items() if enough(places)}
        for group, datasets in groups(rows).items()
    }
