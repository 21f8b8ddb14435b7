"""How often a process that reads or replays tapes looks for garbage."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Let Python look for garbage seldom, from here on, in this process.

    Such a process makes a great many small objects and keeps most: looking through them all as often as Python does by
    default takes a tenth of its time and finds next to nothing.
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
