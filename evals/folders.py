"""The places of the seeds, tapes and floors of the project that this process runs in (`evals.project`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import factcheck
from evals.project import find_project, project_at

_PACKAGE = Path(__file__).resolve().parent
PROJECT = find_project(Path.cwd()) or find_project(_PACKAGE) or project_at(Path.cwd())
"""The project of the current folder, or else the checkout that this package is part of."""
_PRODUCT = Path(factcheck.__file__).parent
_SHIPPED = _PRODUCT / "_prompts" if (_PRODUCT / "_prompts").is_dir() else _PRODUCT.parent / "prompts"
"""As `factcheck.prompts.shipped_directory` has it, which would load what the status of tapes need not wait for."""
REPOSITORY = PROJECT.root
SEEDS = PROJECT.seeds
CASSETTES = PROJECT.tapes
JOURNALS = ".recording"
"""The folder, among the tapes and not kept by git, of journals, locks and notes."""


def seed_names(folder: Path = SEEDS) -> list[str]:
    """The names of the seeds in `folder`, sorted; none is loaded."""
    return sorted(file.parent.name for file in folder.glob("*/gold.yaml"))


def longest_first(names: Iterable[str], tapes: Path = CASSETTES) -> list[str]:
    """Seeds by what their tapes have to play, most first; one without a tape comes last. None is read."""
    sizes = {name: sum(file.stat().st_size for file in tapes.glob(f"*/{name}.yaml")) for name in names}
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def floors_of(suite: str) -> Path:
    """The file of the floors of a suite of the project's own."""
    return PROJECT.baseline.parent / "floors" / f"{suite}.json"


def prompt_file(step: str) -> str:
    """The file of a step's prompt, as the repository names it. The judge's lies apart from the product's."""
    return "evals/prompts/judge.md" if step == "judge" else f"prompts/{step}.md"


def prompt_path(step: str) -> Path:
    """Where that file is: the product's prompts come with it, the judge's is beside this module."""
    if step == "judge":
        return _PACKAGE / "prompts" / "judge.md"
    return _SHIPPED / f"{step}.md"


def shown(file: Path) -> str:
    """The file as a person of this repository knows it."""
    return str(file.relative_to(REPOSITORY)) if file.is_relative_to(REPOSITORY) else str(file)
