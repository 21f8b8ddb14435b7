"""The review server, asked over HTTP as a browser would and as a browser must not."""

from __future__ import annotations

import re
import signal
import threading
import time

import httpx
import pytest

from factcheck.records import Report, VerdictName
from factcheck.review.log import Decided, Signed
from factcheck.review.publisher import Scale
from tests.render.stories import april
from tests.review.conftest import Start

HOSTILE = '</textarea><script>alert(1)</script><!--slot decision c1-->" onfocus=alert(2) \u202e'


def changed(report: Report, claim: str, text: str) -> Report:
    claims = tuple(one.model_copy(update={"text": text}) if one.id == claim else one for one in report.claims)
    return report.model_copy(update={"claims": claims})


def test_a_decision_is_kept_with_who_when_from_to_and_why(start: Start) -> None:
    review = start()
    sent = review.send("decide", claim="c2", seen=0, verdict="supported", reason="They rang back.", note="See mail.")
    assert sent.status_code == 303
    (entry,) = review.entries
    assert isinstance(entry, Decided)
    assert (entry.by, entry.found, entry.before, entry.verdict) == (
        "Ada Editor",
        VerdictName.CONTRADICTED,
        VerdictName.CONTRADICTED,
        VerdictName.SUPPORTED,
    )
    assert (entry.reason, entry.note, entry.text) == ("They rang back.", "See mail.", april().claims[1].text)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.at)
    page = review.page()
    assert "overridden: supported" in page
    assert "They rang back." in page


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"claim": "c2", "verdict": "supported", "reason": "  "}, "give a reason to override"),
        ({"claim": "c99", "verdict": "supported"}, "no claim"),
        ({"claim": "c2", "verdict": "perhaps"}, "verdict"),
        ({"claim": "c4", "verdict": "not_mentioned", "rating": "True"}, "cannot be rated"),
        ({"claim": "c2", "verdict": "contradicted", "note": "x" * 10_001}, "10000"),
        ({"verdict": "contradicted"}, "claim: Field required"),
    ],
)
def test_what_cannot_be_a_decision_is_refused_and_not_kept(
    start: Start, fields: dict[str, str], complaint: str
) -> None:
    review = start()
    answer = review.send("decide", seen=0, **fields)
    assert answer.status_code == 400
    assert complaint in answer.text
    assert review.entries == ()


def test_a_refused_form_still_holds_the_words(start: Start) -> None:
    answer = start().send("decide", claim="c2", seen=0, verdict="supported", note="A long thought.")
    assert "A long thought.</textarea>" in answer.text


def test_two_tabs_the_second_is_told_and_may_decide_again(start: Start) -> None:
    review = start()
    assert review.send("decide", claim="c2", seen=0, verdict="contradicted", note="first tab").status_code == 303
    second = review.send("decide", claim="c2", seen=0, verdict="disputed", reason="second tab")
    assert second.status_code == 409
    assert "Ada Editor decided on this claim after you opened this page" in second.text
    assert "first tab" in second.text
    assert "second tab</textarea>" in second.text
    assert len(review.entries) == 1
    assert review.send("decide", claim="c8", seen=0, verdict="disputed").status_code == 303, "another claim is free"
    assert review.send("decide", claim="c2", seen=2, verdict="disputed", reason="second tab").status_code == 303


def test_two_servers_on_one_report_never_mix_their_lines(start: Start) -> None:
    one, other = start(name="Ada"), start(name="Bo")
    answers: list[int] = []

    def send(review: object, claim: str) -> None:
        server = one if review == "one" else other
        answers.append(server.send("decide", claim=claim, seen=0, verdict="supported", reason="r").status_code)

    threads = [
        threading.Thread(target=send, args=(which, f"c{number}"))
        for number in range(1, 8)
        for which in ("one", "other")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] * 7 + [409] * 7
    assert sorted(entry.claim for entry in one.entries if isinstance(entry, Decided)) == [f"c{n}" for n in range(1, 8)]


def test_a_server_killed_in_the_middle_loses_nothing_that_was_acknowledged(launch: Start) -> None:
    review = launch()
    acknowledged: list[str] = []

    def send() -> None:
        position = 0
        while True:
            try:
                note = f"note {position}"
                answer = review.send("decide", claim="c2", seen=position, verdict="contradicted", note=note)
            except httpx.HTTPError:
                return
            assert answer.status_code == 303
            acknowledged.append(note)
            position += 1

    thread = threading.Thread(target=send)
    thread.start()
    while len(acknowledged) < 5:
        assert thread.is_alive(), "the server stopped answering by itself"
        time.sleep(0.01)
    assert review.process is not None
    review.process.send_signal(signal.SIGKILL)
    thread.join(30)
    kept = [entry.note for entry in review.entries if isinstance(entry, Decided)]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1
    again = launch()
    assert again.send("decide", claim="c2", seen=len(kept), verdict="contradicted", note="on we go").status_code == 303
    assert len(again.entries) == len(kept) + 1


