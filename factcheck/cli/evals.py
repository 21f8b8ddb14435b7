"""`factcheck evals`: what two versions of prompts, tapes or models come to, side by side."""

from __future__ import annotations

from pathlib import Path

import click

from factcheck.cli.checkout import need_evals
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.output import terminal
from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_data, write_text

_MODULES = {"json": "machine", "markdown": "markdown"}


@click.group("evals", short_help="Begin evals, and compare two versions on them.")
@debug_option
def command() -> None:
    """Say whether a version is better or worse than another on the evals, or that these cases cannot tell.

    A version is `.` (what lies here), a revision of git (HEAD), a prompt under trial (compare=drafts/compare.md, its tapes
    recorded with `pytest evals --record missing --prompt compare=drafts/compare.md`), or a file that
    `pytest evals --results FILE` wrote.
    """


@command.command(short_help="Begin evals in a project.")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--model", default="embedded", metavar="MODEL", help="The model, as `factcheck check` names it.")
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint for that model.")
@debug_option
def init(folder: Path, model: str, base_url: str | None) -> None:
    """Begin evals in the project in DIR, by default this one: a suite, a story with its gold, a workflow, the settings.

    What exists is kept as it is. `pytest evals --record missing` records then, and `pytest evals` replays offline.
    """
    need_evals("the evals")
    from evals.starting import begin

    for line in begin(folder, model, base_url):
        write_text(f"{line}\n")


@command.command(short_help="Hold one version against another.")
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", default=".")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html"]),
    default="text",
    help="What to write.",
)
@click.option("--fail-on-worse", is_flag=True, help="End with exit code 1 when a metric is worse.")
@debug_option
@click.pass_context
def compare(context: click.Context, a: str, b: str, form: str, fail_on_worse: bool) -> None:
    """Hold B (by default what lies here) against A, metric by metric: better, worse or cannot tell, and what flipped.

    Both are played from their tapes: nothing is asked of a model.
    """
    need_evals("the evals")
    from evals.paired import Change
    from evals.summary.overview import side_by_side
    from evals.versions import results_of

    old, new = results_of(a), results_of(b)
    found = side_by_side(old, new, (a, b))
    if form == "text":
        from evals.summary.terminal import render

        write_text(render(found, **terminal()))
    elif form == "html":
        from evals.summary.page import render as render_page

        write_data(render_page(found, new))
    else:
        from importlib import import_module

        write_data(import_module(f"evals.summary.{_MODULES[form]}").render(found))
    if fail_on_worse and found.changed(Change.WORSE):
        context.exit(ExitCode.FOUND)
