"""`factcheck batch`: many stories in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from factcheck.cli.check import CheckingOptions
from factcheck.cli.check import command as check_command
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.root import debug_option

if TYPE_CHECKING:
    from factcheck.batch.checking import BatchChecker, Ended, Terms
    from factcheck.batch.folder import Folder
    from factcheck.batch.ledger import Ledger
    from factcheck.batch.listing import Item
    from factcheck.batch.results import Result
    from factcheck.cli.screen import Screen
    from factcheck.models.base import Model
    from factcheck.models.budget import Cap, Purse

GIVES_UP_AFTER = 5
"""After so many failures in a row, the next stories would fail, too."""
_SAMPLE = 100
"""An estimate is based on so many stories."""


@dataclass(frozen=True)
class BatchOptions(CheckingOptions):
    """The options of a batch."""

    stories: str
    output: Path | None
    at_once: int | None
    engine: Literal["here", "ray"]
    cpus: float
    batch_api: bool
    no_wait: bool

    @property
    def folder(self) -> Path:
        """The folder of the results: by default in the working directory, named after the stories."""
        return self.output or Path(f"{Path(self.stories).resolve().stem}-checked")


@click.command("batch", short_help="Check many stories in one run.")
@click.argument("stories")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder for the results. Default: the name of STORIES with -checked.",
)
@click.option(
    "--at-once",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="How many stories to check at a time. Default: 1; with --engine ray, as many as the cluster has room for.",
)
@click.option(
    "--engine",
    type=click.Choice(["here", "ray"]),
    default="here",
    show_default=True,
    help="Check in this process, or on a Ray cluster: the one at RAY_ADDRESS, or a new one on this machine.",
)
@click.option(
    "--cpus",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="N",
    help="With --engine ray: how many CPUs a story takes. Less than 1 suits a model served elsewhere.",
)
@click.option(
    "--batch-api",
    is_flag=True,
    help="Ask an OpenAI model through OpenAI's Batch endpoint: half the price, up to a day per round.",
)
@click.option(
    "--no-wait",
    is_flag=True,
    help="With --batch-api: end once the requests are submitted; run the same command later to continue.",
)
@debug_option
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Check all STORIES: a folder of them, or a manifest that names the sources of each.

    A manifest is YAML (a list of `story:` and `sources:`) or CSV (columns story and source, a row for each source).
    --source and --archive apply to all stories. The same command picks up where it stopped, even after a crash, or days
    later with --batch-api: finished stories are not read again, and paid answers are kept.

    The folder of results has index.html, results.csv and a page for each story. An unreadable story is named, skipped
    and counted. The caps cover the whole batch, over all its runs.
    """
    context.exit(run(BatchOptions(**options), context.obj))


_SHARED = {field.name for field in fields(CheckingOptions)} | {"no_store"}  # told by `store`
command.params[-1:-1] = [parameter for parameter in check_command.params if parameter.name in _SHARED]


class Batch:
    """One run over the stories: which are still unchecked, the outcome of each, and why the run ends early."""

    def __init__(self, items: Sequence[Item], checker: BatchChecker, folder: Folder, screen: Screen) -> None:
        from factcheck.batch.results import Result, State

        self._folder = folder
        self._screen = screen
        self._items = {item.id: (item, checker.fingerprint(item)) for item in items}
        self._results = {
            id: folder.result(item, fingerprint, screen.warn) or Result(id=id, story=item.name, state=State.WAITING)
            for id, (item, fingerprint) in self._items.items()
        }
        self._to_check = [id for id, row in self._results.items() if not row.settled]
        self._ended: set[str] = set()
        self._done = len(items) - len(self._to_check)
        self._failed_in_a_row = 0
        self.capped = False
        """Whether the cap was reached."""
        self.gave_up = False
        """Whether story after story failed."""
        self.submitted = False
        """Whether the run leaves requests at the Batch endpoint without waiting for them."""

    @property
    def results(self) -> list[Result]:
        """The rows, in the order of the stories."""
        return list(self._results.values())

    @property
    def waiting(self) -> list[Item]:
        """The stories that are still to be checked."""
        return [self._items[id][0] for id in self._to_check]

    def stories(self) -> Iterator[tuple[Item, str]]:
        """The stories still to be checked, each with its fingerprint, until the run should end."""
        for id in self._to_check:
            if self.capped or self.gave_up:
                return
            if id not in self._ended:
                yield self._items[id]

    def begin(self) -> None:
        """Show how far the batch is."""
        self._folder.overview(self.results)
        self._screen.on_story(self._done, len(self._results))

    def on_ended(self, ended: Ended) -> None:
        """Keep a story's outcome, and show it."""
        from factcheck.batch.pages import STATES
        from factcheck.batch.results import State

        row = ended.result
        self._folder.keep(ended)
        self._results[row.id] = row
        if row.state is State.WAITING:
            self.capped = True
            return
        self._ended.add(row.id)
        self._failed_in_a_row = self._failed_in_a_row + 1 if row.state is State.FAILED else 0
        self.gave_up |= self._failed_in_a_row >= GIVES_UP_AFTER
        self._done += 1
        self._screen.on_story(self._done, len(self._results))
        if row.state is not State.CHECKED:
            self._screen.warn(f"{STATES[row.state]}: {row.story}: {(row.reason or '').removeprefix(f'{row.story}: ')}")


