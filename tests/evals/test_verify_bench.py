"""The bench of verification on made-up rows, with a model that answers from a script."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Mapping, Sequence

import pytest

from evals.bench.baselines import word_overlap
from evals.bench.replies import Result, as_json, as_text, estimates, greens, token_ratios
from evals.bench.rows import KeptOnly, sample
from evals.bench.verify import HELD_OUT, OVERLAP, PRODUCT, QUESTION, answer
from factcheck.calibration.labelled import Label, Row, compare_row
from factcheck.errors import TimedOut, UsageError
from factcheck.models.base import Message, Model
from factcheck.models.store import Store, StoredModel
from factcheck.prompts import load_prompts
from tests.scripted import ScriptedModel

PROMPTS = load_prompts().by_step
DATASETS = ("news", "talks")


def rows(count: int = 12) -> list[Row]:
    """Rows of two datasets; a claim has the word that a source of the same label has."""
    labels = (Label.SUPPORTED, Label.CONTRADICTED, Label.NOT_MENTIONED)
    return [
        Row(
            number=number,
            id=f"{dataset}{number}",
            dataset=dataset,
            claim=f"The town opened bridge {number}.",
            source=f"A town of {dataset} has {number} bridges, and it is {labels[number % 3].value}.",
            label=labels[number % 3],
            meta={"doc": number // 2},
        )
        for dataset in DATASETS
        for number in range(count)
    ]


def knowing(message: Message, options: Sequence[str]) -> Mapping[str, float]:
    """Right about every row, and too fond of Yes."""
    right = "Yes" if "supported" in message.user else "No" if "contradicted" in message.user else "Unknown"
    return {
        option: math.log(0.6 if option == right else 0.3) if option in (right, "Yes") else math.log(0.1)
        for option in options
    }


def asked(model: Model, chosen: Sequence[Row], *, baseline: bool = True) -> Result:
    return asyncio.run(answer(chosen, model, PROMPTS, None, baseline=baseline))


def test_a_model_that_knows_is_measured_as_right() -> None:
    found = estimates(asked(ScriptedModel(weighed=knowing), rows()))
    for dataset in (*DATASETS, "mean"):
        there = found[PRODUCT][dataset]
        assert there["auroc"].value == 1
        assert there["balanced_accuracy"].value == 1
        assert there["macro_f1"].value == 1
    assert found[QUESTION]["mean"]["macro_f1"].value is None
    assert found[f"{PRODUCT} - {OVERLAP}"]["mean"]["auroc"].value == 0.5


def test_false_greens_are_counted() -> None:
    right = sum(row.label is Label.SUPPORTED for row in rows())
    everything = asked(ScriptedModel(weighed=lambda _, options: dict.fromkeys(options, -2.0) | {"Yes": -0.1}), rows())
    assert greens(everything)[PRODUCT] == (len(rows()), len(rows()) - right, right)
    assert greens(asked(ScriptedModel(weighed=knowing), rows()))[PRODUCT] == (right, 0, right)
    told = f"shown as supported by {PRODUCT}: {len(rows())}, of these {len(rows()) - right} are not; it finds {right} of {right}"
    assert told in as_text(everything)


def test_the_cost_is_told_as_a_ratio_to_the_plain_question() -> None:
    several = [row.model_copy(update={"claim": f"{row.claim} Its town opened bridge {row.number}."}) for row in rows()]
    assert token_ratios(asked(ScriptedModel(weighed=knowing), rows())) == {
        f"{PRODUCT} / {QUESTION}": 2.0,
    }
    found = asked(ScriptedModel(weighed=knowing), several)
    assert token_ratios(found) == {f"{PRODUCT} / {QUESTION}": 3.0}
    assert f"tokens per claim, {PRODUCT} / {QUESTION}: 3.00" in as_text(found)
    assert json.loads(as_json(found))["token_ratios"] == token_ratios(found)


def test_a_failure_is_counted_apart() -> None:
    def failing(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        if "bridge 3." in message.user:
            raise TimedOut("no answer in 1 s")
        return knowing(message, options)

    found = asked(ScriptedModel(weighed=failing), rows())
    assert {dataset: dict(kinds) for dataset, kinds in found.unanswered.items()} == {
        d: {"timed_out": 1} for d in DATASETS
    }
    assert len(found.rows) == 22
    assert "not answered and not measured: news: 1 timed_out" in as_text(found)


def test_a_stopped_bench_goes_on_from_the_store() -> None:
    chosen, model = rows(), ScriptedModel(weighed=knowing)
    with Store.in_memory() as store:
        asked(StoredModel(model, store), chosen[:10])
        paid = len(model.messages)
        whole = asked(StoredModel(model, store), chosen)
        assert paid == 30
        assert len(model.messages) == 3 * len(chosen)
        assert whole.costs[PRODUCT].waited == len(chosen) - 10
        kept = asked(StoredModel(KeptOnly(model), store), chosen)
        assert len(kept.rows) == len(chosen)


def test_no_baseline_asks_half() -> None:
    model = ScriptedModel(weighed=knowing)
    found = asked(model, rows(), baseline=False)
    assert len(model.messages) == 2 * len(rows())
    assert QUESTION not in found.replies


def test_the_plain_question_begins_as_the_comparison_does() -> None:
    model = ScriptedModel(weighed=knowing)
    asked(model, rows(1)[:1])
    product, _, plain = (message.user for message in model.messages)
    claim = "CLAIM: The town opened bridge 0."
    assert product.partition(claim)[0] == plain.partition(claim)[0]
    assert model.messages[0].system == model.messages[2].system


def test_enough_rows_are_calibrated_on_other_articles() -> None:
    found = asked(ScriptedModel(weighed=knowing), rows(60), baseline=False)
    assert estimates(found)[HELD_OUT]["mean"]["auroc"].value == pytest.approx(1)


def test_the_json_has_every_row_and_no_text() -> None:
    written = as_json(asked(ScriptedModel(weighed=knowing), rows()))
    assert [row["id"] for row in json.loads(written)["rows"]] == [row.id for row in rows()]
    assert "opened" not in written
    assert "NaN" not in written


def test_samples_take_turns_and_grow_from_the_start() -> None:
    few, many = sample(rows(), per_dataset=2), sample(rows(), per_dataset=8)
    assert [row.dataset for row in many[:4]] == ["news", "talks", "news", "talks"]
    assert [sum(row.supported for row in many if row.dataset == d) for d in DATASETS] == [4, 4]
    assert many[: len(few)] == few
    assert sample(rows(), per_dataset=8, seed=8) != many


def test_a_dataset_without_rows_is_named() -> None:
    with pytest.raises(UsageError, match=r"no row of 'letters' \(it has news, talks\)"):
        sample(rows(), datasets=["letters"])


def test_word_overlap_is_a_share() -> None:
    row = rows(1)[0].model_copy(update={"claim": "A town has towers.", "source": "A town has 9 bridges."})
    compared = asyncio.run(compare_row(row, ScriptedModel(weighed=knowing), PROMPTS))
    assert word_overlap(compared) == 0.75
