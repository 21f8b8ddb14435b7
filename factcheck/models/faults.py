"""The one map from faults at a model provider to `factcheck.errors`.

Each provider's library has its own exception classes for the same few faults; most are generated from one mould, and
httpx comes in two packages with equal names. So the map reads an exception by its HTTP status, its error body and its
class names, over its whole chain of causes, and imports none of those libraries.

| what happened                                                  | becomes          | tried in all |
|----------------------------------------------------------------|------------------|--------------|
| 401, 403, a key that is missing or malformed                   | `BadKey`         | once         |
| 402, 429 for lack of credit                                    | `QuotaExhausted` | once         |
| 404, or a 400 that says that there is no such model            | `UnknownModel`   | once         |
| 429                                                            | `RateLimited`    | 5 times      |
| 413, or an error that names the context length                 | `ContextTooLong` | once         |
| an error that names the content filter                         | `Filtered`       | once         |
| no answer in time, 408, 504                                    | `TimedOut`       | twice        |
| no connection, and never one before                            | `UnknownModel`   | 5 times      |
| no connection, connection lost, 409, 5xx                       | `Unavailable`    | 5 times      |
| a 200 that is not a chat completion (HTML, broken JSON)           | `Unavailable`    | 3 times      |
| a 400 or 422 that names a feature that was asked for           | `rejected`       | without it   |
| anything else                                                  | `Unavailable`    | once         |
| a provider's class that cannot be made at all                  | `setup_error`    | once         |
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import ValidationError

from factcheck.errors import (
    BadKey,
    ContextTooLong,
    FatalModelError,
    Filtered,
    ModelError,
    QuotaExhausted,
    RateLimited,
    TimedOut,
    Unavailable,
    UnknownModel,
)
from factcheck.models.connection import Feature

_MANY = 5
_FEW = 3
_LONGEST_DETAIL = 300

_CONTEXT = re.compile(
    r"context[ _](length|size|window)|maximum context|prompt is too long|too many (input )?tokens"
    r"|input tokens exceed|exceeds? the (available )?context",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"insufficient[ _](quota|balance|funds|credits?)|billing|exceeded your current quota", re.IGNORECASE
)
_FILTER = re.compile(r"content[ _](filter|management policy)|ResponsibleAIPolicyViolation", re.IGNORECASE)
_NO_SUCH_MODEL = re.compile(
    r"model\b.{0,60}\b(not exist|not found|unknown|invalid|no such)|unknown model", re.IGNORECASE
)
_KEY = re.compile(r"api[ _-]?key|credentials", re.IGNORECASE)
_FEATURES: dict[Feature, re.Pattern[str]] = {
    "logprobs": re.compile(r"logprobs", re.IGNORECASE),
    "form": re.compile(r"response_format|json_schema|json_object|structured output|grammar|schema", re.IGNORECASE),
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "seed": re.compile(r"\bseed\b", re.IGNORECASE),
}
_ORGANISATION = re.compile(r"\borg-[A-Za-z0-9]{12,}")
_LOOKS_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|gsk|xai|AIza|key)[-_][\w*.-]{6,}|\bBearer\s+[^\s,;\"']+", re.IGNORECASE)


@dataclass(frozen=True)
class Addressee:
    """The receiver of the calls, as error messages name it. `secrets` are never shown."""

    spec: str
    endpoint: str | None = None
    key_variable: str | None = None
    secrets: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.spec} at {self.endpoint}" if self.endpoint else self.spec


@dataclass(frozen=True)
class Fault:
    """The meaning of an exception. `attempts` is how often such a call is worth making in all, including the first
    time.

    `wait` is how many seconds the server asked to wait. `rejected` names the requested feature that the endpoint lacks:
    the call is worth making without it.
    """

    error: ModelError
    attempts: int = 1
    wait: float | None = None
    rejected: Feature | None = None


def read_fault(exception: BaseException, to: Addressee, features: Collection[str] = (), reached: bool = True) -> Fault:
    """The meaning of `exception` for a call that asked for these `features`.

    `reached` says whether this endpoint has ever answered: if not, it counts as nonexistent.
    """
    chain = list(_chain(exception))
    names = {base.__name__ for link in chain for base in type(link).__mro__}
    status = next((s for link in chain if isinstance(s := getattr(link, "status_code", None), int)), None)
    said = _said(chain)
    detail = redact(said, to.secrets)

    for link in chain:
        if isinstance(link, ModelError):
            return Fault(type(link)(f"{to}: {link}"))
    if status is None:
        return _without_status(exception, names, detail, to, features, reached)
    if status in (401, 403) or (status == 400 and _KEY.search(said)):
        hint = f"; check {to.key_variable}" if to.key_variable else "; check the key"
        return Fault(BadKey(f"{to} does not accept the key ({status}: {detail}){hint}"))
    if status == 402 or (status == 429 and _CREDIT.search(said)):
        return Fault(QuotaExhausted(f"{to}: the account is out of credit ({status}: {detail})"))
    if status == 429:
        wait = _asked_wait(chain)
        asks = "" if wait is None else f", asks to wait {wait:.0f} s"
        return Fault(RateLimited(f"{to}: rate limited ({detail}){asks}; try again later"), _MANY, wait)
    if status == 413 or _CONTEXT.search(said):
        return Fault(ContextTooLong(f"{to}: the prompt does not fit the model ({detail})"))
    if 400 <= status < 500 and (feature := _rejected_feature(chain, said, features)):
        return Fault(Unavailable(f"{to} refused the request ({status}: {detail})"), rejected=feature)
    if status == 404 or (status in (400, 422) and _NO_SUCH_MODEL.search(said)):
        return Fault(UnknownModel(f"{to}: no such model or address ({detail}); check the name and the base URL"))
    if _FILTER.search(said):
        return Fault(Filtered(f"{to}: the content filter withheld the answer ({detail})"))
    if status in (408, 504):
        return Fault(TimedOut(f"{to} gave no answer in time ({status}: {detail})"), attempts=2)
    if status == 409 or status >= 500:
        return Fault(Unavailable(f"{to}: server error ({status}: {detail})"), _MANY, wait=_asked_wait(chain))
    return Fault(Unavailable(f"{to} refused the request ({status}: {detail})"))


def _without_status(
    exception: BaseException, names: set[str], detail: str, to: Addressee, features: Collection[str], reached: bool
) -> Fault:
    """The meaning of an exception without an HTTP status."""
    if names & {"LocalProtocolError", "UnicodeEncodeError"}:
        # The key is the only part of a request that people type in and that must be plain.
        key = to.key_variable or "the provider's key variable"
        return Fault(BadKey(f"{to}: the key is missing, or has a character that no key has; check {key}"))
    if names & {"ContentFilterFinishReasonError"}:
        return Fault(Filtered(f"{to}: the content filter withheld the answer"))
    if names & {"ContextOverflowError"}:
        return Fault(ContextTooLong(f"{to}: the prompt does not fit the model ({detail})"))
    if names & {"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "gaierror"}:
        if reached:
            return Fault(Unavailable(f"{to}: no connection ({detail})"), _MANY)
        return Fault(
            UnknownModel(f"{to} cannot be reached ({detail}); check the address, and that the server is running"), _MANY
        )
    if names & {"TimeoutError", "TimeoutException", "APITimeoutError"}:
        return Fault(TimedOut(f"{to} gave no answer in time"), attempts=2)
    if names & {"APIConnectionError", "TransportError", "ConnectionError"}:
        return Fault(Unavailable(f"{to}: connection lost ({detail})"), _MANY)
    if "TypeError" in names and "unexpected keyword" in detail and (feature := _named_feature(detail, features)):
        return Fault(Unavailable(f"{to}: {detail}"), rejected=feature)
    if names & {"NotImplementedError"} and "form" in features:
        return Fault(Unavailable(f"{to}: {detail}"), rejected="form")
    if _KEY.search(detail):
        return Fault(BadKey(f"{to}: {detail}"))
    if names & {"ValueError", "TypeError", "KeyError", "AttributeError", "APIResponseValidationError"}:
        return Fault(
            Unavailable(f"{to}: the reply is not a chat completion ({type(exception).__name__}: {detail})"), _FEW
        )
    return Fault(Unavailable(f"{to}: {type(exception).__name__}: {detail}"))


def setup_error(exception: Exception) -> FatalModelError:
    """The meaning of an error while creating a provider's class: no key, no package for it, no such provider."""
    said = redact(_said(list(_chain(exception))))
    if isinstance(exception, ImportError):
        return UnknownModel(said)  # LangChain says which package to install
    return BadKey(said) if _KEY.search(said) else UnknownModel(f"it cannot be set up: {said}")


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """`text` on one line, at most 300 characters, without these secrets and anything like a key."""
    text = " ".join(without_secrets(text, secrets).split())
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 1] + "…"


