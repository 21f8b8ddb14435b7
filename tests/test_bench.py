"""The arithmetic of the speed bench, on an engine whose times are known."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench.speed import Call, Watch, by_step, first_run, most_calls, rate, watched_client
from factcheck.models import open_model
from factcheck.models.base import Model
from factcheck.settings import Settings
from tests.cli.conftest import COUNCIL, PAPER, STORY
from tests.cli.reading_server import ReadingServer
from tests.models.loopback import Reply, Request

READ, CACHED, WRITTEN = 300, 100, 40


class TimedServer(ReadingServer):
    """Says of every call that it read 300 new tokens at 100 a second and wrote 40 at 20 a second."""

    def _next(self, request: Request) -> Reply:
        reply = super()._next(request)
        times = {"prompt_n": READ, "prompt_ms": 3000, "cache_n": CACHED, "predicted_n": WRITTEN, "predicted_ms": 2000}
        return replace(reply, body=json.dumps({**json.loads(reply.body), "timings": times}).encode())


async def measured(folder: Path, server: TimedServer) -> None:
    (folder / "sources").mkdir()
    for name, text in {"story.md": STORY, "sources/council.md": COUNCIL, "sources/paper.md": PAPER}.items():
        (folder / name).write_text(text, encoding="utf-8")

    def open_watched(watch: Watch) -> Model:
        client = watched_client(watch)
        return open_model("openai:toy", Settings(), base_url=server.base_url, http_async_client=client)

    report, speed = await first_run(folder, folder / "store.sqlite3", open_watched)
    assert (speed.claims, speed.sources) == (len(report.claims), 2)
    assert speed.calls == len(server.requests) <= speed.most_calls
    assert (speed.prefill_rate, speed.decode_rate) == (100.0, 20.0)
    assert speed.limit == pytest.approx(speed.calls * (3 + 2))
    assert speed.ratio == pytest.approx(speed.wall / speed.limit, abs=0.001)
    assert sum(step.calls for step in speed.steps.values()) == speed.calls
    assert speed.steps["extract"].prompt_tokens == speed.steps["extract"].calls * (READ + CACHED)


def test_a_run_is_measured_by_what_the_engine_says(tmp_path: Path) -> None:
    with TimedServer() as server:
        asyncio.run(measured(tmp_path, server))


def test_a_rate_is_taken_over_long_stretches_where_there_are_any() -> None:
    assert rate([(400, 4.0), (10, 5.0)], 256) == 100.0
    assert rate([(10, 5.0), (20, 5.0)], 256) == 3.0


def test_steps_keep_what_a_call_reads_anew() -> None:
    calls = [Call("a", cached, 400 - cached, 1.0, 1, 0.5) for cached in (0, 380, 390)]
    (step,) = by_step(calls).values()
    assert (step.cached_tokens, step.new_tokens_median, step.new_tokens_most) == (770, 20, 400)
    assert step.seconds == 4.5


def test_the_bound_on_calls_is_the_documented_one() -> None:
    assert most_calls(sentences=31, claims=40, sources=2, asked_again=3) == 7 + 160 + 3
