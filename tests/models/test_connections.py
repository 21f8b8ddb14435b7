"""Models of any provider: how they are opened, what they are sent, and what is made of their answers."""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import openai
import pytest
import vcr
from pydantic import SecretStr

from factcheck.errors import BadKey, Truncated, UnknownModel, UsageError
from factcheck.models import open_model
from factcheck.models.chat import REASONING_TOKENS, STATED_PROBABILITY
from factcheck.records import Usage
from factcheck.settings import Settings
from tests.models.asking import KEY, MESSAGE, NO_CERTIFICATES, OPTIONS, Count, Waits, ask, calling, model_at, weigh
from tests.models.loopback import Loopback, Reply, completion, failure, json_reply, weighing
from tests.models.loopback import Request as Sent

ONE = completion('{"n": 1}')


class TestOpening:
    def test_without_any_wish_it_is_the_embedded_model(self) -> None:
        model = open_model(None, Settings())
        assert model.identity.spec == "embedded"
        assert model.identity.weights_sha256 is not None
        assert model.identity.engine is not None
        assert model.identity.engine.startswith("xllamacpp ")
        assert model.concurrency == 1
        assert model.context_tokens == 8192

    def test_a_wish_in_words_goes_before_the_settings(self) -> None:
        settings = Settings(model="openai:small", base_url="http://localhost:1/v1")
        assert open_model(None, settings).identity.name == "small"
        assert open_model("openai:large", settings).identity.name == "large"
        assert open_model("embedded", settings).identity.endpoint is None
        assert open_model(None, settings, base_url="http://localhost:2/v1").identity.endpoint == "http://localhost:2/v1"

    def test_the_identity_holds_what_determines_the_answers(self) -> None:
        one = open_model("openai:gpt-4o-mini", Settings(), seed=3, temperature=0.7).identity
        assert one.parameters == {"temperature": 0.7, "seed": 3}
        assert one.endpoint == "https://api.openai.com/v1"
        assert one == open_model("openai:gpt-4o-mini", Settings(), seed=3, temperature=0.7).identity
        assert one != open_model("openai:gpt-4o-mini", Settings(), seed=4, temperature=0.7).identity

    def test_a_local_file_is_known_by_its_bytes_and_not_by_its_place(self, tmp_path: Path) -> None:
        settings = Settings(cache_dir=tmp_path / "cache")
        identities = []
        for place in ("here", "there"):
            file = tmp_path / place / "tiny.gguf"
            file.parent.mkdir()
            file.write_bytes(b"GGUF and so on")
            identities.append(open_model(f"local:{file}", settings).identity)
        assert identities[0] == identities[1]
        assert identities[0].spec == "local:tiny.gguf"
        file.write_bytes(b"GGUF and something else")
        assert open_model(f"local:{file}", settings).identity != identities[0]

    @pytest.mark.parametrize(
        "spec", ["gpt-4o", "openai:", ":x", "Open AI:x", "openai:two words", "local:/no/such.gguf"]
    )
    def test_what_names_no_model_is_said_in_one_line_with_examples(self, spec: str) -> None:
        with pytest.raises(UnknownModel, match=r"local:/path/to/model\.gguf") as raised:
            open_model(spec, Settings())
        assert spec in str(raised.value)
        assert "\n" not in str(raised.value)

    @pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "http://", "http://host:99999/v1", "/v1"])
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        with pytest.raises(UsageError, match="not an address of a model"):
            open_model("openai:m", Settings(), base_url=address)

    def test_an_endpoint_without_a_model_for_it_is_refused(self) -> None:
        with pytest.raises(UsageError, match="--model openai:NAME"):
            open_model(None, Settings(base_url="http://me:pw@localhost:1/v1"))
        with pytest.raises(UsageError, match="--model openai:NAME"):
            open_model("embedded", Settings(), base_url="http://localhost:1/v1")

    def test_a_missing_key_is_named_before_anything_is_sent(self) -> None:
        model = open_model("openai:gpt-4o-mini", Settings())
        with pytest.raises(BadKey, match="OPENAI_API_KEY"):
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))

    def test_an_endpoint_of_ones_own_needs_no_key(self) -> None:
        with Loopback(ONE) as server:
            model = model_at(server.base_url, key=None)
            assert calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9)).value == Count(n=1)

    def test_a_provider_whose_package_is_missing_says_how_to_install_it(self) -> None:
        model = open_model("perplexity:sonar", Settings())
        with pytest.raises(UnknownModel, match="pip install langchain-perplexity"):
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))

    def test_a_provider_that_nobody_knows_is_an_unknown_model(self) -> None:
        model = open_model("acme:one", Settings())
        with pytest.raises(UnknownModel, match="acme"):
            calling(model, lambda model: model.weigh(MESSAGE, OPTIONS))

    def test_closing_a_model_that_was_never_asked_does_nothing(self) -> None:
        model = open_model("openai:m", Settings())
        calling(model, lambda model: model.close())

    @pytest.mark.parametrize("spec", ["embedded", "openai:gpt-4o-mini", "anthropic:claude-haiku-4-5"])
    def test_opening_a_model_and_asking_who_it_is_imports_no_vendor(self, spec: str) -> None:
        program = (
            "import sys\n"
            "from factcheck.models import open_model\n"
            "from factcheck.settings import Settings\n"
            f"model = open_model({spec!r}, Settings())\n"
            "assert model.identity.name and model.context_tokens and model.concurrency\n"
            "vendors = ('langchain', 'langchain_core', 'langchain_openai', 'openai', 'xllamacpp', 'langsmith')\n"
            "print([name for name in vendors if name in sys.modules])\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


class TestAsking:
    def test_the_request_holds_the_prompt_the_strict_schema_and_the_parameters(self) -> None:
        with Loopback(ONE) as server:
            assert ask(server).value == Count(n=1)
        body = server.requests[0].body
        assert server.requests[0].path == "/v1/chat/completions"
        assert [turn["role"] for turn in body["messages"]] == ["system", "user"]
        assert body["messages"][1]["content"] == MESSAGE.user
        assert (body["temperature"], body["seed"], body["max_tokens"]) == (0.0, 0, 50)
        schema = body["response_format"]["json_schema"]
        assert schema["strict"] is True
        assert schema["schema"]["required"] == ["n"]
        assert schema["schema"]["additionalProperties"] is False

    def test_openai_itself_gets_the_output_limit_under_its_own_name(self) -> None:
        sent: list[Any] = []

        class Nowhere(openai.DefaultAsyncHttpxClient):
            """A client that sends nothing and notes what it was to send."""

            async def send(self, request: Any, **options: Any) -> Any:
                sent.append(request)
                raise ConnectionRefusedError

        settings = Settings(openai_api_key=SecretStr(KEY))
        model = open_model("openai:m", settings, http_async_client=Nowhere(verify=NO_CERTIFICATES), sleep=Waits())
        with pytest.raises(UnknownModel):
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=7))
        body = json.loads(sent[0].content)
        assert str(sent[0].url) == "https://api.openai.com/v1/chat/completions"
        assert body["max_completion_tokens"] == 7
        assert "max_tokens" not in body

    def test_what_it_cost_is_told(self) -> None:
        usage = {"prompt_tokens": 90, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 64}}
        with Loopback(completion('{"n": 1}', usage=usage)) as server:
            assert ask(server).usage == Usage(calls=1, prompt_tokens=90, cached_tokens=64, output_tokens=7)

    def test_an_answer_in_parts_is_put_together(self) -> None:
        parts = [
            {"type": "thinking", "thinking": []},
            {"type": "text", "text": '{"n"'},
            {"type": "text", "text": ": 1}"},
        ]
        choice = {"message": {"content": parts, "refusal": False}, "finish_reason": 1}
        with Loopback(json_reply({"choices": [choice], "usage": None})) as server:
            answer = ask(server)
        assert answer.value == Count(n=1)
        assert answer.usage == Usage(calls=1)

    def test_a_server_that_counts_nothing_costs_a_call(self) -> None:
        with Loopback(completion('{"n": 1}', usage={})) as server:
            assert ask(server).usage == Usage(calls=1)

    @pytest.mark.parametrize(
        "text",
        ['```json\n{"n": 1}\n```', 'Here it is: {"n": 1}.', '<think>{"n": 2}?</think>\n\n{"n": 1}', ' {"n": 1}\n'],
    )
    def test_json_is_found_in_what_is_around_it(self, text: str) -> None:
        with Loopback(completion(text)) as server:
            assert ask(server).value == Count(n=1)
            assert len(server.requests) == 1

    def test_a_wrong_answer_is_asked_for_again_with_what_is_wrong(self) -> None:
        with Loopback(completion('{"n": "many"}'), ONE) as server:
            answer = ask(server)
        assert answer.value == Count(n=1)
        assert answer.usage == Usage(calls=2, prompt_tokens=20, output_tokens=10)
        first, again = (request.body["messages"] for request in server.requests)
        assert again[:2] == first
        assert again[2] == {"role": "assistant", "content": '{"n": "many"}'}
        assert "n: Input should be a valid integer" in again[3]["content"]

    def test_a_model_that_reasons_gets_the_room_for_it_from_then_on(self) -> None:
        spent = {"prompt_tokens": 9, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 50}}
        with Loopback(completion("", finish_reason="length", usage=spent), ONE) as server:
            model = model_at(server.base_url)

            async def twice(_: object) -> Usage:
                answers = [await model.ask(MESSAGE, Count, max_tokens=50) for _ in range(2)]
                return answers[0].usage

            assert calling(model, twice) == Usage(calls=2, prompt_tokens=19, output_tokens=55)
        assert [request.body["max_tokens"] for request in server.requests] == [50, *[50 + REASONING_TOKENS] * 2]
        assert any("reasons" in line for line in model.degraded)

    def test_a_model_that_reasons_without_end_is_truncated(self) -> None:
        spent = {"prompt_tokens": 9, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 50}}
        with Loopback(completion("", finish_reason="length", usage=spent)) as server:
            with pytest.raises(Truncated):
                ask(server)
            assert len(server.requests) == 2


