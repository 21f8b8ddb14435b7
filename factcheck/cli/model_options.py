"""The options shared by the commands that ask a model."""

from __future__ import annotations

from pathlib import Path

import click

model_option = click.option("-m", "--model", metavar="MODEL", help="The language model, as `factcheck check` names it.")
base_url_option = click.option(
    "--base-url", metavar="URL", help="An OpenAI-compatible endpoint to ask instead of the provider's own."
)
prompts_option = click.option(
    "--prompts", type=click.Path(path_type=Path), metavar="DIR", help="Use the prompts in this folder."
)
yes_option = click.option("-y", "--yes", is_flag=True, help="Do not ask before calling a paid model.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show only errors, no progress or remarks.")
