"""What a recording costs: told before it begins, held to a cap while it lasts, and no more than what is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.deck import Deck
from evals.folders import CASSETTES
from evals.modes import Mode
from evals.prices import PriceList, given_price
from evals.recipes import Suite
from evals.tapes.allowance import Allowance
from evals.tapes.errors import CapReached, StaleTape
from evals.tapes.exchange import Exchange
from evals.tapes.plan import plan_text
from evals.tapes.tape import read_tape
from factcheck.errors import UsageError
from factcheck.models import opening
from factcheck.models.budget import Price
from factcheck.prompts import load_prompts
from factcheck.records import ModelIdentity, Usage
from factcheck.settings import Settings
from tests.evals.taping import KEY, NOWHERE, SEED, Bench

DEAR = Price(prompt=100.0, output=1_000.0)
ALL = {SEED: frozenset(Suite)}


def deck(bench: Bench, mode: Mode, dollars: float | None = None, price: Price | None = DEAR) -> Deck:
    made = bench.deck(mode)
    made.allowance.dollars = dollars
    made.allowance.prices = PriceList(price)
    return made


def test_the_plan_tells_each_suite_with_its_calls_tokens_money_and_time(bench: Bench) -> None:
    bench.record(*Suite)
    said = deck(bench, Mode.ALL).plan(ALL)
    heads = {suite: read_tape(bench.tape(suite)).head for suite in Suite}
    for suite, head in heads.items():
        dollars = DEAR.of(Usage(**head.usage))
        line = f"{head.usage['calls']:,} calls, {head.usage['prompt_tokens']:,} tokens in, {head.usage['output_tokens']:,} out"
        assert any(suite.value in one and line in one and f"${dollars:,.2f}" in one for one in said.splitlines()), said
    assert f"in all     6 cases, {sum(head.usage['calls'] for head in heads.values()):,} calls" in said


def test_nothing_to_record_is_said_so(bench: Bench) -> None:
    bench.record(*Suite)
    assert deck(bench, Mode.STALE).plan(ALL) == "To record (--record stale): nothing to ask the model for\n"


def test_what_builds_on_a_stale_tape_is_in_the_plan(bench: Bench) -> None:
    bench.record(*Suite)
    prompt = bench.prompts / "extract.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("short claim", "brief claim"), encoding="utf-8")
    said = deck(bench, Mode.STALE).plan(ALL)
    assert [line.split()[0] for line in said.splitlines()[1:-1]] == [
        suite.value for suite in Suite if suite is not Suite.COMPARISON
    ]


def test_a_case_without_a_tape_is_reckoned_by_the_others_of_its_suite(bench: Bench) -> None:
    bench.record()
    (bench.seeds / SEED).rename(bench.seeds / "other")
    said = deck(bench, Mode.MISSING).plan({"other": frozenset({Suite.EXTRACTION})})
    assert f"1 case, {read_tape(bench.tape()).head.usage['calls']} calls" in said


def test_a_first_recording_is_reckoned_by_the_tapes_of_another_model_whose_pace_says_nothing(bench: Bench) -> None:
    shipped = read_tape(CASSETTES / "extraction" / f"{SEED}.yaml").head
    said = deck(bench, Mode.MISSING).plan({SEED: frozenset({Suite.EXTRACTION})})
    assert f"{shipped.usage['calls']} calls, {shipped.usage['prompt_tokens']:,} tokens in" in said
    assert "time unknown" in said


def test_a_recording_that_nothing_is_known_of_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.deck.CASSETTES", bench.tapes / "empty")
    said = deck(bench, Mode.MISSING).plan({SEED: frozenset({Suite.EXTRACTION})})
    assert "1 case, nothing known" in said
    assert "Not counted: 1 case has no tape of the suite to go by" in said


def test_what_a_stopped_recording_has_is_taken_off(bench: Bench) -> None:
    bench.record()
    calls = read_tape(bench.tape()).head.usage["calls"]
    capped = bench.deck(Mode.ALL, calls=3)
    with pytest.raises(CapReached):
        capped.outcome(Suite.EXTRACTION, bench.seed)
    assert f"1 case, {calls - 3} calls" in deck(bench, Mode.ALL).plan({SEED: frozenset({Suite.EXTRACTION})})


def test_the_price_of_a_model_that_nobody_knows_is_asked_for(bench: Bench) -> None:
    bench.record()
    said = deck(bench, Mode.ALL, price=None).plan(ALL)
    assert "$?" in said
    assert "No price is known for loopback: --price-in and --price-out give it" in said


def test_a_cap_in_dollars_is_never_passed_and_the_next_run_goes_on(bench: Bench) -> None:
    bench.record()
    tape = read_tape(bench.tape())
    whole = DEAR.of(sum((exchange.usage for exchange in tape.exchanges), Usage()))
    bench.tape().unlink()
    asked = len(bench.server.requests)
    stopped = deck(bench, Mode.MISSING, dollars=4.0)
    with pytest.raises(
        CapReached, match=r"could pass the cap of \$4\.00 .*what was recorded is kept: run the same again to go on"
    ):
        stopped.outcome(Suite.EXTRACTION, bench.seed)
    with pytest.raises(CapReached):
        stopped.outcome(Suite.SAMPLES, bench.seed)
    assert [type(fault) for fault in stopped.faults] == [CapReached]
    made = len(bench.server.requests) - asked
    assert 0 < made < len(tape.exchanges)
    assert 0 < stopped.allowance.cost <= 4.0
    assert stopped.allowance.cost < whole
    deck(bench, Mode.MISSING).outcome(Suite.EXTRACTION, bench.seed)
    assert len(bench.server.requests) - asked == len(tape.exchanges)


def test_a_cap_in_dollars_without_a_price_makes_no_call(bench: Bench) -> None:
    with pytest.raises(CapReached, match="no price is known for the model loopback"):
        deck(bench, Mode.MISSING, dollars=1.0, price=None).outcome(Suite.EXTRACTION, bench.seed)
    assert not bench.server.requests


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 400), st.integers(0, 2_000)), max_size=30),
    st.floats(0, 5),
)
def test_whatever_is_asked_costs_no_more_than_the_cap(calls: list[tuple[int, int, int]], dollars: float) -> None:
    allowance = Allowance(dollars=dollars, prices=PriceList(DEAR))
    paid = 0.0
    for length, output, limit in calls:
        request = {"model": "m", "messages": [{"role": "user", "content": "x" * length}], "max_tokens": max(limit, 1)}
        try:
            allowance.admit(request)
        except CapReached:
            continue
        usage = {"prompt_tokens": length // 4, "completion_tokens": min(output, max(limit, 1))}
        allowance.settle(Exchange("/v1/chat/completions", request, 200, {"usage": usage}, 0.1))
        paid += DEAR.of(Usage(calls=1, prompt_tokens=usage["prompt_tokens"], output_tokens=usage["completion_tokens"]))
    assert paid <= dollars + 1e-9
    assert allowance.cost == pytest.approx(paid, abs=1e-6)


def test_the_table_knows_common_models_and_what_runs_here_is_free() -> None:
    usage = Usage(calls=1, prompt_tokens=1_000_000, output_tokens=1_000_000)
    openai = ModelIdentity(spec="openai:gpt-4o-mini", name="gpt-4o-mini", provider="openai")
    beside = openai.model_copy(update={"endpoint": "http://127.0.0.1:8000/v1"})
    embedded = ModelIdentity(spec="embedded", name="qwen", provider="llama.cpp", weights_sha256="0" * 64)
    assert PriceList(model=openai)("gpt-4o-mini", usage) == PriceList()("gpt-4o-mini", usage)
    assert (PriceList()("gpt-4o-mini", usage) or 0) > 0
    assert PriceList(model=beside)("gpt-4o-mini", usage) == 0
    assert PriceList(model=embedded)("qwen", usage) == 0
    assert PriceList()("a-model-that-nobody-sells", usage) is None


def test_half_a_price_is_refused() -> None:
    with pytest.raises(UsageError, match="--price-in and --price-out go together"):
        given_price(1.0, None)


def test_a_plan_of_nothing_known_has_no_figures() -> None:
    assert "nothing to ask" in plan_text((), "m", Allowance(), "To record (--record all)")


@pytest.mark.parametrize("own", [False, True], ids=["another server", "OpenAI itself"])
def test_a_tape_replays_as_it_was_recorded_wherever_the_replay_would_ask(
    bench: Bench, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenAI itself is asked in other terms than other servers, and each has a path of its own."""
    here = bench.server.base_url.replace("/v1", "/api/v2")
    with monkeypatch.context() as patched:
        if own:
            patched.setattr(opening, "_OWN_HOSTS", ("127.0.0.1",))
        recorded = asking(bench, here, Mode.MISSING).outcome(Suite.EXTRACTION, bench.seed)
    asked = bench.server.requests[-1]
    assert asked.path == "/api/v2/chat/completions"
    assert ("max_completion_tokens" in asked.body) is own
    assert "127.0.0.1" not in bench.tape().read_text(encoding="utf-8")
    for elsewhere in (here, None, NOWHERE):
        assert asking(bench, elsewhere, Mode.NONE).outcome(Suite.EXTRACTION, bench.seed) == recorded


def test_a_prompt_of_another_version_and_the_same_text_makes_no_tape_stale(bench: Bench) -> None:
    bench.record(Suite.COMPARISON)
    asked = len(bench.server.requests)
    prompt = bench.prompts / "compare.md"
    text = prompt.read_text(encoding="utf-8")
    version = load_prompts(bench.prompts).by_step["compare"].identity.version
    prompt.write_text(text.replace(f"version: {version}\n", f"version: {version + 1}\n", 1), encoding="utf-8")
    bench.replay(Suite.COMPARISON)
    assert "nothing to ask" in deck(bench, Mode.STALE).plan({SEED: frozenset({Suite.COMPARISON})})
    bench.record(Suite.COMPARISON, mode=Mode.STALE)
    assert len(bench.server.requests) == asked
    prompt.write_text(text.replace("every detail", "each detail"), encoding="utf-8")
    with pytest.raises(StaleTape):
        bench.replay(Suite.COMPARISON)


def asking(bench: Bench, address: str | None, mode: Mode) -> Deck:
    made = bench.deck(mode)
    made.settings = Settings.model_validate({"openai_api_key": KEY, "base_url": address})
    return made
