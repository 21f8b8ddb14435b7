"""Scores that fell on exactly the same answers.

Two runs that replay the same tapes got the same answers, so nothing is due to chance: a case scores lower because of
the code, the gold or an operating point, however small the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evals.few import few
from evals.recipes import EVALS, name
from evals.results import Origin, Results, parts_by_metric
from evals.statistics import ROUNDING, Cases, Parts
from factcheck.records import Record

_CLAIM_ID = re.compile(r"\bc\d+\b")
"""The id of an extracted claim: its place among those of the run, so that one claim more moves all that follow."""


class Fall(Record):
    """A case that scores lower on the same answers. `missed` are the parts that it misses now, as lines."""

    metric: str
    case: str
    before: Parts
    now: Parts
    missed: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The fall in a line for a person."""
        named = few(self.missed)
        said = f"{self.metric} of {self.case} fell from {_shown(self.before)} to {_shown(self.now)} on the same answers"
        return f"{said}; it misses: {named}" if named else said


def falls(
    floors: Mapping[str, Cases],
    origin: Origin,
    results: Results,
    missed_before: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
) -> tuple[Fall, ...]:
    """Every case of `results` that scores lower than in `floors`, which `origin` gave, on the same answers.

    `missed_before` are the lines that were already missed then, by metric and case, which are not repeated.
    """
    missed = missed_parts(results)
    known = missed_before or {}
    return tuple(
        Fall(
            metric=metric,
            case=case,
            before=before,
            now=now,
            missed=not_among(missed[metric, case], known.get((metric, case), ())),
        )
        for metric, case, before, now in _lower(floors, parts_by_metric(results))
        if same_answers(metric, case, origin, results.origin)
    )


def same_answers(metric: str, case: str, one: Origin, other: Origin) -> bool:
    """Whether both took a case's score from the same tapes, or, if nothing is asked, from the same case."""
    suite = metric.partition(".")[0]
    suites = EVALS.get(suite)
    if suites is None:
        tapes = {file for file in one.files.keys() | other.files.keys() if file.endswith(f"/{case}.yaml")}
        tapes = {file for file in tapes if file.startswith("cassettes/")} or {f"cases/{suite}/{case}"}
    else:
        tapes = {f"cassettes/{name(suite, case)}.yaml" for suite in suites}
    return bool(tapes) and all(tape in one.files and one.files[tape] == other.files.get(tape) for tape in tapes)


def not_among(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that are not among the others, whatever number a claim has in either run."""
    known = {_CLAIM_ID.sub("c", line) for line in others}
    return tuple(line for line in lines if _CLAIM_ID.sub("c", line) not in known)


def missed_parts(results: Results) -> dict[tuple[str, str], tuple[str, ...]]:
    """The lines of what was missed, by metric and case, in order and each once."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for entry in results.cases:
        for score in entry.scores:
            found.setdefault((score.metric, entry.case), {}).update(dict.fromkeys(score.missed))
    return {key: tuple(lines) for key, lines in found.items()}


def _lower(before: Mapping[str, Cases], now: Mapping[str, Cases]) -> Iterator[tuple[str, str, Parts, Parts]]:
    for metric, cases in before.items():
        for case, (hits, of) in cases.items():
            hits_now, of_now = now.get(metric, {}).get(case, (0.0, 0.0))
            if of > 0 and of_now > 0 and hits_now / of_now < hits / of - ROUNDING:
                yield metric, case, (hits, of), (hits_now, of_now)


def _shown(parts: Parts) -> str:
    return f"{parts[0]:.4g} of {parts[1]:.4g}"
