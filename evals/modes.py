"""What a run of the evals may record."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """What to record: nothing, cases without a tape, those and changed cases, or everything again.

    Changed cases have a stale head, or a fresh tape whose replay misses exchanges or leaves some unused: there the
    asking code has changed.
    """

    NONE = "none"
    MISSING = "missing"
    STALE = "stale"
    ALL = "all"
