"""Suites of anyone's own: a function from a case to scores, with any model call inside. docs/own-suites.md has two examples.

    from evals.own import suite, tally

    @suite(cases="notes.yaml")
    async def notes(case):
        answer = await chain.ainvoke(case["text"])
        return {"names": tally((name in answer, name) for name in case["names"])}

pytest collects it from `evals/suite_*.py` of a project. Nothing here, and nothing that it needs, knows a step of factcheck.
"""

from __future__ import annotations

from evals.own.playing import is_live
from evals.own.suite import Case, Suite, Tally, suite, tally

__all__ = ["Case", "Suite", "Tally", "is_live", "suite", "tally"]
