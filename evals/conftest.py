"""The evals under pytest: what to replay or record. The rest is in `evals/plugin.py`.

`pytest evals` replays the tapes and opens no socket. `--record` asks the model for missing answers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.folders import PROJECT, SEEDS, seed_names
from evals.modes import Mode
from evals.players import get_ready

collect_ignore = ["starting"]
"""What is there is written into other projects."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `pytest evals`."""
    group = parser.getgroup("evals", "the evals of factcheck")
    group.addoption(
        "--record",
        choices=[mode.value for mode in Mode],
        default=Mode.NONE.value,
        help="What to record: nothing (the default), what is missing, that and what is stale, or everything again.",
    )
    group.addoption("--max-calls", type=int, metavar="N", help="Record at most N calls; the same again goes on.")
    group.addoption(
        "--max-cost", type=float, metavar="USD", help="Record for at most that many US dollars; the same again goes on."
    )
    group.addoption(
        "--price-in", type=float, metavar="USD", help="What a million prompt tokens cost, in place of the table."
    )
    group.addoption("--price-out", type=float, metavar="USD", help="What a million output tokens cost.")
    group.addoption("--model", metavar="MODEL", default=PROJECT.model, help="The model, as `factcheck check` names it.")
    group.addoption("--tapes", metavar="FOLDER", help="Where the tapes are; cassettes/ by default.")
    group.addoption("--seeds", metavar="FOLDER", help="Where the stories are; seeds/ by default.")
    group.addoption(
        "--baseline", metavar="FILE", help="The floors to hold the run against; evals/baseline.json by default."
    )
    group.addoption(
        "--against",
        metavar="REVISION",
        help="Tell floors that are lower than there; by default where the branch began.",
    )
    group.addoption(
        "--prompt",
        action="append",
        default=[],
        metavar="STEP=FILE",
        help="Use this file as the prompt of that step; its tapes go to a folder of their own.",
    )
    group.addoption("--results", metavar="FILE", help="Write the scores of this run as JSON.")
    group.addoption("--summary", metavar="FOLDER", help="Write a summary there: Markdown, one page of HTML, JSON.")


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin, which takes seconds; where only evals are asked for, another process loads what players need meanwhile.

    Raises UsageError for an option that names what is not there.
    """
    _check(config)
    alone = all(
        Path(argument.partition("::")[0]).resolve().is_relative_to(Path(__file__).parent) for argument in config.args
    )
    has_stories = bool(seed_names(Path(config.getoption("--seeds") or SEEDS)))
    replays = config.getoption("--record") == Mode.NONE.value and not hasattr(config, "workerinput")
    if alone and has_stories and replays:
        get_ready()
    config.pluginmanager.import_plugin("evals.own.plugin")
    config.pluginmanager.import_plugin("evals.plugin")
    config.pluginmanager.import_plugin("evals.held")


def _check(config: pytest.Config) -> None:
    folders = ["--seeds", "--tapes"] if config.getoption("--record") == Mode.NONE.value else ["--seeds"]
    for option in folders:
        given = config.getoption(option)
        if given and not Path(given).is_dir():
            raise pytest.UsageError(f"{option} {given}: there is no such folder")
    given = config.getoption("--summary")
    if given and Path(given).exists() and not Path(given).is_dir():
        raise pytest.UsageError(f"--summary {given}: is a file, not a folder")
    given = config.getoption("--baseline")
    if given and not Path(given).is_file():
        raise pytest.UsageError(f"--baseline {given}: there is no such file")
    if given := config.getoption("--against"):
        from evals.floors_before import is_revision

        if not is_revision(given):
            raise pytest.UsageError(f"--against {given}: git knows no such revision here")
