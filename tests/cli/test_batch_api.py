"""`factcheck batch --batch-api`: the questions go through OpenAI's Batch endpoint, and the results are those of direct calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from tests.cli.batch_server import BatchServer
from tests.cli.conftest import Ended
from tests.cli.test_batch import results, states
from tests.cli.test_batch_interrupted import write_stories
from tests.models.loopback import Reply, failure

KEY = "sk-the-right-key-0123456789"
ORGANISATION = "org-0123456789abcdef"
PRICES = ("--price-in", "1000", "--price-out", "1000")

Checking = Callable[..., Ended]


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """A few stories."""
    return write_stories(desk, 2)


@pytest.fixture
def check(desk: Path, capfd: pytest.CaptureFixture[str]) -> Checking:
    """Check the stories by that server's model, through its Batch endpoint unless `directly`."""

    def checked(server: BatchServer, *more: str, out: str = "out", directly: bool = False) -> Ended:
        told = ["batch", "stories", "-s", "sources", "--model", "openai:toy", "--base-url", server.base_url, "-o", out]
        code = main([*told, *more, *([] if directly else ["--batch-api"])])
        return Ended(code, *capfd.readouterr())

    return checked


def checked_directly(check: Checking, desk: Path, server: BatchServer) -> int:
    """Check the stories without the endpoint into `whole`, and forget the answers. Gives how many questions that took."""
    assert check(server, out="whole", directly=True).code == ExitCode.DONE
    needed = server.asked.total()
    assert len(server.asked) == needed
    (desk / "store.sqlite3").unlink()
    server.asked.clear()
    server.calls.clear()
    server.directly = server.refused = 0
    return needed


def same(desk: Path, out: str = "out") -> bool:
    """Whether the results are those in `whole`, byte for byte, and something is checked."""
    found = {name: content for name, content in results(desk, out).items() if not name.startswith("batch-api/")}
    return found == results(desk, "whole") and "checked" in states(desk, out).values()


def names(desk: Path) -> list[str]:
    """What kinds of files there are of the parcels."""
    return [path.name.partition(".")[2] for path in sorted((desk / "out" / "batch-api").iterdir())]


def last(ended: Ended) -> str:
    """The last line on standard error."""
    return ended.err.splitlines()[-1]


def test_the_results_are_those_of_direct_calls(check: Checking, desk: Path) -> None:
    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        ended = check(server)
        assert ended.code == ExitCode.DONE, ended.err
        assert server.asked.total() == len(server.asked) == needed
        assert server.directly == 2  # the trial questions
        assert len(server.parcels) == server.calls.count("POST /files") == 3
        assert re.findall(r"^sent \d+ requests as batch_0$", ended.err, re.MULTILINE)
        calls = len(server.calls)
        assert check(server).code == ExitCode.DONE
        assert len(server.calls) == calls
    assert same(desk)
    assert set(names(desk)) == {"replies.jsonl"}


def test_replies_are_kept_beside_the_results_where_there_is_no_store(check: Checking, desk: Path) -> None:
    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        assert check(server, "--no-store").code == ExitCode.DONE
        assert server.asked.total() == needed
    assert same(desk)


