"""`factcheck pull`, where the weights cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from tests.cli.conftest import Call


def test_a_cache_that_cannot_be_written_is_one_line_and_code_3(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(desk / "story.md" / "cache"))
    ended = call("pull")
    assert (ended.code, ended.out) == (ExitCode.UNUSABLE_MODEL, "")
    assert ended.err.startswith("factcheck: error: ")
    assert ended.err.count("\n") == 1
