"""From what a person calls a version to its results: a file of results, a revision of git, a prompt under trial, or here.

.                        what lies here
HEAD, v1.2, 3f2a91c      that revision: its prompts, seeds, tapes and operating points; refused where its code is another
compare=drafts/c.md      what lies here with that file as the prompt of a step, from the tapes recorded for it
results.json             what `pytest evals --results FILE` wrote
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.deck import Deck
from evals.few import few
from evals.folders import CASSETTES, PROJECT, REPOSITORY, SEEDS
from evals.judge import OPERATING_POINT, PROMPT, QUESTIONS
from evals.players import Players, get_ready
from evals.recipes import Suite
from evals.results import Results, read_results
from evals.scored import Scored
from evals.seeds import all_seeds
from evals.variant import variant_prompts, variant_tapes
from factcheck.errors import InputError, UsageError
from factcheck.prompts import Prompts, load_prompt, load_prompts

HERE = "."
_CODE = Path(__file__).parents[1]
"""Where the evals are installed, or their checkout."""
_PROMPTS = Path("prompts")
_POINT = (
    OPERATING_POINT.relative_to(REPOSITORY) if OPERATING_POINT.is_relative_to(REPOSITORY) else Path("evals/judge.json")
)
_SETTINGS = ("evals/prompts", _POINT.as_posix())


@dataclass(frozen=True)
class Place:
    """Whose evals are compared: the folders of the stories and the tapes, and the model."""

    seeds: Path = SEEDS
    tapes: Path = CASSETTES
    model: str = PROJECT.model

    @classmethod
    def chosen(cls, seeds: Path | None, tapes: Path | None, model: str | None) -> Place:
        """The place that was asked for; what is None is the project's."""
        return cls(seeds or SEEDS, tapes or CASSETTES, model or PROJECT.model)

    def deck(self, prompts: Prompts, **more: Any) -> Deck:
        """A deck of this place; `more` goes before what the place says."""
        given: dict[str, Any] = {"prompts": prompts, "spec": self.model, "seeds": self.seeds, "tapes": self.tapes}
        return Deck(**(given | more))


def results_of(version: str, place: Place | None = None) -> Results:
    """The results of a version. Raises an InputError or UsageError when there is no such version, or its tapes are stale."""
    here = place or Place()
    if version == HERE:
        return _played(here.deck(load_prompts()))
    if version.endswith(".json") or Path(version).is_file():
        return read_results(Path(version))
    if "=" in version:
        prompts, changed = variant_prompts([version])
        return _played(here.deck(prompts, tapes=variant_tapes(here.tapes, changed), fallback=here.tapes))
    if modules := _changed_code(version):
        raise InputError(
            f"{version} has other code than what lies here ({modules}), and each is to be scored by its own: check it out "
            "elsewhere, run `pytest evals --results old.json` there, and compare old.json"
        )
    seeds, tapes = _inside(here.seeds, version), _inside(here.tapes, version)
    with _checked_out(version, [seeds, tapes]) as folder:
        try:
            judge, point = folder / PROMPT.relative_to(_CODE), folder / _POINT
            deck = here.deck(
                load_prompts(folder / _PROMPTS if (folder / _PROMPTS).exists() else None),
                judge=load_prompt(judge if judge.exists() else PROMPT, QUESTIONS),
                seeds=folder / seeds,
                tapes=folder / tapes,
            )
            return _played(deck, point if point.exists() else OPERATING_POINT)
        except InputError as error:
            said = str(error).replace(f"{folder}/", "")
            raise InputError(f"{version} does not play with the code that lies here: {said}") from None


def _inside(folder: Path, revision: str) -> Path:
    """The folder, from the top of the repository. Raises InputError where it lies elsewhere: git has no old version of it."""
    try:
        return folder.resolve().relative_to(REPOSITORY.resolve())
    except ValueError:
        raise InputError(f"{folder} is not in this project, so that {revision} has no version of it") from None


def _played(deck: Deck, point: Path = OPERATING_POINT) -> Results:
    get_ready()
    seeds = {seed.name: seed for seed in all_seeds(deck.seeds)}
    with Players(deck, dict.fromkeys(seeds, frozenset(Suite)), seeds) as deck.players:
        return Scored(deck, point).results(seeds.values())


def _changed_code(revision: str) -> str:
    """The modules and data that differ from the revision's, the first few named; empty where none does, or git cannot say."""
    code = ("factcheck/*.py", "evals/*.py", "factcheck/*.json")  # calibrations decide as code does
    command = ["git", "-C", str(REPOSITORY), "diff", "--name-only", revision, "--", *code]
    try:
        ended = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - no shell
    except FileNotFoundError:
        return ""
    files = ended.stdout.split()
    return few(files, ", ", " and ")


@contextmanager
def _checked_out(revision: str, folders: Iterable[Path]) -> Iterator[Path]:
    """A folder with what the evals need of that revision: those folders, and of the others those that it has."""
    git = ["git", "-C", str(REPOSITORY)]
    try:
        listed = subprocess.run(  # noqa: S603 - no shell
            [*git, "ls-tree", "--name-only", revision, "--", _PROMPTS.as_posix(), *_SETTINGS],
            capture_output=True,
            check=False,
            text=True,
        )
        parts = [*(folder.as_posix() for folder in folders), *listed.stdout.splitlines()]
        archived = subprocess.run(  # noqa: S603 - no shell
            [*git, "archive", "--format=tar", revision, "--", *parts], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise UsageError(f"{revision!r}: git is not installed, so no revision of it can be compared") from None
    if archived.returncode:
        said = " ".join(archived.stderr.decode(errors="replace").split())
        raise InputError(f"{revision!r} is not a version that can be compared: git says: {said}")
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as files:
            files.extractall(name, filter="data")
        yield Path(name)
