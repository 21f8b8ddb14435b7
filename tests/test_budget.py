"""The cap is kept: nothing is sent that could pass it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.errors import BudgetExhausted, Refused
from factcheck.models.base import Message
from factcheck.models.budget import BudgetedModel, Cap, OwnPurse, Price
from factcheck.models.store import Store, StoredModel
from factcheck.records import FailureKind, Usage
from tests.scripted import ScriptedModel


def yes(message: Message, options: object) -> Mapping[str, float]:
    return {"Yes": 0.0}


def question(number: int) -> Message:
    return Message(step="compare", system="s" * 30, user=f"{number:030}")  # 60 bytes: guessed at 20 tokens, costs 10


@settings(max_examples=50, deadline=None)
@given(tokens=st.integers(0, 400), calls=st.integers(1, 30))
def test_a_run_of_any_number_of_calls_at_once_stays_within_its_cap(tokens: int, calls: int) -> None:
    inner = ScriptedModel(weighed=yes)
    purse = OwnPurse(Cap(tokens=tokens))
    model = BudgetedModel(inner, purse)

    async def ask_all() -> list[object]:
        return await asyncio.gather(*(model.weigh(question(n), ["Yes"]) for n in range(calls)), return_exceptions=True)

    answers = asyncio.run(ask_all())
    refused = [answer for answer in answers if isinstance(answer, BudgetExhausted)]
    assert len(refused) + len(inner.messages) == calls
    assert 11 * len(inner.messages) <= tokens
    assert purse.spent.calls == len(inner.messages)
    if tokens >= 36 * calls:
        assert not refused


def test_what_a_call_cost_takes_the_place_of_its_guess() -> None:
    purse = OwnPurse(Cap(tokens=50))
    model = BudgetedModel(ScriptedModel(weighed=yes), purse)

    async def one_after_the_other() -> None:
        await model.weigh(question(1), ["Yes"])  # guess 36, cost 11
        await model.weigh(question(2), ["Yes"])
        with pytest.raises(BudgetExhausted, match="50 tokens") as refused:
            await model.weigh(question(3), ["Yes"])
        assert refused.value.kind is FailureKind.BUDGET_EXHAUSTED

    asyncio.run(one_after_the_other())
    assert purse.spent == Usage(calls=2, prompt_tokens=20, output_tokens=2)


def test_a_failed_call_counts_with_its_guess() -> None:
    def refuse(message: Message, options: object) -> Mapping[str, float]:
        raise Refused("no")

    model = BudgetedModel(ScriptedModel(weighed=refuse), Cap(tokens=50))

    async def twice() -> None:
        with pytest.raises(Refused):
            await model.weigh(question(1), ["Yes"])
        with pytest.raises(BudgetExhausted):
            await model.weigh(question(2), ["Yes"])

    asyncio.run(twice())


def test_a_purse_begins_with_what_was_spent_before_and_tells_each_change() -> None:
    told: list[int] = []
    purse = OwnPurse(Cap(tokens=50), Usage(prompt_tokens=10), lambda spent: told.append(spent.prompt_tokens))
    models = [BudgetedModel(ScriptedModel(weighed=yes), purse) for _ in range(2)]

    async def one_after_the_other() -> None:
        await models[0].weigh(question(1), ["Yes"])  # guess 20 + 16, cost 10 + 1
        with pytest.raises(BudgetExhausted):
            await models[1].weigh(question(2), ["Yes"])

    asyncio.run(one_after_the_other())
    assert told == [30, 20]


def test_a_cap_in_dollars() -> None:
    cap = Cap(dollars=1.0, price=Price(prompt=2.0, output=10.0))
    assert cap.passed_by(Usage(prompt_tokens=300_000, output_tokens=40_000)) is None
    assert cap.passed_by(Usage(prompt_tokens=300_001, output_tokens=40_000)) == "the cap of $1.00"
    with pytest.raises(ValueError, match="price"):
        Cap(dollars=1.0)


def test_an_answer_longer_than_what_is_left_is_not_asked_for() -> None:
    class Colour(BaseModel):
        name: str

    model = BudgetedModel(ScriptedModel(lambda *_: {"name": "blue"}), Cap(tokens=1000))

    async def ask() -> None:
        with pytest.raises(BudgetExhausted):
            await model.ask(question(1), Colour, max_tokens=990)
        await model.ask(question(1), Colour, max_tokens=200)

    asyncio.run(ask())


def test_the_store_in_front_costs_nothing() -> None:
    async def paid(store: Store, cap: Cap) -> bool:
        model = StoredModel(BudgetedModel(ScriptedModel(weighed=yes), cap), store)
        return (await model.weigh(question(1), ["Yes"])).paid

    with Store.in_memory() as store:
        assert asyncio.run(paid(store, Cap()))
        assert not asyncio.run(paid(store, Cap(tokens=0)))
