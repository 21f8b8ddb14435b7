"""Renders every page from its template: text is escaped, and a missing name is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template


def page_template(loader: BaseLoader, name: str, finalize: Callable[[Any], Any] | None = None) -> Template:
    """The template of that name; `finalize` transforms each value before it is shown."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
