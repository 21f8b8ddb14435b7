"""Whether a tape is still one of what is there now, told from its head alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals.tapes.head import MadeFrom


def differences(recorded: MadeFrom, now: MadeFrom) -> tuple[str, ...]:
    """What changed since the recording, one line each ("prompts/compare.md changed"); none when the tape is fresh."""
    return tuple(_differences(recorded, now))


def model_of(model: Mapping[str, Any]) -> dict[str, Any]:
    """What of a model's identity its answers to a given request depend on; the request itself holds the parameters.

    The engine's version is left out: it is told in the head, but a newer engine with the same weights does not make a tape
    stale, or every tape would be with each of its weekly releases. So are the adapters: a request names the one that answers it.
    """
    return {field: model[field] for field in ("name", "provider", "weights_sha256")}


def _differences(recorded: MadeFrom, now: MadeFrom) -> Iterator[str]:
    if model_of(recorded.model) != model_of(now.model):
        yield f"the model is {now.model['name']}, not {recorded.model['name']}" + _weights(recorded.model, now.model)
    yield from (
        f"the adapter for {line}"
        for line in _changed(recorded.model.get("adapters", {}), now.model.get("adapters", {}))
    )
    yield from _changed(recorded.prompts, now.prompts)
    yield from (f"the answer form {line}" for line in _changed(recorded.schemas, now.schemas))
    yield from _changed(recorded.inputs, now.inputs)
    yield from (f"the tape {line}" for line in _changed(recorded.tapes, now.tapes))
    if (recorded.samples, recorded.temperature) != (now.samples, now.temperature):
        yield (f"the samples are {_samples(now)}, not {_samples(recorded)}")


def _weights(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if recorded["name"] != now["name"] or recorded["weights_sha256"] == now["weights_sha256"]:
        return ""
    return f" (weights {(now['weights_sha256'] or '?')[:8]}, not {(recorded['weights_sha256'] or '?')[:8]})"


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
