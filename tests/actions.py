"""The steps of a GitHub action, read from its file and run by bash as a runner would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
CHECK, EVALS = ROOT / "action.yml", ROOT / ".github" / "actions" / "evals" / "action.yml"
_COMMANDS = {"factcheck": "-m factcheck", "pytest": "-m pytest -p factcheck.pytest_plugin -p no:langsmith_plugin"}


def action(file: Path) -> dict[str, Any]:
    """The action in that file."""
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def run_step(file: Path, name: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the step of that name in `project`, with this checkout's commands on the path.

    `environment` stands for what the runner puts in the place of `${{ … }}`. The step's outputs go to `outputs`, its summary to
    `step-summary.md` beside the project.
    """
    (step,) = [step for step in action(file)["runs"]["steps"] if step.get("name") == name]
    assert step["shell"] == "bash"
    assert step["env"].keys() <= environment.keys(), "a variable of the step has no value"
    tools = project.parent / f"{project.name}-tools"
    tools.mkdir(exist_ok=True)
    for command, words in _COMMANDS.items():
        script = tools / command
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P {words} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTCHECK_", "OPENAI_", "PYTEST", "COV_"))}
    own = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "FACTCHECK_CACHE_DIR": str(tools / "cache"),
        "GITHUB_OUTPUT": str(tools / "outputs"),
        "GITHUB_STEP_SUMMARY": str(tools / "step-summary.md"),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=project,
        env=kept | own | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def summary(project: Path) -> str:
    """What the steps have told the runner to show."""
    return (project.parent / f"{project.name}-tools" / "step-summary.md").read_text(encoding="utf-8")


def outputs(project: Path) -> dict[str, str]:
    """What the steps gave as outputs."""
    lines = (project.parent / f"{project.name}-tools" / "outputs").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)
