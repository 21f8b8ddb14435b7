"""The embedded engine, started for real on a small made-up model, and on the default one where its weights are cached."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import httpx
import platformdirs
import pytest

from factcheck.errors import EngineFailed
from factcheck.models.engine import Engine, engine_version
from factcheck.models.weights import EMBEDDED
from tests.models.toy_gguf import write_toy_gguf


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_toy_gguf(tmp_path_factory.mktemp("toy") / "toy.gguf")


async def chat(url: str, key: str, text: str, **more: object) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": text}], "temperature": 0, "max_tokens": 1} | more
    async with httpx.AsyncClient(timeout=120, trust_env=False) as client:
        return await client.post(f"{url}/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"})


def first_logprobs(answer: httpx.Response) -> dict[str, float]:
    (token,) = answer.json()["choices"][0]["logprobs"]["content"]
    return {alternative["token"]: alternative["logprob"] for alternative in token["top_logprobs"]}


def test_serves_on_loopback_with_its_key_and_is_silent(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        async with Engine(toy, context_tokens=512) as engine:
            url = await engine.start()
            assert url.startswith("http://127.0.0.1:")
            answer = await chat(url, engine.api_key, "Is it so?", logprobs=True, top_logprobs=5)
            assert answer.status_code == 200
            assert len(first_logprobs(answer)) == 5
            assert (await chat(url, "another key", "Is it so?")).status_code == 401
            engine.check_running()
        with pytest.raises(httpx.ConnectError):
            await chat(url, engine.api_key, "Is it so?")
        await engine.close()

    asyncio.run(run())
    assert capfd.readouterr() == ("", "")


def test_a_prompt_longer_than_the_context_is_refused(toy: Path) -> None:
    async def run() -> httpx.Response:
        async with Engine(toy, context_tokens=256) as engine:
            return await chat(await engine.start(), engine.api_key, "word " * 100)

    answer = asyncio.run(run())
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "exceed_context_size_error"


def test_a_shared_beginning_is_read_once(toy: Path) -> None:
    async def run() -> list[httpx.Response]:
        async with Engine(toy, context_tokens=1024) as engine:
            url = await engine.start()
            return [await chat(url, engine.api_key, "a source " * 40 + claim) for claim in ("One.", "Another.")]

    first, second = (answer.json()["usage"] for answer in asyncio.run(run()))
    assert first["prompt_tokens_details"]["cached_tokens"] == 0
    assert second["prompt_tokens_details"]["cached_tokens"] >= 360


def broken(path: Path, content: bytes | None) -> Path:
    if content is not None:
        path.write_bytes(content)
    return path


def test_what_is_no_model_is_one_line(toy: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reasons = {
        broken(tmp_path / "missing.gguf", None): "No such file",
        broken(tmp_path / "page.gguf", b"<!DOCTYPE html>"): "not a GGUF file",
        broken(tmp_path / "empty.gguf", b""): "not a GGUF file",
        broken(tmp_path / "head.gguf", b"GGUF\x03\x00\x00\x00"): "did not start: failed to read header",
        broken(tmp_path / "cut.gguf", toy.read_bytes()[:-100_000]): "corrupted or incomplete",
        tmp_path: "directory",
    }
    for path, reason in reasons.items():
        with pytest.raises(EngineFailed) as raised:
            asyncio.run(Engine(path).start())
        assert str(raised.value).startswith(f"{path}: ")
        assert reason in str(raised.value)
        assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


def test_an_engine_that_died_is_named(toy: Path) -> None:
    async def run() -> None:
        async with Engine(toy) as engine:
            await engine.start()
            (pid,) = engine_processes(os.getpid())
            os.kill(pid, signal.SIGKILL)
            until = time.monotonic() + 10
            while time.monotonic() < until:
                engine.check_running()
                await asyncio.sleep(0.01)

    with pytest.raises(EngineFailed, match=r"ended: it was killed"):
        asyncio.run(run())


def test_its_version_is_known_without_it() -> None:
    script = (
        "import sys; from factcheck.models.engine import engine_version as v; print(v(), 'xllamacpp' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert said.split() == [*engine_version().split(), "False"]


# A program that keeps its engine computing until it is stopped.
BUSY = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    import httpx
    from factcheck.models.engine import Engine

    async def main():
        async with Engine(Path(sys.argv[1]), context_tokens=50_000) as engine:
            print("starting", flush=True)
            url = await engine.start()
            print("started", flush=True)
            body = {"messages": [{"role": "user", "content": "word " * 9_000}], "max_tokens": 5_000}
            async with httpx.AsyncClient(timeout=600, headers={"Authorization": f"Bearer {engine.api_key}"}) as client:
                while True:
                    await client.post(f"{url}/chat/completions", json=body)

    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
""")


def engine_processes(parent: int) -> list[int]:
    """The processes that run an engine and were started by `parent`."""
    listed = subprocess.run(["ps", "-ewwo", "pid=,ppid=,args="], check=True, capture_output=True, text=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(pid) for pid, ppid, args in rows if int(ppid) == parent and "engine_process.py" in args]


def gone(pid: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return not listed.strip() or listed.startswith("Z")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("stage", ["starting", "started"])
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGKILL, -9)])
def test_it_ends_with_its_parent(toy: Path, stage: str, sent: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", BUSY, str(toy)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        while run.stdout.readline().strip() != stage:
            assert run.poll() is None
        pids = engine_processes(run.pid)
        while not pids and stage == "starting":
            pids = engine_processes(run.pid)
        time.sleep(0.3)
        # Ctrl-C in a terminal reaches every process of the group.
        os.killpg(run.pid, sent) if sent == signal.SIGINT else os.kill(run.pid, sent)
        said = run.communicate(timeout=10)
    assert run.returncode == status
    assert said[1] == ""
    assert len(pids) == 1
    until = time.monotonic() + 10
    while not gone(pids[0]):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.embedded
def test_the_default_model_weighs_the_same_with_and_without_its_prompt_cache() -> None:
    path = Path(platformdirs.user_cache_dir("factcheck")) / "weights" / EMBEDDED.file
    if not path.exists():
        pytest.skip(f"{path} is not there; `factcheck pull` fetches it")

    async def run() -> list[Any]:
        async with Engine(path, context_tokens=1024) as engine:
            url = await engine.start()
            question = "Source: The mayor opened the bridge on Monday.\nClaim: {}\nIs it supported? Answer Yes or No."
            claims = ("The mayor opened the bridge.", "The mayor closed the school.")
            asked = [
                await chat(url, engine.api_key, question.format(claim), logprobs=True, top_logprobs=10)
                for claim in claims
            ]
            asked.append(
                await chat(
                    url,
                    engine.api_key,
                    question.format(claims[1]),
                    logprobs=True,
                    top_logprobs=10,
                    cache_prompt=False,
                )
            )
            assert asked[1].json()["usage"]["prompt_tokens_details"]["cached_tokens"] > 10
            assert asked[2].json()["usage"]["prompt_tokens_details"]["cached_tokens"] == 0
            return [first_logprobs(answer) for answer in asked]

    so, not_so, not_so_uncached = asyncio.run(run())
    assert so["Yes"] > so["No"]
    assert not_so["No"] > not_so["Yes"]
    assert not_so == not_so_uncached
