"""What is taken out of what a tape keeps, what no tape may hold, and what is left alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from evals.modes import Mode
from evals.recipes import Suite
from evals.tapes.allowance import Allowance
from evals.tapes.errors import UnsafeTape
from evals.tapes.exchange import Exchange
from evals.tapes.recording import record
from evals.tapes.scrub import SCRUBBED, leaking_fields, leaks, scrub, secrets_in
from factcheck.records import ModelIdentity
from tests.evals.taping import Bench, answer
from tests.models.loopback import Loopback, Reply, Request

LONG = "Ab3dEf6hIjKlMn8pQrStUvWxYz12"
HEX = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "key",
    [
        f"sk-{LONG}",
        f"sk-proj-{LONG}",
        f"sk-svcacct-{LONG}",
        f"sk-ant-api03-{LONG}_x-y",
        f"sk-or-v1-{HEX}",
        f"sess-{LONG}",
        f"gsk_{LONG}",
        f"hf_{LONG}",
        f"gho_{LONG}",
        f"glpat-{LONG}",
        f"xoxb-123456789012-{LONG}",
        f"pplx-{HEX}",
        f"nvapi-{LONG}",
        f"r8_{LONG}",
        f"lsv2_pt_{HEX}_abcdef1234",
        "AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE",
        f"AIzaSy{LONG}abcdef",
        f"ya29.a0{LONG}",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        f"authorization: bearer {LONG}",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        f"api-key: {HEX}",
        f'"Ocp-Apim-Subscription-Key": "{HEX}"',
        f"x-api-key={LONG}",
        f"AZURE client_secret = '{LONG}'",
        f"https://models.example.org/v1?key={LONG}",
        f"https://models.example.org/v1?a=b&access_token={LONG}",
        f"https://ada:{LONG}@models.example.org/v1",
        f"Cookie: session={LONG}; theme=dark",
        f"__cf_bm={LONG}",
        f"org-{LONG[:16]}",
    ],
)
def test_a_key_of_any_shape_is_taken_out_wherever_it_stands(key: str) -> None:
    for text in (key, f"You sent {key} to us.", json.dumps({"echo": key})):
        assert list(leaks(text))
        kept = scrub(text)
        assert SCRUBBED in kept
        assert not list(leaks(kept))
        assert LONG not in kept
        assert HEX not in kept


@pytest.mark.parametrize(
    "text",
    [
        "The task-force met, and risk-management-in-agriculture was its subject.",
        "Bearer instruments and bearer bonds-of-the-company were sold.",
        "The Bearer of good news arrived; Basic training begins at 9.",
        "He said the key = determination, the password: swordfish.",
        "A set-cookie header, the api-key question, and a token of appreciation.",
        "See https://example.org/news?id=20261127&page=2 and https://example.org:8080/a@b",
        "user-friendly-interfaces, org-chart-of-the-whole, session-management-2026",
        "The study (doi: 10.1000/182) gave access to secret gardens: 12 of them.",
    ],
)
def test_words_of_a_story_stay(text: str) -> None:
    assert scrub(text) == text
    assert not list(leaks(text))


@pytest.mark.parametrize("text", ["sk-proj-Ab3dEf6hI\njKlMn8pQrStUvWxYz12", "sess-\n  Ab3dEf6hIjKlMn8pQr"])
def test_a_key_that_is_broken_over_lines_is_found(text: str) -> None:
    assert list(leaks(text)) == ["a key"]


def test_a_secret_of_the_run_is_found_however_it_is_written() -> None:
    secret = "pass word/that+nobody knows"
    coded = base64.b64encode(secret.encode()).decode()
    for text in (secret, secret.replace(" ", "\n    "), quote(secret, safe=""), coded):
        assert "a secret of this run" in list(leaks(f"so: {text}!", [secret]))
    assert not list(leaks("pass that", [secret]))


def test_a_field_that_is_a_credential_keeps_nothing_of_it() -> None:
    body = {"api_key": "plain", "messages": [{"content": "password"}], "nested": {"Authorization": "x", "token": "t"}}
    assert scrub(body) == {
        "api_key": SCRUBBED,
        "messages": [{"content": "password"}],
        "nested": {"Authorization": SCRUBBED, "token": "t"},
    }


def test_variables_that_hold_a_word_or_little_are_no_secrets() -> None:
    found = secrets_in(
        {"SORT_KEY": "approximately", "API_KEY": "open-sesame-1", "OLD_TOKEN": "short", "HOME": "/home/someone-else"}
    )
    assert list(found) == ["open-sesame-1"]


def test_a_secret_in_the_path_of_a_request_is_found_before_it_is_written(tmp_path: Path) -> None:
    identity = ModelIdentity(spec="own", name="own", provider="own")
    with record(tmp_path, "a/b", None, identity, Allowance(), ("open-sesame-1",)) as recording:
        recording._write(Exchange("/open-sesame-1/chat", {}, 200, {}, 0.1))
        with pytest.raises(UnsafeTape, match=r"a secret of this run is in path of exchange .* variables named"):
            recording._admit({})
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and "sesame" in file.read_text()]


def test_the_value_of_a_variable_that_is_named_as_a_secret_reaches_no_tape(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "q7Zr0pLw9XcVb2Nm")

    def echoing(request: Request) -> Reply:
        body = json.loads(answer(request).body) | {"note": "you are q7Zr0pLw9XcVb2Nm"}
        return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json"})

    with Loopback(echoing) as server:
        bench.server = server
        with pytest.raises(UnsafeTape, match=r"a secret of this run is in response\.note"):
            bench.deck(Mode.MISSING).outcome(Suite.EXTRACTION, bench.seed)
    assert not bench.tape().exists()


def test_this_machine_s_name_is_looked_for_unless_it_is_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, found in (("harbour", []), ("ada-laptop", ["this machine's name"])):
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        assert list(leaking_fields({"note": f"at {host}"})) == [("note", one) for one in found]
