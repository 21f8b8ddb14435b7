"""Finds a prompt by the name a person gives: a step, a variant beside it, a file, or either at a git revision.

compare              compare.md in the folder of prompts
compare.short        compare.short.md there, a variant of it
drafts/compare.md    that file
compare@HEAD~2       compare.md of that folder, as git has it at that revision
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from pydantic import BaseModel

from factcheck.errors import InputError, PromptError, UsageError
from factcheck.prompts import STEPS, load_prompt
from factcheck.render.prompts import Misfit, PromptFile
from factcheck.steps.compare import OPTIONS, EvidenceAnswer
from factcheck.steps.extract import answer_type
from factcheck.steps.stating import KINDS

_SECONDS = 30
"""Git answers in milliseconds; if it waits for input, nobody would see why."""


def answers(step: str) -> dict[str, str]:
    """The model's answers in a step, by question, one line each."""
    if step == "compare":
        words = f"one word of {', '.join(OPTIONS)}; its probability is read"
        return {"relation": words, "evidence": _described(EvidenceAnswer)}
    if step == "kind":
        return {"kind": f"one word of {', '.join(KINDS)}; its probability is read"}
    return dict.fromkeys(STEPS[step], f"{_described(answer_type((1,)))}; a field for each sentence")


def step_named(step: str) -> str:
    """The step of that name. Raises UsageError if there is none."""
    if step not in STEPS:
        raise UsageError(f"there is no step {step!r}: the steps are {', '.join(STEPS)}")
    return step


def all_prompts(folder: Path) -> dict[str, list[PromptFile | Misfit]]:
    """By step, its prompt in `folder`, then the variants. Raises PromptError if a step's own prompt is invalid."""
    found: dict[str, list[PromptFile | Misfit]] = {}
    for step in STEPS:
        found[step] = [_from_file(folder / f"{step}.md", step)]
        for variant in sorted(folder.glob(f"{step}.*.md")):
            try:
                found[step].append(_from_file(variant, step))
            except PromptError as error:
                found[step].append(Misfit(_place(variant), str(error).removeprefix(f"{variant}: ")))
    return found


def find_prompt(name: str, folder: Path, step: str | None = None) -> PromptFile:
    """The prompt that `name` names, its steps in `folder`.

    `step` is the step it must belong to; by default the first part of the name (`compare` of `compare.short.md`).
    Raises UsageError if it belongs to no step, PromptError if the file is invalid, InputError if git has none.
    """
    if name not in STEPS and Path(name).is_file():
        return _from_file(Path(name), step or _step_of(Path(name), name))
    named, at, revision = name.partition("@")
    file = Path(named) if named.endswith(".md") else folder / f"{named}.md"
    whose = step or _step_of(file, name)
    return at_revision(file, revision, whose) if at else _from_file(file, whose)


def at_revision(file: Path, revision: str, step: str) -> PromptFile:
    """The prompt file as git has it at `revision`. Raises InputError if git has none, PromptError if it is invalid."""
    place = f"{_place(file)} at {revision}"
    raw = committed(file, revision)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(raw)
        try:
            return PromptFile(load_prompt(copy, STEPS[step], name=step), place, raw.decode("utf-8"))
        except PromptError as error:
            raise PromptError(str(error).replace(str(copy), place)) from None


def _from_file(path: Path, step: str) -> PromptFile:
    prompt = load_prompt(path, STEPS[step], name=step)
    return PromptFile(prompt, _place(path), path.read_bytes().decode("utf-8"))


def _step_of(file: Path, name: str) -> str:
    step = file.name.partition(".")[0]
    if step not in STEPS:
        raise UsageError(
            f"{name!r} is not a prompt: give a step ({', '.join(STEPS)}), a variant next to it (STEP.NAME), "
            "a file STEP.md or STEP.NAME.md, or STEP@REVISION"
        )
    return step


def committed(file: Path, revision: str) -> bytes:
    """The content of `file` at `revision`, with the working tree's line ends. Raises InputError."""
    inside = _git(file, "rev-parse", "--show-prefix")
    if inside.returncode:
        raise InputError(
            f"{_place(file)} is not in a git checkout, so git cannot show it at {revision}: give another prompt to compare with"
        )
    commit = _git(file, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        raise InputError(f"{revision!r} is not a revision in the git repository of {_place(file)}")
    path = inside.stdout.decode().removesuffix("\n") + file.name
    held = _git(file, "cat-file", "--filters", f"{commit.stdout.decode().strip()}:{path}")
    if held.returncode:
        raise InputError(
            f"{_place(file)} is not in git at {revision}: commit it first, or give another prompt to compare with"
        )
    return held.stdout


def _git(file: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Git's answer, asked in the folder that the file lies in."""
    if not file.parent.is_dir():
        raise InputError(f"there is no folder {file.parent}")
    try:
        return subprocess.run(["git", *words], cwd=file.parent, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603, S607 - no shell, and whichever git the person has
    except FileNotFoundError:
        raise InputError(
            "git is not installed, so no revision can be read: give another prompt to compare with"
        ) from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git did not answer about {file} within {_SECONDS} seconds") from None


def _place(path: Path) -> str:
    """The path as a person would write it: relative to the working directory if it is inside."""
    here = Path.cwd()
    resolved = path.absolute()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(path)


def _described(answer: type[BaseModel]) -> str:
    """A type with its fields and theirs: `EvidenceAnswer(sentences: list[int])`."""

    def kind(annotation: object) -> str:
        if not isinstance(annotation, type):
            return str(annotation).replace("typing.", "")
        return _described(annotation) if issubclass(annotation, BaseModel) else annotation.__name__

    fields = (f"{name}: {kind(field.annotation)}" for name, field in answer.model_fields.items())
    return f"{answer.__name__}({', '.join(fields)})"
