"""The embedded model as something that can be trained: its weights out of the GGUF file, its tokenizer, its chat form.

The weights are unpacked once, to bfloat16, into the work folder (3 GB), because a processor multiplies packed ones slowly.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import tokenizers
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from factcheck.models.base import Message

INVOCATIONS = {"confirm": "SENTENCES OF THE SOURCE", "extract": "List the claims of"}
"""By step: the words from which on its adapter acts, where they begin a line. The base model alone reads what stands before.

They end within a line: a mark at its end is one token together with the line break, and the engine, which looks for these words'
tokens, would not find it and would answer without the adapter.
"""
LAYERS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_NORMS = {"attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}
ADAPTED = tuple(LAYERS)
"""The linear maps of a layer, by the names that GGUF has for them."""
END = "<|im_end|>"
"""The token that ends a turn."""
_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen2's tokenizer cuts text before it merges bytes (the pattern of `tokenizer.ggml.pre` `qwen2` in llama.cpp)."""
_CONTROL = 3
"""The type of a token that stands for no text."""


def load_model(weights: Path, work: Path) -> Qwen2ForCausalLM:
    """The model of a GGUF file of the Qwen2 family, in bfloat16 and frozen. `work` keeps the unpacked weights."""
    unpacked = work / f"{weights.stem}.pt"
    if not unpacked.exists():
        unpacked.parent.mkdir(parents=True, exist_ok=True)
        part = unpacked.with_suffix(".part")
        torch.save(_unpack(weights), part)
        part.rename(unpacked)
    kept = torch.load(unpacked, mmap=True)
    config = Qwen2Config(**{**kept["config"], "attn_implementation": "sdpa"})
    with torch.device("meta"):
        model = Qwen2ForCausalLM(config)
    model.load_state_dict(kept["state"], strict=False, assign=True)
    if config.tie_word_embeddings:
        model.tie_weights()
    # Its frequencies are in no file, and must be exact.
    model.model.rotary_emb = type(model.model.rotary_emb)(config)
    return model.requires_grad_(False).train(mode=False)


def _unpack(weights: Path) -> dict[str, Any]:
    reader = gguf.GGUFReader(weights)

    def field(key: str) -> Any:
        return reader.fields[f"qwen2.{key}"].contents()

    state = {}
    for tensor in reader.tensors:
        values = np.array(gguf.dequantize(tensor.data, tensor.tensor_type))
        state[_torch_name(tensor.name)] = torch.from_numpy(values).to(torch.bfloat16)
    config = {
        "vocab_size": state["model.embed_tokens.weight"].shape[0],
        "hidden_size": field("embedding_length"),
        "intermediate_size": field("feed_forward_length"),
        "num_hidden_layers": field("block_count"),
        "num_attention_heads": field("attention.head_count"),
        "num_key_value_heads": field("attention.head_count_kv"),
        "rms_norm_eps": field("attention.layer_norm_rms_epsilon"),
        "rope_theta": field("rope.freq_base"),
        "max_position_embeddings": field("context_length"),
        "tie_word_embeddings": "lm_head.weight" not in state,
    }
    return {"config": config, "state": state}


def _torch_name(name: str) -> str:
    """The name that transformers has for a tensor of a GGUF file."""
    if not name.startswith("blk."):
        return {
            "token_embd.weight": "model.embed_tokens.weight",
            "output_norm.weight": "model.norm.weight",
            "output.weight": "lm_head.weight",
        }[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{(LAYERS | _NORMS)[part]}.{kind}"


def load_tokenizer(weights: Path) -> tokenizers.Tokenizer:
    """The tokenizer of a GGUF file of the Qwen2 family."""
    reader = gguf.GGUFReader(weights)
    tokens, kinds, merges = (
        reader.fields[f"tokenizer.ggml.{key}"].contents() for key in ("tokens", "token_type", "merges")
    )
    pairs = [tuple(merge.split(" ")) for merge in merges]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.BPE({token: number for number, token in enumerate(tokens)}, pairs, ignore_merges=False)
    )
    tokenizer.normalizer = tokenizers.normalizers.NFC()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [
            tokenizers.pre_tokenizers.Split(tokenizers.Regex(_WORDS), "isolated"),
            tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens([token for token, kind in zip(tokens, kinds, strict=True) if kind == _CONTROL])
    return tokenizer


def parts_of(message: Message) -> tuple[str, str]:
    """The message in the model's chat form, cut where the adapter of its step begins to act."""
    turns = [("system", message.system)]
    if message.example is not None:
        turns += [("user", message.example[0]), ("assistant", message.example[1])]
    turns.append(("user", message.user))
    told = "".join(f"<|im_start|>{who}\n{said}{END}\n" for who, said in turns)
    invocation = INVOCATIONS[message.step]
    before, _, after = f"{told}<|im_start|>assistant\n".rpartition(f"\n{invocation}")
    return f"{before}\n", f"{invocation}{after}"