def test_a_wrong_token_gets_nothing(start: Start) -> None:
    review = start()
    for path in ("/", "/wrong/", "/wrong/decide", f"/{'x' * 32}/", "/\u00e9/"):
        assert httpx.get(review.origin + path).status_code == 403
    sent = httpx.post(f"{review.origin}/wrong/decide", headers={"Origin": review.origin}, data={"claim": "c2"})
    assert sent.status_code == 403
    assert review.entries == ()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", None])
def test_a_foreign_origin_cannot_decide(start: Start, origin: str | None) -> None:
    review = start()
    headers = {"Origin": origin} if origin else {}
    assert review.send("decide", headers, claim="c2", seen=0, verdict="contradicted").status_code == 403
    if origin:
        assert httpx.get(review.address, headers=headers).status_code == 403
    assert review.entries == ()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:{port}", "127.0.0.1.evil.example:{port}"])
def test_a_foreign_host_gets_nothing(start: Start, host: str) -> None:
    review = start()
    named = host.format(port=review.origin.rpartition(":")[2])
    assert httpx.get(review.address, headers={"Host": named}).status_code == 403
    answer = review.send("decide", {"Host": named, "Origin": f"http://{named}"}, claim="c2", seen=0, verdict="disputed")
    assert answer.status_code == 403


def test_the_page_keeps_its_strict_policy_and_is_never_framed_or_stored(start: Start) -> None:
    review = start()
    answer = httpx.get(review.address)
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "no-store"
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', answer.text)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    assert "<!--slot" not in answer.text


def test_too_large_a_form_is_refused(start: Start) -> None:
    assert start().send("decide", claim="c2", seen=0, note="x" * 300_000).status_code == 413


def test_signing_holds_until_the_next_decision(start: Start) -> None:
    review = start()
    review.send("decide", claim="c2", seen=0, verdict="contradicted")
    assert review.send("sign", seen=0).status_code == 409, "something was decided that this tab did not show"
    assert review.send("sign", seen=1).status_code == 303
    signed = review.entries[-1]
    assert isinstance(signed, Signed)
    assert [one.claim for one in signed.claims] == [claim.id for claim in april().claims]
    assert "<b>Signed</b> by <bdi>Ada Editor</bdi>" in review.page()
    assert review.send("sign", seen=2).status_code == 409
    review.send("decide", claim="c8", seen=2, verdict="disputed")
    page = review.page()
    assert "<b>Not signed.</b>" in page
    assert "no longer holds" in page


def test_decisions_come_back_for_what_did_not_change_and_are_asked_again_for_what_did(start: Start) -> None:
    first = start()
    first.send("decide", claim="c2", seen=0, verdict="contradicted", note="about c2")
    first.send("decide", claim="c8", seen=1, verdict="supported", reason="about c8")
    report = april()
    text = next(claim.text for claim in report.claims if claim.id == "c8").replace("240", "250")
    again = start(changed(report, "c8", text))
    page = again.page()
    assert "Please decide again." in page
    assert "on an earlier version" in page
    assert "about c8" in page
    assert "1 of 11 claims decided" in page
    assert again.send("decide", claim="c8", seen=2, verdict="disputed").status_code == 303
    assert "2 of 11 claims decided" in again.page()


def test_hostile_names_and_notes_stay_text(start: Start) -> None:
    review = start(None, HOSTILE)
    tame = len(re.findall(r"<script", review.page()))
    review.send("decide", claim="c2", seen=0, verdict="disputed", reason=HOSTILE, note=HOSTILE, rating=HOSTILE)
    review.send("sign", seen=1)
    page = review.page()
    assert len(review.entries) == 2
    assert len(re.findall(r"<script", page)) == tame
    assert "alert(1)&lt;/script&gt;" in page
    assert "<!--slot" not in page


def test_ctrl_c_ends_it_in_good_order(launch: Start) -> None:
    review = launch()
    review.page()
    assert review.process is not None
    review.process.send_signal(signal.SIGINT)
    assert review.process.wait(20) == 0


def test_ratings_are_those_of_the_publisher(start: Start) -> None:
    review = start(scale=Scale(worst=1, best=2, ratings={"Wrong": 1, "Right": 2}))
    answer = review.send("decide", claim="c2", seen=0, verdict="contradicted", rating="Meh")
    assert answer.status_code == 400
    assert "not on the publisher" in answer.text
    assert review.send("decide", claim="c2", seen=0, verdict="contradicted", rating="Wrong").status_code == 303


@pytest.mark.parametrize("seen", ["9" * 5_000, "9" * 300, "-1", "three", "²", ""])
def test_a_number_that_no_log_has_is_refused_whatever_its_length(start: Start, seen: str) -> None:
    review = start()
    assert review.send("sign", seen=seen).status_code == 400
    assert review.send("decide", claim="c2", verdict="contradicted", seen=seen).status_code == 400
    assert review.entries == ()
