"""Which exchange answers a request."""

from __future__ import annotations

import json

from vcr.request import Request

from evals.tapes.cassette import KeyedCassette
from evals.tapes.exchange import Exchange
from evals.tapes.scrub import scrub

PATH = "/v1/chat/completions"


def request_of(text: str) -> Request:
    """A request that asks `text`."""
    body = {"messages": [{"role": "user", "content": text}], "seed": 0}
    return Request("POST", f"http://127.0.0.1:1{PATH}", json.dumps(body).encode(), {})


def test_a_request_that_was_scrubbed_when_it_was_recorded_finds_its_exchange() -> None:
    recorded: list[Exchange] = []
    asked = request_of("Read /home/someone/story.txt.")
    recording = KeyedCassette(path="t", exchanges=(), record=recorded.append)
    assert not recording.can_play_response_for(asked)
    recording.append(
        asked, {"status": {"code": 200, "message": ""}, "headers": {}, "body": {"string": b'{"choices": []}'}}
    )
    (exchange,) = recorded
    assert exchange.request == scrub(json.loads(asked.body)) != json.loads(asked.body)

    replay = KeyedCassette(path="t", exchanges=recorded)
    assert replay.can_play_response_for(asked)
    assert list(replay.asked) == [exchange.key]
    assert not replay.missed
