"""`factcheck render`: an earlier report in another format, without a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.cli.output import Output, signed_output_options
from factcheck.cli.page import leave_page, open_option
from factcheck.cli.reports import decisions_option, log_of, publisher_option, read_publisher, read_report
from factcheck.cli.root import debug_option
from factcheck.cli.streams import say

if TYPE_CHECKING:
    from factcheck.records import Report


@click.command("render", short_help="Show an earlier report in another format.")
@click.argument("report")
@signed_output_options
@open_option
@publisher_option
@decisions_option
@debug_option
def command(
    report: str,
    form: str | None,
    output: str | None,
    force: bool,
    opens: bool,
    publisher: str | None,
    decisions: str | None,
) -> None:
    """Show an earlier REPORT (written with --format json; - is standard input) in any format.

    The format `claimreview` contains the decisions that people signed in `factcheck review`, and needs --publisher.
    """
    inputs = tuple(name for name in (report, publisher, decisions) if name)
    chosen = Output.chosen(form, output, force=force, inputs=inputs)
    shown = read_report(report)
    if chosen.form == "claimreview":
        chosen.write_data(_claimreview(shown, log_of(report, decisions), publisher))
    else:
        chosen.write(shown)
    if opens:
        from factcheck.settings import Settings

        cache_dir = Settings.from_environment().cache_dir
        leave_page(shown, chosen, (report,), cache_dir, opens=True, tell=say, warn=say)


def _claimreview(report: Report, decisions: Path, publisher: str | None) -> str:
    from factcheck.errors import UsageError
    from factcheck.render.claimreview import render
    from factcheck.review.log import Log
    from factcheck.review.outcome import sign_off, stand

    if publisher is None:
        raise UsageError(
            "--format claimreview needs --publisher: a TOML file with the publisher and their scale of ratings"
        )
    return render(report, sign_off(stand(report, Log(decisions).read())), read_publisher(publisher))
