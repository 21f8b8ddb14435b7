"""factcheck on the stories of seeds/: what it extracts and compares is scored against their gold, and held by the gate.

`pytest evals --record missing` asks the model for what has no tape; `pytest evals` replays the tapes and opens no socket.
"""

from evals.test_evals import test_case, test_gate, test_tapes_are_fresh

__all__ = ["test_case", "test_gate", "test_tapes_are_fresh"]
