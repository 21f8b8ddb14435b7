"""What `factcheck evals init` writes into a project: the files of `files/`, and a section of `pyproject.toml`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evals.project import SECTION, project_at, section_of
from factcheck.errors import OutputError, UsageError

_FILES = Path(__file__).parent / "files"
_RENAMED = {"gitignore": ".gitignore"}
"""A name that would already mean something here."""


def begin(folder: Path, model: str | None, base_url: str | None) -> Iterator[str]:
    """Write what is lacking in `folder`, and give a line for each file. Nothing that exists is changed.

    Only the section is appended to a `pyproject.toml` that has none; without a `model` it names the embedded one. Raises
    UsageError where that file cannot be read, or has another model or endpoint than what is given, before anything is
    written; OutputError naming the file that cannot be written.
    """
    settings = folder / "pyproject.toml"
    said = section_of(settings)
    kept = said is not None
    for key, given in (("model", model), ("base_url", base_url)):
        known = getattr(project_at(folder, said), key)
        if kept and given is not None and given != known:
            raise UsageError(
                f"{settings}: [{SECTION}] {key} is {known!r}, not {given!r}; init changes nothing that exists: set {key} there"
            )
    has_stories = any(folder.glob("seeds/*/gold.yaml"))
    try:
        for file in sorted(path for path in _FILES.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            place = file.relative_to(_FILES)
            target = folder / place.with_name(_RENAMED.get(file.name, file.name))
            if target.exists() or target.is_symlink():
                yield f"kept   {target}: it exists"
            elif has_stories and place.parts[0] == "seeds":
                yield f"left   {target}: seeds/ has stories already"
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
                yield f"wrote  {target}"
        if kept:
            yield f"kept   {settings}: it has [{SECTION}]"
        else:
            with settings.open("a", encoding="utf-8") as stream:
                stream.write(("\n" if stream.tell() else "") + _section(model or "embedded", base_url))
            yield f"wrote  {settings}: [{SECTION}]"
    except OSError as error:
        raise OutputError(f"{error.filename or folder} cannot be written: {error.strerror}") from error


def _section(model: str, base_url: str | None) -> str:
    lines = [
        f"[{SECTION}]",
        'seeds = "seeds"  # stories with their sources and gold',
        'tapes = "cassettes"  # recorded exchanges with the model; commit them',
        'baseline = "evals/baseline.json"  # the floors that the gate holds a run against',
        f"model = {json.dumps(model)}",
    ]
    if base_url is not None:
        lines.append(f"base_url = {json.dumps(base_url)}")
    return "\n".join(lines) + "\n"
