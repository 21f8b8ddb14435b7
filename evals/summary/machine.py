"""The summary as JSON for machines: an `Overview`, as the record says it, with the headline."""

from __future__ import annotations

from evals.summary import wording
from evals.summary.overview import Overview
from factcheck.render.escaping import as_json


def render(overview: Overview) -> str:
    """The summary as JSON, the same bytes for equal ones, with a line break at the end."""
    content = {"headline": wording.headline(overview), **overview.model_dump(mode="json")}
    return as_json(content, indent=1, sort_keys=True)
