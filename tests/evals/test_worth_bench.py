"""The bench of what matters, on made-up rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.bench.texts import Task, Text
from evals.bench.worth import command, is_held_out, measure
from factcheck.errors import UsageError


def row(number: int, text: str, *, yes: bool) -> Text:
    return Text(id=f"r{number}", task=Task.CHECKWORTHY, dataset="made up", text=text, gold_checkworthy=yes)


WORTHY = "The senator took $4 million from the companies that he was charged to oversee."
IDLE = "Thank you, and I hope that you will come again."
ROWS = [row(1, WORTHY, yes=True), row(2, IDLE, yes=False), row(3, IDLE, yes=True), row(4, WORTHY, yes=True)]


def test_the_metrics_are_those_of_yes_from_a_half_on() -> None:
    metrics = measure(ROWS)["made up"].metrics
    assert metrics["checkworthy_f1"][1].value == pytest.approx(4 / 5)
    assert metrics["checkworthy_recall"][0] == (2, 3)
    assert metrics["f1_of_always_yes"][1].value == pytest.approx(6 / 7, abs=1e-4)
    assert metrics["auroc"][1].value == pytest.approx(5 / 6, abs=1e-4)


def test_an_article_is_in_one_half_whole() -> None:
    speech = [Text(id=f"s{n}", task=Task.FACTUAL, dataset="d", text="A", meta={"speech": "KY2018"}) for n in range(20)]
    assert len({is_held_out(text) for text in speech}) == 1
    assert {is_held_out(row(n, "A", yes=True)) for n in range(40)} == {True, False}


def test_the_command_measures_the_half_that_it_is_asked_for(tmp_path: Path) -> None:
    data = tmp_path / "rows.jsonl"
    rows = [{**text.model_dump(mode="json"), "id": f"r{n}"} for n in range(20) for text in ROWS[:1]]
    rows.append({"id": "f", "task": "factual_claim_sentence", "dataset": "speeches", "text": IDLE})
    data.write_text("".join(json.dumps(one) + "\n" for one in rows))
    ran = {
        part: CliRunner().invoke(command, ["--data", str(data), "--part", part])
        for part in ("held-out", "looked-at", "all")
    }
    held = sum(is_held_out(row(n, "A", yes=True)) for n in range(20))
    assert f"made up: {held} sentences" in ran["held-out"].output
    assert f"made up: {20 - held} sentences" in ran["looked-at"].output
    assert "made up: 20 sentences" in ran["all"].output


def test_without_anything_to_do_the_command_says_so() -> None:
    ran = CliRunner().invoke(command, [])
    assert isinstance(ran.exception, UsageError)
