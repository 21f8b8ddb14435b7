"""Read for `factcheck evals history` and `--format sarif` besides results: the commit of a file, the line that changed."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

_COMMIT = re.compile(r"(?:^|[-_.])([0-9a-f]{7,40})(?:\.[a-z][a-z0-9_]*)?$")
"""A commit at the end of a file's name, or before the name of a suite."""
_SECONDS = 30


def results_in(given: tuple[Path, ...]) -> list[Path]:
    """The named files, and those ending in `.json` in each folder. Raises UsageError if there are none."""
    from factcheck.errors import UsageError

    files = [file for one in given for file in (sorted(one.glob("*.json")) if one.is_dir() else [one])]
    if not files:
        raise UsageError(f"{', '.join(map(str, given))}: no file there ends in .json")
    return files


def past_runs(files: list[Path]) -> list[Any]:
    """The runs (`evals.summary.history.Past`), oldest first: by the time of the commit that ends a file's name, else by name.

    Raises UnusableFile naming the file that holds no results.
    """
    from evals.results import read_results
    from evals.summary.history import Past

    found = []
    for file in files:
        match = _COMMIT.search(file.stem)
        when, subject = _commit(match[1]) if match else ("", "")
        found.append((when, file.stem, Past(match[1] if match else file.stem, read_results(file), when, subject)))
    if all(when for when, _, _ in found):
        return [past for _, _, past in sorted(found, key=lambda one: one[:2])]
    return [past for _, _, past in sorted(found, key=lambda one: one[1])]


def prompt_places(a: str, b: str) -> dict[str, tuple[str, int]]:
    """By step, the file of its prompt in version `b`, as a relative URI, and the first line that differs from version
    `a`.

    Line 1 if none differs, or if `a` cannot be read.
    """
    from evals.folders import REPOSITORY, prompt_path
    from factcheck.prompts import STEPS

    places = {}
    for step in (*STEPS, "judge"):
        file = _under_trial(b, step) or prompt_path(step)
        other = _under_trial(a, step)
        before = other.read_bytes() if other and other.exists() else _at(a, prompt_path(step))
        uri = file.resolve().relative_to(REPOSITORY).as_posix() if file.resolve().is_relative_to(REPOSITORY) else None
        if file.exists() and (uri or not file.is_absolute()):
            places[step] = uri or file.as_posix(), _first_change(before, file.read_bytes())
    return places


def _under_trial(version: str, step: str) -> Path | None:
    name, equals, file = version.partition("=")
    return Path(file) if equals and name == step else None


def _at(revision: str, file: Path) -> bytes | None:
    """The file as git has it at that revision; None if `revision` does not exist or git is missing."""
    from factcheck.cli.prompt_files import committed
    from factcheck.errors import FactcheckError

    if revision == ".":
        return file.read_bytes() if file.exists() else None
    if "=" in revision or revision.endswith(".json"):
        return None
    try:
        return committed(file, revision)
    except FactcheckError:
        return None


def _first_change(before: bytes | None, now: bytes) -> int:
    if before is None or before == now:
        return 1
    lines = zip_longest(before.splitlines(), now.splitlines())
    return next((number for number, (old, new) in enumerate(lines, start=1) if old != new), 1)


def _commit(commit: str) -> tuple[str, str]:
    """Its time, in UTC as ISO 8601, and its subject; empty if git does not know it."""
    command = ["git", "show", "-s", "--format=%ct%x00%s", commit, "--"]
    try:
        ended = subprocess.run(command, capture_output=True, check=False, text=True, timeout=_SECONDS)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired):
        return "", ""
    seconds, _, subject = ended.stdout.strip().partition("\0")
    if ended.returncode or not seconds.isdecimal():
        return "", ""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}", subject
