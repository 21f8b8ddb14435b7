"""What was paid for survives, and is asked for once: in a store of either kind."""

from __future__ import annotations

import asyncio
import math
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, field_validator

from factcheck.errors import TimedOut
from factcheck.models.base import Answer, Message, Weights
from factcheck.models.store import Kept, Store, StoredModel
from factcheck.records import Usage
from tests.scripted import IDENTITY, ScriptedModel


class Colour(BaseModel):
    name: str


class Shade(BaseModel):
    name: str
    dark: bool = False


BLUE = Message(step="extract", system="Name a colour.", user="The sky?")


def blue(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
    return {"name": "blue"}


def evens(message: Message, options: object) -> Mapping[str, float]:
    return {"Yes": -0.5, "No": -math.inf}


def test_an_answer_is_paid_for_once_and_equal_ever_after(place: str) -> None:
    async def both(model: ScriptedModel, store: Store) -> tuple[Answer[Colour], Weights]:
        stored = StoredModel(model, store)
        return await stored.ask(BLUE, Colour, max_tokens=9), await stored.weigh(BLUE, ["Yes", "No"])

    with Store.open(place) as store:
        first = asyncio.run(both(ScriptedModel(blue, evens), store))
    with Store.open(place) as store:
        second = asyncio.run(both(ScriptedModel(), store))  # this one fails when it is asked
    assert [given.paid for given in first] == [True, True]
    assert [given.paid for given in second] == [False, False]
    assert [replace(given, paid=True) for given in second] == list(first)


def test_everything_that_determines_an_answer_is_in_its_key(store: Store) -> None:
    async def ask_all() -> list[int]:
        calls = []
        elsewhere = IDENTITY.model_copy(update={"parameters": {"temperature": 0.7}})
        other_weights = IDENTITY.model_copy(update={"weights_sha256": "00"})
        for model, message, answer, max_tokens in [
            (ScriptedModel(blue), BLUE, Colour, 9),
            (ScriptedModel(blue), BLUE, Colour, 10),
            (ScriptedModel(blue), BLUE, Shade, 9),
            (ScriptedModel(blue), Message("extract", "Name a color.", BLUE.user), Colour, 9),
            (ScriptedModel(blue), Message("extract", BLUE.system, "The sea?"), Colour, 9),
            (ScriptedModel(blue, identity=elsewhere), BLUE, Colour, 9),
            (ScriptedModel(blue, identity=other_weights), BLUE, Colour, 9),
        ]:
            await StoredModel(model, store).ask(message, answer, max_tokens=max_tokens)
            calls.append(len(model.messages))
        weighed = ScriptedModel(weighed=evens)
        await StoredModel(weighed, store).weigh(BLUE, ["Yes", "No"])
        await StoredModel(weighed, store).weigh(BLUE, ["No", "Yes"])
        return [*calls, len(weighed.messages)]

    assert asyncio.run(ask_all()) == [1, 1, 1, 1, 1, 1, 1, 2]


def test_an_adapter_is_in_the_keys_of_its_step_and_no_others(store: Store) -> None:
    confirming = Message("confirm", BLUE.system, "Is it?")

    async def ask_both(adapters: dict[str, str]) -> int:
        model = ScriptedModel(blue, identity=IDENTITY.model_copy(update={"adapters": adapters}))
        for message in (BLUE, confirming):
            await StoredModel(model, store).ask(message, Colour, max_tokens=9)
        return len(model.messages)

    assert BLUE.step != "confirm"
    paid = [
        asyncio.run(ask_both(adapters)) for adapters in ({}, {"confirm": "a1"}, {"confirm": "b2"}, {"confirm": "a1"})
    ]
    assert paid == [2, 1, 1, 0]


def test_what_does_not_determine_an_answer_is_not(store: Store) -> None:
    async def ask_again() -> None:
        await StoredModel(ScriptedModel(blue), store).ask(BLUE, Colour, max_tokens=9)
        renamed = ScriptedModel(identity=IDENTITY.model_copy(update={"spec": "the same, called otherwise"}))
        again = await StoredModel(renamed, store).ask(
            Message("other step", BLUE.system, BLUE.user), Colour, max_tokens=9
        )
        assert again.value == Colour(name="blue")

    asyncio.run(ask_again())


def test_identical_calls_at_once_share_one_answer_and_others_do_not_wait(store: Store) -> None:
    model = ScriptedModel(blue)
    stored = StoredModel(model, store)

    async def crowd() -> list[Answer[Colour]]:
        return await asyncio.gather(*(stored.ask(BLUE, Colour, max_tokens=n % 2 + 1) for n in range(20)))

    answers = asyncio.run(crowd())
    assert len(model.messages) == 2
    assert sum(answer.paid for answer in answers) == 2


def test_a_failure_is_not_stored(store: Store) -> None:
    answers = iter([TimedOut("no answer in 60 s"), {"name": "blue"}])

    def at_the_second_try(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        now = next(answers)
        if isinstance(now, TimedOut):
            raise now
        return now

    async def twice() -> None:
        stored = StoredModel(ScriptedModel(at_the_second_try), store)
        with pytest.raises(TimedOut):
            await stored.ask(BLUE, Colour, max_tokens=9)
        assert (await stored.ask(BLUE, Colour, max_tokens=9)).value.name == "blue"

    asyncio.run(twice())


def test_a_stopped_call_leaves_its_twin_able_to_go_on(store: Store) -> None:
    class Slow(ScriptedModel):
        async def weigh(self, message, options):  # type: ignore[no-untyped-def]
            await asyncio.sleep(0.05)
            return await super().weigh(message, options)

    async def stop_one() -> Mapping[str, float]:
        stored = StoredModel(Slow(weighed=evens), store)
        first = asyncio.create_task(stored.weigh(BLUE, ["Yes", "No"]))
        second = asyncio.create_task(stored.weigh(BLUE, ["Yes", "No"]))
        await asyncio.sleep(0.01)
        first.cancel()
        return (await second).logprobs

    assert asyncio.run(stop_one())["Yes"] == -0.5


def test_an_entry_its_type_no_longer_accepts_is_asked_for_again(store: Store) -> None:
    class Stricter(BaseModel):
        model_config = ConfigDict(title="Colour")
        name: str

        @field_validator("name")
        @classmethod
        def no_longer(cls, name: str) -> str:
            if name == "blue":
                raise ValueError("say which blue")
            return name

    assert Stricter.model_json_schema() == Colour.model_json_schema()
    asyncio.run(StoredModel(ScriptedModel(blue), store).ask(BLUE, Colour, max_tokens=9))
    model = ScriptedModel(lambda *_: {"name": "azure"})
    for _ in range(2):
        assert asyncio.run(StoredModel(model, store).ask(BLUE, Stricter, max_tokens=9)).value.name == "azure"
    assert len(model.messages) == 1


def json_texts() -> st.SearchStrategy[str]:
    """Answers as they are stored: JSON, in which no raw control character can be."""
    return st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=json_texts(), calls=st.integers(0, 10**9))
def test_what_is_kept_is_found(store: Store, answer: str, calls: int) -> None:
    kept = Kept(answer, Usage(calls=calls))
    store.keep("key", "model", "step", kept)
    assert store.find("key") == kept
    assert store.find("other") is None


def test_the_shelves_and_forgetting(store: Store) -> None:
    for number in range(300):
        store.keep(f"{number}", "qwen", "extract" if number % 3 else "compare", Kept("x" * 1000, Usage()))
    middle = time.time()
    time.sleep(0.01)
    store.keep("late", "gpt", "extract", Kept("{}", Usage()))
    shelves = store.shelves()
    assert [(s.model, s.step, s.entries) for s in shelves] == [
        ("gpt", "extract", 1),
        ("qwen", "compare", 100),
        ("qwen", "extract", 200),
    ]
    assert shelves[1].oldest <= shelves[2].newest <= middle < shelves[0].oldest
    assert store.forget(before=middle) == 300
    assert [(s.model, s.entries) for s in store.shelves()] == [("gpt", 1)]
    assert store.forget() == 1
    assert store.shelves() == []


KEEPER = """
import sys
from factcheck.records import Usage
from factcheck.models.store import Kept, Store

with Store.open(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        store.keep(f"{sys.argv[2]}-{number}", "qwen", "extract", Kept("x" * 2000, Usage(calls=1)))
        print(number, flush=True)
"""


def keeper(place: str, name: str, count: int) -> subprocess.Popen[str]:
    """Another process that keeps `count` answers and says each number once it is stored."""
    return subprocess.Popen([sys.executable, "-c", KEEPER, place, name, str(count)], stdout=subprocess.PIPE, text=True)


def test_two_runs_at_once_from_a_store_that_is_not_there_yet(place: str) -> None:
    runs = [keeper(place, name, 100) for name in "ab"]
    for run in runs:
        run.communicate(timeout=60)
    assert [run.returncode for run in runs] == [0, 0]
    with Store.open(place) as store:
        assert store.shelves()[0].entries == 200


def test_a_run_killed_anywhere_loses_no_answer_it_had(place: str) -> None:
    for kill_after in (1, 7, 40):
        run = keeper(place, f"k{kill_after}", 100_000)
        assert run.stdout is not None
        for _ in range(kill_after):
            last = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
        said = run.communicate(timeout=60)[0].split()
        last = max([last, *map(int, said)])
        with Store.open(place) as store:
            for number in range(last + 1):
                assert store.find(f"k{kill_after}-{number}") == Kept("x" * 2000, Usage(calls=1))
