"""What the tools say of tapes without playing them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.deck import Mode
from evals.recipes import Suite
from evals.tapes.changes import compare_tapes, subject
from evals.tapes.errors import UnusedExchange
from evals.tapes.exchange import Exchange
from evals.tapes.inventory import Entry, State, estimate, note_unused
from evals.tapes.printing import changes_text, tape_text
from evals.tapes.status import command, status_text
from evals.tapes.tape import read_tape
from tests.evals.taping import SEED, Bench, answer, rewrite
from tests.models.loopback import Loopback, Reply, Request, weighing

WIDTH = 80


def entry(bench: Bench, suite: Suite) -> Entry:
    found = [entry for entry in bench.deck().inventory() if (entry.suite, entry.case) == (suite.value, SEED)]
    assert len(found) == 1
    return found[0]


def text(bench: Bench) -> str:
    entries = bench.deck().inventory()
    return status_text(entries, estimate(entries, states=frozenset(State) - {State.FRESH}), WIDTH)


def test_all_fresh_asks_for_nothing(bench: Bench) -> None:
    bench.record(*Suite)
    entries = bench.deck().inventory()
    assert {entry.state for entry in entries} == {State.FRESH}
    assert command(entries) is None
    assert text(bench) == "6 fresh\n"


def test_what_an_edited_prompt_touches_is_named_and_nothing_else(bench: Bench) -> None:
    bench.record(*Suite)
    prompt = bench.prompts / "compare.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("every detail", "each detail"), encoding="utf-8")
    said = text(bench)
    assert "4 fresh, 2 stale" in said
    assert "stale: prompts/compare.md changed: 1 case of suite comparison" in said
    assert "stale: prompts/compare.md changed: 1 case of suite relations" in said
    assert "Record: pytest evals --record stale" in said
    calls = entry(bench, Suite.COMPARISON).head.usage["calls"] + entry(bench, Suite.RELATIONS).head.usage["calls"]  # type: ignore[union-attr]
    assert f"at most some {calls:,} calls" in said


def test_a_tape_that_was_never_recorded_and_one_that_is_cut_are_told_apart(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION)
    assert entry(bench, Suite.COMPARISON).state is State.MISSING
    assert command(bench.deck().inventory()) == "pytest evals --record missing"
    bench.tape().write_bytes(bench.tape().read_bytes()[:-40])
    assert entry(bench, Suite.EXTRACTION).state is State.BROKEN
    assert command(bench.deck().inventory()) == "pytest evals --record stale"


def test_a_file_of_no_case_is_orphaned(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION)
    bench.tape().with_name("gone-seed.yaml").write_bytes(bench.tape().read_bytes())
    orphans = [entry for entry in bench.deck().inventory() if entry.state is State.ORPHANED]
    assert [(orphan.suite, orphan.case) for orphan in orphans] == [("extraction", "gone-seed")]


def test_a_tape_that_a_replay_used_in_part_is_told_until_it_changes(bench: Bench) -> None:
    bench.record()
    rewrite(bench.tape(), lambda exchanges: [*exchanges, _other(exchanges[0])])
    assert entry(bench, Suite.EXTRACTION).state is State.FRESH
    with pytest.raises(UnusedExchange):
        bench.replay()
    assert entry(bench, Suite.EXTRACTION).state is State.PARTLY_USED
    assert command([entry(bench, Suite.EXTRACTION)]) == "pytest evals --record stale"
    bench.record(mode=Mode.STALE)
    assert entry(bench, Suite.EXTRACTION).state is State.FRESH


def test_a_tape_that_a_later_replay_used_whole_is_fresh_again(bench: Bench) -> None:
    bench.record()
    whole = bench.tape().read_bytes()
    head = read_tape(bench.tape()).head
    note_unused(bench.deck().tapes, "extraction/" + bench.seed.name, head.sha256, 1, 3)
    assert entry(bench, Suite.EXTRACTION).state is State.PARTLY_USED
    bench.replay()
    assert entry(bench, Suite.EXTRACTION).state is State.FRESH
    assert bench.tape().read_bytes() == whole


def _other(exchange: Exchange) -> Exchange:
    return replace(exchange, request={**exchange.request, "seed": 99})


def test_a_recording_that_was_stopped_is_told(bench: Bench) -> None:
    with pytest.raises(Exception, match="the cap of 1 calls"):
        bench.deck(Mode.MISSING, calls=1).outcome(Suite.EXTRACTION, bench.seed)
    assert entry(bench, Suite.EXTRACTION).begun
    assert "a recording was stopped half-way" in text(bench)


def test_a_tape_shows_its_claims_and_its_probabilities(bench: Bench) -> None:
    bench.record(Suite.COMPARISON)
    shown = tape_text(read_tape(bench.tape(Suite.COMPARISON)), WIDTH)
    assert bench.seed.claims[0].gold.text[:60] in " ".join(shown.split())
    assert "Yes 0.700, No 0.200, Unknown 0.100" in shown
    assert max(map(len, shown.splitlines()[7:])) <= WIDTH


def test_a_recording_that_says_the_same_changed_only_in_bookkeeping(bench: Bench) -> None:
    bench.record()
    old = read_tape(bench.tape())
    bench.record(mode=Mode.ALL)
    changes = compare_tapes(old, read_tape(bench.tape()))
    assert changes.empty
    assert changes.same + changes.only_bookkeeping == len(old.exchanges)


def test_a_relation_that_changed_is_named_by_its_claim(bench: Bench) -> None:
    bench.record(Suite.COMPARISON)
    old = read_tape(bench.tape(Suite.COMPARISON))
    turned = bench.seed.claims[2].gold.text

    def turning(request: Request) -> Reply:
        asked = request.body["messages"][-1]["content"]
        if request.body.get("response_format") is None and turned in asked:
            return weighing({"Yes": 0.1, "No": 0.8, "Unknown": 0.1})
        return answer(request)

    with Loopback(turning) as server:
        bench.server = server
        bench.record(Suite.COMPARISON, mode=Mode.ALL)
    changes = compare_tapes(old, read_tape(bench.tape(Suite.COMPARISON)))
    assert any(turned in line and line.endswith("was Yes (0.70), is No (0.80)") for line in changes.answers)
    assert "Yes (0.70), is No" in " ".join(changes_text("comparison/x", changes, WIDTH).split())


def test_a_question_about_one_sentence_is_told_by_that_sentence() -> None:
    asked = {
        "messages": [{"role": "user", "content": "SENTENCE: The harbour is busy.\n\nWhat kind of sentence is it?"}]
    }
    assert subject(Exchange("/v1/chat/completions", asked, 200, {}, 0.1)) == "The harbour is busy."


def test_an_edited_prompt_is_told_apart_from_changed_answers(bench: Bench) -> None:
    bench.record()
    old = read_tape(bench.tape())
    prompt = bench.prompts / "extract.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("short claim", "brief claim"), encoding="utf-8")

    def dropping(request: Request) -> Reply:
        text = answer(request).body.decode()
        return Reply(text.replace("The Alder", "The ferry Alder").encode(), 200, {"Content-Type": "application/json"})

    with Loopback(dropping) as server:
        bench.server = server
        bench.record(mode=Mode.STALE)
    changes = compare_tapes(old, read_tape(bench.tape()))
    assert changes.made_from == ("prompts/extract.md changed",)
    assert changes.requests_changed == sum("logprobs" not in one.request for one in old.exchanges)
    assert not changes.asked_anew
    assert not changes.no_longer_asked
    assert any("claim new: The ferry Alder" in line for line in changes.answers)
