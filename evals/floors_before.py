"""Floors that somebody lowered: the current baseline against the one where the branch began.

Lowering a floor is sometimes right, and then the commit says so (`python -m evals.floors --allow-lower`). It must never
pass for an improvement, so the summary lists it, whoever lowered it and however.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from evals.folders import shown
from evals.gate import Baseline
from evals.statistics import ROUNDING, UnusableScore, pooled

_MAIN = ("origin/HEAD", "origin/main", "main", "origin/master", "master")


def baseline_before(file: Path, revision: str | None = None) -> tuple[str, Baseline] | None:
    """The baseline at `revision`, by default where this branch left the main one, or the commit before on the main one.

    With its name; None if git has no such file, or no readable one.
    """
    file = file.resolve()
    folder = next(one for one in file.parents if one.is_dir())  # its own may have gone with it
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if revision else _began(folder)
    content = _git(folder, "show", f"{commit}:./{file.relative_to(folder).as_posix()}") if commit else None
    if not commit or content is None:
        return None
    try:
        return commit[:8], Baseline.model_validate_json(content)
    except (ValidationError, UnusableScore):
        return None


def gone(file: Path, revision: str | None = None) -> str | None:
    """Why a run without floors must fail: the file is gone, and the earlier baseline had it. None otherwise."""
    if file.exists() or (before := baseline_before(file, revision)) is None:
        return None
    return (
        f"{shown(file)} is gone, so nothing is compared with it; {before[0]} has it: "
        f"git checkout {before[0]} -- {shown(file)}"
    )


def files_before(folder: Path, revision: str | None = None) -> tuple[str, tuple[Path, ...]]:
    """The files that the folder had then, with the commit's name; none if git cannot say."""
    if not folder.is_dir():
        return "", ()
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if revision else _began(folder)
    listed = _git(folder, "ls-tree", "-r", "-z", "--name-only", commit, "--", ".") if commit else None
    return (commit or "")[:8], tuple(folder / name for name in (listed or "").split("\0") if name)


def is_revision(revision: str) -> bool:
    """Whether git knows that revision in the current folder."""
    return _git(Path(), "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is not None


def lowered(baseline: Baseline, before: Baseline) -> tuple[str, ...]:
    """A line for everything that asks less than `before` did: floors, cases, must-hold cases, the margin."""
    return tuple(_lowered(baseline, before))


def highest(baseline: Baseline, before: Baseline) -> Baseline:
    """The baseline with each floor that was lowered as it was: what a run is to be called better than."""
    floors = dict(baseline.floors)
    for metric, old in before.floors.items():
        if metric in floors and _lower_cases(baseline, before, metric):
            floors[metric] = {**floors[metric], **old}
    return baseline.model_copy(update={"floors": floors})


def _lowered(baseline: Baseline, before: Baseline) -> Iterator[str]:
    for metric, old in before.floors.items():
        if metric not in baseline.floors:
            yield f"{metric}: has no floor any more"
            continue
        was, now = _share(pooled(old)), _share(pooled(baseline.floors[metric]))
        cases = _lower_cases(baseline, before, metric)
        if cases:
            yield f"{metric}: {was} -> {now}; {', '.join(cases)}"
    for one in before.must_hold:
        if one not in baseline.must_hold:
            yield f"{one.metric} of {one.case} need not hold any more"
    if baseline.margin > before.margin + ROUNDING:
        yield f"the margin: {_share((before.margin, 1))} -> {_share((baseline.margin, 1))}"
    for metric in baseline.older:
        if metric not in before.older:
            yield f"{metric}: is called older than the tapes, so that it is held by statistics alone"
    for name, count in baseline.failures.items():
        if count > before.failures.get(name, 0):
            yield f"{name}: {count} steps without an answer are let pass, {before.failures.get(name, 0)} before"


def _lower_cases(baseline: Baseline, before: Baseline, metric: str) -> list[str]:
    """The cases whose floor is lower or gone, each with both floors."""
    found = []
    for case, (hits, of) in before.floors[metric].items():
        now = baseline.floors[metric].get(case)
        if of > 0 and (now is None or now[0] * of < hits * now[1] - ROUNDING):
            found.append(f"{case} {hits:g}/{of:g} -> {'gone' if now is None else f'{now[0]:g}/{now[1]:g}'}")
    return found


def _began(folder: Path) -> str | None:
    """Where this branch left the main one; on the main one itself, the commit before, or the first."""
    head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    for name in _MAIN:
        base = _git(folder, "merge-base", "HEAD", name)
        if base:
            return base if base != head else _git(folder, "rev-parse", "--verify", "--quiet", "HEAD^") or head
    return None


def _git(folder: Path, *words: str) -> str | None:
    """Git's output there; None if it fails or is not installed."""
    try:
        ended = subprocess.run(  # noqa: S603 - no shell
            ["git", "-C", str(folder), *words],  # noqa: S607 - git as the person has it
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return ended.stdout.decode(errors="replace").strip() if ended.returncode == 0 else None


def _share(parts: tuple[float, float]) -> str:
    return f"{100 * parts[0] / parts[1]:.1f} %" if parts[1] else "nothing"
