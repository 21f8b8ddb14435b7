"""The training loop: rows drawn from a mixture, cross entropy on the answer, AdamW, a linear decline.

A checkpoint is written every few minutes, whole or not at all, so that a killed run goes on from it: with the next row, the same
seed and the same schedule. The log has a line of JSON for every few steps: what was seen, by origin, and the loss.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from evals.training.base import load_model, load_tokenizer
from evals.training.export import learned_by
from evals.training.lessons import LESSONS, ConfirmLesson
from evals.training.lora import Answering, Encoded, adapt
from evals.training.rows import Row
from factcheck.prompts import Prompt

_CHECKPOINT_SECONDS = 240.0


@dataclass(frozen=True)
class Recipe:
    """How a run learns. `share` is the share of the batches by kind of origin; `rows` is how many rows it sees in all."""

    rows: int = 1600
    batch: int = 8
    rank: int = 8
    first_layer: int = 8
    rate: float = 3e-4
    warm_up: int = 16
    seed: int = 0
    share: tuple[tuple[str, float], ...] = (("written", 0.6), ("planted", 0.25), ("public", 0.15))
    start: str = ""
    """The adapter whose weights this run begins with; empty for a run that begins from nothing."""


class Mixture:
    """An endless draw from several pools: a pool by its share, then its rows in a shuffled order, again and again."""

    def __init__(self, pools: Mapping[str, Sequence[Any]], recipe: Recipe) -> None:
        self._random = random.Random(recipe.seed)  # noqa: S311 - a seed, no secret
        self._pools = {kind: list(rows) for kind, rows in pools.items() if rows}
        self._shares = {kind: share for kind, share in recipe.share if kind in self._pools}
        self._orders: dict[str, list[Any]] = defaultdict(list)

    def draw(self) -> Any:
        """The next row."""
        (kind,) = self._random.choices(list(self._shares), list(self._shares.values()))
        if not self._orders[kind]:
            self._orders[kind] = self._random.sample(self._pools[kind], len(self._pools[kind]))
        return self._orders[kind].pop()


def train(
    pools: Mapping[str, Sequence[Any]],
    dev: Sequence[Row],
    prompt: Prompt,
    weights: Path,
    work: Path,
    recipe: Recipe,
    minutes: float,
) -> bool:
    """Train the question of `prompt` until the recipe's rows were seen, or for so many minutes; whether it is done.

    `work` keeps all that it needs. `dev` are rows of the confirming question to look at only.
    """
    model, tokenizer = load_model(weights, work), load_tokenizer(weights)
    lesson: Any = LESSONS[prompt.identity.name](prompt, tokenizer)
    torch.manual_seed(recipe.seed)
    adapters = adapt(model, recipe.rank, recipe.first_layer)
    learned = [matrix for adapter in adapters for matrix in (adapter.a, adapter.b)]
    optimiser = torch.optim.AdamW(learned, lr=recipe.rate, weight_decay=0.0)
    kept = work / "checkpoint.pt"
    seen = 0
    if kept.exists():
        seen = _restore(kept, learned, optimiser, recipe)
    elif recipe.start:
        _copy(learned_by(Path(recipe.start)), learned)
    answering = Answering(
        model, adapters, _shared([lesson.encode(row).before for rows in pools.values() for row in rows])
    )
    mixture, origins = Mixture(pools, recipe), Counter[str]()
    for _ in range(seen):
        origins[mixture.draw().origin] += 1
    begun = saved = time.monotonic()
    losses: list[float] = []
    while seen < recipe.rows and time.monotonic() - begun < minutes * 60:
        # Four batches at a time are sorted by length, so that little is padded.
        drawn = [mixture.draw() for _ in range(4 * recipe.batch)]
        coded = sorted(((lesson.encode(row), row) for row in drawn), key=lambda one: _length(one[0]))
        for batch in _batches(coded, recipe.batch):
            rows = [row for _, row in batch]
            loss = lesson.loss(answering, [code for code, _ in batch], rows)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            seen += len(rows)
            step = seen / recipe.batch
            rate = recipe.rate * min(1.0, step / recipe.warm_up) * max(0.02, 1 - seen / recipe.rows)
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
            origins.update(row.origin for row in rows)
        if len(losses) >= 4:
            _log(work, seen=seen, loss=sum(losses) / len(losses), seconds=time.monotonic() - begun, origins=origins)
            losses = []
        if time.monotonic() - saved > _CHECKPOINT_SECONDS or seen >= recipe.rows:
            _save(kept, learned, optimiser, recipe, seen)
            saved = time.monotonic()
    _save(kept, learned, optimiser, recipe, seen)
    if dev and isinstance(lesson, ConfirmLesson):
        chances = _chances(answering, [lesson.encode(row) for row in dev], lesson.options)
        _log(work, seen=seen, **_measured(dev, chances))
    return seen >= recipe.rows


def _length(coded: Encoded) -> int:
    return len(coded.before) + len(coded.after) + len(coded.answer)


def _batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def _shared(prompts: Sequence[Sequence[int]]) -> list[int]:
    """The tokens that all prompts begin with."""
    first, last = min(map(list, prompts)), max(map(list, prompts))
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]


def _chances(answering: Answering, coded: Sequence[Encoded], options: Sequence[int]) -> list[float]:
    """How likely Yes is as the answer to each row."""
    found: list[float] = []
    with torch.no_grad():
        for batch in _batches(coded, 8):
            found += answering.logits(batch, options).softmax(-1)[:, 0].tolist()
    return found


def _measured(rows: Sequence[Row], chances: Sequence[float]) -> dict[str, float]:
    """How well the chances tell supported rows from the others: how often a supported one has the higher chance."""
    yes = [chance for row, chance in zip(rows, chances, strict=True) if row.label == "supports"]
    no = [chance for row, chance in zip(rows, chances, strict=True) if row.label != "supports"]
    higher = sum((one > other) + 0.5 * (one == other) for one in yes for other in no)
    return {"dev_rows": len(rows), "dev_auroc": round(higher / max(1, len(yes) * len(no)), 4)}


def _restore(kept: Path, learned: Sequence[Tensor], optimiser: torch.optim.Optimizer, recipe: Recipe) -> int:
    """Take up a checkpoint of the same recipe; how many rows it had seen. Raises ValueError for one of another recipe.

    Only the number of rows may be another one: the decline then ends there.
    """
    state = torch.load(kept)
    if {**state["recipe"], "rows": recipe.rows} != asdict(recipe):
        raise ValueError(f"{kept} is of another recipe ({state['recipe']}): move it away, or give the same options")
    _copy(state["learned"], learned)
    optimiser.load_state_dict(state["optimiser"])
    return int(state["seen"])


def _copy(values: Sequence[Tensor], learned: Sequence[Tensor]) -> None:
    for matrix, value in zip(learned, values, strict=True):
        matrix.data.copy_(value)


def _save(kept: Path, learned: Sequence[Tensor], optimiser: torch.optim.Optimizer, recipe: Recipe, seen: int) -> None:
    part = kept.with_suffix(".part")
    torch.save(
        {
            "recipe": asdict(recipe),
            "learned": [matrix.data for matrix in learned],
            "optimiser": optimiser.state_dict(),
            "seen": seen,
        },
        part,
    )
    part.replace(kept)


def _log(work: Path, **said: Any) -> None:
    line = json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S"), **said}, sort_keys=True)
    with (work / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")
    print(line, flush=True)
