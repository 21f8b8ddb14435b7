"""A report's destination and format: the options, the checks before anything is paid for, and the writing."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factcheck.cli.root import CommandT
from factcheck.cli.story_file import text_of
from factcheck.cli.streams import width, write_data, write_text
from factcheck.whole_files import draft, write_whole

if TYPE_CHECKING:
    from factcheck.records import Report


_RENDERERS = {
    "text": "factcheck.render.terminal",
    "json": "factcheck.render.json",
    "markdown": "factcheck.render.markdown",
    "html": "factcheck.render.html",
    "csv": "factcheck.render.table",
    "sarif": "factcheck.render.sarif",
}
_SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".sarif": "sarif",
}


def output_options(command: CommandT) -> CommandT:
    """The options `--format`, `--output` and `--force`, which `Output.chosen` reads."""
    return _with_options(command, tuple(_RENDERERS))


def signed_output_options(command: CommandT) -> CommandT:
    """The same, with `claimreview`, which holds signed decisions and not a report."""
    return _with_options(command, (*_RENDERERS, "claimreview"))


def _once(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> str | None:
    """The one value of an option. With two, one report would silently not be written."""
    if len(given) > 1:
        raise click.UsageError(
            f"{parameter.opts[-1]} is given {len(given)} times ({', '.join(given)}): write one report, then the others with "
            "`factcheck render`",
            context,
        )
    return given[0] if given else None


def _with_options(command: CommandT, forms: tuple[str, ...]) -> CommandT:
    options = [
        click.option(
            "--format",
            "form",
            type=click.Choice(forms),
            multiple=True,
            callback=_once,
            help="Output format. Default: from the file ending of --output, else text.",
        ),
        click.option(
            "-o",
            "--output",
            metavar="FILE",
            multiple=True,
            callback=_once,
            help="Write the report to this file instead of standard output.",
        ),
        click.option("--force", is_flag=True, help="Replace FILE if it exists."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True)
class Output:
    """A place and a form for a report. `path` None is standard output."""

    path: Path | None
    form: str

    @classmethod
    def chosen(cls, form: str | None, output: str | None, *, force: bool, inputs: tuple[str, ...]) -> Output:
        """The output that the options ask for, if it can be written.

        `inputs` are files that the command reads. Raises OutputError if the file exists without `force`, if it is one
        of the inputs, if its ending is not a format, or if its folder cannot be written; nothing is changed.
        """
        if output is None or output == "-":
            return cls(None, form or "text")
        path = Path(output)
        if output.endswith(("/", os.sep)):
            from factcheck.errors import OutputError

            raise OutputError(f"--output {output} is a folder: give the name of a file in it")
        if form is None and path.suffix and path.suffix.lower() not in _SUFFIXES:
            from factcheck.errors import OutputError

            raise OutputError(
                f"--output {path}: {path.suffix} is not a report format: end the name in {', '.join(_SUFFIXES)}, or say --format"
            )
        _check_writable(path, force=force, inputs=inputs)
        return cls(path, form or _SUFFIXES.get(path.suffix.lower(), "text"))

    def write(self, report: Report) -> None:
        """Write the report; a file appears whole or not at all. Raises OutputError if it cannot be written."""
        module = import_module(_RENDERERS[self.form])
        if self.path is None and self.form == "text":
            write_text(module.render(report, **terminal()), styled=True)
        elif self.form == "sarif":
            self.write_data(module.render(report, text_of(report.story)))
        else:
            self.write_data(module.render(report))

    def write_data(self, text: str) -> None:
        """Write a finished text, in UTF-8; a file appears whole or not at all. Raises OutputError."""
        if self.path is None:
            write_data(text)
        else:
            _write_file(self.path, text)


def terminal() -> dict[str, Any]:
    """The width and colour of standard output, for renderers of text."""
    if not sys.stdout.isatty():
        return {"width": width(), "color": False}
    from rich.console import Console

    console = Console()
    return {"width": width(), "color": console.color_system is not None and not console.no_color}


def _check_writable(path: Path, *, force: bool, inputs: tuple[str, ...]) -> None:
    from factcheck.errors import OutputError

    try:
        if path.is_dir():
            raise OutputError(f"--output {path} is a folder: give the name of a file in it")
        for name in inputs:
            if path.exists() and Path(name).exists() and path.samefile(name):
                raise OutputError(f"--output {path} is an input of this command: give another name")
        if path.exists() and not force:
            raise OutputError(f"--output {path} exists: give another name, or --force to replace it")
        if path.exists() and not path.is_file():
            return  # A device or a pipe: only writing shows whether it takes anything.
        with draft(path, ""):
            pass
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise OutputError(f"--output {path} cannot be written: {said}") from error


def _write_file(path: Path, text: str) -> None:
    from factcheck.errors import OutputError

    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
        else:
            write_whole(path, text)
    except OSError as error:
        raise OutputError(f"--output {path} cannot be written: {error.strerror}") from error
