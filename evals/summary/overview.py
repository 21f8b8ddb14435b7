"""What there is to tell of a run: its metrics, what each is held against and what came of that, cases that flipped, cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from evals.falls import Fall, falls, missed_parts
from evals.floors_before import highest, lowered
from evals.gate import Baseline, Finding, check, comparisons, fallen
from evals.paired import Change, PairedComparison, compare_metrics
from evals.results import MetricScore, Results, failures, metric_score, metric_scores, parts_by_metric, what_moved
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
    now = {score.metric: score for score in metric_scores(results)}
    floors = {metric: metric_score(metric, cases) for metric, cases in (held.floors if held else {}).items()}
    compared = comparisons(results, held) if held else {}
    return Overview(
        name=name_of(results),
        before="baseline" if baseline else None,
        gated=baseline is not None,
        findings=check(results, baseline) if baseline else (),
        rows=_rows(now, floors, compared),
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
    compared = compare_metrics(parts_by_metric(a), parts_by_metric(b))
    before, now = ({score.metric: score for score in metric_scores(run)} for run in (a, b))
    called = names or _told_apart(name_of(a), name_of(b))
    return Overview(
        name=called[1],
        before=called[0],
        rows=_rows(now, before, compared),
        fell=falls(parts_by_metric(a), a.origin, b, missed_parts(a)),
        unplayed=b.unplayed,
        skipped=b.skipped,
        flips=_flips(a, b, compared),
        failures=failures(b),
        failures_before=failures(a),
        cost=_cost(b),
        cost_before=_cost(a),
        moved=what_moved(a.origin, b.origin),
    )


def name_of(results: Results) -> str:
    """The model and the versions of the prompts, in a few words."""
    prompts = ", ".join(f"{prompt.name} v{prompt.version}" for prompt in results.origin.prompts)
    return f"{results.origin.model.name} ({prompts})" if prompts else results.origin.model.name


def _told_apart(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a != b else (f"{a}, run A", f"{b}, run B")


def _rows(
    now: Mapping[str, MetricScore], before: Mapping[str, MetricScore], compared: Mapping[str, PairedComparison]
) -> tuple[MetricRow, ...]:
    return tuple(
        MetricRow(metric=metric, now=now.get(metric), before=before.get(metric), compared=compared.get(metric))
        for metric in {**now, **before}
    )


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
                    newly_missed=tuple(line for line in now if line not in before),
                    no_longer_missed=tuple(line for line in before if line not in now),
                )
            )
    return tuple(flips)


def _cost(results: Results) -> Cost:
    seconds = sum(results.seconds.values()) if results.seconds else None
    return Cost(usage=sum(results.usage.values(), Usage()), seconds=seconds)


def _difference(row: MetricRow) -> float:
    return (row.compared.difference or 0.0) if row.compared else 0.0
