"""What must not reach a tape: secrets, ids of accounts, paths of the machine, and what changes from run to run.

No header is kept at all. Of a response's body the fields below are dropped or fixed; everything else stays as the server
sent it. What is written is searched once more (`leaks`), so that a new kind of secret is refused, not stored.
"""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evals.tapes.exchange import JsonObject

_DROPPED = frozenset({"timings", "system_fingerprint", "service_tier", "organization", "user", "__verbose", "id_slot"})
"""Fields of a response's top level that name the account or the machine, or say how fast it was."""

_VALUE = r"(?=[^\s\"'&,;()\\]*\d)[^\s\"'&,;()\\]{12,}"
"""What can be a credential: no short or common word, so that it has a digit."""
_KEY = re.compile(
    r"\b(?:sk|rk|pk|gsk|xai|hf|ghp|github_pat)[-_][A-Za-z0-9_-]{16,}"
    r"|\b(?:sess|pplx|nvapi|fw|r8|lsv2|tvly|npm|gh[orsu]|xox[abeprs])[-_](?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}|\bglpat-[\w-]{20,}"
    r"|\bA[KS]IA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{16,}"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]+)?"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*)"
    r"|\b(?i:bearer)\s+(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*"
)
"""Keys that their own form shows."""
_NAMED = re.compile(
    r"\b(?i:(?:x-|ocp-apim-)?(?:api|access|auth|secret|private|client|subscription)[-_ ]?(?:key|token|secret)|password)\b"
    rf"[\\\"']*\s*[:=]\s*[\\\"']*{_VALUE}"
    rf"|[?&](?i:key|token|sig|signature|code)={_VALUE}"
    r"|\b(?i:authorization)[\\\"']*\s*[:=]\s*[\\\"']*(?i:basic|token|apikey|digest)\s+[^\s\"'()]{8,}"
    r"|(?<=://)[^\s/@:\"']+:[^\s/@\"']+(?=@)"
)
"""Keys and passwords that what stands before them shows: a header, a parameter of a URL, an address with a password in it."""
_ORGANISATION = re.compile(r"\b(?:org|proj|user)(?:-|_(?=[A-Za-z]*\d))[A-Za-z0-9]{12,}\b")
_COOKIE = re.compile(
    r"\b(?i:(?:set-)?cookie[\\\"']*\s*[:=]\s*[\\\"']*[\w.-]+=[^\s\"']+)|\b(?:__cf_bm|_cfuvid)=[^\s\"']+"
)
_FIELD = re.compile(
    r"(?i)(?:x-)?(?:api[-_]?key|authorization|access[-_]?token|auth[-_]?token|client[-_]?secret|password|secret|(?:set-)?cookie)"
)
"""A field of a body whose value is a credential, whatever it looks like."""
_BROKEN_KEY = re.compile(r"\b(?:sk|rk|gsk|xai|sess|pplx|nvapi)[-_][\w-]*\s*\n\s*(?=[\w-]*\d)[\w-]{8,}")
"""A key with the end of a line in it."""
_SPACE = re.compile(r"\s+")
_VARIABLE = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD)$")
_MACHINE_PATH = re.compile(
    r"(?<![\w/.:])/(?:home|Users|root|tmp|var|private|mnt|opt|srv|work|workspace|data)/[\w.@+-]+(?:/[\w.@+-]+)*"
)
_WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\(?:[\w.@ +-]+\\)+[\w.@ +-]*")

SCRUBBED = "(scrubbed)"
A_SECRET = "a secret of this run"  # noqa: S105 - what it is called
SHORTEST_SECRET = 8
"""A key of fewer characters is a placeholder for a server that wants none; text would hold it by chance."""
_SHORTEST_VARIABLE = 12
"""The same for variables of the environment, of which only the name says that they may be secrets."""


def scrub_response(body: JsonObject, key: str) -> JsonObject:
    """The response as it is kept: `id` made from the exchange's key, `created` 0, log-probabilities without bytes."""
    kept = {name: value for name, value in body.items() if name not in _DROPPED}
    if "id" in kept:
        kept["id"] = f"exchange-{key[:12]}"
    if "created" in kept:
        kept["created"] = 0
    kept["choices"] = [_slim_choice(choice) for choice in kept.get("choices") or []]
    scrubbed: JsonObject = scrub(kept)
    return scrubbed


