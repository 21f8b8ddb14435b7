"""`factcheck evals`: the results of two versions of prompts, tapes or models, side by side."""

from __future__ import annotations

from pathlib import Path

import click

from factcheck.cli.checkout import need_evals
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.output import Output, terminal
from factcheck.cli.past_runs import past_runs, prompt_places, results_in
from factcheck.cli.places import place_options
from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_data, write_text

_MODULES = {"json": "machine", "markdown": "markdown", "comment": "comment"}


@click.group("evals", short_help="Start evals, and compare two versions on them.")
@debug_option
def command() -> None:
    """Start evals in a project, and say whether one version is better or worse than another on them.

    A version is `.` (the working tree), a git revision (HEAD), a prompt under trial (compare=drafts/compare.md, its
    tapes recorded with `pytest evals --record missing --prompt compare=drafts/compare.md`), or a file that `pytest
    evals --results FILE` wrote.
    """


@command.command(short_help="Start evals in a project.")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--model", metavar="MODEL", help="The model, as `factcheck check` names it; the embedded one by default.")
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint for that model.")
@debug_option
def init(folder: Path, model: str | None, base_url: str | None) -> None:
    """Start evals in the project in DIR (default: here): a suite, a story with its gold, a workflow, the settings.

    Existing files stay as they are. Then `pytest evals --record missing` records, and `pytest evals` replays offline.
    """
    need_evals("the evals")
    from evals.starting import begin

    for line in begin(folder, model, base_url):
        write_text(f"{line}\n")


@command.command(short_help="Compare one version with another.")
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", default=".")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html", "comment", "sarif"]),
    default="text",
    help="Output format.",
)
@click.option(
    "--markdown", "comment", is_flag=True, help="Write a comment for a pull request: short for --format comment."
)
@click.option("--fail-on-worse", is_flag=True, help="End with exit code 1 if a metric is worse.")
@place_options
@debug_option
@click.pass_context
def compare(
    context: click.Context,
    a: str,
    b: str,
    form: str,
    comment: bool,
    fail_on_worse: bool,
    seeds: Path | None,
    tapes: Path | None,
    model: str | None,
) -> None:
    """Compare B (default: the working tree) with A, metric by metric: better, worse or cannot tell, and which cases
    flipped.

    The format `sarif` lists the cases that lost, each at the line of its prompt.

    Both replay from their tapes, without a model. `--seeds`, `--tapes` and `--model` apply to both; a revision is read
    from the same folders, as git has them.
    """
    need_evals("the evals")
    from evals.paired import Change
    from evals.summary.overview import side_by_side
    from evals.versions import Place, results_of

    place = Place.chosen(seeds, tapes, model)
    old, new = results_of(a, place), results_of(b, place)
    found = side_by_side(old, new, (a, b))
    form = "comment" if comment else form
    if form == "text":
        from evals.summary.terminal import render

        write_text(render(found, **terminal()), styled=True)
    elif form == "html":
        from evals.summary.page import render as render_page

        write_data(render_page(found, new))
    elif form == "sarif":
        from evals.summary.sarif import render as render_sarif

        write_data(render_sarif(found, prompt_places(a, b)))
    else:
        from importlib import import_module

        write_data(import_module(f"evals.summary.{_MODULES[form]}").render(found))
    if fail_on_worse and found.changed(Change.WORSE):
        context.exit(ExitCode.FOUND)


@command.command(short_help="Show the scores of past runs by commit.")
@click.argument("results", metavar="RESULTS...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="FILE", help="Write the page to this file instead of standard output.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@debug_option
def history(results: tuple[Path, ...], output: str | None, force: bool) -> None:
    """Write one HTML page with the scores of past RESULTS: files that `pytest evals --results FILE` wrote, or folders
    of them.

    A file whose name ends in a commit (2026-05-01-3f2a91c.json) is named and sorted by it, other files by their names.
    """
    need_evals("the evals")
    files = results_in(results)
    target = Output.chosen("html", output, force=force, inputs=tuple(map(str, files)))
    from evals.summary.history import render

    target.write_data(render(past_runs(files)))
