"""Low-rank adapters (Hu et al. 2021, arXiv:2106.09685) on every linear map of the upper layers, and the forward pass with them.

They are activated ones (Greenewald et al. 2025, arXiv:2504.12397): what stands before the invocation is read by the base model,
and its keys and values serve whichever adapter answers. So training reads that part without adapters and without gradients.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows it by
from torch import Tensor, nn
from transformers import DynamicCache, Qwen2ForCausalLM

from evals.training.base import LAYERS

SCALE = 2.0
"""What the product of the two small matrices is multiplied by; as GGUF has it, alpha is this times the rank."""


class Lora(nn.Module):
    """A frozen linear map with a low-rank addition, which `on` switches."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.on = True

    def forward(self, x: Tensor) -> Tensor:
        """The map of `x`."""
        y = self.linear(x)
        if not self.on:
            return y
        return y + F.linear(F.linear(x, self.a.to(x.dtype)), self.b.to(x.dtype)) * SCALE


def adapt(model: Qwen2ForCausalLM, rank: int, first: int) -> list[Lora]:
    """Put an adapter of that rank on every linear map of `model` from layer `first` on, in the order of `ADAPTED`.

    Gradients end at the first of them: leaving out the layers below it saves their share of the way back.
    """
    adapters = []
    for layer in model.model.layers[first:]:
        own = dict(layer.named_modules())
        for place in LAYERS.values():
            holder, _, name = place.rpartition(".")
            adapters.append(Lora(own[place], rank))
            setattr(own[holder], name, adapters[-1])
    return adapters


@dataclass(frozen=True)
class Encoded:
    """A row as token numbers: what the base model reads, what the adapter reads, and, of a longer answer, the answer."""

    before: list[int]
    after: list[int]
    answer: list[int] = field(default_factory=list)


class Answering:
    """What the model makes of prompts, in batches.

    `shared` are the tokens that every prompt begins with; they are read once.
    """

    def __init__(self, model: Qwen2ForCausalLM, adapters: Sequence[Lora], shared: Sequence[int]) -> None:
        self._model = model
        self._adapters = adapters
        self._shared = len(shared)
        with torch.no_grad():
            self._switch(on=False)
            read = DynamicCache()
            model.model(torch.tensor([list(shared)]), past_key_values=read, use_cache=True)
            layers: Any = read.layers  # of one kind here; transformers' type names them all
            self._read: list[tuple[Tensor, Tensor]] = [(layer.keys, layer.values) for layer in layers]

    def logits(self, batch: Sequence[Encoded], options: Sequence[int], *, taught: bool = True) -> Tensor:
        """The logits of the options' first tokens as the answer to each row; with the adapters where `taught`."""
        hidden = self._states(batch, taught=taught)[:, -1]
        return (hidden @ self._model.lm_head.weight[list(options)].T).float()

    def answer_loss(self, batch: Sequence[Encoded]) -> Tensor:
        """The mean cross entropy of the tokens of the rows' answers."""
        states = self._states(batch, taught=True)
        hidden = torch.cat([states[number, -len(row.answer) :] for number, row in enumerate(batch)])
        told = torch.tensor([token for row in batch for token in row.answer])
        return F.cross_entropy((hidden @ self._model.lm_head.weight.T).float(), told)

    def _states(self, batch: Sequence[Encoded], *, taught: bool) -> Tensor:
        """The last hidden state at each token from the invocation on, padded on the left; before the answer's last token."""
        cache = DynamicCache()
        for number, (keys, values) in enumerate(self._read):
            cache.update(keys.expand(len(batch), -1, -1, -1), values.expand(len(batch), -1, -1, -1), number)
        mask = torch.ones(len(batch), self._shared, dtype=torch.long)
        if any(len(row.before) > self._shared for row in batch):
            with torch.no_grad():
                self._switch(on=False)
                ids, own, places = _padded([row.before[self._shared :] for row in batch], [self._shared] * len(batch))
                mask = torch.cat([mask, own], dim=1)
                self._model.model(ids, attention_mask=mask, position_ids=places, past_key_values=cache, use_cache=True)
        self._switch(on=taught)
        ids, own, places = _padded(
            [[*row.after, *row.answer[:-1]] for row in batch], [len(row.before) for row in batch]
        )
        states: Tensor = self._model.model(
            ids,
            attention_mask=torch.cat([mask, own], dim=1),
            position_ids=places,
            past_key_values=cache,
            use_cache=True,
        ).last_hidden_state
        return states

    def _switch(self, *, on: bool) -> None:
        for adapter in self._adapters:
            adapter.on = on


def _padded(rows: Sequence[Sequence[int]], first: Sequence[int]) -> tuple[Any, Any, Any]:
    """Token numbers padded on the left, which of them count, and their places in the text, each row from `first` on."""
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    places = torch.zeros(len(rows), width, dtype=torch.long)
    for number, row in enumerate(rows):
        ids[number, width - len(row) :] = torch.tensor(row)
        mask[number, width - len(row) :] = 1
        places[number, width - len(row) :] = torch.arange(first[number], first[number] + len(row))
    return ids, mask, places
