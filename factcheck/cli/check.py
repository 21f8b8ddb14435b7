"""`factcheck check`: a story against its sources."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.keeping import store_options
from factcheck.cli.model_options import base_url_option, prompts_option, quiet_option, yes_option
from factcheck.cli.output import Output, output_options
from factcheck.cli.page import leave_page, open_option
from factcheck.cli.root import debug_option

if TYPE_CHECKING:
    from factcheck.archive import Retrieval
    from factcheck.calibration.calibration import Calibration
    from factcheck.cli.screen import Screen
    from factcheck.models.base import Model
    from factcheck.models.budget import Cap
    from factcheck.models.store import Store
    from factcheck.prompts import Prompts
    from factcheck.records import Document, Report

FINDINGS = (
    "contradicted",
    "disputed",
    "unchecked",
    "unclear",
    "partly_supported",
    "not_mentioned",
    "drift",
    "headline",
)
"""The values of `--fail-on`: verdicts, `drift` for a difference that code proved and that cannot be right, and `headline`."""


def _named_findings(_: click.Context, __: click.Parameter, value: str) -> frozenset[str]:
    """The findings in a comma-separated list. Raises BadParameter for an unknown name."""
    names = frozenset(name.strip().replace("-", "_") for name in value.split(",") if name.strip())
    unknown = sorted(names - set(FINDINGS))
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(FINDINGS)}")
    return names


@dataclass(frozen=True)
class CheckingOptions:
    """The options for checking one story; in a batch they apply to each story."""

    sources: tuple[str, ...]
    archive: str | None
    archive_documents: int
    model: str | None
    base_url: str | None
    prompts: Path | None
    fail_on: frozenset[str]
    max_tokens_total: int | None
    budget: float | None
    price_in: float | None
    price_out: float | None
    store: str | bool
    max_false_green: float | None
    top: int | None
    yes: bool
    quiet: bool


@dataclass(frozen=True)
class CheckOptions(CheckingOptions):
    """The options of a check."""

    story: str
    opens: bool


@click.command("check", short_help="Check a story against its sources.")
@click.argument("story")
@click.option(
    "-s",
    "--source",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="A text to compare the story with: a file, a folder of files, a URL. Can be repeated.",
)
@click.option("-a", "--archive", metavar="NAME", help="Find sources for each claim in this archive.")
@click.option(
    "--archive-documents",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="How many documents of the archive to compare each claim with.",
)
@output_options
@open_option
@click.option(
    "--fail-on",
    metavar="FINDINGS",
    default="",
    callback=_named_findings,
    help=f"End with exit code 1 if the report has one of these (separate several with commas): {', '.join(FINDINGS)}.",
)
@click.option(
    "-m",
    "--model",
    metavar="MODEL",
    help="The language model: embedded (the default), local:FILE.gguf, openai:NAME, PROVIDER:NAME.",
)
@base_url_option
@prompts_option
@click.option(
    "--max-tokens-total", type=click.IntRange(min=0), metavar="N", help="Stop before more than N tokens are used."
)
@click.option(
    "--budget",
    type=click.FloatRange(min=0),
    metavar="USD",
    help="Stop before spending more than this; needs both prices.",
)
@click.option("--price-in", type=click.FloatRange(min=0), metavar="USD", help="Price of a million prompt tokens.")
@click.option("--price-out", type=click.FloatRange(min=0), metavar="USD", help="Price of a million output tokens.")
@click.option(
    "--max-false-green",
    type=click.FloatRange(min=0, max=1, min_open=True, max_open=True),
    metavar="SHARE",
    help="At most this share of the claims shown as supported is not, as measured. Default: the lowest of "
    "0.05, 0.1, 0.15 and 0.2 that the measurements prove.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help="Check only the N claims that matter most; the report lists the rest as unchecked.",
)
@store_options
@yes_option
@quiet_option
@debug_option
@click.pass_context
def command(context: click.Context, /, form: str | None, output: str | None, force: bool, **options: Any) -> None:
    """Check STORY (a file, a URL, or - for standard input) against its sources.

    Every claim of the story is compared with every source and, with --archive, with the few documents of the archive
    that share most of its words. The report shows what each source says about it, with the evidence quoted at its
    place. The first run with the embedded model downloads its weights (1.1 GB).

    A report on the screen also leaves a page: the last line on standard error says where it is.
    """
    chosen = CheckOptions(**options)
    if not chosen.sources and chosen.archive is None:
        raise click.UsageError(
            "there is nothing to compare the story with: give --source SOURCE or --archive NAME", context
        )
    target = Output.chosen(form, output, force=force, inputs=(chosen.story, *chosen.sources))
    context.exit(run(chosen, target, context.obj))


def run(options: CheckOptions, output: Output, model_factory: Callable[..., Model] | None = None) -> ExitCode:
    """Check, write the report, and say how it ended. Raises a FactcheckError if there is none."""
    import asyncio

    from factcheck.archive import Archive, Retrieval
    from factcheck.calibration.calibration import calibration_for
    from factcheck.cli.cost import agree, capped, is_paid
    from factcheck.cli.screen import Screen
    from factcheck.documents import load, load_sources
    from factcheck.models import open_model
    from factcheck.models.chat import ChatModel
    from factcheck.models.store import Store
    from factcheck.pipeline import estimate
    from factcheck.prompts import load_prompts
    from factcheck.settings import Settings

    settings = Settings.from_environment()
    cap = capped(options.max_tokens_total, options.budget, options.price_in, options.price_out)
    prompts = load_prompts(options.prompts)
    story, sources = load(options.story, id="story"), load_sources(options.sources)
    with ExitStack() as opened:
        screen = opened.enter_context(Screen(quiet=options.quiet))
        store = opened.enter_context(Store.chosen(options.store, settings.store))
        retrieval = None
        if options.archive is not None:
            archive = opened.enter_context(Archive.named(options.archive, settings.archives))
            retrieval = Retrieval(archive, options.archive_documents)
        model = (model_factory or open_model)(
            options.model,
            settings,
            base_url=options.base_url,
            prompts=prompts.identities,
            on_progress=screen.on_fetched,
            on_notice=screen.tell,
        )
        if is_paid(model.identity):
            reckoned = estimate(story, sources, prompts, options.top, retrieval)
            agree(screen, model.identity, reckoned, cap.price, ask=not options.yes)
        try:
            calibration = calibration_for(model.identity, prompts, settings)
            asked = _wrapped(model, store, cap)
            report = asyncio.run(_checked(story, sources, asked, prompts, calibration, screen, options, retrieval))
        except KeyboardInterrupt:
            kept = "paid answers are kept: run the same command to continue" if options.store else "nothing is kept"
            screen.warn(f"stopped; {kept}")
            return ExitCode.INTERRUPTED
    output.write(report)
    for line in model.degraded if isinstance(model, ChatModel) else ():
        screen.tell(f"{report.run.model.name}: {line}")
    ended = _ended(report, options, output, screen)
    if options.opens or (output.path is None and output.form == "text"):
        inputs = (options.story, *options.sources)
        leave_page(report, output, inputs, settings.cache_dir, opens=options.opens, tell=screen.tell, warn=screen.warn)
    return ended


async def _checked(
    story: Document,
    sources: tuple[Document, ...],
    model: Model,
    prompts: Prompts,
    calibration: Calibration | None,
    screen: Screen,
    options: CheckOptions,
    retrieval: Retrieval | None,
) -> Report:
    from factcheck.pipeline import check

    screen.begin(len(story.sentences))
    try:
        return await check(
            story,
            sources,
            model,
            prompts,
            screen.on_event,
            calibration,
            options.max_false_green,
            top=options.top,
            retrieval=retrieval,
        )
    finally:
        await model.close()


def _wrapped(model: Model, store: Store, cap: Cap) -> Model:
    """The model behind its cap, behind the store: a kept answer costs nothing."""
    from factcheck.models.budget import BudgetedModel
    from factcheck.models.store import StoredModel

    return StoredModel(BudgetedModel(model, cap), store)


def _ended(report: Report, options: CheckOptions, output: Output, screen: Screen) -> ExitCode:
    """The exit code, with a line on standard error if the report is in a file or something is missing."""
    from factcheck.render.findings import count, findings, incomplete, nothing_answered, stopped

    counts = count(report)
    if output.path is not None:
        found = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.verdicts.items() if number)
        screen.tell(f"{found or ('no claim' if counts.failed else 'no checkable claim')}; {counts.coverage}")
        screen.tell(f"the report is in {output.path}")
    if options.fail_on & findings(report):
        return ExitCode.FOUND
    if counts.left:
        screen.tell(f"{incomplete(report)}; leave out --top to check these, too")
    if stopped(report):
        screen.warn("factcheck: incomplete: a cap stopped the check; raise it and run the same command to continue")
        return ExitCode.INCOMPLETE
    failure = nothing_answered(report)
    if failure is not None:
        screen.warn(f"factcheck: error: the model answered nothing at all: {failure}")
        return ExitCode.UNUSABLE_MODEL
    if not report.complete:
        screen.warn(f"factcheck: incomplete: {incomplete(report)}")
    return ExitCode.DONE
