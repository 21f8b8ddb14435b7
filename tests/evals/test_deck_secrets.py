"""What no tape may hold and no replay may open: secrets, machine paths, sockets."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from evals import suites
from evals.deck import Mode
from evals.recipes import Suite
from evals.seeds import Seed
from evals.tapes import offline
from evals.tapes.errors import (
    SocketOpened,
    UnsafeTape,
)
from factcheck.settings import Settings
from tests.evals.taping import KEY, Bench, answer
from tests.models.loopback import Loopback, Reply, Request


def test_no_key_cookie_or_organisation_reaches_a_tape(bench: Bench) -> None:
    def leaking(request: Request) -> Reply:
        given = answer(request)
        body = json.loads(given.body) | {"organization": "org-0123456789abcdef", "system_fingerprint": "fp_1"}
        headers = {**given.headers, "Set-Cookie": "__cf_bm=secret", "openai-organization": "org-0123456789abcdef"}
        return Reply(json.dumps(body).encode(), 200, headers)

    with Loopback(leaking) as server:
        bench.server = server
        bench.record()
    text = bench.tape().read_text(encoding="utf-8")
    for secret in (KEY, "cookie", "__cf_bm", "org-0123456789abcdef", "fp_1", "127.0.0.1", "uthorization"):
        assert secret not in text


def test_a_machine_path_in_an_answer_is_scrubbed(bench: Bench) -> None:
    def naming(request: Request) -> Reply:
        body = json.loads(answer(request).body) | {"model": "/home/someone/models/loopback.gguf"}
        return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json"})

    with Loopback(naming) as server:
        bench.server = server
        bench.record()
    assert "/home/someone" not in bench.tape().read_text(encoding="utf-8")


def test_a_secret_that_nothing_scrubs_stops_the_tape(bench: Bench) -> None:
    secret = "open-sesame-and-more"

    def echoing(request: Request) -> Reply:
        body = json.loads(answer(request).body) | {"note": secret}
        return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json"})

    with Loopback(echoing) as server:
        bench.server = server
        deck = bench.deck(Mode.MISSING)
        deck.settings = Settings.model_validate({"openai_api_key": secret, "base_url": server.base_url})
        with pytest.raises(UnsafeTape, match=r"a secret of this run is in response\.note of exchange [0-9a-f]{12}"):
            deck.outcome(Suite.EXTRACTION, bench.seed)
    assert not bench.tape().exists()


def test_a_socket_opened_during_a_replay_is_refused_and_remembered_however_it_is_caught(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.record()
    real = suites._PLAYS[Suite.EXTRACTION]

    async def reaching(seed: Seed, stage: suites.Stage) -> Any:
        with pytest.raises(SocketOpened):
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        return await real(seed, stage)

    monkeypatch.setitem(suites._PLAYS, Suite.EXTRACTION, reaching)
    with pytest.raises(SocketOpened, match="a replay opens no socket"):
        bench.replay()


def test_sockets_open_again_after_a_replay() -> None:
    with offline.offline():
        pass
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
