"""The HTTP service, asked over a real connection as another program would and as it must not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from factcheck.errors import BadKey
from factcheck.records import ModelIdentity
from factcheck.render import html, json
from factcheck.service.checks import Limits
from tests.cli.conftest import Call
from tests.cli.reading_server import ReadingServer
from tests.scripted import ScriptedModel, careful_reader
from tests.service.conftest import (
    SENT,
    STORY,
    TOKEN,
    VERDICTS,
    HeldModel,
    Start,
    client_of,
    ended,
    environment,
    found,
    running,
    until,
)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of one service for all tests that leave it as it was; only one check may be under way."""
    with running(careful_reader(), Limits(waiting=0)) as client:
        yield client


def test_a_check_its_status_and_its_report(start: Start) -> None:
    client = start()
    status = ended(client)
    assert (status["state"], status["claims"], status["complete"]) == ("done", 3, True)
    assert found(status["verdicts"]) == VERDICTS
    place = f"/checks/{status['id']}/report"
    answer = client.get(place)
    assert answer.headers["content-type"] == "application/json"
    report = json.read(answer.text)
    assert report.story.text == STORY.strip()
    assert [source.name for source in report.sources] == ["agency"]
    page = client.get(place, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text == html.render(report)
    assert page.headers["x-content-type-options"] == "nosniff"
    for form, holds in {"markdown": "# ", "text": "NEEDS A PERSON", "csv": "c1"}.items():
        assert holds in client.get(place, params={"format": form}).text


def test_what_documents_say_of_themselves_is_in_the_report(start: Start) -> None:
    client = start()
    source = {"text": "It opened.", "name": "wire", "title": "Bridge", "publisher": "AP", "published": "2025-03-04"}
    status = ended(client, {"story": {"text": "It opened."}, "sources": [source]})
    (told,) = json.read(client.get(f"/checks/{status['id']}/report").text).sources
    assert (told.id, told.name, told.title, told.publisher, told.published) == (
        "s1",
        "wire",
        "Bridge",
        "AP",
        "2025-03-04",
    )


def test_texts_are_read_as_what_they_are(start: Start) -> None:
    client = start()
    page = (
        "<!doctype html><html><title>T</title><body><nav>Home</nav><article><p>It opened.</p></article></body></html>"
    )
    sources = [
        {"text": page, "title": "Bridge"},
        {"text": "WEBVTT\n\n00:01.000 --> 00:02.000\nIt opened.\n"},
        {"text": "Town,Votes\nHolm,1204\nVik,311\n", "name": "votes.csv"},
    ]
    status = ended(client, {"story": {"text": "# A bridge\n\nIt *opened*."}, "sources": sources})
    report = json.read(client.get(f"/checks/{status['id']}/report").text)
    assert (report.story.title, report.story.text) == ("A bridge", "A bridge\n\nIt opened.")
    assert [source.title for source in report.sources] == ["Bridge", None, None]
    assert [source.sentences[-1].time for source in report.sources] == [None, "00:00:01", None]
    assert report.sources[2].text == "Town: Holm | Votes: 1204\n\nTown: Vik | Votes: 311"


def text(value: str) -> dict[str, Any]:
    return {"text": value}


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"story": text(""), "sources": [text("It is so.")]}, "story: is empty"),
        ({"story": text("It is so."), "sources": [text("It is so."), text(" \n")]}, "s2: has no text"),
        ({"story": text("It is so."), "sources": []}, "sources: "),
        ({"story": text("It is so."), "sources": [text("It is so.")] * 51}, "sources: "),
        ({"story": text("It is so.")}, "sources: Field required"),
        ({"story": "It is so.", "sources": [text("It is so.")]}, "story: "),
        ({"story": {"path": "/etc/passwd"}, "sources": [text("It is so.")]}, "story.path: "),
        ({"story": {"url": "file:///etc/passwd"}, "sources": [text("It is so.")]}, "story.url: "),
        ({"story": {"url": "http://127.0.0.1:1/"}, "sources": [text("It is so.")]}, "private address 127.0.0.1"),
        ({"story": {}, "sources": [text("It is so.")]}, "story: give either text or url"),
        ({"story": {"text": "A.", "url": "https://example.org"}, "sources": [text("B.")]}, "give either text or url"),
        ({"story": {"url": "https://example.org", "title": "A"}, "sources": [text("B.")]}, "title goes with text"),
        (
            {"story": {"text": "It is so.", "published": "last week"}, "sources": [text("B.")]},
            "story.published: must be an ISO",
        ),
        ({"story": {"text": "It is so.", "name": "a\nb"}, "sources": [text("B.")]}, "story.name: must be one line"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_line(
    client: httpx.Client, sent: dict[str, Any], complaint: str
) -> None:
    answer = client.post("/checks", json=sent)
    assert answer.status_code == 422
    (error,) = answer.json().values()
    assert complaint in error
    assert "\n" not in error


def test_what_is_refused_keeps_no_place_in_the_queue(client: httpx.Client) -> None:
    assert client.post("/checks", json={"story": text(""), "sources": [text("It is so.")]}).status_code == 422
    assert ended(client)["state"] == "done"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"story": NaN}', b"[" * 50_000])
