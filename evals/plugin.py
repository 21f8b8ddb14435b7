"""The evals under pytest: the fixtures, and the report at the end. `evals/conftest.py` has the options, and loads
this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from evals.collecting import collect_seldom
from evals.deck import Deck
from evals.floors_before import baseline_before
from evals.folders import CASSETTES, PROJECT, SEEDS, longest_first, seed_names
from evals.gate import BASELINE, Baseline, read_baseline
from evals.modes import Mode
from evals.own.plugin import allowance_of, price_calls, tell
from evals.players import Players, get_ready
from evals.recipes import EVALS, Suite
from evals.recorder import Server
from evals.results import Results, write_results
from evals.scored import Scored
from evals.seeds import Seed, load_seed
from evals.summary.files import write_summary
from evals.summary.overview import Overview, overview
from evals.summary.terminal import render
from evals.variant import variant_prompts, variant_tapes
from factcheck.errors import FactcheckError, InputError
from factcheck.settings import Settings

_DECK = pytest.StashKey[Deck]()
_FAULTS = pytest.StashKey[list[str]]()
_OVERVIEW = pytest.StashKey[Overview]()


def pytest_configure(config: pytest.Config) -> None:
    """One deck for the session."""
    config.stash[_FAULTS] = []
    collect_seldom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at the tapes before any is played, in whatever order a project's file names the tests."""
    items.sort(key=lambda item: getattr(item, "originalname", None) != "test_tapes_are_fresh")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A line without a traceback, if a file or an option of the evals cannot be used."""
    outcome = yield
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, FactcheckError) and {"deck", "seeds"} & {*getattr(item, "fixturenames", ())}:
        outcome.get_result().longrepr = str(error)  # type: ignore[attr-defined]  # what pluggy sends


@pytest.fixture(scope="session")
def deck(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Iterator[Deck]:
    """Plays the cases, as the options say, on all cores if more than one seed is replayed."""
    settings = Settings.from_environment()
    if PROJECT.base_url:
        settings = settings.model_copy(update={"base_url": PROJECT.base_url})
    prompts, changed = variant_prompts(pytestconfig.getoption("--prompt"))
    spec = pytestconfig.getoption("--model")
    folder = pytestconfig.getoption("--tapes")
    tapes = Path(folder) if folder else variant_tapes(CASSETTES, changed)
    shipped = tapes.resolve() == CASSETTES.resolve()
    server = Server(spec, settings, prompts, _no_progress)
    deck = Deck(
        prompts=prompts,
        spec=spec,
        seeds=_seeds_folder(pytestconfig),
        tapes=tapes,
        fallback=CASSETTES if not shipped and not folder else None,
        mode=Mode(pytestconfig.getoption("--record")),
        allowance=allowance_of(pytestconfig),
        live=server,
        settings=settings,
        on_case=partial(tell, pytestconfig),
    )
    pytestconfig.stash[_DECK] = deck
    wanted = {} if hasattr(pytestconfig, "workerinput") else _wanted(request.session.items, _seeds_folder(pytestconfig))
    if deck.mode is not Mode.NONE:
        price_calls(pytestconfig, deck.asked)
        if wanted:
            tell(pytestconfig, deck.plan(wanted))
    try:
        if deck.mode is Mode.NONE and len(wanted) > 1:
            get_ready()
            seeds = request.getfixturevalue("seeds")  # meanwhile
            wanted = {name: suites for name, suites in wanted.items() if name in seeds}
            with Players(deck, wanted, seeds) as deck.players:
                import_module("scipy.stats")  # needed at the end, and slow to load
                yield deck
        else:
            yield deck
    finally:
        server.close()


@pytest.fixture(scope="session")
def scored(deck: Deck) -> Scored:
    """Scores the cases of the deck, each once."""
    return Scored(deck)


@pytest.fixture(scope="session")
def baseline(pytestconfig: pytest.Config, deck: Deck) -> Baseline | None:
    """The baseline of the run; None if it has another model or other stories, or does not exist."""
    file = pytestconfig.getoption("--baseline")
    if not file and not (deck.is_shipped and BASELINE.exists()):
        return None
    return read_baseline(Path(file) if file else BASELINE)


@pytest.fixture(scope="session")
def publish(
    pytestconfig: pytest.Config, scored: Scored, seeds: Seeds, baseline: Baseline | None
) -> Callable[[Results], None]:
    """Tells a run's results at the end of the run, and writes them where the options say."""

    def told(results: Results) -> None:
        floors = Path(pytestconfig.getoption("--baseline") or BASELINE)
        before = baseline_before(floors, pytestconfig.getoption("--against")) if baseline else None
        pytestconfig.stash[_OVERVIEW] = found = overview(results, baseline, before)
        if file := pytestconfig.getoption("--results"):
            write_results(results, Path(file))
        if folder := pytestconfig.getoption("--summary"):
            write_summary(Path(folder), found, results, scored, seeds.values())

    return told


