"""The faithfulness judge: how likely a text says a claim, by the probabilities of one yes/no answer.

The evals put a claim's own story sentences, with a little context, in front of it. Its prompt lies apart from the
product's, so that editing the one makes no tape of the other stale.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from factcheck.models.base import Model
from factcheck.prompts import Prompt, as_data, load_prompt
from factcheck.records import Usage

PROMPT = Path(__file__).parent / "prompts" / "judge.md"
QUESTIONS = {"entailed": frozenset({"text", "claim"})}


@cache
def judge_prompt() -> Prompt:
    """The judge's prompt, loaded once. Raises PromptError when the file does not fit its question."""
    return load_prompt(PROMPT, QUESTIONS)


async def judge(text: str, claim: str, model: Model, prompt: Prompt) -> tuple[float, Usage]:
    """The probability, 0 to 1, that `text` says every detail of `claim`, and what the answer cost when first given.

    Raises a `factcheck.errors.StepError` when there is no answer, a `FatalModelError` when the model cannot be used.
    """
    message = prompt.render("entailed", text=as_data(text), claim=as_data(claim))
    weights = await model.weigh(message, ("Yes", "No"))
    return weights.probabilities["Yes"], weights.usage
