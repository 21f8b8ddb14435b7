"""`factcheck calibrate`, and the check after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factcheck.calibration.calibration import Calibration
from factcheck.models import open_model
from factcheck.prompts import shipped_directory
from factcheck.settings import Settings
from tests.cli.conftest import Call, Ended
from tests.cli.reading_server import ReadingServer

NEVER, OTHERWISE = "Tickets cost nothing at all.", "The harbour bridge will close on {n} March for nine weeks."


def labelled(count: int = 60) -> str:
    """Rows of as many sources: half are supported; of the others one half says something else, one half nothing."""
    rows = []
    for n in range(count):
        said = f"The harbour bridge will close on {n} March for six weeks."
        claim, label = {
            1: (OTHERWISE.format(n=n), "contradicted"),
            3: (NEVER, "not_mentioned"),
        }.get(n % 4, (said, "supported"))
        rows.append(json.dumps({"claim": claim, "label": label, "source": f"{said} It rained on day {n}."}))
    return "\n".join(rows)


def test_it_is_used_from_then_on_and_with_its_prompts_alone(call: Call, desk: Path) -> None:
    (desk / "rows.jsonl").write_text(labelled(), encoding="utf-8")
    (desk / "other").mkdir()
    for file in shipped_directory().glob("*.md"):
        (desk / "other" / file.name).write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with ReadingServer() as server:

        def check(*more: str) -> Ended:
            model = open_model("openai:toy", Settings(), base_url=server.base_url)
            return call("check", "story.md", "--source", "sources", *more, model=model)

        before = check()
        fitted = call("calibrate", "--data", "rows.jsonl", "--model", "openai:toy", "--base-url", server.base_url)
        after, other = check(), check("--prompts", "other")
    heading, line, file = fitted.out.splitlines()
    assert heading == "uncalibrated -> calibrated, on articles that the fit has not seen"
    assert line.startswith("labelled: 60 rows; relations right 1.000 -> 1.000; mean confidence 0.900 -> ")
    calibration = Calibration.model_validate_json(Path(file).read_bytes())
    assert calibration.thresholds is not None
    assert f"calibrated by {calibration.title}" in " ".join(after.out.split())
    for ended in (before, other):
        assert "Percentages are the model's own confidence, uncalibrated" in ended.out
        assert "calibrated by" not in ended.out


@pytest.mark.parametrize("count", [10, 39])
def test_too_few_rows_are_an_error_of_one_line(call: Call, desk: Path, count: int) -> None:
    (desk / "rows.jsonl").write_text(labelled(count), encoding="utf-8")
    with ReadingServer() as server:
        ended = call("calibrate", "--data", "rows.jsonl", "--model", "openai:toy", "--base-url", server.base_url, "-q")
    assert ended.code != 0
    assert ended.err.count("\n") == 1
    assert "fitting needs 20 of each" in ended.err
