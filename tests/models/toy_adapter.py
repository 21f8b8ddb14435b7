"""An untrained adapter, as the training room would write it, for whatever model it is to be loaded beside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import gguf
import numpy as np

from factcheck.models.adapters import Adapter, Card

RANK = 4


def write_adapter(
    folder: Path,
    *,
    architecture: str,
    maps: Mapping[str, tuple[int, int]],
    invocation: Sequence[int],
    step: str = "confirm",
    weights_sha256: str = "a" * 64,
    prompt_sha256: str = "b" * 64,
    seed: int = 3,
) -> Adapter:
    """Write an adapter of random weights, with its card. `maps` are the linear maps it changes, with their inputs and outputs."""
    file = folder / f"{step}.gguf"
    writer = gguf.GGUFWriter(file, architecture)
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", RANK)
    key = "adapter.alora.invocation_tokens"
    writer.add_key_value(key, list(invocation), gguf.GGUFValueType.ARRAY, sub_type=gguf.GGUFValueType.UINT32)
    made_up = np.random.default_rng(seed)
    for name, (inputs, outputs) in maps.items():
        for part, shape in (("a", (RANK, inputs)), ("b", (outputs, RANK))):
            values = made_up.normal(scale=0.1, size=shape).astype(np.float16)
            writer.add_tensor(f"{name}.weight.lora_{part}", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    card = Card(
        step=step,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        weights_sha256=weights_sha256,
        prompt_sha256=prompt_sha256,
        rank=RANK,
    )
    file.with_suffix(".json").write_text(card.model_dump_json(), encoding="utf-8")
    return Adapter(file, card)
