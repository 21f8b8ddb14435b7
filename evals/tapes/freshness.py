"""Whether a tape is still one of what is there now, told from its head alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evals.tapes.recording import model_of
from evals.tapes.tape import MadeFrom


def differences(recorded: MadeFrom, now: MadeFrom) -> tuple[str, ...]:
    """What changed since the recording, one line each ("prompts/compare.md changed"); none when the tape is fresh."""
    return tuple(_differences(recorded, now))


def _differences(recorded: MadeFrom, now: MadeFrom) -> Iterator[str]:
    if model_of(recorded.model) != model_of(now.model):
        yield f"the model is {now.model.name}, not {recorded.model.name}" + _weights(recorded, now)
    yield from _changed(recorded.prompts, now.prompts)
    yield from (f"the answer form {line}" for line in _changed(recorded.schemas, now.schemas))
    yield from _changed(recorded.inputs, now.inputs)
    yield from (f"the tape {line}" for line in _changed(recorded.tapes, now.tapes))
    if (recorded.samples, recorded.temperature) != (now.samples, now.temperature):
        yield (f"the samples are {_samples(now)}, not {_samples(recorded)}")


def _weights(recorded: MadeFrom, now: MadeFrom) -> str:
    if recorded.model.name != now.model.name or recorded.model.weights_sha256 == now.model.weights_sha256:
        return ""
    return f" (weights {(now.model.weights_sha256 or '?')[:8]}, not {(recorded.model.weights_sha256 or '?')[:8]})"


def _changed(recorded: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(recorded.keys() | now.keys()):
        if name not in now:
            yield f"{name} is gone"
        elif name not in recorded:
            yield f"{name} is new"
        elif recorded[name] != now[name]:
            yield f"{name} changed"


def _samples(made: MadeFrom) -> str:
    return f"seeds {', '.join(map(str, made.samples))} at temperature {made.temperature:g}"
