"""The command that records tapes, as a person types it."""

from __future__ import annotations

import shlex
from pathlib import Path

from evals.folders import CASSETTES, PROJECT, SEEDS
from evals.modes import Mode


def options_of(seeds: Path = SEEDS, tapes: Path = CASSETTES, model: str = PROJECT.model) -> str:
    """The options that make `pytest evals` about these, each with a space before it; empty for the project's own."""
    options = {
        "--seeds": None if seeds.resolve() == SEEDS.resolve() else seeds,
        "--tapes": None if tapes.resolve() == CASSETTES.resolve() else tapes,
        "--model": None if model == PROJECT.model else model,
    }
    return "".join(f" {option} {shlex.quote(str(value))}" for option, value in options.items() if value is not None)


def record_command(mode: Mode, options: str = "") -> str:
    """What to type to record in that mode, with the options of `options_of`."""
    return f"pytest evals --record {mode.value}{options}"
