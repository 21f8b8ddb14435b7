"""What there is to tell of a run: its metrics, what each is held against and what came of that, cases that flipped, cost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal

from pydantic import Field

from evals.falls import Fall, falls, missed_parts, not_among
from evals.floors_before import highest, lowered
from evals.gate import Baseline, Finding, check, comparisons, fallen
from evals.paired import Change, PairedComparison, compare_metrics
from evals.results import MetricScore, Origin, Results, failures, metric_score, parts_by_metric, what_moved
from evals.statistics import Cases
from factcheck.records import Record, Usage


class MetricRow(Record):
    """One metric: the run's score, that of what it is held against, and the comparison. None where a side lacks it."""

    metric: str
    now: MetricScore | None
    before: MetricScore | None = None
    compared: PairedComparison | None = None


class Flip(Record):
    """A case that scored differently in a metric: scores 0 to 1, the parts missed only now and only before, as lines."""

    metric: str
    case: str
    before: float
    now: float
    newly_missed: tuple[str, ...]
    no_longer_missed: tuple[str, ...]


class Cost(Record):
    """What the answers of a run cost when they were recorded. `seconds` is None where it was not measured."""

    usage: Usage
    seconds: float | None


class Overview(Record):
    """A run, alone or held against the baseline or another run (`before`, None when alone)."""

    schema_name: Literal["factcheck-eval-summary/1"] = "factcheck-eval-summary/1"
    name: str
    before: str | None = None
    gated: bool = False
    """Whether `findings` are the gate's: then none means that it passes."""
    findings: tuple[Finding, ...] = ()
    rows: tuple[MetricRow, ...]
    fell: tuple[Fall, ...] = ()
    """The cases that scored lower on the same answers, where no chance is in it."""
    lowered: tuple[str, ...] = ()
    """What the floors ask less of than they did before (`before_lowered`)."""
    before_lowered: str | None = None
    unplayed: dict[str, str] = Field(default_factory=dict)
    """The cases that could not be scored, with the reason."""
    skipped: dict[str, str] = Field(default_factory=dict)
    """The metrics that could not be measured, with the reason."""
    flips: tuple[Flip, ...] = ()
    failures: dict[str, int]
    """Steps without an answer, by eval."""
    failures_before: dict[str, int] | None = None
    cost: Cost
    cost_before: Cost | None = None
    moved: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """What the other run was not made from alike, by kind."""

    def changed(self, change: Change) -> tuple[MetricRow, ...]:
        """The metrics of which the comparison says so, the largest difference first."""
        rows = [row for row in self.rows if row.compared and row.compared.change is change]
        return tuple(sorted(rows, key=lambda row: -abs(_difference(row))))


def overview(
    results: Results, baseline: Baseline | None = None, before: tuple[str, Baseline] | None = None
) -> Overview:
    """The run alone, or against the baseline's floors with what the gate finds.

    `before` is the baseline that this one was made from, and what to call it: a floor that is lower now is listed, and the run
    is told as better or worse than the higher one.
    """
    held = highest(baseline, before[1]) if baseline and before else baseline
    compared = comparisons(results, held) if held else {}
    return Overview(
        name=name_of(results),
        before="baseline" if baseline else None,
        gated=baseline is not None,
        findings=check(results, baseline) if baseline else (),
        rows=_rows(parts_by_metric(results), held.floors if held else {}, compared),
        fell=fallen(results, baseline) if baseline else (),
        lowered=lowered(baseline, before[1]) if baseline and before else (),
        before_lowered=before[0] if before else None,
        unplayed=results.unplayed,
        skipped=results.skipped,
        failures=failures(results),
        cost=_cost(results),
    )


def side_by_side(a: Results, b: Results, names: tuple[str, str] | None = None) -> Overview:
    """Run b held against run a; `names` are what to call a and b, by default after their models and prompts."""
    before, now = parts_by_metric(a), parts_by_metric(b)
    compared = compare_metrics(before, now)
    called = names or _told_apart(name_of(a), name_of(b))
    return Overview(
        name=called[1],
        before=called[0],
        rows=_rows(
            {metric: _in_common(cases, compared.get(metric)) for metric, cases in now.items()}, before, compared
        ),
        fell=falls(before, a.origin, b, missed_parts(a)),
        unplayed=b.unplayed,
        skipped=b.skipped,
        flips=_flips(a, b, compared),
        failures=failures(b),
        failures_before=failures(a),
        cost=_cost(b),
        cost_before=_cost(a),
        moved=what_moved(_played_alike(a.origin, b), b.origin),
    )


def name_of(results: Results) -> str:
    """The model and the versions of the prompts, in a few words."""
    prompts = ", ".join(f"{prompt.name} v{prompt.version}" for prompt in results.origin.prompts)
    return f"{results.origin.model.name} ({prompts})" if prompts else results.origin.model.name


def _told_apart(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a != b else (f"{a}, run A", f"{b}, run B")


def _rows(
    now: Mapping[str, Cases], before: Mapping[str, Cases], compared: Mapping[str, PairedComparison]
) -> tuple[MetricRow, ...]:
    return tuple(
        MetricRow(
            metric=metric,
            now=metric_score(metric, now[metric]) if metric in now else None,
            before=metric_score(metric, _in_common(before[metric], compared.get(metric))) if metric in before else None,
            compared=compared.get(metric),
        )
        for metric in {**now, **before}
    )


def _in_common(cases: Cases, compared: PairedComparison | None) -> Cases:
    """The cases that the other run has as well, so that the two scores differ by the change that is told. All, if it has none."""
    if compared is None or compared.difference is None:
        return cases
    return {case: parts for case, parts in cases.items() if case not in compared.left_out}


def _played_alike(origin: Origin, other: Results) -> Origin:
    """The origin without the tapes of stories that the other run could not play: `unplayed` says why, and they are not gone."""
    stories = {entry.partition("/")[2] for entry in other.unplayed}
    lacking = {
        path
        for path in origin.files.keys() - other.origin.files.keys()
        if path.endswith(".yaml") and PurePosixPath(path).stem in stories
    }
    return origin.model_copy(update={"files": {path: sha for path, sha in origin.files.items() if path not in lacking}})


def _flips(a: Results, b: Results, compared: Mapping[str, PairedComparison]) -> tuple[Flip, ...]:
    """Metric by metric, those that got worse first: the cases that lost, then those that won."""
    missed_a, missed_b = missed_parts(a), missed_parts(b)
    parts_a, parts_b = parts_by_metric(a), parts_by_metric(b)
    flips = []
    order = (Change.WORSE, Change.BETTER, Change.CANNOT_TELL)
    for metric, found in sorted(compared.items(), key=lambda item: order.index(item[1].change)):
        for case in (*found.lost, *found.won):
            before, now = missed_a[metric, case], missed_b[metric, case]
            (hits, of), (hits_now, of_now) = parts_a[metric][case], parts_b[metric][case]
            flips.append(
                Flip(
                    metric=metric,
                    case=case,
                    before=hits / of,
                    now=hits_now / of_now,
                    newly_missed=not_among(now, before),
                    no_longer_missed=not_among(before, now),
                )
            )
    return tuple(flips)


def _cost(results: Results) -> Cost:
    seconds = sum(results.seconds.values()) if results.seconds else None
    return Cost(usage=sum(results.usage.values(), Usage()), seconds=seconds)


def _difference(row: MetricRow) -> float:
    return (row.compared.difference or 0.0) if row.compared else 0.0
