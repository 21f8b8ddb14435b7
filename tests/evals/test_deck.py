"""Tapes under attack: whatever is done to one, the replay says so by name, and never plays the wrong answer."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals import recipes, suites
from evals.deck import Live, Mode
from evals.recipes import Suite
from evals.seeds import load_seed
from evals.tapes.allowance import Allowance
from evals.tapes.errors import (
    BrokenTape,
    BusyTape,
    MissedExchange,
    MissingTape,
    StaleTape,
    TapeError,
    UnusedExchange,
)
from evals.tapes.recording import record
from evals.tapes.tape import read_tape
from factcheck.models import adapters
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import load_prompts
from factcheck.steps import extract, shown_story
from tests.evals.taping import KEY, SEED, Bench, answer, rewrite
from tests.models.loopback import Loopback, Reply, Request, failure
from tests.models.toy_adapter import write_adapter


def test_a_replay_gives_what_was_recorded_and_asks_nobody(bench: Bench) -> None:
    deck = bench.deck(Mode.MISSING)
    recorded = {suite: deck.outcome(suite, bench.seed) for suite in Suite}
    asked = len(bench.server.requests)
    bench.server.stop()
    replaying = bench.deck()
    assert {suite: replaying.outcome(suite, bench.seed) for suite in Suite} == recorded
    assert asked > 50
    assert not replaying.faults


def test_five_samples_are_five_exchanges_each_with_its_own_seed(bench: Bench) -> None:
    bench.record(Suite.SAMPLES)
    exchanges = read_tape(bench.tape(Suite.SAMPLES)).exchanges
    seeds = [exchange.request["seed"] for exchange in exchanges]
    assert set(seeds) == set(recipes.SAMPLES)
    assert len({seeds.count(sample) for sample in recipes.SAMPLES}) == 1
    assert seeds == sorted(seeds)


def test_samples_are_asked_for_side_by_side_and_their_seconds_add_up_to_the_time_it_took(bench: Bench) -> None:
    begun = time.monotonic()
    bench.record(Suite.SAMPLES)
    took = time.monotonic() - begun
    asked = [request.body["seed"] for request in bench.server.requests]
    assert asked != sorted(asked)
    assert 0 < sum(exchange.seconds for exchange in read_tape(bench.tape(Suite.SAMPLES)).exchanges) < took


def test_exchanges_in_any_order_replay_the_same(bench: Bench) -> None:
    bench.record(Suite.COMPARISON)
    before = bench.replay(Suite.COMPARISON)
    rewrite(bench.tape(Suite.COMPARISON), lambda exchanges: exchanges[::-1])
    assert bench.replay(Suite.COMPARISON) == before


def test_two_answers_swapped_by_hand_are_found_out(bench: Bench) -> None:
    bench.record()
    path = bench.tape()
    text = path.read_text(encoding="utf-8")
    tape = read_tape(path)
    one, other = (exchange.response["choices"][0]["message"]["content"] for exchange in tape.exchanges[:2])
    assert one in text
    assert other in text
    path.write_text(text.replace(one, "\0").replace(other, one).replace("\0", other), encoding="utf-8")
    with pytest.raises(BrokenTape, match="edited"):
        bench.replay()


def test_one_answer_edited_by_hand_is_found_out(bench: Bench) -> None:
    bench.record()
    text = bench.tape().read_text(encoding="utf-8")
    bench.tape().write_text(text.replace("Alder", "Adder"), encoding="utf-8")
    with pytest.raises(BrokenTape, match="edited"):
        bench.replay()


def test_a_tape_cut_in_half_is_found_out(bench: Bench) -> None:
    bench.record()
    content = bench.tape().read_bytes()
    bench.tape().write_bytes(content[: len(content) // 2])
    with pytest.raises(BrokenTape, match="cut short"):
        bench.replay()


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"- a\n- b\n---\n", b"format: factcheck-tape/1\n---\n"])
def test_a_file_that_is_no_tape_is_found_out(bench: Bench, content: bytes) -> None:
    bench.record()
    bench.tape().write_bytes(content)
    with pytest.raises(BrokenTape, match=r"island-ferry\.yaml"):
        bench.replay()


def test_a_deleted_tape_is_named_with_the_command_that_records_it(bench: Bench) -> None:
    with pytest.raises(MissingTape) as raised:
        bench.replay()
    told = str(raised.value)
    assert "extraction/island-ferry.yaml: was never recorded; record it: " in told
    # All that the command needs to be about these stories, tapes and this model.
    deck = bench.deck()
    assert told.endswith(
        f"pytest evals --record missing --seeds {bench.seeds} --tapes {bench.tapes} --model {deck.spec}"
    )


def test_a_renamed_tape_is_known_for_what_it_is_and_missing_where_it_was(bench: Bench) -> None:
    bench.record()
    shutil.copytree(bench.seeds / SEED, bench.seeds / "other")
    bench.tape().rename(bench.tape().with_name("other.yaml"))
    with pytest.raises(MissingTape):
        bench.replay()
    with pytest.raises(BrokenTape, match="is the tape of extraction/island-ferry, by another name"):
        bench.deck().outcome(Suite.EXTRACTION, load_seed(bench.seeds / "other"))


def test_a_prompt_edited_by_one_word_makes_just_its_tapes_stale(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION, Suite.COMPARISON)
    prompt = bench.prompts / "compare.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("every detail", "each detail"), encoding="utf-8")
    bench.replay(Suite.EXTRACTION)
    with pytest.raises(StaleTape, match=r"stale: prompts/compare\.md changed; record it: pytest evals --record stale"):
        bench.replay(Suite.COMPARISON)


def test_a_changed_sentence_of_a_seed_makes_its_tapes_stale(bench: Bench) -> None:
    bench.record()
    story = bench.seeds / SEED / "story.md"
    story.write_text(story.read_text(encoding="utf-8") + "\nA sentence more.\n", encoding="utf-8")
    with pytest.raises(StaleTape, match=r"seeds/island-ferry/story\.md changed"):
        bench.replay()


def test_a_renamed_field_of_the_answer_makes_the_tape_stale(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.record()

    class SentenceAnswer(extract.SentenceAnswer):
        said_by: str | None = None

    monkeypatch.setattr(extract, "SentenceAnswer", SentenceAnswer)
    with pytest.raises(StaleTape, match="the answer form SentenceAnswer changed"):
        bench.replay()


def test_another_model_makes_the_tape_stale(bench: Bench) -> None:
    bench.record()
    with pytest.raises(StaleTape, match="the model is other, not loopback"):
        bench.deck(spec="openai:other").outcome(Suite.EXTRACTION, bench.seed)


def test_a_tape_recorded_anew_makes_those_that_build_on_it_stale(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION, Suite.JUDGE)
    rewrite(bench.tape(), lambda exchanges: exchanges[::-1])
    with pytest.raises(StaleTape, match="the tape extraction/island-ferry changed"):
        bench.replay(Suite.JUDGE)


def test_code_that_asks_something_else_is_a_miss_however_the_error_is_swallowed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.record()
    monkeypatch.setattr(shown_story, "NEIGHBOURS", 1)  # the step itself turns the miss into failed sentences
    deck = bench.deck()
    with pytest.raises(MissedExchange, match=r"have no exchange.*the code that asks changed"):
        deck.outcome(Suite.EXTRACTION, bench.seed)
    assert [type(fault) for fault in deck.faults] == [MissedExchange]


def test_one_exchange_too_many_is_found_out(bench: Bench) -> None:
    bench.record()

    def add(exchanges: list[Any]) -> list[Any]:
        return [*exchanges, replace(exchanges[0], request={**exchanges[0].request, "seed": 77})]

    rewrite(bench.tape(), add)
    with pytest.raises(UnusedExchange, match=r"1 of \d+ exchanges were never asked for"):
        bench.replay()


def test_only_good_answers_are_recorded(bench: Bench) -> None:
    refusals = [failure(429, headers={"retry-after": "0"}), failure(500), answer]
    with Loopback(*refusals) as server:
        bench.server = server
        bench.record()
    assert {exchange.status for exchange in read_tape(bench.tape()).exchanges} == {200}
    assert len(bench.replay().claims) > 5


def test_a_recording_without_an_answer_leaves_the_old_tape_and_its_journal(bench: Bench) -> None:
    bench.record()
    old = bench.tape().read_bytes()
    healthy = iter([True, True])

    def dying(request: Request) -> Reply:
        return answer(request) if next(healthy, False) else failure(400, "no more")

    with Loopback(dying) as server:
        bench.server = server
        with pytest.raises(TapeError, match="got no good answer; what was recorded is kept"):
            bench.record(mode=Mode.ALL)
    assert bench.tape().read_bytes() == old
    with Loopback(answer) as server:
        bench.server = server
        bench.record(mode=Mode.ALL)
        assert len(server.requests) == len(read_tape(bench.tape()).exchanges) - 2


def test_a_cap_on_calls_stops_the_recording_and_the_next_run_goes_on(bench: Bench) -> None:
    with pytest.raises(TapeError, match="the cap of 2 calls is reached; what was recorded is kept"):
        bench.deck(Mode.MISSING, calls=2).outcome(Suite.EXTRACTION, bench.seed)
    assert not bench.tape().exists()
    assert len(bench.server.requests) == 2
    bench.record()
    assert len(bench.server.requests) == len(read_tape(bench.tape()).exchanges)


def test_recording_what_is_stale_pays_only_for_what_changed(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION, Suite.COMPARISON)
    paid = len(bench.server.requests)
    gold = bench.seeds / SEED / "gold.yaml"
    gold.write_text(gold.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    bench.record(Suite.EXTRACTION, Suite.COMPARISON, mode=Mode.STALE)
    assert len(bench.server.requests) == paid
    bench.replay(Suite.COMPARISON)


@pytest.mark.parametrize(
    ("samples", "fault"), [((1, 2, 3, 4, 5, 6), MissedExchange), ((1, 2, 3, 4), UnusedExchange)], ids=["more", "fewer"]
)
def test_recording_what_is_stale_goes_by_what_the_code_asks_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, samples: tuple[int, ...], fault: type[TapeError]
) -> None:
    bench.record(Suite.SAMPLES)
    each = len(bench.server.requests) // len(recipes.SAMPLES)
    monkeypatch.setattr(suites, "SAMPLES", samples)  # the code that asks: the tape's head says nothing of it
    for mode in (Mode.NONE, Mode.MISSING):
        with pytest.raises(fault, match="record it: pytest evals --record stale"):
            bench.record(Suite.SAMPLES, mode=mode)
    before = len(bench.server.requests)
    deck = bench.deck(Mode.STALE)
    recorded = deck.outcome(Suite.SAMPLES, bench.seed)
    assert not deck.faults
    assert [request.body["seed"] for request in bench.server.requests[before:]] == [6] * each * (6 in samples)
    assert bench.replay(Suite.SAMPLES) == recorded
    assert {exchange.request["seed"] for exchange in read_tape(bench.tape(Suite.SAMPLES)).exchanges} == set(samples)


def test_a_tape_recorded_again_for_the_code_takes_those_that_build_on_it_along(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.record(Suite.EXTRACTION, Suite.JUDGE)
    monkeypatch.setattr(shown_story, "NEIGHBOURS", 1)
    bench.record(Suite.JUDGE, mode=Mode.STALE)
    deck = bench.deck()
    deck.outcome(Suite.JUDGE, bench.seed)
    assert not deck.faults


def test_a_second_process_recording_the_same_tape_is_told(bench: Bench) -> None:
    deck = bench.deck(Mode.MISSING)
    with (
        record(bench.tapes, f"extraction/{SEED}", None, deck.identity, Allowance()),
        pytest.raises(BusyTape, match="another process is recording"),
    ):
        deck.outcome(Suite.EXTRACTION, bench.seed)


def test_an_adapter_concerns_the_tapes_and_the_exchanges_of_its_step_alone(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "SHIPPED", tmp_path)
    confirm = load_prompts(bench.prompts).by_step["confirm"].identity.sha256

    def train(seed: int) -> str:
        made = write_adapter(
            tmp_path,
            architecture="qwen2",
            maps={"blk.0.attn_q": (8, 8)},
            invocation=[1],
            weights_sha256=EMBEDDED.sha256,
            prompt_sha256=confirm,
            seed=seed,
        )
        return made.card.sha256

    def play(mode: Mode) -> list[Any]:
        """What was asked live of the embedded model."""
        before = len(bench.server.requests)
        deck = bench.deck(mode, spec="embedded")
        deck.live = lambda: Live(bench.server.base_url, KEY)
        for suite in (Suite.EXTRACTION, Suite.COMPARISON):
            deck.outcome(suite, bench.seed)
        return [request.body for request in bench.server.requests[before:]]

    def heads() -> list[Any]:
        return [
            read_tape(bench.tape(s)).head.made_from.model.get("adapters") for s in (Suite.EXTRACTION, Suite.COMPARISON)
        ]

    asked = play(Mode.MISSING)
    assert not any("lora" in body for body in asked)
    assert heads() == [None, None]
    for seed, said in ((1, "the adapter for confirm is new"), (2, "the adapter for confirm changed")):
        trained = train(seed)
        with pytest.raises(StaleTape, match=f"comparison/island-ferry.yaml is stale: {said}; record it"):
            play(Mode.NONE)
        anew = play(Mode.STALE)
        assert 0 < len(anew) < len(asked)
        assert {body["lora"][0]["sha256"] for body in anew} == {trained}
        assert heads() == [None, {"confirm": trained}]
        assert play(Mode.NONE) == []


def test_a_tape_is_readable_by_a_person(bench: Bench) -> None:
    bench.record(Suite.COMPARISON)
    text = bench.tape(Suite.COMPARISON).read_text(encoding="utf-8")
    head, body = (yaml.safe_load(part) for part in text.split("\n---\n"))
    assert head["made_from"]["prompts"].keys() == {"prompts/compare.md", "prompts/confirm.md"}
    assert head["exchanges"] == len(body["exchanges"])
    head_of_a_source = "SOURCE DOCUMENT, its sentences numbered"
    assert text.count(head_of_a_source) == len(bench.seed.sources), "a source is written once, not once a claim"
