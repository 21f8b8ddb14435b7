"""What could be broken without the gate noticing: one thing at a time is broken in a copy, and the evals are replayed there.

A mutation that `pytest evals` lets pass is a survivor: nothing that the tapes, the gold and the gate hold depends on the code
that it breaks. `mutations.yaml` lists them; nothing is recorded and no model is asked.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click
import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from evals.folders import REPOSITORY
from factcheck.errors import InputError
from factcheck.records import Record

LISTED = Path(__file__).with_suffix(".yaml")
_PARTS = ("factcheck", "evals", "prompts", "seeds", "cassettes")
_SURVIVES = "SURVIVES"
_REASON = re.compile(r"^(?:FAILED|ERROR) \S+(?: - (.*))?$", re.MULTILINE)


class Mutation(Record):
    """One thing to break: a `function` that `returns` the value of an expression, or text `old` that becomes `new`."""

    does: Annotated[str, Field(min_length=1)]
    function: str | None = None
    returns: str | None = None
    old: str | None = None
    new: str | None = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Mutation:
        given = [name for name in ("function", "returns", "old", "new") if getattr(self, name) is not None]
        if given not in (["function", "returns"], ["old", "new"]):
            raise ValueError(f"{self.does!r} must have function and returns, or old and new")
        return self

    def changed(self, text: str) -> str | None:
        """A module's text with the thing broken; None where the module does not have it."""
        if self.old is not None:
            return text.replace(self.old, self.new or "") if text.count(self.old) == 1 else None
        if f"def {self.function}(" not in text:
            return None
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == self.function:
                node.body = [ast.Return(ast.parse(self.returns or "", mode="eval").body)]
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


@dataclass(frozen=True)
class Ended:
    """How a replay ended: whether the gate let it pass, and else the first reason that it gave."""

    passed: bool
    reason: str


def read_mutations(file: Path = LISTED) -> tuple[Mutation, ...]:
    """The mutations in that file. Raises InputError naming the first thing that is wrong."""
    try:
        return TypeAdapter(tuple[Mutation, ...]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


@contextmanager
def broken(mutation: Mutation, root: Path) -> Iterator[Path]:
    """Break it in the package under `root`, and give the file; at the end that is as it was.

    Raises InputError where no module, or more than one, has what is to be broken.
    """
    found = []
    for file in sorted((root / "factcheck").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if (changed := mutation.changed(text)) is not None:
            found.append((file, text, changed))
    if len(found) != 1:
        where = mutation.old or f"the function {mutation.function}"
        raise InputError(f"{mutation.does!r}: {len(found)} modules have {where!r}; mutations.yaml must name one thing")
    file, text, changed = found[0]
    file.write_text(changed, encoding="utf-8")
    try:
        yield file
    finally:
        file.write_text(text, encoding="utf-8")


def replay(root: Path) -> Ended:
    """`pytest evals` on the checkout under `root`, up to the first failure."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "FACTCHECK_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "evals", "-x", "-q", "-p", "no:cacheprovider"],
        cwd=root,
        env=kept | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = _REASON.search(ended.stdout)
    lines = (ended.stdout + ended.stderr).strip().splitlines() or [f"exit code {ended.returncode}"]
    return Ended(ended.returncode == 0, (found[1] if found else None) or lines[-1])


def _logged(log: Path | None) -> dict[str, str]:
    """What came of each mutation that the log has."""
    lines = log.read_text(encoding="utf-8").splitlines() if log and log.exists() else []
    return {does: said for does, _, said in (line.partition(": ") for line in lines)}


def _log(log: Path | None, line: str) -> None:
    if log:
        with log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


@click.command("mutations", short_help="What the gate would not notice.")
@click.option("--only", metavar="TEXT", help="Only the mutations with these words in what they do.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Append what comes of each; what is there is kept."
)
@click.option("--list", "listed", is_flag=True, help="List them and replay nothing.")
@click.pass_context
def command(context: click.Context, only: str | None, log: Path | None, listed: bool) -> None:
    """Break one thing at a time and replay the evals; end with exit code 1 when the gate lets one pass."""
    chosen = [mutation for mutation in read_mutations() if not only or only.casefold() in mutation.does.casefold()]
    if not chosen:
        raise click.ClickException(f"no mutation does {only!r}; --list has them all")
    if listed:
        for mutation in chosen:
            click.echo(mutation.does)
        return
    known = _logged(log)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for part in _PARTS:
            left_out = shutil.ignore_patterns("__pycache__", ".recording", ".variants", "training", "written")
            shutil.copytree(REPOSITORY / part, root / part, ignore=left_out)
        shutil.copy(REPOSITORY / "pyproject.toml", root)
        whole = replay(root) if any(mutation.does not in known for mutation in chosen) else Ended(True, "")
        if not whole.passed:
            raise click.ClickException(f"the evals fail before anything is broken: {whole.reason}")
        for number, mutation in enumerate(chosen, start=1):
            if mutation.does not in known:
                with broken(mutation, root):
                    ended = replay(root)
                known[mutation.does] = _SURVIVES if ended.passed else f"caught: {ended.reason[:160]}"
                _log(log, f"{mutation.does}: {known[mutation.does]}")
            click.echo(f"{number} of {len(chosen)} {mutation.does}: {known[mutation.does]}")
    survivors = [mutation.does for mutation in chosen if known[mutation.does] == _SURVIVES]
    click.echo(f"{len(chosen) - len(survivors)} of {len(chosen)} are caught")
    for does in survivors:
        click.echo(f"survives: {does}")
    if survivors:
        context.exit(1)
