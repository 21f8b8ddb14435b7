"""Whatever a provider does wrong ends as the error that names it, for `ask` and for `weigh`; never as an answer."""

from __future__ import annotations

import asyncio
import socket
import traceback
from email.utils import formatdate
from itertools import pairwise
from time import time

import pytest

from factcheck.errors import (
    BadKey,
    ContextTooLong,
    Filtered,
    ModelError,
    QuotaExhausted,
    RateLimited,
    Refused,
    TimedOut,
    Truncated,
    Unavailable,
    UnknownModel,
    Unparsable,
)
from factcheck.models.faults import Addressee, public_address, read_fault, redact
from factcheck.models.retrying import LONGEST_WAIT
from tests.models.asking import KEY, MESSAGE, WAYS, Count, Waits, Way, calling, model_at
from tests.models.loopback import Loopback, Reply, completion, failure, json_reply, weighing

GOOD = {"ask": completion('{"n": 1}'), "weigh": weighing({"Yes": 0.75, "No": 0.25})}
CONTEXT = "This model's maximum context length is 8192 tokens."
JSON = {"Content-Type": "application/json"}

FAULTS: dict[str, tuple[Reply, type[ModelError], int]] = {
    # name: what the server does with every request, what it ends as, how many requests it is worth
    "401": (failure(401, "Incorrect API key provided"), BadKey, 1),
    "403": (failure(403, "Your key may not use this model"), BadKey, 1),
    "400 for the key": (failure(400, "API key not valid. Please pass a valid API key."), BadKey, 1),
    "404": (failure(404, "The model `loopback` does not exist", code="model_not_found"), UnknownModel, 1),
    "400 for the model": (failure(400, "Model Not Exist", code="invalid_request_error"), UnknownModel, 1),
    "402": (failure(402, "Insufficient Balance"), QuotaExhausted, 1),
    "429 without credit": (failure(429, "You exceeded it", code="insufficient_quota"), QuotaExhausted, 1),
    "429": (failure(429, "Too many requests"), RateLimited, 5),
    "400 for the context": (failure(400, CONTEXT, code="context_length_exceeded"), ContextTooLong, 1),
    "400 for llama.cpp's context": (
        failure(400, "the request exceeds the available context size", code="exceed_context_size_error"),
        ContextTooLong,
        1,
    ),
    "413": (failure(413, "Request too large"), ContextTooLong, 1),
    "400 for the content": (failure(400, "The response was filtered", code="content_filter"), Filtered, 1),
    "400 for something else": (failure(400, "Missing user"), Unavailable, 1),
    "500": (failure(500, "Internal error"), Unavailable, 5),
    "503 in HTML": (Reply(b"<h1>Busy</h1>", 503, {"Content-Type": "text/html"}), Unavailable, 5),
    "504": (failure(504, "Upstream gave no answer"), TimedOut, 2),
    "connection reset": (Reply(end="reset"), Unavailable, 5),
    "lost mid-answer": (Reply(GOOD["ask"].body, headers=JSON, end="cut"), Unavailable, 5),
    "truncated JSON": (Reply(GOOD["ask"].body[:-20], headers=JSON), Unavailable, 3),
    "HTML": (Reply(b"<h1>Log in</h1>", headers={"Content-Type": "text/html"}), Unavailable, 3),
    "nothing at all": (Reply(headers=JSON), Unavailable, 3),
    "other JSON": (json_reply({"hello": "world"}), Unavailable, 3),
    "an error with status 200": (json_reply({"error": {"message": "upstream failed"}}), Unavailable, 3),
    "null choices": (json_reply({"choices": None}), Unavailable, 3),
    "empty choices": (json_reply({"choices": []}), Unparsable, 1),
    "refusal": (completion(None, refusal="I cannot help with that."), Refused, 1),
    "content filter": (completion("", finish_reason="content_filter"), Filtered, 1),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_as_its_named_error(name: str, way: Way) -> None:
    reply, error, requests = FAULTS[name]
    with Loopback(reply) as server:
        with pytest.raises(error) as raised:
            WAYS[way](server)
        assert type(raised.value) is error
        assert len(server.requests) == requests
    said = str(raised.value)
    assert said.startswith(f"openai:loopback at {server.base_url}")
    assert "\n" not in said


def test_an_error_in_a_good_reply_is_told_in_the_servers_words() -> None:
    with Loopback(FAULTS["an error with status 200"][0]) as server, pytest.raises(Unavailable, match="upstream failed"):
        WAYS["ask"](server)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [name for name, (_, _, requests) in FAULTS.items() if requests > 1])