class Seeds(dict[str, Seed]):
    """The seeds by name; `unusable` are those that cannot be read, with the reason."""

    unusable: dict[str, str]


@pytest.fixture(scope="session")
def seeds(pytestconfig: pytest.Config) -> Seeds:
    """The seeds by name. One that cannot be read is one fault of the run, and leaves the others as they are."""
    folder = _seeds_folder(pytestconfig)
    found = Seeds()
    found.unusable = {}
    for name in seed_names(folder):
        try:
            found[name] = load_seed(folder / name)
        except InputError as error:
            found.unusable[name] = str(error)
    pytestconfig.stash[_FAULTS] += found.unusable.values()
    return found


@pytest.fixture(scope="session")
def told() -> set[str]:
    """The causes, tapes and seeds, for which a test has failed: what else follows from one is skipped, with its reason."""
    return set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Seed by seed, so that one is scored while others are played; those that take longest come first."""
    if {"eval_name", "name"} <= set(metafunc.fixturenames):
        tapes = Path(metafunc.config.getoption("--tapes") or CASSETTES)
        names = longest_first(seed_names(_seeds_folder(metafunc.config)), tapes)
        cases = [(eval_name, name) for name in names for eval_name in EVALS]
        metafunc.parametrize(("eval_name", "name"), cases, ids=["-".join(case) for case in cases])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A tape that could not be played fails the run, even if a test caught the error or did not need it."""
    deck = session.config.stash.get(_DECK, None)
    faults = session.config.stash[_FAULTS]
    if deck is not None:
        faults += [str(error) for error in deck.faults]
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["tape_faults"] = faults
    if faults and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:  # noqa: ARG001 - pytest-xdist's signature
    """Take over what a worker of pytest-xdist found."""
    output = getattr(node, "workeroutput", {})
    config = getattr(node, "config", None)
    if config is not None:
        faults = config.stash[_FAULTS]
        faults.extend(output.get("tape_faults", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The scores, then the tapes that could not be played, once each."""
    found = config.stash.get(_OVERVIEW, None)
    if found is not None:
        terminalreporter.section("evals")
        terminalreporter.write(render(found))
    faults = config.stash[_FAULTS]
    if faults:
        terminalreporter.section("tapes")
        for line in dict.fromkeys(faults):
            terminalreporter.write_line(line)


def _wanted(items: Iterable[pytest.Item], seeds: Path) -> dict[str, frozenset[Suite]]:
    """The cases that the chosen tests need from the deck: suites by seed. The gate needs all."""
    wanted: dict[str, set[Suite]] = {}
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        if item.originalname == "test_gate":
            wanted.update({name: set(Suite) for name in seed_names(seeds)})
        elif item.originalname == "test_case":
            chosen = item.callspec.params
            if chosen["eval_name"] not in EVALS:
                continue  # pytest's stand-in if there is no story
            wanted.setdefault(str(chosen["name"]), set()).update(EVALS[str(chosen["eval_name"])])
    return {name: frozenset(suites) for name, suites in wanted.items()}


def _seeds_folder(config: pytest.Config) -> Path:
    return Path(config.getoption("--seeds") or SEEDS)


def _no_progress(done: int, total: int) -> None:
    """Weights are fetched silently: pytest owns the screen."""
