"""A list in a line: the first few, and how many more."""

from __future__ import annotations

from collections.abc import Sequence

FEW = 3
"""So many are named, the rest counted."""


def few(items: Sequence[str], joint: str = "; ", last: str = "; and ") -> str:
    """The first `FEW` of the items, with `joint` between them, and after `last` how many more there are."""
    more = f"{last}{len(items) - FEW} more" if len(items) > FEW else ""
    return f"{joint.join(items[:FEW])}{more}"
