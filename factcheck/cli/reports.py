"""The files that commands on an earlier report read: the report itself, the publisher, the decisions beside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from factcheck.records import Report
    from factcheck.review.publisher import Publisher

publisher_option = click.option(
    "--publisher", metavar="FILE", help="A TOML file with the publisher of reviews and their scale of ratings."
)
"""The option `--publisher`, which `read_publisher` reads."""
decisions_option = click.option(
    "--decisions", metavar="FILE", help="The log of decisions. Default: REPORT.decisions.jsonl next to the report."
)
"""The option `--decisions`, which `log_of` reads."""


def read_report(name: str) -> Report:
    """The report in that file (`-` is standard input). Raises InputError in one line if it holds none."""
    from factcheck.render.json import read

    return read(_text(name, "report"))


def read_publisher(name: str) -> Publisher:
    """The publisher in that file. Raises InputError in one line if it holds none."""
    from factcheck.review.publisher import read

    return read(_text(name, "publisher file"))


def log_of(report: str, decisions: str | None) -> Path:
    """The log of decisions on that report. Raises UsageError for a report from standard input without `decisions`."""
    from factcheck.errors import UsageError
    from factcheck.review.log import beside

    if decisions:
        return Path(decisions)
    if report == "-":
        raise UsageError("standard input has no file next to it: name the log of decisions with --decisions")
    return beside(Path(report))


def _text(name: str, what: str) -> str:
    from factcheck.errors import InputError

    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise InputError(f"the {what} {name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the {what} {name} cannot be read: it is not UTF-8 text") from error
