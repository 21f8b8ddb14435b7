"""The pages of `docs/` that are made from the code. `python -m tests.cli.generated_docs` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from factcheck.cli.root import root
from factcheck.records import SCHEMA, Report

DOCS = Path(__file__).parents[2] / "docs"

CLI_HEAD = """# The command line

Made from the program itself by `python -m tests.cli.generated_docs`; a test holds both equal. What the exit codes say is
in [exit-codes.md](exit-codes.md).
"""


def pages() -> dict[str, str]:
    """Each generated file's name with what belongs into it."""
    return {"cli.md": cli_page(), "report.schema.json": schema()}


def cli_page() -> str:
    """The `--help` of every command."""
    return CLI_HEAD + "".join(f"\n## `{name}`\n\n```text\n{text}\n```\n" for name, text in _helps("factcheck", root))


def schema() -> str:
    """The JSON Schema of a report."""
    value = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **Report.model_json_schema()}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _helps(name: str, command: click.Command, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80, **root.context_settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                yield from _helps(below, found, context)


if __name__ == "__main__":
    for page, content in pages().items():
        (DOCS / page).write_text(content, encoding="utf-8")
