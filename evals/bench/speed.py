"""How close a check comes to what the machine can do: calls, tokens, seconds, and the same again from the store.

The limit is the time that the language model's own arithmetic takes:

    limit = uncached prompt tokens / prefill rate + output tokens / decode rate

Both rates are those of the run itself, from the `timings` that llama.cpp's server adds to each of its answers: prefill
over the calls that read at least `LONG_PROMPT` new tokens, decode over those that wrote at least `LONG_ANSWER` tokens
(a short stretch is mostly overhead, and says nothing of a rate). The ratio of wall time to the limit is 1 for a tool that
adds nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import click

from evals.folders import SEEDS
from factcheck.calibration.calibration import calibration_for
from factcheck.documents import load, load_sources
from factcheck.models.base import Answer, AnswerT, Message, Model, ModelAround, Weights
from factcheck.models.store import Store, StoredModel
from factcheck.pipeline import check
from factcheck.prompts import load_prompts, shipped_prompts
from factcheck.records import Report
from factcheck.render.json import read
from factcheck.settings import Settings
from factcheck.steps.extract import SENTENCES_PER_CALL

LONG_PROMPT = 256
"""New prompt tokens from which on a call's time says something of the prefill rate."""

LONG_ANSWER = 32
"""Output tokens from which on a call's time says something of the decode rate."""

GOAL_RATIO = 1.3
GOAL_AGAIN = 20.0


@dataclass(frozen=True)
class Call:
    """One answer of the engine. `read` are the prompt tokens that it computed, `cached` those it had; times in seconds."""

    step: str
    cached: int
    read: int
    read_seconds: float
    written: int
    written_seconds: float


@dataclass(frozen=True)
class Step:
    """All calls of one step, put together. `seconds` is what the engine spent, `new_tokens` what a call reads anew."""

    calls: int
    prompt_tokens: int
    cached_tokens: int
    output_tokens: int
    seconds: float
    new_tokens_median: float
    new_tokens_most: int


@dataclass(frozen=True)
class Speed:
    """What a check with an empty store took. Rates are tokens a second, times seconds."""

    story: str
    words: dict[str, int]
    sentences: int
    claims: int
    sources: int
    calls: int
    most_calls: int
    asked_again: int
    steps: dict[str, Step]
    prefill_rate: float
    decode_rate: float
    wall: float
    start: float
    limit: float
    ratio: float


@dataclass(frozen=True)
class Again:
    """The same check from the store: its seconds, how many times faster it was, and the calls that it paid for."""

    wall: float
    ratio: float
    calls: int


@dataclass
class Watch:
    """Sees every answer of the engine, and which step it was for. The engine computes one call at a time."""

    step: str = ""
    first_sent: float | None = None
    calls: list[Call] = field(default_factory=list)

    async def on_request(self, request: Any) -> None:  # noqa: ARG002 - the HTTP client's signature
        """Note when the first call was sent: by then the engine is up."""
        self.first_sent = self.first_sent or time.perf_counter()

    async def on_response(self, response: Any) -> None:
        """Note what the engine says of the call."""
        body = await response.aread()
        timings = json.loads(body).get("timings")
        if timings is None:
            return  # an error, which ChatModel sees to
        self.calls.append(
            Call(
                step=self.step,
                cached=timings["cache_n"],
                read=timings["prompt_n"],
                read_seconds=timings["prompt_ms"] / 1000,
                written=timings["predicted_n"],
                written_seconds=timings["predicted_ms"] / 1000,
            )
        )


class WatchedModel(ModelAround):
    """A model that tells the watch which step each call is for, and counts the sentences that are asked for again."""

    def __init__(self, inner: Model, watch: Watch) -> None:
        super().__init__(inner)
        self._watch = watch
        self._seen: set[str] = set()
        self.asked = 0
        self.again = 0

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        """The inner model's answer."""
        self.asked += 1
        if message.step == "extract":
            self.again += set(answer.model_fields) <= self._seen
            self._seen |= set(answer.model_fields)
        self._watch.step = "extract" if message.step == "extract" else "compare: evidence"
        return await self._inner.ask(message, answer, max_tokens=max_tokens)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The inner model's weights."""
        self.asked += 1
        self._watch.step = "kind" if message.step == "kind" else "compare: relation"
        return await self._inner.weigh(message, options)


def rate(calls: Iterable[tuple[int, float]], least: int) -> float:
    """Tokens a second over the calls of at least that many tokens, or over all where there are none so long."""
    counted = list(calls)
    long = [(tokens, seconds) for tokens, seconds in counted if tokens >= least] or counted
    return sum(tokens for tokens, _ in long) / sum(seconds for _, seconds in long)


def by_step(calls: Sequence[Call]) -> dict[str, Step]:
    """The calls of each step, put together, in the order in which the steps began."""
    steps = {}
    for name in dict.fromkeys(call.step for call in calls):
        own = [call for call in calls if call.step == name]
        steps[name] = Step(
            calls=len(own),
            prompt_tokens=sum(call.cached + call.read for call in own),
            cached_tokens=sum(call.cached for call in own),
            output_tokens=sum(call.written for call in own),
            seconds=round(sum(call.read_seconds + call.written_seconds for call in own), 2),
            new_tokens_median=median(call.read for call in own),
            new_tokens_most=max(call.read for call in own),
        )
    return steps


