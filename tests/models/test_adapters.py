"""Adapters: which one is used for what, what a call with one says, and the engine that answers with and without them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from factcheck.errors import EngineFailed
from factcheck.models import adapters as module
from factcheck.models import open_model
from factcheck.models.adapters import Adapter, adapters_for
from factcheck.models.base import Message, Weights
from factcheck.models.engine import Engine
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import Prompts, shipped_prompts
from factcheck.records import PromptIdentity
from factcheck.settings import Settings
from tests.models.asking import MESSAGE, OPTIONS, calling
from tests.models.loopback import Loopback, weighing
from tests.models.test_engine import chat, first_logprobs
from tests.models.toy_adapter import write_adapter
from tests.models.toy_gguf import LAYERS, WIDTH, write_toy_gguf

CONFIRM = shipped_prompts().by_step["confirm"]
CONFIRMING = Message(step="confirm", system="You check.", user="SENTENCES\n\nCLAIM: so.\n\nIs it?")
EMBEDDED_MAPS = {f"blk.{layer}.attn_q": (1536, 1536) for layer in (12, 20)}
CLAIM_OF_QWEN = (22568, 25)
"""The embedded model's tokens of `CLAIM:`."""


def for_the_embedded_model(folder: Path, **other: Any) -> Adapter:
    """An untrained adapter that says it is for the embedded model and the shipped confirm prompt."""
    fields = {"weights_sha256": EMBEDDED.sha256, "prompt_sha256": CONFIRM.identity.sha256} | other
    return write_adapter(folder, architecture="qwen2", maps=EMBEDDED_MAPS, invocation=CLAIM_OF_QWEN, **fields)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Adapter:
    """An adapter where the shipped ones are looked for."""
    monkeypatch.setattr(module, "SHIPPED", tmp_path)
    return for_the_embedded_model(tmp_path)


class TestWhichIsUsed:
    @staticmethod
    def found(folder: Path, prompts: Sequence[PromptIdentity]) -> tuple[tuple[Adapter, ...], list[str]]:
        """The adapters, and what was said of those left out."""
        said: list[str] = []
        return adapters_for(EMBEDDED.sha256, prompts, folder=folder, on_notice=said.append), said

    def test_one_for_these_weights_and_this_prompt(self, tmp_path: Path) -> None:
        adapter = for_the_embedded_model(tmp_path)
        assert self.found(tmp_path, shipped_prompts().identities) == ((adapter,), [])

    def test_none_for_other_weights_and_it_is_named(self, tmp_path: Path) -> None:
        for_the_embedded_model(tmp_path, weights_sha256="12345678" * 8)
        said = f"the adapter confirm.gguf is not used: it was trained for other weights (12345678, not {EMBEDDED.sha256[:8]})"
        assert self.found(tmp_path, shipped_prompts().identities) == ((), [said])

    def test_none_for_another_prompt_and_it_is_named(self, tmp_path: Path) -> None:
        for_the_embedded_model(tmp_path)
        edited = CONFIRM.identity.model_copy(update={"sha256": "87654321" * 8})
        trained = CONFIRM.identity.sha256[:8]
        said = (
            f"the adapter confirm.gguf is not used: it was trained for another confirm prompt ({trained}, not 87654321)"
        )
        assert self.found(tmp_path, [edited]) == ((), [said])

    def test_none_for_a_step_that_is_not_asked(self, tmp_path: Path) -> None:
        for_the_embedded_model(tmp_path)
        assert self.found(tmp_path, [shipped_prompts().by_step["compare"].identity]) == ((), [])

    @pytest.mark.parametrize(
        ("card", "reason"),
        [("{}", "cannot be read: Field required"), ("STEP", "is the card of an adapter for 'compare'")],
    )
    def test_a_broken_card_is_named(self, tmp_path: Path, card: str, reason: str) -> None:
        file = for_the_embedded_model(tmp_path).file.with_suffix(".json")
        text = file.read_text(encoding="utf-8").replace('"step":"confirm"', '"step":"compare"')
        file.write_text(text if card == "STEP" else card, encoding="utf-8")
        with pytest.raises(EngineFailed, match=reason) as raised:
            self.found(tmp_path, [CONFIRM.identity])
        assert str(raised.value).startswith(f"{file}: ")

    def test_a_file_that_is_not_its_cards_is_named(self, tmp_path: Path) -> None:
        adapter = for_the_embedded_model(tmp_path)
        adapter.check()
        adapter.file.write_bytes(adapter.file.read_bytes() + b"\0")
        with pytest.raises(EngineFailed, match=r"confirm\.gguf: the adapter is not the one that its card describes"):
            adapter.check()
        adapter.file.unlink()
        with pytest.raises(EngineFailed, match=r"confirm\.gguf: the adapter cannot be read: No such file"):
            asyncio.run(Engine(write_toy_gguf(tmp_path / "toy.gguf"), adapters=[adapter]).start())


