"""What the tapes of the suites would be made from now: hashes of files and of code (`evals.code`)."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.code import answer_forms, hashes_of_code, model_identity
from evals.folders import CASSETTES, PROJECT, SEEDS, prompt_file, prompt_path
from evals.memo import Memo
from evals.recipes import RECIPES, Suite, name
from evals.tapes.freshness import differences
from evals.tapes.head import Head, MadeFrom, read_head

_VERSION = re.compile(rb"---\r?\nversion: *(\d+)\s*\n---")
_VERSIONS_AHEAD = 20


class Makings:
    """Everything that tapes are made from, except the seeds' own files, which are read when a case needs them.

    `prompts` maps steps to the bytes of the file, `forms` the recipes' names to a SHA-256. `seeds` is the folder of the
    seeds; `tape` says where a case's tape is.
    """

    def __init__(
        self,
        *,
        model: Mapping[str, Any],
        prompts: Mapping[str, bytes],
        forms: Mapping[str, str],
        seeds: Path,
        tape: Callable[[Suite, str], Path],
    ) -> None:
        self.model = model
        self.prompts = {step: _sha256(raw) for step, raw in prompts.items()}
        self._versions = {prompt_file(step): frozenset(_under_other_versions(raw)) for step, raw in prompts.items()}
        self.forms = forms
        self.seeds = seeds
        self.tape = tape
        self._hashed: dict[str, dict[str, str]] = {}

    def of(self, suite: Suite, seed_name: str, read: Callable[[Path], Head] = read_head) -> MadeFrom:
        """What a tape of that case would be made from. A missing file is left out.

        `read` reads a head. Raises NoHead if the tape of a suite that this one builds on has none.
        """
        recipe = RECIPES[suite]
        inputs = {
            f"seeds/{seed_name}/{file}": sha256
            for file, sha256 in self._seed_files(seed_name).items()
            if file == "story.md"
            or (file.startswith("sources/") and recipe.reads_sources)
            or (file == "gold.yaml" and recipe.reads_gold)
        }
        adapters = {step: sha256 for step, sha256 in self.model["adapters"].items() if step in recipe.prompts}
        return MadeFrom(
            model={field: value for field, value in self.model.items() if field != "adapters"}
            | ({"adapters": adapters} if adapters else {}),
            prompts={prompt_file(step): self.prompts[step] for step in recipe.prompts if step in self.prompts},
            schemas={answer.rpartition(".")[2]: self.forms[answer] for answer in recipe.answers},
            inputs=inputs,
            tapes={name(other, seed_name): read(self.tape(other, seed_name)).sha256 for other in recipe.builds_on},
            samples=recipe.samples,
            temperature=recipe.temperature,
        )

    def differences(
        self, recorded: MadeFrom, suite: Suite, seed_name: str, read: Callable[[Path], Head] = read_head
    ) -> tuple[str, ...]:
        """What changed since a tape of that case was recorded, a line each; none if it is fresh. Raises NoHead like
        `of`.

        A prompt with another version and the same text changes no request.
        """
        now = self.of(suite, seed_name, read)
        prompts = {
            file: now.prompts[file] if file in now.prompts and sha256 in self._versions[file] else sha256
            for file, sha256 in recorded.prompts.items()
        }
        return differences(recorded._replace(prompts=prompts), now)

    def _seed_files(self, seed_name: str) -> dict[str, str]:
        """The hash of each file of a seed. They are read once, however many suites there are."""
        if seed_name not in self._hashed:
            folder = self.seeds / seed_name
            files = {"story.md": folder / "story.md"}
            sources = {f"sources/{file.name}": file for file in folder.glob("sources/*")}
            files |= dict(sorted(sources.items()))
            files["gold.yaml"] = folder / "gold.yaml"
            self._hashed[seed_name] = {called: _sha256(content) for called, content in _contents(files).items()}
        return self._hashed[seed_name]


def makings_of(memo: Memo, *, model: str = PROJECT.model, seeds: Path = SEEDS, tapes: Path = CASSETTES) -> Makings:
    """What the tapes in that folder would be made from, of these seeds and on that model: by default all are the project's."""
    prompts = _contents({step: prompt_path(step) for recipe in RECIPES.values() for step in recipe.prompts})
    code = memo.of(
        "\n".join([hashes_of_code(), model, PROJECT.base_url or "", *map(_sha256, prompts.values())]),
        lambda _: {"model": model_identity(model, PROJECT.base_url), "forms": answer_forms()},
    )
    return Makings(
        model=code["model"],
        prompts=prompts,
        forms=code["forms"],
        seeds=seeds,
        tape=lambda suite, seed_name: tapes / f"{name(suite, seed_name)}.yaml",
    )


def _contents(files: Mapping[str, Path]) -> dict[str, bytes]:
    """Each file's bytes, but of those that are not there."""
    contents = {}
    for called, file in files.items():
        with contextlib.suppress(FileNotFoundError):
            contents[called] = file.read_bytes()
    return contents


def _under_other_versions(prompt: bytes) -> Iterator[str]:
    """The SHA-256 of the prompt's file as it would be under other versions, up to some after its own."""
    head = _VERSION.match(prompt)
    if head:
        start, end = head.span(1)
        for version in range(1, int(head[1]) + _VERSIONS_AHEAD):
            yield _sha256(prompt[:start] + str(version).encode() + prompt[end:])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
