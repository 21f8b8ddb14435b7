"""Loads, checks, versions, hashes and renders the prompt files of `prompts/`.

A prompt is one Markdown file per step: a YAML head with `version` and `inputs`, then `# System` and `# User` sections whose
`{{ name }}` are the inputs. An input that the text does not use, or a name that is no input, is an error at load.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from factcheck.models.base import Message
from factcheck.records import PromptIdentity

STEP_INPUTS: dict[str, frozenset[str]] = {}


@dataclass(frozen=True)
class Prompt:
    """One step's prompt, loaded and checked."""

    identity: PromptIdentity

    def render(self, **inputs: str) -> Message:
        """The message for these inputs. Values are data: template syntax inside them stays as it is."""
        raise NotImplementedError


@dataclass(frozen=True)
class Prompts:
    """The prompts of all steps."""

    by_step: dict[str, Prompt]

    @property
    def identities(self) -> tuple[PromptIdentity, ...]:
        """The identities, by step name."""
        return tuple(self.by_step[name].identity for name in sorted(self.by_step))


def load_prompts(directory: Path | None = None) -> Prompts:
    """The prompts of `directory`, or the shipped ones. Raises PromptError naming the file and what is wrong."""
    raise NotImplementedError
