"""The training room, as far as it needs no torch: an adapter's card, and its scores beside those of the model as it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.training import score as module
from evals.training.card import Run, write_card
from evals.training.claims import claims_rows
from evals.training.planted import planted
from evals.training.rows import Row
from evals.training.score import ALL, as_text, command, score
from evals.written_pairs import FOLDER
from factcheck.models.adapters import Card, adapters_for
from factcheck.models.store import Store
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import shipped_prompts
from factcheck.steps import fidelity
from factcheck.steps.extract import answer_type

CONFIRM = shipped_prompts().by_step["confirm"]
PAIRS = min((FOLDER / "calibrate").glob("*.yaml"))


def test_a_card_makes_its_adapter_fit_the_weights_and_the_prompt_that_it_was_trained_with(tmp_path: Path) -> None:
    file = tmp_path / "confirm.gguf"
    file.write_bytes(b"GGUF and so on")
    log = tmp_path / "log.jsonl"
    log.write_text(
        "".join(
            json.dumps(line) + "\n"
            for line in ({"origins": {"written": 5}}, {"origins": {"written": 9, "factcg": 2}}, {"dev_auroc": 0.9})
        ),
        encoding="utf-8",
    )
    card = write_card(
        file, Run({"recipe": {"rank": 8, "rows": 11, "start": ""}, "seen": 11}, log), CONFIRM, Path(EMBEDDED.file)
    )
    assert card.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (card.rows, card.licences) == ({"written": 9, "factcg": 2}, {"factcg": "MIT"})
    assert card.recipe == {"rank": 8, "rows": 11, "seen": 11}
    (adapter,) = adapters_for(EMBEDDED.sha256, [CONFIRM.identity], folder=tmp_path)
    assert adapter.card == card
    adapter.check()


def test_the_card_of_a_run_that_began_with_an_adapter_counts_both(tmp_path: Path) -> None:
    def card(name: str, rows: dict[str, int], earlier: Card | None = None) -> Card:
        file, log = tmp_path / f"{name}.gguf", tmp_path / f"{name}.jsonl"
        file.write_bytes(b"GGUF and so on")
        log.write_text(json.dumps({"origins": rows}) + "\n", encoding="utf-8")
        start = str(tmp_path / "first.gguf") if earlier else ""
        run = Run({"recipe": {"rank": 8, "start": start}, "seen": sum(rows.values())}, log)
        return write_card(file, run, CONFIRM, Path(EMBEDDED.file), earlier)

    both = card("second", {"written": 2, "joined": 3}, card("first", {"written": 5, "factcg": 1}))
    assert both.rows == {"written": 7, "factcg": 1, "joined": 3}
    assert both.licences == {"factcg": "MIT"}
    assert both.recipe == {"rank": 8, "seen": 5, "start": {"rank": 8, "seen": 6}}


def test_planted_rows_change_one_thing_and_their_labels_follow_from_it() -> None:
    rows = list(planted([PAIRS]))
    assert rows == list(planted([PAIRS]))
    assert len({row.id for row in rows}) == len(rows)
    supported = [row for row in rows if row.label == "supports"]
    assert 0.2 < len(supported) / len(rows) < 0.5
    for row in rows:
        if row.origin in ("uncertain", "hardened"):
            assert row.label == "silent"
        if row.origin == "added":
            assert row.claim.endswith(".")
        if row.origin == "negated":
            assert " not " in row.claim
            assert row.label == "contradicts"
    by_origin = {row.origin: row.label for row in rows}
    assert by_origin["right_speaker"] == by_origin["reworded"] == by_origin["certain"] == "supports"


def test_scores_stand_beside_those_of_the_model_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = ["supports", "supports", "silent", "contradicts"]
    rows = [Row(f"r{n}", "g", f"o{n % 2}", label, "[1] A.", f"C{n}.") for n, label in enumerate(labels)]

    async def chances(
        rows: object, prompt: object, prompts: tuple[object, ...], store: object, adapters: Path | None = None
    ) -> list[float]:
        return [0.9, 0.8, 0.2, 0.1] if prompts and adapters else [0.3, 0.2, 0.4, 0.1]

    monkeypatch.setattr(module, "chances", chances)
    with Store.in_memory() as store:
        scores = score(rows, CONFIRM, tmp_path, store)
    assert scores.keys() == {ALL, "o0", "o1"}
    assert (scores[ALL]["base_auroc"], scores[ALL]["auroc"]) == (0.5, 1.0)
    assert (scores[ALL]["base_balanced_accuracy"], scores[ALL]["balanced_accuracy"]) == (0.5, 1.0)
    assert "| all | 4 | 0.500 → 1.000 | 0.500 → 1.000 |" in as_text(scores)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"prompt_sha256": "00" * 32}, "it was trained for another confirm prompt"),
        ({"weights_sha256": "00" * 32}, "it was trained for other weights"),
        (None, "has no card beside it"),
    ],
)
def test_an_adapter_that_does_not_fit_is_not_measured(tmp_path: Path, card: dict[str, str] | None, said: str) -> None:
    file = tmp_path / "confirm.gguf"
    file.write_bytes(b"GGUF and so on")
    if card is not None:
        log = tmp_path / "log.jsonl"
        log.touch()
        made = write_card(file, Run({"recipe": {"rank": 8}, "seen": 0}, log), CONFIRM, Path(EMBEDDED.file))
        text = made.model_copy(update=card).model_dump_json()
        file.with_suffix(".json").write_text(text, encoding="utf-8")
    ended = CliRunner().invoke(command, [str(file), "--pairs", str(PAIRS), "--store", str(tmp_path / "store")])
    assert ended.exit_code == 1
    assert said in ended.output


def test_rows_of_the_extraction_are_answers_as_the_product_asks_for_them() -> None:
    rows = list(claims_rows([PAIRS]))
    assert rows == list(claims_rows([PAIRS]))
    prompt = shipped_prompts().by_step["extract"]
    skips, claims = set(), 0
    for row in rows:
        numbers = [int(line[1 : line.index("]")]) for line in row.inputs["sentences"].splitlines()]
        told = answer_type(tuple(numbers)).model_validate_json(row.answer).model_dump()
        assert list(told) == [f"sentence_{number}" for number in numbers]
        for answer in told.values():
            assert bool(answer["claims"]) is (answer["skip"] is None)
            skips.add(answer["skip"])
            claims += len(answer["claims"])
        asked = prompt.render(row.section, **row.inputs)
        assert asked.user.splitlines()[-1].startswith("List the claims of sentence")
    assert {"boilerplate", "opinion", "quote"} < skips
    assert claims > 80


def test_the_answers_say_nothing_that_the_model_is_not_shown() -> None:
    for row in claims_rows([PAIRS]):
        shown = " ".join(row.inputs.values())
        for answer in json.loads(row.answer).values():
            for claim in answer["claims"]:
                assert fidelity.additions(claim, shown) == (), claim
                assert fidelity.unseen_words(claim, shown) == (), claim