def without_secrets(text: str, secrets: Collection[str] = ()) -> str:
    """`text` without these secrets, and without anything like a key or an organisation's id."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "[key]")
    return _ORGANISATION.sub("[organisation]", _LOOKS_LIKE_A_KEY.sub("[key]", text))


def public_address(base_url: str) -> str:
    """An address without user name, password, query and fragment: safe to show and keep."""
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


def secrets_of_address(base_url: str) -> tuple[str, ...]:
    """The possible secrets that `public_address` removes."""
    parts = urlsplit(base_url)
    return tuple(filter(None, (parts.password, parts.username, *(value for _, value in parse_qsl(parts.query)))))


def _chain(exception: BaseException) -> Iterator[BaseException]:
    """The exception and its causes, nearest first."""
    link: BaseException | None = exception
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _said(chain: list[BaseException]) -> str:
    """The server's own words if any, with its error code; else the first words of an exception."""
    for link in chain:
        if isinstance(link, ValidationError):
            return str(link.errors()[0]["msg"])
        body = getattr(link, "body", None)
        if isinstance(body, Mapping):
            error = body.get("error", body)
            if isinstance(error, Mapping):
                codes = [str(error[name]) for name in ("code", "type") if error.get(name)]
                return " ".join([str(error.get("message") or "no reason given"), *codes[:1]])
            return str(error)
    # "Connection error." says less than its cause.
    worded = [str(link) for link in chain if str(link) and str(link) != "Connection error."]
    return worded[0] if worded else type(chain[0]).__name__


def _named_feature(text: str, features: Collection[str]) -> Feature | None:
    return next((name for name, pattern in _FEATURES.items() if name in features and pattern.search(text)), None)


def _rejected_feature(chain: list[BaseException], said: str, features: Collection[str]) -> Feature | None:
    """The requested feature that the endpoint's answer names: by its `param` field if it has one."""
    param = next((p for link in chain if isinstance(p := getattr(link, "param", None), str) and p), None)
    return (_named_feature(param, features) if param else None) or _named_feature(said, features)


def _asked_wait(chain: list[BaseException]) -> float | None:
    """The seconds of `retry-after-ms` or `Retry-After`, which may be a number or a date."""
    for link in chain:
        headers = getattr(getattr(link, "response", None), "headers", None)
        if headers is None:
            continue
        for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            value = headers.get(name)
            if value is None:
                continue
            try:
                return max(0.0, float(value) * unit)
            except ValueError:
                pass
            try:
                return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
            except ValueError:
                continue
    return None