def run(options: BatchOptions, model_factory: Callable[..., Model] | None = None) -> ExitCode:
    """Check the stories, write the results, and say how it ended. Raises a FactcheckError if nothing can be checked."""
    from factcheck.batch.folder import Folder
    from factcheck.batch.ledger import Ledger
    from factcheck.batch.listing import listed
    from factcheck.cli.cost import capped
    from factcheck.cli.screen import Screen
    from factcheck.models.budget import Cap, OwnPurse

    cap = capped(options.max_tokens_total, options.budget, options.price_in, options.price_out)
    _check_batch_api(options)
    items, notices = listed(options.stories)
    _check_apart(options)
    terms = _terms(options, items, model_factory)
    with Folder.opened(options.folder) as folder, Screen(quiet=options.quiet) as screen:
        for notice in notices:
            screen.tell(notice)
        ledger = Ledger(folder.path, lambda: _halved(cap).beside(purse.spent, cap.price))
        direct_cap = cap.beside(ledger.spent, _halved(cap).price)
        purse = OwnPurse(direct_cap, folder.spent(), folder.note_spent)
        opening: dict[str, Any] = {"on_progress": screen.on_fetched, "on_notice": screen.tell}
        if options.batch_api:  # the ledger counts what is asked
            opening |= {"through": ledger.through, "sleep": ledger.sleep}
        with terms.opened(Cap() if options.batch_api else purse, **opening) as checker:
            batch = Batch(items, checker, folder, screen)
            _agree(options, batch, checker, cap, screen)
            batch.begin()
            if ledger.under_way() and not options.batch_api:
                screen.warn(
                    "the Batch endpoint still owes replies: without --batch-api, these questions are asked again"
                )
            try:
                if options.batch_api:
                    _check_in_rounds(options, batch, checker, purse, ledger, screen)
                else:
                    _check_all(options, batch, checker, direct_cap, folder)
            except KeyboardInterrupt:
                screen.warn("stopped; paid answers are kept: run the same command to continue")
                return ExitCode.INTERRUPTED
            finally:
                index = folder.overview(batch.results)
    return _ended(options, batch, index, screen)


def _check_all(options: BatchOptions, batch: Batch, checker: BatchChecker, cap: Cap, folder: Folder) -> None:
    if options.engine == "ray":
        from factcheck.batch import on_ray

        on_ray.check_all(
            checker.terms, cap, folder.path, batch.stories(), options.at_once, options.cpus, batch.on_ended
        )
    else:
        import asyncio

        from factcheck.batch import here

        asyncio.run(here.check_all(checker, batch.stories(), options.at_once or 1, batch.on_ended))


def _check_in_rounds(
    options: BatchOptions, batch: Batch, checker: BatchChecker, purse: Purse, ledger: Ledger, screen: Screen
) -> None:
    import asyncio

    from factcheck.batch.rounds import Rounds
    from factcheck.models.batch_endpoint import open_endpoint
    from factcheck.models.budget import BudgetedModel
    from factcheck.settings import Settings

    async def run_rounds() -> bool:
        rounds = Rounds(
            checker,
            BudgetedModel(checker.model, purse),
            ledger,
            open_endpoint(checker.model.identity.spec, Settings.from_environment(), options.base_url),
            batch.stories,
            batch.on_ended,
            screen.tell,
            screen.on_replies,
        )
        return await rounds.run(wait=not options.no_wait)

    batch.submitted = not asyncio.run(run_rounds())