class TestSteppingDown:
    @staticmethod
    def picky(refused: str) -> Any:
        """A server that refuses every request whose body holds that name or value."""

        def reply(sent: Sent) -> Reply:
            asked = sent.body.get("response_format", {}).get("type")
            if refused in sent.body or refused == asked or (refused == "response_format" and asked):
                return failure(400, f"{refused!r} is not supported with this model", param=None)
            return ONE if "logprobs" not in sent.body else weighing({"Yes": 0.75, "No": 0.25})

        return reply

    def test_without_a_schema_mode_the_schema_is_spelt_out(self) -> None:
        with Loopback(self.picky("json_schema")) as server:
            model = model_at(server.base_url)
            assert calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9)).value == Count(n=1)
        last = server.requests[-1].body
        assert last["response_format"] == {"type": "json_object"}
        assert '"n"' in last["messages"][-1]["content"]
        assert last["messages"][-1]["content"].startswith(MESSAGE.user)
        assert model.degraded == ("no JSON-schema mode: answers are asked for as JSON, and checked here",)

    def test_without_a_json_mode_it_is_asked_in_words_and_that_is_remembered(self) -> None:
        with Loopback(self.picky("response_format")) as server:
            model = model_at(server.base_url)

            async def twice(_: object) -> None:
                for _ in range(2):
                    await model.ask(MESSAGE, Count, max_tokens=9)

            calling(model, twice)
            assert len(server.requests) == 4
        assert "response_format" not in server.requests[-1].body
        assert model.degraded == ("no JSON mode: answers are asked for in words, and checked here",)

    @pytest.mark.parametrize("name", ["temperature", "seed"])
    def test_a_parameter_that_is_not_accepted_is_left_out_and_said(self, name: str) -> None:
        with Loopback(self.picky(name)) as server:
            model = model_at(server.base_url)
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))
            assert len(server.requests) == 2
        assert name not in server.requests[-1].body
        assert model.degraded == (f"{name} is not accepted: the provider's own applies",)

    def test_many_calls_that_are_refused_at_once_step_down_together(self) -> None:
        with Loopback(self.picky("json_schema")) as server:
            model = model_at(server.base_url)

            async def crowd(_: object) -> None:
                await asyncio.gather(*(model.ask(MESSAGE, Count, max_tokens=9) for _ in range(20)))

            calling(model, crowd)
        forms = {request.body["response_format"]["type"] for request in server.requests}
        assert forms == {"json_schema", "json_object"}

    def test_fewer_alternatives_are_asked_for_where_twenty_are_too_many(self) -> None:
        def five_at_most(sent: Sent) -> Reply:
            if sent.body["top_logprobs"] > 5:
                return failure(400, "top_logprobs must be at most 5", param="top_logprobs")
            return weighing({"Yes": 0.75, "No": 0.25})

        with Loopback(five_at_most) as server:
            weights = weigh(server)
        assert weights.basis == "logprobs"
        assert [request.body["top_logprobs"] for request in server.requests] == [20, 5]

    @pytest.mark.parametrize("how", ["refused", "left out"])
    def test_without_logprobs_the_model_states_its_option(self, how: str) -> None:
        def reply(sent: Sent) -> Reply:
            if "logprobs" not in sent.body:
                return completion('{"answer": "No"}')
            return failure(400, "logprobs are not supported") if how == "refused" else completion("No")

        with Loopback(reply) as server:
            model = model_at(server.base_url)

            async def twice(_: object) -> Any:
                return [await model.weigh(MESSAGE, ("Yes", "No", "Unclear")) for _ in range(2)]

            first, second = calling(model, twice)
        assert first.basis == second.basis == "stated"
        assert first.probabilities == pytest.approx({"Yes": 0.05, "No": STATED_PROBABILITY, "Unclear": 0.05})
        assert sum("logprobs" in request.body for request in server.requests) == (2 if how == "refused" else 1)
        assert first.usage.calls == (1 if how == "refused" else 2)
        assert any("uncalibrated" in line for line in model.degraded)


