"""Evals in a project that is not factcheck's: begun by `factcheck evals init`, recorded from a server, replayed without one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.folders import REPOSITORY
from evals.project import find_project
from evals.seeds import all_seeds
from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import UsageError
from tests.evals.taping import KEY, answer
from tests.models.loopback import Loopback, Reply, Request, failure

SCORED = "complete or consistent or right"
PLUGIN = "factcheck.pytest_plugin"
LOADED = f"""
import sys
from pathlib import Path
from types import SimpleNamespace
import pytest
before = set(sys.modules)
import {PLUGIN} as plugin
plugin.pytest_load_initial_conftests(SimpleNamespace(rootpath=Path.cwd()))
loaded = set(name.partition(".")[0] for name in set(sys.modules) - before)
print(*sorted(loaded - sys.stdlib_module_names))
"""


def locked(request: Request) -> Reply:
    """The answers of the other tests, for whoever has the key."""
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return failure(401, "no key", code="invalid_api_key")
    return answer(request)


def python(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in that folder, on this checkout, as if it were installed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTCHECK_", "OPENAI_", "PYTEST", "COV_"))}
    own = {
        **kept,
        "PYTHONPATH": str(REPOSITORY),
        "PYTEST_ADDOPTS": f"-p {PLUGIN} -p no:langsmith_plugin",
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-P", *words], cwd=folder, env=own, capture_output=True, text=True, check=False
    )


def evals(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`pytest evals` there."""
    return python(folder, "-m", "pytest", "evals", "-q", "-p", "no:cacheprovider", *words, **environment)


def begun(folder: Path, *words: str) -> None:
    assert main(["evals", "init", str(folder), *words]) == ExitCode.DONE


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_new_project_records_from_a_server_and_replays_without_server_and_key(tmp_path: Path) -> None:
    with Loopback(locked) as server:
        begun(tmp_path, "--model", "openai:toy", "--base-url", server.base_url)
        refused = evals(tmp_path, "-k", SCORED, "--record", "missing", OPENAI_API_KEY="sk-wrong-wrong-wrong-wrong")
        assert refused.returncode == 1
        recorded = evals(tmp_path, "-k", SCORED, "--record", "missing", OPENAI_API_KEY=KEY)
        assert recorded.returncode == 0, recorded.stdout
    tapes = files(tmp_path / "cassettes")
    assert {"extraction/lantern-walk.yaml", "comparison/lantern-walk.yaml"} <= tapes.keys()
    assert not any(KEY.encode() in content for content in files(tmp_path).values())
    replayed = evals(tmp_path, "-k", SCORED)
    assert replayed.returncode == 0, replayed.stdout
    assert "3 passed" in replayed.stdout
    assert files(tmp_path / "cassettes") == tapes


def test_the_example_story_is_a_seed(tmp_path: Path) -> None:
    begun(tmp_path)
    (seed,) = all_seeds(tmp_path / "seeds")
    held = {n for claim in seed.claims for n in claim.sentences} | {n for skip in seed.skipped for n in skip.sentences}
    assert held == {sentence.number for sentence in seed.story.sentences}


def test_what_exists_is_kept_and_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    mine = "# mine\n[project]\nname = 'mine'"
    (tmp_path / "pyproject.toml").write_text(mine, encoding="utf-8")
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "test_stories.py").write_text("mine", encoding="utf-8")
    begun(tmp_path, "--model", "openai:a")
    first = files(tmp_path)
    assert (tmp_path / "evals" / "test_stories.py").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "pyproject.toml").read_text(encoding="utf-8").startswith(mine)
    begun(tmp_path)
    assert files(tmp_path) == first
    assert f"kept   {tmp_path / 'pyproject.toml'}: it has [tool.factcheck.evals]" in capfd.readouterr().out
    found = find_project(tmp_path / "seeds")
    assert found is not None
    assert (found.root, found.model) == (tmp_path, "openai:a")


@pytest.mark.parametrize(("option", "given"), [("--model", "openai:toy"), ("--base-url", "http://127.0.0.1:1/v1")])
def test_another_model_than_the_project_s_is_told_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], option: str, given: str
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.factcheck.evals]\n", encoding="utf-8")
    assert main(["evals", "init", str(tmp_path), option, given]) == ExitCode.UNUSABLE_INPUT
    (said,) = capfd.readouterr().err.splitlines()
    assert f"not {given!r}; init changes nothing that exists: set " in said
    assert [*files(tmp_path)] == ["pyproject.toml"]
    assert main(["evals", "init", str(tmp_path), "--model", "embedded"]) == ExitCode.DONE


def test_one_missing_tape_is_one_failure_told_in_one_place(tmp_path: Path) -> None:
    begun(tmp_path, "--model", "openai:toy")
    ended = evals(tmp_path)
    assert ended.returncode == 1
    assert "1 failed, 1 passed, 4 skipped" in ended.stdout
    assert "During handling" not in ended.stdout


def test_a_project_with_stories_gets_no_other(tmp_path: Path) -> None:
    (tmp_path / "seeds" / "own").mkdir(parents=True)
    (tmp_path / "seeds" / "own" / "gold.yaml").touch()
    begun(tmp_path)
    assert [name for name in files(tmp_path) if name.startswith("seeds")] == ["seeds/own/gold.yaml"]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("[tool.factcheck.evals]\nseed = 'x'", "has no key 'seed'; it knows seeds, tapes"),
        ("[tool.factcheck.evals]\ntapes = 3", "tapes is 3; it must be a text"),
        ("[tool.factcheck.evals]\nmodel = ''", "model is ''; it must be a text"),
        ("[tool.factcheck]\nevals = 1", "tool.factcheck.evals is 1; it must be a table"),
        ("[tool.factcheck.evals", "is not TOML"),
    ],
)
def test_a_section_that_cannot_be_used_is_one_line(tmp_path: Path, section: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(section, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        find_project(tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_project_with_another_evals_package_is_told(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "evals" / "__init__.py").touch()
    ended = evals(tmp_path, PYTHONPATH=f"{tmp_path}:{REPOSITORY}")
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "remove its __init__.py" in ended.stderr


def test_a_project_without_evals_loads_nothing_for_them(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'another'\n", encoding="utf-8")
    ended = python(tmp_path, "-c", LOADED)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["factcheck"]
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--record')\n    parser.addoption('--model')\n",
        encoding="utf-8",
    )
    assert python(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider").returncode == 0