class TestTheModelOfARun:
    def test_its_identity_says_which_adapters_it_has(self, shipped: Adapter, tmp_path: Path) -> None:
        prompts = shipped_prompts().identities
        identity = open_model("embedded", Settings(), prompts=prompts).identity
        assert identity.adapters == {"confirm": shipped.card.sha256}
        assert open_model("embedded", Settings()).identity == identity.model_copy(update={"adapters": {}})
        gguf = tmp_path / "tiny.gguf"
        gguf.write_bytes(b"GGUF and so on")
        settings = Settings(cache_dir=tmp_path)
        assert open_model(f"local:{gguf}", settings, prompts=prompts).identity.adapters == {}
        assert open_model("openai:gpt-4o-mini", settings, prompts=prompts).identity.adapters == {}

    def test_one_left_out_is_told_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "SHIPPED", tmp_path)
        for_the_embedded_model(tmp_path, weights_sha256="12345678" * 8)
        said: list[str] = []
        with Loopback(weighing({"Yes": 0.6, "No": 0.4})) as server:
            model = open_model(
                "embedded",
                Settings(),
                served_at=server.base_url,
                prompts=shipped_prompts().identities,
                on_notice=said.append,
            )
            assert model.identity.adapters == {}
            calling(model, lambda model: model.weigh(CONFIRMING, OPTIONS))
        assert len(said) == 1
        assert "lora" not in server.requests[0].body

    def test_the_calls_of_its_step_name_it_and_no_others_change(self, shipped: Adapter) -> None:
        bodies: list[list[dict[str, Any]]] = []
        for prompts in (shipped_prompts(), Prompts({})):
            with Loopback(weighing({"Yes": 0.6, "No": 0.4})) as server:
                model = open_model("embedded", Settings(), served_at=server.base_url, prompts=prompts.identities)

                async def both(model: Any) -> None:
                    await model.weigh(CONFIRMING, OPTIONS)
                    await model.weigh(MESSAGE, OPTIONS)

                calling(model, both)
            bodies.append([request.body for request in server.requests])
        taught, plain = bodies
        assert taught[0].pop("lora") == [{"id": 0, "scale": 1.0, "sha256": shipped.card.sha256}]
        assert taught == plain


def test_the_engine_answers_with_and_without_an_adapter_and_keeps_its_cache(tmp_path: Path) -> None:
    toy = write_toy_gguf(tmp_path / "toy.gguf")
    maps = {f"blk.{layer}.{name}": (WIDTH, WIDTH) for layer in range(LAYERS) for name in ("attn_q", "attn_v")}
    # The toy's tokens are bytes, after three of its own.
    adapter = write_adapter(tmp_path, architecture="llama", maps=maps, invocation=[3 + byte for byte in b"CLAIM:"])
    source = "A source, and what it says. " * 12
    lora = {"lora": [{"id": 0, "scale": 1.0, "sha256": adapter.card.sha256}]}

    async def run(
        adapters: Sequence[Adapter], *asked: tuple[str, dict[str, Any]]
    ) -> list[tuple[dict[str, float], int]]:
        async with Engine(toy, context_tokens=1024, adapters=adapters) as engine:
            url = await engine.start()
            answers = [
                await chat(url, engine.api_key, text, logprobs=True, top_logprobs=9, **more) for text, more in asked
            ]
        cached = [answer.json()["usage"]["prompt_tokens_details"]["cached_tokens"] for answer in answers]
        return list(zip(map(first_logprobs, answers), cached, strict=True))

    question = f"{source}QUESTION: one?"
    one, other = (f"{source}\nCLAIM: {claim}." for claim in ("one", "two"))
    plain = asyncio.run(run([], (question, {}), (one, {})))
    taught = asyncio.run(run([adapter], (question, {}), (one, lora), (other, lora), (question, {}), (one, lora)))
    assert taught[0][0] == plain[0][0], "a call that names no adapter is answered by the model as it is"
    assert taught[3][0] == plain[0][0], "also after calls with one"
    assert taught[1][0] != plain[1][0]
    assert taught[4][0] == taught[1][0]
    assert all(cached > len(source) - 40 for _, cached in taught[1:]), "what stands before the claim is read once"


@pytest.mark.embedded
def test_the_embedded_model_answers_with_and_without_an_adapter(shipped: Adapter) -> None:
    settings = Settings.from_environment()
    if not (settings.cache_dir / "weights" / EMBEDDED.file).is_file():
        pytest.skip("the weights are not in the cache; `factcheck pull` fetches them")
    compare = shipped_prompts().by_step["compare"]
    source = "\n".join(f"[{n}] The ferry to Holm sails at {n} o’clock on every working day." for n in range(1, 12))

    def asked(prompts: Prompts) -> list[Weights]:
        async def all_of(model: Any) -> list[Weights]:
            found = []
            for claim in ("The ferry sails at nine.", "The ferry sails at thirty."):
                found.append(await model.weigh(compare.render("relation", source=source, claim=claim), OPTIONS))
                found.append(await model.weigh(CONFIRM.render("relation", evidence=source, claim=claim), OPTIONS))
            return found

        return calling(open_model("embedded", settings, prompts=prompts.identities), all_of)

    plain, taught = asked(Prompts({})), asked(shipped_prompts())
    for place in (0, 2):
        assert taught[place].logprobs == plain[place].logprobs
    for place in (1, 3):
        assert taught[place].logprobs != plain[place].logprobs
    assert taught[3].usage.cached_tokens > 200, "another claim of the same sentences"
