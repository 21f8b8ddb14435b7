"""Playing a suite's cases: recorded once, replayed without a server, and what may go wrong with a tape, a client or a case."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from langsmith.utils import get_env_var, tracing_is_enabled
from openai import BadRequestError, OpenAI, OpenAIError

from evals.modes import Mode
from evals.own import Case, Suite, Tally, is_live, suite, tally
from evals.own.playing import Player
from evals.results import what_moved
from evals.tapes.allowance import Allowance
from evals.tapes.errors import (
    BrokenTape,
    MissedExchange,
    MissingTape,
    SocketOpened,
    StaleTape,
    TapeError,
    UnsafeTape,
    UnusedExchange,
)
from tests.evals.own_project import KEY
from tests.models.loopback import Loopback, Reply, Request, completion, failure

PROMPT = "Read the order out of the e-mail."


class Desk:
    """A project's tapes, a server, and a suite that asks it what each case says, as often as each case says."""

    def __init__(self, folder: Path, server: Loopback) -> None:
        self.folder = folder
        self.server = server
        self.prompt = PROMPT
        self.client = OpenAI(base_url=server.base_url, api_key=KEY, timeout=20)
        self.extra: dict[str, Any] = {}

    def close(self) -> None:
        self.client.close()

    def ask(self, text: str) -> str:
        asked: Any = [{"role": "system", "content": self.prompt}, {"role": "user", "content": text}]
        said = self.client.chat.completions.create(model="toy", messages=asked, **self.extra)
        return said.choices[0].message.content or ""

    def play(self, case: Case) -> dict[str, Any]:
        return {"right": tally((self.ask(text) == "yes", text) for text in case["texts"])}

    def suite(self, *names: str) -> Suite:
        cases = [{"name": name, "texts": [f"{name} one", f"{name} two"]} for name in names or ("a",)]
        return suite(cases=cases, name="asking")(lambda case: self.play(case))

    def player(self, mode: Mode = Mode.NONE, calls: int | None = None) -> Player:
        return Player(self.folder, mode, Allowance(calls), lambda _: None)

    def scores(self, mode: Mode = Mode.NONE, given: Suite | None = None, calls: int | None = None) -> Any:
        one = given or self.suite()
        player = self.player(mode, calls)
        try:
            return player.scores(one, one.cases()[0]).scores
        finally:
            player.close()

    def tape(self, case: str = "a") -> Path:
        return self.folder / "suites" / "asking" / f"{case}.yaml"


def yes(request: Request) -> Reply:
    return completion("yes" if request.body["messages"][-1]["content"].endswith("one") else "no")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Loopback(yes) as server, closing(Desk(tmp_path, server)) as desk:
        yield desk


def test_a_case_is_recorded_once_and_replayed_without_a_server(desk: Desk) -> None:
    first = desk.scores(Mode.MISSING)
    assert [(score.metric, score.hits, score.of, score.missed) for score in first] == [
        ("asking.right", 1, 2, ("a two",))
    ]
    assert len(desk.server.requests) == 2
    content = desk.tape().read_bytes()
    desk.server.stop()
    assert desk.scores() == first
    assert desk.scores(Mode.MISSING) == first
    assert desk.tape().read_bytes() == content


def test_a_tape_that_was_recorded_with_other_weights_is_stale(desk: Desk) -> None:
    live: list[bool] = []

    def depending(weights: str) -> Suite:
        def play(case: Case) -> dict[str, Any]:
            live.append(is_live())
            return desk.play(case)

        return suite(cases=desk.suite().cases(), name="asking", depends_on={"weights": weights})(play)

    desk.scores(Mode.MISSING, depending("4f3c"))
    desk.scores(given=depending("4f3c"))
    for mode in (Mode.NONE, Mode.MISSING):
        with pytest.raises(StaleTape, match=r"asking/a.yaml is stale: weights is 9b1d, not 4f3c; record it"):
            desk.scores(mode, depending("9b1d"))
    with pytest.raises(StaleTape, match="weights is not named, not 4f3c"):
        desk.scores()
    assert len(desk.server.requests) == 2
    desk.scores(Mode.STALE, depending("9b1d"))
    assert len(desk.server.requests) == 4
    desk.scores(given=depending("9b1d"))
    assert live == [True, False, True, False]
    assert not is_live()


def test_what_the_suite_asks_otherwise_is_missed_at_once_and_only_that_is_recorded(desk: Desk) -> None:
    desk.scores(Mode.MISSING)
    asked = desk.play
    desk.play = lambda case: asked({**case, "texts": ["a one", "a new one"]})  # type: ignore[method-assign]
    with pytest.raises(MissedExchange, match=r"asking/a.yaml: 1 requests have no exchange.*a new one"):
        desk.scores()
    with pytest.raises(MissedExchange):
        desk.scores(Mode.MISSING)
    assert len(desk.server.requests) == 2
    assert desk.scores(Mode.STALE)[0].hits == 2
    assert len(desk.server.requests) == 3