def test_a_fault_that_passes_is_got_over(name: str, way: Way) -> None:
    with Loopback(FAULTS[name][0], GOOD[way]) as server:
        WAYS[way](server)
        assert len(server.requests) == 2


@pytest.mark.parametrize("way", WAYS)
def test_a_stall_times_out_and_is_tried_once_more(way: Way) -> None:
    with Loopback(Reply(end="stall")) as server:
        with pytest.raises(TimedOut, match="no answer in time"):
            WAYS[way](server, timeout=0.2)
        assert len(server.requests) == 2


@pytest.mark.parametrize("way", WAYS)
def test_an_endpoint_whose_name_does_not_resolve_is_unknown(way: Way) -> None:
    model = model_at("http://no-such-host.invalid/v1")
    with pytest.raises(UnknownModel, match=r"http://no-such-host\.invalid/v1 cannot be reached"):
        calling(model, lambda m: m.ask(MESSAGE, Count, max_tokens=9) if way == "ask" else m.weigh(MESSAGE, ("A", "B")))


def test_an_endpoint_that_nobody_listens_at_is_unknown_but_one_that_went_away_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    with pytest.raises(UnknownModel, match="cannot be reached"):
        calling(model_at(address), lambda model: model.ask(MESSAGE, Count, max_tokens=9))

    with Loopback(GOOD["ask"]) as server:
        model = model_at(server.base_url)

        async def twice() -> None:
            await model.ask(MESSAGE, Count, max_tokens=9)
            server.stop()
            with pytest.raises(Unavailable):
                await model.ask(MESSAGE, Count, max_tokens=9)
            await model.close()

        asyncio.run(twice())


class TestWaiting:
    def test_the_servers_wish_is_honoured(self) -> None:
        waits = Waits()
        with Loopback(failure(429, headers={"Retry-After": "7"}), GOOD["ask"]) as server:
            WAYS["ask"](server, waits=waits)
        assert len(waits.seconds) == 1
        assert 7 <= waits.seconds[0] <= 7.5

    def test_milliseconds_come_before_seconds(self) -> None:
        waits = Waits()
        headers = {"retry-after-ms": "1500", "Retry-After": "30"}
        with Loopback(failure(503, headers=headers), GOOD["weigh"]) as server:
            WAYS["weigh"](server, waits=waits)
        assert 1.5 <= waits.seconds[0] <= 2

    def test_a_date_is_a_wish_too(self) -> None:
        waits = Waits()
        with Loopback(
            failure(429, headers={"Retry-After": formatdate(time() + 20, usegmt=True)}), GOOD["ask"]
        ) as server:
            WAYS["ask"](server, waits=waits)
        assert 15 <= waits.seconds[0] <= 21

    @pytest.mark.parametrize("wish", ["soon", "", "-3"])
    def test_a_wish_that_makes_no_sense_does_no_harm(self, wish: str) -> None:
        waits = Waits()
        with Loopback(failure(429, headers={"Retry-After": wish}), GOOD["ask"]) as server:
            WAYS["ask"](server, waits=waits)
        assert 0 <= waits.seconds[0] < 2

    def test_a_wish_beyond_the_bound_is_not_waited_for_but_told(self) -> None:
        waits = Waits()
        with Loopback(failure(429, headers={"Retry-After": "3600"})) as server:
            with pytest.raises(RateLimited, match="3600 s"):
                WAYS["ask"](server, waits=waits)
            assert len(server.requests) == 1
        assert waits.seconds == []

    def test_all_waits_of_a_call_together_are_bounded(self) -> None:
        waits = Waits()
        with Loopback(failure(429, headers={"Retry-After": "25"})) as server, pytest.raises(RateLimited):
            WAYS["ask"](server, waits=waits)
        assert len(waits.seconds) == 2
        assert sum(waits.seconds) <= LONGEST_WAIT

    def test_without_a_wish_the_waits_grow_and_differ(self) -> None:
        runs = []
        for _ in range(2):
            waits = Waits()
            with Loopback(failure(500)) as server, pytest.raises(Unavailable):
                WAYS["ask"](server, waits=waits)
            runs.append(waits.seconds)
        assert all(later > earlier for run in runs for earlier, later in pairwise(run))
        assert runs[0] != runs[1]


