"""What the tapes of the suites would be made from now: hashes of files, and what the code says (`evals.code`)."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from evals.code import answer_forms, hashes_of_code, model_identity
from evals.folders import CASSETTES, PROJECT, SEEDS, prompt_file, prompt_path
from evals.memo import Memo
from evals.recipes import RECIPES, Suite, name
from evals.tapes.head import Head, MadeFrom, read_head


class Makings:
    """All that tapes are made from, but for the seeds' own files, which are read when a case is asked for.

    `prompts` goes by step, `forms` as the recipes name them; both to a SHA-256. `seeds` is the folder of the seeds; `tape`
    says where a case's tape is.
    """

    def __init__(
        self,
        *,
        model: Mapping[str, Any],
        prompts: Mapping[str, str],
        forms: Mapping[str, str],
        seeds: Path,
        tape: Callable[[Suite, str], Path],
    ) -> None:
        self.model = model
        self.prompts = prompts
        self.forms = forms
        self.seeds = seeds
        self.tape = tape
        self._hashed: dict[str, dict[str, str]] = {}

    def of(self, suite: Suite, seed_name: str, read: Callable[[Path], Head] = read_head) -> MadeFrom:
        """What a tape of that case would be made from. A file that is not there is left out.

        `read` reads a head. Raises NoHead when the tape of a suite that this one builds on has none to go by.
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

    def _seed_files(self, seed_name: str) -> dict[str, str]:
        """The hash of each file of a seed. They are read once, however many suites there are."""
        if seed_name not in self._hashed:
            folder = self.seeds / seed_name
            files = {"story.md": folder / "story.md"}
            sources = {f"sources/{file.name}": file for file in folder.glob("sources/*")}
            files |= dict(sorted(sources.items()))
            files["gold.yaml"] = folder / "gold.yaml"
            self._hashed[seed_name] = _hashes(files)
        return self._hashed[seed_name]


def shipped_makings(memo: Memo) -> Makings:
    """What the tapes of this project would be made from, on its model."""
    prompts = _hashes({step: prompt_path(step) for recipe in RECIPES.values() for step in recipe.prompts})
    code = memo.of(
        "\n".join([hashes_of_code(), PROJECT.model, PROJECT.base_url or "", *prompts.values()]),
        lambda _: {"model": model_identity(PROJECT.model, PROJECT.base_url), "forms": answer_forms()},
    )
    return Makings(
        model=code["model"],
        prompts=prompts,
        forms=code["forms"],
        seeds=SEEDS,
        tape=lambda suite, seed_name: CASSETTES / f"{name(suite, seed_name)}.yaml",
    )


def _hashes(files: Mapping[str, Path]) -> dict[str, str]:
    """The SHA-256 of each file's bytes, but of those that are not there."""
    hashes = {}
    for called, file in files.items():
        with contextlib.suppress(FileNotFoundError):
            hashes[called] = hashlib.sha256(file.read_bytes()).hexdigest()
    return hashes
