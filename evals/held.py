"""Floors that nothing is compared with: their suite is gone, or their gate did not run. A green run must not hide
that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.floors_before import files_before
from evals.folders import PROJECT, floors_of, shown
from evals.modes import Mode
from evals.own.plugin import GateItem, suites_found

_GATES = pytest.StashKey[dict[str, str]]()
_RAN = pytest.StashKey[set[str]]()
_TOLD = pytest.StashKey[list[str]]()
_STORIES = "test_gate"
"""The gate of factcheck's own evals, in the project's file of tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is collected yet."""
    config.stash[_GATES], config.stash[_RAN], config.stash[_TOLD] = {}, set(), []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remember the gates before any is deselected, and add a failure if a file of floors has none."""
    config.stash[_GATES] = {item.nodeid: name for item in items if (name := _gate(item))}
    if not _asks_for_all(config):
        return
    found = {*suites_found(config), *({_STORIES} & {getattr(item, "originalname", "") for item in items})}
    if lost := list(_lost(found)):
        items.append(Lost.from_parent(session, name="floors", lost=lost))
    config.stash[_TOLD] = list(_gone(found, config.getoption("--against")))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember which gates ran. One that a mark skips, or expects to fail, holds nothing."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # what pluggy sends
    if report.when == "call" and not hasattr(report, "wasxfail"):
        item.config.stash[_RAN].add(item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the gates that did not run, and the floors that went with their suites."""
    left = [name for nodeid, name in config.stash[_GATES].items() if nodeid not in config.stash[_RAN]]
    lines = [f"no gate ran for {', '.join(left)}: nothing was held against their floors"] if left else []
    gone = config.stash[_TOLD]
    lines += gone
    if lines and config.getoption("--record") == Mode.NONE.value and not config.getoption("collectonly"):
        terminalreporter.section("not held")
        for line in lines:
            terminalreporter.write_line(line)


class Lost(pytest.Item):
    """Fails with a line for each file of floors that nothing is compared with."""

    def __init__(self, *, lost: list[str], **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]  # pytest's own
        self.lost = lost

    def runtest(self) -> None:
        """Fail."""
        pytest.fail("\n".join(self.lost), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the floors are."""
        return PROJECT.baseline.parent, None, self.name


def _gate(item: pytest.Item) -> str | None:
    """The suite that an item is the gate of; None if it is not a gate."""
    if isinstance(item, GateItem):
        return item.suite.name
    return "the stories" if getattr(item, "originalname", None) == _STORIES else None


def _asks_for_all(config: pytest.Config) -> bool:
    """Whether the whole folder of the evals is requested: then anything not found is missing."""
    evals = PROJECT.baseline.parent.resolve()
    return any("::" not in argument and evals.is_relative_to(Path(argument).resolve()) for argument in config.args)


def _lost(found: set[str]) -> Iterator[str]:
    if PROJECT.baseline.is_file() and _STORIES not in found:
        yield (
            f"{shown(PROJECT.baseline)}: no test holds a run against it: `factcheck evals init` writes evals/test_stories.py; "
            "or delete the floors"
        )
    for file in sorted(floors_of("any").parent.glob("*.json")):
        if file.stem not in found:
            yield f"{shown(file)}: there is no suite {file.stem}, to hold against it: bring it back, or delete the floors"


def _gone(found: set[str], against: str | None) -> Iterator[str]:
    """A line for each file of floors that went together with what held a run against it."""
    commit, files = files_before(PROJECT.baseline.parent, against)
    for file in files:
        held = _STORIES if file == PROJECT.baseline else file.stem
        floors = file == PROJECT.baseline or file.parent == floors_of("any").parent
        if floors and file.suffix == ".json" and not file.exists() and held not in found:
            yield f"{shown(file)} is gone, and so is what was held against it; {commit} has both"