def _halved(cap: Cap) -> Cap:
    """The cap on questions at the Batch endpoint."""
    return replace(cap, price=cap.price.halved if cap.price else None)


def _check_batch_api(options: BatchOptions) -> None:
    """Raise UsageError for options that do not go together."""
    from factcheck.errors import UsageError

    if options.no_wait and not options.batch_api:
        raise UsageError("--no-wait needs --batch-api: without it there is nothing to wait for")
    if options.batch_api and options.engine != "here":
        raise UsageError("--batch-api does not work with --engine ray: the Batch endpoint does the checking")
    if options.batch_api and options.at_once:
        raise UsageError("--batch-api does not work with --at-once: it asks for all stories at once")


def _check_apart(options: BatchOptions) -> None:
    """Raise OutputError if the next run would take this one's pages for stories."""
    from factcheck.errors import OutputError

    stories = Path(options.stories).resolve()
    if stories.is_dir() and options.folder.resolve().is_relative_to(stories):
        raise OutputError(f"--output {options.folder} is inside the folder of stories: give one outside it")


def _terms(options: BatchOptions, items: Sequence[Item], model_factory: Callable[..., Model] | None) -> Terms:
    """The settings for all stories. Raises UsageError if one lacks any source, before anything is asked."""
    from factcheck.batch.checking import Terms
    from factcheck.documents import load_sources
    from factcheck.errors import UsageError
    from factcheck.models import open_model
    from factcheck.prompts import load_prompts

    if not options.sources and options.archive is None:
        bare = next((item.name for item in items if not item.sources), None)
        if bare is not None:
            raise UsageError(
                f"there is nothing to compare {bare} with: give --source SOURCE, --archive NAME, or a manifest with its sources"
            )
    return Terms(
        open_model=model_factory or open_model,
        model=options.model,
        base_url=options.base_url,
        prompts=load_prompts(options.prompts),
        common=load_sources(options.sources),
        archive=options.archive,
        archive_documents=options.archive_documents,
        store=options.store,
        max_false_green=options.max_false_green,
        top=options.top,
    )


def _agree(options: BatchOptions, batch: Batch, checker: BatchChecker, cap: Cap, screen: Screen) -> None:
    """For a paid model, estimate the cost of the unchecked stories from a few of them, and ask."""
    from factcheck.cli.cost import agree, is_paid
    from factcheck.records import Usage

    waiting = batch.waiting
    if not waiting or not is_paid(checker.model.identity):
        return
    sample = waiting[:: max(len(waiting) // _SAMPLE, 1)][:_SAMPLE]
    found = sum(map(checker.estimate, sample), Usage())
    share = len(waiting) / len(sample)
    scaled = {name: round(value * share) for name, value in found.model_dump().items()}
    price, terms = (_halved(cap).price, " at half the price") if options.batch_api else (cap.price, "")
    agree(screen, checker.model.identity, Usage(**scaled), price, ask=not options.yes, terms=terms)


def _ended(options: BatchOptions, batch: Batch, index: Path, screen: Screen) -> ExitCode:
    """Show the results, and give the exit code."""
    from factcheck.batch.pages import lines, summary
    from factcheck.batch.results import State, totals
    from factcheck.cli.streams import write_text

    results = batch.results
    sums = totals(results)
    write_text(lines(results))
    for line in summary(sums):
        screen.tell(line)
    screen.tell(f"page: {index.resolve()}")
    if options.fail_on & {finding for row in results for finding in row.findings}:
        return ExitCode.FOUND
    if batch.capped:
        screen.warn("factcheck: incomplete: a cap stopped the batch; raise it and run the same command to continue")
        return ExitCode.INCOMPLETE
    if batch.submitted:
        screen.warn("factcheck: incomplete: replies are still to come; run the same command to continue")
        return ExitCode.INCOMPLETE
    if batch.gave_up or (sums.states[State.FAILED] and not sums.states[State.CHECKED]):
        last = next(row.reason for row in reversed(results) if row.state is State.FAILED)
        screen.warn(f"factcheck: error: story after story failed, so the batch stopped; the last one: {last}")
        return ExitCode.UNUSABLE_MODEL
    if sums.states[State.UNREADABLE] == len(results):
        screen.warn("factcheck: error: none of the stories can be read")
        return ExitCode.UNUSABLE_INPUT
    return ExitCode.DONE
