"""What a run of the evals may record."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """What may be recorded: nothing, what has no tape, that and what changed, or everything anew.

    What changed is what is stale by its head, and what the replay of a fresh tape misses or leaves unused: there it is the
    code that asks that changed.
    """

    NONE = "none"
    MISSING = "missing"
    STALE = "stale"
    ALL = "all"
