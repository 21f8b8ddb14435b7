"""`factcheck review`: the page of a report, where a person decides and signs."""

from __future__ import annotations

import contextlib
import getpass
import webbrowser

import click

from factcheck.cli.reports import decisions_option, log_of, publisher_option, read_publisher, read_report
from factcheck.cli.root import debug_option
from factcheck.cli.streams import say, write_text


@click.command("review", short_help="Decide on a report's claims and sign it, in the browser.")
@click.argument("report")
@click.option("--name", help="Who decides and signs. Default: your login name.")
@decisions_option
@publisher_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to serve on. Default: any free one.")
@click.option("--open/--no-open", "opens", default=True, help="Whether to open the page in the browser. Default: yes.")
@debug_option
def command(
    report: str, name: str | None, decisions: str | None, publisher: str | None, port: int, opens: bool
) -> None:
    """Decide on each claim of REPORT (written with --format json) in the browser, and sign it.

    Only this machine can reach the page. Decisions are kept in REPORT.decisions.jsonl; when the story is checked again,
    unchanged claims keep theirs. Ctrl-C ends the review.
    """
    from factcheck.review.desk import Desk
    from factcheck.review.log import Log
    from factcheck.review.server import PageServer

    checked = read_report(report)
    log = Log(log_of(report, decisions))
    if log.read().torn:
        say(f"a crash cut off the last line of {log.path}; that line is ignored")
    desk = Desk(checked, log, person(name), read_publisher(publisher).scale if publisher else None)
    server = PageServer(desk, port)
    write_text(f"{server.address}\n")
    say(f"decisions are kept in {log.path}; Ctrl-C ends the review")
    if opens:
        webbrowser.open(server.address)
    with contextlib.suppress(KeyboardInterrupt):  # the way a review ends
        server.run()


def person(name: str | None) -> str:
    """Who decides and signs: `name`, else whoever is logged in. Raises UsageError if that is nobody."""
    from factcheck.errors import UsageError

    try:
        given = (name if name is not None else getpass.getuser()).encode(errors="replace").decode().strip()
    except (OSError, KeyError):
        given = ""
    if not given:
        raise UsageError("who decides and signs? Give --name")
    return given
