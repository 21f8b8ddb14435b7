"""Text that speaks to the program that reads it, or poses as part of a prompt: found by rules, named in the report."""

from factcheck.hostile.attempts import Attempt, find_attempts, notices_of, spoken_to_machines
from factcheck.hostile.letters import unmasked
from factcheck.hostile.rules import AttemptKind

__all__ = ["Attempt", "AttemptKind", "find_attempts", "notices_of", "spoken_to_machines", "unmasked"]
