"""Stock vcrpy on our tapes: it plays every one of the repository, records such tapes itself, and refuses a damaged one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr
from hypothesis import given
from hypothesis import strategies as st
from vcr.cassette import Cassette
from vcr.errors import CannotOverwriteExistingCassetteException
from vcr.request import Request

from evals.folders import CASSETTES
from evals.tapes.errors import BrokenTape, TapeError
from evals.tapes.offline import offline
from evals.tapes.tape import read_tape
from evals.tapes.vcrpy import TAPE, TapeSerializer, same_request, tape_vcr
from tests.models.loopback import Loopback, Reply, completion, failure

TAPES = sorted(CASSETTES.glob("*/*.yaml"))
NOWHERE = "http://nowhere.invalid"
KEY = "sk-proj-0123456789abcdefghij"


def post(client: httpx.Client, base_url: str, body: Any, path: str = "/chat/completions") -> Any:
    """The JSON of the answer."""
    return client.post(f"{base_url}{path}", json=body, headers={"Authorization": f"Bearer {KEY}"}).json()


@pytest.fixture(autouse=True)
def nothing_stays_patched() -> Iterator[None]:
    before = httpx.HTTPTransport.handle_request
    yield
    assert httpx.HTTPTransport.handle_request is before


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.mark.parametrize("tape", TAPES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_stock_vcrpy_plays_every_tape_of_the_repository(tape: Path, client: httpx.Client) -> None:
    exchanges = read_tape(tape).exchanges
    with offline(), tape_vcr().use_cassette(str(tape), serializer=TAPE, record_mode="none") as cassette:
        assert type(cassette) is Cassette
        for exchange in reversed(exchanges):
            assert post(client, NOWHERE, exchange.request, exchange.path) == exchange.response
        assert cassette.all_played
        changed = {**exchanges[0].request, "temperature": 1.5}
        with pytest.raises(CannotOverwriteExistingCassetteException):
            post(client, NOWHERE, changed, exchanges[0].path)


def test_stock_vcrpy_records_a_tape_that_it_and_we_read_back(tmp_path: Path, client: httpx.Client) -> None:
    tape = tmp_path / "mine" / "first.yaml"
    shared = "A source that several questions share. " * 5
    bodies = [
        {"model": "toy", "seed": 1, "messages": [{"role": "user", "content": f"{shared}\n\nQuestion {n}\n"}]}
        for n in range(3)
    ]
    with Loopback(lambda request: completion(f"On {request.body['messages'][0]['content'][-3:]}")) as server:
        with tape_vcr().use_cassette(str(tape)):
            told = [post(client, server.base_url, body) for body in bodies]
        assert len(server.requests) == 3
    with offline(), tape_vcr().use_cassette(str(tape), record_mode="none"):
        again = [post(client, f"{NOWHERE}/v1", body) for body in bodies]
    assert [one["choices"] for one in again] == [one["choices"] for one in told]
    read = read_tape(tape)
    assert [exchange.request for exchange in read.exchanges] == bodies
    assert read.head.usage["prompt_tokens"] == 30
    text = tape.read_text(encoding="utf-8")
    assert text.count(shared.strip()) == 1
    assert KEY not in text


def test_a_tape_goes_on_where_vcrpy_is_let(tmp_path: Path, client: httpx.Client) -> None:
    tape = str(tmp_path / "first.yaml")
    with Loopback(completion("one"), completion("two")) as server:
        for question in "ab":
            with tape_vcr(record_mode="new_episodes").use_cassette(tape):
                post(client, server.base_url, {"question": question})
    with offline(), tape_vcr().use_cassette(tape, record_mode="none", allow_playback_repeats=True):
        said = [
            post(client, f"{NOWHERE}/v1", {"question": question})["choices"][0]["message"]["content"]
            for question in "bab"
        ]
    assert said == ["two", "one", "two"]


def test_what_failed_is_not_recorded(tmp_path: Path, client: httpx.Client) -> None:
    tape = tmp_path / "first.yaml"
    with Loopback(failure(429), completion("yes")) as server, tape_vcr().use_cassette(str(tape)):
        assert "error" in post(client, server.base_url, {"question": "?"})
        post(client, server.base_url, {"question": "?"})
    assert [exchange.status for exchange in read_tape(tape).exchanges] == [200]


@pytest.mark.parametrize("secret", [KEY, "set-cookie: session=a1b2c3", "__cf_bm=a1b2c3d4"])
def test_a_key_and_a_cookie_in_an_answer_are_scrubbed(tmp_path: Path, client: httpx.Client, secret: str) -> None:
    tape = tmp_path / "first.yaml"
    with Loopback(completion(f"You sent {secret} with it.")) as server, tape_vcr().use_cassette(str(tape)):
        post(client, server.base_url, {"question": "?"})
    assert "You sent (scrubbed) with it." in tape.read_text(encoding="utf-8")


def test_an_edited_tape_is_refused_by_name(tmp_path: Path) -> None:
    tape = tmp_path / "first.yaml"
    tape.write_text(TAPES[0].read_text(encoding="utf-8").rstrip()[:-1], encoding="utf-8")
    with pytest.raises(BrokenTape, match=r"was cut short or edited"), tape_vcr().use_cassette(str(tape)):
        pass


@pytest.mark.parametrize("text", ["interactions: []\nversion: 1\n", "[", "", "no: head\n---\ntexts: {}\n"])
def test_what_is_no_tape_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(BrokenTape) as caught:
        TapeSerializer.deserialize(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [({"question": "?"}, "an answer has no JSON object for a body"), ({"stream": True}, "wants a streamed answer")],
)
def test_what_no_tape_can_hold_is_refused_in_one_line(
    tmp_path: Path, client: httpx.Client, body: dict[str, Any], said: str
) -> None:
    tape = tmp_path / "first.yaml"
    with (
        Loopback(Reply(b"data: a stream\n\n", headers={"Content-Type": "text/event-stream"})) as server,
        pytest.raises(TapeError, match=said),
        tape_vcr().use_cassette(str(tape)),
    ):
        client.post(f"{server.base_url}/chat/completions", json=body)


BODIES = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.lists(st.booleans()), max_size=4)


@given(BODIES, BODIES)
def test_requests_are_the_same_when_their_json_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    def sent(host: str, body: dict[str, Any], *, backwards: bool) -> Request:
        items = sorted(body.items(), reverse=backwards)
        return Request("POST", f"http://{host}/v1/x", json.dumps(dict(items), indent=2 if backwards else None), {})

    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert same_request(sent("a", one, backwards=False), sent("b", other, backwards=True)) is same
    assert same_request(sent("a", one, backwards=False), sent("b", one, backwards=True))
    assert isinstance(tape_vcr(), vcr.VCR)
