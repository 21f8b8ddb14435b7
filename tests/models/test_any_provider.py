"""Models of any LangChain provider."""

from __future__ import annotations

import asyncio
import math
import os
from typing import Any

import pytest

from factcheck.errors import BadKey, UnknownModel
from factcheck.models import open_model
from factcheck.models.connection import Abilities, Request, Turn
from factcheck.records import Usage
from factcheck.settings import Settings
from tests.models.asking import KEY, MESSAGE, Count, Waits, calling
from tests.models.loopback import Loopback, completion, weighing

ONE = completion('{"n": 1}')


class TestAnyProviderOfLangChain:
    """With LangChain's own OpenAI package standing for the others: it is here, and the loopback server speaks to it."""

    @staticmethod
    def connection(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Any:
        from factcheck.models.providers import ProviderConnection

        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        return ProviderConnection(provider="openai", name="m", base_url=server.base_url, timeout=20)

    def test_a_structured_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback(ONE) as server:
            connection = self.connection(server, monkeypatch)
            request = Request(
                (Turn("system", "s"), Turn("user", "u")), 9, Count, Abilities(parameters={"temperature": 0.5})
            )
            reply = asyncio.run(connection.complete(request))
        assert Count.model_validate_json(reply.text) == Count(n=1)
        assert reply.usage == Usage(calls=1, prompt_tokens=10, output_tokens=5)
        assert server.requests[0].body["temperature"] == 0.5
        assert server.requests[0].body["max_completion_tokens"] == 9
        assert connection.secrets == (KEY,)

    def test_log_probabilities(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback(weighing({"Yes": 0.5, "No": 0.5})) as server:
            connection = self.connection(server, monkeypatch)
            reply = asyncio.run(connection.complete(Request((Turn("user", "u"),), 1, None, Abilities())))
        assert reply.first_token == (("Yes", math.log(0.5)), ("No", math.log(0.5)))

    def test_an_answer_in_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback(ONE) as server:
            connection = self.connection(server, monkeypatch)
            reply = asyncio.run(connection.complete(Request((Turn("user", "u"),), 9, Count, Abilities(form="text"))))
        assert reply.text == '{"n": 1}'
        assert "response_format" not in server.requests[0].body

    def test_a_missing_key_is_a_bad_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.endswith("_API_KEY")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:9/")
        monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
        model = open_model("azure_openai:m", Settings(), sleep=Waits())
        with pytest.raises(BadKey, match="AZURE_OPENAI_API_KEY") as raised:
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))
        assert "\n" not in str(raised.value)

    def test_a_provider_that_lacks_a_setting_says_which(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
        monkeypatch.delenv("AZURE_OPENAI_ENDPOINT", raising=False)
        monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
        model = open_model("azure_openai:m", Settings(), sleep=Waits())
        with pytest.raises(UnknownModel, match="AZURE_OPENAI_ENDPOINT"):
            calling(model, lambda model: model.ask(MESSAGE, Count, max_tokens=9))