def test_a_miss_that_the_suite_swallows_is_told_all_the_same(desk: Desk) -> None:
    desk.scores(Mode.MISSING)
    desk.prompt = "Another."
    asked = desk.play

    def careless(case: Case) -> dict[str, Any]:
        try:
            return asked(case)
        except OpenAIError:
            return {"right": True}

    desk.play = careless  # type: ignore[method-assign]
    with pytest.raises(MissedExchange):
        desk.scores()


def test_an_answer_that_nothing_asks_for_is_told(desk: Desk) -> None:
    desk.scores(Mode.MISSING)
    desk.play = lambda _: {"right": desk.ask("a one") == "yes"}  # type: ignore[method-assign]
    with pytest.raises(UnusedExchange, match="1 of 2 exchanges were never asked for"):
        desk.scores()


def test_no_tape_an_edited_tape_and_one_without_a_case_are_told(desk: Desk) -> None:
    with pytest.raises(MissingTape, match=r"asking/a\.yaml: was never recorded"):
        desk.scores()
    desk.scores(Mode.MISSING)
    other = desk.tape("gone")
    other.write_bytes(desk.tape().read_bytes())
    player = desk.player()
    assert player.orphans(desk.suite(), desk.suite().cases()) == (str(other),)
    player.close()
    desk.tape().write_text(desk.tape().read_text(encoding="utf-8").replace("'no'", "'yes'").replace(": no", ": yes"))
    with pytest.raises(BrokenTape):
        desk.scores()


def test_a_replay_opens_no_socket(desk: Desk) -> None:
    desk.scores(Mode.MISSING)
    asked = desk.play

    def reaching(case: Case) -> dict[str, Any]:
        import socket

        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except OSError:
            pass
        except TapeError:
            pass
        return asked(case)

    desk.play = reaching  # type: ignore[method-assign]
    with pytest.raises(SocketOpened):
        desk.scores()


def test_a_recording_that_was_stopped_goes_on(desk: Desk) -> None:
    with pytest.raises(TapeError, match="the cap of 1 calls is reached"):
        desk.scores(Mode.MISSING, calls=1)
    assert not desk.tape().exists()
    assert desk.scores(Mode.MISSING)[0].of == 2
    assert len(desk.server.requests) == 2


def test_compressed_answers_are_recorded(tmp_path: Path) -> None:
    body = completion("yes")
    packed = Reply(gzip.compress(body.body), 200, {**body.headers, "Content-Encoding": "gzip"})
    with Loopback(packed) as server, closing(Desk(tmp_path, server)) as desk:
        assert desk.scores(Mode.MISSING)[0].hits == 2
        assert desk.scores()[0].hits == 2


def with_httpx(url: str, body: bytes, headers: dict[str, str]) -> Any:
    return httpx.post(url, content=body, headers=headers, timeout=20).json()


def with_requests(url: str, body: bytes, headers: dict[str, str]) -> Any:
    requests = pytest.importorskip("requests")
    return requests.post(url, data=body, headers=headers, timeout=20).json()


def with_urllib(url: str, body: bytes, headers: dict[str, str]) -> Any:
    asked = urllib.request.Request(url, body, headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=20) as answered:  # noqa: S310
        return json.load(answered)


@pytest.mark.parametrize("post", [with_httpx, with_requests, with_urllib])
def test_any_client_will_do(tmp_path: Path, post: Callable[[str, bytes, dict[str, str]], Any]) -> None:
    with Loopback(yes) as server, closing(Desk(tmp_path, server)) as desk:

        def ask(text: str) -> str:
            body = json.dumps({"model": "toy", "messages": [{"role": "user", "content": text}]}).encode()
            found = post(f"{server.base_url}/chat/completions", body, {"Content-Type": "application/json"})
            return str(found["choices"][0]["message"]["content"])

        desk.ask = ask  # type: ignore[method-assign]
        first = desk.scores(Mode.MISSING)
        assert len(server.requests) == 2
    assert desk.scores() == first
    desk.play = lambda _: {"right": ask("something else") == "yes"}  # type: ignore[method-assign]
    with pytest.raises(MissedExchange):
        desk.scores()


def test_a_failed_answer_is_not_recorded(tmp_path: Path) -> None:
    with (
        Loopback(failure(400, "bad")) as server,
        closing(Desk(tmp_path, server)) as desk,
        pytest.raises(BadRequestError, match="bad"),
    ):
        desk.scores(Mode.MISSING)
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_streamed_answer_is_refused_in_words(desk: Desk) -> None:
    desk.extra = {"stream": True}
    desk.client = desk.client.with_options(max_retries=0)
    with pytest.raises(TapeError, match="wants a streamed answer"):
        desk.scores(Mode.MISSING)


