"""The page of a run: kept under the user's cache beside its JSON, named in the last line, opened in the browser."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.whole_files import stem, write_whole

if TYPE_CHECKING:
    from factcheck.cli.output import Output
    from factcheck.records import Report

open_option = click.option("--open", "opens", is_flag=True, help="Open the page of the report in the browser.")
"""The option `--open`, which `leave_page` reads as `opens`."""


def leave_page(
    report: Report,
    output: Output,
    inputs: Sequence[str],
    cache_dir: Path,
    *,
    opens: bool,
    tell: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Leave a page unless `output` is one itself, say where it is, and open it if `opens` is true.

    `inputs` are the names of the texts as the command line gave them. If the page cannot be kept or no browser is
    found, `warn` gets one line: the report itself is already written.
    """
    page = output.path if output.form == "html" else None
    if page is None:
        try:
            page = keep(report, inputs, cache_dir)
        except OSError as error:
            reason = error.strerror or "it cannot be written"
            warn(f"the page is not kept in {cache_dir}: {reason}; --format html --output FILE writes it elsewhere")
            return
        tell(f"to sign it off: factcheck review {shlex.quote(str(page.with_suffix('.json')))}")
        tell(f"page: {page}")
    if opens:
        _open(page, warn)


def keep(report: Report, inputs: Sequence[str], cache_dir: Path) -> Path:
    """Write `report.html` and `report.json` into a folder for these inputs, and give the page's absolute path.

    The folder depends on the names of the inputs, not on their content, so decisions beside the JSON survive an update
    of the story. Raises OSError if it cannot be written.
    """
    from factcheck.render import html, json

    folder = cache_dir.absolute() / "reports" / f"{stem(report.story.name)}-{_fingerprint(report, inputs)}"
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "report.json", json.render(report))
    write_whole(folder / "report.html", html.render(report))
    return folder / "report.html"


def _fingerprint(report: Report, inputs: Sequence[str]) -> str:
    """Eight hexadecimal digits for the places the inputs come from; standard input is told apart by the story's text."""
    places = [
        report.story.sha256 if name == "-" else name if "://" in name else Path(name).resolve() for name in inputs
    ]
    return sha256(b"\0".join(os.fsencode(place) for place in places)).hexdigest()[:8]


def _open(page: Path, warn: Callable[[str], None]) -> None:
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        warn(f"--open found no browser on this machine: open {page} in one")
