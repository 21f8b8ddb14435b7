"""The GitHub actions and the pre-commit hooks: their files hold together, and what they run does what they say."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.folders import SEEDS
from tests.actions import CHECK, EVALS, ROOT, action, outputs, run_step, summary
from tests.evals.taping import KEY, SEED, answer
from tests.models.loopback import Loopback

USED = re.compile(r"\$\{\{(.*?)\}\}")


@pytest.mark.parametrize("file", [CHECK, EVALS], ids=["check", "evals"])
def test_an_action_has_what_github_requires(file: Path) -> None:
    found = action(file)
    assert found["name"]
    assert found["description"]
    assert found["runs"]["using"] == "composite"
    steps: list[dict[str, Any]] = found["runs"]["steps"]
    ids = [step["id"] for step in steps if "id" in step]
    for step in steps:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        # A value put into a script is run as a part of it; one in a variable is not.
        assert not USED.search(step.get("run", ""))
    said = yaml.safe_dump(found)
    used = {name for expression in USED.findall(said) for name in re.findall(r"inputs\.([\w-]+)", expression)}
    used |= {name for step in steps for name in re.findall(r"inputs\.([\w-]+)", str(step.get("if", "")))}
    assert used == found["inputs"].keys()
    assert set(re.findall(r"steps\.(\w+)\.outputs", said)) <= set(ids)
    for declared in found["inputs"].values():
        assert declared["description"]
        assert declared.get("required") or isinstance(declared["default"], str)


def test_the_hooks_have_what_pre_commit_requires_and_run_what_is_installed() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert len({hook["id"] for hook in hooks}) == len(hooks) == 2
    for hook in hooks:
        assert hook["name"]
        assert hook["language"] == "python"
        assert hook["entry"].split()[0] in ("factcheck", "pytest")
        assert hook["additional_dependencies"] == [".[evals]"]
        assert hook["pass_filenames"] is False


def test_the_action_checks_a_story_and_leaves_sarif_a_page_and_a_summary(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(SEEDS / SEED, project / "my stories")
    with Loopback(answer) as server:
        ended = run_step(
            CHECK,
            "Check",
            project,
            STORY="my stories/story.md",
            SOURCES="my stories/sources\n\n",
            MODEL="openai:toy",
            BASE_URL=server.base_url,
            FAIL_ON="unclear,not_mentioned,drift",
            FOLDER="report",
            OPENAI_API_KEY=KEY,
        )
    assert ended.returncode == 1, ended.stderr
    assert outputs(project) == {"folder": "report"}
    log = json.loads((project / "report" / "report.sarif").read_text(encoding="utf-8"))
    results = log["runs"][0]["results"]
    assert results
    lines = (project / "my stories" / "story.md").read_text(encoding="utf-8").splitlines()
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "my%20stories/story.md"
        assert 1 < place["region"]["startLine"] <= len(lines)
    assert "<!doctype html>" in (project / "report" / "report.html").read_text(encoding="utf-8")
    assert "c1" in summary(project)
