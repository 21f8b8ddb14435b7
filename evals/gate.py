"""The gate: a run of the evals against `evals/baseline.json`, which holds a floor for every case of every metric.

A run fails if a case scores lower than its floor on exactly the answers that the floor was measured on (`evals.falls`),
if a metric is *worse* than floors of other answers (by `evals.paired`, over all metrics) by more than the stated
margin, if a must-hold case scores lower than its floor, if more steps gave no answer, or if the two are not comparable:
a metric or case without a floor or without a score, or other seeds, prompts, tapes or another model than the floors
were made from. Floors move up, and down only if a person says so; each move is listed.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evals.falls import Fall, falls, same_answers
from evals.few import few
from evals.folders import PROJECT
from evals.paired import Change, PairedComparison, compare_metrics
from evals.record_files import read_record, write_record
from evals.results import Origin, Results, failures, parts_by_metric, what_moved
from evals.statistics import ROUNDING, Cases, Parts, UnusableScore, checked, pooled
from factcheck.errors import InputError
from factcheck.records import Record

BASELINE = PROJECT.baseline
"""The baseline of this project."""
MARGIN = 0.02
"""By how much a new baseline lets a metric be worse: less than a person would see in a story or two."""
_RAISE = "python -m evals.floors RESULTS"


class FloorsNotComparable(InputError):
    """Floors that can neither be kept nor raised, because the seeds are others."""


class MustHold(Record):
    """A case whose score in a metric must never fall under its floor, however little that changes the whole."""

    metric: str
    case: str


class Baseline(Record):
    """The reference that the gate compares a run with. `floors` are the parts of each case by metric.

    `origin` is the making of the run that last moved or confirmed the floors. `older` are the metrics whose floors were
    kept then although their tapes had changed: these were measured on other answers. `failures` counts the steps that
    gave no answer, by eval. Raises UnusableScore if a floor is not a score.
    """

    schema_name: Literal["factcheck-eval-baseline/1"] = "factcheck-eval-baseline/1"
    margin: Annotated[float, Field(ge=0, le=1)] = MARGIN
    must_hold: tuple[MustHold, ...] = ()
    origin: Origin
    floors: dict[str, dict[str, Parts]]
    older: tuple[str, ...] = ()
    failures: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _every_floor_is_a_score(self) -> Baseline:
        for metric, cases in self.floors.items():
            for case, parts in cases.items():
                if checked(f"floor of {metric} of {case}", parts)[1] <= 0:
                    raise UnusableScore(
                        f"floor of {metric} of {case}: {parts[0]:g} of {parts[1]:g} holds nothing: delete it"
                    )
        return self


class FindingKind(StrEnum):
    """Why the gate fails."""

    FELL = "fell"
    WORSE = "worse"
    MUST_HOLD = "must_hold"
    NO_SCORE = "no_score"
    NO_FLOOR = "no_floor"
    NO_ANSWER = "no_answer"
    UNPLAYED = "unplayed"
    MOVED = "moved"


class Finding(Record):
    """One reason to fail: a line for a person. `metric` is None for what concerns the whole run."""

    kind: FindingKind
    metric: str | None
    message: str


class Move(StrEnum):
    """The outcome for the floor of a metric."""

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
    """A metric whose run and floor differ. `before` and `after` are the pooled floors; None if there is none."""

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
    return Baseline(origin=results.origin, floors=_floors(results), failures=_failures(results))


def comparisons(results: Results, baseline: Baseline) -> dict[str, PairedComparison]:
    """The run against the floors, for each metric of both."""
    return compare_metrics(baseline.floors, parts_by_metric(results))


def fallen(results: Results, baseline: Baseline) -> tuple[Fall, ...]:
    """The cases of the run that score lower than their floors on the same answers."""
    exact = {metric: cases for metric, cases in baseline.floors.items() if metric not in baseline.older}
    return falls(exact, baseline.origin, results)


def check(results: Results, baseline: Baseline) -> tuple[Finding, ...]:
    """Every reason to fail, falls first; empty if the run passes.

    Cases that could not be played are one reason; anything that follows from it is not repeated.
    """
    scores = parts_by_metric(results)
    held = {(one.metric, one.case) for one in baseline.must_hold}
    lower = fallen(results, baseline)
    exact = {metric for metric in baseline.floors if _is_exact(metric, results.origin, baseline)}
    compared = {metric: found for metric, found in comparisons(results, baseline).items() if metric not in exact}
    findings = (
        *(_fell(fall) for fall in lower if (fall.metric, fall.case) not in held),
        *_worse(compared, baseline.margin),
        *_not_held(scores, baseline, results.unplayed),
        *_without_answer(results, baseline),
    )
    if results.unplayed:
        return (*findings, _unplayed(results.unplayed))
    return (
        *findings,
        *_without_score(scores, baseline),
        *_without_floor(scores, baseline),
        *_moved(results.origin, baseline.origin),
    )


def raise_floors(
    results: Results, baseline: Baseline, *, allow_lower: bool = False
) -> tuple[Baseline, tuple[FloorChange, ...]]:
    """The baseline with the floors of these results, and every floor that differs from them or from before.

    A floor above the results stays as it was and is listed as kept, unless `allow_lower`; so does the floor of a metric
    with a must-hold case under its floor, or with any case under its floor on the same answers. Cases without a floor
    get one: they do not count in whether it is lower. Raises FloorsNotComparable if a floor would be kept although the
    seeds changed, or if cases could not be played.
    """
    if results.unplayed:
        raise FloorsNotComparable(f"{_unplayed(results.unplayed).message}: floors are moved to whole runs")
    changes = []
    floors = dict(baseline.floors)
    measured = _floors(results)
    for metric in sorted(baseline.floors.keys() | measured.keys()):
        change = _change(metric, baseline, measured.get(metric), results.origin, allow_lower=allow_lower)
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
    recorded_anew = "tapes" in what_moved(baseline.origin, results.origin)
    older = (
        metric
        for metric in kept
        if metric in baseline.older or (recorded_anew and not _is_exact(metric, results.origin, baseline))
    )
    counts = _failures(results)
    if not allow_lower:
        counts = {one: min(count, baseline.failures.get(one, 0)) for one, count in counts.items()}
    moved = {"origin": results.origin, "floors": floors, "older": tuple(older), "failures": counts}
    return baseline.model_copy(update=moved), tuple(changes)


def _floors(results: Results) -> dict[str, dict[str, Parts]]:
    """The possible floors: the cases with parts."""
    return {
        metric: {case: parts for case, parts in cases.items() if parts[1] > 0}
        for metric, cases in parts_by_metric(results).items()
    }


def _failures(results: Results) -> dict[str, int]:
    return {one: count for one, count in failures(results).items() if count}


def _is_exact(metric: str, origin: Origin, baseline: Baseline) -> bool:
    """Whether all floors of the metric were measured on the answers that `origin` has."""
    return metric not in baseline.older and all(
        same_answers(metric, case, baseline.origin, origin) for case in baseline.floors[metric]
    )


def _fell(fall: Fall) -> Finding:
    return Finding(kind=FindingKind.FELL, metric=fall.metric, message=fall.message)


def _without_answer(results: Results, baseline: Baseline) -> Iterator[Finding]:
    for one, count in failures(results).items():
        before = baseline.failures.get(one, 0)
        if count > before:
            said = f"{one}: {count} steps gave no answer, {before} in the baseline: they are in no score"
            yield Finding(kind=FindingKind.NO_ANSWER, metric=None, message=said)


def _unplayed(unplayed: Mapping[str, str]) -> Finding:
    first, reason = next(iter(unplayed.items()))
    others = f" (and {len(unplayed) - 1} more cases)" if len(unplayed) > 1 else ""
    said = f"{first}{others} could not be played: {reason}"
    return Finding(kind=FindingKind.UNPLAYED, metric=None, message=said)


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


def _not_held(scores: Mapping[str, Cases], baseline: Baseline, unplayed: Container[str]) -> Iterator[Finding]:
    for held in baseline.must_hold:
        if f"{held.metric.partition('.')[0]}/{held.case}" in unplayed:
            continue
        floor = _value(baseline.floors.get(held.metric, {}).get(held.case))
        value = _value(scores.get(held.metric, {}).get(held.case))
        what = f"{held.metric} of {held.case} must hold"
        if floor is None:
            said = f"{what}, but has no floor: take it out of must_hold, or remeasure the floor"
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
        which = "another model" if group == "model" else f"other {group}"
        said = f"the baseline was made from {which}: {few(lines)}. When the scores are as they should be: `{_RAISE}`"
        yield Finding(kind=FindingKind.MOVED, metric=None, message=said)


def _change(
    metric: str, baseline: Baseline, measured: Mapping[str, Parts] | None, origin: Origin, *, allow_lower: bool
) -> FloorChange | None:
    """The outcome for the floor of one metric; None if the run equals the floor."""
    floors = baseline.floors.get(metric)
    if measured == floors:
        return None
    before, after = _value(pooled(floors or {})), _value(pooled(measured or {}))
    why = _lower(metric, baseline, measured or {}, origin)
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


def _lower(metric: str, baseline: Baseline, measured: Mapping[str, Parts], origin: Origin) -> str:
    """Why taking `measured`, of `origin`, as the floor of the metric would lower it, or a case; empty when it would not."""
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
    for case in () if metric in baseline.older else floors:
        floor, value = _value(floors[case]), _value(measured.get(case))
        fell = floor is not None and value is not None and value < floor - ROUNDING
        if fell and same_answers(metric, case, baseline.origin, origin):
            return f"{case} fell on the same answers"
    return ""


def _value(parts: Parts | None) -> float | None:
    return parts[0] / parts[1] if parts and parts[1] > 0 else None


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _points(difference: float) -> str:
    return f"{100 * difference:.1f} points"