def test_what_is_no_request_is_refused_in_one_line(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/checks", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert list(answer.json()) == ["error"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer \u00e9"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/checks"), ("GET", "/checks/x"), ("GET", "/"), ("DELETE", "/checks/x")]
)
def test_without_the_token_there_is_nothing(client: httpx.Client, authorization: str, method: str, path: str) -> None:
    answer = client.request(method, path, headers={"Authorization": authorization.encode()}, json=SENT)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in answer.text


def test_a_body_that_is_too_large_is_not_read(client: httpx.Client) -> None:
    assert client.post("/checks", content=b"x" * 100_001).status_code == 413

    def chunks() -> Iterator[bytes]:
        yield from [b"x" * 30_000] * 4

    streamed = client.post("/checks", content=chunks())
    assert (streamed.status_code, streamed.json()) == (413, {"error": "a request has at most 100,000 bytes"})


def test_a_full_queue_refuses_and_goes_on(start: Start) -> None:
    model = HeldModel()
    client = start(model, waiting=1)
    first, second = client.post("/checks", json=SENT).json(), client.post("/checks", json=SENT).json()
    until(lambda: client.get(f"/checks/{first['id']}").json()["state"] == "running")
    waiting = client.get(f"/checks/{second['id']}").json()
    assert (waiting["state"], waiting["ahead"]) == ("waiting", 1)
    refused = client.post("/checks", json=SENT)
    assert refused.status_code == 503
    assert "2 checks are waiting or running" in refused.json()["error"]
    assert refused.headers["retry-after"]
    early = client.get(f"/checks/{first['id']}/report")
    assert (early.status_code, "is not finished" in early.json()["error"]) == (409, True)
    model.release()
    for check in (first, second):
        assert client.get(f"/checks/{check['id']}", params={"wait": 30}).json()["state"] == "done"
    assert ended(client)["state"] == "done"


def test_a_check_that_is_forgotten_stops_and_makes_room(start: Start) -> None:
    model = HeldModel()
    client = start(model, waiting=0)
    first = client.post("/checks", json=SENT).json()
    until(lambda: client.get(f"/checks/{first['id']}").json()["state"] == "running")
    assert client.delete(f"/checks/{first['id']}").status_code == 204
    assert client.get(f"/checks/{first['id']}").status_code == 404
    model.release()
    assert ended(client)["state"] == "done"


def test_only_the_latest_checks_are_remembered(start: Start) -> None:
    client = start(kept=2)
    ids = [ended(client)["id"] for _ in range(3)]
    assert [client.get(f"/checks/{id}/report").status_code for id in ids] == [404, 200, 200]


def test_a_model_that_cannot_be_used_fails_the_check_and_not_the_service(start: Start) -> None:
    def broken(*_: object) -> dict[str, object]:
        raise BadKey("the key is wrong")

    client = start(ScriptedModel(broken, broken))  # type: ignore[arg-type]
    status = ended(client)
    assert (status["state"], status["error"]) == ("failed", "the key is wrong")
    report = client.get(f"/checks/{status['id']}/report")
    assert (report.status_code, report.json()["error"]) == (409, f"check {status['id']} failed: the key is wrong")


