"""What kind of conflict the sources of a disputed claim are in: `conflict_of`."""

from factcheck.verdict.conflict.kinds import conflict_of

__all__ = ["conflict_of"]
