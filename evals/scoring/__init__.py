"""Scores of a case, computed from a seed's gold and what a suite gave: one module per eval, pure functions.

`docs/evals.md`, "Metrics", has every metric with its formula.
"""

from evals.scoring.complete import complete
from evals.scoring.consistent import consistent
from evals.scoring.faithful import faithful
from evals.scoring.right import right

__all__ = ["complete", "consistent", "faithful", "right"]
