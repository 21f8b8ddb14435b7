"""Suites under pytest: `suite_*.py` is collected, a test for each case, and one at the end for the suite's gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evals.floors_before import baseline_before, gone
from evals.folders import CASSETTES, floors_of
from evals.gate import Baseline, FindingKind, check, read_baseline
from evals.modes import Mode
from evals.own.playing import Player
from evals.own.suite import Case, Suite
from evals.results import Results, write_results
from evals.summary import machine, markdown, page
from evals.summary.overview import Overview, overview
from evals.summary.terminal import render
from evals.tapes.allowance import Allowance, free
from evals.tapes.errors import MissedExchange, MissingTape, StaleTape, UnusedExchange
from factcheck.errors import FactcheckError, OutputError
from factcheck.records import ModelIdentity

_PLAYER = pytest.StashKey[Player]()
_SUITES = pytest.StashKey[dict[str, Path]]()
_OVERVIEWS = pytest.StashKey[list[Overview]]()
_ALLOWANCE = pytest.StashKey[Allowance]()
_TOLD = pytest.StashKey[set[tuple[str, ...]]]()


def allowance_of(config: pytest.Config) -> Allowance:
    """What the session may spend on recording, over all suites and factcheck's own evals."""
    return config.stash.setdefault(
        _ALLOWANCE, Allowance(config.getoption("--max-calls"), config.getoption("--max-cost"))
    )


def price_calls(config: pytest.Config, model: ModelIdentity | None = None) -> None:
    """Have the session's allowance know what calls cost. `model` is that of factcheck's own evals, once they are asked for."""
    from evals.prices import PriceList, given_price

    given = given_price(config.getoption("--price-in"), config.getoption("--price-out"))
    allowance = allowance_of(config)
    if model is not None or allowance.prices is free:
        allowance.prices = PriceList(given, model)


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is collected yet."""
    config.stash[_SUITES] = {}
    config.stash[_OVERVIEWS] = []
    config.stash[_TOLD] = set()


def suites_found(config: pytest.Config) -> tuple[str, ...]:
    """The names of the suites that were collected."""
    suites = config.stash[_SUITES]
    return tuple(suites)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of suites."""
    if file_path.suffix == ".py" and file_path.stem.startswith("suite_"):
        return SuiteFile.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell the scores of each suite."""
    for found in config.stash[_OVERVIEWS]:
        terminalreporter.section(f"suite {found.name}")
        terminalreporter.write(render(found))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what played the cases."""
    player = config.stash.get(_PLAYER, None)
    if player is not None:
        player.close()


class SuiteFile(pytest.Module):
    """A file of suites."""

    def collect(self) -> Iterator[pytest.Item]:
        """The cases of each suite that the file makes, then its gate. Raises SuiteError as a failure to collect."""
        suites = self.config.stash[_SUITES]
        for found in dict.fromkeys(value for value in vars(self.obj).values() if isinstance(value, Suite)):
            if found.file != self.path:
                continue  # imported from another file
            if suites.setdefault(found.name, self.path) != self.path:
                raise self.CollectError(f"the suite {found.name} is in {suites[found.name]} as well: rename one")
            try:
                cases = found.cases()
            except FactcheckError as error:
                raise self.CollectError(str(error)) from error
            for case in cases:
                yield CaseItem.from_parent(self, name=f"{found.name}[{case['name']}]", suite=found, case=case)
            yield GateItem.from_parent(self, name=f"{found.name}[gate]", suite=found, cases=cases)


