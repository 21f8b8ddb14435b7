"""The commands of evals end as factcheck's do: in an exit code, and an error in one line."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = [sys.executable, "-m", "evals.judge", "--pairs"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, said = process.communicate()
    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize("module", ["bench", "judge"])
def test_an_error_is_one_line(module: str) -> None:
    arguments = {"bench": ["pairs", "no-such.json", "other.json"], "judge": ["--data", "no-such.jsonl"]}[module]
    ended = subprocess.run(
        [sys.executable, "-m", f"evals.{module}", *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("factcheck: error: ")
    assert "no-such.json" in line