def most_calls(sentences: int, claims: int, sources: int, asked_again: int) -> int:
    """The most calls that a check may make: a few sentences a call, two calls a claim and source, and the re-asks."""
    return -(-sentences // SENTENCES_PER_CALL) + 2 * claims * sources + asked_again


async def first_run(folder: Path, store: Path, open_watched: Callable[[Watch], Model]) -> tuple[Report, Speed]:
    """Check the seed in `folder` with an empty store."""
    story, sources = load(str(folder / "story.md"), id="story"), load_sources([str(folder / "sources")])
    watch = Watch()
    model = WatchedModel(open_watched(watch), watch)
    with Store.open(store) as kept:
        begun = time.perf_counter()
        try:
            prompts = load_prompts()
            calibration = calibration_for(model.identity, prompts)
            report = await check(story, sources, StoredModel(model, kept), prompts, calibration=calibration)
        finally:
            await model.close()
        wall = time.perf_counter() - begun
    prefill = rate(((call.read, call.read_seconds) for call in watch.calls), LONG_PROMPT)
    decode = rate(((call.written, call.written_seconds) for call in watch.calls), LONG_ANSWER)
    limit = sum(call.read for call in watch.calls) / prefill + sum(call.written for call in watch.calls) / decode
    again = model.again + len(watch.calls) - model.asked
    return report, Speed(
        story=folder.name,
        words={document.name: len(document.text.split()) for document in (story, *sources)},
        sentences=len(story.sentences),
        claims=len(report.claims),
        sources=len(sources),
        calls=len(watch.calls),
        most_calls=most_calls(len(story.sentences), len(report.claims), len(sources), again),
        asked_again=again,
        steps=by_step(watch.calls),
        prefill_rate=round(prefill, 1),
        decode_rate=round(decode, 1),
        wall=round(wall, 2),
        start=round((watch.first_sent or begun) - begun, 2),
        limit=round(limit, 2),
        ratio=round(wall / limit, 3),
    )


def repeated_run(folder: Path, store: Path) -> tuple[float, Report]:
    """The seconds of the same check as a command of its own, imports and all, and its report.

    Its cache directory cannot be one, so that a model could not be started: the run would fail.
    """
    no_folder = store.with_name("no-cache")
    no_folder.touch()
    arguments = ["check", str(folder / "story.md"), "--source", str(folder / "sources"), "--format", "json"]
    begun = time.perf_counter()
    ended = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "factcheck", *arguments, "--model", "embedded"],
        env={**os.environ, "FACTCHECK_STORE": str(store), "FACTCHECK_CACHE_DIR": str(no_folder)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return time.perf_counter() - begun, read(ended.stdout)


def watched_client(watch: Watch) -> Any:
    """An HTTP client for a model's calls, with the watch on them."""
    import openai

    hooks: dict[str, list[Callable[..., Any]]] = {"request": [watch.on_request], "response": [watch.on_response]}
    return openai.DefaultAsyncHttpxClient(trust_env=False, event_hooks=hooks)


def open_embedded(watch: Watch) -> Model:
    """The embedded model, with a watch on what its engine answers."""
    from factcheck.models import open_model

    return open_model(
        "embedded",
        Settings.from_environment(),
        prompts=shipped_prompts().identities,
        http_async_client=watched_client(watch),
    )


def measure(folder: Path) -> tuple[Speed, Again]:
    """Measure the check of the seed in `folder`, and the same from the store."""
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory) / "store.sqlite3"
        report, speed = asyncio.run(first_run(folder, store, open_embedded))
        seconds, repeated = repeated_run(folder, store)
    if repeated.model_dump(exclude={"clock"}) != report.model_dump(exclude={"clock"}):
        raise click.ClickException("the repeated run gave another report")
    again = Again(round(seconds, 2), round(speed.wall / seconds, 1), repeated.clock.paid.calls)
    return speed, again


def told(speed: Speed, again: Again) -> str:
    """The measurement for people, as Markdown."""
    words = ", ".join(f"{name} {count}" for name, count in speed.words.items())
    lines = [
        f"{speed.story} (words: {words}): {speed.sentences} sentences, {speed.claims} claims, {speed.sources} sources",
        "",
        "| step | calls | tokens in | cached | tokens out | seconds | new tokens a call: median, most |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, step in speed.steps.items():
        lines.append(
            f"| {name} | {step.calls} | {step.prompt_tokens:,} | {step.cached_tokens:,} | {step.output_tokens:,} "
            f"| {step.seconds:.1f} | {step.new_tokens_median:g}, {step.new_tokens_most:,} |"
        )
    lines += [
        "",
        f"- calls: {speed.calls}, at most {speed.most_calls} allowed ({speed.asked_again} of them re-asks)",
        f"- rates: {speed.prefill_rate:.1f} prompt tokens/s, {speed.decode_rate:.1f} output tokens/s",
        f"- wall time: {speed.wall:.1f} s, {speed.start:.1f} s of it to start; limit {speed.limit:.1f} s; "
        f"ratio {speed.ratio:.2f} (goal: at most {GOAL_RATIO})",
        f"- again, from the store: {again.wall:.1f} s, {again.ratio:.0f} times faster "
        f"(goal: at least {GOAL_AGAIN:.0f}), {again.calls} calls, no model started",
    ]
    return "\n".join(lines)


@click.command("speed", short_help="Calls, tokens, seconds and the ratio to the machine's limit.")
@click.option("--seed", default="night-train", show_default=True, help="The seed to check.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(seed: str, as_json: bool) -> None:
    """Check a seed on the embedded model with an empty store, then once more from the store, and tell what it took."""
    folder = SEEDS / seed
    if not (folder / "story.md").is_file():
        raise click.BadParameter(f"there is no seed {seed!r}", param_hint="--seed")
    speed, again = measure(folder)
    click.echo(json.dumps({**asdict(speed), "again": asdict(again)}, indent=2) if as_json else told(speed, again))
