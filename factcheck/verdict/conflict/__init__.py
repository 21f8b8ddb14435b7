"""The kind of conflict between the sources of a disputed claim: `conflict_of`."""

from factcheck.verdict.conflict.kinds import conflict_of

__all__ = ["conflict_of"]