class _Item(pytest.Item):
    def __init__(self, *, suite: Suite, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.suite = suite

    @property
    def player(self) -> Player:
        """Plays the cases of the session."""
        config = self.config
        if _PLAYER not in config.stash:
            if config.getoption("--record") != Mode.NONE.value:
                price_calls(config)
            config.stash[_PLAYER] = player = Player(
                Path(config.getoption("--tapes") or CASSETTES),
                Mode(config.getoption("--record")),
                allowance_of(config),
                partial(tell, config),
            )
            if config.getoption("--record") != Mode.NONE.value:
                for suite, cases in _chosen(self.session.items).items():
                    if suite.asks:
                        tell(config, player.plan(suite, tuple(cases)))
        return config.stash[_PLAYER]

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the suite's function is."""
        return self.path, self.suite.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A line for what is wrong with a tape, a case or a score; what the suite's function raised with its traceback."""
        if isinstance(excinfo.value, FactcheckError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CaseItem(_Item):
    """One case: it fails when its tape cannot be played exactly, or when its function gives no scores."""

    def __init__(self, *, case: Case, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.case = case

    def runtest(self) -> None:
        """Play and score the case."""
        told = self.config.stash[_TOLD]
        try:
            self.player.scores(self.suite, self.case)
        except Exception as error:
            cause = self.suite.name, *_cause(error, self.case["name"])
            if cause in told:
                pytest.skip(f"told already: {error}")
            told.add(cause)
            orphans = self.player.orphans(self.suite, self.suite.cases()) if isinstance(error, MissingTape) else ()
            if orphans:
                raise MissingTape(f"{error}; of no case of {self.suite.name}: {', '.join(orphans)}") from error
            raise


class GateItem(_Item):
    """The gate of a suite: its scores against their floors, once all of its cases were played."""

    def __init__(self, *, cases: tuple[Case, ...], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.cases = cases

    def runtest(self) -> None:
        """Hold the scores against the floors, and tell them."""
        player, mode = self.player, Mode(self.config.getoption("--record"))
        results = player.results(self.suite, self.cases)
        floors = floors_of(self.suite.name)
        baseline = read_baseline(floors) if floors.exists() else None
        against = self.config.getoption("--against")
        self._publish(results, baseline, baseline_before(floors, against) if baseline else None)
        if mode is not Mode.NONE:
            return
        unrecorded = (self.suite.name, MissingTape.__name__) in self.config.stash[_TOLD]  # which names orphans as well
        if not unrecorded and (orphans := player.orphans(self.suite, self.cases)):
            pytest.fail(f"{', '.join(orphans)}: no case of {self.suite.name} has that name; delete it", pytrace=False)
        if lost := gone(floors, against):
            pytest.fail(lost, pytrace=False)
        if baseline is None:
            pytest.skip(f"{self.suite.name} has no floors yet: --results FILE, then python -m evals.floors")
        findings = check(results, baseline)
        if findings and {finding.kind for finding in findings} != {FindingKind.UNPLAYED}:
            pytest.fail("\n".join(finding.message for finding in findings), pytrace=False)
        if findings:
            pytest.skip(findings[0].message)

    def _publish(self, results: Results, baseline: Baseline | None, before: tuple[str, Baseline] | None) -> None:
        """Tell the results at the end of the run, and write them where the options say: for each suite by its name."""
        found = overview(results, baseline, before).model_copy(update={"name": self.suite.name})
        self.config.stash[_OVERVIEWS].append(found)
        if given := self.config.getoption("--results"):
            file = Path(given)
            write_results(results, file.with_name(f"{file.stem}.{self.suite.name}{file.suffix or '.json'}"))
        if given := self.config.getoption("--summary"):
            folder = Path(given) / self.suite.name
            try:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "summary.md").write_text(markdown.render(found), encoding="utf-8")
                (folder / "summary.html").write_text(page.render(found, results), encoding="utf-8")
                (folder / "summary.json").write_text(machine.render(found), encoding="utf-8")
            except OSError as error:
                raise OutputError(f"--summary {folder} cannot be written: {error.strerror}") from error
            write_results(results, folder / "results.json")


def _cause(error: Exception, case: str) -> tuple[str, ...]:
    """What cases that fail for one reason have in common: the kind, where it is one change's; else the kind and what it says."""
    kind = type(error).__name__
    of_a_change = isinstance(error, MissingTape | StaleTape | MissedExchange | UnusedExchange)
    return (kind,) if of_a_change else (kind, str(error).replace(case, ""))


def _chosen(items: Iterable[pytest.Item]) -> dict[Suite, list[Case]]:
    """The cases of each suite that the session plays."""
    chosen: dict[Suite, list[Case]] = {}
    for item in items:
        if isinstance(item, CaseItem):
            chosen.setdefault(item.suite, []).append(item.case)
    return chosen


def tell(config: pytest.Config, text: str) -> None:
    """Say it to the person at the terminal at once, whatever pytest captures."""
    reporter, capture = map(config.pluginmanager.get_plugin, ("terminalreporter", "capturemanager"))
    if reporter is None:
        return
    with capture.global_and_fixture_disabled() if capture is not None else nullcontext():
        reporter.ensure_newline()
        reporter.write_line(text.rstrip("\n"))
        reporter.flush()