class TestWeighing:
    def test_one_token_is_asked_for_with_its_alternatives(self) -> None:
        with Loopback(weighing({"Yes": 0.75, "No": 0.2, "Perhaps": 0.05})) as server:
            weights = weigh(server)
        body = server.requests[0].body
        assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)
        assert "response_format" not in body
        assert weights.basis == "logprobs"
        assert weights.logprobs == {"Yes": math.log(0.75), "No": math.log(0.2)}
        assert weights.usage.calls == 1


def test_twenty_calls_at_once_are_all_answered_and_eight_are_under_way_at_most() -> None:
    lock = threading.Lock()
    under_way = most = 0
    too_many = threading.Event()

    def count(sent: Sent) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way > 8:
                too_many.set()
        too_many.wait(0.2)  # time for a ninth to come, if it would
        with lock:
            under_way -= 1
        return completion(f'{{"n": {sent.body["messages"][-1]["content"]}}}')

    from factcheck.models.base import Message

    with Loopback(count) as server:
        model = model_at(server.base_url)

        async def crowd(_: object) -> list[int]:
            calls = (model.ask(Message("compare", "", str(n)), Count, max_tokens=9) for n in range(20))
            return [answer.value.n for answer in await asyncio.gather(*calls)]

        assert calling(model, crowd) == list(range(20))
    assert 1 < most <= model.concurrency == 8


