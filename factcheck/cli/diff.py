"""`factcheck diff`: what changed between two checks of a story."""

from __future__ import annotations

import click

from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.output import terminal
from factcheck.cli.reports import read_report
from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_data, write_text


@click.command("diff", short_help="Show what changed between two checks of a story.")
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@click.option("--fail-on-change", is_flag=True, help="End with exit code 1 if a claim is new, dropped or changed.")
@debug_option
@click.pass_context
def command(context: click.Context, old: str, new: str, form: str, fail_on_change: bool) -> None:
    """Show what changed between the reports OLD and NEW (both written with --format json).

    It lists new, dropped and changed claims, verdicts that moved, and what may have moved them: the story, a source, a
    prompt or the model.
    """
    from factcheck.changes.diff import compare_reports
    from factcheck.render import diff as lines
    from factcheck.render.escaping import as_json

    found = compare_reports(read_report(old), read_report(new))
    if form == "json":
        write_data(as_json(found.model_dump(mode="json"), sort_keys=True))
    else:
        write_text(lines.render(found, **terminal()), styled=True)
    if fail_on_change and not found.empty:
        context.exit(ExitCode.FOUND)
