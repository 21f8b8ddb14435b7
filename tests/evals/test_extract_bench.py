"""The bench of extraction on made-up texts, with a model that answers from a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from evals.bench.attributions import by_claims, by_code, located
from evals.bench.extract import Result, as_json, as_text, by_dataset, command, measure, without_model
from evals.bench.rows import KeptOnly
from evals.bench.shares import Share, f1_shares
from evals.bench.texts import Attribution, Task, Text, read_texts, sample_texts, story_of
from evals.bench.wording import Matcher, backed
from factcheck.errors import InputError, TimedOut, UsageError
from factcheck.models.base import Message, Model
from factcheck.models.store import Store, StoredModel
from factcheck.prompts import shipped_prompts
from factcheck.records import Claim
from tests.scripted import ScriptedModel, careful_reader, sentences_read

PROMPTS = shipped_prompts().by_step
STORY = "The bridge at Tamm was built in 1961. It has not been closed since then. It crosses the river Orla."
QUOTES = (
    "The river rose by two metres.\n\n“We never saw the like of it,” Mayor Ana Ruiz  said on Monday. "
    "Her deputy Karl Voss called it “the worst flood of all times” and asked for help.\n"
)


def spans(text: str, *parts: str) -> tuple[tuple[int, int], ...]:
    return tuple((text.index(part), text.index(part) + len(part)) for part in parts)


def attribution(source: str, cue: str, content: str, text: str = QUOTES) -> Attribution:
    return Attribution(
        source=source,
        source_spans=spans(text, source),
        cue_spans=spans(text, cue),
        content=content,
        content_spans=spans(text, content),
    )


RUIZ = attribution("Mayor Ana Ruiz", "said on Monday", "“We never saw the like of it,”")
VOSS = attribution("Her deputy Karl Voss", "called", "it “the worst flood of all times” and asked for help")


def text(task: Task, words: str = STORY, **fields: object) -> Text:
    return Text.model_validate({"id": f"{task}1", "task": task, "dataset": f"set of {task}", "text": words, **fields})


def measured(texts: Sequence[Text], model: Model | None = None) -> Result:
    return asyncio.run(measure(texts, model or careful_reader(), PROMPTS))


def share(found: Result, metric: str) -> Share:
    return by_dataset(found)[found.measured[0].text.dataset][metric][0]


@pytest.mark.parametrize(
    ("gold", "claim", "found"),
    [
        ("The bridge at Tamm was built in 1961.", "The bridge was built in 1961.", True),
        ("The bridge crosses the Orla.", "The bridge at Tamm crosses the river Orla.", True),
        ("The bridge was built in 1961.", "The bridge was built in 1916.", False),
        ("The bridge was not closed.", "The bridge was closed.", False),
        ("The bridge was not closed.", "The bridge wasn’t closed.", True),
        ("The bridge crosses the Orla.", "The bridge was built in 1961.", False),
        ("A structure spans the Orla.", "The bridge crosses the river Orla.", True),
        ("The mayor resigned.", "The bridge crosses the river Orla.", False),
    ],
)
def test_a_gold_claim_is_found_by_its_words_numbers_and_negation(gold: str, claim: str, found: bool) -> None:
    assert Matcher(STORY.split(". ")).finds(gold, [claim]) is found


@pytest.mark.parametrize(
    ("claim", "is_backed"),
    [
        ("The bridge at Tamm was built in 1961.", True),
        ("The bridge at Tamm has not been closed.", True),
        ("The bridge at Tamm was built in 1962.", False),
        ("The bridge at Hamm was built in 1961.", False),
        ("The bridge at Tamm was never built.", False),
        ("The “old bridge” at Tamm was built in 1961.", False),
        ("The bridge at Tamm was built, painted, praised and insured.", False),
    ],
)
def test_a_claim_is_backed_by_the_words_of_its_text(claim: str, is_backed: bool) -> None:
    number = 2 if "closed" in claim else 1
    story = story_of(text(Task.DECOMPOSE))
    assert backed(Claim(id="c1", text=claim, sentences=(number,)), story) is is_backed


def test_gold_claims_are_counted_and_found() -> None:
    gold = ("The bridge was built in 1961.", "The bridge crosses the Orla.", "The mayor of Hamm resigned.")
    found = measured([text(Task.DECOMPOSE, gold_claims=gold)])
    assert share(found, "gold_claims_found") == (2, 3)
    assert share(found, "claims_per_gold_claim") == (3, 3)
    assert share(found, "backed") == (3, 3)


@pytest.mark.parametrize(
    ("task", "gold", "positive"),
    [
        (Task.FACTUAL, "gold_factual_claim", "The bridge crosses the Orla."),
        (Task.CHECKWORTHY, "gold_checkworthy", "The bridge crosses the Orla."),
        (Task.SUBJECTIVE, "gold_subjective", "Is it not ugly?"),
    ],
)
def test_a_sentence_is_judged_by_whether_it_yields_claims(task: Task, gold: str, positive: str) -> None:
    other = "Is it not ugly?" if task is not Task.SUBJECTIVE else "The bridge crosses the Orla."
    texts = [
        text(task, words, id=str(number), **{gold: truth})
        for number, (words, truth) in enumerate([(positive, True), (positive, False), (other, False)])
    ]
    name = gold.removeprefix("gold_").removesuffix("_claim")
    found = measured(texts)
    assert share(found, f"{name}_precision") == (1, 2)
    assert share(found, f"{name}_recall") == (1, 1)
    assert share(found, f"{name}_f1") == (2, 3)


def test_speakers_of_quotations_are_found_without_a_model() -> None:
    row = text(Task.ATTRIBUTION, QUOTES, attributions=[RUIZ, VOSS])
    found = without_model([row, text(Task.DECOMPOSE)])
    assert len(found.measured) == 1
    assert share(found, "direct_quotation_speaker") == (1, 1)
    assert share(found, "quoted_part_speaker") == (1, 1)
    assert share(found, "reporting_sentence_recall") == (2, 2)
    wrong = row.model_copy(update={"attributions": (RUIZ.model_copy(update={"source": "Voss", "source_spans": ()}),)})
    assert by_code(wrong, story_of(wrong))["direct_quotation_speaker"] == (0, 1)


def test_spans_are_found_again_in_the_text_as_it_was_loaded() -> None:
    row = text(
        Task.ATTRIBUTION, "\n" + QUOTES, attributions=[attribution(*("Karl Voss", "called", "help"), "\n" + QUOTES)]
    )
    story = story_of(row)
    assert story.text != row.text
    (moved,) = located(row, story)
    assert [story.text[start:end] for start, end in moved.source_spans] == ["Karl Voss"]
    assert [story.text[start:end] for start, end in moved.content_spans] == ["help"]


def test_claims_have_content_and_speaker() -> None:
    row = text(Task.ATTRIBUTION, QUOTES, attributions=[RUIZ, VOSS])
    claims = [
        Claim(id="c1", text="It was the worst flood of all times.", sentences=(3,), speaker="Karl Voss"),
        Claim(id="c2", text="Mayor Ana Ruiz spoke on Monday.", sentences=(2,)),
    ]
    assert by_claims(row, story_of(row), claims) == {"attributed_content": (1, 2), "claim_speaker": (1, 1)}
    unnamed = [claims[0].model_copy(update={"speaker": "Ana Ruiz"})]
    assert by_claims(row, story_of(row), unnamed)["claim_speaker"] == (0, 1)


def failing(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
    if "Orla" in message.user:
        raise TimedOut("no answer in 1 s")
    return sentences_read(message.user)


def test_a_text_with_a_failure_is_counted_apart() -> None:
    texts = [
        text(Task.FACTUAL, "The bridge crosses the Orla.", id="a", gold_factual_claim=True),
        text(Task.FACTUAL, "The bridge was built in 1961.", id="b", gold_factual_claim=True),
    ]
    found = measured(texts, ScriptedModel(failing))
    assert [one.text.id for one in found.measured] == ["b"]
    assert {name: dict(kinds) for name, kinds in found.unanswered.items()} == {texts[0].dataset: {"timed_out": 1}}
    assert "not measured: 1 timed_out" in as_text(found)


def test_a_stopped_bench_goes_on_from_the_store() -> None:
    texts = [text(Task.FACTUAL, f"The bridge has {number} arches.", id=str(number)) for number in range(6)]
    model = careful_reader()
    with Store.in_memory() as store:
        measured(texts[:4], StoredModel(model, store))
        whole = measured(texts, StoredModel(model, store))
        assert len(model.messages) == len(texts)
        cost = whole.costs[texts[0].dataset]
        assert (cost.texts, cost.waited, cost.usage.calls) == (6, 2, 6)
        assert len(measured(texts, StoredModel(KeptOnly(model), store)).measured) == 6


def test_the_json_has_every_text_and_none_of_its_words() -> None:
    found = measured([text(Task.DECOMPOSE, gold_claims=("The bridge was built in 1961.",)), text(Task.FACTUAL)])
    written = as_json(found)
    assert [one["id"] for one in json.loads(written)["texts"]] == ["decompose1", "factual_claim_sentence1"]
    assert "bridge" not in written
    assert "NaN" not in written


def test_f1_is_that_of_the_yes() -> None:
    answers = [(True, True), (True, False), (False, True), (False, False), (True, True)]
    assert f1_shares("x", answers) == {"x_f1": (4, 6), "x_precision": (2, 3), "x_recall": (2, 3)}


def test_samples_take_turns_and_grow_from_the_start() -> None:
    texts = [
        text(task, id=f"{task}{number}")
        for task in (Task.FACTUAL, Task.SUBJECTIVE, Task.DECOMPOSE)
        for number in range(9)
    ]
    tasks = [Task.SUBJECTIVE, Task.FACTUAL]
    few, many = sample_texts(texts, tasks, 2, 7), sample_texts(texts, tasks, 5, 7)
    assert [one.task for one in few] == tasks * 2
    assert many[:4] == few
    assert sample_texts(texts, tasks, 5, 8) != many
    with pytest.raises(UsageError, match="no text of the task 'checkworthy'"):
        sample_texts(texts, [Task.CHECKWORTHY], None, 7)


def test_a_line_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(text(Task.FACTUAL).model_dump_json() + '\n{"id": "b", "task": "guess"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 2: task: Input should be"):
        read_texts(file)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: is not JSON"):
        read_texts(file)


def test_the_command_measures_code_without_a_model(tmp_path: Path) -> None:
    data, output = tmp_path / "texts.jsonl", tmp_path / "bench.json"
    row = text(Task.ATTRIBUTION, QUOTES, attributions=[RUIZ.model_dump(), VOSS.model_dump()])
    data.write_text(row.model_dump_json() + "\n", encoding="utf-8")
    ran = CliRunner().invoke(command, ["--data", str(data), "--no-model", "--json", str(output)])
    assert ran.exit_code == 0, ran.output
    assert "1 of 1" in ran.output
    assert json.loads(output.read_text(encoding="utf-8"))["texts"][0]["shares"]["direct_quotation_speaker"] == [1, 1]
    unknown = CliRunner().invoke(command, ["--data", str(data), "--tasks", "guess"])
    assert isinstance(unknown.exception, UsageError)
