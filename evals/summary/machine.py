"""The summary as JSON for machines: an `Overview`, as the record says it, with the headline."""

from __future__ import annotations

import json

from evals.summary import wording
from evals.summary.overview import Overview


def render(overview: Overview) -> str:
    """The summary as JSON, the same bytes for equal ones, with a line break at the end."""
    content = {"headline": wording.headline(overview), **overview.model_dump(mode="json")}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
