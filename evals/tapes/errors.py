"""What can be wrong with a tape, each with one clear line.

TapeError            (an InputError of `factcheck.errors`)
├── MissingTape      the case was never recorded
├── StaleTape        the tape was made from something else than what is there now
├── BrokenTape       the file is not a tape, or was changed after it was recorded
├── MissedExchange   the run asked something that no exchange of the tape answers
├── UnusedExchange   the tape holds exchanges that the run never asked for
├── UnsafeTape       a secret or a path of this machine would have been written
├── BusyTape         another process is recording this tape
├── CapReached       the recording session may spend no more
└── SocketOpened     something reached for the network during a replay
"""

from __future__ import annotations

from factcheck.errors import InputError


class TapeError(InputError):
    """A tape that cannot be used."""


class MissingTape(TapeError):
    """The case was never recorded."""


class StaleTape(TapeError):
    """The tape was made from something else than what is there now."""


class BrokenTape(TapeError):
    """The file is not a tape, or was changed after it was recorded."""


class MissedExchange(TapeError):
    """The run asked something that no exchange of the tape answers."""


class UnusedExchange(TapeError):
    """The tape holds exchanges that the run never asked for."""


class UnsafeTape(TapeError):
    """A secret or a path of this machine would have been written."""


class BusyTape(TapeError):
    """Another process is recording this tape."""


class CapReached(TapeError):
    """The recording session may spend no more: `--max-calls` or `--max-cost`."""


class SocketOpened(TapeError):
    """Something reached for the network during a replay."""