def test_no_secret_of_the_environment_reaches_a_tape(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_API_KEY", "a-plain-word-of-mine")
    monkeypatch.setenv("MY_SHORT_KEY", "one")
    desk.prompt = "Say a-plain-word-of-mine."
    with pytest.raises(UnsafeTape, match="a secret of this run"):
        desk.scores(Mode.MISSING)
    assert not list(desk.folder.rglob("*.yaml"))


def test_clients_that_a_module_keeps_work_in_every_case(tmp_path: Path) -> None:
    """Their connections belong to the event loop that they were opened on."""
    from openai import AsyncOpenAI

    with Loopback(yes) as server:
        client = AsyncOpenAI(base_url=server.base_url, api_key=KEY, max_retries=0, timeout=20)

        async def play(case: Case) -> Mapping[str, Any]:
            asked: Any = [{"role": "user", "content": "one"}]
            found = await asyncio.gather(
                *(client.chat.completions.create(model=f"{case['name']}-{n}", messages=asked) for n in range(3))
            )
            return {"right": Tally(sum(one.choices[0].message.content == "yes" for one in found), 3)}

        both = suite(cases=[{"name": "a"}, {"name": "b"}])(play)
        player = Player(tmp_path, Mode.MISSING, Allowance(), lambda _: None)
        results = player.results(both, both.cases())

        async def close(_: Case) -> Mapping[str, Any]:
            await client.close()
            return {"done": True}

        player.scores(last := suite(cases=[{"name": "c"}])(close), last.cases()[0])
        player.close()
    assert results.unplayed == {}
    assert [case.scores[0].hits for case in results.cases] == [3, 3]
    assert results.usage["play"].calls == 6


def test_a_case_that_never_ends_fails_and_the_run_goes_on(tmp_path: Path) -> None:
    async def slow(case: Case) -> Mapping[str, Any]:
        await asyncio.sleep(0 if case["name"] == "b" else 60)
        return {"done": True}

    def stuck(case: Case) -> Mapping[str, Any]:
        time.sleep(1)
        return {"done": True}

    player = Player(tmp_path, Mode.MISSING, Allowance(), lambda _: None)
    waiting = suite(cases=[{"name": "a"}, {"name": "b"}], seconds=0.1)(slow)
    results = player.results(waiting, waiting.cases())
    assert "slow/a: did not end within 0.1 s" in results.unplayed["slow/a"]
    assert [case.case for case in results.cases] == ["b"]
    hanging = suite(cases=[{"name": "a"}, {"name": "b"}], seconds=0.1)(stuck)
    results = player.results(hanging, hanging.cases())
    assert "did not end" in results.unplayed["stuck/a"]
    assert results.unplayed["stuck/b"] == "stuck/b: was not played, because stuck/a is still running"
    player.close()


def test_nothing_is_traced_while_a_case_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    get_env_var.cache_clear()

    async def waited(_: Case) -> Mapping[str, Any]:
        return {"traced": bool(tracing_is_enabled())}

    def plain(_: Case) -> Mapping[str, Any]:
        return {"traced": bool(tracing_is_enabled())}

    assert tracing_is_enabled()
    player = Player(tmp_path, Mode.MISSING, Allowance(), lambda _: None)
    for play in (waited, plain):
        one = suite(cases=[{"name": "a"}])(play)
        assert player.scores(one, one.cases()[0]).scores[0].hits == 0
    player.close()
    get_env_var.cache_clear()


def test_a_case_that_raises_has_no_score_and_the_others_have(desk: Desk) -> None:
    def play(case: Case) -> dict[str, Any]:
        assert case["name"] != "b", "b is not readable"
        return {"right": True, "none": None}

    desk.play = play  # type: ignore[method-assign]
    player = desk.player(Mode.MISSING)
    both = desk.suite("a", "b", "c")
    results = player.results(both, both.cases())
    player.close()
    assert [case.case for case in results.cases] == ["a", "c"]
    assert results.unplayed["asking/b"].startswith("AssertionError: b is not readable")
    assert [score.value for score in results.cases[0].scores] == [1, None]


def test_another_case_under_a_name_moves_the_seeds_and_not_the_tapes(desk: Desk) -> None:
    desk.scores(Mode.MISSING)
    origins = []
    for note in ("x", "y"):
        cases = [{**case, "note": note} for case in desk.suite().cases()]
        player, one = desk.player(), suite(cases=cases, name="asking")(lambda case: desk.play(case))
        origins.append(player.results(one, one.cases()).origin)
        player.close()
    assert origins[0].model.name == "toy"
    assert what_moved(*origins) == {"seeds": ("cases/asking/a changed",)}
