"""The wheel, as a user gets it: built, installed where nothing else is, and run from a folder that is not the checkout."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from factcheck import __version__
from tests.cli.conftest import COUNCIL, PAPER, STORY
from tests.cli.reading_server import ReadingServer

ROOT = Path(__file__).parents[1]
IMPORT_EVERYTHING = """
import importlib, pkgutil, factcheck
for module in pkgutil.walk_packages(factcheck.__path__, "factcheck."):
    # Two are run, not imported, pytest imports its plugin, and a store on a server needs an extra.
    if module.name not in (
        "factcheck.__main__",
        "factcheck.models.engine_process",
        "factcheck.pytest_plugin",
        "factcheck.models.store.postgres",
    ):
        importlib.import_module(module.name)
from factcheck.prompts import load_prompts
print(factcheck.__file__, *(identity.name for identity in load_prompts().identities))
"""
NOT_IMPORTED = {"langchain-openai", "lxml-html-clean", "tzdata"}
"""Declared for others' sake, as pyproject.toml says; nothing here imports them."""
NOT_OF_THE_PACKAGE = {"dev", "docs", "train"}
CHECKOUT_ONLY = {"training", "written", "baseline.json", "floors", "scripted.yaml", "suite_scripted.py", "bench"}
"""Of the evals: what the wheel leaves out, and what only a checkout with the extra for developers can run."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `python -m build` makes, by way of the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel and what it says that it needs, and nothing else."""
    environment = tmp_path_factory.mktemp("installed")
    run([sys.executable, "-m", "venv", str(environment)], cwd=environment)
    run([str(environment / "bin" / "pip"), "install", "--quiet", str(wheel)], cwd=environment)
    return environment / "bin"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder of a user's own, with a story and its sources."""
    (tmp_path / "story.md").write_text(STORY, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "council.md").write_text(COUNCIL, encoding="utf-8")
    (tmp_path / "sources" / "paper.md").write_text(PAPER, encoding="utf-8")
    return tmp_path


def run(command: list[str], cwd: Path, **environment: str) -> str:
    """What the command wrote to standard output. Nothing of this process's settings reaches it, nor the checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTCHECK_", "OPENAI_", "PYTHON"))}
    ended = subprocess.run(command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{command}\n{ended.stdout[-2000:]}\n{ended.stderr[-4000:]}"
    return ended.stdout


@pytest.mark.wheel
def test_it_holds_what_is_read_at_run_time_and_nothing_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    prompts = {f"factcheck/_prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    data = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "factcheck").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert prompts | data <= names
    assert "factcheck/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"factcheck", "evals", f"factcheck-{__version__}.dist-info"}
    begun = {f"evals/starting/files/{name}" for name in (".github/workflows/evals.yml", "seeds/lantern-walk/gold.yaml")}
    assert begun | {"evals/prompts/judge.md", "evals/judge.json"} <= names
    assert not {
        name
        for name in names
        if name.startswith(("evals/training/", "evals/written/", "evals/baseline.json", "evals/floors/"))
    }
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.mark.wheel
def test_every_module_imports_with_only_the_declared_dependencies(installed: Path, tmp_path: Path) -> None:
    said = run([str(installed / "python"), "-P", "-c", IMPORT_EVERYTHING], cwd=tmp_path)
    where, *prompts = said.split()
    assert Path(where).is_relative_to(installed.parent)
    assert prompts == sorted(path.stem for path in (ROOT / "prompts").glob("*.md"))
    run([str(installed / "pip"), "check"], cwd=tmp_path)


@pytest.mark.wheel
def test_the_command_runs_from_another_folder(installed: Path, desk: Path) -> None:
    command = str(installed / "factcheck")
    own = {"FACTCHECK_STORE": str(desk / "store.sqlite3"), "FACTCHECK_CACHE_DIR": str(desk / "cache")}
    assert __version__ in run([command, "--version"], cwd=desk)
    with ReadingServer() as server:
        model = ["--model", "openai:toy", "--base-url", server.base_url]
        check = [command, "check", "story.md", "--source", "sources", *model]
        report = json.loads(run([*check, "--format", "json"], cwd=desk, **own))
        page = run([*check, "--format", "html"], cwd=desk, **own)
    verdicts = {verdict["claim"]: verdict["verdict"] for verdict in report["verdicts"]}
    texts = {claim["text"]: verdicts[claim["id"]] for claim in report["claims"]}
    assert texts["A ferry will run every twenty minutes."] == "supported"
    assert len(report["coverage"]) == len(report["story"]["sentences"])
    assert page.lstrip().startswith("<!doctype html>")


def test_declared_dependencies_are_those_that_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [
        line
        for name, lines in project["optional-dependencies"].items()
        if name not in NOT_OF_THE_PACKAGE
        for line in lines
    ]
    declared = [*project["dependencies"], *extras]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in declared} - NOT_IMPORTED
    provided = packages_distributions()
    imported = {
        distribution.lower()
        for path in [*(ROOT / "factcheck").rglob("*.py"), *(ROOT / "evals").rglob("*.py")]
        if not CHECKOUT_ONLY.intersection(
            path.relative_to(ROOT / "evals").parts if path.is_relative_to(ROOT / "evals") else ()
        )
        for module in modules_imported(path) - sys.stdlib_module_names - {"factcheck", "evals", "tests"}
        for distribution in provided.get(
            module, [module]
        )  # an extra that is not installed, as Ray's, is named as its module
    }
    assert imported == names


def modules_imported(path: Path) -> set[str]:
    """The first part of the name of every module that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
