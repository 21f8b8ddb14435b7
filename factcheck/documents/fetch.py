"""A document from an `http` or `https` URL.

Every hop is checked first: the host's addresses must be public, and the connection goes to exactly the checked address,
because a second look-up could answer differently.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from factcheck import __version__
from factcheck.documents.limits import MAX_BYTES, size
from factcheck.errors import DocumentError

TIMEOUT = 30.0
"""Seconds for connecting, for each wait, and for the whole download."""
MAX_REDIRECTS = 10
_HEADERS = {
    "User-Agent": f"factcheck/{__version__}",
    "Accept": "text/html, text/plain, text/markdown, application/pdf;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True)
class Fetched:
    """A response's body, its final address, and the type that the server states."""

    data: bytes
    url: str
    media_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, timeout: float = TIMEOUT) -> Fetched:
    """The document at `url`, redirects followed.

    `allow_private` allows the host and port in `url` itself to be on a private network or on this machine; a redirect
    to any other private address is still refused. Raises DocumentError: not http(s), a private address, no answer
    within `timeout` seconds, an HTTP error, too many redirects, too large.
    """
    deadline = time.monotonic() + timeout
    here = _parsed(url)
    trusted = (here.host, _port(here)) if allow_private else None
    with httpx.Client(timeout=timeout, headers=_HEADERS) as client:
        for _ in range(MAX_REDIRECTS + 1):
            addresses = _addresses(here, private=(here.host, _port(here)) == trusted)
            try:
                outcome = _ask(client, here, addresses, deadline)
            except httpx.TimeoutException as error:
                raise DocumentError(f"no answer within {timeout:g} seconds") from error
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                reason = " ".join(str(error).split()) or type(error).__name__
                raise DocumentError(f"cannot be fetched: {reason[:150]}") from error
            if isinstance(outcome, Fetched):
                return outcome
            here = _next(here, outcome)
    raise DocumentError(f"redirects more than {MAX_REDIRECTS} times")


def shown_url(url: str) -> str:
    """`url` without a user name and password."""
    try:
        return str(httpx.URL(url).copy_with(userinfo=b""))
    except (httpx.InvalidURL, ValueError):
        return url


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
        host = parsed.host  # decoded only now, which a name such as "xn--" does not stand
    except (httpx.InvalidURL, ValueError) as error:
        raise DocumentError(f"is not a valid URL: {error}") from error
    if parsed.scheme in ("http", "https") and not host:
        raise DocumentError("is not a valid URL: it names no host")
    if parsed.scheme not in ("http", "https"):
        raise DocumentError(f"is not an http or https URL but {parsed.scheme or 'none'}:")
    return parsed


def _next(here: httpx.URL, location: str) -> httpx.URL:
    try:
        return _parsed(str(here.join(location)))
    except (DocumentError, httpx.InvalidURL, ValueError) as error:
        raise DocumentError(f"redirects to {location[:100]!r}, which is not an http or https URL") from error


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _addresses(url: httpx.URL, *, private: bool) -> Sequence[str]:
    """The addresses of the URL's host. Raises DocumentError if it has none, or one that is not public."""
    try:
        found = socket.getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise DocumentError(f"host {url.host!r} cannot be found") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not private and not _is_public(address):
            raise DocumentError(f"{url.host!r} is at the private address {address}, which factcheck does not fetch")
    return addresses


_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out for the internet. Beside it lie site-local, IPv4-compatible and local-use NAT64 addresses."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOBODY = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""Not given out to anybody, though not every version of Python knows it: protocols' own, relays of old, documentation."""
_ISATAP = 0x5EFE
"""The third and fourth of the last eight bytes of an address that wraps an IPv4 one within a site, but for two flags."""


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (inner := _wrapped(ip)):
        # An address that only wraps others is as public as these.
        return all(_is_public(str(one)) for one in inner)
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOBODY)


def _wrapped(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that this one leads to: mapped, 6to4, Teredo (its server and its client), NAT64, ISATAP."""
    if ip.teredo:
        return ip.teredo
    last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    is_site = (int(ip) >> 32) & 0xFCFFFFFF == _ISATAP and ip in _GLOBAL_UNICAST
    inner = ip.ipv4_mapped or ip.sixtofour or (last if is_site or ip in _NAT64 else None)
    return (inner,) if inner else ()


def _ask(client: httpx.Client, url: httpx.URL, addresses: Sequence[str], deadline: float) -> Fetched | str:
    """The answer of the first reachable address: a host can have one that this machine cannot reach."""
    for address in addresses[:-1]:
        try:
            return _get(client, url, address, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return _get(client, url, addresses[-1], deadline)


def _get(client: httpx.Client, url: httpx.URL, address: str, deadline: float) -> Fetched | str:
    """One request to `address` in the name of `url`'s host: the response, or the address that it redirects to."""
    request = client.build_request("GET", url.copy_with(host=address), headers={"Host": url.netloc.decode("ascii")})
    request.extensions["sni_hostname"] = url.host
    response = client.send(request, stream=True)
    try:
        if response.has_redirect_location:
            return response.headers["location"]
        if response.status_code != httpx.codes.OK:
            raise DocumentError(f"the server answers {response.status_code} {response.reason_phrase}".rstrip())
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) >= MAX_BYTES:
                raise DocumentError(f"is larger than the limit of {size(MAX_BYTES)}")
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the whole download took too long")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(bytes(body), shown_url(str(url)), media_type, response.charset_encoding)
    finally:
        response.close()
