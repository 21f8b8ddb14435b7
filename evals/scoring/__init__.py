"""Scores of a case, computed from a seed's gold and what a suite gave: one module per eval, pure functions.

`docs/evals.md`, "Metrics", has every metric with its formula. Nothing is imported here: who needs a metric's name only, as the
page does, loads none of what scores it.
"""
