"""`docs/evals-quickstart.md`, run as it is written: from the built wheel, in an empty project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.evals.taping import KEY
from tests.evals.test_starting import locked
from tests.models.loopback import Loopback

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "evals-quickstart.md"
MOST_COMMANDS = 10


def blocks() -> list[list[str]]:
    """The commands of each block of the page."""
    return [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)]


def test_it_takes_no_more_than_ten_commands() -> None:
    steps, provider = blocks()
    assert len(steps) + len(provider) <= MOST_COMMANDS


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], folder, {})
    (built,) = folder.glob("*.whl")
    return built


def run(command: list[str], cwd: Path, own: Mapping[str, str]) -> str:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("FACTCHECK_", "OPENAI_", "PYTHON", "PYTEST", "COV_"))
    }
    ended = subprocess.run(command, cwd=cwd, env={**kept, **own}, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{command}\n{ended.stdout[-4000:]}\n{ended.stderr[-4000:]}"
    return ended.stdout


def follow(steps: list[str], wheel: Path, folder: Path, recording: Mapping[str, str]) -> str:
    """Run them, with the wheel for what the index would give; `recording` is known to what records alone."""
    said = ""
    for step in steps:
        command = step.replace('"factcheck[evals]"', f'"factcheck[evals] @ {wheel.as_uri()}"')
        said = run(["bash", "-euo", "pipefail", "-c", command], folder, recording if "--record" in step else {})
    return said


def check_replay(folder: Path, said: str) -> None:
    """The last command replayed, and the gate was there and passed."""
    assert "The gate passes" in said
    assert (folder / "evals" / "baseline.json").exists()
    assert len(list((folder / "cassettes").glob("*/*.yaml"))) == 6
    assert not any(KEY.encode() in p.read_bytes() for p in (folder / "cassettes").rglob("*") if p.is_file())


@pytest.mark.wheel
def test_from_an_empty_folder_to_a_green_replay_with_a_server_that_wants_a_key(wheel: Path, tmp_path: Path) -> None:
    steps, (export, init) = blocks()
    assert export.startswith("export OPENAI_API_KEY=")
    with Loopback(locked) as server:
        named = init.replace("NAME", "toy").replace("URL", server.base_url)
        steps = [named if "evals init" in step else step for step in steps]
        *before, last = steps
        follow(before, wheel, tmp_path, {"OPENAI_API_KEY": KEY})
    check_replay(tmp_path, follow([last], wheel, tmp_path, {}))
