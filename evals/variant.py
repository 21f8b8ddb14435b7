"""A prompt under trial: the shipped prompts with another file for a step, and the folder its tapes go to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from factcheck.errors import UsageError
from factcheck.prompts import STEPS, Prompts, load_prompt, load_prompts

FOLDER = ".variants"
"""Among the tapes and not kept by git."""


def variant_prompts(given: Sequence[str]) -> tuple[Prompts, tuple[str, ...]]:
    """The prompts with each `STEP=FILE` of `given` put in, and the names `STEP-HASH` of the steps it changed.

    Raises UsageError when one is not of that form, PromptError when a file does not fit its step.
    """
    prompts = load_prompts()
    by_step = dict(prompts.by_step)
    for entry in given:
        step, equals, file = entry.partition("=")
        if not equals or step not in STEPS or not file:
            raise UsageError(f"--prompt {entry}: say STEP=FILE, with STEP one of {', '.join(STEPS)}")
        by_step[step] = load_prompt(Path(file), STEPS[step], name=step)
    changed = tuple(
        f"{step}-{by_step[step].identity.sha256[:8]}"
        for step in sorted(by_step)
        if by_step[step].identity.sha256 != prompts.by_step[step].identity.sha256
    )
    return Prompts(by_step), changed


def variant_tapes(cassettes: Path, changed: Sequence[str]) -> Path:
    """Where the tapes of changed prompts are: `cassettes` itself when none is."""
    return cassettes / FOLDER / "+".join(changed) if changed else cassettes
