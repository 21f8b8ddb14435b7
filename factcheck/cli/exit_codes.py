"""The exit codes. `docs/exit-codes.md` is the same table for people."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    """The command did its job, whatever it found."""
    FOUND = 1
    """The report has something that `--fail-on` names."""
    UNUSABLE_INPUT = 2
    """The command line, a text, a prompt, an output or the store cannot be used."""
    UNUSABLE_MODEL = 3
    """The model or its weights cannot be used, or the model answered nothing at all."""
    INCOMPLETE = 4
    """A cap stopped the check early, or replies of the Batch endpoint are still to come."""
    INTERNAL = 70
    """A fault of factcheck itself."""
    INTERRUPTED = 130
    """Stopped with Ctrl-C, or declined when asked."""
