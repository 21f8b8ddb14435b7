"""A trained adapter as the engine takes it: a GGUF file, with a card beside it that says what it is and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gguf
import torch

from evals.training.base import ADAPTED, INVOCATIONS, load_tokenizer
from evals.training.lora import SCALE
from factcheck.prompts import Prompt


def export(checkpoint: Path, weights: Path, file: Path, prompt: Prompt) -> None:
    """Write the adapter of a checkpoint, taught the question of `prompt`, as GGUF in half precision.

    Raises ValueError where the engine would not find the adapter's invocation in the prompt: it would answer without the adapter,
    and say nothing.
    """
    state = torch.load(checkpoint)
    learned: Sequence[torch.Tensor] = state["learned"]
    rank = learned[0].shape[0]
    writer = gguf.GGUFWriter(file, "qwen2")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", SCALE * rank)
    # The engine refuses these numbers in any other type.
    writer.add_key_value(
        "adapter.alora.invocation_tokens",
        invocation_tokens(prompt, weights),
        gguf.GGUFValueType.ARRAY,
        sub_type=gguf.GGUFValueType.UINT32,
    )
    for number, (a, b) in enumerate(zip(learned[::2], learned[1::2], strict=True)):
        layer, place = divmod(number, len(ADAPTED))
        name = f"blk.{state['recipe']['first_layer'] + layer}.{ADAPTED[place]}.weight"
        writer.add_tensor(f"{name}.lora_a", a.to(torch.float16).numpy())
        writer.add_tensor(f"{name}.lora_b", b.to(torch.float16).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def invocation_tokens(prompt: Prompt, weights: Path) -> list[int]:
    """The tokens at which the adapter of this prompt begins to act. Raises ValueError if one of its questions lacks them."""
    tokenizer = load_tokenizer(weights)
    words = INVOCATIONS[prompt.identity.name]
    wanted: list[int] = tokenizer.encode(words, add_special_tokens=False).ids
    for name, question in prompt.questions.items():
        tokens = tokenizer.encode(question, add_special_tokens=False).ids
        if not any(tokens[place : place + len(wanted)] == wanted for place in range(len(tokens))):
            raise ValueError(f"the question {prompt.identity.name}.{name} does not have the tokens of {words!r}")
    return wanted


def learned_by(file: Path) -> list[torch.Tensor]:
    """The matrices of an adapter that `export` wrote, in the order of a checkpoint."""
    found = {tensor.name: torch.from_numpy(tensor.data.astype("float32")) for tensor in gguf.GGUFReader(file).tensors}
    layers = sorted({int(name.split(".")[1]) for name in found})
    return [
        found[f"blk.{layer}.{place}.weight.lora_{half}"] for layer in layers for place in ADAPTED for half in ("a", "b")
    ]