def test_a_fault_of_our_own_names_itself_and_shows_nothing_else(start: Start) -> None:
    def broken(*_: object) -> dict[str, object]:
        raise ZeroDivisionError("of the secret")

    status = ended(start(ScriptedModel(broken, broken)))  # type: ignore[arg-type]
    assert status["state"] == "failed"
    assert status["error"].startswith("internal error, ZeroDivisionError: please report it")
    assert "secret" not in status["error"]


def test_a_cap_on_tokens_is_told(start: Start) -> None:
    status = ended(start(tokens=0))
    assert (status["state"], status["complete"]) == ("done", False)
    assert "the model answered nothing at all" in status["warning"]


def test_what_answers_say_is_what_the_description_says(start: Start) -> None:
    client = start()
    status = ended(client)
    described = client.get("/openapi.json", headers={"Authorization": ""}).json()
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == {
        ("/checks", "post"),
        ("/checks/{id}", "get"),
        ("/checks/{id}", "delete"),
        ("/checks/{id}/report", "get"),
        ("/health", "get"),
    }
    answers = {
        ("/checks", "post"): client.post("/checks", json=SENT),
        ("/checks/{id}", "get"): client.get(f"/checks/{status['id']}"),
        ("/checks/{id}/report", "get"): client.get(f"/checks/{status['id']}/report"),
    }
    refused = {
        ("/checks", "post"): client.post("/checks", json={}),
        ("/checks/{id}", "get"): client.get("/checks/x"),
        ("/checks/{id}/report", "get"): client.get("/checks/x/report"),
        ("/checks/{id}", "delete"): client.delete("/checks/x"),
    }
    for (path, method), answer in [*answers.items(), *refused.items()]:
        operation = described["paths"][path][method]
        schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": described["components"]}).validate(answer.json())
        assert operation["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize(
    ("method", "path", "says"), [("GET", "/x%0Ay", r"nothing at '/x\ny'"), ("PUT", "/checks", "PUT")]
)
def test_a_wrong_address_is_named(client: httpx.Client, method: str, path: str, says: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code in (404, 405)
    assert says in answer.json()["error"]


def test_health_needs_no_token_and_says_nothing_else(client: httpx.Client) -> None:
    assert list(client.get("/health", headers={"Authorization": ""}).json()) == ["factcheck"]


def test_the_command_serves_keeps_answers_and_ends_in_good_order(tmp_path: Path) -> None:
    with ReadingServer() as model:
        process = subprocess.Popen(
            [sys.executable, "-m", "factcheck", "serve", "--port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment(tmp_path, model.base_url)},
        )
        assert process.stdout is not None
        address, token = process.stdout.readline().strip(), process.stdout.readline().strip()
        with client_of(address, token) as client:
            asked = []
            for _ in range(2):
                assert found(ended(client)["verdicts"]) == VERDICTS
                asked.append(model.asked.total())
        assert asked[0] == asked[1] > 0, "a repeated check asks nothing"
        assert (tmp_path / "store.sqlite3").exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        process.stdout.close()


def test_a_port_that_is_taken_is_one_line(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = call("serve", "--port", str(taken.getsockname()[1]))
    assert (ended.code, ended.out) == (2, "")
    assert "cannot be used: Address already in use" in ended.err


def test_neither_an_open_door_nor_a_guessable_token(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = call("serve", "--host", "192.0.2.1")
    assert (opened.code, "--host 192.0.2.1 lets other machines in" in opened.err) == (2, True)
    monkeypatch.setenv("FACTCHECK_TOKEN", "secret")
    guessable = call("serve")
    assert (guessable.code, "too short to be safe" in guessable.err) == (2, True)


@pytest.mark.parametrize("command", ["serve", "mcp"])
def test_a_paid_model_needs_a_cap(call: Call, command: str) -> None:
    dear = careful_reader()
    dear.identity = ModelIdentity(spec="dear", name="dear", provider="dear", endpoint="https://example.org/v1")
    paid = call(command, model=dear)
    assert (paid.code, "can cost money: cap the tokens of a check with --max-tokens-total" in paid.err) == (2, True)
