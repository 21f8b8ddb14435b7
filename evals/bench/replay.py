"""What a replay costs: that it grows linearly with the exchanges, and how it compares with vcrpy's own body matcher.

Made-up exchanges of 8 KB are written as tapes of several sizes; each is read and every exchange asked for once, through a
real HTTP client. vcrpy's own cassette (its YAML, `match_on` method, URI and body) answers the same requests for comparison,
in the recorded order and in reverse. What is told is this process's CPU time, so that a busy machine does not matter; the
goals are ratios of it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import process_time

import click
import httpx
import vcr

from evals.tapes import offline
from evals.tapes.cassette import KeyedCassette
from evals.tapes.exchange import Exchange
from evals.tapes.tape import body_of, read_exchanges
from factcheck.cli.screen import Screen

URL = "http://replay.invalid/v1/chat/completions"
SIZE = 8_000
"""Characters of a request, about half of it shared by all (the source), as in a real tape."""
SIZES = (500, 1_000, 2_000)
COMPARED_AT = 300
GOAL_GROWTH = 1.2
GOAL_FASTER = 10.0
RUNS = 3
"""Of ours. vcrpy's take half a minute each, and how long hardly varies: one of each order."""


@dataclass(frozen=True)
class ReplayCost:
    """Reading a tape of `exchanges` and asking for each once, in seconds of CPU."""

    exchanges: int
    read: float
    asked: float

    @property
    def each(self) -> float:
        """Seconds of CPU an exchange, reading and asking."""
        return (self.read + self.asked) / self.exchanges


def made_up(count: int) -> tuple[Exchange, ...]:
    """So many exchanges of `SIZE` characters, the same ones each time."""
    chance = random.Random(11)  # noqa: S311 - nothing here is secret
    words = ["harbour", "council", "vote", "ferry", "budget", "said", "bridge", "winter", "report", "crew"]

    def text(length: int) -> str:
        return " ".join(chance.choice(words) for _ in range(length // 7))

    source = text(SIZE // 2)
    exchanges = []
    for number in range(count):
        content = f"{source}\n\n{text(SIZE // 2)}\n\nCLAIM: number {number}"
        answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": f'{{"n": {number}}}'}}]}
        request = {"model": "m", "seed": 0, "messages": [{"role": "user", "content": content}]}
        exchanges.append(Exchange("/v1/chat/completions", request, 200, answer, 0.1))
    return tuple(exchanges)


def ours(folder: Path, count: int, *, reverse: bool) -> ReplayCost:
    """What our replay costs."""
    path = folder / f"{count}.yaml"
    gc.collect()  # what an earlier run left is not to be cleared away in this one
    started = process_time()
    exchanges = read_exchanges(path, path.read_text(encoding="utf-8"))
    read = process_time()
    bodies = [exchange.request for exchange in exchanges]
    with offline.offline(), KeyedCassette.use(path=path.name, exchanges=exchanges) as cassette:
        asyncio.run(_ask(bodies[::-1] if reverse else bodies))
    assert len(cassette.asked) == count
    return ReplayCost(count, read - started, process_time() - read)


def vcrpys(folder: Path, count: int, *, reverse: bool) -> ReplayCost:
    """What vcrpy's own cassette costs, reading included."""
    bodies = [exchange.request for exchange in made_up(count)]
    gc.collect()
    started = process_time()
    with vcr.use_cassette(str(folder / f"vcrpy-{count}.yaml"), record_mode="none", match_on=["method", "uri", "body"]):
        read = process_time()
        asyncio.run(_ask(bodies[::-1] if reverse else bodies))
    return ReplayCost(count, read - started, process_time() - read)


async def _ask(bodies: Sequence[object]) -> None:
    async with httpx.AsyncClient() as client:
        for body in bodies:
            (await client.post(URL, json=body)).raise_for_status()


def _write(folder: Path, count: int) -> None:
    (folder / f"{count}.yaml").write_text(body_of(made_up(count)), encoding="utf-8")


def _write_vcrpys(folder: Path, count: int) -> None:
    """vcrpy's own tape of the same exchanges: recorded by it from a client that answers itself."""
    exchanges = {json.dumps(exchange.request, sort_keys=True): exchange for exchange in made_up(count)}

    def answer(request: httpx.Request) -> httpx.Response:
        asked = json.dumps(json.loads(request.content), sort_keys=True)
        return httpx.Response(200, json=exchanges[asked].response)

    async def record() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            for exchange in exchanges.values():
                await client.post(URL, json=exchange.request)

    with vcr.use_cassette(str(folder / f"vcrpy-{count}.yaml"), record_mode="all"):
        asyncio.run(record())


@click.command("replay", short_help="What replaying tapes costs.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(as_json: bool) -> None:
    """Read and replay made-up tapes of 500, 1,000 and 2,000 exchanges, and 300 also with vcrpy's own matcher."""
    with tempfile.TemporaryDirectory() as name, Screen(quiet=False) as screen:
        folder = Path(name)
        for count in (*SIZES, COMPARED_AT):
            _write(folder, count)
        _write_vcrpys(folder, COMPARED_AT)
        ours(folder, COMPARED_AT, reverse=False)  # the first run of a process pays for what is made once
        screen.tell(f"CPU time; medians of {RUNS} runs, sizes by turns")
        runs = [[ours(folder, count, reverse=False) for count in SIZES] for _ in range(RUNS)]
        costs = [_middle([run[place] for run in runs]) for place in range(len(SIZES))]
        compared = {
            order: (
                _middle([ours(folder, COMPARED_AT, reverse=reverse) for _ in range(RUNS)]),
                vcrpys(folder, COMPARED_AT, reverse=reverse),
            )
            for order, reverse in (("in order", False), ("in reverse", True))
        }
    growth = costs[-1].each / costs[0].each
    faster = {order: theirs.each / own.each for order, (own, theirs) in compared.items()}
    if as_json:
        found = {"sizes": [asdict(cost) for cost in costs], "growth": growth, "faster_than_vcrpy": faster}
        click.echo(json.dumps(found, indent=1))
        return
    click.echo("| exchanges | read, s | asked, s | ms an exchange |\n|---|---|---|---|")
    for cost in costs:
        click.echo(f"| {cost.exchanges:,} | {cost.read:.2f} | {cost.asked:.2f} | {cost.each * 1000:.2f} |")
    click.echo(
        f"\n- an exchange at {SIZES[-1]:,} costs {growth:.2f} times one at {SIZES[0]:,} (goal: at most {GOAL_GROWTH})"
    )
    for order, ratio in faster.items():
        click.echo(
            f"- {COMPARED_AT} exchanges {order}: {ratio:.1f} times faster than vcrpy (goal: at least {GOAL_FASTER:g})"
        )


def _middle(costs: Sequence[ReplayCost]) -> ReplayCost:
    return ReplayCost(costs[0].exchanges, median(cost.read for cost in costs), median(cost.asked for cost in costs))
