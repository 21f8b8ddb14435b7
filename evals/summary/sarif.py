"""The cases that lost against another run as SARIF 2.1.0: each at the line of the prompt that its answers came from. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from evals.paired import Change
from evals.recipes import EVALS, RECIPES
from evals.summary import wording
from evals.summary.overview import Flip, Overview
from factcheck.render.escaping import as_json

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(overview: Overview, prompts: Mapping[str, tuple[str, int]]) -> str:
    """The cases that scored lower, as SARIF. `prompts` has by step the prompt's file, as a relative URI, and a line from 1.

    A case is put at the prompts that changed among those that its metric depends on; where none did, at all of these. A case of
    a project's own suite is put at its tape, which holds the prompt as it was asked.
    """
    changed = {line.partition(" ")[0] for line in overview.moved.get("prompts", ())}
    worse = {row.metric for row in overview.changed(Change.WORSE)} | {fall.metric for fall in overview.fell}
    results = [_result(flip, prompts, changed, worse) for flip in overview.flips if flip.now < flip.before]
    rules = [
        {"id": rule, "shortDescription": {"text": rule}} for rule in dict.fromkeys(one["ruleId"] for one in results)
    ]
    driver = {"name": "factcheck evals", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def steps_of(metric: str) -> tuple[str, ...]:
    """The steps whose prompts a metric depends on; none for one of a project's own suite."""
    suites = EVALS.get(metric.partition(".")[0], ())
    return tuple(dict.fromkeys(step for suite in suites for step in RECIPES[suite].prompts))


def _result(flip: Flip, prompts: Mapping[str, tuple[str, int]], changed: set[str], worse: set[str]) -> dict[str, Any]:
    steps = [step for step in steps_of(flip.metric) if step in prompts]
    steps = [step for step in steps if step in changed] or steps
    suite = flip.metric.partition(".")[0]
    places = [prompts[step] for step in steps] or [(f"cassettes/suites/{suite}/{flip.case}.yaml", 1)]
    missed = "".join(f"\nnow missed: {line}" for line in flip.newly_missed)
    said = f"{flip.metric} of {flip.case} fell from {wording.percent(flip.before)} to {wording.percent(flip.now)} %{missed}"
    return {
        "ruleId": flip.metric,
        "level": "error" if flip.metric in worse else "warning",
        "message": {"text": said.replace("](", "] (")},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}
            for uri, line in places
        ],
        "partialFingerprints": {"factcheckEvals/v1": hashlib.sha256(f"{flip.metric} {flip.case}".encode()).hexdigest()},
    }
