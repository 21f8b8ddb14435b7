"""A project's settings for its evals: `[tool.factcheck.evals]` in its `pyproject.toml`.

| key        | means                                                           | when left out           |
|------------|-----------------------------------------------------------------|-------------------------|
| `seeds`    | the folder of the stories, with their sources and gold          | `seeds`                 |
| `tapes`    | the folder of the recorded exchanges                            | `cassettes`             |
| `baseline` | the file of the floors that the gate holds a run against        | `evals/baseline.json`   |
| `model`    | the model, as `factcheck check --model` names it                | `embedded`              |
| `base_url` | an OpenAI-compatible endpoint for that model                    | what the environment says |

Paths are relative to the file. This module loads nothing that would delay a project without evals.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

SECTION = "tool.factcheck.evals"
_KEYS = ("seeds", "tapes", "baseline", "model", "base_url")


class Project(NamedTuple):
    """A project's evals, every path absolute."""

    root: Path
    seeds: Path
    tapes: Path
    baseline: Path
    model: str
    base_url: str | None


def project_at(root: Path, said: dict[str, str] | None = None) -> Project:
    """The project in that folder, as its section `said`."""
    given = said or {}
    return Project(
        root=root,
        seeds=root / given.get("seeds", "seeds"),
        tapes=root / given.get("tapes", "cassettes"),
        baseline=root / given.get("baseline", "evals/baseline.json"),
        model=given.get("model", "embedded"),
        base_url=given.get("base_url"),
    )


def find_project(start: Path) -> Project | None:
    """The project that `start` lies in: the innermost folder whose `pyproject.toml` has the section.

    Raises UsageError naming the file and the key that cannot be used.
    """
    for folder in (start, *start.parents):
        said = section_of(folder / "pyproject.toml")
        if said is not None:
            return project_at(folder, said)
    return None


def section_of(file: Path) -> dict[str, str] | None:
    """The section in that file; None if there is none. Raises UsageError like `find_project`."""
    try:
        text = file.read_text(encoding="utf-8")
        if "factcheck" not in text:
            return None
        content = tomllib.loads(text)
    except OSError:
        return None
    except ValueError as error:
        raise _unusable(f"{file}: is not TOML: {error}") from error
    found: object = content
    for name in SECTION.split("."):
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    if not isinstance(found, dict):
        raise _unusable(f"{file}: {SECTION} is {found!r}; it must be a table with some of {', '.join(_KEYS)}")
    for key, value in found.items():
        if key not in _KEYS:
            raise _unusable(f"{file}: [{SECTION}] has no key {key!r}; it knows {', '.join(_KEYS)}")
        if not isinstance(value, str) or not value:
            raise _unusable(f"{file}: [{SECTION}] {key} is {value!r}; it must be a text")
    return found


def _unusable(said: str) -> Exception:
    from factcheck.errors import UsageError  # brings pydantic: only a section that is wrong has to wait for it

    return UsageError(said)