class TestSecrets:
    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
    @pytest.mark.parametrize("way", WAYS)
    def test_a_key_that_the_server_repeats_is_not_shown(self, status: int, way: Way) -> None:
        with Loopback(failure(status, f"{KEY} and Bearer {KEY} are no good")) as server:
            with pytest.raises(ModelError) as raised:
                WAYS[way](server)
            assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        shown = "".join(traceback.format_exception(raised.value))
        assert KEY not in shown
        assert "[key]" in str(raised.value)

    def test_a_key_in_a_refusal_or_a_wrong_answer_is_not_shown(self) -> None:
        for reply in (completion(None, refusal=f"no {KEY}"), completion(f'{{"n": "{KEY}"}}'), completion(KEY)):
            with Loopback(reply) as server, pytest.raises(ModelError) as raised:
                WAYS["ask"](server)
            assert KEY not in "".join(traceback.format_exception(raised.value))

    @pytest.mark.parametrize("key", ["sk-“curly”", "sk-two\nlines", "sk-tab\x00"])
    def test_a_key_that_cannot_be_one_is_a_bad_key_and_not_shown(self, key: str) -> None:
        with Loopback(GOOD["ask"]) as server:
            model = model_at(server.base_url, key=key)
            with pytest.raises(BadKey, match="OPENAI_API_KEY") as raised:
                calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))
            assert server.requests == []
        assert key not in "".join(traceback.format_exception(raised.value))

    def test_what_an_address_hides_is_not_shown(self) -> None:
        with Loopback(failure(404, "no /v1 for maria, hunter22 or tok-123456")) as server:
            secret = server.base_url.replace("http://", "http://maria:hunter22@") + "?token=tok-123456"
            model = model_at(secret)
            with pytest.raises(UnknownModel) as raised:
                calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))
        shown = "".join(traceback.format_exception(raised.value)) + model.identity.model_dump_json()
        assert server.base_url in shown
        for hidden in ("maria", "hunter22", "tok-123456"):
            assert hidden not in shown

    @pytest.mark.parametrize(
        "key", ["sk-abcd************wxyz", "gsk_0123456789", "Bearer abc.def", "AIza-SyA1234567", "xai-abcdefgh"]
    )
    def test_what_looks_like_a_key_is_not_shown(self, key: str) -> None:
        assert redact(f"Incorrect: {key}, sorry") == "Incorrect: [key], sorry"

    def test_an_address_is_shown_without_what_may_be_secret(self) -> None:
        assert public_address("https://me:pw@host:8443/v1/?key=1#x") == "https://host:8443/v1"


def test_an_exception_that_nobody_foresaw_is_unavailable_by_name() -> None:
    class QuantumFlipError(Exception):
        pass

    fault = read_fault(QuantumFlipError("the cat\nis gone"), Addressee("odd:model"))
    assert isinstance(fault.error, Unavailable)
    assert str(fault.error) == "odd:model: QuantumFlipError: the cat is gone"
    assert fault.attempts == 1


def test_an_answer_cut_short_is_truncated_even_where_its_json_is_whole() -> None:
    for text in ('{"n": 1', '{"n": 1}'):
        with Loopback(completion(text, finish_reason="length")) as server, pytest.raises(Truncated, match="5 tokens"):
            WAYS["ask"](server)


@pytest.mark.parametrize("text", ["", "I think it is 3.", '{"n": "many"}', '{"m": 1}', '{"n": 1', "[1]", "null"])
def test_an_answer_of_another_form_is_asked_for_once_more_and_then_unparsable(text: str) -> None:
    with Loopback(completion(text)) as server:
        with pytest.raises(Unparsable, match="does not have the requested form"):
            WAYS["ask"](server)
        assert len(server.requests) == 2


def test_a_weighed_answer_that_begins_with_no_option_is_unparsable() -> None:
    with Loopback(weighing({"The": 0.9, "It": 0.09, "Yes": 0.005})) as server:
        with pytest.raises(Unparsable, match="begins with 'The' or 'It' or 'Yes', not with Yes or No"):
            WAYS["weigh"](server)
        assert len(server.requests) == 1