def test_calls_can_be_recorded_and_replayed_without_the_server(tmp_path: Path) -> None:
    tape = tmp_path / "tape.yaml"

    def both(base_url: str) -> tuple[Any, Any]:
        # With the client that is built by default: it is the one that recording has to reach.
        model = open_model("openai:m", Settings(), base_url=base_url)

        async def ask_and_weigh(_: object) -> tuple[Any, Any]:
            return await model.ask(MESSAGE, Count, max_tokens=9), await model.weigh(MESSAGE, OPTIONS)

        return calling(model, ask_and_weigh)

    with Loopback(ONE, weighing({"Yes": 0.75, "No": 0.25})) as server:
        with vcr.use_cassette(str(tape)):
            recorded = both(server.base_url)
        assert len(server.requests) == 2
    with vcr.use_cassette(str(tape), record_mode="none") as cassette:
        assert both(server.base_url) == recorded
        assert cassette.play_count == 2


def test_nothing_is_traced_unless_the_users_own_settings_ask_for_it() -> None:
    program = "import factcheck.models.providers\nfrom langsmith.utils import tracing_is_enabled\nprint(tracing_is_enabled())\n"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LANGSMITH_", "LANGCHAIN_"))}
    done = subprocess.run([sys.executable, "-c", program], env=clean, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