def test_a_round_of_many_requests_goes_as_several_parcels(
    check: Checking, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.batch.ledger.MOST_REQUESTS", 3)
    monkeypatch.setattr("factcheck.batch.ledger.MOST_BYTES", 8_000)
    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        assert check(server).code == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == needed
        sizes = [server.files[parcel["input_file_id"]] for parcel in server.parcels]
    assert len(sizes) > needed / 3
    assert all(len(size) <= 8_000 or size.count("\n") == 1 for size in sizes)
    assert same(desk)


def test_without_waiting_the_same_command_goes_on_until_it_is_done(check: Checking, desk: Path) -> None:
    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        codes: list[int] = []
        while not codes or codes[-1] == ExitCode.INCOMPLETE:
            ended = check(server, "--no-wait")
            codes.append(ended.code)
            if len(codes) == 1:
                assert (
                    "submitted 2 requests as batch_0 (validating); run the same command again to continue" in ended.err
                )
                assert set(states(desk, "out").values()) == {"waiting"}
                assert last(ended).startswith("factcheck: incomplete: replies are still to come")
                direct = check(server, "--max-tokens-total", "0", directly=True)
                assert "the Batch endpoint still owes replies" in direct.err
        assert codes == [*[ExitCode.INCOMPLETE] * 6, ExitCode.DONE]  # each of three parcels is done at the second look
        assert server.asked.total() == len(server.asked) == needed
    assert same(desk)


def test_what_an_expired_parcel_did_not_answer_is_sent_again(check: Checking, desk: Path) -> None:
    with BatchServer("expired", "completed", "expired") as server:
        needed = checked_directly(check, desk, server)
        ended = check(server)
        assert ended.code == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == needed
        assert len(server.parcels) == 5
    assert "batch_0 expired; 1 of 2 requests came back" in ended.err
    assert same(desk)


def test_no_claim_is_compared_while_others_are_unknown(check: Checking, desk: Path, stories: Path) -> None:
    for story in stories.iterdir():
        story.unlink()
    dull = [
        f"The {word} bridge is a bridge of the town." for word in ("old", "new", "red", "low", "long", "far", "wide")
    ]
    weighty = "Mayor Jane Doe was charged with fraud over 4 million dollars in 2021."
    (stories / "long.md").write_text("# Bridges\n\n" + "\n\n".join([*dull, weighty]) + "\n")
    with BatchServer("expired") as server:
        assert check(server, "--top", "1", out="whole", directly=True).code == ExitCode.DONE
        needed = server.asked.total()
        (desk / "store.sqlite3").unlink()
        server.asked.clear()
        assert check(server, "--top", "1").code == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == needed
    assert same(desk)


def test_a_parcel_that_failed_is_one_line_and_is_sent_again_by_the_same_command(check: Checking, desk: Path) -> None:
    with BatchServer("failed") as server:
        needed = checked_directly(check, desk, server)
        ended = check(server)
        assert ended.code == ExitCode.UNUSABLE_MODEL
        assert "not one request came back (batch_0 failed: Enqueued token limit reached" in last(ended)
        assert set(states(desk, "out").values()) == {"waiting"}
        assert server.asked.total() == 0
        assert check(server).code == ExitCode.DONE
        assert server.asked.total() == needed
    assert same(desk)


REFUSALS = {
    "the filter": failure(400, "The response was filtered", code="content_filter"),
    "the context": failure(400, "This model's maximum context length is 8192 tokens."),
    "anything": failure(400, f"Not today, {ORGANISATION}."),
}


def refusing(text: str, reply: Reply) -> Callable[[dict[str, Any]], Reply | None]:
    """An error for every request with that text in its question."""
    return lambda body: reply if text in body["messages"][-1]["content"] else None


@pytest.mark.parametrize("why", REFUSALS)
@pytest.mark.parametrize("text", ["Bridges of town 2", "CLAIM: Bridge number 21"])
def test_a_refused_request_is_the_failure_that_it_is_directly(check: Checking, desk: Path, why: str, text: str) -> None:
    with BatchServer() as server:
        server.refusing = refusing(text, REFUSALS[why])
        checked_directly(check, desk, server)
        ended = check(server)
        assert ended.code == ExitCode.DONE
        assert server.refused
        assert len(server.asked) == server.asked.total()
        assert same(desk)
        assert not any(ORGANISATION.encode() in content for content in results(desk, "out").values())
        asked = len(server.parcels)
        server.refusing = lambda _: None
        assert check(server).code == ExitCode.DONE  # the next run asks again, as it does directly
        assert len(server.parcels) > asked


def test_a_server_error_is_asked_for_again_a_few_times(check: Checking, desk: Path) -> None:
    text = "CLAIM: Bridge number 21"
    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        server.refusing = refusing(text, failure(500, "no"))
        assert check(server).code == ExitCode.DONE
        assert server.refused == 3
        assert server.asked.total() < needed
        assert not same(desk)
        assert "server error (500: no)" in next((desk / "out").glob("stories/story-2-*/report.json")).read_text()
        server.refusing = lambda _: None
        assert check(server).code == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == needed
    assert same(desk)


def test_a_feature_that_the_model_lacks_costs_no_round(check: Checking, desk: Path) -> None:
    def lacking(body: dict[str, Any]) -> Reply | None:
        return failure(400, "Unsupported parameter: 'seed'", param="seed") if "seed" in body else None

    with BatchServer() as server:
        needed = checked_directly(check, desk, server)
        server.refusing = lacking
        assert check(server).code == ExitCode.DONE
        assert server.asked.total() == needed
        assert len(server.parcels) == 3
        assert server.refused == 1  # of the trial questions, none of the stories'


def test_a_wrong_key_shows_before_anything_is_sent(
    check: Checking, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BatchServer(key=KEY) as server:
        for wrong in ("sk-a-wrong-key-0123456789", None):
            monkeypatch.setenv("OPENAI_API_KEY", wrong or "")
            ended = check(server)
            assert ended.code == ExitCode.UNUSABLE_MODEL
            assert "does not accept the key (401" in last(ended)
            assert "check OPENAI_API_KEY" in last(ended)
            assert not server.files
            assert not list((desk / "out").glob("batch-api/*"))
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        assert check(server, "--no-wait").code == ExitCode.INCOMPLETE
        monkeypatch.setenv("OPENAI_API_KEY", "sk-a-wrong-key-0123456789")
        ended = check(server)
        assert (ended.code, "check OPENAI_API_KEY" in last(ended)) == (ExitCode.UNUSABLE_MODEL, True)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        assert check(server).code == ExitCode.DONE
        assert len(server.asked) == server.asked.total()
    for file in [path for path in desk.rglob("*") if path.is_file()]:
        assert not {one for one in (KEY, "a-wrong-key", ORGANISATION) if one.encode() in file.read_bytes()}


def test_an_address_without_the_endpoint_is_one_line(check: Checking, desk: Path) -> None:
    with BatchServer(endpoint=False) as server:
        ended = check(server)
        assert ended.code == ExitCode.UNUSABLE_MODEL
        assert f"openai:toy at {server.base_url}: there is no Batch endpoint" in last(ended)
        assert "leave out --batch-api" in last(ended)
        assert check(server, directly=True).code == ExitCode.DONE


def dollars(ended: Ended) -> float:
    """What it said that the batch may cost."""
    return float(re.findall(r"\$([\d,.]+\d)", ended.err)[0].replace(",", ""))


def test_the_price_is_half(check: Checking, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.cli.cost.is_paid", lambda _: True)
    with BatchServer() as server:
        whole = check(server, *PRICES, out="whole", directly=True)
        spent = 15 * server.asked.total() / 1000  # each question is 10 tokens in and 5 out
        (desk / "store.sqlite3").unlink()
        half = check(server, *PRICES)
    assert dollars(half) == pytest.approx(dollars(whole) / 2, abs=0.01)
    assert "at half the price" in half.err
    assert "at half the price" not in whole.err
    # What was spent at half the price counts as half in both ways, under one cap for all runs.
    (desk / "store.sqlite3").unlink()
    (desk / "stories" / "more.md").write_text("# A town\n\nThe bridge has a mayor.\n")
    for directly in (True, False):
        ended = check(server, *PRICES, "--budget", f"{0.49 * spent:.3f}", directly=directly)
        assert ended.code == ExitCode.INCOMPLETE
        assert "a cap stopped the batch" in ended.err
    assert len(server.parcels) == 3
    assert server.asked.total() == 2 * spent * 1000 / 15


@pytest.mark.parametrize("cap", [2_500, 3_300])
def test_the_cap_is_for_all_parcels_and_all_runs(check: Checking, desk: Path, cap: int) -> None:
    with BatchServer() as server:
        server.prompt_tokens = 200
        needed = checked_directly(check, desk, server)
        for _ in range(2):
            ended = check(server, "--max-tokens-total", str(cap))
            assert ended.code == ExitCode.INCOMPLETE
            assert "a cap stopped the batch" in ended.err
            assert "waiting" in states(desk, "out").values()
        assert server.asked
        assert 205 * server.asked.total() + 15 * server.directly <= cap
        assert check(server, "--max-tokens-total", "0", out="none").code == ExitCode.INCOMPLETE
        asked = server.asked.total(), server.directly
        assert check(server, "--max-tokens-total", "0", out="none").code == ExitCode.INCOMPLETE
        assert asked == (server.asked.total(), server.directly)
        assert check(server).code == ExitCode.DONE
        assert server.asked.total() == len(server.asked) == needed
    assert same(desk)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--model", "embedded"), "--batch-api goes with --model openai:NAME, not with embedded"),
        (("--model", "anthropic:claude"), "--batch-api goes with --model openai:NAME, not with anthropic:claude"),
        (("--model", "openai:m", "--engine", "ray"), "--batch-api does not work with --engine ray"),
        (("--model", "openai:m", "--at-once", "4"), "--batch-api does not work with --at-once"),
    ],
)
def test_what_has_no_endpoint_is_refused_in_a_line(
    desk: Path, capfd: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert main(["batch", "stories", "-s", "sources", "--batch-api", *options]) == ExitCode.UNUSABLE_INPUT
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith(f"factcheck: error: {said}")
    assert main(["batch", "stories", "-s", "sources", "--no-wait"]) == ExitCode.UNUSABLE_INPUT
    assert "--no-wait needs --batch-api" in capfd.readouterr().err
