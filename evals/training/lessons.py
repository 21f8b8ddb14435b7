"""What an adapter can be taught: the question of a step, its rows as tokens, and how wrong the model's answers to them are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tokenizers
import torch
from torch import Tensor

from evals.training import claims, rows
from evals.training.base import END
from evals.training.claims import ClaimsRow
from evals.training.lora import Answering, Encoded
from evals.training.rows import Row
from factcheck.prompts import Prompt
from factcheck.steps.compare import OPTIONS

_PLACE = {relation.value: place for place, relation in enumerate(OPTIONS.values())}
"""Where each relation's answer stands among the options: Yes, No, Unknown."""


class ConfirmLesson:
    """The confirming question: the first token of the answer, one of Yes, No and Unknown."""

    def __init__(self, prompt: Prompt, tokenizer: tokenizers.Tokenizer) -> None:
        self._prompt = prompt
        self._tokenizer = tokenizer
        self.options = [_tokens(tokenizer, option)[0] for option in OPTIONS]

    def encode(self, row: Row) -> Encoded:
        """The row as tokens."""
        return Encoded(*(_tokens(self._tokenizer, part) for part in rows.rendered(row, self._prompt)))

    def loss(self, answering: Answering, coded: Sequence[Encoded], rows: Sequence[Row]) -> Tensor:
        """The mean cross entropy of the rows' labels; of `unsupported`, that of No and Unknown together."""
        chances = answering.logits(coded, self.options).log_softmax(-1)
        parts = [
            -(torch.logsumexp(one[1:], 0) if row.label == "unsupported" else one[_PLACE[row.label]])
            for one, row in zip(chances, rows, strict=True)
        ]
        return torch.stack(parts).mean()


class ExtractLesson:
    """The extraction: the whole answer, token by token."""

    def __init__(self, prompt: Prompt, tokenizer: tokenizers.Tokenizer) -> None:
        self._prompt = prompt
        self._tokenizer = tokenizer

    def encode(self, row: ClaimsRow) -> Encoded:
        """The row as tokens."""
        before, after = claims.rendered(row, self._prompt)
        return Encoded(*(_tokens(self._tokenizer, part) for part in (before, after, f"{row.answer}{END}")))

    def loss(self, answering: Answering, coded: Sequence[Encoded], _rows: Sequence[ClaimsRow]) -> Tensor:
        """The mean cross entropy of the answers' tokens."""
        return answering.answer_loss(coded)


def _tokens(tokenizer: tokenizers.Tokenizer, text: str) -> list[int]:
    found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return found


LESSONS: Mapping[str, type[ConfirmLesson] | type[ExtractLesson]] = {"confirm": ConfirmLesson, "extract": ExtractLesson}
"""By step."""
