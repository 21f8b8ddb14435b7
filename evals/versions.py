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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.deck import Deck
from evals.folders import CASSETTES, REPOSITORY
from evals.judge import OPERATING_POINT, PROMPT, QUESTIONS
from evals.players import Players, get_ready
from evals.recipes import Suite
from evals.results import Results, read_results
from evals.scored import Scored
from evals.seeds import all_seeds
from evals.variant import variant_prompts, variant_tapes
from factcheck.errors import InputError, UsageError
from factcheck.prompts import load_prompt, load_prompts

HERE = "."
_PARTS = ("prompts", "seeds", "cassettes", "evals/prompts", "evals/judge.json")


def results_of(version: str) -> Results:
    """The results of a version. Raises an InputError or UsageError when there is no such version, or its tapes are stale."""
    if version == HERE:
        return _played(Deck(load_prompts()))
    if version.endswith(".json") or Path(version).is_file():
        return read_results(Path(version))
    if "=" in version:
        prompts, changed = variant_prompts([version])
        return _played(Deck(prompts, tapes=variant_tapes(CASSETTES, changed), fallback=CASSETTES))
    if modules := _changed_code(version):
        raise InputError(
            f"{version} has other code than what lies here ({modules}), and each is to be scored by its own: check it out "
            "elsewhere, run `pytest evals --results old.json` there, and compare old.json"
        )
    with _checked_out(version) as folder:
        try:
            deck = Deck(
                load_prompts(folder / "prompts"),
                judge=load_prompt(folder / PROMPT.relative_to(REPOSITORY), QUESTIONS),
                seeds=folder / "seeds",
                tapes=folder / "cassettes",
            )
            return _played(deck, folder / OPERATING_POINT.relative_to(REPOSITORY))
        except InputError as error:
            said = str(error).replace(f"{folder}/", "")
            raise InputError(f"{version} does not play with the code that lies here: {said}") from None


def _played(deck: Deck, point: Path = OPERATING_POINT) -> Results:
    get_ready()
    seeds = {seed.name: seed for seed in all_seeds(deck.seeds)}
    with Players(deck, dict.fromkeys(seeds, frozenset(Suite)), seeds) as deck.players:
        return Scored(deck, point).results(seeds.values())


def _changed_code(revision: str) -> str:
    """The modules that differ from those of the revision, the first few named; empty where none does, or git cannot say."""
    command = ["git", "-C", str(REPOSITORY), "diff", "--name-only", revision, "--", "factcheck/*.py", "evals/*.py"]
    try:
        ended = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - no shell
    except FileNotFoundError:
        return ""
    files = ended.stdout.split()
    return ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")


@contextmanager
def _checked_out(revision: str) -> Iterator[Path]:
    """A folder with what the evals need of that revision."""
    command = ["git", "-C", str(REPOSITORY), "archive", "--format=tar", revision, "--", *_PARTS]
    try:
        archived = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        raise UsageError(f"{revision!r}: git is not installed, so no revision of it can be compared") from None
    if archived.returncode:
        said = " ".join(archived.stderr.decode(errors="replace").split())
        raise InputError(f"{revision!r} is no version that can be compared: git says: {said}")
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as files:
            files.extractall(name, filter="data")
        yield Path(name)
