"""What must not reach a tape: secrets, ids of accounts, paths of the machine, and what changes from run to run.

No header is kept at all. Of a response's body the fields below are dropped or fixed; everything else stays as the server
sent it. What is written is searched once more (`leaks`), so that a new kind of secret is refused, not stored.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evals.tapes.exchange import JsonObject

_DROPPED = frozenset({"timings", "system_fingerprint", "service_tier", "organization", "user", "__verbose", "id_slot"})
"""Fields of a response's top level that name the account or the machine, or say how fast it was."""

_KEY = re.compile(
    r"\b(?:sk|rk|pk|gsk|xai|hf|ghp|github_pat)[-_][A-Za-z0-9_-]{16,}|\bBearer\s+[\w.~+/-]{12,}=*|\bAKIA[0-9A-Z]{16}\b"
)
_ORGANISATION = re.compile(r"\b(?:org|proj|user)(?:-|_(?=[A-Za-z]*\d))[A-Za-z0-9]{12,}\b")
_COOKIE = re.compile(r"\b(?:set-cookie|__cf_bm|_cfuvid)\b", re.IGNORECASE)
_MACHINE_PATH = re.compile(
    r"(?<![\w/.:])/(?:home|Users|root|tmp|var|private|mnt|opt|srv|work|workspace|data)/[\w.@+-]+(?:/[\w.@+-]+)*"
)
_WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\(?:[\w.@ +-]+\\)+[\w.@ +-]*")

SCRUBBED = "(scrubbed)"
SHORTEST_SECRET = 8
"""A key of fewer characters is a placeholder for a server that wants none; text would hold it by chance."""


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
        for pattern in (_KEY, _ORGANISATION, _MACHINE_PATH, _WINDOWS_PATH):
            value = pattern.sub(SCRUBBED, value)
        return value
    if isinstance(value, dict):
        return {name: scrub(part) for name, part in value.items()}
    if isinstance(value, list):
        return [scrub(part) for part in value]
    return value


def leaks(text: str, secrets: Iterable[str] = ()) -> Iterator[str]:
    """What in `text` must not be written: a short name of each leak, never the leak itself."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET and secret in text:
            yield "a secret of this run"
    for name, pattern in (
        ("a key", _KEY),
        ("an organisation id", _ORGANISATION),
        ("a cookie", _COOKIE),
        ("a path of a machine", _MACHINE_PATH),
        ("a path of a machine", _WINDOWS_PATH),
    ):
        if pattern.search(text):
            yield name
    for name, word in (("this user's home", str(Path.home())), ("this machine's name", _host())):
        if len(word) > len("/root") and word in text:
            yield name


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
