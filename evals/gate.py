"""The gate: a run of the evals against `evals/baseline.json`, which holds a floor for every case of every metric.

A run fails where a metric is *worse* than its floors (as `evals.paired` says it, over all metrics) by more than the
stated margin, where a must-hold case scores lower than its floor, and where the two cannot be held against each other: a
metric or case without a floor or without a score, other seeds, prompts, tapes or another model than the floors were made
from. Floors move up; down only where a person says so, and each move is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evals.folders import PROJECT
from evals.paired import Change, PairedComparison, compare_metrics
from evals.record_files import read_record, write_record
from evals.results import Origin, Results, parts_by_metric, what_moved
from evals.statistics import ROUNDING, Cases, Parts, checked, pooled
from factcheck.errors import InputError
from factcheck.records import Record

BASELINE = PROJECT.baseline
"""The baseline of this project."""
MARGIN = 0.02
"""By how much a new baseline lets a metric be worse: less than a person would see in a story or two."""
_RAISE = "python -m evals.floors RESULTS"
_NAMED = 3
"""So many of the things that moved are named, the rest counted."""


class FloorsNotComparable(InputError):
    """Floors that can neither be kept nor raised, because the seeds are others."""


class MustHold(Record):
    """A case whose score in a metric must never fall under its floor, however little that changes the whole."""

    metric: str
    case: str


class Baseline(Record):
    """What the gate holds a run against. `floors` are the parts of each case by metric.

    `origin` is what the run was made from that last moved the floors or confirmed them; a floor that was kept then is older.
    Raises UnusableScore where a floor is no score.
    """

    schema_name: Literal["factcheck-eval-baseline/1"] = "factcheck-eval-baseline/1"
    margin: Annotated[float, Field(ge=0, le=1)] = MARGIN
    must_hold: tuple[MustHold, ...] = ()
    origin: Origin
    floors: dict[str, dict[str, Parts]]

    @model_validator(mode="after")
    def _every_floor_is_a_score(self) -> Baseline:
        for metric, cases in self.floors.items():
            for case, parts in cases.items():
                checked(f"floor of {metric} of {case}", parts)
        return self


class FindingKind(StrEnum):
    """Why the gate fails."""

    WORSE = "worse"
    MUST_HOLD = "must_hold"
    NO_SCORE = "no_score"
    NO_FLOOR = "no_floor"
    MOVED = "moved"


class Finding(Record):
    """One reason to fail: a line for a person. `metric` is None for what concerns the whole run."""

    kind: FindingKind
    metric: str | None
    message: str


class Move(StrEnum):
    """What became of the floor of a metric."""

    NEW = "new"
    RAISED = "raised"
    RESPREAD = "respread"
    """The same score from other cases."""
    WIDENED = "widened"
    """More cases have a floor, and those that had one scored no lower together."""
    LOWERED = "lowered"
    KEPT = "kept"
    """The run scored lower, or not at all, and the old floor stays."""
    DROPPED = "dropped"


class FloorChange(Record):
    """A metric whose run and floor differ. `before` and `after` are the pooled floors; None where there is none."""

    move: Move
    metric: str
    before: float | None
    after: float | None
    message: str


def read_baseline(path: Path = BASELINE) -> Baseline:
    """The baseline in that file. Raises UnusableFile naming the file and what is wrong."""
    return read_record(path, Baseline)


def write_baseline(baseline: Baseline, path: Path = BASELINE) -> None:
    """Write the baseline whole or not at all, the same bytes for equal ones. Raises UnusableFile."""
    write_record(baseline, path)


def first_baseline(results: Results) -> Baseline:
    """A baseline whose floors are these results."""
    return Baseline(origin=results.origin, floors=_floors(results))


def comparisons(results: Results, baseline: Baseline) -> dict[str, PairedComparison]:
    """The run against the floors, for each metric of both."""
    return compare_metrics(baseline.floors, parts_by_metric(results))


def check(results: Results, baseline: Baseline) -> tuple[Finding, ...]:
    """Every reason to fail, what got worse first; nothing when the run passes."""
    scores = parts_by_metric(results)
    return (
        *_worse(comparisons(results, baseline), baseline.margin),
        *_not_held(scores, baseline),
        *_without_score(scores, baseline),
        *_without_floor(scores, baseline),
        *_moved(results.origin, baseline.origin),
    )


def raise_floors(
    results: Results, baseline: Baseline, *, allow_lower: bool = False
) -> tuple[Baseline, tuple[FloorChange, ...]]:
    """The baseline with the floors of these results, and every floor that differs from them or from before.

    A floor under which the results are stays as it was and is listed as kept, unless `allow_lower`; so is that of a metric
    with a must-hold case under its floor. Cases without a floor get theirs: they count for nothing in whether it is lower.
    Raises FloorsNotComparable where a floor would be kept though the seeds are others.
    """
    changes = []
    floors = dict(baseline.floors)
    measured = _floors(results)
    for metric in sorted(baseline.floors.keys() | measured.keys()):
        change = _change(metric, baseline, measured.get(metric), allow_lower=allow_lower)
        if change is None:
            continue
        changes.append(change)
        if change.move is Move.DROPPED:
            del floors[metric]
        elif change.move is not Move.KEPT:
            floors[metric] = measured[metric]
    kept = [change.metric for change in changes if change.move is Move.KEPT]
    if kept and "seeds" in what_moved(baseline.origin, results.origin):
        raise FloorsNotComparable(
            f"the floor of {', '.join(kept)} is higher than this run, but is of other seeds and cannot be kept: "
            "pass --allow-lower, and say why in the commit"
        )
    return baseline.model_copy(update={"origin": results.origin, "floors": floors}), tuple(changes)


def _floors(results: Results) -> dict[str, dict[str, Parts]]:
    """What can be a floor: the cases with parts."""
    return {
        metric: {case: parts for case, parts in cases.items() if parts[1] > 0}
        for metric, cases in parts_by_metric(results).items()
    }


def _worse(compared: Mapping[str, PairedComparison], margin: float) -> Iterator[Finding]:
    for metric, found in compared.items():
        if found.change is Change.WORSE and found.difference is not None and found.difference < -margin - ROUNDING:
            lost = (
                f"; {len(found.lost)} of {found.stories} stories lower: {', '.join(found.lost)}" if found.lost else ""
            )
            said = f"worse by {_points(-found.difference)}, more than the margin of {_points(margin)}"
            yield Finding(
                kind=FindingKind.WORSE, metric=metric, message=f"{metric}: {said} (p {found.p_worse:.3f}){lost}"
            )


def _not_held(scores: Mapping[str, Cases], baseline: Baseline) -> Iterator[Finding]:
    for held in baseline.must_hold:
        floor = _value(baseline.floors.get(held.metric, {}).get(held.case))
        value = _value(scores.get(held.metric, {}).get(held.case))
        what = f"{held.metric} of {held.case} must hold"
        if floor is None:
            said = f"{what}, but has no floor: take it out of must_hold, or measure the floor anew"
        elif value is None:
            said = f"{what} at {_percent(floor)}, but has no score in this run"
        elif value < floor - ROUNDING:
            said = f"{what} at {_percent(floor)}, but is {_percent(value)}"
        else:
            continue
        yield Finding(kind=FindingKind.MUST_HOLD, metric=held.metric, message=said)


def _without_score(scores: Mapping[str, Cases], baseline: Baseline) -> Iterator[Finding]:
    for metric, floors in baseline.floors.items():
        gone = [case for case in floors if _value(scores.get(metric, {}).get(case)) is None]
        if gone:
            which = "every case" if len(gone) == len(floors) else ", ".join(gone)
            said = f"{metric}: {which} has a floor, but no score in this run"
            yield Finding(kind=FindingKind.NO_SCORE, metric=metric, message=said)


def _without_floor(scores: Mapping[str, Cases], baseline: Baseline) -> Iterator[Finding]:
    for metric, cases in scores.items():
        floors = baseline.floors.get(metric, {})
        new = [case for case, parts in cases.items() if parts[1] > 0 and case not in floors]
        if new:
            which = ", ".join(new) if floors else "this metric"
            said = f"{metric}: {which} has no floor: `{_RAISE}` gives it one"
            yield Finding(kind=FindingKind.NO_FLOOR, metric=metric, message=said)


def _moved(origin: Origin, pinned: Origin) -> Iterator[Finding]:
    for group, lines in what_moved(pinned, origin).items():
        named = "; ".join(lines[:_NAMED])
        more = f"; and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
        which = "another model" if group == "model" else f"other {group}"
        said = f"the baseline was made from {which}: {named}{more}. When the scores are as they should be: `{_RAISE}`"
        yield Finding(kind=FindingKind.MOVED, metric=None, message=said)


def _change(
    metric: str, baseline: Baseline, measured: Mapping[str, Parts] | None, *, allow_lower: bool
) -> FloorChange | None:
    """What becomes of the floor of one metric; None when the run is the floor."""
    floors = baseline.floors.get(metric)
    if measured == floors:
        return None
    before, after = _value(pooled(floors or {})), _value(pooled(measured or {}))
    why = _lower(metric, baseline, measured or {})
    if floors is None:
        move = Move.NEW
    elif why and not allow_lower:
        move, after = Move.KEPT, before
    elif measured is None:
        move = Move.DROPPED
    elif why:
        move = Move.LOWERED
    elif (measured or {}).keys() - floors.keys():
        move = Move.WIDENED
    else:
        move = Move.RAISED if (after or 0) > (before or 0) + ROUNDING else Move.RESPREAD
    known = dict.fromkeys(_percent(value) for value in (before, after) if value is not None)
    said = f"{metric}: {move} {' -> '.join(known)}" + (f" ({why})" if why else "")
    return FloorChange(move=move, metric=metric, before=before, after=after, message=said)


def _lower(metric: str, baseline: Baseline, measured: Mapping[str, Parts]) -> str:
    """Why taking `measured` as the floor of the metric would lower it, or a must-hold case; empty when it would not."""
    floors = baseline.floors.get(metric, {})
    before, after = (
        _value(pooled(floors)),
        _value(pooled({case: measured[case] for case in measured if case in floors})),
    )
    if before is None:
        return ""
    if after is None:
        return "this run has no score"
    if after < before - ROUNDING:
        return f"this run is {_percent(after)}"
    for held in baseline.must_hold:
        floor = _value(baseline.floors[metric].get(held.case)) if held.metric == metric else None
        value = _value(measured.get(held.case))
        if floor is not None and (value is None or value < floor - ROUNDING):
            said = "without score" if value is None else _percent(value)
            return f"{held.case} must hold at {_percent(floor)} and is {said}"
    return ""


def _value(parts: Parts | None) -> float | None:
    return parts[0] / parts[1] if parts and parts[1] > 0 else None


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _points(difference: float) -> str:
    return f"{100 * difference:.1f} points"
