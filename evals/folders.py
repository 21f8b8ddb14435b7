"""Where the seeds, the prompts and the tapes of this checkout lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds"
CASSETTES = REPOSITORY / "cassettes"
JOURNALS = ".recording"
"""The folder, among the tapes and not kept by git, of journals, locks and notes."""


def seed_names(folder: Path = SEEDS) -> list[str]:
    """The names of the seeds in `folder`, sorted; none is loaded."""
    return sorted(file.parent.name for file in folder.glob("*/gold.yaml"))


def longest_first(names: Iterable[str], tapes: Path = CASSETTES) -> list[str]:
    """Seeds by what their tapes have to play, most first; one without a tape comes last. None is read."""
    sizes = {name: sum(file.stat().st_size for file in tapes.glob(f"*/{name}.yaml")) for name in names}
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def prompt_file(step: str) -> str:
    """The file of a step's prompt, as the repository names it. The judge's lies apart from the product's."""
    return "evals/prompts/judge.md" if step == "judge" else f"prompts/{step}.md"


def shown(file: Path) -> str:
    """The file as a person of this repository knows it."""
    return str(file.relative_to(REPOSITORY)) if file.is_relative_to(REPOSITORY) else str(file)
