"""Documents from URLs, asked of a real server on the loopback interface."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from factcheck.documents import load, load_sources
from factcheck.errors import DocumentError
from factcheck.records import Document
from tests.documents.files import STORY, docx_bytes, odt_bytes, pdf_bytes, rtf_bytes

PAGE = f"<!DOCTYPE html><html><head><title>Shells</title></head><body><p>{STORY} Café.</p></body></html>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain; charset=utf-8"

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/latin": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, PAGE.encode("latin-1")),
    "/gzip": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "/story.md": (200, {"Content-Type": PLAIN}, f"# Shells\n\n{STORY}".encode()),
    "/untyped": (200, {}, STORY.encode()),
    "/report": (200, {"Content-Type": "application/pdf"}, pdf_bytes([STORY[:60]])),
    "/memo": (200, {"Content-Type": DOCX}, docx_bytes(STORY)),
    "/talk.vtt": (200, {"Content-Type": PLAIN}, b"WEBVTT\n\n00:01.000 --> 00:02.000\nShells hit the port."),
    "/talk": (200, {"Content-Type": "text/vtt"}, b"WEBVTT\n\n00:01.000 --> 00:02.000\nShells hit the port."),
    "/mail.eml": (200, {"Content-Type": "message/rfc822"}, f"Subject: Shells\n\n{STORY}".encode()),
    "/memo.rtf": (200, {"Content-Type": "text/rtf"}, rtf_bytes(STORY)),
    "/memo.odt": (200, {"Content-Type": "application/octet-stream"}, odt_bytes(f"<text:p>{STORY}</text:p>")),
    "/moved": (301, {"Location": "/page"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/inward": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
    "/sideways": (302, {"Location": "http://127.0.0.1:1/"}, b""),
    "/mapped": (302, {"Location": "http://[::ffff:10.0.0.1]/"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-nothing": (302, {"Location": "http://[bad]/"}, b""),
    "/missing": (404, {"Content-Type": "text/html"}, PAGE.encode()),
    "/broken": (500, {"Content-Type": "text/html"}, PAGE.encode()),
    "/empty": (200, {"Content-Type": PLAIN}, b""),
    "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\0"),
    "/json": (200, {"Content-Type": "application/json"}, b'{"text": "Shells"}'),
    "/disguised": (200, {"Content-Type": PLAIN}, b"\x89PNG\r\n\x1a\n\0"),
    "/bomb": (200, {"Content-Type": PLAIN, "Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)),
    "/bad-gzip": (200, {"Content-Type": PLAIN, "Content-Encoding": "gzip"}, b"not compressed"),
}


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up half-way is what some of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(5)
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/cut":
            self._start(200, {"Content-Type": PLAIN, "Content-Length": "1000"})
            self.wfile.write(b"Shells hit")
        else:
            status, headers, body = ANSWERS[self.path.partition("?")[0]]
            self._start(status, headers | {"Content-Length": str(len(body))})
            self.wfile.write(body)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self) -> None:
        self._start(200, {"Content-Type": PLAIN})
        try:
            for _ in range(50):
                self.wfile.write(b"word ")
                time.sleep(0.1)
        except OSError:
            pass  # the client gave up, as it should

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    httpd = QuietServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    if context:
        httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield httpd.server_port
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


def self_signed(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def fetched(url: str, *, timeout: float = 10.0) -> Document:
    return load(url, id="s1", allow_private=True, timeout=timeout)


def refusal(url: str, *, timeout: float = 10.0) -> str:
    with pytest.raises(DocumentError) as caught:
        fetched(url, timeout=timeout)
    assert str(caught.value).startswith(f"{url}: ")
    return str(caught.value)[len(url) + 2 :]


@pytest.mark.parametrize(
    ("path", "media_type", "words"),
    [
        ("/page", "text/html", "Café."),
        ("/latin", "text/html", "Café."),
        ("/gzip", "text/html", "Café."),
        ("/story.md", "text/markdown", "Shells\n\nShells hit"),
        ("/untyped", "text/plain", "3.5 hours."),
        ("/report", "application/pdf", "Shells hit"),
        ("/memo", DOCX, "3.5 hours."),
        ("/talk.vtt", "text/vtt", "Shells hit the port."),
        ("/talk", "text/vtt", "Shells hit the port."),
        ("/mail.eml", "message/rfc822", "3.5 hours."),
        ("/memo.rtf", "application/rtf", "3.5 hours."),
        ("/memo.odt", "application/vnd.oasis.opendocument.text", "3.5 hours."),
    ],
)
def test_each_kind_of_answer(server: str, path: str, media_type: str, words: str) -> None:
    document = fetched(server + path)
    assert (document.origin, document.media_type) == (server + path, media_type)
    assert document.name == server.removeprefix("http://") + path
    assert words in document.text


def test_a_redirect_is_followed_and_said(server: str) -> None:
    document = fetched(f"{server}/moved")
    assert document.origin == f"{server}/moved"
    assert document.notices == (f"redirected to {server}/page",)


def test_a_user_name_and_password_are_nowhere_shown(server: str) -> None:
    url = server.replace("http://", "http://ann:secret@")
    assert "secret" not in fetched(f"{url}/moved").model_dump_json()
    with pytest.raises(DocumentError) as caught:
        fetched(f"{url}/missing")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/loop", "redirects more than 10 times"),
        ("/inward", "'169.254.169.254' is at the private address 169.254.169.254"),
        ("/sideways", "private address 127.0.0.1"),
        ("/mapped", "private address"),
        ("/to-file", "redirects to 'file:///etc/passwd', which is not an http or https URL"),
        ("/to-nothing", "Invalid URL"),
        ("/missing", "the server answers 404 Not Found"),
        ("/broken", "the server answers 500 Internal Server Error"),
        ("/empty", "is empty"),
        ("/image", "is a PNG image"),
        ("/json", "is application/json, not text"),
        ("/disguised", "is a PNG image"),
        ("/bomb", "is larger than the limit of 50 MB"),
        ("/bad-gzip", "cannot be fetched"),
        ("/cut", "cannot be fetched"),
    ],
)
def test_an_answer_that_cannot_be_used(server: str, path: str, words: str) -> None:
    assert words in refusal(server + path)


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_an_answer_that_does_not_come_in_time(server: str, path: str) -> None:
    assert refusal(server + path, timeout=0.4) == "no answer within 0.4 seconds"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "100.64.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "[2002:a00:1::]",
        "[64:ff9b::a00:1]",
        "2130706433",
    ],
)
def test_private_addresses_are_refused_unless_allowed(host: str) -> None:
    with pytest.raises(DocumentError, match="private address"):
        load(f"http://{host}:9/x", id="s1")


def test_a_host_name_is_asked_at_the_address_that_answers(server: str) -> None:
    assert "Café." in fetched(server.replace("127.0.0.1", "localhost") + "/page").text


@pytest.mark.parametrize(("issued_to", "trusted"), [("localhost", True), ("other.example", False)])
def test_a_certificate_is_checked_for_the_host_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issued_to: str, trusted: bool
) -> None:
    certificate = self_signed(tmp_path, issued_to)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as port:
        url = f"https://localhost:{port}/page"
        if trusted:
            assert "Café." in fetched(url).text
        else:
            assert "certificate" in refusal(url)


def test_a_server_that_is_not_there(server: str) -> None:
    assert "cannot be fetched" in refusal("http://127.0.0.1:1/x")
    assert "cannot be found" in refusal("http://no-such-host.invalid/x")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a.txt", "file:///etc/passwd", "http://", "https:///x", "http://[x]/"]
)
def test_only_http_and_https(url: str) -> None:
    with pytest.raises(DocumentError, match=r"is not an http or https URL|is not a valid URL"):
        load(url, id="s1")


def test_urls_are_sources_too(server: str) -> None:
    documents = load_sources([f"{server}/page", f"{server}/untyped"], allow_private=True)
    assert [document.id for document in documents] == ["s1", "s2"]