def scrub(value: Any) -> Any:
    """`value` with keys, organisation ids and paths of a machine replaced, wherever they stand in it."""
    if isinstance(value, str):
        for pattern in (_KEY, _NAMED, _COOKIE, _ORGANISATION, _MACHINE_PATH, _WINDOWS_PATH):
            value = pattern.sub(SCRUBBED, value)
        return value
    if isinstance(value, dict):
        return {name: _scrubbed_field(name, part) for name, part in value.items()}
    if isinstance(value, list):
        return [scrub(part) for part in value]
    return value


def _scrubbed_field(name: object, value: Any) -> Any:
    return SCRUBBED if isinstance(value, str) and value and _FIELD.fullmatch(str(name)) else scrub(value)


def leaks(text: str, secrets: Iterable[str] = ()) -> Iterator[str]:
    """What in `text` must not be written: a short name of each leak, never the leak itself.

    A key is found where it was broken over lines, too, and a secret of the run where it is written as URLs or base64 have it.
    """
    wanted = [form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)]
    if wanted:
        squeezed = _SPACE.sub("", text)
        yield from (A_SECRET for form in wanted if form in squeezed)
    for name, pattern in (
        ("a key", _KEY),
        ("a key", _NAMED),
        ("an organisation id", _ORGANISATION),
        ("a cookie", _COOKIE),
        ("a path of a machine", _MACHINE_PATH),
        ("a path of a machine", _WINDOWS_PATH),
    ):
        if pattern.search(text):
            yield name
    if _BROKEN_KEY.search(text):
        yield "a key"
    home, host = str(Path.home()), _host()
    if len(home) > len("/root") and home in text:
        yield "this user's home"
    if len(host) > len("/root") and not host.isalpha() and host in text:  # a plain word gives nothing away
        yield "this machine's name"


def _forms(secret: str) -> set[str]:
    """A secret as it is, as a URL has it and as base64 has it, each without white space."""
    coded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    return {_SPACE.sub("", secret), quote(secret, safe=""), coded[:-1]}


def leaking_fields(value: Any, secrets: Iterable[str] = (), at: str = "") -> Iterator[tuple[str, str]]:
    """Where in a JSON value something must not be written, and what it is: `("choices[0].message.content", "a key")`.

    A field's own name is looked at, too. Never the leak itself.
    """
    secrets = tuple(secrets)
    if isinstance(value, dict):
        for name, part in value.items():
            yield from ((f"a field's name in {at or 'the body'}", what) for what in leaks(str(name), secrets))
            yield from leaking_fields(part, secrets, f"{at}.{name}" if at else str(name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaking_fields(part, secrets, f"{at}[{number}]")
    elif isinstance(value, str):
        yield from ((at, what) for what in leaks(value, secrets))


def secrets_apart_from(words: str, secrets: Iterable[str]) -> tuple[str, ...]:
    """The secrets to look for in answers to questions that hold these `words`.

    One that is short, or stands in the words, is left out: an answer says it without giving anything away.
    """
    said = words.casefold()
    return tuple(one for one in secrets if len(one) >= SHORTEST_SECRET and one.casefold() not in said)


def secrets_in(environment: Mapping[str, str]) -> Iterator[str]:
    """The values that a tape must not hold: those of variables whose names end as a secret's do, if they can be one.

    A short value, and a lone word, are left out.
    """
    for name, value in environment.items():
        lone = value.isalpha() and value[1:].islower()
        if _VARIABLE.search(name.upper()) and len(value) >= _SHORTEST_VARIABLE and not lone:
            yield value


def _slim_choice(choice: Any) -> Any:
    """A choice whose log-probabilities hold only tokens and numbers: their bytes and ids say the same again."""
    if not isinstance(choice, dict) or not isinstance(choice.get("logprobs"), dict):
        return choice
    content = choice["logprobs"].get("content")
    if not isinstance(content, list):
        return choice
    slim = [
        _slim_token(token) | {"top_logprobs": [_slim_token(other) for other in token.get("top_logprobs", [])]}
        for token in content
    ]
    return {**choice, "logprobs": {"content": slim}}


def _slim_token(token: JsonObject) -> JsonObject:
    return {name: token[name] for name in ("token", "logprob") if name in token}


def _host() -> str:
    return socket.gethostname()
