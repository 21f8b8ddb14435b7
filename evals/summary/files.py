"""The summary of a run as files in a folder: Markdown for a code host, one page of HTML, JSON for machines."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from evals.recipes import Suite, name
from evals.results import Results, write_results
from evals.scored import Scored
from evals.seeds import Seed
from evals.summary import machine, markdown, page
from evals.summary.overview import Overview
from factcheck.errors import OutputError


def write_summary(folder: Path, overview: Overview, results: Results, scored: Scored, seeds: Iterable[Seed]) -> None:
    """Write `summary.md`, `summary.html`, `summary.json` and `results.json`. Raises OutputError naming the folder."""
    unplayed = {entry.partition("/")[2] for entry in results.unplayed if entry.startswith("complete/")}
    stories = [
        page.StoryRun(
            seed.name,
            seed.story,
            scored.deck.outcome(Suite.EXTRACTION, seed),
            {suite.value: _link(folder, scored.deck.tapes, suite, seed.name) for suite in Suite},
        )
        for seed in seeds
        if seed.name not in unplayed
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "summary.md").write_text(markdown.render(overview), encoding="utf-8")
        (folder / "summary.html").write_text(page.render(overview, results, stories), encoding="utf-8")
        (folder / "summary.json").write_text(machine.render(overview), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"--summary {folder} cannot be written: {error.strerror}") from error
    write_results(results, folder / "results.json")


def _link(folder: Path, tapes: Path, suite: Suite, seed_name: str) -> str:
    """The tape, as the page in `folder` reaches it."""
    tape = tapes.resolve() / f"{name(suite, seed_name)}.yaml"
    return Path(os.path.relpath(tape, folder.resolve())).as_posix()
